using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <param name="Position">In the world.</param>
/// <param name="Depth">How deep the bodies are in each other along the normal, plus the margin; more than 0.</param>
internal readonly record struct ContactPoint(Double3 Position, double Depth);

/// <summary>
/// Contacts of convex hulls with each other and with triangles: <see cref="Penetration"/> says along which normal, then the faces that meet are clipped against
/// each other (Sutherland and Hodgman 1974) and at most four points kept. Contacts begin a margin before the touch.
/// </summary>
internal sealed class ContactFinder(double margin)
{
    /// <summary>A contact between faces holds better than one between edges: an edge must win by this part of the smaller hull's depth.</summary>
    private const double FaceBias = 0.05;

    private readonly Penetration _penetration = new(margin);
    private readonly List<ContactPoint> _points = [];
    private readonly List<Double3> _polygon = [];
    private readonly List<Double3> _outline = [];
    private readonly List<Double3> _clipped = [];

    /// <summary>Of the contacts found last; into the first body.</summary>
    public Double3 Normal { get; private set; }

    /// <summary>At most four; none where the bodies are apart.</summary>
    public IReadOnlyList<ContactPoint> Points => _points;

    /// <summary>Two moving hulls.</summary>
    /// <param name="a">The normal points into it.</param>
    /// <param name="b">The other.</param>
    /// <param name="axis">From a to b: the normal or separating direction that they had before, or zero; replaced by that of now.</param>
    public void Find(PosedHull a, PosedHull b, ref Double3 axis)
    {
        _points.Clear();
        var inward = 0.5 * Math.Min(a.Depth, b.Depth);
        var touching = _penetration.Find(a.Support, b.Support, b.Center - a.Center, axis, inward);
        axis = _penetration.Normal;
        if (!touching)
            return;
        var (faceA, faceB) = (a.FaceTowards(axis), b.FaceTowards(-axis));
        var (normalA, normalB) = (a.NormalOf(faceA), b.NormalOf(faceB));
        if (Double3.Dot(normalA, axis) >= -Double3.Dot(normalB, axis) - 1e-6)
            FaceContacts(a, faceA, b, normalA, -normalA, axis, inward);
        else
            FaceContacts(b, faceB, a, normalB, normalB, axis, inward);
        Reduce();
    }

    /// <summary>A moving hull on a triangle, which is solid from both sides.</summary>
    /// <param name="hull">The normal points into it.</param>
    /// <param name="triangle">Does not move.</param>
    /// <param name="before">On which side (the front?) it lay on it before; null: it did not, and the side of its origin counts.</param>
    /// <returns>On which side it lies on it now; null: it does not.</returns>
    public bool? Find(PosedHull hull, StaticTriangle triangle, bool? before)
    {
        _points.Clear();
        var front = before ?? Double3.Dot(triangle.Normal, hull.Center - triangle.A) >= 0;
        var normal = front ? triangle.Normal : -triangle.Normal;
        var separation = Double3.Dot(normal, hull.Farthest(-normal) - triangle.A);
        if (separation > margin)
            return before;
        // Where it lies on the triangle, that says all; the edges within a surface must not be felt.
        if (separation > (before is null ? -0.3 * hull.Depth : -0.5 * hull.Radius))
        {
            OnTriangle(hull, triangle, normal);
            if (_points.Count > 0)
            {
                Reduce();
                return front;
            }
        }
        AtRim(hull, triangle);
        Reduce();
        return before;
    }

    private void Add(Double3 at, double separation)
    {
        if (separation < margin)
            _points.Add(new(at, margin - separation));
    }

    /// <summary>The face of the other hull that looks at a reference face, clipped to it; or the one point where the bodies touch with edges or corners.</summary>
    private void FaceContacts(PosedHull reference, int face, PosedHull other, Double3 outward, Double3 into, Double3 axis, double inward)
    {
        var overlap = -reference.Height(face, other.Farthest(-outward));
        if (overlap + margin <= _penetration.Depth + FaceBias * inward)
        {
            Normal = into;
            other.Outline(other.FaceTowards(-outward), _polygon);
            reference.Outline(face, _outline);
            for (var i = 0; i < _outline.Count; i++)
                Cut(Double3.Cross(_outline[(i + 1) % _outline.Count] - _outline[i], outward), _outline[i]);
            foreach (var p in _polygon)
                Add(p, reference.Height(face, p));
            if (_points.Count > 0)
                return;
        }
        Normal = -axis;
        _points.Add(new(_penetration.Position, _penetration.Depth));
    }

