using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>labels:</c> of a scene as the file writes them.</summary>
internal static class LabelsSection
{
    private static readonly WordType<CocoForms> Form = new("form of segmentation",
        ("rle", CocoForms.Rle), ("polygon", CocoForms.Polygon), ("polygon_simplified", CocoForms.PolygonSimplified));

    private static readonly NodeType<CocoForms> Forms =
        new MappedType<IReadOnlyList<CocoForms>, CocoForms>(new ListType<CocoForms>(Form), forms => forms.Aggregate((a, b) => a | b));

    private static readonly Key<CocoForms> Segmentation = new("segmentation",
        new EitherType<CocoForms>("rle, polygon, polygon_simplified or a list of them", node => node is ListNode ? Forms : Form, Form, Forms), "rle",
        "How masks are written, one annotation file for each form; simplified polygons only come near the masks, and the run says how near.", "[rle, polygon]");

    private static readonly Section<CocoForms> Coco = new("coco", "COCO instances.", [Segmentation], r => r.Get(Segmentation));

    private static readonly Key<double> Unit = new("unit", new NumberType("metres", 1e-6, 1), "0.001", "One step of the 16-bit image.");

    private static readonly Key<bool> Npy = new("npy", new BooleanType(), "false", "Float32 metres beside it, as a NumPy file.");

    private static readonly Section<DepthSettings?> Depth = new("depth", "Depth along the optical axis, 16-bit PNG.", [Unit, Npy],
        r => new(r.Get(Unit), r.Get(Npy)));

    private static readonly Section<DepthSettings?> Range = new("range", "Distance from the camera along the ray, 16-bit PNG.", [Unit, Npy],
        r => new(r.Get(Unit), r.Get(Npy)));

    private static readonly Key<CocoForms> CocoKey = new("coco", Switch("coco", Coco, CocoForms.Rle, CocoForms.None), "false",
        "COCO instances: true, or a map of settings.", "{ segmentation: [rle, polygon] }");

    private static readonly Key<DepthSettings?> DepthKey = new("depth", Switch("depth", Depth, new DepthSettings(), null), "false",
        "Depth images: true, or a map of settings.", "{ unit: 0.001 }");

    private static readonly Key<bool> Semantic = new("semantic", new BooleanType(), "false", "Category images.", "true");

    private static readonly Key<bool> Instance = new("instance", new BooleanType(), "true", "Instance images.");

    private static readonly Key<bool> Masks = new("masks", new BooleanType(), "true",
        "Also the amodal masks inside the image; false: counts, boxes, visibility, truncation and occluders alone.");

    private static readonly Section<AmodalSettings?> Amodal = new("amodal",
        "What each instance covers whatever stands before it, on a canvas three times as wide and high as the image.", [Masks], r => new(r.Get(Masks)));

    private static readonly Key<AmodalSettings?> AmodalKey = new("amodal", Switch("amodal", Amodal, new AmodalSettings(), null), "false",
        "Amodal masks and boxes, visibility, truncation and who hides whom: true, or a map of settings.", "{ masks: false }");

    private static readonly Key<bool> Pose = new("pose", new BooleanType(), "false", "6D poses and boxes in space, in camera axes.", "true");

    private static readonly Key<bool> Keypoints = new("keypoints", new BooleanType(), "false",
        "The named points of objects: where they are seen, and whether. The assets name them, or files beside the models (see Keypoints).", "true");

    private static readonly Key<bool> Panoptic = new("panoptic", new BooleanType(), "false", "Panoptic images: the numbers of annotated objects, as COCO's panoptic format has them.", "true");

    private static readonly Key<DepthSettings?> RangeKey = new("range", Switch("range", Range, new DepthSettings(), null), "false",
        "Distances from the camera along the ray: true, or a map of settings.", "{ unit: 0.001 }");

    private static readonly Key<bool> Normals = new("normals", new BooleanType(), "false", "Normals in camera axes, 16-bit RGB PNG.", "true");

    private static readonly Key<bool> Coordinates = new("coordinates", new BooleanType(), "false",
        "Object coordinates (NOCS): which point of its model's box is seen, of labelled objects; 16-bit RGB PNG.", "true");

    private static readonly Key<bool> Albedo = new("albedo", new BooleanType(), "false",
        "Albedo: the base colours of the surfaces, without light, shadow and reflection; 8-bit sRGB PNG.", "true");

    private static readonly Key<long> MinSizePx = new("min_size_px", new IntegerType(0, 32768), "0",
        "An instance whose visible box has a shorter side has no annotation.", "8");

    private static readonly Key<double> MinVisibility = new("min_visibility", new NumberType(null, 0, 1), "0",
        "An instance of which a smaller part is visible (visible pixels over amodal pixels) has no annotation.", "0.1");

