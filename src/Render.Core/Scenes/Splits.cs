using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The splits of a data set and how often each is drawn, from the frame's number alone.</summary>
internal sealed class Splits(string path, IReadOnlyList<(string Name, double Weight)> entries)
{
    public IReadOnlyList<string> Names => [.. entries.Select(e => e.Name)];

    public string Draw(DrawKey key)
    {
        if (entries.Count == 1)
            return entries[0].Name;
        var at = new RandomStream(key.Seed, path, key.Frame).NextUnit() * entries.Sum(e => e.Weight);
        foreach (var (name, weight) in entries)
            if ((at -= weight) < 0)
                return name;
        return entries.Last(e => e.Weight > 0).Name;
    }
}

/// <summary>A word (all frames), or a map of word: share.</summary>
internal sealed class SplitType : NodeType<Splits>
{
    public override string Describe => "name of a split, or map of name: share";

    public override Splits Read(Node node, ReadContext context)
    {
        switch (node)
        {
            case ScalarNode word:
                return new(context.Path, [(Checked(word), 1)]);
            case MapNode { Entries.Count: > 0 } map:
                var entries = map.Entries.Select(e => (Checked(e.Key), Numbers.ReadOne(e.Value, 0, new NumberType("share", 0)))).ToList();
                return entries.Sum(e => e.Item2) > 0 ? new(context.Path, entries) : throw map.Error("the shares must add up to more than 0.");
            default:
                throw Expected(node);
        }
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = SplitName.Pattern },
            new JsonObject
            {
                ["type"] = "object",
                ["propertyNames"] = new JsonObject { ["pattern"] = SplitName.Pattern },
                ["additionalProperties"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 },
                ["minProperties"] = 1,
            }),
    };

    private static string Checked(ScalarNode name) => SplitName.IsValid(name.Text)
        ? name.Text
        : throw name.Error($"{name.Kind} cannot be the name of a split.", $"A name {SplitName.Rule}.");
}
