using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Geometry;

public class RayViewTests
{
    [Fact]
    public void A_tilted_plane_has_the_depth_of_its_equation_and_ends_at_its_edges()
    {
        // Points (x, y, 2 + x): 1 x 1 about (0, 0, 2).
        float[] pose = [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 2];
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", pose)));
        for (var i = 0; i < 2000; i++)
        {
            var (x, y) = (i % 200 + 0.5, i / 10 % 100 + 0.5);
            var (dx, dy) = ((x - 100) / 150, (y - 50) / 140);
            var depth = 2 / (1 - dx);
            var inside = Math.Abs(depth * dx) < 0.5 && Math.Abs(depth * dy) < 0.5;
            var hit = view.Cast(x, y);
            Assert.Equal(inside ? 1 : 0, hit.Instance);
            Assert.Equal(inside ? depth : 0, hit.Depth, 1e-12);
        }
    }

    [Fact]
    public void A_sphere_is_hit_between_its_inscribed_and_its_circumscribed_sphere()
    {
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:sphere", RayScene.At(0.2f, -0.1f, 2, 1.5f))));
        var hits = 0;
        for (var y = 0; y < 100; y++)
        {
            for (var x = 0; x < 200; x++)
            {
                var hit = view.Cast(x + 0.5, y + 0.5);
                var outer = SphereDepth(x + 0.5, y + 0.5, 0.75 * (1 + 1e-6));
                // The flat facets' distance from the centre: cosines of half a segment and half a ring.
                var inner = SphereDepth(x + 0.5, y + 0.5, 0.75 * Math.Cos(Math.PI / 64) * Math.Cos(Math.PI / 64) * (1 - 1e-6));
                Assert.True(hit.Instance == 1 ? outer is not null : inner is null);
                Assert.True(hit.Instance == 0 || hit.Depth >= outer);
                Assert.True(hit.Instance == 0 || inner is null || hit.Depth <= inner);
                hits += hit.Instance;
            }
        }
        Assert.InRange(hits, 1000, 19000);

        static double? SphereDepth(double x, double y, double radius)
        {
            var (dx, dy) = ((x - 100) / 150, (y - 50) / 140);
            var (cx, cy, cz) = ((double)0.2f, (double)-0.1f, 2.0);
            var (a, b, c) = (dx * dx + dy * dy + 1, dx * cx + dy * cy + cz, cx * cx + cy * cy + cz * cz - radius * radius);
            return b * b >= a * c ? (b - Math.Sqrt(b * b - a * c)) / a : null;
        }
    }

    /// <summary>The normals of the unit ball's vertices are their places, so between them they point to the place; of an ellipsoid they are those over the axes, once more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void An_ellipsoid_has_the_normals_of_its_equation_mirrored_or_not(float mirror)
    {
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:sphere", RayScene.At(0.2f, -0.1f, 2, 1.5f, 0.7f, 0.9f * mirror))));
        var hits = 0;
        for (var pixel = 0; pixel < 20000; pixel += 7)
        {
            var (x, y) = (pixel % 200 + 0.5, pixel / 200 + 0.5);
            var hit = view.Cast(x, y);
            if (hit.Instance == 0)
                continue;
            hits++;
            var (px, py, pz) = ((x - 100) / 150 * hit.Depth - 0.2f, (y - 50) / 140 * hit.Depth + 0.1f, hit.Depth - 2);
            var expected = new Render.Core.Sampling.Double3(px / (1.5 * 1.5), py / ((double)0.7f * 0.7f), pz / ((double)0.9f * 0.9f)).Normalized();
            var normal = view.Normal(new(hit.Instance, hit.Triangle, 0, 0, 0, 0, 0, true), x, y)!.Value;
            Assert.True((normal - expected).Length < 1e-5, $"({x}, {y}): {normal}, expected {expected}");
        }
        Assert.InRange(hits, 300, 2800);
    }

