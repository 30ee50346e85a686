using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>One of the files that a pattern finds, equally likely. They are sorted by name, byte by byte, so that every machine has the same order.</summary>
internal sealed class FilesKind : DistributionKind
{
    public override string Name => "files";

    public override string Doc =>
        "One of the files that match the pattern, each equally likely: * and ? within a name, ** for any folders. Relative to the scene's folder, or under a root (assets:...).";

    public override string Example => "map: { files: assets:environments/*.hdr }";

    public override string Argument => "pattern, or list of patterns";

    public override bool Supports(NodeType type) => type is IFileType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var patterns = argument is ListNode { Items.Count: > 0 } list ? list.Items : [argument];
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            if (pattern is not ScalarNode { Text.Length: > 0 } text)
                throw pattern.Error($"files needs a pattern or a list of patterns, found {pattern.Kind}.");
            files.UnionWith(context.Roots.Expand(text.Text, pattern.Where));
        }
        return new FilesDistribution<T>([.. files.Select(((IFileType<T>)type).FromReference)]);
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string" },
            new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["minItems"] = 1 }),
    };

    private sealed class FilesDistribution<T>(T[] files) : Distribution<T>
    {
        public override T Middle => files[0];

        public override IEnumerable<T> Extremes => files;

        public override int Dimensions => 1;

        public override T Draw(RandomStream stream) => files[stream.NextBelow(files.Length)];
    }
}
