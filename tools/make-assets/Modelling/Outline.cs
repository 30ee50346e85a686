using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>
/// An open plane curve of straight lines, arcs and Bézier curves, as a list of points. As a profile for turning, X is the radius and Y the
/// height, and the curve runs from the bottom centre outward and up, so that the surface faces outward.
/// </summary>
internal sealed class Outline
{
    private readonly List<Vector2> _points = [];

    public Outline(double x, double y) => _points.Add(Point(x, y));

    public IReadOnlyList<Vector2> Points => _points;

    public Vector2 End => _points[^1];

    public Outline Line(double x, double y, int segments = 1)
    {
        Vector2 start = End;
        for (int i = 1; i < segments; i++)
            _points.Add(Vector2.Lerp(start, Point(x, y), (float)i / segments));
        _points.Add(Point(x, y));
        return this;
    }

    /// <summary>Part of an ellipse around a centre between two angles in degrees; begins where the outline stands.</summary>
    public Outline Arc(double cx, double cy, double radiusX, double radiusY, double fromDegrees, double toDegrees, int segments)
    {
        for (int i = 1; i <= segments; i++)
        {
            double angle = (fromDegrees + (toDegrees - fromDegrees) * i / segments) * Math.PI / 180;
            _points.Add(Point(cx + radiusX * Portable.Cos(angle), cy + radiusY * Portable.Sin(angle)));
        }
        return this;
    }

    public Outline Arc(double cx, double cy, double radius, double fromDegrees, double toDegrees, int segments) =>
        Arc(cx, cy, radius, radius, fromDegrees, toDegrees, segments);

    /// <summary>A cubic Bézier curve from where the outline stands.</summary>
    public Outline Bezier(double x1, double y1, double x2, double y2, double x3, double y3, int segments)
    {
        Vector2 p0 = End, p1 = Point(x1, y1), p2 = Point(x2, y2), p3 = Point(x3, y3);
        for (int i = 1; i <= segments; i++)
        {
            float t = (float)i / segments, s = 1 - t;
            _points.Add(s * s * s * p0 + 3 * s * s * t * p1 + 3 * s * t * t * p2 + t * t * t * p3);
        }
        return this;
    }

    /// <summary>The corner points of a closed rectangle with rounded corners, counter-clockwise, centred on the origin.</summary>
    public static Vector2[] RoundedRectangle(double width, double height, double radius, int segmentsPerCorner)
    {
        var points = new List<Vector2>();
        foreach ((int sx, int sy, int start) in (ReadOnlySpan<(int, int, int)>)[(1, -1, -90), (1, 1, 0), (-1, 1, 90), (-1, -1, 180)])
        {
            double cx = sx * (width / 2 - radius), cy = sy * (height / 2 - radius);
            for (int i = 0; i <= segmentsPerCorner; i++)
            {
                double angle = (start + 90.0 * i / segmentsPerCorner) * Math.PI / 180;
                points.Add(Point(cx + radius * Portable.Cos(angle), cy + radius * Portable.Sin(angle)));
            }
        }
        return [.. points];
    }

    private static Vector2 Point(double x, double y) => new((float)x, (float)y);
}