    // Moller and Trumbore's test (1997), in world space, on every triangle: another formula in another space than the caster's.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_scenes_agree_with_brute_force(int seed)
    {
        var random = new Random(seed);
        var references = Shapes.References.Where(r => r != "shape:sphere").ToArray();
        var instances = Enumerable.Range(0, 12).Select(i => (i == 0 ? "shape:sphere" : references[random.Next(references.Length)], RayScene.Random(
            random, new(random.NextSingle() * 4 - 2, random.NextSingle() * 2 - 1, random.NextSingle() * 4), 0.6f))).ToArray();
        // Flattened, so that there is no inverse: every triangle then lies in one plane.
        instances[3] = ("shape:box", RayScene.At(0.3f, 0.1f, 2.5f, 0.7f, 0.5f, 0));
        // Not quite a rotation, as a float32 camera never is.
        float[] camera = [0.8f, 0, -0.6f, 0.1f, 0.01f, 1.01f, 0.02f, -0.2f, 0.6f, 0.001f, 0.8f, 0.5f];
        var frame = RayScene.Frame(camera, instances);
        var view = RayScene.View(frame);
        var triangles = WorldTriangles(frame);
        var hits = 0;
        for (var i = 0; i < 400; i++)
        {
            var (x, y) = (200 * random.NextDouble(), 100 * random.NextDouble());
            var (first, second) = BruteForce(frame.Cameras[0], triangles, x, y);
            var hit = view.Cast(x, y);
            hits += hit.Instance > 0 ? 1 : 0;
            Assert.True(hit.Instance == 0 ? first.Instance == 0 : Math.Abs(hit.Depth - first.Depth) < 1e-9 * first.Depth, $"{hit} {first}");
            if (second.Depth > first.Depth * (1 + 1e-9))
                Assert.Equal(first.Instance, hit.Instance);
            Assert.True(view.Admits(x, y, first.Instance, first.Depth));
        }
        Assert.InRange(hits, 80, 400);
    }

    [Fact]
    public void Nothing_before_the_near_plane_is_seen_and_a_surface_that_crosses_it_is_cut_there()
    {
        // A floor from z = -5 to 5, 0.05 below the eye: the near plane (0.1) cuts it where it is seen at dy = 0.5.
        float[] floor = [10, 0, 0, 0, 0, 0, -1, 0.05f, 0, 10, 0, 0];
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", floor)));
        var cut = 50 + 140 * (double)0.05f / (double)0.1f;
        Assert.Equal(1, view.Cast(100.5, cut - 1e-3).Instance);
        Assert.Equal(0, view.Cast(100.5, cut + 1e-3).Instance);
        Assert.Equal(0, view.Cast(100.5, 49.5).Instance);
        Assert.Equal((double)0.05f / (30 / 140.0), view.Cast(100.5, 80).Depth, 1e-12);
        Assert.True(view.Admits(100.5, cut - 1e-3, 0) && view.Admits(100.5, cut + 1e-3, 1));
        Assert.False(view.Admits(100.5, cut - 0.1, 0) || view.Admits(100.5, cut + 0.1, 1));
    }

