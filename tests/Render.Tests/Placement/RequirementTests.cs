using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>What must hold of a place, checked on frames as they are uploaded: overlaps by sampling, the camera's wishes by counting rays of the whole frame.</summary>
public sealed class RequirementTests : IDisposable
{
    private const string Camera = "image: { width: 160, height: 120 }\ncamera: { position: [0, -2, 1], look_at: [0, 0, 0.2], fov_deg: 50 }\n";

    private readonly SceneFolder _folder = new("box.glb", "cloud.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Overlap_of_meshes_is_exact()
    {
        var (box, sphere) = (Shape("shape:box"), Shape("shape:sphere"));
        Pose At(double x, double y = 0, double z = 0, double scale = 1, double turn = 0) => Pose.Of(Rotation.FromEuler(turn, turn / 2, turn / 3), new(scale, scale, scale), new(x, y, z));
        Assert.False(MeshOverlap.Meet(box, At(0), box, At(1.001)));
        Assert.True(MeshOverlap.Meet(box, At(0), box, At(0.999, 0.1, 0.1)));
        Assert.False(MeshOverlap.Meet(sphere, At(0), sphere, At(0.58, 0.58, 0.58)));
        // Boxes around them overlap, they do not.
        Assert.False(MeshOverlap.Meet(sphere, At(0), sphere, At(0.75, 0.75)));
        Assert.True(MeshOverlap.Meet(sphere, At(0), sphere, At(0.68, 0.68)));
        // One inside the other, either way round; a plane has no inside.
        Assert.True(MeshOverlap.Meet(box, At(0, scale: 3), sphere, At(0.3)));
        Assert.True(MeshOverlap.Meet(sphere, At(0.3), box, At(0, scale: 3)));
        Assert.False(MeshOverlap.Meet(Shape("shape:plane"), At(0, scale: 3), sphere, At(0, 0, 0.6)));
        Assert.True(MeshOverlap.Meet(Shape("shape:plane"), At(0, scale: 3), sphere, At(0.1, 0.2, 0.45)));
    }

    /// <summary>The distance of spheres is known: apart by more than their diameter they are clear, nearer by more than the facets they are not.</summary>
    [Fact]
    public void Random_spheres_meet_when_their_distance_says_so()
    {
        var (sphere, random) = (Shape("shape:sphere"), new Random(5));
        for (var i = 0; i < 300; i++)
        {
            var (a, b) = (0.2 + random.NextDouble(), 0.2 + random.NextDouble());
            var direction = new Double3(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5).Normalized();
            var distance = (a + b) / 2 * (0.1 + 1.5 * random.NextDouble());
            if (Math.Abs(distance / ((a + b) / 2) - 1) < 0.01)
                continue;
            var turn = Rotation.FromEuler(random.Next(360), random.Next(360), random.Next(360));
            Assert.Equal(distance < (a + b) / 2, MeshOverlap.Meet(sphere, Pose.Of(turn, new(a, a, a), new(3, -2, 1)), sphere, Pose.Of(Rotation.Identity, new(b, b, b), new Double3(3, -2, 1) + direction * distance)));
        }
    }

    [Fact]
    public void Clear_objects_share_no_point_and_crowd_closer_than_outlines_would()
    {
        var frame = Draw("""
            surroundings: { t: { shape: plane, size: [2, 2] }, post: { shape: cylinder, size: [0.2, 0.2, 1], position: [0, 0, 0.5] } }
            objects: { o: { pick: box, count: 40, scale: [1, 3], rotation_deg: { uniform_rotation: any }, place: { in: { min: [-0.4, -0.4, 0.1], max: [0.4, 0.4, 0.5] } }, require: { clear: true } } }
            """);
        var boxes = frame.Instances.Skip(2).ToList();
        Assert.True(boxes.Count > 15);
        var random = new Random(3);
        foreach (var a in boxes)
        {
            for (var i = 0; i < 200; i++)
            {
                var p = Apply(a, new((random.NextSingle() - 0.5f) * 0.0999f, (random.NextSingle() - 0.5f) * 0.0999f, (random.NextSingle() - 0.5f) * 0.0999f));
                foreach (var b in boxes.Where(b => b != a))
                    Assert.False(IsInBox(b, p), $"{a.Name} in {b.Name}");
                Assert.False(p.X * p.X + p.Y * p.Y < 0.0995 * 0.0995 && p.Z is > 0 and < 1, $"{a.Name} is in the post");
            }
        }
    }

    /// <summary>Boxes of one size, level with the axes, share planes and edges; in a row that is a hair too narrow for them not all have room.</summary>
    [Fact]
    public void Clear_boxes_in_a_row_do_not_overlap()
    {
        const string yaml = """
            surroundings: { t: { shape: plane, size: [4, 2] } }
            objects: { a: { pick: box, count: 8, scale: 2, rotation_deg: 0, place: { grid: t, rows: 1, columns: 8, spacing: [0.19, 0.3], jitter: [0.03, 0] }, require: { clear: true } } }
            """;
        Assert.Contains(Enumerable.Range(0, 6), number => Draw(yaml, number).Dropped.Length > 0);
        for (var number = 0; number < 6; number++)
        {
            var at = Draw(yaml, number).Instances.Skip(1).Select(i => i.ObjectToWorld[3]).Order().ToList();
            for (var i = 1; i < at.Count; i++)
                Assert.True(at[i] - at[i - 1] >= 0.2f - 1e-6f, $"frame {number}: {at[i] - at[i - 1]} m apart");
        }
        // Just touching is clear.
        Assert.Empty(Draw(yaml.Replace("spacing: [0.19, 0.3], jitter: [0.03, 0]", "spacing: [0.2, 0.3]", StringComparison.Ordinal)).Dropped);
    }

    /// <summary>Between the meshes: the distance of level boxes is known.</summary>
    [Fact]
    public void A_gap_holds_between_meshes_that_must_be_clear()
    {
        var nearest = double.PositiveInfinity;
        for (var number = 0; number < 3; number++)
        {
            var frame = Draw("""
                surroundings: { t: { shape: plane, size: [1, 1] } }
                objects: { o: { pick: box, count: 12, rotation_deg: 0, place: { on: t, within: [0.5, 0.5], gap: 0.05 }, require: { clear: true } } }
                """, number);
            var at = frame.Instances.Skip(1).Select(i => (X: i.ObjectToWorld[3], Y: i.ObjectToWorld[7])).ToList();
            Assert.True(at.Count > 5);
            for (var i = 0; i < at.Count; i++)
                for (var j = 0; j < i; j++)
                    nearest = Math.Min(nearest, double.Hypot(Math.Max(0, Math.Abs(at[i].X - at[j].X) - 0.1), Math.Max(0, Math.Abs(at[i].Y - at[j].Y) - 0.1)));
            Assert.True(nearest >= 0.05 - 1e-6, $"{nearest} m apart");
        }
        Assert.True(nearest < 0.06);
    }

    [Fact]
    public void What_is_asked_of_the_camera_holds_in_the_frame()
    {
        for (var number = 0; number < 4; number++)
        {
            var frame = Draw(Camera + """
                surroundings: { t: { shape: plane, size: [6, 6] }, wall: { shape: box, size: [0.5, 0.05, 0.6], position: [-0.4, -0.3, 0.3] } }
                objects: { o: { pick: box, count: 14, scale: [1, 3], place: { on: t, within: [3, 3] }, require: { in_view: 0.6, visible: 0.7, distance: [1.2, 3] } } }
                """, number);
            Assert.True(frame.Instances.Length > 6);
            var caster = new RayCaster(SceneFolder.Library);
            var camera = frame.Cameras[0];
            foreach (var instance in frame.Instances.Skip(2))
            {
                var middle = Apply(instance, Vector3.Zero);
                Assert.InRange((double)Vector3.Distance(middle, new(0, -2, 1)), 1.199, 3.001);
                // Alone, on a canvas around the picture, and in the frame: rays through all pixels.
                var alone = caster.View(frame with { Instances = [instance] });
                var all = caster.View(frame);
                var index = Array.IndexOf(frame.Instances, instance) + 1;
                var (amodal, visible) = (0, 0);
                for (var y = -120; y < 240; y += 2)
                {
                    for (var x = -160; x < 320; x += 2)
                    {
                        if (alone.Cast(x + 0.5, y + 0.5).Instance == 0)
                            continue;
                        amodal++;
                        visible += x is >= 0 and < 160 && y is >= 0 and < 120 && all.Cast(x + 0.5, y + 0.5).Instance == index ? 1 : 0;
                    }
                }
                // 144 rays here, some hundred pixels there.
                Assert.True(visible >= 0.7 * amodal - 0.08 * amodal - 3, $"{instance.Name} of frame {number}: {visible} of {amodal} visible");
            }
        }
    }

    [Fact]
    public void Upright_refuses_what_lies_and_says_how_often()
    {
        var frame = Draw("""
            objects:
              any: { pick: box, count: 30, place: { in: { min: [-3, -3, 0], max: [3, 3, 3] } }, require: { upright_deg: 30 } }
              no: { pick: box, rotation_deg: [90, 0, 0], place: { in: { min: [-3, -3, 5], max: [3, 3, 6] } }, require: { upright_deg: 30 } }
            """);
        Assert.All(frame.Instances, i => Assert.True(i.ObjectToWorld[10] >= Math.Cos(30 * Math.PI / 180) - 1e-6));
        Assert.Contains("200 times less upright", frame.Dropped[^1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("distance: [20, 30]", "200 times nearer to the camera")]
    [InlineData("distance: [0, 0.1]", "200 times farther from the camera")]
    [InlineData("in_view: 1", "less in view")]
    [InlineData("visible: 0.9", "less visible")]
    public void An_infeasible_wish_names_what_was_in_the_way_and_how_often(string wish, string said)
    {
        var yaml = Camera + $$"""
            surroundings: { t: { shape: plane, size: [6, 6] } }
            objects: { o: { pick: box, scale: 1, place: { position: [0, -4, 0.5] }, require: { {{wish}} } } }
            """;
        Assert.Contains(said, Draw(yaml).Dropped[0].Reason, StringComparison.Ordinal);
        var error = Assert.Throws<RenderException>(() => Draw(yaml.Replace("scale: 1", "scale: 1, on_infeasible: error", StringComparison.Ordinal)));
        Assert.Equal(("frame 0", true), (error.Where, error.Message.Contains(said, StringComparison.Ordinal)));
        Assert.StartsWith("Loosen what it requires", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_object_may_not_hide_an_earlier_one()
    {
        var yaml = Camera + """
            objects:
              far: { pick: box, place: { position: [0, 0.5, 0.2] }, require: { visible: 0.6 } }
              near: { pick: box, place: { position: [0, -1.2, 0.744] } }
            """;
        var frame = Draw(yaml);
        Assert.Equal("near[0]", frame.Dropped.Single().Name);
        Assert.Contains("200 times hiding 'far[0]' below its 'visible'", frame.Dropped[0].Reason, StringComparison.Ordinal);
        Assert.Empty(Draw(yaml.Replace(", require: { visible: 0.6 }", "", StringComparison.Ordinal)).Dropped);
    }

    [Theory]
    [InlineData("require: { in_view: 0.5 }", "camera: { distance: 2 }", "known before the objects are placed")]
    [InlineData("require: { in_view: 1.5 }", "camera: { look_at: [0, 0, 0], distance: 2 }", "out of range")]
    [InlineData("require: { cameras: any }", "camera: {}", "nothing is said of the camera")]
    [InlineData("require: { visibel: 0.5 }", "camera: {}", "did you mean 'visible'")]
    [InlineData("place: { drop: { over: ground, within: [1, 1] } }, require: { clear: true }", "camera: {}", "what falls keeps clear of everything by itself")]
    public void A_wrong_wish_is_an_error_with_its_place(string group, string camera, string said)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse($"{{ render: 1, assets: {{ m: {{ file: box.glb }} }}, {camera}, objects: {{ o: {{ {group} }} }} }}"));
        Assert.StartsWith("test.yaml:1:", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private Frame Draw(string yaml, long frame = 0) => _folder.Resolve("render: 1\nassets: { box: { file: box.glb } }\n" + yaml).Draw(1, frame);

    private static ModelShape Shape(string reference) => new(Shapes.TryGet(reference)!);

    private static Vector3 Apply(FrameInstance instance, Vector3 p)
    {
        var m = instance.ObjectToWorld;
        return new(m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]);
    }

    private static bool IsInBox(FrameInstance box, Vector3 p)
    {
        var m = box.ObjectToWorld;
        var d = p - new Vector3(m[3], m[7], m[11]);
        for (var axis = 0; axis < 3; axis++)
        {
            var along = new Vector3(m[axis], m[4 + axis], m[8 + axis]);
            if (Math.Abs(Vector3.Dot(d, along)) > 0.05f * along.LengthSquared())
                return false;
        }
        return true;
    }
}
