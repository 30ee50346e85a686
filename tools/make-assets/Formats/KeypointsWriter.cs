using System.Globalization;
using System.Text;

namespace MakeAssets.Formats;

/// <summary>A named point of a model: millimetres in the modelling axes (Z up), which are those of the imported model; how deep it lies inside.</summary>
internal sealed record NamedPoint(string Name, double X, double Y, double Z, double Depth = 0);

/// <summary>The file of keypoints beside a model (`render schema keypoints`): YAML, metres.</summary>
internal static class KeypointsWriter
{
    public static byte[] Encode(string title, IReadOnlyList<NamedPoint> points, IReadOnlyList<(string A, string B)> skeleton, IReadOnlyList<(string A, string B)> flip)
    {
        var text = new StringBuilder($"# yaml-language-server: $schema=../../scenes/keypoints.schema.json\n# {title}\npoints:\n");
        foreach (NamedPoint p in points)
        {
            string at = $"[{Metres(p.X)}, {Metres(p.Y)}, {Metres(p.Z)}]";
            text.Append(CultureInfo.InvariantCulture, $"  {p.Name}: {(p.Depth > 0 ? $"{{ at: {at}, depth: {Metres(p.Depth)} }}" : at)}\n");
        }
        text.Append("skeleton:\n");
        foreach ((string a, string b) in skeleton)
            text.Append(CultureInfo.InvariantCulture, $"  - [{a}, {b}]\n");
        text.Append("flip:\n");
        foreach ((string a, string b) in flip)
            text.Append(CultureInfo.InvariantCulture, $"  - [{a}, {b}]\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Metres(double millimetres) => Math.Round(millimetres / 1000, 6).ToString("0.######", CultureInfo.InvariantCulture);
}
