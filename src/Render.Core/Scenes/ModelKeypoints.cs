using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>A named point of a model.</summary>
/// <param name="Name">Unique within the model.</param>
/// <param name="At">In the model's own axes after the turn to Z up, in its own unit.</param>
/// <param name="Depth">How far inside of the object it lies, in the same unit.</param>
/// <param name="Sigma">COCO's constant of the point; null: none is given.</param>
internal sealed record ModelKeypoint(string Name, Double3 At, double Depth, double? Sigma);

/// <summary>The named points of a model, from an asset of the scene or from a file beside the model.</summary>
/// <param name="Points">At least one.</param>
/// <param name="Skeleton">Pairs of names.</param>
/// <param name="Flip">Pairs of names that change places in a mirrored image.</param>
/// <param name="Tolerance">Part of the diagonal of the model's box.</param>
/// <param name="Place">Where they are listed, for errors.</param>
internal sealed record ModelKeypoints(
    IReadOnlyList<ModelKeypoint> Points, IReadOnlyList<(string A, string B)> Skeleton, IReadOnlyList<(string A, string B)> Flip, double Tolerance, Node Place)
{
    /// <summary>What the name of a file beside a model ends in, instead of the model's own extension.</summary>
    public static readonly IReadOnlyList<string> Extensions = [".keypoints.yaml", ".keypoints.json"];

    private static readonly Key<IReadOnlyList<ModelKeypoint>> PointsKey = new("points", new NamedMapType<ModelKeypoint>("points", new KeypointType()), null,
        "The points by names of your own, in the order that formats list them in: each [x, y, z], or a map of settings. In the model's own axes once it is imported (Z up; of glTF's (x, y, z) that is (x, -z, y)) and in its own unit, before "
        + "the asset's `up`, `unit` and `scale`.", "{ spout: [0.07, 0, 0.09], heart: { at: [0, 0, 0.05], depth: 0.04 } }", required: true);

    private static readonly Key<IReadOnlyList<(string A, string B)>> SkeletonKey = new("skeleton", new ListType<(string, string)>(new NamePairType()), null,
        "Which points are joined by a line in drawings.", "[[spout, heart]]");

    private static readonly Key<IReadOnlyList<(string A, string B)>> FlipKey = new("flip", new ListType<(string, string)>(new NamePairType()), null,
        "Pairs of points that change places in a mirrored image: left and right.", "[[left_ear, right_ear]]");

    private static readonly Key<double> ToleranceKey = new("tolerance", new NumberType("part of the diagonal of the model's box", 0, 1), "0.01",
        "What lies before a point by no more than this does not hide it.", "0.02");

    /// <summary>What stands behind <c>keypoints:</c>, and in a file of keypoints.</summary>
    internal static readonly Section<ModelKeypoints> Section = new("keypoints", "Named points of a model.", [PointsKey, SkeletonKey, FlipKey, ToleranceKey], Read);

    /// <summary>sha256, lower-case hex, of the file's contents without comments and ways of writing; null: they stand in the scene itself.</summary>
    public string? FileHash { get; private init; }

    /// <summary>The points as frames hold them.</summary>
    public FrameKeypoint[] ToFrame() => [.. Points.Select(p => new FrameKeypoint
    {
        Name = p.Name,
        Position = new((float)p.At.X, (float)p.At.Y, (float)p.At.Z),
        Depth = (float)p.Depth,
        Tolerance = (float)Tolerance,
    })];

    /// <summary>Those of the file beside a model; null where there is none.</summary>
    /// <param name="model">Its reference.</param>
    /// <param name="place">Where the scene or its manifest names the model.</param>
    /// <param name="context">The asset's.</param>
    /// <exception cref="RenderException">The file is none of keypoints, or there are two.</exception>
    public static ModelKeypoints? Beside(string model, Node place, ReadContext context)
    {
        if (model.StartsWith("shape:", StringComparison.Ordinal))
            return null;
        var name = model.LastIndexOf('.') is var dot && dot > model.LastIndexOfAny(['/', ':']) ? model[..dot] : model;
        var found = Extensions.Select(extension => name + extension).Where(file => context.Roots.Has(file, place.Where)).ToArray();
        return found switch
        {
            [] => null,
            [var file] => OfFile(file, place, context),
            _ => throw place.Error($"both '{found[0]}' and '{found[1]}' are there.", "Remove one of them."),
        };
    }

    /// <param name="reference">A file of keypoints.</param>
    /// <param name="place">Where the scene names it, or the model that it belongs to.</param>
    /// <param name="context">The asset's.</param>
    /// <exception cref="RenderException">It is not acceptable; with file:line:column.</exception>
    internal static ModelKeypoints OfFile(string reference, Node place, ReadContext context)
    {
        var root = SceneFile.Load(context.Roots.Resolve(reference, place.Where)).Root;
        var points = Section.Read(root, context);
        return points with { FileHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Section.Canonical(root).ToJsonString()))) };
    }

    private static ModelKeypoints Read(SectionReader r)
    {
        var points = r.Get(PointsKey);
        if (points.Count == 0)
            throw r.NodeOf(PointsKey).Error("there is no point.", "Name at least one.");
        var (skeleton, flip) = (Pairs(SkeletonKey), Pairs(FlipKey));
        if (flip.SelectMany(pair => new[] { pair.A, pair.B }).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw r.NodeOf(FlipKey).Error($"'{twice.Key}' changes places with two others.");
        if (points.FirstOrDefault(p => p.Sigma is null) is { } without && points.Any(p => p.Sigma is not null))
            throw r.NodeOf(PointsKey).Error($"'{without.Name}' has no sigma, and others have one.", "Give all of them one, or none.");
        return new(points, skeleton, flip, r.Get(ToleranceKey), r.Node);

        IReadOnlyList<(string A, string B)> Pairs(Key<IReadOnlyList<(string A, string B)>> key)
        {
            var pairs = r.Find(key) ?? [];
            for (var i = 0; i < pairs.Count; i++)
            {
                var place = ((ListNode)r.NodeOf(key)).Items[i];
                foreach (var name in (string[])[pairs[i].A, pairs[i].B])
                    if (points.All(p => p.Name != name))
                        throw Names.Unknown(place, "point", name, points.Select(p => p.Name));
                if (pairs[i].A == pairs[i].B)
                    throw place.Error($"'{pairs[i].A}' stands here twice.");
            }
            return pairs;
        }
    }

    /// <summary>[x, y, z], or a map with what else there is to say.</summary>
    private sealed class KeypointType : NodeType<ModelKeypoint>
    {
        private static readonly PointType Point = new("point", "the model's unit");

        private static readonly Key<Double3> At = new("at", Point, null, "The point, as without a map.", "[0, 0, 0.05]", required: true);

        private static readonly Key<double> Depth = new("depth", new NumberType("the model's unit", 0, 1e6), "0",
            "How far inside of the object the point lies, as a joint does: surfaces of the object itself that lie at most so far before it do not hide it.", "0.04");

        private static readonly Key<double> Sigma = new("sigma", new NumberType(null, 1e-6, 1), null,
            "COCO's constant of the point, for the similarity of keypoints; all points of a model have one, or none.", "0.05");

        private static readonly Section<ModelKeypoint> Map = new("keypoint", "A point of a model.", [At, Depth, Sigma],
            r => new(r.Context.Name, r.Get(At), r.Get(Depth), r.Has(Sigma) ? r.Get(Sigma) : null));

        public override string Describe => "point [x, y, z] or map with at, depth, sigma";

        public override IEnumerable<ISection> Sections => Map.Sections;

        public override ModelKeypoint Read(Node node, ReadContext context) => node switch
        {
            MapNode => Map.Read(node, context),
            ListNode => new(context.Name, Point.Read(node, context), 0, null),
            _ => throw Expected(node),
        };

        public override JsonNode Canonical(Node node) => node is MapNode ? Map.Canonical(node) : node.ToJson();

        public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray(Point.Schema(definitions), Map.Schema(definitions)) };
    }

    /// <summary>Two names of points.</summary>
    private sealed class NamePairType : NodeType<(string A, string B)>
    {
        public override string Describe => "two names of points";

        public override (string A, string B) Read(Node node, ReadContext context) =>
            node is ListNode { Items: [ScalarNode { Text.Length: > 0 } a, ScalarNode { Text.Length: > 0 } b] } ? (a.Text, b.Text) : throw Expected(node);

        public override JsonObject Schema(SchemaDefinitions definitions) => Numbers.ListSchema(new() { ["type"] = "string" }, 2);
    }

    /// <summary>What may stand behind an asset's <c>keypoints:</c>.</summary>
    internal sealed class OfAsset : NodeType<ModelKeypoints>
    {
        public override string Describe => "map of keypoints, or file of them";

        public override IEnumerable<ISection> Sections => Section.Sections;

        public override ModelKeypoints Read(Node node, ReadContext context) => node switch
        {
            MapNode => Section.Read(node, context),
            ScalarNode { Text.Length: > 0 } file => OfFile(file.Text, node, context),
            _ => throw Expected(node),
        };

        public override JsonNode Canonical(Node node) => node is MapNode ? Section.Canonical(node) : node.ToJson();

        public override JsonObject Schema(SchemaDefinitions definitions) =>
            new() { ["anyOf"] = new JsonArray(Section.Schema(definitions), new JsonObject { ["type"] = "string" }) };
    }
}
