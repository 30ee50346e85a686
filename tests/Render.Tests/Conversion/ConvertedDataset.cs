using Render.Core.Frames;
using Render.Dataset;
using Render.Dataset.Conversion;
using Render.Tests.Dataset;

namespace Render.Tests.Conversion;

/// <summary>An annotated instance as the test knows it: what every format must give back.</summary>
internal sealed record Truth(int Number, int CategoryId, bool[] Mask, int Width, int Height)
{
    public int Area => Mask.Count(inside => inside);

    /// <summary>First and last column and row, from 0, both included.</summary>
    public (int Left, int Top, int Right, int Bottom) Box
    {
        get
        {
            var inside = Enumerable.Range(0, Mask.Length).Where(i => Mask[i]).ToArray();
            return (inside.Min(i => i % Width), inside.Min(i => i / Width), inside.Max(i => i % Width), inside.Max(i => i / Width));
        }
    }

    /// <summary>What is annotated in an image of <see cref="TestImages"/> and the like.</summary>
    public static Truth[] Of(RenderedFrame image, int minPixels) =>
    [
        .. image.Frame.Instances.Index().Where(entry => entry.Item.Category is not null)
            .Select(entry => new Truth(entry.Index + 1, IdOf(entry.Item.Category!), [.. image.InstanceIds.Select(id => id == entry.Index + 1)], image.Width, image.Height))
            .Where(truth => truth.Area >= minPixels),
    ];

    private static int IdOf(string name) => TestImages.Categories.Single(category => category.Name == name).Id;
}

/// <summary>Datasets of test images, and their conversions.</summary>
internal static class ConvertedDataset
{
    public static string Write(string folder, IEnumerable<RenderedFrame> images, Func<DatasetOptions, DatasetOptions>? change = null)
    {
        var options = TestImages.Options(folder);
        using var writer = DatasetWriter.Open(change is null ? options : change(options));
        foreach (var image in images)
            writer.Add(image);
        writer.Finish();
        return folder;
    }

    /// <summary>Ten frames, two of them in the split val.</summary>
    public static string WriteTen(string folder) => Write(folder, Enumerable.Range(0, 10).Select(frame => TestImages.Render(frame)));

    public static ConversionSummary Convert(string source, string target, params string[] formats) =>
        DatasetConversion.Convert(new() { Source = source, Target = target, Formats = formats });

    /// <summary>An image of instances 1, 2, ... with these masks, whose categories go round.</summary>
    public static RenderedFrame Image(long index, int width, int height, IReadOnlyList<bool[]> masks)
    {
        var ids = new ushort[width * height];
        for (var number = 1; number <= masks.Count; number++)
            for (var i = 0; i < ids.Length; i++)
                if (masks[number - 1][i])
                    ids[i] = (ushort)number;
        return Image(index, width, height, ids, masks.Count);
    }

    /// <param name="index">Of the frame.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="ids">The number that is seen at each pixel; its depth is as many metres.</param>
    /// <param name="count">Instances.</param>
    public static RenderedFrame Image(long index, int width, int height, ushort[] ids, int count)
    {
        var frame = TestImages.Frame(index);
        frame = frame with
        {
            Split = "train",
            Image = frame.Image with { Width = width, Height = height },
            Instances = [.. Enumerable.Range(0, count).Select(i => frame.Instances[1] with { Name = $"things[{i}]", Category = TestImages.Categories[i % 3].Name })],
        };
        var image = new RenderedFrame();
        image.Reset(frame, new(index), Aov.Color | Aov.InstanceId | Aov.Depth);
        ids.CopyTo(image.InstanceIds, 0);
        for (var i = 0; i < ids.Length; i++)
            image.Depth[i] = ids[i];
        return image;
    }
}
