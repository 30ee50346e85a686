using System.Runtime.InteropServices;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges segmentations: form, polygons, run lengths. One file's; not thread-safe.</summary>
internal sealed class MaskRules(FindingLog log)
{
    private const double Slack = 1;

    private readonly PolygonShape _polygons = new();
    private long _with, _without;
    private FindingPlace _firstWithout;

    /// <summary>Of the annotation that was judged last.</summary>
    public PolygonShape Polygons => _polygons;

    /// <param name="a">The annotation.</param>
    /// <param name="image">Its image, sizes 0 where they are not known.</param>
    /// <param name="mask">What could be made of the segmentation.</param>
    public void Judge(CocoAnnotation a, in ImageEntry image, MaskShape mask)
    {
        if (a.Form == SegmentationForm.Missing)
        {
            if (_without++ == 0)
                _firstWithout = log.Here;
            return;
        }
        _with++;
        if (a.Form is SegmentationForm.Null or SegmentationForm.Empty)
            log.Add(Kinds.EmptyMask);
        else if (a.Form is SegmentationForm.Mistyped or SegmentationForm.NonFinite)
            log.Add(Kinds.BadMask, a.Form == SegmentationForm.NonFinite ? "a number is NaN or infinite" : null);
        else if (a.HasPolygons)
            JudgePolygons(a, image);
        else
            JudgeRuns(a, image);
        if (mask.IsKnown && mask.Area == 0 && (a.HasRuns || _polygons.Area > 1))
            log.Add(Kinds.NothingMasked);
    }

    public void Finish()
    {
        if (_with > 0 && _without > 0)
            log.AddAt(_firstWithout with { Detail = $"{_without} of {_with + _without} have none" }, Kinds.SomeMasks, count: _without);
    }

    private void JudgePolygons(CocoAnnotation a, in ImageEntry image)
    {
        _polygons.Take(a);
        if (a.Form == SegmentationForm.FlatPolygon)
            log.Add(Kinds.FlatPolygon, mendable: true);
        else if (a.Form != SegmentationForm.Polygons)
            log.Add(Kinds.NestedPolygon, a.Form == SegmentationForm.Points ? "a list of points" : "a list too many", mendable: true);
        var points = CollectionsMarshal.AsSpan(a.Coordinates);
        var good = GoodRings(a);
        for (var polygon = 0; polygon < a.Ends.Count; polygon++)
        {
            var ring = points[a.Ring(polygon)];
            if (ring.Length % 2 != 0)
                log.Add(Kinds.OddPolygon, $"{ring.Length} numbers");
            else if (ring.Length < 6)
                log.Add(Kinds.ShortPolygon, $"{ring.Length} numbers", mendable: good > 0);
            else if (_polygons.Crosses(ring))
                log.Add(Kinds.CrossedPolygon);
            else if (!IsGood(ring))
                log.Add(Kinds.FlatlinePolygon, mendable: good > 0);
        }
        if (image.Width > 0 && (_polygons.Left < -Slack || _polygons.Top < -Slack || _polygons.Right > image.Width + Slack || _polygons.Bottom > image.Height + Slack))
            log.Add(Kinds.PolygonOutside, FormattableString.Invariant(
                $"x {_polygons.Left:0.##} to {_polygons.Right:0.##}, y {_polygons.Top:0.##} to {_polygons.Bottom:0.##} in {image.Width} x {image.Height}"));
    }

    /// <summary>How many polygons enclose something.</summary>
    public static int GoodRings(CocoAnnotation a)
    {
        var points = CollectionsMarshal.AsSpan(a.Coordinates);
        var good = 0;
        for (var polygon = 0; polygon < a.Ends.Count; polygon++)
            good += IsGood(points[a.Ring(polygon)]) ? 1 : 0;
        return good;
    }

    public static bool IsGood(ReadOnlySpan<double> ring) => ring.Length >= 6 && ring.Length % 2 == 0 && PolygonShape.RingArea(ring) >= 1e-6;

    private void JudgeRuns(CocoAnnotation a, in ImageEntry image)
    {
        if (a.CountsFault is { } fault)
        {
            log.Add(Kinds.BadRuns, fault);
            return;
        }
        if (a.Form == SegmentationForm.RunList)
            log.Add(Kinds.RunList, mendable: a.CountsSum == a.Rows * a.Columns);
        if (a.CountsSum != a.Rows * a.Columns)
        {
            log.Add(Kinds.WrongSum, $"{a.CountsSum} of {a.Rows} x {a.Columns} = {a.Rows * a.Columns}");
            return;
        }
        if (image.Width <= 0)
            return;
        var size = $"size [{a.Rows}, {a.Columns}], image {image.Height} x {image.Width} (rows x columns)";
        if (a.Rows == image.Height && a.Columns == image.Width)
        {
            if (ReadsBetter(a, image, alongRows: true, than: false))
                log.Add(Kinds.RowMajor, mendable: true);
        }
        else if (a.Rows == image.Width && a.Columns == image.Height)
            log.Add(Kinds.SwappedSize, size, mendable: Fits(a, image, alongRows: false) || Fits(a, image, alongRows: true));
        else
            log.Add(Kinds.WrongMaskSize, size);
    }

    private static bool ReadsBetter(CocoAnnotation a, in ImageEntry image, bool alongRows, bool than) =>
        a.BoxState == FieldState.Good && !Fits(a, image, than) && Fits(a, image, alongRows);

    /// <summary>Whether the mask, read so, fills its bbox up to a pixel.</summary>
    public static bool Fits(CocoAnnotation a, in ImageEntry image, bool alongRows)
    {
        if (a.BoxState != FieldState.Good || (long)image.Width * image.Height > MaskShape.LargestTurned)
            return false;
        var (area, box) = MaskShape.Measure(a, image.Width, image.Height, alongRows);
        return area > 0 && Math.Abs(box.X - a.Box[0]) <= Slack && Math.Abs(box.Y - a.Box[1]) <= Slack
            && Math.Abs(box.X + box.Width - a.Box[0] - a.Box[2]) <= Slack && Math.Abs(box.Y + box.Height - a.Box[1] - a.Box[3]) <= Slack;
    }
}
