using System.Globalization;
using System.Text.Json.Nodes;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Textures;

/// <summary>One kind of texture with what its parameters are drawn from.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Weight">How often, against the other kinds.</param>
/// <param name="Values">Of the kind's parameters, in their order.</param>
/// <param name="Colors">Null: of a palette.</param>
/// <param name="Palette">Null where there are colours.</param>
internal sealed record TextureDraws(
    ProceduralKind Kind, double Weight, IReadOnlyList<Func<DrawKey, int, double>> Values, IReadOnlyList<Value<Double3>>? Colors, Value<string>? Palette)
{
    /// <summary>Significant digits of what is drawn: a reference stays readable, and no eye sees the rest.</summary>
    private const string Digits = "G6";

    private static readonly Key<double> WeightKey = new("weight", new NumberType("weight", 0, 1e12), "1", "How often this kind is taken, against the others.", "2");

    /// <summary>The section of a kind, from its own declarations.</summary>
    public static Section<TextureDraws> SectionOf(ProceduralKind kind)
    {
        var colors = new Key<IReadOnlyList<Value<Double3>>>("colors", new ColorListType(kind.Colors), kind.Colors.Default, kind.Colors.Doc);
        var palettes = kind.Colors.Palettes;
        var palette = new Key<Value<string>>("palette",
            new SampledType<string>(new WordType<string>("palette", [.. palettes.Select(p => (p.Name, p.Name))]), listIsChoice: true),
            palettes.Length == 0 ? null : $"[{string.Join(", ", palettes.Select(p => p.Name))}]", "Colours that belong together, where 'colors' does not give others.");
        Key[] keys = [colors, .. palettes.Length == 0 ? (Key[])[] : [palette], .. kind.AllParameters.Select(p => p.Key), WeightKey];
        return new($"{kind.Name} texture", kind.Doc, keys, r =>
        {
            var own = palettes.Length == 0 || r.Has(colors);
            if (own && palettes.Length > 0)
                r.Forbid(palette, "'colors' is given");
            return new(kind, r.Get(WeightKey), [.. kind.AllParameters.Select(p => p.Read(r))], own ? r.Get(colors) : null, own ? null : r.Get(palette));
        });
    }

    public TextureRecipe Draw(int size, uint seed, DrawKey key, int instance) => new(
        Kind, size, seed,
        Colors is null ? Kind.PaletteOf(Palette!.Draw(key, instance)) : [.. Colors.Select(color => ColorListType.Encoded(color.Draw(key, instance)))],
        [.. Values.Select(value => double.Parse(value(key, instance).ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))]);
}

/// <summary>The <c>procedural:</c> of a material: what its texture is drawn from.</summary>
internal sealed class ProceduralDescription
{
    private const int DefaultVariants = 100;
    private const string AnyWord = "any";

    private static readonly Key<long> SizeKey = new("size", new SizeType(), TextureRecipe.DefaultSize.ToString(CultureInfo.InvariantCulture), "Texels on a side.");

    private static readonly Key<Value<long>> SeedKey = new("seed", new SampledType<long>(new IntegerType(0, uint.MaxValue)), "[0, 4294967295]",
        "Another seed is another texture of the same parameters.", "7");

    private static readonly Key<long> VariantsKey = new("variants", new IntegerType(0, int.MaxValue), DefaultVariants.ToString(CultureInfo.InvariantCulture),
        "How many different textures the data set has: each object takes one of them, and they are kept instead of being made again. 0: each object has its own.");

    private static readonly IReadOnlyList<Key<TextureDraws>> KindKeys =
        [.. ProceduralTable.All.Select(kind => new Key<TextureDraws>(kind.Name, TextureDraws.SectionOf(kind), null, kind.Doc, "{}"))];

    private static readonly Section<ProceduralDescription> Section = new("procedural texture",
        "One or more kinds of textures, each with its parameters, of which every one is drawn from its default where it is not named. Where there are several, each object has one of them, "
        + "by their weights. A texture has a relief, from which its normals come, and a roughness that goes with the pattern; opposite edges join. Normals, roughness and colour are one "
        + "texture by its reference, `procedural:wood?rings=7&seed=12`, which stands in the frame's record and may stand wherever an image file may.",
        [.. KindKeys, SizeKey, SeedKey, VariantsKey], Read);

    private readonly IReadOnlyList<TextureDraws> _kinds;
    private readonly Value<long> _kind;
    private readonly Value<long> _seed;
    private readonly Value<long>? _variant;
    private readonly int _size;

