using NetVips;
using Render.Core;
using Render.Dataset.Coco;
using Render.Dataset.Layout;
using Render.Dataset.Records;

namespace Render.Cli.Preview;

/// <summary>An image of a dataset on disk with everything that its record and its files say of it.</summary>
internal sealed class AnnotatedImage : IDisposable
{
    private readonly FrameStore _store;
    private readonly long _frame;
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[][]> _skeletons = new(StringComparer.Ordinal);

    private readonly Dictionary<string, double> _units = new(StringComparer.Ordinal);

    private AnnotatedImage(FrameStore store, long frame, ImageOutput output)
    {
        (_store, _frame, Output) = (store, frame, output);
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
        var store = FrameStore.Open(folder);
        try
        {
            var (number, output) = store.Frames.Where(there => there >= frame)
                .SelectMany(there => store.Record(there).Output?.Images ?? [], (there, image) => (there, image)).FirstOrDefault();
            if (output is null)
            {
                store.Dispose();
                return null;
            }
            var image = new AnnotatedImage(store, number, output);
            image.ReadDescription();
            return image;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public void Dispose() => _store.Dispose();

    /// <summary>A colour for each instance: a hue a category, a brightness an instance.</summary>
    public (byte R, byte G, byte B) Color(InstanceOutput instance) => ContactSheet.Color(_categories.GetValueOrDefault(instance.Category ?? ""), instance.Number);

    /// <summary>Pairs of places in the list of keypoints, from 1.</summary>
    public int[][] Skeleton(InstanceOutput instance) => _skeletons.GetValueOrDefault(instance.Category ?? "", []);

    /// <summary>Where the image has a file in a folder, with this ending.</summary>
    public bool Has(string kind) => FindFile(kind) is not null;

    /// <summary>The file's samples, and how many a pixel.</summary>
    public (T[] Samples, int Bands) Read<T>(string kind) where T : unmanaged
    {
        var path = FindFile(kind)!;
        try
        {
            using var picture = Image.NewFromBuffer(_store.Read(_frame, path));
            return (picture.WriteToMemory<T>(), picture.Bands);
        }
        catch (VipsException e)
        {
            throw new RenderException(Failure.InvalidInput, "the image cannot be read.", _store.Place(_frame, path), inner: e);
        }
    }

    /// <summary>Metres a step of the depth or range image.</summary>
    public double Unit(string kind) => _units.TryGetValue(kind, out var unit)
        ? unit
        : throw new RenderException(Failure.InvalidInput, $"there are {kind} images, and dataset.json does not say their unit.", _store.Root);

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
        var description = RecordedLabels.OfDataset(_store.Root);
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
