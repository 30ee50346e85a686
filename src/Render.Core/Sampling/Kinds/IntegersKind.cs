using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Whole numbers, both ends included, equally likely.</summary>
internal sealed class IntegersKind : DistributionKind
{
    public override string Name => "integers";

    public override string Doc => "Every whole number from lo to hi, both included, is equally likely.";

    public override string Example => "count: { integers: [4, 12] }";

    public override string Argument => "[lo, hi], whole numbers";

    public override bool Supports(NodeType type) => type is IntegerType or NumberType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        if (argument is not ListNode { Items: [var first, var last] })
            throw argument.Error($"integers needs [lo, hi], found {argument.Kind}.");
        // The key's own type checks its range; whole numbers below 2^53 are exact as doubles too.
        type.Read(first, context);
        type.Read(last, context);
        var whole = new IntegerType(-(1L << 53), 1L << 53);
        var (low, high) = (whole.Read(first, context), whole.Read(last, context));
        if (low > high)
            throw argument.Error("the range is upside down: its lower end is above its upper end.");
        return type is NodeType<long>
            ? (Distribution<T>)(object)new IntegersDistribution<long>(low, high, x => x)
            : new IntegersDistribution<T>(low, high, x => ((NumericType<T>)type).Compose([x]));
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Numbers.ListSchema(new() { ["type"] = "integer" }, 2);

    private sealed class IntegersDistribution<T>(long low, long high, Func<long, T> convert) : Distribution<T>
    {
        public override T Middle => convert(low + (high - low) / 2);

        public override IEnumerable<T> Extremes => [convert(low), convert(high)];

        public override int Dimensions => 1;

        public override T Draw(RandomStream stream) => convert(low + stream.NextBelow(high - low + 1));
    }
}
