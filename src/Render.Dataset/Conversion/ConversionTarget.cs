using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Coco;
using Render.Dataset.Commit;
using Render.Dataset.Records;

namespace Render.Dataset.Conversion;

/// <summary>Where a format is written: a staged folder of its own, what it may ask of the dataset, and what it has to report.</summary>
/// <param name="format">Name of the format.</param>
/// <param name="folder">Its staged folder.</param>
/// <param name="info">The dataset's.</param>
/// <param name="options">The conversion's.</param>
internal sealed class ConversionTarget(string format, string folder, DatasetInfo info, ConversionOptions options)
{
    private readonly Dictionary<string, Category> _categories = info.Categories.ToDictionary(category => category.Name, StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private long _images, _annotations;
    private bool _lacksColor;

    public DatasetInfo Info { get; } = info;

    public ConversionOptions Options { get; } = options;

    /// <summary>For formats that simplify polygons.</summary>
    public PolygonFit? Polygons { get; set; }

    public FormatSummary Summary => new() { Format = format, Images = _images, Annotations = _annotations, Polygons = Polygons, Notes = [.. _notes] };

    /// <summary>The category of an annotated instance.</summary>
    public Category Category(InstanceOutput instance) => _categories[instance.Category!];

    /// <summary>An image is done.</summary>
    public void Count(int annotations)
    {
        _images++;
        _annotations += annotations;
    }

    /// <summary>Something that a reader of the folder should know.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Where a file of the format is to be written; its folder is made.</summary>
    public string Path(string path)
    {
        var file = System.IO.Path.Combine(folder, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        return file;
    }

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.Create(Path(path));
        file.Write(bytes);
    }

    /// <summary>UTF-8 without BOM.</summary>
    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Puts one of the dataset's own files there: another name of the same file where the disk allows it and copies are not asked for.</summary>
    /// <param name="path">Below the format's folder.</param>
    /// <param name="image">Whose file it is; it is proved to be what the record says.</param>
    /// <param name="source">Below the dataset's folder.</param>
    public void Place(string path, SourceImage image, string source)
    {
        if (source == image.Output.Image && !HasColor(image))
            return;
        var bytes = image.Read(source);
        var file = Path(path);
        if (Options.Copy || image.OwnFile(source) is not { } own || !HardLink.TryCreate(own, file))
            Write(path, bytes);
    }

    /// <summary>Whether an image has its colours; that some have none is noted.</summary>
    public bool HasColor(SourceImage image)
    {
        if (!image.Output.HasColor && !_lacksColor)
        {
            _lacksColor = true;
            Note("The dataset has labels only: images are named, and their files are not there. Convert a run of the same scene and seed with colour to have them.");
        }
        return image.Output.HasColor;
    }

    /// <summary>The camera that saw an image, where the format has cameras without lenses.</summary>
    public FrameCamera Pinhole(SourceImage image)
    {
        var camera = image.Output.SeenBy
            ?? throw Refuse("the records do not say which camera saw an image.", "Render it with labels: pose.", image.Record);
        if (camera.Lens is not null)
            throw Refuse($"the camera '{camera.Name}' has a lens, and the format has pinhole cameras alone.", "Render it without a lens.", image.Record);
        if (!IsRigid(camera.WorldToCamera))
            throw Refuse($"the camera '{camera.Name}' is no rigid one.", where: image.Record);
        return camera;
    }

    /// <summary>Where an annotated instance stands.</summary>
    public PoseOutput Pose(SourceImage image, InstanceOutput instance) => instance.Pose
        ?? throw Refuse($"instance {instance.Number} has no pose.", "Render it with labels: pose; sheared objects have none.", image.Record);

    /// <summary>The keypoints of an annotated instance whose category has some.</summary>
    public KeypointOutput[] Keypoints(SourceImage image, InstanceOutput instance)
    {
        var names = Category(instance).Keypoints!.Names;
        if (instance.Keypoints is null)
            throw Refuse($"instance {instance.Number} has no keypoints.", "Render it with labels: keypoints.", image.Record);
        if (!instance.Keypoints.Select(keypoint => keypoint.Name).SequenceEqual(names, StringComparer.Ordinal))
            throw Refuse($"instance {instance.Number} has other keypoints than its category.", where: image.Record);
        return instance.Keypoints;
    }

    /// <summary>The format cannot hold this dataset.</summary>
    public RenderException Refuse(string reason, string? remedy = null, string? where = null) =>
        new(Failure.InvalidInput, $"no conversion to {format}: {reason}", where ?? Options.Source, remedy);

    /// <summary>Rotation and translation alone, within what float32 leaves.</summary>
    private static bool IsRigid(float[] m)
    {
        var (x, y, z) = (new Vector3(m[0], m[1], m[2]), new Vector3(m[4], m[5], m[6]), new Vector3(m[8], m[9], m[10]));
        static bool Near(float value, float wanted) => Math.Abs(value - wanted) <= 1e-4f;
        return Near(x.LengthSquared(), 1) && Near(y.LengthSquared(), 1) && Near(z.LengthSquared(), 1)
            && Near(Vector3.Dot(x, y), 0) && Near(Vector3.Dot(y, z), 0) && Near(Vector3.Dot(Vector3.Cross(x, y), z), 1);
    }
}
