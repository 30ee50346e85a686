using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Dataset.Annotators;

/// <summary>
/// Makes one kind of file of each image. It declares what the renderer must make; it keeps its buffers from image to image, so each thread
/// has its own.
/// </summary>
public abstract class Annotator
{
    /// <summary>What <see cref="Annotate"/> reads.</summary>
    public abstract Aov Needs { get; }

    /// <summary>Folder below the dataset's: the split comes below it.</summary>
    public abstract string Folder { get; }

    private protected PngEncoder Png { get; private set; } = new();

    /// <summary>The last image's PNG.</summary>
    internal ReadOnlySpan<byte> LastFile => Png.LastFile;

    /// <summary>The numbers that the last image's PNG was made of, of annotators of depths, ranges, normals and coordinates.</summary>
    internal virtual ReadOnlySpan<ushort> LastValues => [];

    /// <summary>Hands the image's files to the sink, and what else its record shall say.</summary>
    public abstract void Annotate(LabelledImage image, ImageSink sink);

    /// <summary>The annotators that the settings ask for, the colour image first where there is one.</summary>
    /// <param name="labels">What is wanted.</param>
    /// <param name="categories">How many there are.</param>
    /// <param name="models">Where models are looked up; null only where nothing is annotated.</param>
    internal static Annotator[] For(LabelSettings labels, int categories, AssetLibrary? models = null)
    {
        var annotators = new List<Annotator>();
        if (!labels.LabelsOnly)
            annotators.Add(new ColorAnnotator(labels.Image));
        if (labels.Instance)
            annotators.Add(new InstanceAnnotator());
        if (labels.Semantic)
            annotators.Add(new SemanticAnnotator(categories));
        if (labels.Depth is { } depth)
            annotators.Add(new DepthAnnotator(depth));
        if (labels.Panoptic)
            annotators.Add(new PanopticAnnotator());
        if (labels.Range is { } range)
            annotators.Add(new RangeAnnotator(range));
        if (labels.Normals)
            annotators.Add(new NormalAnnotator());
        if (labels.Coordinates)
            annotators.Add(new CoordinateAnnotator(models));
        if (labels.Albedo)
            annotators.Add(new AlbedoAnnotator());
        foreach (var annotator in annotators)
            annotator.Png = new(labels.Png);
        return [.. annotators];
    }
}

/// <summary>Takes what annotators make of one image.</summary>
/// <param name="split">train, val, test or the user's own word.</param>
/// <param name="fileStem">Name of the image's files without folder and extension.</param>
/// <param name="stage">Takes a path below the dataset's folder and the file; gives its sha256.</param>
public sealed class ImageSink(string split, string fileStem, StageFile stage)
{
    /// <summary>sha256 by path below the dataset's folder.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Null where there is no depth image.</summary>
    public long? DepthBeyondRange { get; set; }

    /// <summary>Null where there is no range image.</summary>
    public long? RangeBeyondRange { get; set; }

    /// <summary>Takes the file FOLDER/SPLIT/STEM.EXTENSION and gives that path.</summary>
    public string Add(string folder, string extension, ReadOnlySpan<byte> bytes)
    {
        var path = $"{folder}/{split}/{fileStem}.{extension}";
        Files.Add(path, stage(path, bytes));
        return path;
    }
}

/// <summary>Writes a file of an image; gives its sha256, lower-case hex.</summary>
public delegate string StageFile(string path, ReadOnlySpan<byte> bytes);
