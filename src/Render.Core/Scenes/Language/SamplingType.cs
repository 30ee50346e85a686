using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>The scene's <c>sampling:</c>: how values are sampled that do not say.</summary>
internal sealed class SamplingType : NodeType<Sampler?>
{
    public const string Independent = "independent";
    public const string Stratified = "stratified";

    public static readonly Sampler Strata = new StratifiedSampler();

    private static readonly WordType<bool> Words = new("way of sampling", (Independent, false), (Stratified, true));

    public override string Describe => Words.Describe;

    public override Sampler? Read(Node node, ReadContext context) => Words.Read(node, context) ? Strata : null;

    public override JsonObject Schema(SchemaDefinitions definitions) => Words.Schema(definitions);
}
