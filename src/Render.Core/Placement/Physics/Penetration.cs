using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>
/// How deep two convex bodies are in each other, by Minkowski portal refinement (Snethen, "Xenocollide: Complex Collision Made Simple", Game Programming Gems 7,
/// 2008). The ray that is followed starts against the normal that the pair had before, and again against the one that was found, so that the way out is the short one and does not jump
/// from step to step.
/// </summary>
/// <param name="margin">The bodies count as so much larger, together.</param>
internal sealed class Penetration(double margin)
{
    private const int MaxRounds = 40;

    /// <summary>A point of the Minkowski difference b - a, and the points of a and b that it is made of.</summary>
    private readonly record struct Vertex(Double3 V, Double3 A, Double3 B);

    private Func<Double3, Double3> _a = null!, _b = null!;

    /// <summary>From a to b, unit length: of the contact, or a direction that separates.</summary>
    public Double3 Normal { get; private set; }

    /// <summary>More than 0; the margin included.</summary>
    public double Depth { get; private set; }

    /// <summary>In the middle of what is common to both.</summary>
    public Double3 Position { get; private set; }

    /// <summary>Whether the bodies are nearer than the margin.</summary>
    /// <param name="a">The farthest point of a body in a direction.</param>
    /// <param name="b">The other body.</param>
    /// <param name="apart">From a point in a to a point in b.</param>
    /// <param name="before">The normal or separating direction that they had, or zero.</param>
    /// <param name="inward">A length that surely lies within both.</param>
    public bool Find(Func<Double3, Double3> a, Func<Double3, Double3> b, Double3 apart, Double3 before, double inward)
    {
        (_a, _b) = (a, b);
        if (before != default)
        {
            var farthest = Support(-before);
            if (-Double3.Dot(farthest.V, before) < 0)
            {
                Normal = before;
                return false;
            }
            // The way out that they had is still the short one, but for the turn of the bodies.
            if (Portal(before * inward))
                return true;
        }
        if (!Portal(apart))
            return false;
        for (var again = 0; again < 3; again++)
        {
            var (normal, depth, position) = (Normal, Depth, Position);
            if (Portal(normal * inward) && Depth < depth - 1e-6)
                continue;
            (Normal, Depth, Position) = (normal, depth, position);
            break;
        }
        return true;
    }

    private Vertex Support(Double3 direction)
    {
        var (a, b) = (_a(-direction), _b(direction));
        return new(b - a + direction * margin, a, b);
    }

    private static Double3 Unit(Double3 v) => v.Length is > 1e-300 and var length ? v * (1 / length) : new(0, 0, 1);

    /// <summary>
    /// Follows the ray from an inner point of the difference through the origin to the surface. The difference is b - a: it is left in direction -normal.
    /// </summary>
    private bool Portal(Double3 inner)
    {
        var v0 = inner == default ? new Double3(0, 0, 1e-9) : inner;
        var n = Unit(-v0);
        var v1 = Support(n);
        if (Double3.Dot(v1.V, n) <= 0)
            return Separated(n);
        n = Double3.Cross(v1.V, v0);
        if (n.Length < 1e-12 * v1.V.Length * v0.Length)
            return Touching(Unit(-v0), v1.V, v1, v1, v1);
        n = Unit(n);
        var v2 = Support(n);
        if (Double3.Dot(v2.V, n) <= 0)
            return Separated(n);
        n = Unit(Double3.Cross(v1.V - v0, v2.V - v0));
        if (Double3.Dot(n, v0) > 0)
            (v1, v2, n) = (v2, v1, -n);
        var v3 = Support(n);
        for (var round = 0; ; round++)
        {
            if (Double3.Dot(v3.V, n) <= 0)
                return Separated(n);
            if (Double3.Dot(Double3.Cross(v1.V, v3.V), v0) < 0)
                v2 = v3;
            else if (Double3.Dot(Double3.Cross(v3.V, v2.V), v0) < 0)
                v1 = v3;
            else
                break;
            if (round == MaxRounds)
                return false;
            n = Unit(Double3.Cross(v1.V - v0, v2.V - v0));
            v3 = Support(n);
        }
        return Refine(v0, v1, v2, v3);
    }

    private bool Refine(Double3 v0, Vertex v1, Vertex v2, Vertex v3)
    {
        for (var round = 0; ; round++)
        {
            var n = Unit(Double3.Cross(v2.V - v1.V, v3.V - v1.V));
            var hit = Double3.Dot(n, v1.V) >= 0;
            var v4 = Support(n);
            var reach = Double3.Dot(v4.V, n);
            if (reach <= 0)
                return Separated(n);
            if (reach - Double3.Dot(v3.V, n) <= 1e-7 || round == MaxRounds)
                return hit || round == MaxRounds ? Touching(n, v4.V, v1, v2, v3) : Separated(n);
            var cross = Double3.Cross(v4.V, v0);
            if (Double3.Dot(cross, v1.V) >= 0)
                (v1, v3) = Double3.Dot(cross, v2.V) >= 0 ? (v4, v3) : (v1, v4);
            else
                (v1, v2) = Double3.Dot(cross, v3.V) >= 0 ? (v1, v4) : (v4, v2);
        }
    }

    private bool Separated(Double3 outward)
    {
        Normal = -outward;
        return false;
    }

    /// <summary>The origin lies behind the portal: its foot there, by the corners' weights, on both bodies.</summary>
    private bool Touching(Double3 outward, Double3 surface, Vertex v1, Vertex v2, Vertex v3)
    {
        (Normal, Depth) = (-outward, Double3.Dot(surface, outward));
        var foot = outward * Depth;
        var w1 = Double3.Dot(Double3.Cross(v2.V - foot, v3.V - foot), outward);
        var w2 = Double3.Dot(Double3.Cross(v3.V - foot, v1.V - foot), outward);
        var w3 = Double3.Dot(Double3.Cross(v1.V - foot, v2.V - foot), outward);
        (w1, w2, w3) = (Math.Max(w1, 0), Math.Max(w2, 0), Math.Max(w3, 0));
        var sum = w1 + w2 + w3;
        Position = sum > 1e-18
            ? ((v1.A + v1.B) * w1 + (v2.A + v2.B) * w2 + (v3.A + v3.B) * w3) * (0.5 / sum)
            : (v1.A + v1.B) * 0.5;
        return Depth > 0;
    }
}
