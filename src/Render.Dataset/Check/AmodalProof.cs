using System.Numerics;
using Render.Core.Frames;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about what is hidden: counted pixel by pixel, by other code than that which made the labels. The buffers are kept; not
/// thread-safe.
/// </summary>
internal sealed class AmodalProof
{
    private int[] _hiddenBy = [];

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(RenderedFrame rendered, ImageOutput output)
    {
        CheckVisible(rendered);
        if (_hiddenBy.Length <= output.Instances.Length)
            _hiddenBy = new int[output.Instances.Length + 1];
        foreach (var instance in output.Instances)
            if (instance.Amodal is { } amodal)
                CheckInstance(rendered, instance, amodal);
    }

    /// <summary>Every pixel is covered by the instance that is seen there.</summary>
    private static void CheckVisible(RenderedFrame rendered)
    {
        var (ids, width) = (rendered.InstanceIds, rendered.Width);
        for (var y = 0; y < rendered.Height; y++)
        {
            for (var x = 0; x < width;)
            {
                var (id, start) = (ids[y * width + x], x);
                while (++x < width && ids[y * width + x] == id)
                {
                }
                if (id > 0 && rendered.Amodal[id].CountRow(y, start, x) != x - start)
                    FrameProof.Refuse(rendered, $"row {y} shows instance {id} from column {start} to {x - 1}, and its amodal mask does not cover all of that");
            }
        }
    }

    private void CheckInstance(RenderedFrame rendered, InstanceOutput instance, AmodalOutput amodal)
    {
        var number = instance.Number;
        var mask = rendered.Amodal[number];
        if (mask.IsEmpty != (amodal.Area == 0) || mask.Area != amodal.Area)
            FrameProof.Refuse(rendered, $"instance {number} covers {mask.Area} pixels of the canvas, its record says {amodal.Area}");
        if (mask.IsEmpty)
            return;
        var box = new PixelBox(mask.Left, mask.Top, mask.Right - mask.Left + 1, mask.Bottom - mask.Top + 1);
        if (amodal.Bbox is not [var x, var y, var width, var height] || new PixelBox(x, y, width, height) != box)
            FrameProof.Refuse(rendered, $"instance {number} lies in {box} on the canvas, its record says [{string.Join(", ", amodal.Bbox ?? [])}]");
        CountHidden(rendered, mask, number, out var inside);
        if (inside != amodal.Inside)
            FrameProof.Refuse(rendered, $"instance {number} covers {inside} pixels of the image, its record says {amodal.Inside}");
        if (_hiddenBy[0] > 0)
            FrameProof.Refuse(rendered, $"instance {number} covers {_hiddenBy[0]} pixels where nothing is seen");
        foreach (var occluder in amodal.Occluders)
        {
            if (_hiddenBy[occluder.Number] != occluder.Pixels)
                FrameProof.Refuse(rendered, $"instance {occluder.Number} hides {_hiddenBy[occluder.Number]} pixels of instance {number}, its record says {occluder.Pixels}");
            _hiddenBy[occluder.Number] = 0;
        }
        var missing = Array.FindIndex(_hiddenBy, pixels => pixels > 0);
        if (missing >= 0)
            FrameProof.Refuse(rendered, $"instance {missing} hides {_hiddenBy[missing]} pixels of instance {number}, which its record does not say");
        if (amodal.Mask is { } text)
            CheckMask(rendered, mask, number, inside, text);
    }

    private void CountHidden(RenderedFrame rendered, AmodalMask mask, int number, out int inside)
    {
        Array.Clear(_hiddenBy);
        inside = 0;
        for (var y = Math.Max(0, mask.Top); y <= Math.Min(rendered.Height - 1, mask.Bottom); y++)
        {
            var row = rendered.InstanceIds.AsSpan(y * rendered.Width, rendered.Width);
            for (var left = Math.Max(0, mask.Left); left <= Math.Min(rendered.Width - 1, mask.Right); left += 32)
            {
                // Bits beyond the image are none of its pixels.
                for (var word = mask.Word(left, y) & uint.MaxValue >> Math.Max(0, left + 32 - rendered.Width); word != 0; word &= word - 1)
                {
                    inside++;
                    var id = row[left + BitOperations.TrailingZeroCount(word)];
                    if (id != number)
                        _hiddenBy[id]++;
                }
            }
        }
    }

    private static void CheckMask(RenderedFrame rendered, AmodalMask mask, int number, int inside, string text)
    {
        uint[] counts;
        try
        {
            counts = RunLength.Decode(text, rendered.InstanceIds.Length);
        }
        catch (InvalidDataException e)
        {
            FrameProof.Refuse(rendered, $"the amodal mask of instance {number} does not decode: {e.Message}");
            return;
        }
        var (position, covered) = (0, 0);
        for (var run = 0; run < counts.Length; position += (int)counts[run++])
        {
            if (run % 2 == 0)
                continue;
            covered += (int)counts[run];
            var (x, y) = Math.DivRem(position, rendered.Height);
            for (var i = 0; i < counts[run]; i++)
            {
                if (!mask[x, y])
                    FrameProof.Refuse(rendered, $"the amodal mask of instance {number} covers pixel ({x}, {y}), which it does not");
                if (++y == rendered.Height)
                    (x, y) = (x + 1, 0);
            }
        }
        if (covered != inside)
            FrameProof.Refuse(rendered, $"the amodal mask of instance {number} covers {covered} of its {inside} pixels");
    }
}
