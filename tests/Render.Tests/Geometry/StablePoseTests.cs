using Render.Core.Geometry;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>Stable poses against closed forms and against putting the solid down many times.</summary>
public sealed class StablePoseTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 3)]
    [InlineData(0.1, 1, 0.4)]
    public void A_box_rests_on_each_face_by_its_solid_angle(double a, double b, double c)
    {
        var points = new List<Double3>();
        for (var i = 0; i < 8; i++)
            points.Add(new(((i & 1) - 0.5) * a, ((i >> 1 & 1) - 0.5) * b, ((i >> 2) - 0.5) * c));
        var hull = ConvexHull.Of(points.ToArray());
        var poses = StablePoses.Of(hull);
        Assert.Equal(6, poses.Length);
        foreach (var pose in poses)
        {
            var n = hull.Normals[pose.Face];
            var (x, y, d) = Math.Abs(n.X) > 0.5 ? (b, c, a / 2) : Math.Abs(n.Y) > 0.5 ? (a, c, b / 2) : (a, b, c / 2);
            // The solid angle of a rectangle, seen from above its middle.
            var angle = 4 * Math.Atan(x * y / (2 * d * Math.Sqrt(4 * d * d + x * x + y * y)));
            Assert.Equal(angle / (4 * Math.PI), pose.Probability, 1e-6);
            var (_, _, row2) = pose.Turn.ToRows();
            Assert.Equal(-1, Double3.Dot(row2, n), 1e-9);
        }
    }

    [Fact]
    public void A_tower_that_leans_too_far_never_rests_on_its_foot()
    {
        // A square prism sheared so far that its middle lies beyond its foot.
        var points = new List<Double3>();
        for (var i = 0; i < 8; i++)
            points.Add(new((i & 1) + (i >> 2) * 1.5, i >> 1 & 1, i >> 2));
        var hull = ConvexHull.Of(points.ToArray());
        var poses = StablePoses.Of(hull);
        Assert.Equal(1, poses.Sum(p => p.Probability), 1e-9);
        Assert.DoesNotContain(poses, p => Math.Abs(hull.Normals[p.Face].Z) > 0.99);
        Assert.Equal(4, poses.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Putting_a_random_solid_down_many_times_gives_the_same_frequencies(int seed)
    {
        var random = new Random(seed);
        double Unit() => 2 * random.NextDouble() - 1;
        var hull = ConvexHull.Of(Enumerable.Range(0, 12).Select(_ => new Double3(Unit(), 0.6 * Unit(), 0.4 * Unit())).ToArray());
        var poses = StablePoses.Of(hull);
        const int times = 40000;
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < times; i++)
        {
            Double3 down;
            do
                down = new(Unit(), Unit(), Unit());
            while (down.Length is > 1 or < 0.1);
            // The face that a plumb line from the centre of mass goes through, then downhill: over the edge that the plumb line on the face lies beyond.
            var (face, nearest) = (-1, double.PositiveInfinity);
            for (var f = 0; f < hull.Faces.Length; f++)
                if (Double3.Dot(hull.Normals[f], down) is > 0 and var along && (hull.Offsets[f] - Double3.Dot(hull.Normals[f], hull.Mass.Center)) / along is var t && t < nearest)
                    (face, nearest) = (f, t);
            for (var next = Downhill(hull, face); next != face; next = Downhill(hull, face))
                face = next;
            counts[face] = counts.GetValueOrDefault(face) + 1;
        }
        Assert.Equal(poses.Where(p => p.Probability > 0.001).Select(p => p.Face), poses.Where(p => p.Probability > 0.001 && counts.ContainsKey(p.Face)).Select(p => p.Face));
        foreach (var pose in poses)
            Assert.Equal(pose.Probability, counts.GetValueOrDefault(pose.Face) / (double)times, 5 * Math.Sqrt(pose.Probability / times) + 1e-3);
    }

    /// <summary>The neighbour across the edge that is nearest to the foot of the centre of mass, where that foot lies outside; by sampling the edges, with no code in common.</summary>
    private static int Downhill(ConvexHull hull, int face)
    {
        var (n, corners) = (hull.Normals[face], hull.Faces[face]);
        var foot = hull.Mass.Center + n * (hull.Offsets[face] - Double3.Dot(n, hull.Mass.Center));
        // By the winding of the outline around the foot.
        var (turns, nearest, edge) = (0.0, double.PositiveInfinity, 0);
        var (u, v) = Double3.Basis(n);
        for (var i = 0; i < corners.Length; i++)
        {
            var (p, q) = (hull.Vertices[corners[i]] - foot, hull.Vertices[corners[(i + 1) % corners.Length]] - foot);
            var (a, b) = (Math.Atan2(Double3.Dot(p, v), Double3.Dot(p, u)), Math.Atan2(Double3.Dot(q, v), Double3.Dot(q, u)));
            turns += Math.IEEERemainder(b - a, 2 * Math.PI);
            for (var k = 0; k <= 2000; k++)
                if ((p + (q - p) * (k / 2000.0)).Length is var distance && distance < nearest)
                    (nearest, edge) = (distance, i);
        }
        if (Math.Abs(turns) > Math.PI)
            return face;
        var (from, to) = (corners[edge], corners[(edge + 1) % corners.Length]);
        var other = Enumerable.Range(0, hull.Faces.Length).First(f => f != face && hull.Faces[f].Contains(from) && hull.Faces[f].Contains(to));
        double Height(int f) => hull.Offsets[f] - Double3.Dot(hull.Normals[f], hull.Mass.Center);
        return Height(other) < Height(face) ? other : face;
    }

    [Fact]
    public void The_arctangent_is_the_platforms()
    {
        var random = new Random(1);
        for (var i = 0; i < 20000; i++)
        {
            var (y, x) = (random.NextDouble() * 2 - 1, (random.NextDouble() * 2 - 1) * Math.Pow(10, random.Next(-6, 6)));
            Assert.Equal(Math.Atan2(y, x), PortableMath.Atan2(y, x), 5e-16 + 4e-16 * Math.Abs(Math.Atan2(y, x)));
        }
        Assert.Equal((0, Math.PI, Math.PI / 2, -Math.PI / 2), (PortableMath.Atan2(0, 1), PortableMath.Atan2(0, -1), PortableMath.Atan2(1, 0), PortableMath.Atan2(-1, 0)));
    }
}