    private void OnTriangle(PosedHull hull, StaticTriangle triangle, Double3 normal)
    {
        Normal = normal;
        hull.Outline(hull.FaceTowards(-normal), _polygon);
        for (var i = 0; i < 3; i++)
            Cut(Double3.Cross(triangle[(i + 1) % 3] - triangle[i], triangle.Normal), triangle[i]);
        var level = Double3.Dot(normal, triangle.A);
        foreach (var p in _polygon)
            Add(p, Double3.Dot(normal, p) - level);
    }

    /// <summary>Where a hull meets a triangle's edge or corner, or is stuck through it.</summary>
    private void AtRim(PosedHull hull, StaticTriangle triangle)
    {
        var middle = (triangle.A + triangle.B + triangle.C) * (1.0 / 3);
        // A triangle is thin: only the way from body to body tells which side is out.
        if (!_penetration.Find(hull.Support, triangle.Farthest, middle - hull.Center, default, 0.25 * hull.Depth))
            return;
        Normal = -_penetration.Normal;
        var face = hull.FaceTowards(_penetration.Normal);
        var outward = hull.NormalOf(face);
        if (Double3.Dot(outward, _penetration.Normal) > 0.99)
        {
            // An edge that lies in a face of the hull holds it at both ends.
            Normal = -outward;
            _polygon.Clear();
            _polygon.AddRange([triangle.A, triangle.B, triangle.C]);
            hull.Outline(face, _outline);
            for (var i = 0; i < _outline.Count; i++)
                Cut(Double3.Cross(_outline[(i + 1) % _outline.Count] - _outline[i], outward), _outline[i]);
            foreach (var p in _polygon)
                if (hull.Height(face, p) is var height && height > -_penetration.Depth)
                    Add(p, height);
            if (_points.Count > 0)
                return;
            Normal = -_penetration.Normal;
        }
        _points.Add(new(_penetration.Position, _penetration.Depth));
    }

    /// <summary>Keeps what lies behind a plane.</summary>
    private void Cut(Double3 outward, Double3 point)
    {
        _clipped.Clear();
        for (var i = 0; i < _polygon.Count; i++)
        {
            var (p, q) = (_polygon[i], _polygon[(i + 1) % _polygon.Count]);
            var (hp, hq) = (Double3.Dot(outward, p - point), Double3.Dot(outward, q - point));
            if (hp <= 0)
                _clipped.Add(p);
            if ((hp <= 0) != (hq <= 0))
                _clipped.Add(p + (q - p) * (hp / (hp - hq)));
        }
        _polygon.Clear();
        _polygon.AddRange(_clipped);
    }

    /// <summary>Keeps the deepest point, the one farthest from it, and the two farthest from the line between them on either side.</summary>
    private void Reduce()
    {
        if (_points.Count > 4)
            ReduceToFour();
    }

    private void ReduceToFour()
    {
        var deepest = Most(p => p.Depth);
        var far = Most(p => Distance(p.Position, deepest.Position));
        var across = Double3.Cross(far.Position - deepest.Position, Normal);
        var left = Most(p => Double3.Dot(p.Position - deepest.Position, across));
        var right = Most(p => -Double3.Dot(p.Position - deepest.Position, across));
        _points.Clear();
        _points.Add(deepest);
        foreach (var point in (ReadOnlySpan<ContactPoint>)[far, left, right])
            if (!_points.Contains(point))
                _points.Add(point);

        ContactPoint Most(Func<ContactPoint, double> score)
        {
            var best = _points[0];
            foreach (var p in _points)
                if (score(p) > score(best))
                    best = p;
            return best;
        }
    }

    private static double Distance(Double3 a, Double3 b) => Double3.Dot(a - b, a - b);
}
