using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>The name of surroundings that hold something, or of the ground.</summary>
/// <param name="level">Whether things stand on its upper side as a whole, not on its triangles.</param>
internal sealed class SurfaceNameType(bool level = true) : NodeType<string>
{
    public override string Describe => $"name of surroundings, or {OnSurface.Ground}";

    public override string Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode scalar)
            throw Expected(node);
        if (level && context.Unlevel.TryGetValue(scalar.Text, out var why))
            throw node.Error($"nothing can stand on surroundings.{scalar.Text}: {why}.", "A plane, box or cylinder is level when it is turned about z only; 'on_mesh' places things on any triangles.");
        return scalar.Text == OnSurface.Ground || context.Surroundings.Contains(scalar.Text)
            ? scalar.Text
            : throw Names.Unknown(node, "surroundings", scalar.Text, context.Surroundings.Append(OnSurface.Ground).Distinct());
    }

    public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
}
