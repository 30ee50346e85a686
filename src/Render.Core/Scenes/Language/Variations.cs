using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>
/// The <c>vary:</c> of a scene: values, by their paths, that each frame is rendered with one after the other. Variant v is the v-th combination, the path
/// that is written last changing fastest.
/// </summary>
internal sealed class Variations(IReadOnlyList<(ScalarNode Path, IReadOnlyList<Node> Values)> entries)
{
    /// <summary>Variants of a frame; their numbers have two digits in the names of files.</summary>
    public const int Most = 64;

    public static Variations None { get; } = new([]);

    public IReadOnlyList<(ScalarNode Path, IReadOnlyList<Node> Values)> Entries => entries;

    /// <summary>At least 1.</summary>
    public int Count => entries.Aggregate(1, (product, entry) => checked(product * entry.Values.Count));

    /// <summary>Which of its values each path has in a variant, in the order of the paths.</summary>
    public int[] DigitsOf(int variant)
    {
        var digits = new int[entries.Count];
        for (var i = entries.Count - 1; i >= 0; i--)
            (variant, digits[i]) = Math.DivRem(variant, entries[i].Values.Count);
        return digits;
    }
}

/// <summary>One variant of the scene while it is read: gives the values of <c>vary:</c> in the place of those that the scene has.</summary>
/// <param name="variations">All of the scene's.</param>
/// <param name="number">Of the variant, from 0.</param>
internal sealed class Variant(Variations variations, int number)
{
    private readonly int[] _digits = variations.DigitsOf(number);
    private readonly HashSet<string> _found = [];

    public static Variant None { get; } = new(Variations.None, 0);

    /// <summary>Path and value, as the scene writes it, of everything that is varied; empty where nothing is.</summary>
    public IEnumerable<(string Path, string Value)> Values =>
        variations.Entries.Zip(_digits, (entry, digit) => (entry.Path.Text, NodeText.Line(entry.Values[digit])));

    /// <summary>The value as this variant has it: itself, or one of those of <c>vary:</c>.</summary>
    /// <exception cref="RenderException">One of those is not what the key takes.</exception>
    public Value<T> Of<T>(Value<T> value, NodeType<T> type, ReadContext context)
    {
        for (var i = 0; i < _digits.Length; i++)
        {
            var (path, nodes) = variations.Entries[i];
            // A named draw that is drawn for each object has a path for each group that uses it.
            if (value.Path != path.Text && !value.Path.StartsWith(path.Text + "@", StringComparison.Ordinal))
                continue;
            _found.Add(path.Text);
            T[] all = [.. nodes.Select(node => type.Read(node, context))];
            return value.Fixed(all[_digits[i]], all);
        }
        return value;
    }

    /// <summary>When the scene has been read.</summary>
    /// <param name="paths">Of all its values.</param>
    /// <exception cref="RenderException">A path names no value.</exception>
    public void Check(IReadOnlyCollection<string> paths)
    {
        foreach (var (path, _) in variations.Entries)
            if (!_found.Contains(path.Text))
                throw path.Error($"the scene has no value with the path '{path.Text}'" + (Names.Nearest(path.Text, paths) is { } near ? $"; did you mean '{near}'?" : "."),
                    "Only a value that the scene itself writes, or that has a default, can be varied; 'render explain' lists those that are drawn.");
    }
}

/// <summary>The map behind <c>vary:</c>.</summary>
internal sealed class VariationsType : NodeType<Variations>
{
    public override string Describe => "map of path: list of values";

    public override Variations Read(Node node, ReadContext context) => Of(node);

    /// <summary>Needs nothing else of the scene, for it says how the scene is read.</summary>
    public static Variations Of(Node node)
    {
        if (node is not MapNode map)
            throw node.Error($"expected a map of path: list of values, found {node.Kind}.");
        var entries = new List<(ScalarNode, IReadOnlyList<Node>)>();
        var count = 1L;
        foreach (var (path, values) in map.Entries)
        {
            if (values is not ListNode { Items.Count: > 0 } list)
                throw values.Error($"expected a list of values for {path.Text}, found {values.Kind}.", "Each frame is rendered once with each of them.");
            entries.Add((path, list.Items));
            count *= list.Items.Count;
            if (count > Variations.Most)
                throw path.Error($"a frame would have {count} variants; {Variations.Most} is the most.", "Vary fewer values at once, or give them fewer.");
        }
        return new(entries);
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = "array", ["minItems"] = 1 },
    };
}
