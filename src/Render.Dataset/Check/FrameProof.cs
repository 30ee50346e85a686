using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Annotators;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// What every image must prove before its frame is committed: that what was encoded, decoded again by other code, is what was rendered.
/// <list type="bullet">
/// <item>Each annotation's run lengths, decoded from the very string that stands in the record, cover exactly the pixels of its instance;
/// area and box agree with a count
/// that knows nothing of runs.</item>
/// <item>What is visible of an instance lies within its amodal mask; the mask in the record is the renderer's, pixel by pixel; and what is covered and not
/// visible is seen to belong to the occluders, as many pixels of each as the record says.</item>
/// <item>The label images' own bytes, read by a decoder that shares nothing with the encoder, are what the ids say at every pixel
/// (<see cref="LabelImageProof"/>).</item>
/// <item>Depths and ranges stand for what was rendered, at every pixel, and agree with each other (<see cref="DistanceProof"/>); normals and coordinates say of some pixels what they
/// show (<see cref="SurfaceProof"/>); the files of all four are read again of one image in thirty-two (<see cref="WordImageProof"/>).</item>
/// <item>Poses and boxes in space are those of the frame's matrices, and what is seen of an instance lies in its box (<see cref="PoseProof"/>).</item>
/// <item>Keypoints are where the frame's camera shows them, and hidden where rays meet something before them (<see cref="KeypointProof"/>).</item>
/// </list>
/// Whether the ids themselves are right is the business of the rays that are cast beside it. The buffers are kept; not thread-safe.
/// </summary>
/// <param name="options">Which labels there are, and the models and the caster of rays that they need.</param>
public sealed class FrameProof(DatasetOptions options)
{
    private readonly LabelImageProof _images = new(options.Categories.Count);
    private readonly WordImageProof _words = new();
    private readonly DistanceProof _distances = new(options.Labels.Depth?.Unit, options.Labels.Range?.Unit, options.Caster);
    private readonly SurfaceProof _surfaces = new(options.Models, options.Caster);
    private readonly AmodalProof _amodal = new();
    private readonly PoseProof _poses = new(options.Models, options.Caster);
    private readonly KeypointProof _keypoints = new(options.Models, options.Caster);
    private Tally[] _tallies = [];

    // The ids column by column, as the pixels of masks are counted.
    private ushort[] _columns = [];

    /// <param name="image">What was rendered.</param>
    /// <param name="output">What its record will say.</param>
    /// <param name="files">The label images as they will be written.</param>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(LabelledImage image, ImageOutput output, LabelFiles files)
    {
        var rendered = image.Rendered;
        Count(rendered);
        Transpose(rendered);
        if (output.Instances.Length != rendered.Frame.Instances.Length)
            Refuse(rendered, $"the record lists {output.Instances.Length} of {rendered.Frame.Instances.Length} instances");
        for (var i = 0; i < output.Instances.Length; i++)
            CheckInstance(rendered, output.Instances[i], i + 1);
        if (rendered.Amodal.Count > 0)
            _amodal.Check(rendered, output);
        _images.Check(image, output, files);
        if (options.Labels.Pose)
            _poses.Check(image, output);
        if (options.Labels.Keypoints)
            _keypoints.Check(image, output);
        _words.Check(rendered, output, files);
        _distances.Check(rendered, output, files);
        _surfaces.Check(image, files);
    }

    /// <summary>Pixels and box of each number, in the order of the image's rows.</summary>
    private void Count(RenderedFrame rendered)
    {
        var count = rendered.Frame.Instances.Length;
        if (_tallies.Length <= count)
            _tallies = new Tally[count + 1];
        Array.Fill(_tallies, Tally.Empty);
        var ids = rendered.InstanceIds;
        for (var y = 0; y < rendered.Height; y++)
        {
            ReadOnlySpan<ushort> row = ids.AsSpan(y * rendered.Width, rendered.Width);
            for (var start = 0; start < row.Length;)
            {
                var id = row[start];
                var length = row[start..].IndexOfAnyExcept(id);
                var end = length < 0 ? row.Length : start + length;
                if (id > count)
                    Refuse(rendered, $"pixel ({start}, {y}) holds instance {id}, the frame has {count}");
                _tallies[id].Add(start, end - 1, y);
                start = end;
            }
        }
    }

