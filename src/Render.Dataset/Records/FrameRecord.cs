using System.Text.Json.Serialization;
using Render.Core.Frames;
using Render.Dataset.Coco;

namespace Render.Dataset.Records;

/// <summary>
/// A frame as it stands in <c>frames/</c>: what was drawn, enough to render it again, and what came out. A frame without its record does not
/// exist. Readers of labels use <see cref="Output"/> only; rendering again uses <see cref="Input"/> only.
/// </summary>
public sealed record FrameRecord
{
    /// <summary>The version of the format. Another one is refused.</summary>
    public const string Version = "render/record/1";

    /// <summary>Always <see cref="Version"/>.</summary>
    public required string Schema { get; init; }

    public required Frame Input { get; init; }

    /// <summary>Null where the frame has not been rendered.</summary>
    public FrameOutput? Output { get; init; }
}

/// <summary>What came out of a frame: all its images, in the order of their ids.</summary>
public sealed record FrameOutput
{
    public required long Frame { get; init; }

    /// <summary>The folder under <c>images/</c> and the like.</summary>
    public required string Split { get; init; }

    public required ImageOutput[] Images { get; init; }
}

/// <summary>One image and its files.</summary>
public sealed record ImageOutput
{
    /// <summary>1 + the rank of the image's key in the enumeration of the scene.</summary>
    public required long Id { get; init; }

    public int Variant { get; init; }

    public int Step { get; init; }

    public int Camera { get; init; }

    /// <summary>What the scene varies and its value in this image, as the scene writes both; null where it varies nothing.</summary>
    public SortedDictionary<string, string>? Varied { get; init; }

    /// <summary>What the named draws were with which the scene tags its images, by name; null where it tags none.</summary>
    public SortedDictionary<string, Tag>? Tags { get; init; }

    /// <summary>How it was seen; null where a frame has one camera and that is a pinhole: <c>input</c> says it.</summary>
    public FrameCamera? SeenBy { get; init; }

    /// <summary>Name of the image's files without folder and extension.</summary>
    public required string FileStem { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Path below the dataset's folder of the colour image; it is one of <see cref="Files"/>, unless labels alone were written.</summary>
    public required string Image { get; init; }

    /// <summary>Whether the colour image was written.</summary>
    [JsonIgnore]
    public bool HasColor => Files.ContainsKey(Image);

    /// <summary>sha256, lower-case hex, by path below the dataset's folder, with forward slashes.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    /// <summary>Pixels whose depth lies beyond the range of the depth image; null where there is none.</summary>
    public long? DepthBeyondRange { get; init; }

    /// <summary>Pixels whose distance lies beyond the range of the range image; null where there is none.</summary>
    public long? RangeBeyondRange { get; init; }

    /// <summary>Every instance of the frame; number n is entry n - 1.</summary>
    public required InstanceOutput[] Instances { get; init; }
}

/// <summary>Why an instance has no annotation.</summary>
public enum NotAnnotated
{
    /// <summary>Its asset has no category: it only occludes.</summary>
    Unlabelled,

    /// <summary>No pixel centre sees it.</summary>
    NotVisible,

    /// <summary>Fewer visible pixels than <c>labels.min_pixels</c>.</summary>
    BelowMinPixels,

    /// <summary>The shorter side of its visible box is below <c>labels.min_size_px</c>.</summary>
    BelowMinSize,

    /// <summary>More of it is hidden than <c>labels.min_visibility</c> allows.</summary>
    BelowMinVisibility,

    /// <summary>More of it lies outside the image than <c>labels.max_truncation</c> allows.</summary>
    AboveMaxTruncation,
}

/// <summary>What is seen of one instance in one image.</summary>
public sealed record InstanceOutput
{
    /// <summary>From 1, in scene order; the id image shows it where the instance is labelled.</summary>
    public required int Number { get; init; }

    /// <summary>Null: not labelled.</summary>
    public string? Category { get; init; }

    /// <summary>The user's own words about it, by names of their own; its annotation carries them. Null: none, or nothing of it is seen.</summary>
    public SortedDictionary<string, string>? Attributes { get; init; }

    /// <summary>Visible pixels.</summary>
    public required int Area { get; init; }

    /// <summary>[x, y, width, height] tight around the visible pixels; null where there are none.</summary>
    public int[]? Bbox { get; init; }

    /// <summary>The visible pixels as COCO's compressed run lengths over the whole image, column-major; null where there are none.</summary>
    public string? Visible { get; init; }

    /// <summary>Null: annotated.</summary>
    public NotAnnotated? NotAnnotated { get; init; }

    /// <summary>The instance as if nothing stood before it; null where no label asks for it.</summary>
    public AmodalOutput? Amodal { get; init; }

    /// <summary>Where the object stands before the camera; null where no label asks for it, or where its axes are not at right angles.</summary>
    public PoseOutput? Pose { get; init; }

    /// <summary>The points that its category names, in that order; null where no label asks for them, or the category has none.</summary>
    public KeypointOutput[]? Keypoints { get; init; }

    internal PixelBox Box => Bbox is [var x, var y, var width, var height]
        ? new(x, y, width, height)
        : throw new InvalidDataException($"instance {Number} has no box");
}
