using System.Globalization;
using System.Text;
using Render.Core.Materials;
using Render.Core.Scenes.Language;

namespace Render.Core.Textures;

/// <summary>
/// A procedural texture as text, usable wherever the reference of an image is:
/// <c>procedural:wood?colors=d8b483,7a4a25,3a2412&amp;rings=7&amp;...&amp;seed=12&amp;size=512</c>. What is left out has the default's middle. Where maps other than
/// the colour are meant, <c>&amp;map=normal</c>, <c>roughness</c> or <c>height</c>. The reference names no file and belongs to no root.
/// </summary>
public static class ProceduralReference
{
    private const string Prefix = "procedural:";
    private const int MaxLength = 2000;

    /// <summary>The images of which a texture consists.</summary>
    internal enum Map
    {
        Color,
        Normal,
        Roughness,
        Height,
    }

    public static bool Is(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>Throws where the reference is none that can be made.</summary>
    /// <param name="reference">It begins with <c>procedural:</c>.</param>
    /// <param name="where">For the error.</param>
    /// <exception cref="RenderException">With what is wrong and what is known.</exception>
    public static void Check(string reference, string? where = null) => Parse(reference, where);

    /// <summary>The reference of another map of the same texture.</summary>
    public static string WithMap(string reference, string map)
    {
        Check(reference);
        return $"{reference}&map={map}";
    }

    /// <summary>How copies of the texture join.</summary>
    internal static TextureWrap WrapOf(string reference) => Parse(reference, null).Recipe.Kind.Wrap;

    /// <summary>Everything is written, in the order of declaration, so that another default changes no recorded frame.</summary>
    internal static string Write(TextureRecipe recipe)
    {
        var text = new StringBuilder(Prefix).Append(recipe.Kind.Name).Append("?colors=");
        text.AppendJoin(',', recipe.Colors.Select(c => c.ToString("x6", CultureInfo.InvariantCulture)));
        foreach (var (parameter, value) in recipe.Kind.AllParameters.Zip(recipe.Values))
            text.Append(CultureInfo.InvariantCulture, $"&{parameter.Name}={value:R}");
        return text.Append(CultureInfo.InvariantCulture, $"&seed={recipe.Seed}&size={recipe.Size}").ToString();
    }

    internal static (TextureRecipe Recipe, Map Map) Parse(string reference, string? where)
    {
        if (reference.Length > MaxLength)
            throw new RenderException(Failure.InvalidInput, $"the reference of a procedural texture has more than {MaxLength} characters.", where);
        RenderException Wrong(string what, string? remedy = null) => new(Failure.InvalidInput, $"'{reference}': {what}", where, remedy);
        RenderException Unknown(string what, string name, IEnumerable<string> known) => Names.Unknown(new ScalarNode(where ?? reference, name, Quoted: true), what, name, known);
        var question = reference.IndexOf('?', StringComparison.Ordinal);
        var name = reference[Prefix.Length..(question < 0 ? reference.Length : question)];
        var kind = ProceduralTable.Find(name) ?? throw Unknown("procedural texture", name, ProceduralTable.All.Select(k => k.Name));
        var (size, seed, map) = (TextureRecipe.DefaultSize, 0u, Map.Color);
        var colors = kind.DefaultColors;
        double[] values = [.. kind.DefaultValues];
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in question < 0 ? [] : reference[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (!said.Add(key))
                throw Wrong($"'{key}' is said twice.");
            switch (key)
            {
                case "colors":
                    colors = [.. value.Split(',').Select(text => text.Length == 6 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
                        ? rgb : throw Wrong($"'{text}' is not a colour.", "Write rrggbb, without #, between commas."))];
                    if (colors.Count < kind.Colors.Min || colors.Count > kind.Colors.Max)
                        throw Wrong($"{kind.Name} takes {kind.Colors.Min} to {kind.Colors.Max} colours, not {colors.Count}.");
                    break;
                case "seed":
                    seed = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : throw Wrong("the seed must be a whole number up to 4294967295.");
                    break;
                case "size":
                    size = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && IsSize(n) ? n : throw Wrong($"the size must be {Sizes}.");
                    break;
                case "map":
                    map = Enum.TryParse<Map>(value, ignoreCase: true, out var m) && Enum.IsDefined(m) && value.All(char.IsAsciiLetterLower)
                        ? m : throw Unknown("map", value, Enum.GetNames<Map>().Select(k => k.ToLowerInvariant()));
                    break;
                default:
                    var index = kind.AllParameters.Select((p, i) => p.Name == key ? i : -1).Max();
                    if (index < 0)
                        throw Unknown($"parameter of {kind.Name}", key, [.. kind.AllParameters.Select(p => p.Name), "colors", "seed", "size", "map"]);
                    values[index] = ValueOf(kind.AllParameters[index], value) ?? throw Wrong(string.Create(CultureInfo.InvariantCulture,
                        $"'{value}' is no value of {key}; expected a {(kind.AllParameters[index].IsWhole ? "whole " : "")}number {kind.AllParameters[index].Min}..{kind.AllParameters[index].Max}."));
                    break;
            }
        }
        return (new(kind, size, seed, colors, values), map);
    }

    internal static bool IsSize(long size) => size is >= TextureRecipe.MinSize and <= TextureRecipe.MaxSize && (size & (size - 1)) == 0;

    internal static string Sizes { get; } = string.Create(CultureInfo.InvariantCulture, $"a power of two, {TextureRecipe.MinSize}..{TextureRecipe.MaxSize}");

    private static double? ValueOf(TextureParameter parameter, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= parameter.Min && value <= parameter.Max
            && (!parameter.IsWhole || value == Math.Floor(value)) ? value : null;
}
