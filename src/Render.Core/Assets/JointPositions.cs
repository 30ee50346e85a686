using System.Globalization;
using System.Text;

namespace Render.Core.Assets;

/// <summary>
/// References to models with joints: the file, and behind a question mark where its joints stand, <c>arm.urdf?elbow_deg=30&amp;slider=0.1</c>. One spelling for one
/// pose: joints in the order of their names, names percent-encoded, numbers as short as they can be read back.
/// </summary>
public static class JointPositions
{
    private const string Extension = ".urdf";

    /// <summary>Whether the format has joints, which is known by the file's extension.</summary>
    public static bool AreIn(string file) => Split(file).File.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The reference of a file with its joints; that of the file where there are none.</summary>
    /// <param name="file">A reference without joints.</param>
    /// <param name="joints">By key, as a scene writes them.</param>
    public static string Append(string file, IReadOnlyDictionary<string, double> joints)
    {
        ArgumentNullException.ThrowIfNull(joints);
        var text = new StringBuilder(file);
        foreach (var (name, value) in joints.OrderBy(j => j.Key, StringComparer.Ordinal))
            text.Append(text.Length == file.Length ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append((value + 0.0).ToString("R", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>The file, and the text of the joints without the question mark; empty where there are none.</summary>
    public static (string File, string Joints) Split(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var at = reference.IndexOf(Extension + "?", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? (reference, "") : (reference[..(at + Extension.Length)], reference[(at + Extension.Length + 1)..]);
    }

    /// <summary>What <see cref="Split"/> gave as joints, by key.</summary>
    /// <exception cref="RenderException">Not a list of names and finite numbers, or a name twice.</exception>
    public static IReadOnlyDictionary<string, double> Parse(string joints)
    {
        ArgumentNullException.ThrowIfNull(joints);
        var positions = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in joints.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('=') is not [var name, var text] || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !double.IsFinite(value) || !positions.TryAdd(Uri.UnescapeDataString(name), value))
                throw new RenderException(Failure.InvalidInput, $"'{entry}' does not say where a joint stands.", remedy: "Write ?NAME=NUMBER&NAME=NUMBER, each name once.");
        }
        return positions;
    }
}
