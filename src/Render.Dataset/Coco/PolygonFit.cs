using System.Globalization;

namespace Render.Dataset.Coco;

/// <summary>How near simplified polygons come to the masks that they stand for, by intersection over union of the pixels.</summary>
/// <param name="Mean">Over all annotations.</param>
/// <param name="Least">Of the worst annotation.</param>
/// <param name="Exact">How many annotations keep their exact polygons.</param>
public sealed record PolygonFit(double Mean, double Least, long Exact)
{
    /// <summary>As reports say it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"intersection over union of polygons and masks: mean {Mean:0.0000}, least {Least:0.0000}; {Exact} annotations keep their exact polygons");
}

/// <summary>The same while annotations go by.</summary>
internal sealed class PolygonFitSum
{
    private double _sum, _least = 1;
    private long _count, _exact;

    /// <param name="iou">0..1.</param>
    /// <param name="isExact">The annotation keeps its exact polygons.</param>
    public void Add(double iou, bool isExact)
    {
        (_sum, _least, _count) = (_sum + iou, Math.Min(_least, iou), _count + 1);
        _exact += isExact ? 1 : 0;
    }

    /// <summary>Null where there is no annotation.</summary>
    public static PolygonFit? Join(IReadOnlyList<PolygonFitSum> sums)
    {
        var count = sums.Sum(sum => sum._count);
        return count == 0 ? null : new(sums.Sum(sum => sum._sum) / count, sums.Min(sum => sum._least), sums.Sum(sum => sum._exact));
    }
}
