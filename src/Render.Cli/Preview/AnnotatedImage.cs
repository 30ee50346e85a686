using NetVips;
using Render.Core;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Cli.Preview;

/// <summary>An image of a dataset on disk with everything that its record and its files say of it.</summary>
internal sealed class AnnotatedImage
{
    private readonly string _folder;
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[][]> _skeletons = new(StringComparer.Ordinal);

    private readonly Dictionary<string, double> _units = new(StringComparer.Ordinal);

    private AnnotatedImage(string folder, ImageOutput output)
    {
        (_folder, Output) = (folder, output);
        Annotated = [.. output.Instances.Where(instance => instance.NotAnnotated is null)];
    }

    public ImageOutput Output { get; }

    public InstanceOutput[] Annotated { get; }

    public int Width => Output.Width;

    public int Height => Output.Height;

    /// <summary>The first image of a frame, or of the first one after it that is there; null where there is none.</summary>
    /// <exception cref="RenderException">A record cannot be read.</exception>
    public static AnnotatedImage? Find(string folder, long frame)
    {
        var records = Directory.Exists(Path.Combine(folder, "frames")) ? Directory.GetFiles(Path.Combine(folder, "frames"), "*.json") : [];
        Array.Sort(records, StringComparer.Ordinal);
        var output = records.Select(record => RecordFile.Read(File.ReadAllBytes(record), record)).Where(record => record.Input.Index >= frame)
            .SelectMany(record => record.Output?.Images ?? []).FirstOrDefault();
        if (output is null)
            return null;
        var image = new AnnotatedImage(folder, output);
        image.ReadDescription();
        return image;
    }

    /// <summary>A colour for each instance: a hue a category, a brightness an instance.</summary>
    public (byte R, byte G, byte B) Color(InstanceOutput instance) => ContactSheet.Color(_categories.GetValueOrDefault(instance.Category ?? ""), instance.Number);

    /// <summary>Pairs of places in the list of keypoints, from 1.</summary>
    public int[][] Skeleton(InstanceOutput instance) => _skeletons.GetValueOrDefault(instance.Category ?? "", []);

    /// <summary>Where the image has a file in a folder, with this ending.</summary>
    public bool Has(string kind) => FindFile(kind) is not null;

    /// <summary>The file's samples, and how many a pixel.</summary>
    public (T[] Samples, int Bands) Read<T>(string kind) where T : unmanaged
    {
        var path = Path.Combine(_folder, FindFile(kind)!);
        try
        {
            using var picture = Image.NewFromFile(path);
            return (picture.WriteToMemory<T>(), picture.Bands);
        }
        catch (VipsException e)
        {
            throw new RenderException(Failure.InvalidInput, "the image cannot be read.", path, inner: e);
        }
    }

    /// <summary>Metres a step of the depth or range image.</summary>
    public double Unit(string kind) => _units.TryGetValue(kind, out var unit)
        ? unit
        : throw new RenderException(Failure.InvalidInput, $"there are {kind} images, and dataset.json does not say their unit.", _folder);

    /// <summary>The pixels of a mask.</summary>
    public bool[] Mask(string runs)
    {
        var mask = new bool[Width * Height];
        var (counts, at) = (RunLength.Decode(runs, mask.Length), 0L);
        for (var i = 0; i < counts.Length; at += counts[i++])
            for (var p = at; i % 2 == 1 && p < at + counts[i]; p++)
                mask[p % Height * Width + p / Height] = true;
        return mask;
    }

    private string? FindFile(string kind) =>
        kind == "images" ? Output.HasColor ? Output.Image : null : Output.Files.Keys.FirstOrDefault(file => file.StartsWith(kind + "/", StringComparison.Ordinal) && file.EndsWith(".png", StringComparison.Ordinal));

    private void ReadDescription()
    {
        var description = RecordedLabels.OfDataset(_folder);
        foreach (var (kind, settings) in new[] { ("depth", description.Labels.Depth), ("range", description.Labels.Range) })
            if (settings is not null)
                _units[kind] = settings.Unit;
        foreach (var category in description.Categories)
        {
            _categories[category.Name] = category.Id;
            if (category.Keypoints is { } keypoints)
                _skeletons[category.Name] = keypoints.Skeleton;
        }
    }
}
