using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>The entries of a list in their order: frame f shows entry f mod n, and object i of a group entry (f + i) mod n. Nothing is random.</summary>
internal sealed class CycleKind : DistributionKind
{
    public override string Name => "cycle";

    public override string Doc =>
        "The entries of a list one after the other: frame 0 has the first, frame 1 the second, and so on from the start again. "
        + "Of a group's objects, each has the entry after that of the object before it.";

    public override string Example => "azimuth_deg: { cycle: [0, 90, 180, 270] }";

    public override string Argument => "list of values";

    public override bool Supports(NodeType type) => true;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => argument is ListNode { Items.Count: > 0 } list
        ? new CycleDistribution<T>([.. list.Items.Select(item => type.Read(item, context))])
        : throw argument.Error($"cycle needs a list of values, found {argument.Kind}.");

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = type.Schema(definitions), ["minItems"] = 1 };

    private sealed class CycleDistribution<T>(T[] options) : Distribution<T>
    {
        public override T Middle => options[0];

        public override IEnumerable<T> Extremes => options;

        public override int Dimensions => 0;

        public override T Draw(RandomStream stream) => options[(stream.Frame + stream.Instance) % options.Length];
    }
}
