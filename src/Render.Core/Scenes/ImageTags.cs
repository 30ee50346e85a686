using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The named draws with which a scene tags its images (<c>labels.tags</c>).</summary>
internal sealed class ImageTags
{
    private readonly (string Name, Func<LetDraws, Tag> At)[] _draws;

    private ImageTags((string, Func<LetDraws, Tag>)[] draws) => _draws = draws;

    /// <param name="names">Of named draws, as <see cref="NamesType"/> has read them.</param>
    /// <param name="labels">Where they stand.</param>
    /// <param name="context">Knows the scene's named draws.</param>
    public static ImageTags Of(IReadOnlyList<string> names, Node labels, ReadContext context) => new([.. names.Select(name => (name, At(name, labels, context)!))]);

    /// <summary>What was drawn for a frame, by name; null where the scene tags nothing.</summary>
    public SortedDictionary<string, Tag>? Draw(DrawKey key)
    {
        if (_draws.Length == 0)
            return null;
        var draws = new LetDraws(key, 0, false);
        return new(_draws.ToDictionary(draw => draw.Name, draw => draw.At(draws)), StringComparer.Ordinal);
    }

    private static Func<LetDraws, Tag>? At(string name, Node place, ReadContext context) => context.Lets.Find(name, place, context).Term switch
    {
        NumberTerm number => draws => new(number.At(draws)),
        TruthTerm truth => draws => new(truth.At(draws)),
        WordTerm word => draws => new(word.At(draws)),
        _ => null,
    };

    /// <summary>A list of named draws, each once, that are one value for all objects of a frame.</summary>
    public sealed class NamesType : NodeType<IReadOnlyList<string>>
    {
        public override string Describe => "list of named draws";

        public override IReadOnlyList<string> Read(Node node, ReadContext context)
        {
            if (node is not ListNode { Items.Count: > 0 } list)
                throw Expected(node);
            var names = new List<string>();
            foreach (var item in list.Items)
            {
                if (item is not ScalarNode { Text: var name })
                    throw item.Error($"expected the name of a draw of 'let', found {item.Kind}.");
                if (name.StartsWith('$'))
                    throw item.Error($"expected the name of a draw of 'let', found '{name}'.", "Names stand without $; give a formula a name in 'let'.");
                if (names.Contains(name))
                    throw item.Error($"'{name}' is listed twice.");
                if (At(name, item, context) is null)
                    throw item.Error($"${name} is {context.Lets.Find(name, item, context).Term.Describe}, which is no tag.", "Name a draw of numbers, words, or true and false.");
                names.Add(name);
            }
            return names;
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]*$" },
            ["minItems"] = 1,
            ["uniqueItems"] = true,
        };
    }
}
