using System.Text.Json.Nodes;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>background:</c> of an environment where it is not the environment itself: a colour or a photograph.</summary>
internal sealed record BackgroundDescription(Value<Double3>? Color, Value<string>? Photo, ImageFit Fit)
{
    private static readonly Key<Value<string>> PhotoKey = new("photo", new SampledType<string>(new FileType("image")), null,
        "An image file, which comes out as it is, whatever the exposure and the tone curve, and is not lit.", "{ files: photos/*.jpg }", required: true);

    private static readonly Key<ImageFit> FitKey = new("fit",
        new WordType<ImageFit>("fit", ("cover", ImageFit.Cover), ("contain", ImageFit.Contain), ("stretch", ImageFit.Stretch)), "cover",
        "cover: fills the picture, what is too much is cut off; contain: all of it is seen, between black bars; stretch: to the picture's proportions.");

    internal static readonly Section<BackgroundDescription> Section = new("background", "A photograph behind everything.",
        [PhotoKey, FitKey], r => new(null, r.Get(PhotoKey), r.Get(FitKey)));

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
            _ => new(ColorType.Read(node, context), null, ImageFit.Cover),
        };

        public override JsonNode Canonical(Node node) => IsPhoto(node) ? Section.Canonical(node) : base.Canonical(node);

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Word }, ColorType.Schema(definitions), Section.Schema(definitions)),
        };

        private static bool IsPhoto(Node node) => node is MapNode map && Section.Keys.Any(key => map.Find(key.Name) is not null);
    }
}