    private static readonly Key<double> MaxTruncation = new("max_truncation", new NumberType(null, 0, 1), null,
        "An instance of which a larger part lies outside the image (of its amodal pixels) has no annotation. Default: any may.", "0.9");

    private static readonly Key<long> MinPixels = new("min_pixels", new IntegerType(1, 1 << 28), "16",
        "An instance with fewer visible pixels has no annotation; it keeps its number in the instance image.");

    private static readonly Key<double> BlendCutoff = new("blend_cutoff", new NumberType(null, 0, 1), "0.5",
        "A see-through surface is opaque to labels from this alpha up.");

    private static readonly Key<IReadOnlyList<string>> Tags = new("tags", new ImageTags.NamesType(), null,
        "Named draws (see Named draws) with which images are tagged: what each was is said in the frame's record, in COCO's images, and in what is converted from them. Not those of scope group or instance.", "[hour]");

    private static readonly Section<LabelSettings> Map = new("labels", "What is written besides the pictures. A list of names is short for a map.",
        [
            CocoKey, DepthKey, Semantic, Instance, AmodalKey, Pose,
            Keypoints, Panoptic, RangeKey, Normals, Coordinates, Albedo,
            MinPixels, MinSizePx, MinVisibility, MaxTruncation, BlendCutoff, Tags,
        ],
        r => new()
        {
            Coco = r.Get(CocoKey),
            Depth = r.Get(DepthKey),
            Semantic = r.Get(Semantic),
            Instance = r.Get(Instance),
            Amodal = r.Get(AmodalKey),
            Pose = r.Get(Pose),
            Keypoints = r.Get(Keypoints),
            Panoptic = r.Get(Panoptic),
            Range = r.Get(RangeKey),
            Normals = r.Get(Normals),
            Coordinates = r.Get(Coordinates),
            Albedo = r.Get(Albedo),
            MinPixels = (int)r.Get(MinPixels),
            MinSizePx = (int)r.Get(MinSizePx),
            MinVisibility = r.Get(MinVisibility),
            MaxTruncation = r.Has(MaxTruncation) ? r.Get(MaxTruncation) : null,
            BlendCutoff = r.Get(BlendCutoff),
            Tags = r.Find(Tags)?.ToArray(),
        });

    private static readonly NodeType<IReadOnlyList<string>> Names = new ListType<string>(
        new WordType<string>("label", ("coco", "coco"), ("depth", "depth"), ("semantic", "semantic"), ("instance", "instance"),
            ("amodal", "amodal"), ("pose", "pose"), ("keypoints", "keypoints"), ("panoptic", "panoptic"), ("range", "range"),
            ("normals", "normals"), ("coordinates", "coordinates"), ("albedo", "albedo")));

    /// <summary>A map of settings, or a list of the labels that are wanted with their defaults.</summary>
    public static readonly NodeType<LabelSettings> Type = new EitherType<LabelSettings>("list of labels or map with settings",
        node => node is ListNode ? new MappedType<IReadOnlyList<string>, LabelSettings>(Names, OfNames) : Map, Names, Map);

    /// <summary>Of a canonical map of labels, what decides whether an instance is annotated.</summary>
    public static JsonObject Filters(JsonObject? labels) =>
        new(((Key[])[MinPixels, MinSizePx, MinVisibility, BlendCutoff]).Where(key => labels?[key.Name] is not null).Select(key => KeyValuePair.Create(key.Name, labels![key.Name]?.DeepClone())));

    /// <summary>Of a canonical map of labels, the tags: naming a draw may make it a member of a group of sampled values, and so move others. Null: there are none.</summary>
    public static JsonNode? TagsOf(JsonObject? labels) => labels?[Tags.Name]?.DeepClone();

    private static LabelSettings OfNames(IReadOnlyList<string> names) => new()
    {
        Coco = names.Contains("coco") ? CocoForms.Rle : CocoForms.None,
        Depth = names.Contains("depth") ? new() : null,
        Semantic = names.Contains("semantic"),
        Amodal = names.Contains("amodal") ? new() : null,
        Pose = names.Contains("pose"),
        Keypoints = names.Contains("keypoints"),
        Panoptic = names.Contains("panoptic"),
        Range = names.Contains("range") ? new() : null,
        Normals = names.Contains("normals"),
        Coordinates = names.Contains("coordinates"),
        Albedo = names.Contains("albedo"),
    };

    /// <summary>true (the defaults), false (nothing), or a map of settings.</summary>
    private static EitherType<T> Switch<T>(string name, NodeType<T> section, T on, T off) => new($"true, false or map of settings of {name}",
        node => node is MapNode ? section : new MappedType<bool, T>(new BooleanType(), yes => yes ? on : off), new BooleanType(), section);
}