    private void Transpose(RenderedFrame rendered)
    {
        var (ids, width, height) = (rendered.InstanceIds, rendered.Width, rendered.Height);
        if (_columns.Length != width * height)
            _columns = new ushort[width * height];
        // Four pixels of four rows at a time, as words; and so many rows in turn that each column's line of the cache is filled before it is left.
        const int lineRows = 32;
        var (wholeRows, wholeColumns) = (height & ~3, width & ~3);
        for (var top = 0; top < wholeRows; top += lineRows)
        {
            for (var x = 0; x < wholeColumns; x += 4)
            {
                for (var y = top; y < Math.Min(top + lineRows, wholeRows); y += 4)
                {
                    var (a, b) = (Four(ids, y * width + x), Four(ids, (y + 1) * width + x));
                    var (c, d) = (Four(ids, (y + 2) * width + x), Four(ids, (y + 3) * width + x));
                    for (var i = 0; i < 4; i++, a >>= 16, b >>= 16, c >>= 16, d >>= 16)
                        Four(_columns, (x + i) * height + y) = a & 0xFFFF | (b & 0xFFFF) << 16 | (c & 0xFFFF) << 32 | d << 48;
                }
            }
        }
        for (var y = 0; y < height; y++)
            for (var x = y < wholeRows ? wholeColumns : 0; x < width; x++)
                _columns[x * height + y] = ids[y * width + x];
    }

    private static ref ulong Four(ushort[] pixels, int first) =>
        ref Unsafe.As<ushort, ulong>(ref MemoryMarshal.GetReference(pixels.AsSpan(first, 4)));

    private void CheckInstance(RenderedFrame rendered, InstanceOutput instance, int number)
    {
        var tally = _tallies[number];
        if (instance.Number != number)
            Refuse(rendered, $"the record calls instance {number} {instance.Number}");
        var category = rendered.Frame.Instances[number - 1].Category;
        if (instance.Category != category || (category is null && instance.NotAnnotated is null))
            Refuse(rendered, $"instance {number} has {Named(category)}, its record says {Named(instance.Category)}{(instance.NotAnnotated is null ? ", annotated" : "")}");
        if (instance.Area != tally.Area)
            Refuse(rendered, $"instance {number} has {tally.Area} pixels, its record says {instance.Area}");
        if (tally.Area == 0)
        {
            if (instance.NotAnnotated is null)
                Refuse(rendered, $"instance {number} is annotated and not visible");
            return;
        }
        var box = instance.Box;
        if (box != tally.Box)
            Refuse(rendered, $"instance {number} lies in {tally.Box}, its record says {box}");
        CheckMask(rendered, instance);
    }

    private static string Named(string? category) => category is null ? "no category" : $"the category '{category}'";

    private void CheckMask(RenderedFrame rendered, InstanceOutput instance)
    {
        uint[] counts;
        try
        {
            counts = RunLength.Decode(instance.Visible ?? "", rendered.InstanceIds.Length);
        }
        catch (InvalidDataException e)
        {
            Refuse(rendered, $"the mask of instance {instance.Number} does not decode: {e.Message}");
            return;
        }
        var (position, covered) = (0, 0);
        for (var run = 0; run < counts.Length; position += (int)counts[run++])
        {
            if (run % 2 == 0)
                continue;
            covered += (int)counts[run];
            if (_columns.AsSpan(position, (int)counts[run]).IndexOfAnyExcept((ushort)instance.Number) is var other and >= 0)
            {
                var (x, y) = Math.DivRem(position + other, rendered.Height);
                Refuse(rendered, $"the mask of instance {instance.Number} covers pixel ({x}, {y}), which shows {_columns[position + other]}");
            }
        }
        // All covered pixels are the instance's; where there are as many as it has, none is left out.
        if (covered != instance.Area)
            Refuse(rendered, $"the mask of instance {instance.Number} covers {covered} of its {instance.Area} pixels");
    }

    [DoesNotReturn]
    internal static void Refuse(RenderedFrame rendered, string what)
    {
        var key = rendered.Key;
        throw new RenderException(
            Failure.Refused, $"the frame does not prove itself: {what}.",
            $"frame {key.Frame}, variant {key.Variant}, step {key.Step}, camera {key.Camera}", "It is not written. Please report it with its scene.");
    }

    private struct Tally
    {
        public int Area;
        private int _left, _top, _right, _bottom;

        public static Tally Empty => new() { _left = int.MaxValue, _top = int.MaxValue, _right = -1, _bottom = -1 };

        public readonly PixelBox Box => new(_left, _top, _right - _left + 1, _bottom - _top + 1);

        public void Add(int left, int right, int y)
        {
            Area += right - left + 1;
            (_left, _right) = (Math.Min(_left, left), Math.Max(_right, right));
            (_top, _bottom) = (Math.Min(_top, y), Math.Max(_bottom, y));
        }
    }
}
