using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>A material of a model, as a scene names it.</summary>
/// <param name="Name">Its name in the model's file.</param>
/// <param name="Place">For errors.</param>
internal sealed record MaterialName(string Name, Node Place);

/// <summary>A name, a list of names, or * for all.</summary>
internal sealed class MaterialNamesType : NodeType<IReadOnlyList<MaterialName>>
{
    private const string All = "*";

    private static readonly TextType Name = new("name of a material in the model");

    public override string Describe => "name of a material in the model, a list of names, or '*'";

    /// <summary>Empty: all.</summary>
    public override IReadOnlyList<MaterialName> Read(Node node, ReadContext context)
    {
        if (node is ScalarNode { Text: All })
            return [];
        if (node is ListNode { Items.Count: > 0 } list)
            return [.. list.Items.Select(item => new MaterialName(Name.Read(item, context), item))];
        return node is ScalarNode ? [new(Name.Read(node, context), node)] : throw Expected(node);
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(Name.Schema(definitions), new JsonObject { ["type"] = "array", ["items"] = Name.Schema(definitions), ["minItems"] = 1 }),
    };
}

/// <summary>
/// A change of a model's materials, or a list of changes, each of other materials. The names of the materials, not the order, are the paths of their random
/// streams.
/// </summary>
internal sealed class MaterialListType : NodeType<IReadOnlyList<MaterialDescription>>
{
    private static readonly MaterialNamesType Names = new();

    public override string Describe => "map, or list of maps, see [material](#material)";

    public override IEnumerable<ISection> Sections => [MaterialDescription.Section];

    public override IReadOnlyList<MaterialDescription> Read(Node node, ReadContext context)
    {
        if (node is not ListNode list)
            return [MaterialDescription.Section.Read(node, context)];
        if (list.Items.Count == 0)
            throw Expected(node);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<MaterialDescription>();
        foreach (var item in list.Items)
        {
            var of = (item as MapNode)?.Find(MaterialDescription.OfKey.Name);
            var name = of is null ? "" : string.Join('+', Names.Read(of, context).Select(n => n.Name));
            if (!seen.Add(name))
                throw item.Error($"two changes of {(name.Length == 0 ? "all materials" : $"'{name}'")} in one list.", "Put them into one.");
            result.Add(MaterialDescription.Section.Read(item, name.Length == 0 ? context : context.Child(name)));
        }
        return result;
    }

    public override JsonNode Canonical(Node node) => node is ListNode list
        ? new JsonArray([.. list.Items.Select(MaterialDescription.Section.Canonical)])
        : MaterialDescription.Section.Canonical(node);

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(MaterialDescription.Section.Schema(definitions),
            new JsonObject { ["type"] = "array", ["items"] = MaterialDescription.Section.Schema(definitions), ["minItems"] = 1 }),
    };
}
