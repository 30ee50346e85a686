using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>
/// Draws without replacement: draw number m is entry m mod n of a random permutation that belongs to block m / n, so each block of n draws
/// holds every entry once. m = frame * (greatest count of the group) + instance.
/// </summary>
internal sealed class BalancedKind : DistributionKind
{
    public override string Name => "balanced";

    public override string Doc =>
        "One of the entries of a list, such that each n draws in a row (within a frame and on to the next) hold all n entries once, in a random order. "
        + "Exact where the group's count is constant; where it varies, the places of the greatest count are dealt out, and those not needed are left.";

    public override string Example => "pick: { balanced: [mug, bottle] }";

    public override string Argument => "list of values";

    public override bool Supports(NodeType type) => true;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => argument is ListNode { Items.Count: > 0 } list
        ? new BalancedDistribution<T>([.. list.Items.Select(item => type.Read(item, context))], context.Stride)
        : throw argument.Error($"balanced needs a list of values, found {argument.Kind}.");

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = type.Schema(definitions), ["minItems"] = 1 };

    /// <summary>The n entries dealt in blocks; <paramref name="stride"/> draws belong to each frame.</summary>
    internal sealed class BalancedDistribution<T>(T[] options, int stride) : Distribution<T>
    {
        public override T Middle => options[0];

        public override IEnumerable<T> Extremes => options;

        public override int Dimensions => 0;

        public override T Draw(RandomStream stream) =>
            options[BlockPermutation.At(stream.Seed, stream.Path, checked(stream.Frame * stride + stream.Instance), options.Length)];
    }
}
