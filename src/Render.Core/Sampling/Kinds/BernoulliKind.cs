using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Yes with a probability, else no; of numbers, 1 and 0.</summary>
internal sealed class BernoulliKind : DistributionKind
{
    private static readonly NumberType Probability = new("probability", 0, 1);

    public override string Name => "bernoulli";

    public override string Doc => "True with this probability, else false; of a number, 1 and 0.";

    public override string Example => "metallic: { bernoulli: 0.3 }";

    public override string Argument => "probability, 0..1";

    public override bool Supports(NodeType type) => type is BooleanType or NumberType or IntegerType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var probability = Probability.Read(argument, context);
        // The key's own type checks that both can stand here.
        T Outcome(bool yes) => type.Read(new ScalarNode(argument.Where, type is BooleanType ? yes ? "true" : "false" : yes ? "1" : "0", Quoted: false), context);
        return new BernoulliDistribution<T>(probability, Outcome(true), Outcome(false));
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Probability.Schema(definitions);

    private sealed class BernoulliDistribution<T>(double probability, T yes, T no) : Distribution<T>
    {
        public override T Middle => probability > 0.5 ? yes : no;

        public override IEnumerable<T> Extremes => probability switch
        {
            0 => [no],
            1 => [yes],
            _ => [no, yes],
        };

        public override int Dimensions => 1;

        public override T Draw(RandomStream stream) => stream.NextUnit() < probability ? yes : no;
    }
}
