using System.Globalization;
using System.Numerics;
using System.Text;
using Render.Core.Assets;
using Render.Core.Materials;

namespace Render.Assets.Readers.Assimp;

/// <summary>
/// The material libraries of an OBJ file (Wavefront's MTL with the extensions for physically based materials: Pr, Pm, Pc, Pcr, map_Pr, map_Pm,
/// map_Ke, norm). They are read here and not by libassimp, which refuses a whole file for a keyword such as 'aniso' and drops the options of maps.
/// Colours are taken as linear. Without Pr the exponent Ns gives the roughness; Ks 0 or an illumination model without highlights takes the
/// reflection away where nothing physically based is said.
/// </summary>
internal sealed class MaterialLibrary(ConfinedFiles files)
{
    /// <summary>Base colour where a material does not say its own: the gray in which libassimp shows every format's default.</summary>
    private static readonly Vector3 Unsaid = new(0.6f);

    private static readonly string[] Unsupported = ["ps", "map_ps", "aniso", "anisor", "disp", "decal", "refl", "map_ks", "map_ns", "map_pc", "map_pcr", "map_rma", "map_orm"];

    private readonly Dictionary<string, Dictionary<string, string>> _materials = new(StringComparer.Ordinal);

    public static bool Accepts(string name, ReadOnlySpan<byte> file) =>
        name.EndsWith(".mtl", StringComparison.OrdinalIgnoreCase) || file.IndexOf("newmtl"u8) >= 0;

