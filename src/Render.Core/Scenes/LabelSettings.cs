using System.Text.Json.Serialization;

namespace Render.Core.Scenes;

/// <summary>The codec of the colour images. Chosen by the scene or an option only, never by what is installed.</summary>
public enum ImageFormat
{
    /// <summary>8-bit RGB, lossless.</summary>
    Png,

    /// <summary>Quality 95, 4:4:4.</summary>
    Jpg,
}

/// <summary>
/// How much time the size of a PNG is worth. Every choice decodes to the same pixels; <see cref="Balanced"/> and <see cref="Fast"/> give the same files
/// on every machine, <see cref="Small"/> those of the runtime's zlib.
/// </summary>
public enum PngCompression
{
    /// <summary>The best filter of each row, codes from all that is coded.</summary>
    Balanced,

    /// <summary>One filter for all rows, codes from a sample of them.</summary>
    Fast,

    /// <summary>The best filter of each row, and zlib's longest search for matches.</summary>
    Small,
}

/// <summary>The forms of COCO's <c>segmentation</c>; each form that is asked for gets its own file.</summary>
[Flags]
public enum CocoForms
{
    None = 0,

    /// <summary>Compressed run lengths: <c>instances_SPLIT.json</c>.</summary>
    Rle = 1,

    /// <summary>
    /// Polygons on integer pixel edges, holes joined by zero-width bridges: <c>instances_SPLIT.json</c> where run lengths are not asked for, else
    /// <c>instances_SPLIT.polygon.json</c>.
    /// </summary>
    Polygon = 2,

    /// <summary>
    /// Polygons with few corners that only come near the mask: <c>instances_SPLIT.json</c> where no other form is asked for, else
    /// <c>instances_SPLIT.polygon_simplified.json</c>.
    /// </summary>
    PolygonSimplified = 4,
}

/// <summary>The 16-bit images of depth or range, and float32 arrays beside them on request.</summary>
/// <param name="Unit">Metres a step, rounded to nearest; 65,535 where the distance lies beyond the range.</param>
/// <param name="Npy">Also write the float32 metres as <c>.npy</c>.</param>
public sealed record DepthSettings(double Unit = 0.001, bool Npy = false);

/// <summary>What is said of the full extent of instances, hidden or not.</summary>
/// <param name="Masks">Also the masks inside the image, of labelled instances; else counts, boxes and occluders alone.</param>
public sealed record AmodalSettings(bool Masks = true);

/// <summary>Which labels are written, and how (the scene's <c>labels:</c>). They are no part of the scene hash, but for <see cref="Tags"/>.</summary>
public sealed record LabelSettings
{
    public ImageFormat Image { get; init; } = ImageFormat.Png;

    /// <summary>Of all PNG files of the images and labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PngCompression Png { get; init; }

    /// <summary>
    /// No colour image is rendered or written. Records and annotations name the file that a run with colour writes, so that its images can be put beside them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LabelsOnly { get; init; }

    /// <summary>A run without label files, which another run in its folder must be, too; see <see cref="WithoutLabelFiles"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ColorOnly { get; init; }

    /// <summary>Instance numbers as 16-bit gray PNG.</summary>
    public bool Instance { get; init; } = true;

    /// <summary>Category ids as 8-bit palette PNG; 16-bit gray above 255 categories.</summary>
    public bool Semantic { get; init; }

    /// <summary>Null: no depth is written.</summary>
    public DepthSettings? Depth { get; init; }

    public CocoForms Coco { get; init; } = CocoForms.Rle;

    /// <summary>An instance with fewer visible pixels has no annotation; at least 1.</summary>
    public int MinPixels { get; init; } = 16;

    /// <summary>An instance whose visible box has a shorter side has no annotation; 0: any will do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MinSizePx { get; init; }

    /// <summary>An instance of which less is visible has no annotation; 0..1, 0: any will do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MinVisibility { get; init; }

    /// <summary>An instance of which more lies outside the image has no annotation; 0..1, null: any will do.</summary>
    public double? MaxTruncation { get; init; }

    /// <summary>Null: nothing is said of what is hidden, unless a filter needs it.</summary>
    public AmodalSettings? Amodal { get; init; }

    /// <summary>6D poses and boxes in space.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Pose { get; init; }

    /// <summary>The named points of objects, and whether they are seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Keypoints { get; init; }

    /// <summary>Numbers of annotated instances as RGB PNG.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Panoptic { get; init; }

    /// <summary>Distances along the ray; null: none are written.</summary>
    public DepthSettings? Range { get; init; }

    /// <summary>Normals in camera axes as 16-bit RGB PNG.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Normals { get; init; }

    /// <summary>Points of the models in their boxes as 16-bit RGB PNG.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Coordinates { get; init; }

    /// <summary>Base colours as 8-bit RGB PNG.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Albedo { get; init; }

    /// <summary>Names of the draws with which images are tagged. They belong to the scene's hash, so <c>dataset.json</c> need not say them again; null: none.</summary>
    [JsonIgnore]
    public string[]? Tags { get; init; }

    /// <summary>
    /// The same without label images and annotation files. What records say of instances stays, filters included, so that conversions make the same annotations as of a full run.
    /// </summary>
    public LabelSettings WithoutLabelFiles() => this with
    {
        ColorOnly = true,
        Coco = CocoForms.None,
        Instance = false,
        Semantic = false,
        Depth = null,
        Panoptic = false,
        Range = null,
        Normals = false,
        Coordinates = false,
        Albedo = false,
    };

    /// <summary>Whether amodal pixels must be counted.</summary>
    [JsonIgnore]
    public bool CountsAmodal => Amodal is not null || MinVisibility > 0 || MaxTruncation is not null;

    /// <summary>A blended surface is opaque to labels from this alpha up; 0..1.</summary>
    public double BlendCutoff { get; init; } = 0.5;
}
