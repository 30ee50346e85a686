using Render.Core;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>What is frozen stays, everything else stays what it was; and what <c>explain</c> says is what a frame holds.</summary>
public sealed class FreezeTests : IDisposable
{
    private const string Things = """
        render: 1
        let: { hour: { uniform: [5, 21] }, wear: { uniform: [0, 1], scope: instance } }
        assets: { mug: { file: mug.glb, category: mug }, set: { set: 'm*.glb' } }
        surroundings: { table: { shape: plane, size: [3, 3] } }
        lights: { sun: { type: sun, elevation_deg: $hour, irradiance_w_m2: { uniform: [1, 3], base: 1.5 } }, lamp: { type: point, position: [1, 1, 1], intensity_w_sr: [1, 2] } }
        objects:
          things: { pick: [mug, set], count: 4, scale: [0.5, 1.5], place: { on: table, within: [2, 2] }, material: { hue_shift_deg: [0, 360], roughness: $wear } }

        """;

    private readonly SceneFolder _folder = new("mug.glb", "mat.glb", "mop.glb");

    public void Dispose() => _folder.Dispose();

    private ResolvedScene Resolve(string yaml, params string[] freeze) => Scene.Parse(yaml, _folder.Roots, "test.yaml", freeze).Resolve(SceneFolder.Library);

    [Fact]
    public void What_is_frozen_stays_and_nothing_else_changes()
    {
        var (free, frozen) = (Resolve(Things), Resolve(Things, "lights.sun", "objects.*.material.hue*", "objects.things.place"));
        var first = frozen.Draw(1, 0);
        for (var i = 0; i < 8; i++)
        {
            var (a, b) = (free.Draw(1, i), frozen.Draw(1, i));
            Assert.Equal(TestFrames.Text(first.Lights[0]), TestFrames.Text(b.Lights[0]));
            Assert.Equal(1.5, 0.2126 * b.Lights[0].Intensity.X + 0.7152 * b.Lights[0].Intensity.Y + 0.0722 * b.Lights[0].Intensity.Z, 1e-6);
            Assert.Equal(TestFrames.Text(a.Lights[1]), TestFrames.Text(b.Lights[1]));
            foreach (var (x, y) in a.Instances.Zip(b.Instances).Skip(1))
            {
                Assert.Equal(180, y.Materials[0].HueShiftDeg);
                Assert.Equal((x.Model, x.Materials[0].Roughness), (y.Model, y.Materials[0].Roughness));
            }
        }
        Assert.NotEqual(free.Hash, frozen.Hash);
    }

    [Fact]
    public void Frozen_placement_is_that_of_frame_0()
    {
        const string plain = "{ render: 1, assets: { mug: { file: mug.glb } }, objects: { o: { count: 3, rotation_deg: 0, place: { in: { min: [-2, -2, 0], max: [2, 2, 2] }, overlap: true } } } }";
        var (free, frozen) = (Resolve(plain), Resolve(plain, "objects.o.place"));
        string Poses(ResolvedScene scene, long frame) => TestFrames.Text(scene.Draw(4, frame).Instances.Select(i => i.ObjectToWorld));
        Assert.Equal(Poses(free, 0), Poses(frozen, 5));
        Assert.NotEqual(Poses(free, 0), Poses(free, 5));
    }

    [Fact]
    public void A_frozen_named_draw_holds_everywhere_that_it_is_used()
    {
        var frozen = Resolve(Things, "let");
        Assert.All(Enumerable.Range(0, 4).Select(i => frozen.Draw(1, i)), frame =>
        {
            Assert.Equal(-Math.Sin(13 * Math.PI / 180), frame.Lights[0].Direction.Z, 1e-6);
            Assert.All(frame.Instances.Skip(1), i => Assert.Equal(0.5f, i.Materials[0].Roughness));
        });
    }

    [Fact]
    public void The_scene_may_say_it_itself_and_what_counts_is_what_is_frozen()
    {
        var hash = Resolve(Things, "lights.sun").Hash;
        Assert.Equal(hash, Resolve(Things, "lights.sun.*").Hash);
        Assert.Equal(hash, Resolve(Things + "freeze: [lights.sun]\n").Hash);
        Assert.NotEqual(hash, Resolve(Things, "lights").Hash);
        Assert.Equal(Resolve(Things).Hash, Resolve(Things, "surroundings.table.size").Hash);
        // The canonical form is a scene of its own.
        var canonical = Resolve(Things, "lights.sun").Scene.CanonicalJson;
        Assert.Equal(canonical, _folder.Parse(canonical).CanonicalJson);
    }

    [Fact]
    public void What_is_never_drawn_is_no_base() =>
        Assert.Equal(50, Resolve("render: 1\nlights: { sun: { type: sun, irradiance_w_m2: { choice: { 40: 0, 50: 1 } } } }\n", "lights.sun").Draw(1, 3).Lights[0].Intensity.Y, 1e-4);

    [Fact]
    public void A_path_that_freezes_nothing_is_an_error()
    {
        var error = Assert.Throws<RenderException>(() => Resolve(Things, "lights.sum"));
        Assert.Equal((Failure.Usage, "--freeze"), (error.Failure, error.Where));
        Assert.Contains("did you mean 'lights.sun'", error.Message, StringComparison.Ordinal);
        Assert.Contains("lights.lamp", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<RenderException>(() => Resolve(Things + "freeze: [lights.sun, objects.thing]\n"));
        Assert.Equal((Failure.InvalidInput, "test.yaml:8:22"), (error.Failure, error.Where));
        Assert.Contains("did you mean 'objects.things'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_holds_what_the_frame_holds()
    {
        var explanation = Resolve(Things, "lights.lamp").Explain(1, 3);
        var frame = Resolve(Things, "lights.lamp").Draw(1, 3);
        Assert.Equal(TestFrames.Text(frame), TestFrames.Text(explanation.Frame));
        var values = explanation.Values.ToDictionary(v => v.Path);
        var hue = values["objects.things.material.hue_shift_deg"];
        Assert.Equal(("instance", "independent", "[0, 360]"), (hue.Scope, hue.Sampling, hue.Distribution));
        Assert.Equal(frame.Instances.Skip(1).Select(i => (double)i.Materials[0].HueShiftDeg!), hue.Draws.Values.Select(v => (double)(float)(double)v!));
        Assert.Equal(frame.Instances.Skip(1).Select(i => i.Materials[0].Roughness), values["let.wear@objects.things"].Draws.Values.Select(v => (float?)(double)v!));
        Assert.Equal(["let.hour"], values["lights.sun.elevation_deg"].Uses);
        Assert.Null(values["lights.sun.elevation_deg"].Sampling);
        Assert.True(values["lights.lamp.intensity_w_sr"].IsFrozen);
        Assert.Equal("objects.things.place", Assert.Single(explanation.Placements.Select(p => p.Path).Distinct()));
        Assert.Equal([0, 1, 2, 3], explanation.Placements.Select(p => p.Instance));
        // Constants, and what this frame did not ask for, are not drawn.
        Assert.DoesNotContain("surroundings.table.size", values.Keys);
        Assert.DoesNotContain("lights.lamp.azimuth_deg", values.Keys);
    }
}
