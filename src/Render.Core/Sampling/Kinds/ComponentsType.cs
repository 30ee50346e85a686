using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A value's components, read as the value itself is: a parameter of a distribution that works on each component.</summary>
internal sealed class ComponentsType<T>(NumericType<T> type) : NodeType<double[]>
{
    public override string Describe => type.Describe;

    public override double[] Read(Node node, ReadContext context) => type.ReadComponents(node, context);

    public override JsonObject Schema(SchemaDefinitions definitions) => type.Schema(definitions);
}
