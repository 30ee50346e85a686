using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Tests.Geometry;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>Grids, Poisson disks, poses at rest and places on meshes, checked on the vertices as they are uploaded.</summary>
public sealed class StrategyTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb", "cloud.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_grid_is_filled_row_by_row_within_its_jitter()
    {
        var frame = Draw("""
            surroundings: { t: { shape: plane, size: [3, 2], position: [1, 2, 0.5], rotation_deg: 90 } }
            objects: { o: { count: 7, place: { grid: t, rows: 2, columns: 3, spacing: [0.5, 0.4], jitter: [0.05, 0.02] } } }
            """);
        Assert.Equal(7, frame.Instances.Length);
        Assert.Equal(("o[6]", true), (frame.Dropped[0].Name, frame.Dropped[0].Reason.Contains("beyond the 6 places of the grid", StringComparison.Ordinal)));
        var moved = false;
        for (var i = 0; i < 6; i++)
        {
            var center = Center(World(frame.Instances[i + 1]));
            // The table is turned by 90 degrees: its x axis is the world's y.
            var (x, y) = (center.Y - 2, -(center.X - 1));
            var (dx, dy) = (x - (i % 3 - 1) * 0.5f, y - (i / 3 - 0.5f) * 0.4f);
            Assert.True(Math.Abs(dx) <= 0.0501 && Math.Abs(dy) <= 0.0201, $"{i}: {dx} {dy}");
            moved |= Math.Abs(dx) > 0.021;
            Assert.Equal(0.5f, World(frame.Instances[i + 1]).Min(p => p.Z), 1e-5f);
        }
        Assert.True(moved);
    }

    [Theory]
    [InlineData(1.0, 1.0, 0.1)]
    [InlineData(2.0, 0.3, 0.07)]
    [InlineData(0.05, 0.05, 0.2)]
    public void No_two_places_of_a_Poisson_disk_are_too_near_and_no_other_has_room(double width, double height, double distance)
    {
        var gaps = 0;
        for (var seed = 0UL; seed < 5; seed++)
        {
            var places = PoissonDisk.Scatter(width, height, distance, new RandomStream(seed, "p", 0), (_, _) => true);
            for (var i = 0; i < places.Length; i++)
            {
                Assert.True(Math.Abs(places[i].X) <= width / 2 && Math.Abs(places[i].Y) <= height / 2);
                for (var j = 0; j < i; j++)
                    Assert.True(Distance(places[i], places[j]) >= distance);
            }
            var random = new Random(1);
            for (var i = 0; i < 2000; i++)
            {
                var point = ((random.NextDouble() - 0.5) * width, (random.NextDouble() - 0.5) * height);
                gaps += Array.TrueForAll(places, p => Distance(p, point) > distance) ? 1 : 0;
            }
        }
        // What the tries around places and in empty cells leave.
        Assert.InRange(gaps, 0, 5 * 2000 / 500);

        static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
    }

    [Fact]
    public void Poisson_places_are_taken_by_the_objects_of_a_frame()
    {
        var frame = Draw("""
            surroundings: { t: { shape: cylinder, size: [2, 2, 0.1] } }
            objects: { o: { count: 30, place: { poisson: t, distance: 0.2 } } }
            """);
        var centers = frame.Instances.Skip(1).Select(i => Center(World(i))).ToList();
        Assert.True(centers.Count > 20);
        for (var i = 0; i < centers.Count; i++)
            for (var j = 0; j < i; j++)
                Assert.True(Vector2.Distance(new(centers[i].X, centers[i].Y), new(centers[j].X, centers[j].Y)) > 0.199);
    }

    [Fact]
    public void What_is_put_at_rest_lies_on_a_face_of_its_hull_as_often_as_its_probability_says()
    {
        var scene = _folder.Resolve("""
            render: 1
            assets: { cloud: { file: cloud.glb } }
            surroundings: { t: { shape: plane, size: [8, 8] } }
            objects: { o: { count: 60, place: { rest: t } } }
            """);
        var hull = ConvexHullTests.Of(SceneFolder.ModelOf("cloud.glb"));
        var poses = StablePoses.Of(hull);
        var counts = new Dictionary<int, int>();
        var total = 0;
        for (var frame = 0; frame < 20; frame++)
        {
            foreach (var instance in scene.Draw(3, frame).Instances.Skip(1))
            {
                var points = World(instance);
                Assert.Equal(0, points.Min(p => p.Z), 1e-5);
                Assert.True(points.Count(p => p.Z < 2e-5) >= 3, "stands on fewer than three points");
                var m = instance.ObjectToWorld;
                var down = new Double3(-m[8], -m[9], -m[10]);
                var face = Enumerable.Range(0, hull.Faces.Length).MaxBy(f => Double3.Dot(hull.Normals[f], down));
                counts[face] = counts.GetValueOrDefault(face) + 1;
                total++;
            }
        }
        Assert.True(total > 1000);
        foreach (var pose in poses)
            Assert.Equal(pose.Probability, counts.GetValueOrDefault(pose.Face) / (double)total, 5 * Math.Sqrt(pose.Probability / total) + 1e-3);
    }

    [Fact]
    public void Places_on_a_mesh_are_uniform_over_its_area_and_follow_its_normal()
    {
        var frame = Draw("""
            surroundings: { ball: { shape: sphere, size: 4, position: [1, 2, 3] } }
            objects: { o: { count: 2000, scale: 0.1, place: { on_mesh: ball, overlap: true } } }
            """);
        var (center, sum, upper) = (new Vector3(1, 2, 3), Vector3.Zero, 0);
        foreach (var instance in frame.Instances.Skip(1))
        {
            var points = World(instance);
            var out1 = Vector3.Normalize(Center(points) - center);
            // The box of 1 cm stands on the sphere of radius 2: its bottom on the plane of a triangle, its z axis outward.
            var low = points.Min(p => Vector3.Dot(p - center, out1));
            Assert.InRange(low, 1.99f, 2.001f);
            var z = Vector3.Normalize(new(instance.ObjectToWorld[2], instance.ObjectToWorld[6], instance.ObjectToWorld[10]));
            Assert.True(Vector3.Dot(z, out1) > 0.99f);
            sum += out1;
            upper += out1.Z > 0.5 ? 1 : 0;
        }
        Assert.True(sum.Length() < 5 * MathF.Sqrt(2000 / 3f * 3));
        // Archimedes: a quarter of the sphere's area lies above half its radius.
        Assert.InRange(upper, 400, 600);
    }

    [Fact]
    public void Tilt_keeps_to_level_parts_and_upright_objects_stay_upright()
    {
        var frame = Draw("""
            surroundings: { ball: { shape: sphere, size: 4 } }
            objects: { o: { count: 300, scale: 0.1, place: { on_mesh: ball, tilt_deg: [0, 30], align: false, overlap: true } } }
            """);
        foreach (var instance in frame.Instances.Skip(1))
        {
            Assert.True(Center(World(instance)).Z > 2 * Math.Cos(32 * Math.PI / 180));
            Assert.Equal(0.1f, instance.ObjectToWorld[10], 1e-6f);
        }
        var none = Draw("""
            surroundings: { t: { shape: plane } }
            objects: { o: { place: { on_mesh: t, tilt_deg: [80, 100] } } }
            """);
        Assert.Contains("without a part of 't' that has this tilt", none.Dropped[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("place: { grid: t, rows: 0, columns: 3, spacing: [1, 1] }", "out of range")]
    [InlineData("place: { grid: t, rows: 2, spacing: [1, 1] }", "'columns' is missing")]
    [InlineData("place: { poisson: t }", "'distance' is missing")]
    [InlineData("place: { poisson: ground, distance: 1 }", "within")]
    [InlineData("place: { rest: tt }", "did you mean 't'")]
    [InlineData("place: { rest: t, poses: often }", "poses")]
    [InlineData("rotation_deg: 3, place: { rest: t }", "turned by it")]
    [InlineData("place: { on_mesh: ground }", "endless")]
    [InlineData("place: { on_mesh: t, tilt_deg: [50, 20] }", "upside down")]
    [InlineData("place: { rest: t, on: t }", "two ways")]
    public void A_wrong_parameter_is_an_error_with_its_place(string group, string said)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse(
            $"{{ render: 1, assets: {{ m: {{ file: mug.glb }} }}, surroundings: {{ t: {{ shape: plane }} }}, objects: {{ o: {{ {group} }} }} }}"));
        Assert.StartsWith("test.yaml:1:", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Ways() => ["position: [1, 2, 3]", "in: { min: [-1, -1, 0], max: [1, 1, 1] }", "on: t", "rest: t", "grid: t, rows: 3, columns: 3, spacing: [0.3, 0.3], jitter: [0.01, 0.01]",
        "poisson: t, distance: 0.3", "on_mesh: t"];

    /// <summary>What every strategy owes: the same key gives the same places; other objects, added after it or before it in another place, change no draw.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void The_same_key_gives_the_same_places_and_an_asset_or_a_group_more_changes_none(string way)
    {
        string Yaml(string more) => $$"""
            surroundings: { t: { shape: plane, size: [3, 3] } {{(more.Length > 0 ? ", far: { shape: box, position: [9, 9, 9] }" : "")}} }
            objects:
              {{more}}
              o: { pick: m, count: 4, place: { {{way}} } }
            """;
        var frame = Draw(Yaml(""), 5);
        float[][] Places(Frame f) => [.. f.Instances.Where(i => i.Name.StartsWith("o[", StringComparison.Ordinal)).Select(i => i.ObjectToWorld)];
        Assert.NotEmpty(Places(frame));
        Assert.Equal(Places(frame), Places(Draw(Yaml(""), 5)));
        Assert.Equal(Places(frame), Places(Draw(Yaml("p: { pick: m, place: { position: [9, 9, 0] } }"), 5)));
        if (!way.StartsWith("position", StringComparison.Ordinal))
            Assert.NotEqual(Places(frame), Places(Draw(Yaml(""), 6)));
        Assert.Contains(PlacementTable.Keys, key => way.StartsWith(key + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_way_to_place_is_among_those_tested() =>
        Assert.Equal(PlacementTable.Keys.Where(k => k != "drop").Order(), Ways().Select(w => w.Data.Split(':')[0]).Order());

    private Frame Draw(string yaml, long frame = 0) => _folder.Resolve("render: 1\nassets: { m: { file: mug.glb } }\n" + yaml).Draw(1, frame);

    private static Vector3 Center(List<Vector3> points) => (points.Aggregate(Vector3.Min) + points.Aggregate(Vector3.Max)) / 2;

    internal static List<Vector3> World(FrameInstance instance)
    {
        var m = instance.ObjectToWorld;
        return [.. SceneFolder.Library.Model(instance.Model).Mesh.Positions.Distinct().Select(p => new Vector3(
            m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]))];
    }
}
