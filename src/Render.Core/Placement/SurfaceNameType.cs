using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>The name of surroundings that hold something, or of the ground.</summary>
internal sealed class SurfaceNameType : NodeType<string>
{
    public override string Describe => $"name of surroundings, or {OnSurface.Ground}";

    public override string Read(Node node, ReadContext context)
    {
        if (node is not ScalarNode scalar)
            throw Expected(node);
        return scalar.Text == OnSurface.Ground || context.Surroundings.Contains(scalar.Text)
            ? scalar.Text
            : throw Names.Unknown(node, "surroundings", scalar.Text, context.Surroundings.Append(OnSurface.Ground).Distinct());
    }

    public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
}
