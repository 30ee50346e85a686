using Render.Dataset.Coco;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// The mask of an annotation, however it is written, as run lengths of its image (column-major, outside first), with area and box. The buffers are kept;
/// not thread-safe.
/// </summary>
internal sealed class MaskShape
{
    /// <summary>Largest image whose masks are looked at, in pixels.</summary>
    public const long LargestImage = 1L << 30;

    /// <summary>Largest image whose run lengths are read in another order, in pixels.</summary>
    public const long LargestTurned = 1L << 26;

    private readonly PolygonFill _fill = new();

    public readonly List<uint> Counts = [];

    /// <summary>Whether there is a mask that could be made.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>In pixels.</summary>
    public long Area { get; private set; }

    public PixelBox Box { get; private set; }

    /// <summary>Makes the mask of whole run lengths, or of polygons.</summary>
    public void Take(CocoAnnotation annotation, int width, int height)
    {
        Counts.Clear();
        IsKnown = false;
        if (width < 1 || height < 1 || (long)width * height > LargestImage)
            return;
        if (annotation.HasRuns)
        {
            if (annotation.CountsFault is not null || annotation.CountsSum != (long)width * height || annotation.Rows != height)
                return;
            Counts.AddRange(annotation.Counts);
        }
        else if (!annotation.HasPolygons || !_fill.Fill(annotation, width, height, Counts))
            return;
        IsKnown = true;
        (Area, Box) = RunLength.Measure(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Counts), height);
    }

    /// <summary>The box of the runs read in another way: with so many rows, or along rows instead of columns.</summary>
    /// <param name="annotation">Has run lengths that add up to the image.</param>
    /// <param name="width">Of the image.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="alongRows">Runs go along the rows of the image.</param>
    public static (long Area, PixelBox Box) Measure(CocoAnnotation annotation, int width, int height, bool alongRows)
    {
        var counts = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(annotation.Counts);
        if (!alongRows)
            return RunLength.Measure(counts, height);
        // Rows of the image stand where columns would: measure the turned image, and turn the box back.
        var (area, box) = RunLength.Measure(counts, width);
        return (area, new(box.Y, box.X, box.Height, box.Width));
    }

    /// <summary>Makes the mask of run lengths whose size is exchanged, or that go along the rows, as <see cref="MaskRules.Fits"/> found it.</summary>
    public void TakeMended(CocoAnnotation annotation, in ImageEntry image)
    {
        Counts.Clear();
        if (MaskRules.Fits(annotation, image, alongRows: false))
            Counts.AddRange(annotation.Counts);
        else
            Turn(annotation, image.Width, image.Height);
        IsKnown = true;
        (Area, Box) = RunLength.Measure(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Counts), image.Height);
    }

    /// <summary>Run lengths along rows, written along columns.</summary>
    private void Turn(CocoAnnotation annotation, int width, int height)
    {
        var pixels = new bool[width * height];
        var position = 0L;
        for (var run = 0; run < annotation.Counts.Count; position += annotation.Counts[run++])
            for (var i = 0L; run % 2 == 1 && i < annotation.Counts[run]; i++)
                pixels[(position + i) % width * height + (position + i) / width] = true;
        var (current, length) = (false, 0u);
        foreach (var pixel in pixels)
        {
            if (pixel != current)
            {
                Counts.Add(length);
                (current, length) = (pixel, 0);
            }
            length++;
        }
        Counts.Add(length);
    }
}
