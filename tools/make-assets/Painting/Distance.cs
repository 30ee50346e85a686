namespace MakeAssets.Painting;

/// <summary>An axis-aligned box in pixels, y down.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom);

/// <summary>Signed distances of plane shapes, negative inside, in the unit of the coordinates.</summary>
internal static class Distance
{
    public static double Circle(double x, double y, double cx, double cy, double radius) =>
        Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)) - radius;

    public static double Rectangle(double x, double y, Box box, double corner = 0)
    {
        double dx = Math.Abs(x - (box.Left + box.Right) / 2) - (box.Right - box.Left) / 2 + corner;
        double dy = Math.Abs(y - (box.Top + box.Bottom) / 2) - (box.Bottom - box.Top) / 2 + corner;
        double ox = Math.Max(dx, 0), oy = Math.Max(dy, 0);
        return Math.Sqrt(ox * ox + oy * oy) + Math.Min(Math.Max(dx, dy), 0) - corner;
    }

    public static double Segment(double x, double y, double x0, double y0, double x1, double y1)
    {
        double ex = x1 - x0, ey = y1 - y0, length2 = ex * ex + ey * ey;
        double t = length2 > 0 ? Math.Clamp(((x - x0) * ex + (y - y0) * ey) / length2, 0, 1) : 0;
        return Circle(x, y, x0 + t * ex, y0 + t * ey, 0);
    }

    /// <summary>Any simple polygon; inside by the even-odd rule.</summary>
    public static double Polygon(double x, double y, IReadOnlyList<(double X, double Y)> corners)
    {
        double nearest = double.MaxValue;
        bool inside = false;
        for (int i = 0, j = corners.Count - 1; i < corners.Count; j = i++)
        {
            (double ax, double ay) = corners[i];
            (double bx, double by) = corners[j];
            nearest = Math.Min(nearest, Segment(x, y, ax, ay, bx, by));
            if (ay > y != by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax)
                inside = !inside;
        }
        return inside ? -nearest : nearest;
    }
}