    [Fact]
    public void Both_sides_of_a_triangle_are_seen()
    {
        float[] away = [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 2];
        foreach (var pose in new[] { RayScene.At(0, 0, 2), away })
            Assert.Equal(1, RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", pose))).Cast(100.5, 50.5).Instance);
    }

    [Fact]
    public void Of_equal_depths_the_lower_number_is_seen_and_both_are_admitted()
    {
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", RayScene.At(0.1f, 0, 2)), ("shape:plane", RayScene.At(0, 0, 2))));
        Assert.Equal(1, view.Cast(100.5, 50.5).Instance);
        Assert.True(view.Admits(100.5, 50.5, 1, 2) && view.Admits(100.5, 50.5, 2, 2));
        var apart = RayScene.View(RayScene.Frame(
            RayScene.Forward, ("shape:plane", RayScene.At(0.1f, 0, 2)), ("shape:plane", RayScene.At(0, 0, MathF.BitDecrement(2 - 3 / 1048576f)))));
        Assert.Equal(2, apart.Cast(100.5, 50.5).Instance);
        Assert.False(apart.Admits(100.5, 50.5, 1));
    }

    // The box's silhouette edge is at x = 100 + 150 * 0.5 / 1.5 = 150.
    [Theory]
    [InlineData(149.985, false, true)]
    [InlineData(149.995, true, true)]
    [InlineData(150.005, true, true)]
    [InlineData(150.015, true, false)]
    public void Near_an_edge_what_is_beside_it_is_admitted_too(double x, bool background, bool box)
    {
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:box", RayScene.At(0, 0, 2))));
        Assert.Equal(x < 150 ? 1 : 0, view.Cast(x, 47).Instance);
        Assert.Equal(background, view.Admits(x, 47, 0));
        Assert.Equal(box, view.Admits(x, 47, 1));
        Assert.False(view.Admits(x, 47, 2));
        var edge = view.Surfaces(x, 47).Where(s => Math.Abs(s.EdgeDistance) < 0.01).Select(s => Math.Abs(s.EdgeDistance)).DefaultIfEmpty(1).Min();
        Assert.Equal(Math.Abs(x - 150) < 0.01 ? Math.Abs(x - 150) : 1, edge, 1e-9);
    }

    [Fact]
    public void A_surface_is_not_admitted_through_one_that_surely_hides_it_nor_with_another_depth()
    {
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", RayScene.At(0, 0, 3, 5)), ("shape:plane", RayScene.At(0, 0, 2))));
        Assert.True(view.Admits(90.5, 47.5, 2, 2));
        Assert.False(view.Admits(90.5, 47.5, 1) || view.Admits(90.5, 47.5, 0) || view.Admits(90.5, 47.5, 2, 2 * (1 + 8e-6)));
        Assert.True(view.Admits(90.5, 47.5, 2, 2 * (1 + 3e-6)));
    }

    // A floor of 400 m from 1 cm above, and a wall of millimetres that stands a little behind it where the ray meets it.
    [Fact]
    public void What_float32_cannot_order_is_admitted_only_where_rounding_is_granted()
    {
        float[] floor = [400, 0, 0, 0, 0, 0, -1, 0.01f, 0, 400, 0, 0];
        var depth = (double)0.01f / (5 / 140.0);
        foreach (var (behind, granted) in new[] { (1e-4, true), (1e-2, false) })
        {
            var view = RayScene.View(RayScene.Frame(
                RayScene.Forward, ("shape:plane", floor), ("shape:plane", RayScene.At(0, 0.005f, (float)(depth * (1 + behind)), 0.1f))));
            Assert.Equal(1, view.Cast(101, 55).Instance);
            Assert.False(view.Admits(101, 55, 2));
            Assert.Equal(granted, view.Admits(101, 55, 2, grantRounding: true));
        }
    }

    [Fact]
    public void A_triangle_that_is_seen_edge_on_is_not_hit_and_troubles_nobody()
    {
        float[] edgeOn = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2];
        float[] throughEye = [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 2];
        var view = RayScene.View(RayScene.Frame(RayScene.Forward, ("shape:plane", throughEye), ("shape:plane", edgeOn)));
        Assert.Equal(2, view.Cast(100, 49).Instance);
        Assert.Equal(2, view.Cast(105, 49).Instance);
        Assert.True(view.Admits(100.001, 49, 1));
        Assert.False(view.Admits(105, 49, 1));
    }

    [Fact]
    public void Many_threads_see_what_one_sees()
    {
        var random = new Random(5);
        var frame = RayScene.Frame(RayScene.Forward, [.. Enumerable.Range(0, 20).Select(_ => ("shape:sphere",
            RayScene.Random(random, new(random.NextSingle() * 4 - 2, random.NextSingle() * 2 - 1, 1 + random.NextSingle() * 4), 0.6f)))]);
        var caster = new RayCaster(RayScene.Assets());
        var one = Enumerable.Range(0, 4000).Select(i => caster.View(frame).Cast(i % 200 + 0.5, i / 200 * 5 + 0.5)).ToArray();
        var other = new RayCaster(RayScene.Assets());
        var many = new RayHit[one.Length];
        Parallel.For(0, many.Length, i => many[i] = other.View(frame).Cast(i % 200 + 0.5, i / 200 * 5 + 0.5));
        Assert.Equal(one, many);
    }

