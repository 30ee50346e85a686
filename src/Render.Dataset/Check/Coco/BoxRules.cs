using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges boxes and areas: against the image, against the mask, and over the whole file. One file's; not thread-safe.</summary>
internal sealed class BoxRules(FindingLog log)
{
    /// <summary>Boxes are drawn by hand, and corners of polygons rounded: what differs by less is no fault.</summary>
    private const double Slack = 1;

    // COCO's own areas are of the polygon or of its pixels, which differ by about half of the outline.
    private const double AreaShare = 0.05;

    // What a hint over the whole file takes: enough boxes, of which nearly all agree.
    private const int FewestBoxes = 3;
    private const double NearlyAll = 0.98, Many = 0.2;

    private long _boxes, _corners, _impossible, _fractions;
    private FindingPlace _firstImpossible, _firstFraction;

    public void Judge(CocoAnnotation a, in ImageEntry image, MaskShape mask, PolygonShape polygons)
    {
        var canMend = mask.IsKnown && mask.Area > 0;
        if (a.BoxState == FieldState.NonFinite)
            log.Add(Kinds.BadBox, "a number is NaN or infinite", canMend);
        else if (a.BoxState != FieldState.Good)
            log.Add(Kinds.BadBox, a.BoxState.ToString(), canMend);
        else
            JudgeBox(a, image, mask, polygons, canMend);
        JudgeArea(a, mask, polygons);
    }

    /// <summary>The box of a mask: of run lengths in whole pixels, of polygons to their outermost points within the image.</summary>
    /// <param name="a">The annotation.</param>
    /// <param name="image">Its image.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="polygons">Its polygons, where it has any.</param>
    /// <param name="box">Takes x, y, width, height.</param>
    public static void OfMask(CocoAnnotation a, in ImageEntry image, MaskShape mask, PolygonShape polygons, Span<double> box)
    {
        if (!a.HasPolygons)
        {
            (box[0], box[1], box[2], box[3]) = (mask.Box.X, mask.Box.Y, mask.Box.Width, mask.Box.Height);
            return;
        }
        var (left, top) = (Math.Clamp(polygons.Left, 0, image.Width), Math.Clamp(polygons.Top, 0, image.Height));
        (box[0], box[1], box[2], box[3]) = (left, top, Math.Clamp(polygons.Right, 0, image.Width) - left, Math.Clamp(polygons.Bottom, 0, image.Height) - top);
    }

    /// <summary>The hints that only all boxes together give.</summary>
    public void Finish()
    {
        if (_boxes < FewestBoxes)
            return;
        if (_impossible >= Math.Max(FewestBoxes, Many * _boxes) && _corners >= NearlyAll * _boxes)
            log.AddAt(_firstImpossible with { Detail = $"{_impossible} of {_boxes} boxes reach out of their images, and {_corners} would fit as corners" }, Kinds.CornerBoxes);
        if (_fractions >= NearlyAll * _boxes)
            log.AddAt(_firstFraction with { Detail = $"{_fractions} of {_boxes} boxes lie between 0 and 1" }, Kinds.NormalisedBoxes);
    }

    private void JudgeBox(CocoAnnotation a, in ImageEntry image, MaskShape mask, PolygonShape polygons, bool canMend)
    {
        var (x, y, w, h) = (a.Box[0], a.Box[1], a.Box[2], a.Box[3]);
        var canCompare = true;
        if (w <= 0 || h <= 0)
        {
            log.Add(Kinds.EmptyBox, Shown(a), canMend);
            canCompare = false;
        }
        else if (w < 1 || h < 1)
            log.Add(Kinds.ThinBox, Shown(a));
        if (image.Width > 0)
        {
            Count(a, image);
            if (x >= image.Width || y >= image.Height || x + w <= 0 || y + h <= 0)
            {
                if (w > 0 && h > 0)
                    log.Add(Kinds.BoxElsewhere, FormattableString.Invariant($"{Shown(a)} in {image.Width} x {image.Height}"), canMend);
                canCompare = false;
            }
            else if (x < -Slack || y < -Slack || x + w > image.Width + Slack || y + h > image.Height + Slack)
                log.Add(Kinds.BoxOutside, FormattableString.Invariant($"{Shown(a)} in {image.Width} x {image.Height}"), mendable: true);
        }
        if (canCompare && mask.IsKnown && mask.Area > 0)
            Compare(a, image, mask, polygons);
    }

