using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A distribution of points, with declared parameters.</summary>
internal abstract class PointKind : DistributionKind
{
    public override string Argument => $"map of {string.Join(", ", Section.Keys.Select(k => k.Name))}";

    protected abstract Section<Distribution<Double3>> Section { get; }

    public override bool Supports(NodeType type) => type is PointType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) =>
        (Distribution<T>)(object)Section.Read(argument, context);

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Section.Schema(definitions);
}
