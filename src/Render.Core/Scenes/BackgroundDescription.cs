using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Render.Core.Textures;

namespace Render.Core.Scenes;

/// <summary>The <c>background:</c> of an environment where it is not the environment itself: a colour, a photograph or a pattern.</summary>
internal sealed record BackgroundDescription(Value<Double3>? Color, Value<string>? Photo, ProceduralDescription? Pattern, ImageFit Fit)
{
    private static readonly Key<Value<string>> PhotoKey = new("photo", new SampledType<string>(new ImageType()), null,
        "An image file, which comes out as it is, whatever the exposure and the tone curve, and is not lit.", "{ files: photos/*.jpg }");

    private static readonly Key<ProceduralDescription> PatternKey = new("pattern", ProceduralDescription.Type, null,
        "Instead of a photograph a texture that is made, by its colours: a kind, a list of kinds, any, or a map with their parameters.", "[checker, perlin, stripes]");

    private static readonly Key<ImageFit> FitKey = new("fit",
        new WordType<ImageFit>("fit", ("cover", ImageFit.Cover), ("contain", ImageFit.Contain), ("stretch", ImageFit.Stretch)), "cover",
        "cover: fills the picture, what is too much is cut off; contain: all of it is seen, between black bars; stretch: to the picture's proportions.");

    internal static readonly Section<BackgroundDescription> Section = new("background", "A photograph or a pattern behind everything.",
        [PhotoKey, PatternKey, FitKey], Read);

    /// <summary>Image files that it can be.</summary>
    public IReadOnlyList<string> Files => [.. (Photo?.Extremes ?? []).Where(reference => !ProceduralReference.Is(reference)).Distinct()];

    /// <summary>Reference of the image that is seen; null: none.</summary>
    public string? DrawImage(DrawKey key) => Photo?.Draw(key) ?? Pattern?.Draw(key, 0);

    private static BackgroundDescription Read(SectionReader r)
    {
        if (r.Has(PhotoKey))
            r.Forbid(PatternKey, "'photo' is given");
        else if (!r.Has(PatternKey))
            throw r.Node.Error($"{r.Context.Path} needs 'photo' or 'pattern'.");
        return new(null, r.Find(PhotoKey), r.Find(PatternKey), r.Get(FitKey));
    }

    /// <summary>Null: the environment is seen.</summary>
    public static NodeType<BackgroundDescription?> Type { get; } = new BackgroundType();

    private sealed class BackgroundType : NodeType<BackgroundDescription?>
    {
        private const string Word = "environment";

        private static readonly SampledType<Double3> ColorType = new(new ColorType());

        public override string Describe => $"{Word}, {ColorType.Describe}, or {Section.Describe}";

        public override IEnumerable<ISection> Sections => Section.Sections;

        public override BackgroundDescription? Read(Node node, ReadContext context) => node switch
        {
            ScalarNode { Text: Word } => null,
            MapNode when IsPhoto(node) => Section.Read(node, context),
            MapNode { Entries.Count: 0 } => throw Expected(node),
            _ => new(ColorType.Read(node, context), null, null, ImageFit.Cover),
        };

        public override JsonNode Canonical(Node node) => IsPhoto(node) ? Section.Canonical(node) : base.Canonical(node);

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Word }, ColorType.Schema(definitions), Section.Schema(definitions)),
        };

        private static bool IsPhoto(Node node) => node is MapNode map && Section.Keys.Any(key => map.Find(key.Name) is not null);
    }
}
