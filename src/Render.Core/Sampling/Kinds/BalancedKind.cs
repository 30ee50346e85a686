using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>
/// Draws without replacement, along the frames and along the objects of each frame at once: see <see cref="LatinSquare"/>.
/// </summary>
internal sealed class BalancedKind : DistributionKind
{
    public override string Name => "balanced";

    public override string Doc =>
        "The n entries of a list, dealt out at random without repetition: of the frames n k to n k + n - 1 each has another one, and so has, within a frame, each of the objects n k to n k + n - 1 of a group; "
        + "over those frames each of these objects has every entry once. Which one an object has follows from the frame's number and its own alone, not from how many objects there are.";

    public override string Example => "pick: { balanced: [mug, bottle] }";

    public override string Argument => "list of values";

    public override bool Supports(NodeType type) => true;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => argument is ListNode { Items.Count: > 0 } list
        ? new BalancedDistribution<T>([.. list.Items.Select(item => type.Read(item, context))])
        : throw argument.Error($"balanced needs a list of values, found {argument.Kind}.");

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) =>
        new() { ["type"] = "array", ["items"] = type.Schema(definitions), ["minItems"] = 1 };

    internal sealed class BalancedDistribution<T>(T[] options) : Distribution<T>
    {
        public override T Middle => options[0];

        public override IEnumerable<T> Extremes => options;

        public override int Dimensions => 0;

        public override T Draw(RandomStream stream) =>
            options[LatinSquare.At(stream.Seed, stream.Path, stream.Frame, stream.Instance, options.Length)];
    }
}
