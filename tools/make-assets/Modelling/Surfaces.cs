using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>
/// The three classic ways to make a solid from curves: turning a profile, sweeping a section along a path, and skinning closed rings.
/// Turning and sweeping reduce to skinning.
/// </summary>
internal static class Surfaces
{
    /// <summary>
    /// Skins closed rings of equally many points. Rings run counter-clockwise as seen from the end toward which they are stacked, so the
    /// surface faces outward. The texture coordinates get the ring's number and the column from 0 to the number of points (the seam has both).
    /// </summary>
    public static void Skin(MeshBuilder mesh, int material, IReadOnlyList<Vector3[]> rings, Func<int, int, Vector2> uv)
    {
        for (int r = 0; r + 1 < rings.Count; r++)
        {
            int columns = rings[r].Length;
            for (int c = 0; c < columns; c++)
            {
                int next = (c + 1) % columns;
                mesh.Quad(material, new Corner(rings[r][c], uv(r, c)), new Corner(rings[r][next], uv(r, c + 1)),
                    new Corner(rings[r + 1][next], uv(r + 1, c + 1)), new Corner(rings[r + 1][c], uv(r + 1, c)));
            }
        }
    }

    /// <summary>Closes a star-shaped ring with a fan around its centre; <paramref name="facingUp"/> keeps the ring's own orientation.</summary>
    public static void Cap(MeshBuilder mesh, int material, Vector3[] ring, bool facingUp, Func<Vector3, Vector2> uv)
    {
        Vector3 centre = ring.Aggregate(Vector3.Zero, (sum, p) => sum + p) / ring.Length;
        var middle = new Corner(centre, uv(centre));
        for (int i = 0; i < ring.Length; i++)
        {
            Vector3 a = ring[i], b = ring[(i + 1) % ring.Length];
            if (!facingUp)
                (a, b) = (b, a);
            mesh.Triangle(material, middle, new Corner(a, uv(a)), new Corner(b, uv(b)));
        }
    }

    /// <summary>
    /// Turns a profile (X radius, Y height) about the z axis. The texture goes once around from u = 0 at +x counter-clockwise; v is given by
    /// the number of the profile's point and its place.
    /// </summary>
    public static void Turn(MeshBuilder mesh, int material, IReadOnlyList<Vector2> profile, int columns, Func<int, Vector2, double> v,
        double repeatU = 1)
    {
        Vector3[][] rings = [.. profile.Select(p => Circle(p.X, p.Y, columns))];
        Skin(mesh, material, rings, (r, c) => new Vector2((float)(repeatU * c / columns), (float)v(r, profile[r])));
    }

    public static Vector3[] Circle(double radius, double z, int columns)
    {
        var ring = new Vector3[columns];
        for (int i = 0; i < columns; i++)
        {
            double angle = 2 * Math.PI * i / columns;
            ring[i] = new Vector3((float)(radius * Portable.Cos(angle)), (float)(radius * Portable.Sin(angle)), (float)z);
        }
        return ring;
    }

    /// <summary>Rings of a section swept along a path: the section's X runs along <paramref name="side"/>, its Y along side x tangent.</summary>
    /// <param name="path">The path's points; the tangent at each is taken from its neighbours.</param>
    /// <param name="side">The section's X direction at a point of the path, perpendicular to it.</param>
    /// <param name="section">The closed section at a point of the path, counter-clockwise.</param>
    public static Vector3[][] Sweep(IReadOnlyList<Vector3> path, Func<int, Vector3> side, Func<int, Vector2[]> section)
    {
        var rings = new Vector3[path.Count][];
        for (int i = 0; i < path.Count; i++)
        {
            Vector3 tangent = Vector3.Normalize(path[Math.Min(i + 1, path.Count - 1)] - path[Math.Max(i - 1, 0)]);
            Vector3 x = side(i), y = Vector3.Cross(tangent, x);
            rings[i] = [.. section(i).Select(p => path[i] + p.X * x + p.Y * y)];
        }
        return rings;
    }

    /// <summary>A closed ellipse, counter-clockwise.</summary>
    public static Vector2[] Ellipse(double radiusX, double radiusY, int columns) =>
        [.. Enumerable.Range(0, columns).Select(i => new Vector2(
            (float)(radiusX * Portable.Cos(2 * Math.PI * i / columns)), (float)(radiusY * Portable.Sin(2 * Math.PI * i / columns))))];
}
