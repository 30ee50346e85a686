using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// Volume, centre of mass and inertia of a solid of density 1, by tetrahedra over its faces (Blow and Binstock, "How to find the inertia tensor of a
/// polyhedron", 2004).
/// </summary>
/// <param name="Volume">Cubic metres.</param>
/// <param name="Center">Of mass, metres.</param>
/// <param name="Diagonal">Moments of inertia Ixx, Iyy, Izz about the centre of mass.</param>
/// <param name="Products">Ixy, Ixz, Iyz of the inertia tensor (its entries, so negative where mass lies along the diagonal).</param>
internal sealed record MassProperties(double Volume, Double3 Center, Double3 Diagonal, Double3 Products)
{
    public static MassProperties Of(ConvexHull hull)
    {
        // About a vertex, so that nothing cancels where the solid lies far from the origin.
        var origin = hull.Vertices[0];
        var (volume, moment, squares, mixed) = (0.0, Double3.Zero, Double3.Zero, Double3.Zero);
        foreach (var face in hull.Faces)
        {
            for (var i = 1; i + 1 < face.Length; i++)
            {
                var (a, b, c) = (hull.Vertices[face[0]] - origin, hull.Vertices[face[i]] - origin, hull.Vertices[face[i + 1]] - origin);
                var v = Double3.Dot(a, Double3.Cross(b, c)) / 6;
                var s = a + b + c;
                volume += v;
                moment += s * (v / 4);
                // The integral of x x^T over a tetrahedron with a corner at the origin.
                squares += (a * a + b * b + c * c + s * s) * (v / 20);
                mixed += (Mixed(a) + Mixed(b) + Mixed(c) + Mixed(s)) * (v / 20);
            }
        }
        if (!(volume > 0))
            return new(0, origin, Double3.Zero, Double3.Zero);
        var center = moment * (1 / volume);
        var (xx, xy) = (squares - center * center * volume, mixed - Mixed(center) * volume);
        return new(volume, center + origin, new(xx.Y + xx.Z, xx.X + xx.Z, xx.X + xx.Y), -xy);
    }

    private static Double3 Mixed(Double3 p) => new(p.X * p.Y, p.X * p.Z, p.Y * p.Z);
}
