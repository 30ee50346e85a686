using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>Points on the surface of surroundings, wherever a point may stand in a scene. Their law is among those of all distributions.</summary>
public sealed class SurfacePointTests : IDisposable
{
    private const string Scene = """
        render: 1
        assets: { m: { file: mug.glb } }
        camera: { position: { on_surface: { of: wall, height: 0.5 } }, look_at: { on_surface: table } }
        lights: { lamp: { type: point, position: { on_surface: { of: table, height: [1, 2] } }, intensity_w_sr: 10 } }
        surroundings:
          table: { shape: plane, size: [2, 1], position: { uniform: { min: [-1, -1, 0.5], max: [1, 1, 1] } }, rotation_deg: [0, 90] }
          wall: { shape: plane, size: [4, 4], position: [0, 9, 0], rotation_deg: [90, 0, 0] }
        objects: { o: { count: 3, place: { position: { on_surface: table } } } }
        """;

    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cameras_lights_and_objects_can_lie_on_the_surface_as_it_stands_in_the_frame()
    {
        var scene = _folder.Resolve(Scene);
        for (var frame = 0; frame < 20; frame++)
        {
            var drawn = scene.Draw(1, frame);
            var m = drawn.Instances[0].ObjectToWorld;
            Matrix4x4.Invert(new(m[0], m[4], m[8], 0, m[1], m[5], m[9], 0, m[2], m[6], m[10], 0, m[3], m[7], m[11], 1), out var toTable);
            void OnTable(Vector3 point, float low, float high)
            {
                var p = Vector3.Transform(point, toTable);
                Assert.True(Math.Abs(p.X) <= 0.5001f && Math.Abs(p.Y) <= 0.5001f, $"{p} is not over the table");
                Assert.InRange(point.Z - m[11], low - 1e-5f, high + 1e-5f);
            }
            foreach (var thing in drawn.Instances.Skip(2))
                OnTable(new(thing.ObjectToWorld[3], thing.ObjectToWorld[7], thing.ObjectToWorld[11]), 0, 0);
            OnTable(drawn.Lights[0].Position, 1, 2);
            var (eye, forward) = Camera(drawn);
            // The wall's normal, turned with it.
            Assert.Equal(0.5f, Math.Abs(eye.Y - 9), 1e-4f);
            Assert.True(Math.Abs(eye.X) <= 2.0001f && Math.Abs(eye.Z) <= 2.0001f);
            OnTable(eye + forward * ((m[11] - eye.Z) / forward.Z), 0, 0.01f);
        }
        Assert.Equal(20, Enumerable.Range(0, 20).Select(frame => Camera(scene.Draw(1, frame)).Eye).Distinct().Count());
    }

    [Fact]
    public void A_frozen_point_is_the_same_part_of_the_surface_in_all_frames()
    {
        var scene = _folder.Resolve(Scene + "\nfreeze: [camera, lights, objects]");
        var places = Enumerable.Range(0, 5).Select(frame => scene.Draw(1, frame)).Select(f =>
        {
            var m = f.Instances[0].ObjectToWorld;
            Matrix4x4.Invert(new(m[0], m[4], m[8], 0, m[1], m[5], m[9], 0, m[2], m[6], m[10], 0, m[3], m[7], m[11], 1), out var toTable);
            var o = f.Instances[2].ObjectToWorld;
            return (Camera(f).Eye, Vector3.Transform(new(o[3], o[7], o[11]), toTable));
        }).ToList();
        foreach (var (eye, onTable) in places)
        {
            Assert.True(Vector3.Distance(places[0].Eye, eye) < 1e-5f && Vector3.Distance(places[0].Item2, onTable) < 1e-5f && Math.Abs(onTable.X) <= 0.5f && Math.Abs(onTable.Y) <= 0.5f);
        }
    }

    [Theory]
    [InlineData("camera: { look_at: { on_surface: tabel } }", "there is no surroundings 'tabel'")]
    [InlineData("camera: { look_at: { on_surface: ground } }", "endless")]
    [InlineData("camera: { up: { on_surface: table } }", "'on_surface' does not give a direction")]
    [InlineData("surroundings: { table: { shape: plane }, box: { shape: box, position: { on_surface: table } } }", "no surroundings are known here")]
    [InlineData("let: { p: { on_surface: table } }", "'on_surface' does not give a number")]
    public void A_surface_that_is_not_known_is_an_error_with_its_place(string yaml, string said)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse(
            $"{{ render: 1, assets: {{ m: {{ file: mug.glb }} }}, {(yaml.StartsWith("surr", StringComparison.Ordinal) ? "" : "surroundings: { table: { shape: plane } }, ")}{yaml} }}"));
        Assert.StartsWith("test.yaml:1:", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surface_without_a_part_of_this_tilt_names_itself()
    {
        var error = Assert.Throws<RenderException>(() => _folder.Resolve(
            "{ render: 1, assets: { m: { file: mug.glb } }, surroundings: { t: { shape: plane } }, camera: { look_at: { on_surface: { of: t, tilt_deg: [80, 100] } } } }").Draw(0, 4));
        Assert.Equal((Failure.InvalidInput, "frame 4"), (error.Failure, error.Where));
        Assert.Contains("no part of its surface has this tilt", error.Message, StringComparison.Ordinal);
    }

    private static (Vector3 Eye, Vector3 Forward) Camera(Frame frame)
    {
        var m = frame.Cameras[0].WorldToCamera;
        Vector3 x = new(m[0], m[1], m[2]), y = new(m[4], m[5], m[6]), z = new(m[8], m[9], m[10]);
        return (-(x * m[3] + y * m[7] + z * m[11]), z);
    }
}