    /// <summary>Adds a library's materials; of two with the same name the first counts.</summary>
    public void Add(byte[] file)
    {
        Dictionary<string, string>? current = null;
        foreach (var line in Encoding.UTF8.GetString(file).Replace("\\\r\n", " ", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var statement = line.Trim();
            var end = statement.AsSpan().IndexOfAny(' ', '\t');
            if (end <= 0 || statement[0] == '#')
                continue;
            var (key, value) = (statement[..end], statement[end..].Trim());
            if (key == "newmtl")
                current = _materials.TryAdd(value, []) ? _materials[value] : [];
            else
                current?.TryAdd(Key(key), value);
        }
    }

    /// <summary>The material of that name; gray, with a note, where no library has it.</summary>
    public Material Material(string name, ModelContents contents)
    {
        if (!_materials.TryGetValue(name, out var given))
        {
            if (name != "DefaultMaterial")
                contents.Notes.Add(ImportNoteKind.MissingMaterial, subject: name);
            return new() { Name = name, BaseColor = new(Unsaid, 1), DoubleSided = true };
        }
        // Exporters write the properties that a material does not use as 0.
        foreach (var key in Unsupported.Where(k => given.TryGetValue(k, out var value) && value.Any(c => c is not ('0' or '.' or ' '))))
            contents.Notes.Add(ImportNoteKind.PropertyIgnored, subject: key);
        var statements = new Statements(given, files);
        var images = statements.Images();
        return images.Apply(Factors(name, statements, images), contents);
    }

    private static string Key(string key) => key.ToLowerInvariant() switch
    {
        "map_bump" or "bump" => "map_bump",
        "norm" or "map_kn" or "map_norm" => "norm",
        "map_emissive" => "map_ke",
        "map_tr" => "map_d", // some exporters
        var other => other,
    };

    private static Material Factors(string name, Statements s, MaterialImages images)
    {
        var physical = s.Has("pr") || s.Has("pm") || images.Roughness is not null || images.Metallic is not null;
        var highlight = physical || (s.Color("ks") != Vector3.Zero && s.Number("illum") is not (0 or 1));
        var opacity = s.Number("d") ?? 1 - s.Number("tr") ?? 1;
        // An opacity of 0 is what exporters write that mean transparency 0.
        var blended = opacity is > 0 and < 1;
        return new()
        {
            Name = name,
            BaseColor = new(Under(images.BaseColor, s.Color("kd"), Unsaid), blended ? opacity : 1),
            AlphaMode = blended ? AlphaMode.Blend : AlphaMode.Opaque,
            Metallic = Under(images.Metallic, s.Number("pm"), 0),
            Roughness = s.Number("pr") is null && images.Roughness is null ? AssimpMaterials.FromExponent(s.Number("ns")) : Under(images.Roughness, s.Number("pr"), 1),
            Emissive = Under(images.Emissive, s.Color("ke"), Vector3.Zero),
            Specular = highlight ? 1 : 0,
            Clearcoat = s.Number("pc") ?? 0,
            ClearcoatRoughness = s.Number("pcr") ?? 0,
            // 1 is what exporters write that know nothing of refraction.
            Ior = s.Number("ni") is { } ior and > 1 and < 4 ? ior : 1.5f,
            DoubleSided = true,
        };
    }

    /// <summary>A factor under an image: 1 where it is not given, or 0, which exporters write that leave the property to the image.</summary>
    private static float Under(MaterialImage? image, float? given, float otherwise) =>
        image is null ? given ?? otherwise : given is null or 0 ? 1 : given.Value;

    private static Vector3 Under(MaterialImage? image, Vector3? given, Vector3 otherwise) =>
        image is null ? given ?? otherwise : given is null || given == Vector3.Zero ? Vector3.One : given.Value;

    /// <summary>The statements of one material, by keyword in lower case.</summary>
    private sealed class Statements(Dictionary<string, string> given, ConfinedFiles files)
    {
        public bool Has(string key) => given.ContainsKey(key);

        public float? Number(string key) => given.TryGetValue(key, out var text) ? Numbers(text.Split(' ', '\t')).Cast<float?>().FirstOrDefault() : null;

        /// <summary>One number stands for all three.</summary>
        public Vector3? Color(string key) => !given.TryGetValue(key, out var text) ? null : Numbers(text.Split(' ', '\t')) switch
        {
            [var r, var g, var b, ..] => new(r, g, b),
            [var gray, ..] => new(gray),
            _ => null,
        };

        public MaterialImages Images() => new()
        {
            BaseColor = Map("map_kd", out _),
            Opacity = Map("map_d", out _),
            Metallic = Map("map_pm", out _),
            Roughness = Map("map_pr", out _),
            Normal = Map("norm", out _),
            Height = Map("map_bump", out var scale),
            HeightScale = scale,
            Emissive = Map("map_ke", out _),
        };

        private static float[] Numbers(IEnumerable<string> words) =>
            [.. words.Where(w => w.Length > 0 && w != "-halo").Select(w => float.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : float.NaN)
                .TakeWhile(v => !float.IsNaN(v))];

        /// <summary>An image with its options; what is left after them is the file's name, blanks included.</summary>
        private MaterialImage? Map(string key, out float bumpScale)
        {
            bumpScale = 1;
            if (!given.TryGetValue(key, out var rest))
                return null;
            var (scale, offset, wrap, channel) = (Vector2.One, Vector2.Zero, TextureWrap.Repeat, (int?)null);
            while (rest.StartsWith('-'))
            {
                var words = rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                var numbers = Numbers(words.Skip(1).Take(3));
                var taken = 2;
                switch (words[0])
                {
                    case "-s":
                        (scale, taken) = (new(numbers.ElementAtOrDefault(0), numbers.Length > 1 ? numbers[1] : 1), 1 + numbers.Length);
                        break;
                    case "-o":
                        (offset, taken) = (new(numbers.ElementAtOrDefault(0), numbers.ElementAtOrDefault(1)), 1 + numbers.Length);
                        break;
                    case "-t":
                        taken = 1 + numbers.Length;
                        break;
                    case "-mm":
                        taken = 3;
                        break;
                    case "-bm":
                        bumpScale = numbers.Length > 0 ? numbers[0] : 1;
                        break;
                    case "-clamp":
                        wrap = words.ElementAtOrDefault(1) == "on" ? TextureWrap.Clamp : TextureWrap.Repeat;
                        break;
                    case "-imfchan":
                        channel = words.ElementAtOrDefault(1) switch { "r" => 0, "g" => 1, "b" => 2, "m" => 3, _ => null };
                        break;
                }
                if (taken >= words.Length)
                    return null;
                rest = After(rest, taken);
            }
            var name = rest.Trim('"');
            // v' = v s + o where v grows upwards: 1 - v' = (1 - v) s + 1 - s - o.
            var place = new TextureReference(0, 0, new(offset.X, 1 - scale.Y - offset.Y), scale, 0, wrap, wrap);
            return new(name, () => files.Read(name)) { Place = place, Channel = channel };
        }

        /// <summary>The text after its first words.</summary>
        private static string After(string text, int words)
        {
            for (; words > 0; words--)
            {
                var end = text.AsSpan().IndexOfAny(' ', '\t');
                text = text[end..].TrimStart();
            }
            return text;
        }
    }
}
