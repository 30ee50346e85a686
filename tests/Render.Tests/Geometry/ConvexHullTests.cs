using System.Numerics;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>Hulls against their definition, by brute force, and mass properties against closed forms.</summary>
public sealed class ConvexHullTests
{
    public static TheoryData<string, int> Clouds()
    {
        var data = new TheoryData<string, int>();
        foreach (var kind in (string[])["ball", "sphere", "lattice", "needle", "twins", "halves"])
            for (var seed = 0; seed < 6; seed++)
                data.Add(kind, seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public void A_hull_is_closed_convex_and_holds_every_point(string kind, int seed)
    {
        var points = Cloud(kind, seed, 400);
        var hull = ConvexHull.Of(points);
        var extent = points.Max(p => p.Length) * 2;
        foreach (var p in points)
            for (var f = 0; f < hull.Faces.Length; f++)
                Assert.True(Double3.Dot(hull.Normals[f], p) - hull.Offsets[f] <= 1e-5 * extent, $"face {f} leaves out {p}");
        Assert.All(hull.Vertices, v => Assert.Contains(v, points));
        // Every edge has a face on either side, and Euler's formula holds.
        Assert.Equal(hull.Faces.Sum(f => f.Length), 2 * hull.Edges.Length);
        Assert.Equal(2, hull.Vertices.Length - hull.Edges.Length + hull.Faces.Length);
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public void Volume_and_centre_are_those_of_all_planes_that_have_every_point_on_one_side(string kind, int seed)
    {
        var points = Cloud(kind, seed, 14);
        var mass = ConvexHull.Of(points).Mass;
        var (volume, moment) = BruteForce(points);
        Assert.Equal(volume, mass.Volume, 2e-5 * Math.Max(volume, 1e-3));
        Assert.True((moment * (1 / volume) - mass.Center).Length < 1e-4, $"{moment * (1 / volume)} {mass.Center}");
    }

    [Fact]
    public void A_turned_box_has_six_faces_and_the_mass_properties_of_a_box()
    {
        var rotation = Rotation.FromEuler(20, 50, -70).ToRows();
        var (a, b, c) = (0.3, 1.1, 0.7);
        var points = new List<Double3>();
        for (var i = 0; i < 8; i++)
            points.Add(Turn(rotation, new((i & 1) * a, (i >> 1 & 1) * b, (i >> 2) * c)) + new Double3(5, -3, 2));
        var hull = ConvexHull.Of(points.ToArray());
        Assert.Equal((8, 6, 12), (hull.Vertices.Length, hull.Faces.Length, hull.Edges.Length));
        Assert.Equal(a * b * c, hull.Mass.Volume, 1e-9);
        var center = Turn(rotation, new(a / 2, b / 2, c / 2)) + new Double3(5, -3, 2);
        Assert.True((hull.Mass.Center - center).Length < 1e-9);
        // The trace of the inertia tensor does not depend on the turn; its quadratic form along an edge is the box's own moment.
        Assert.Equal(a * b * c / 6 * (a * a + b * b + c * c), hull.Mass.Diagonal.X + hull.Mass.Diagonal.Y + hull.Mass.Diagonal.Z, 1e-9);
        var along = Turn(rotation, new(1, 0, 0));
        var (d, p) = (hull.Mass.Diagonal, hull.Mass.Products);
        var moment = Double3.Dot(along * along, d) + 2 * (along.X * along.Y * p.X + along.X * along.Z * p.Y + along.Y * along.Z * p.Z);
        Assert.Equal(a * b * c / 12 * (b * b + c * c), moment, 1e-9);
    }

    [Fact]
    public void Caps_of_a_cylinder_are_one_face_each()
    {
        var hull = Of(Shapes.TryGet("shape:cylinder")!);
        Assert.Equal((128, 66, 192), (hull.Vertices.Length, hull.Faces.Length, hull.Edges.Length));
        Assert.Equal(64.0 / 8 * Math.Sin(2 * Math.PI / 64), hull.Mass.Volume, 1e-6);
    }

    [Fact]
    public void What_has_no_volume_becomes_a_thin_solid()
    {
        var sheet = Of(Shapes.TryGet("shape:plane")!);
        Assert.Equal(1e-3, sheet.Mass.Volume, 1e-6);
        Assert.True(ConvexHull.Of([new(0, 0, 0), new(1, 2, 3), new(2, 4, 6)]).Mass.Volume > 0);
        Assert.True(ConvexHull.Of([new(7, 7, 7)]).Mass.Volume > 0);
    }

    [Fact]
    public void Points_that_lie_on_edges_and_faces_change_nothing()
    {
        var rotation = Rotation.FromEuler(11, 23, 37).ToRows();
        var points = new List<Double3>();
        for (var x = 0; x <= 4; x++)
            for (var y = 0; y <= 4; y++)
                for (var z = 0; z <= 4; z++)
                    points.Add(Turn(rotation, new(x / 4.0, y / 4.0, z / 4.0)));
        var hull = ConvexHull.Of(points.ToArray());
        Assert.Equal(6, hull.Faces.Length);
        Assert.Equal(1, hull.Mass.Volume, 1e-5);
    }

    internal static ConvexHull Of(Model model) => ConvexHull.Of([.. model.Mesh.Positions.Distinct().Select(p => new Double3(p.X, p.Y, p.Z))]);

    private static Double3[] Cloud(string kind, int seed, int count)
    {
        var random = new Random(seed * 7 + kind.Length);
        double Unit() => 2 * random.NextDouble() - 1;
        Double3 Point() => kind switch
        {
            "sphere" => new Double3(Unit(), Unit(), Unit()).Normalized(),
            "lattice" => new(random.Next(4), random.Next(4), random.Next(4)),
            "needle" => new Double3(1, 2, 3) * Unit() + new Double3(Unit(), Unit(), Unit()) * 0.01,
            "twins" => new Vector3((float)Unit(), (float)Unit(), (float)Unit()) is var p ? new(MathF.Round(p.X * 3) / 3, p.Y, p.Z) : default,
            "halves" => new(Unit(), Unit(), random.Next(2) * 0.5),
            _ => new(Unit(), Unit(), Unit()),
        };
        while (true)
        {
            Double3[] points = [.. Enumerable.Range(0, count).Select(_ => Point())];
            if (BruteForceHasVolume(points))
                return points;
        }
    }

    private static bool BruteForceHasVolume(Double3[] p)
    {
        var normal = Double3.Zero;
        for (var i = 2; i < p.Length && normal.Length < 1e-3; i++)
            normal = Double3.Cross(p[1] - p[0], p[i] - p[0]);
        return normal.Length >= 1e-3 && p.Any(q => Math.Abs(Double3.Dot(normal.Normalized(), q - p[0])) > 1e-3);
    }

    /// <summary>The divergence theorem over the planes through three points that have all others on one side; each plane's points in the order of their angles.</summary>
    private static (double Volume, Double3 Moment) BruteForce(Double3[] points)
    {
        var (volume, moment, done) = (0.0, Double3.Zero, new HashSet<string>());
        var unique = points.Distinct().ToArray();
        for (var i = 0; i < unique.Length; i++)
            for (var j = 0; j < unique.Length; j++)
                for (var k = j + 1; k < unique.Length; k++)
                {
                    var n = Double3.Cross(unique[j] - unique[i], unique[k] - unique[i]);
                    if (i == j || i == k || n.Length < 1e-9)
                        continue;
                    n = n.Normalized();
                    if (unique.Any(p => Double3.Dot(n, p - unique[i]) > 1e-9))
                        n = -n;
                    if (unique.Any(p => Double3.Dot(n, p - unique[i]) > 1e-9))
                        continue;
                    int[] on = [.. Enumerable.Range(0, unique.Length).Where(m => Math.Abs(Double3.Dot(n, unique[m] - unique[i])) <= 1e-9)];
                    if (!done.Add(string.Join(',', on)))
                        continue;
                    var middle = on.Aggregate(Double3.Zero, (sum, m) => sum + unique[m]) * (1.0 / on.Length);
                    var u = (unique[on.MaxBy(m => (unique[m] - middle).Length)] - middle).Normalized();
                    var v = Double3.Cross(n, u);
                    // The outline in the plane: the hull's corners alone, by turning left only.
                    var flat = on.Select(m => (X: Double3.Dot(unique[m] - middle, u), Y: Double3.Dot(unique[m] - middle, v))).Order().ToList();
                    var ring = new List<(double X, double Y)>();
                    foreach (var side in (IEnumerable<(double X, double Y)>[])[flat, Enumerable.Reverse(flat)])
                    {
                        var start = ring.Count;
                        foreach (var p in side)
                        {
                            while (ring.Count >= start + 2 && (ring[^1].X - ring[^2].X) * (p.Y - ring[^2].Y) - (ring[^1].Y - ring[^2].Y) * (p.X - ring[^2].X) <= 0)
                                ring.RemoveAt(ring.Count - 1);
                            ring.Add(p);
                        }
                        ring.RemoveAt(ring.Count - 1);
                    }
                    for (var m = 1; m + 1 < ring.Count; m++)
                    {
                        Double3 At((double X, double Y) p) => middle + u * p.X + v * p.Y;
                        var (a, b, c) = (At(ring[0]), At(ring[m]), At(ring[m + 1]));
                        var part = Double3.Dot(a, Double3.Cross(b, c)) / 6;
                        volume += part;
                        moment += (a + b + c) * (part / 4);
                    }
                }
        return (volume, moment);
    }

    private static Double3 Turn((Double3 Row0, Double3 Row1, Double3 Row2) r, Double3 p) => new(Double3.Dot(r.Row0, p), Double3.Dot(r.Row1, p), Double3.Dot(r.Row2, p));
}
