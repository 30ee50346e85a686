namespace Render.Dataset.Check.Coco;

/// <summary>What stands under a key.</summary>
internal enum FieldState
{
    Missing,
    Null,

    /// <summary>Of another type, or of another length, than the format says.</summary>
    Mistyped,

    /// <summary>A number in it is NaN or infinite.</summary>
    NonFinite,
    Good,
}

/// <summary>The forms of a segmentation.</summary>
internal enum SegmentationForm
{
    Missing,
    Null,

    /// <summary>An empty list, or an empty polygon alone in a list.</summary>
    Empty,
    Mistyped,
    NonFinite,

    /// <summary>[[x, y, ...], ...]</summary>
    Polygons,

    /// <summary>[x, y, ...]</summary>
    FlatPolygon,

    /// <summary>[[x, y], [x, y], ...]: one polygon, point by point.</summary>
    Points,

    /// <summary>[[[x, y, ...]], ...], or polygons of points [[[x, y], ...], ...].</summary>
    NestedPolygons,

    /// <summary>{"size": [h, w], "counts": "..."}</summary>
    CompressedRuns,

    /// <summary>{"size": [h, w], "counts": [n, ...]}</summary>
    RunList,
}

/// <summary>One annotation as it stands in the file. The buffers are kept from one to the next.</summary>
internal sealed class CocoAnnotation
{
    public CocoId Id, ImageId, CategoryId;

    /// <summary>x, y, width, height.</summary>
    public readonly double[] Box = new double[4];

    public FieldState BoxState, AreaState, CrowdState, KeypointsState, NumKeypointsState;

    public double Area;

    /// <summary>Where <see cref="CrowdState"/> is good.</summary>
    public int Crowd;

    public bool CrowdIsBool, IsIgnored, HasSegments, HasCaption;

    public SegmentationForm Form;

    /// <summary>x, y, ... of all polygons, one after the other.</summary>
    public readonly List<double> Coordinates = [];

    /// <summary>Where each polygon ends in <see cref="Coordinates"/>.</summary>
    public readonly List<int> Ends = [];

    /// <summary>What was given as size: rows, columns.</summary>
    public long Rows, Columns;

    public readonly List<uint> Counts = [];

    /// <summary>Sum of the counts.</summary>
    public long CountsSum;

    /// <summary>Why the counts are no run lengths; else null.</summary>
    public string? CountsFault;

    /// <summary>x, y, v, ...</summary>
    public readonly List<double> Keypoints = [];

    public long NumKeypoints;

    /// <summary>A key that stands twice, or null.</summary>
    public string? RepeatedKey;

    public bool HasPolygons => Form is SegmentationForm.Polygons or SegmentationForm.FlatPolygon or SegmentationForm.Points or SegmentationForm.NestedPolygons;

    public bool HasRuns => Form is SegmentationForm.CompressedRuns or SegmentationForm.RunList;

    /// <summary>Where each polygon lies in <see cref="Coordinates"/>.</summary>
    public Range Ring(int polygon) => (polygon == 0 ? 0 : Ends[polygon - 1])..Ends[polygon];

    public void Clear()
    {
        (Id, ImageId, CategoryId) = (default, default, default);
        (BoxState, AreaState, CrowdState, KeypointsState, NumKeypointsState) = (default, default, default, default, default);
        (Area, Crowd, CrowdIsBool, IsIgnored, HasSegments, HasCaption) = (0, 0, false, false, false, false);
        (Form, Rows, Columns, CountsSum, CountsFault, NumKeypoints, RepeatedKey) = (default, 0, 0, 0, null, 0, null);
        Coordinates.Clear();
        Ends.Clear();
        Counts.Clear();
        Keypoints.Clear();
    }
}
