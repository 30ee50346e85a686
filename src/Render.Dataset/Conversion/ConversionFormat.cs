using Render.Core;
using Render.Dataset.Writers;

namespace Render.Dataset.Conversion;

/// <summary>A format that datasets are converted to: one writer each.</summary>
public sealed class ConversionFormat
{
    /// <summary>Every format.</summary>
    public static readonly IReadOnlyList<ConversionFormat> All =
    [
        new("coco", "COCO instances, masks as run lengths", target => new CocoWriter(target, Core.Scenes.CocoForms.Rle)),
        new("coco-polygons", "COCO instances, masks as exact polygons", target => new CocoWriter(target, Core.Scenes.CocoForms.Polygon)),
        new("coco-polygons-simplified", "COCO instances, masks as polygons with few corners", target => new CocoWriter(target, Core.Scenes.CocoForms.PolygonSimplified)),
        new("coco-panoptic", "COCO panoptic", target => new CocoPanopticWriter(target)),
        new("coco-keypoints", "COCO keypoints", target => new CocoKeypointsWriter(target)),
        new("yolo-detect", "YOLO boxes", target => new YoloDetectWriter(target)),
        new("yolo-segment", "YOLO polygons", target => new YoloSegmentWriter(target)),
        new("yolo-pose", "YOLO keypoints", target => new YoloPoseWriter(target)),
        new("yolo-obb", "YOLO oriented boxes", target => new YoloObbWriter(target)),
        new("voc", "Pascal VOC", target => new VocWriter(target)),
        new("kitti", "KITTI objects with 3D boxes", target => new KittiWriter(target)),
        new("bop", "BOP 6D poses", target => new BopWriter(target)),
        new("csv", "CSV tables, one row an annotation", target => new CsvWriter(target)),
        new("imagefolder", "Hugging Face imagefolder with a dataset card", target => new ImageFolderWriter(target)),
        new("ply", "PLY point clouds", target => new PlyWriter(target)),
        new("webdataset", "WebDataset shards", target => new WebDatasetWriter(target)),
    ];

    private readonly Func<ConversionTarget, FormatWriter> _create;

    private ConversionFormat(string name, string summary, Func<ConversionTarget, FormatWriter> create) => (Name, Summary, _create) = (name, summary, create);

    /// <summary>On the command line, and of its folder.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Summary { get; }

    internal static ConversionFormat[] Find(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new RenderException(Failure.Usage, "no format is named.", remedy: $"The formats are {Names}.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new RenderException(Failure.Usage, $"the format '{twice.Key}' is named twice.");
        return [.. names.Order(StringComparer.Ordinal).Select(name => All.FirstOrDefault(format => format.Name == name)
            ?? throw new RenderException(Failure.Usage, $"there is no format '{name}'.", remedy: $"The formats are {Names}."))];
    }

    internal FormatWriter Create(ConversionTarget target) => _create(target);

    private static string Names => string.Join(", ", All.Select(format => format.Name));
}
