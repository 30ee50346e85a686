using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A direction, read as a vector of any length but 0, as a unit vector.</summary>
internal sealed class AxisType : NodeType<Double3>
{
    private static readonly PointType Vector = new("direction", "any length");

    public override string Describe => Vector.Describe;

    public override Double3 Read(Node node, ReadContext context)
    {
        var vector = Vector.Read(node, context);
        // Scaled by the largest component first, so that no square overflows or vanishes.
        var largest = Math.Max(Math.Abs(vector.X), Math.Max(Math.Abs(vector.Y), Math.Abs(vector.Z)));
        return largest > 1e-300 ? (vector * (1 / largest)).Normalized() : throw node.Error("this direction has no length.");
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => Vector.Schema(definitions);
}
