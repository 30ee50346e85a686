using Render.Core.Frames;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>
/// Amodal pixels, box and mask, visibility, truncation and occluders (<see cref="AmodalOutput"/>), from the masks of the renderer and the ids.
/// </summary>
/// <param name="masks">Also the mask itself, of instances that are labelled.</param>
public sealed class AmodalAnnotator(bool masks) : RecordAnnotator
{
    private readonly List<Run> _runs = [];
    private readonly MaskRuns _maskRuns = new();
    private int[] _rows = [];
    private int[] _hiddenBy = [];

    public override Aov Needs => Aov.Amodal | Aov.InstanceId;

    /// <summary>The runs of equal ids in each row, which all instances share.</summary>
    public override void Begin(LabelledImage image)
    {
        var (ids, width, height) = (image.Rendered.InstanceIds, image.Rendered.Width, image.Rendered.Height);
        if (_rows.Length != height + 1)
            _rows = new int[height + 1];
        if (_hiddenBy.Length <= image.Visible.Count)
            _hiddenBy = new int[image.Visible.Count + 1];
        _runs.Clear();
        for (var y = 0; y < height; y++)
        {
            _rows[y] = _runs.Count;
            var row = ids.AsSpan(y * width, width);
            for (var start = 0; start < width;)
            {
                var length = row[start..].IndexOfAnyExcept(row[start]);
                var end = length < 0 ? width : start + length;
                _runs.Add(new(start, end, row[start]));
                start = end;
            }
        }
        _rows[height] = _runs.Count;
    }

    public override InstanceOutput Annotate(LabelledImage image, InstanceOutput instance)
    {
        var (number, width, height) = (instance.Number, image.Rendered.Width, image.Rendered.Height);
        var mask = image.Rendered.Amodal[number];
        if (mask.IsEmpty)
            return instance with { Amodal = new() { Area = 0, Inside = 0, Cut = false, Occluders = [] } };
        var (area, inside) = (mask.Area, 0);
        for (var y = Math.Max(mask.Top, 0); y <= Math.Min(mask.Bottom, height - 1); y++)
        {
            inside += mask.CountRow(y, 0, width);
            for (var run = _rows[y]; run < _rows[y + 1] && _runs[run].Start <= mask.Right; run++)
                if (_runs[run].End > mask.Left && _runs[run].Id != number)
                    _hiddenBy[_runs[run].Id] += mask.CountRow(y, _runs[run].Start, _runs[run].End);
        }
        return instance with
        {
            Amodal = new()
            {
                Area = area,
                Inside = inside,
                Bbox = [mask.Left, mask.Top, mask.Right - mask.Left + 1, mask.Bottom - mask.Top + 1],
                Cut = mask.Left == -width || mask.Top == -height || mask.Right == 2 * width - 1 || mask.Bottom == 2 * height - 1,
                Visibility = (double)instance.Area / area,
                Truncation = (double)(area - inside) / area,
                Mask = masks && inside > 0 && image.IsLabelled(number) ? RunLength.Encode(_maskRuns.Of(mask, width, height)) : null,
                Occluders = Occluders(image.Visible.Count),
            },
        };
    }

    private OccluderOutput[] Occluders(int count)
    {
        var occluders = new List<OccluderOutput>();
        // What is covered where nothing is seen at all is no occluder's; the record then does not add up, and is refused.
        for (var other = 1; other <= count; other++)
            if (_hiddenBy[other] > 0)
                occluders.Add(new(other, _hiddenBy[other]));
        Array.Clear(_hiddenBy, 0, count + 1);
        return [.. occluders];
    }

    private readonly record struct Run(int Start, int End, ushort Id);
}