    private void Count(CocoAnnotation a, in ImageEntry image)
    {
        var (x, y, w, h) = (a.Box[0], a.Box[1], a.Box[2], a.Box[3]);
        _boxes++;
        if (w > x && h > y && x >= 0 && y >= 0 && w <= image.Width + Slack && h <= image.Height + Slack)
            _corners++;
        if ((x + w > image.Width + Slack || y + h > image.Height + Slack) && _impossible++ == 0)
            _firstImpossible = log.Here;
        if (image is { Width: > 2, Height: > 2 } && x is >= 0 and <= 1 && y is >= 0 and <= 1 && w is > 0 and <= 1 && h is > 0 and <= 1 && _fractions++ == 0)
            _firstFraction = log.Here;
    }

    private void Compare(CocoAnnotation a, in ImageEntry image, MaskShape mask, PolygonShape polygons)
    {
        Span<double> wanted = stackalloc double[4];
        OfMask(a, image, mask, polygons, wanted);
        var worst = 0.0;
        for (var side = 0; side < 2; side++)
        {
            worst = Math.Max(worst, Math.Abs(a.Box[side] - wanted[side]));
            worst = Math.Max(worst, Math.Abs(a.Box[side] + a.Box[side + 2] - wanted[side] - wanted[side + 2]));
        }
        // Boxes of polygons are often rounded outwards; those of run lengths are whole pixels.
        if (worst <= (a.HasPolygons ? Slack : 0))
            return;
        log.Add(
            worst > (a.HasPolygons ? 2 * Slack : Slack) ? Kinds.BoxOffMask : Kinds.BoxOffByOne,
            FormattableString.Invariant($"{Shown(a)}, mask [{wanted[0]:0.##}, {wanted[1]:0.##}, {wanted[2]:0.##}, {wanted[3]:0.##}]"), mendable: true);
    }

    private static string Shown(CocoAnnotation a) => FormattableString.Invariant($"bbox [{a.Box[0]}, {a.Box[1]}, {a.Box[2]}, {a.Box[3]}]");

    private void JudgeArea(CocoAnnotation a, MaskShape mask, PolygonShape polygons)
    {
        var hasBox = a.BoxState == FieldState.Good && a.Box[2] > 0 && a.Box[3] > 0;
        var canMend = (mask.IsKnown && mask.Area > 0) || hasBox;
        if (a.AreaState != FieldState.Good)
        {
            log.Add(Kinds.BadArea, a.AreaState.ToString(), canMend);
            return;
        }
        if (a.Area <= 0)
        {
            log.Add(Kinds.NoArea, FormattableString.Invariant($"area {a.Area}"), canMend);
            return;
        }
        if (!mask.IsKnown || mask.Area == 0)
            return;
        var slack = a.HasPolygons ? Math.Max(2, Math.Max(AreaShare * polygons.Area, polygons.Outline / 2)) : 0.5;
        if (Math.Abs(a.Area - mask.Area) <= slack || (a.HasPolygons && Math.Abs(a.Area - polygons.Area) <= slack))
            return;
        var detail = FormattableString.Invariant($"area {a.Area}, mask {mask.Area}");
        var isBox = hasBox && Math.Abs(a.Area - a.Box[2] * a.Box[3]) <= 0.5 + 1e-6 * a.Area;
        log.Add(isBox ? Kinds.BoxArea : Kinds.WrongArea, detail, mendable: true);
    }
}