    private ProceduralDescription(IReadOnlyList<TextureDraws> kinds, long size, Value<long> seed, long variants, ReadContext context)
    {
        (_kinds, _size, _seed) = (kinds, (int)size, seed);
        Value<long> Drawn(string name, string yaml, long most) =>
            new SampledType<long>(new IntegerType(0, most)).Read(SceneFile.Parse(yaml).Root, context.Child(name));
        var weights = kinds.Select((kind, i) => string.Create(CultureInfo.InvariantCulture, $"{i}: {kind.Weight}"));
        _kind = Drawn("kind", $"{{ choice: {{ {string.Join(", ", weights)} }} }}", kinds.Count - 1);
        _variant = variants == 0 ? null : Drawn("variant", string.Create(CultureInfo.InvariantCulture, $"{{ integers: [0, {variants - 1}] }}"), variants - 1);
    }

    public static NodeType<ProceduralDescription> Type { get; } = new Words();

    /// <summary>A reference.</summary>
    public string Draw(DrawKey key, int instance)
    {
        // A variant is drawn as if it were a frame of its own, so that it is the same wherever it is worn.
        if (_variant is not null)
            (key, instance) = (key with { Frame = _variant.Draw(key, instance), Log = key.Log is null ? null : new DrawLog(key.Log, instance) }, 0);
        var kind = _kinds[(int)_kind.Draw(key, instance)];
        return ProceduralReference.Write(kind.Draw(_size, (uint)_seed.Draw(key, instance), key, instance));
    }

    private static ProceduralDescription Read(SectionReader r)
    {
        TextureDraws[] kinds = [.. KindKeys.Where(r.Has).Select(key => r.Get(key))];
        if (kinds.Length == 0)
            throw r.Node.Error("no kind of texture is named.", $"Known: {string.Join(", ", KindKeys.Select(k => k.Name))}.");
        return kinds.Sum(kind => kind.Weight) > 0
            ? new(kinds, r.Get(SizeKey), r.Get(SeedKey), r.Get(VariantsKey), r.Context)
            : throw r.Node.Error("the weights of the kinds must add up to more than 0.");
    }

    private sealed class SizeType : NodeType<long>
    {
        public override string Describe => ProceduralReference.Sizes;

        public override long Read(Node node, ReadContext context)
        {
            var size = new IntegerType(0, long.MaxValue).Read(node, context);
            return ProceduralReference.IsSize(size) ? size : throw Expected(node);
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["enum"] = new JsonArray([.. Enumerable.Range(0, 32).Select(i => 1L << i).Where(ProceduralReference.IsSize).Select(n => (JsonNode)n)]),
        };
    }

    /// <summary>The map, or words for kinds with nothing but defaults.</summary>
    private sealed class Words : NodeType<ProceduralDescription>
    {
        public override string Describe => "kind of texture, list of kinds, any, or a map, see [procedural texture](#procedural-texture)";

        public override IEnumerable<ISection> Sections => [Section];

        public override ProceduralDescription Read(Node node, ReadContext context)
        {
            if (node is MapNode)
                return Section.Read(node, context);
            var words = node is ScalarNode { Text: AnyWord } ? [.. KindKeys.Select(key => key.Name)] : WordsOf(node).ToArray();
            return Section.Read(SceneFile.Parse($"{{ {string.Join(", ", words.Select(word => $"{word}: {{}}"))} }}").Root, context);
        }

        public override JsonNode Canonical(Node node) => node is MapNode ? Section.Canonical(node) : node.ToJson();

        public override JsonObject Schema(SchemaDefinitions definitions)
        {
            JsonArray Kinds() => [.. KindKeys.Select(key => (JsonNode)key.Name)];
            return new()
            {
                ["anyOf"] = new JsonArray(
                    Section.Schema(definitions), new JsonObject { ["enum"] = new JsonArray([.. Kinds().Select(k => k!.DeepClone()), AnyWord]) },
                    new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["enum"] = Kinds() }, ["minItems"] = 1, ["uniqueItems"] = true }),
            };
        }

        private IEnumerable<string> WordsOf(Node node)
        {
            Node[] items = node is ListNode { Items.Count: > 0 } list ? [.. list.Items] : [node];
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in items)
            {
                if (item is not ScalarNode { Text.Length: > 0 } word)
                    throw Expected(item);
                if (KindKeys.All(key => key.Name != word.Text))
                    throw Names.Unknown(item, "kind of texture", word.Text, [.. KindKeys.Select(key => key.Name), AnyWord]);
                if (!seen.Add(word.Text))
                    throw item.Error($"'{word.Text}' is listed twice.", "Use a map with 'weight'.");
                yield return word.Text;
            }
        }
    }
}
