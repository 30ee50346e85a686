using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>All placement strategies, told apart by the key that only they have.</summary>
internal sealed class PlacementTable : NodeType<PlacementStrategy>
{
    private static readonly IReadOnlyList<(Key Key, Section<PlacementStrategy> Section)> All =
    [
        (Fixed.Position, Fixed.Section),
        (InVolume.In, InVolume.Section),
        (OnSurface.On, OnSurface.Section),
        (Resting.Rest, Resting.Section),
        (GridPlaces.Grid, GridPlaces.Section),
        (PoissonDisk.Poisson, PoissonDisk.Section),
        (OnMesh.Mesh, OnMesh.Section),
        (Falling.Drop, Falling.Section),
    ];

    /// <summary>The keys that tell them apart.</summary>
    internal static IEnumerable<string> Keys => All.Select(s => s.Key.Name);

    public override string Describe => $"map with {string.Join(" or ", All.Select(s => s.Key.Name))}";

    public override IEnumerable<ISection> Sections => All.SelectMany(s => s.Section.Sections);

    public override PlacementStrategy Read(Node node, ReadContext context)
    {
        if (node is not MapNode map)
            throw Expected(node);
        var found = All.Where(s => map.Find(s.Key.Name) is not null).ToList();
        if (found.Count > 1)
            throw node.Error($"'{found[0].Key.Name}' and '{found[1].Key.Name}' are two ways to place an object.", "Remove one.");
        if (found.Count == 1)
            return found[0].Section.Read(node, context);
        foreach (var (key, _) in map.Entries)
            throw Names.Unknown(key, "way to place an object", key.Text, All.Select(s => s.Key.Name));
        throw Expected(node);
    }

    public override JsonNode Canonical(Node node)
    {
        foreach (var (key, section) in All)
            if (node is MapNode map && map.Find(key.Name) is not null)
                return section.Canonical(node);
        return node.ToJson();
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray([.. All.Select(s => s.Section.Schema(definitions))]) };
}
