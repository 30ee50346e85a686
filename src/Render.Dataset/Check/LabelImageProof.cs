using System.Buffers.Binary;
using Render.Core.Frames;
using Render.Dataset.Annotators;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about label images: each, as it will be written, is read again and compared with the instance ids, pixel by pixel. What each number stands for
/// is taken from the record: the segments of a panoptic image are its annotated instances. The buffers are kept; not thread-safe.
/// </summary>
/// <param name="categories">How many there are: they decide the form of the category image.</param>
internal sealed class LabelImageProof(int categories)
{
    private readonly LabelPngReader _reader = new();
    private int[] _shown = [];

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(LabelledImage image, ImageOutput output, LabelFiles files)
    {
        if (_shown.Length <= output.Instances.Length)
            _shown = new int[output.Instances.Length + 1];
        var rendered = image.Rendered;
        if (!files.Instance.IsEmpty)
        {
            foreach (var instance in output.Instances)
                _shown[instance.Number] = image.IsLabelled(instance.Number) ? instance.Number : 0;
            Compare(rendered, "id image", files.Instance, LabelPngForm.Gray16);
        }
        if (!files.Semantic.IsEmpty)
        {
            foreach (var instance in output.Instances)
                _shown[instance.Number] = image.CategoryOf(instance.Number)?.Id ?? 0;
            Compare(rendered, "category image", files.Semantic, categories > 255 ? LabelPngForm.Gray16 : LabelPngForm.Indexed8);
        }
        if (!files.Panoptic.IsEmpty)
        {
            foreach (var instance in output.Instances)
                _shown[instance.Number] = instance.NotAnnotated is null ? instance.Number : 0;
            Compare(rendered, "panoptic image", files.Panoptic, LabelPngForm.Rgb8);
        }
    }

    private void Compare(RenderedFrame rendered, string name, ReadOnlySpan<byte> png, LabelPngForm form)
    {
        ReadOnlySpan<byte> pixels;
        try
        {
            pixels = _reader.Read(png, form, rendered.Width, rendered.Height);
        }
        catch (InvalidDataException e)
        {
            FrameProof.Refuse(rendered, $"the {name} does not decode: {e.Message}");
            return;
        }
        ReadOnlySpan<ushort> ids = rendered.InstanceIds;
        var bytes = form.PixelBytes;
        for (var start = 0; start < ids.Length;)
        {
            var length = ids[start..].IndexOfAnyExcept(ids[start]);
            var run = pixels.Slice(start * bytes, (length < 0 ? ids.Length - start : length) * bytes);
            // All of a run are the same where each is the one before it.
            if (Value(run, bytes) != _shown[ids[start]] || !run[bytes..].SequenceEqual(run[..^bytes]))
                RefuseRun(rendered, name, run, bytes, start, _shown[ids[start]]);
            start += run.Length / bytes;
        }
    }

    private static void RefuseRun(RenderedFrame rendered, string name, ReadOnlySpan<byte> run, int bytes, int start, int expected)
    {
        var wrong = 0;
        while (Value(run[(wrong * bytes)..], bytes) == expected)
            wrong++;
        var (y, x) = Math.DivRem(start + wrong, rendered.Width);
        FrameProof.Refuse(rendered, $"the {name} holds {Value(run[(wrong * bytes)..], bytes)} at pixel ({x}, {y}), expected {expected}");
    }

    private static int Value(ReadOnlySpan<byte> pixel, int bytes) => bytes switch
    {
        1 => pixel[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(pixel),
        _ => pixel[0] | pixel[1] << 8 | pixel[2] << 16,
    };
}

/// <summary>The label images of one image as they will be written; empty where there is none.</summary>
public readonly ref struct LabelFiles
{
    /// <summary>Numbers of labelled instances.</summary>
    public ReadOnlySpan<byte> Instance { get; init; }

    /// <summary>Categories.</summary>
    public ReadOnlySpan<byte> Semantic { get; init; }

    /// <summary>Numbers of annotated instances.</summary>
    public ReadOnlySpan<byte> Panoptic { get; init; }

    /// <summary>Steps of the distance along the optical axis.</summary>
    public WordImage Depth { get; init; }

    /// <summary>Steps of the distance along the ray.</summary>
    public WordImage Range { get; init; }

    /// <summary>Three a pixel.</summary>
    public WordImage Normals { get; init; }

    /// <summary>Three a pixel.</summary>
    public WordImage Coordinates { get; init; }

    /// <summary>Base colours.</summary>
    public ReadOnlySpan<byte> Albedo { get; init; }
}
