namespace Render.Vulkan.Host;

/// <summary>
/// A triangle that is large, or slow (Shaders/raster.glsl), set up as Shaders/raster_large.comp does: edges and the plane of the value in double precision. Screen coordinates are in 1/256 px.
/// </summary>
internal struct LargeTriangle
{
    /// <summary>Edge functions, positive inside.</summary>
    public Plane3 Edge0, Edge1, Edge2;

    /// <summary>The plane of the value, and its range.</summary>
    public Plane3 Value;
    public double Low, High;

    /// <summary>What is nearer than this is cut off by the near plane; where nothing is, infinity.</summary>
    public double Nearest;

    /// <summary>Pixels of the target that it may touch.</summary>
    public int FirstX, FirstY, LastX, LastY;
    public uint Id;

    /// <summary>A vertex is not regular: edges are not integers.</summary>
    public bool Slow;

    /// <summary>A vertex on the screen.</summary>
    /// <param name="X">Pixels times w.</param>
    /// <param name="Y">Pixels times w.</param>
    /// <param name="W">Metres; orthographic: 1.</param>
    /// <param name="Value">Nearness or depth.</param>
    /// <param name="SnapX">1/256 px.</param>
    /// <param name="SnapY">1/256 px.</param>
    /// <param name="Regular">In front of the near plane and within the guard band.</param>
    internal readonly record struct Vertex(float X, float Y, float W, float Value, int SnapX, int SnapY, bool Regular)
    {
        public Plane3 Point => new(X * 256f, Y * 256f, W);

        public Plane3 EdgePoint => Regular ? new(SnapX, SnapY, 1) : Point;
    }

    /// <summary>No point of it can be seen: it lies beyond one side of the band or nearer than the near plane.</summary>
    public static bool IsOutside(HostView view, in Vertex a, in Vertex b, in Vertex c)
    {
        float width = view.Width, top = view.RowStart, bottom = view.RowEnd;
        return (a.X < 0 && b.X < 0 && c.X < 0)
            || (a.X > width * a.W && b.X > width * b.W && c.X > width * c.W)
            || (a.Y < top * a.W && b.Y < top * b.W && c.Y < top * c.W)
            || (a.Y > bottom * a.W && b.Y > bottom * b.W && c.Y > bottom * c.W)
            || (a.W < view.Near && b.W < view.Near && c.W < view.Near);
    }

    /// <summary>False where it covers nothing of the target.</summary>
    public static bool Prepare(HostView view, in Vertex va, in Vertex vb, in Vertex vc, uint id, out LargeTriangle t)
    {
        t = new() { Id = id, Slow = !(va.Regular && vb.Regular && vc.Regular) };
        t.Place(view, va, vb, vc);
        Plane3 a = va.EdgePoint, b = vb.EdgePoint, c = vc.EdgePoint;
        (t.Edge0, t.Edge1, t.Edge2) = (Plane3.Cross(a, b), Plane3.Cross(b, c), Plane3.Cross(c, a));
        var orientation = Plane3.Dot(c, t.Edge0);
        if (orientation == 0 || t.FirstX > t.LastX || t.FirstY > t.LastY)
            return false;
        if (orientation < 0)
            (t.Edge0, t.Edge1, t.Edge2) = (-t.Edge0, -t.Edge1, -t.Edge2);
        t.SetValue(view, va, vb, vc);
        return true;
    }

    private void Place(HostView view, in Vertex a, in Vertex b, in Vertex c)
    {
        var lanes = view.Lanes;
        (FirstX, FirstY, LastX, LastY) = (0, view.RowStart, view.Width - 1, view.RowEnd - 1);
        if (Slow)
            return;
        FirstX = Math.Max(FirstX, (Math.Min(a.SnapX, Math.Min(b.SnapX, c.SnapX)) + 127 - lanes.MostX) >> 8);
        FirstY = Math.Max(FirstY, (Math.Min(a.SnapY, Math.Min(b.SnapY, c.SnapY)) + 127 - lanes.MostY) >> 8);
        LastX = Math.Min(LastX, (Math.Max(a.SnapX, Math.Max(b.SnapX, c.SnapX)) - 128 - lanes.LeastX) >> 8);
        LastY = Math.Min(LastY, (Math.Max(a.SnapY, Math.Max(b.SnapY, c.SnapY)) - 128 - lanes.LeastY) >> 8);
    }

    private void SetValue(HostView view, in Vertex va, in Vertex vb, in Vertex vc)
    {
        double nearest = ExactArithmetic.Reciprocal(view.Near);
        Nearest = Slow && !view.Orthographic ? nearest : double.PositiveInfinity;
        var front = view.Orthographic ? 0 : view.Near;
        bool fa = va.W >= front, fb = vb.W >= front, fc = vc.W >= front;
        Low = Math.Min(fa ? va.Value : 3e38f, Math.Min(fb ? vb.Value : 3e38f, fc ? vc.Value : 3e38f));
        High = fa && fb && fc ? Math.Max(va.Value, Math.Max(vb.Value, vc.Value)) : nearest;
        Plane3 ha = va.Point, hb = vb.Point, hc = vc.Point;
        Plane3 bc = Plane3.Cross(hb, hc), ca = Plane3.Cross(hc, ha), ab = Plane3.Cross(ha, hb);
        var determinant = Plane3.Dot(ha, bc);
        var plane = view.Orthographic ? bc * va.Value + ca * vb.Value + ab * vc.Value : bc + ca + ab;
        var inverse = determinant == 0 ? 0 : ExactArithmetic.Reciprocal(Math.Abs(determinant));
        Value = plane * (determinant < 0 ? -inverse : inverse);
    }
}
