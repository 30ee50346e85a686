using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>labels:</c> of a scene as the file writes them.</summary>
internal static class LabelsSection
{
    private static readonly WordType<CocoForms> Form = new("form of segmentation", ("rle", CocoForms.Rle), ("polygon", CocoForms.Polygon));

    private static readonly NodeType<CocoForms> Forms =
        new MappedType<IReadOnlyList<CocoForms>, CocoForms>(new ListType<CocoForms>(Form), forms => forms.Aggregate((a, b) => a | b));

    private static readonly Key<CocoForms> Segmentation = new("segmentation",
        new EitherType<CocoForms>("rle, polygon or a list of them", node => node is ListNode ? Forms : Form, Form, Forms), "rle",
        "How masks are written, one annotation file for each form.", "[rle, polygon]");

    private static readonly Section<CocoForms> Coco = new("coco", "COCO instances.", [Segmentation], r => r.Get(Segmentation));

    private static readonly Key<double> Unit = new("unit", new NumberType("metres", 1e-6, 1), "0.001", "One step of the 16-bit depth image.");

    private static readonly Key<bool> Npy = new("npy", new BooleanType(), "false", "Float32 metres beside it, as a NumPy file.");

    private static readonly Section<DepthSettings?> Depth = new("depth", "Depth along the optical axis, 16-bit PNG.", [Unit, Npy],
        r => new(r.Get(Unit), r.Get(Npy)));

    private static readonly Key<CocoForms> CocoKey = new("coco", Switch("coco", Coco, CocoForms.Rle, CocoForms.None), "false",
        "COCO instances: true, or a map of settings.", "{ segmentation: [rle, polygon] }");

    private static readonly Key<DepthSettings?> DepthKey = new("depth", Switch("depth", Depth, new DepthSettings(), null), "false",
        "Depth images: true, or a map of settings.", "{ unit: 0.001 }");

    private static readonly Key<bool> Semantic = new("semantic", new BooleanType(), "false", "Category images.", "true");

    private static readonly Key<bool> Instance = new("instance", new BooleanType(), "true", "Instance images.");

    private static readonly Key<long> MinPixels = new("min_pixels", new IntegerType(1, 1 << 28), "16",
        "An instance with fewer visible pixels has no annotation; it keeps its number in the instance image.");

    private static readonly Key<double> BlendCutoff = new("blend_cutoff", new NumberType(null, 0, 1), "0.5",
        "A see-through surface is opaque to labels from this alpha up.");

    private static readonly Section<LabelSettings> Map = new("labels", "What is written besides the pictures. A list of names is short for a map.",
        [CocoKey, DepthKey, Semantic, Instance, MinPixels, BlendCutoff], r => new()
        {
            Coco = r.Get(CocoKey),
            Depth = r.Get(DepthKey),
            Semantic = r.Get(Semantic),
            Instance = r.Get(Instance),
            MinPixels = (int)r.Get(MinPixels),
            BlendCutoff = r.Get(BlendCutoff),
        });

    private static readonly NodeType<IReadOnlyList<string>> Names = new ListType<string>(
        new WordType<string>("label", ("coco", "coco"), ("depth", "depth"), ("semantic", "semantic"), ("instance", "instance")));

    /// <summary>A map of settings, or a list of the labels that are wanted with their defaults.</summary>
    public static readonly NodeType<LabelSettings> Type = new EitherType<LabelSettings>("list of labels or map with settings",
        node => node is ListNode ? new MappedType<IReadOnlyList<string>, LabelSettings>(Names, OfNames) : Map, Names, Map);

    private static LabelSettings OfNames(IReadOnlyList<string> names) => new()
    {
        Coco = names.Contains("coco") ? CocoForms.Rle : CocoForms.None,
        Depth = names.Contains("depth") ? new() : null,
        Semantic = names.Contains("semantic"),
    };

    /// <summary>true (the defaults), false (nothing), or a map of settings.</summary>
    private static EitherType<T> Switch<T>(string name, NodeType<T> section, T on, T off) => new($"true, false or map of settings of {name}",
        node => node is MapNode ? section : new MappedType<bool, T>(new BooleanType(), yes => yes ? on : off), new BooleanType(), section);
}
