using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Frames drawn from scenes: what is in them, and what moves what.</summary>
public sealed class SceneDrawTests : IDisposable
{
    private const string Things = """
        render: 1
        assets:
          mug: { file: mug.glb, category: mug, supercategory: kitchen }
          cloud: { file: cloud.glb, category: cloud }
        surroundings: { table: { shape: plane, size: [3, 3] } }
        lights: { sun: { type: sun } }
        objects:
          things: { pick: { balanced: [mug, cloud] }, count: [2, 8], scale: [0.5, 1.5], place: { on: table, within: [2, 2] }, material: { hue_shift_deg: [0, 360] } }

        """;

    private readonly SceneFolder _folder = new("mug.glb", "cloud.glb", "wood.png", "sky.hdr", "part.stl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_draw_is_pure_on_many_threads()
    {
        var scene = _folder.Resolve(Things);
        var alone = Enumerable.Range(0, 12).Select(i => TestFrames.Text(scene.Draw(3, i))).ToArray();
        var together = new string[12];
        Parallel.For(0, 12, i => together[11 - i] = TestFrames.Text(scene.Draw(3, 11 - i)));
        Assert.Equal(alone, together);
        Assert.Equal(12, alone.Distinct().Count());
        Assert.NotEqual(alone[0], TestFrames.Text(scene.Draw(4, 0)));
    }

    [Theory]
    [InlineData("lights: { sun: { type: sun } }", "lights: { sun: { type: sun }, lamp: { type: point, position: { box: { min: [0, 0, 1], max: [1, 1, 2] } } } }")]
    [InlineData("lights: { sun: { type: sun } }", "lights: { lamp: { type: point, position: [1, 1, 1] }, sun: { type: sun } }")]
    [InlineData("render: 1", "render: 1\ncamera: { fov_deg: [40, 60], roll_deg: [0, 9] }")]
    [InlineData("  mug:", "  other: { file: shape:box, category: other }\n  mug:")]
    public void Another_value_moves_no_object(string old, string replaced)
    {
        var (before, after) = (_folder.Resolve(Things), _folder.Resolve(Things.Replace(old, replaced, StringComparison.Ordinal)));
        for (var i = 0; i < 6; i++)
        {
            var (a, b) = (before.Draw(1, i), after.Draw(1, i));
            Assert.Equal(TestFrames.Text(a.Instances), TestFrames.Text(b.Instances));
            Assert.Equal(TestFrames.Text(a.Lights.Single(l => l.Name == "sun")), TestFrames.Text(b.Lights.Single(l => l.Name == "sun")));
        }
    }

    [Fact]
    public void A_renamed_group_keeps_its_draws_under_its_old_stream()
    {
        var renamed = Things.Replace("  things: { ", "  stuff: { stream: things, ", StringComparison.Ordinal);
        var (a, b) = (_folder.Resolve(Things).Draw(1, 5), _folder.Resolve(renamed).Draw(1, 5));
        Assert.Equal(a.Instances.Select(i => TestFrames.Text(i.ObjectToWorld)), b.Instances.Select(i => TestFrames.Text(i.ObjectToWorld)));
        Assert.Contains(b.Instances, i => i.Name == "stuff[0]");
    }

    [Fact]
    public void The_hash_ignores_how_it_is_written_frames_and_labels_and_nothing_else()
    {
        string Hash(string yaml) => _folder.Resolve(yaml).Hash;
        var hash = Hash(Things);
        Assert.Equal(hash, Hash("# a comment\n" + Things.Replace("size: [3, 3]", "size: [3.0, 3e0]", StringComparison.Ordinal) + "frames: 9\nlabels: [depth]\n"));
        Assert.Equal(hash, Hash(Things.Replace("count: [2, 8], scale: [0.5, 1.5]", "scale: [0.5, 1.5], count: [2, 8]", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Things.Replace("[2, 8]", "[2, 9]", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Things.Replace("mug.glb", "cloud.glb", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Things + "camera: { fov_deg: 50 }\n"));
    }

    [Fact]
    public void An_asset_alone_gives_a_lit_labelled_picture()
    {
        var frame = _folder.Resolve("{ render: 1, assets: { mug: { file: cloud.glb, category: mug } } }").Draw(0, 0);
        var mug = Assert.Single(frame.Instances);
        Assert.Equal("mug", mug.Category);
        Assert.True(Assert.Single(frame.Lights).Intensity.X > 0 && frame.Environment.Strength > 0);
        // All eight corners of the object's surroundings are in the picture, in front of the camera.
        var camera = Assert.Single(frame.Cameras);
        var vertices = SceneFolder.Library.Model("cloud.glb").Mesh.Positions.Select(p => Map(mug.ObjectToWorld, p.X, p.Y, p.Z)).ToList();
        Assert.Equal(0, vertices.Min(v => v.Z), 1e-6);
        foreach (var v in vertices)
        {
            var seen = Map(camera.WorldToCamera, v.X, v.Y, v.Z);
            Assert.InRange(camera.Fx * seen.X / seen.Z + camera.Cx, 0, 640);
            Assert.InRange(camera.Fy * seen.Y / seen.Z + camera.Cy, 0, 480);
        }
        Assert.Equal("hash of cloud.glb", frame.Assets["cloud.glb"]);
    }

    [Fact]
    public void A_camera_sees_its_target_in_the_middle_and_up_above()
    {
        var camera = Draw("camera: { fov_deg: 90, position: [3, 1, 2], look_at: [0, 1, 1] }").Cameras[0];
        Assert.Equal(320, camera.Fx, 1e-4);
        var target = Map(camera.WorldToCamera, 0, 1, 1);
        Assert.Equal((0, 0, Math.Sqrt(10)), (Math.Round(target.X, 5), Math.Round(target.Y, 5), Math.Round(target.Z, 6)), new Near());
        Assert.True(Map(camera.WorldToCamera, 0, 1, 1.1).Y < 0, "up is not up");
        Assert.True(Map(camera.WorldToCamera, 0, 1.1, 1).X > 0, "left and right are exchanged");
        var rolled = Draw("camera: { position: [3, 1, 2], look_at: [0, 1, 1], roll_deg: 90 }").Cameras[0];
        Assert.True(Map(rolled.WorldToCamera, 0, 1, 1.1).X < 0, "a camera turned clockwise sees up on the left");
        var below = Draw("camera: { position: [0, 0, 2], look_at: [0, 0, 0] }").Cameras[0];
        Assert.True(Map(below.WorldToCamera, 0, 1, 0).Y < 0, "seen straight from above, +Y is up");
    }

    [Fact]
    public void Intrinsics_are_shifted_to_pixel_centres_at_a_half()
    {
        var camera = Draw("camera: { K: { fx: 600, fy: 610, cx: 319.5, cy: 239, pixel_center: 0 }, world_to_camera: [[1,0,0,0],[0,-1,0,0],[0,0,-1,2]] }").Cameras[0];
        Assert.Equal((600f, 610f, 320f, 239.5f), (camera.Fx, camera.Fy, camera.Cx, camera.Cy));
        Assert.Equal([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 2], camera.WorldToCamera);
        Assert.Equal(319.5f, Draw("camera: { K: { fx: 600, fy: 610, cx: 319.5, cy: 239, pixel_center: 0.5 }, position: [1, 1, 1] }").Cameras[0].Cx);
    }

    [Fact]
    public void Lights_shine_where_they_are_told()
    {
        var lights = Draw("""
            lights:
              sun: { type: sun, elevation_deg: 90, irradiance_w_m2: 3, temperature_k: 6504 }
              warm: { type: sun, elevation_deg: 0, azimuth_deg: 90, temperature_k: 2000 }
              spot: { type: spot, position: [0, 0, 2], look_at: [0, 2, 2], intensity_w_sr: 5, color: '#ff0000' }
            """).Lights;
        Assert.Equal(-1, lights[0].Direction.Z, 1e-6);
        var sun = lights[0].Intensity;
        Assert.Equal(3, 0.2126 * sun.X + 0.7152 * sun.Y + 0.0722 * sun.Z, 1e-5);
        Assert.InRange(sun.X / sun.Z, 0.9, 1.1);
        Assert.Equal(-1, lights[1].Direction.Y, 1e-6);
        Assert.True(lights[1].Intensity.X > 5 * lights[1].Intensity.Z, "2000 K is not warm");
        Assert.Equal(new(0, 1, 0), lights[2].Direction);
        Assert.Equal(new(5, 0, 0), lights[2].Intensity);
    }

    /// <summary>CIE 15: chromaticities of black bodies at 2856 K (illuminant A) and near 6500 K.</summary>
    [Theory]
    [InlineData(2856, 0.44757, 0.40745)]
    [InlineData(6500, 0.31352, 0.32363)]
    [InlineData(2000, 0.52669, 0.41331)]
    public void Black_bodies_have_their_chromaticity(double kelvin, double x, double y)
    {
        var found = BlackBody.Chromaticity(kelvin);
        Assert.Equal(x, found.X, 1e-3);
        Assert.Equal(y, found.Y, 1e-3);
    }

    [Fact]
    public void Categories_follow_the_assets_or_the_list()
    {
        Assert.Equal([new(1, "mug", "kitchen"), new(2, "cloud", "cloud")], _folder.Parse(Things).Categories);
        Assert.Equal([new(1, "cloud", "cloud"), new(2, "mug", "kitchen"), new(3, "cat", "cat")], _folder.Parse(Things + "categories: [cloud, mug, cat]\n").Categories);
        Assert.Throws<RenderException>(() => _folder.Parse(Things + "categories: [cloud]\n"));
    }

    [Fact]
    public void Splits_come_from_the_frame_alone_in_their_shares()
    {
        var splits = _folder.Resolve(Things + "split: { train: 0.8, val: 0.2 }\n");
        var other = _folder.Resolve("{ render: 1, split: { train: 0.8, val: 0.2 } }");
        Assert.Equal(Enumerable.Range(0, 300).Select(i => splits.Draw(7, i).Split), Enumerable.Range(0, 300).Select(i => other.Draw(7, i).Split));
        Assert.InRange(Enumerable.Range(0, 2000).Count(i => other.Draw(7, i).Split == "val"), 340, 460);
        Assert.Equal("train", _folder.Resolve(Things).Draw(7, 0).Split);
    }

    [Fact]
    public void A_file_that_says_neither_axis_nor_unit_obeys_the_scene()
    {
        string Part(string more) => $"{{ render: 1, assets: {{ p: {{ file: part.stl{more} }} }}, objects: {{ o: {{ place: {{ position: [0, 0, 0] }} }} }} }}";
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], _folder.Resolve(Part("")).Draw(0, 0).Instances[0].ObjectToWorld);
        var turned = _folder.Resolve(Part(", up: y, unit: mm")).Draw(0, 0).Instances[0].ObjectToWorld;
        var up = Map(turned, 0, 1000, 0);
        Assert.Equal((0, 0, 1), (Math.Round(up.X, 5), Math.Round(up.Y, 5), Math.Round(up.Z, 5)), new Near());
    }

    [Fact]
    public void Materials_are_drawn_for_each_object()
    {
        var frame = _folder.Resolve(Things).Draw(1, 0);
        var hues = frame.Instances.Skip(1).Select(i => i.Materials[0].HueShiftDeg!.Value).ToList();
        Assert.Equal(hues.Count, hues.Distinct().Count());
        var table = Draw("surroundings: { t: { shape: box, size: [1, 2, 3], material: { base_color: wood.png, texture_scale: 4, metallic: 1 } } }");
        Assert.Equal("wood.png", table.Instances[0].Materials[0].BaseColorTexture);
        Assert.Equal("hash of wood.png", table.Assets["wood.png"]);
        Assert.Equal(new(4, 4), table.Instances[0].Materials[0].TextureScale);
    }

    [Fact]
    public void A_material_may_come_from_another_model()
    {
        const string Scene = "{ render: 1, surroundings: { t: { shape: plane, material: { from: { choice: [mug.glb, cloud.glb] }, texture_scale: 3, roughness: 0.7 } } } }";
        var resolved = _folder.Resolve(Scene);
        Assert.Equal(["cloud.glb", "mug.glb", "shape:plane"], resolved.Contents.Keys);
        var seen = Enumerable.Range(0, 32).Select(i => resolved.Draw(0, i)).ToList();
        Assert.Equal(["cloud.glb", "mug.glb"], seen.Select(f => f.Instances[0].Materials[0].From!).Distinct().Order());
        Assert.All(seen, f => Assert.Equal("hash of " + f.Instances[0].Materials[0].From, f.Assets[f.Instances[0].Materials[0].From!]));
        Assert.Contains("'from' is given", Assert.Throws<RenderException>(() => _folder.Parse(Scene.Replace("roughness: 0.7", "replace: true", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worn_material_brings_its_images_and_stays_solid()
    {
        static TextureImage Image(string name) => new() { Name = name, ContentHash = name, Width = 1, Height = 1, ColorSpace = ColorSpace.Linear, Levels = [[1, 2, 3, 4]] };
        var box = Shapes.TryGet("shape:box")!;
        var donor = new Model
        {
            Id = "oak.glb",
            ContentHash = "oak",
            Mesh = box.Mesh,
            Textures = [Image("normal"), Image("color")],
            Materials =
            [
                new() { Name = "oak", AlphaMode = AlphaMode.Mask, Metallic = 0.25f, Roughness = 0.5f, BaseColorTexture = new(1) { TexCoordSet = 1 }, NormalTexture = new(0), DoubleSided = true },
                new() { Name = "other" },
            ],
        };
        var assets = new AssetLibrary(_ => donor, (_, _) => throw new InvalidOperationException(), _ => throw new InvalidOperationException());
        var wearer = new FrameInstance
        {
            Name = "box",
            Model = "shape:box",
            ObjectToWorld = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
            Materials = [new() { From = "oak.glb", TextureScale = new(3), Roughness = 0.7f }],
        };
        var worn = ResolvedMaterial.Of(wearer, box, assets).Single();
        Assert.Equal(("color", "normal", null), (worn.BaseColor?.Name, worn.Normal?.Name, worn.Emissive?.Name));
        Assert.Equal((AlphaMode.Opaque, 0.25f, 0.7f, box.Materials[0].DoubleSided), (worn.Material.AlphaMode, worn.Material.Metallic, worn.Material.Roughness, worn.Material.DoubleSided));
        Assert.All([worn.Material.BaseColorTexture!, worn.Material.NormalTexture!], slot => Assert.Equal((0, new(3, 3)), (slot.TexCoordSet, slot.Scale)));
    }

    private Frame Draw(string yaml) => _folder.Resolve("render: 1\n" + yaml).Draw(0, 0);

    private static (double X, double Y, double Z) Map(float[] m, double x, double y, double z) => (
        m[0] * x + m[1] * y + m[2] * z + m[3], m[4] * x + m[5] * y + m[6] * z + m[7], m[8] * x + m[9] * y + m[10] * z + m[11]);

    private sealed class Near : IEqualityComparer<(double X, double Y, double Z)>
    {
        public bool Equals((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
            Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z) < 1e-4;

        public int GetHashCode((double X, double Y, double Z) value) => 0;
    }
}