    private static List<(double[] A, double[] B, double[] C)>[] WorldTriangles(Frame frame) => Array.ConvertAll(frame.Instances, instance =>
    {
        var (mesh, m) = (Shapes.TryGet(instance.Model)!.Mesh, instance.ObjectToWorld);
        double Row(int r, Vector3 p) => (double)m[r] * p.X + (double)m[r + 1] * p.Y + (double)m[r + 2] * p.Z + m[r + 3];
        var triangles = new List<(double[], double[], double[])>();
        foreach (var cluster in mesh.Clusters)
        {
            foreach (var word in mesh.Triangles.AsSpan((int)cluster.TriangleOffset, (int)cluster.TriangleCount))
            {
                double[] Corner(int shift)
                {
                    var p = mesh.Positions[cluster.VertexOffset + (word >> shift & 255)];
                    return [Row(0, p), Row(4, p), Row(8, p)];
                }
                triangles.Add((Corner(0), Corner(8), Corner(16)));
            }
        }
        return triangles;
    });

    private static ((int Instance, double Depth) First, (int Instance, double Depth) Second) BruteForce(
        FrameCamera camera, List<(double[] A, double[] B, double[] C)>[] instances, double x, double y)
    {
        var (origin, direction) = WorldRay(camera, x, y);
        var (first, second) = ((Instance: 0, Depth: double.PositiveInfinity), (Instance: 0, Depth: double.PositiveInfinity));
        for (var i = 0; i < instances.Length; i++)
        {
            var nearest = double.PositiveInfinity;
            foreach (var (a, b, c) in instances[i])
                if (MollerTrumbore(origin, direction, a, b, c) is var depth && depth >= camera.Near && depth < nearest)
                    nearest = depth;
            if (nearest < first.Depth)
                (first, second) = ((i + 1, nearest), first);
            else if (nearest < second.Depth)
                second = (i + 1, nearest);
        }
        return (first.Instance == 0 ? (0, 0) : first, second);
    }

    private static (double[] Origin, double[] Direction) WorldRay(FrameCamera camera, double x, double y)
    {
        // Cramer's rule for R p + t = q, with q = 0 and q = the ray's point at depth 1.
        var m = Array.ConvertAll(camera.WorldToCamera, v => (double)v);
        double[] Solve(double[] q)
        {
            double Det(double[] a, double[] b, double[] c) => Dot(a, Cross(b, c));
            double[] Column(int c) => [m[c], m[4 + c], m[8 + c]];
            var (c0, c1, c2) = (Column(0), Column(1), Column(2));
            var d = Det(c0, c1, c2);
            double[] r = [q[0] - m[3], q[1] - m[7], q[2] - m[11]];
            return [Det(r, c1, c2) / d, Det(c0, r, c2) / d, Det(c0, c1, r) / d];
        }
        var origin = Solve([0, 0, 0]);
        return (origin, Subtract(Solve([(x - camera.Cx) / camera.Fx, (y - camera.Cy) / camera.Fy, 1]), origin));
    }

    private static double MollerTrumbore(double[] origin, double[] direction, double[] a, double[] b, double[] c)
    {
        var (e1, e2, s) = (Subtract(b, a), Subtract(c, a), Subtract(origin, a));
        var p = Cross(direction, e2);
        var determinant = Dot(e1, p);
        if (determinant == 0)
            return double.NaN;
        var (u, q) = (Dot(s, p) / determinant, Cross(s, e1));
        var v = Dot(direction, q) / determinant;
        return u >= 0 && v >= 0 && u + v <= 1 ? Dot(e2, q) / determinant : double.NaN;
    }

    private static double[] Subtract(double[] a, double[] b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

    private static double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

    private static double[] Cross(double[] a, double[] b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
