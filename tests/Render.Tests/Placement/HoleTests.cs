using System.Numerics;
using Render.Core.Assets;
using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>What a camera sees through holes and lenses while objects are placed, against rays of the whole frame through every pixel.</summary>
public sealed class HoleTests : IDisposable
{
    private const string Head = """
        render: 1
        image: { width: 160, height: 120 }
        camera: { position: [0, -2, 0.2], look_at: [0, 0, 0.2], fov_deg: 50 }
        assets:
          box: { file: 'shape:box', category: box, scale: 0.1 }
          fence: { file: fence.glb }
          leaf: { file: leaf.glb, category: leaf }

        """;

    private readonly SceneFolder _folder = new("fence.glb", "leaf.glb");

    private static readonly AssetLibrary Library = new(ModelOf, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    public void Dispose() => _folder.Dispose();

    /// <summary>A fence of a quarter of slats before everything hides no more than a quarter; solid, it hides all.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData(", material: { alpha: 0.3 }", 0)]
    [InlineData(", material: { replace: true }", 6)]
    // A solid material that blends is solid in labels from a half up.
    [InlineData(", material: { replace: true, alpha: 0.6 }", 6)]
    [InlineData(", material: { replace: true, alpha: { scale: 0.4 } }", 0)]
    public void Objects_behind_a_fence_are_as_visible_as_its_holes_let_them_be(string material, int dropped)
    {
        var frame = Draw($$"""
            surroundings: { fence: { asset: fence, scale: 3, position: [0, -1, 0.2], rotation_deg: [90, 0, 0]{{material}} } }
            objects: { o: { pick: box, count: 6, scale: [2, 3], place: { in: { min: [-0.5, 0, 0], max: [0.5, 1, 0.5] }, overlap: true }, require: { visible: 0.6 } } }
            """);
        Assert.Equal(dropped, frame.Dropped.Length);
        foreach (var thing in frame.Instances.Skip(1))
            Assert.True(VisibleOf(frame, thing) is var (visible, amodal) && visible >= 0.5 * amodal && amodal > 50, thing.Name);
    }

    /// <summary>Leaves are solid within a disc of half their side: they reach less far, and hide less, than their cards.</summary>
    [Fact]
    public void Strata_count_leaves_by_their_solid_pixels()
    {
        var scene = Resolve("""
            objects:
              leaves: { pick: leaf, count: 2, strata: { size_px: [[16, 28], [28, 50]], visible: [[0.2, 0.6], [0.6, 1]] } }
            """);
        var made = 0;
        for (var i = 0; i < 20; i++)
        {
            var frame = scene.Draw(3, i);
            foreach (var thing in frame.Instances.Where(o => o.Stratum is not null))
            {
                made++;
                var (visible, amodal) = VisibleOf(frame, thing);
                var part = (double)visible / amodal;
                Assert.True(thing.Stratum!.Bins["visible"] == "0.2-0.6" ? part is >= 0.2 and < 0.6 : part >= 0.6, $"{thing.Name} of frame {i}: {visible} of {amodal}");
                // Every second pixel of what is more than 80 across.
                Assert.Equal(thing.Stratum.AmodalPixels!.Value, amodal, 0.05 * amodal + 8);
                Assert.InRange(amodal, 10, thing.Stratum.SizePx!.Value * thing.Stratum.SizePx.Value);
            }
        }
        Assert.True(made >= 36, $"{made}");
    }

    /// <summary>Rays of placement through a lens are those of the lens's own portable inverse, bit for bit, not those of the labels' witness.</summary>
    [Fact]
    public void Rays_through_a_lens_are_the_same_on_every_machine()
    {
        var camera = new FrameCamera
        {
            Fx = 60,
            Fy = 60,
            Cx = 80,
            Cy = 60,
            WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
            Near = 0.01f,
            Lens = new() { Model = LensModel.KannalaBrandt, K = [-0.03, 0.008], MaxAngleDeg = 100 },
        };
        var sphere = new ModelShape(Shapes.TryGet("shape:sphere")!);
        var pose = Pose.Of(Rotation.FromEuler(10, 20, 30), new(1.5, 1.5, 1.5), new(0.3, 0.2, 1));
        var sight = new CameraSight(camera, 160, 120).Rays(new PosedModel(sphere, pose, null));
        RayView.Instance[] instances = [new(sphere.Tree, Affine.Of(camera.WorldToCamera).After(Affine.Of(pose.ToSingle())), null)];
        var (portable, witness) = (new RayView(camera, instances, new LensProjection(camera).Direction), new RayView(camera, instances, new RayLens(camera).Direction));
        var (met, other) = (0, 0);
        for (var y = 0.5; y < 120; y += 3)
        {
            for (var x = 0.5; x < 160; x += 3)
            {
                Assert.Equal(portable.Reach(x, y), sight.Reach(x, y));
                met += double.IsFinite(sight.Reach(x, y)) ? 1 : 0;
                other += witness.Reach(x, y).Equals(sight.Reach(x, y)) ? 0 : 1;
            }
        }
        Assert.True(met > 300 && other > 0, $"{met} met, {other} elsewhere by another inverse");
    }

    private ResolvedScene Resolve(string yaml) => _folder.Parse(Head + yaml).Resolve(Library);

    private Frame Draw(string yaml) => Resolve(yaml).Draw(1, 0);

    /// <summary>Pixels on a canvas around the picture that show it alone, and those in the picture that show it in the frame.</summary>
    private static (int Visible, int Amodal) VisibleOf(Frame frame, FrameInstance thing)
    {
        var caster = new RayCaster(Library);
        var (alone, all, number) = (caster.View(frame with { Instances = [thing] }), caster.View(frame), Array.IndexOf(frame.Instances, thing) + 1);
        var (visible, amodal) = (0, 0);
        for (var y = -60; y < 180; y++)
        {
            for (var x = -80; x < 240; x++)
            {
                if (alone.Cast(x + 0.5, y + 0.5).Instance == 0)
                    continue;
                amodal++;
                visible += x is >= 0 and < 160 && y is >= 0 and < 120 && all.Cast(x + 0.5, y + 0.5).Instance == number ? 1 : 0;
            }
        }
        return (visible, amodal);
    }

    private static Model ModelOf(string reference)
    {
        var plane = Shapes.TryGet("shape:plane")!;
        // 16 slats of a quarter each; a disc.
        var texture = reference == "fence.glb" ? Texture(64, 1, (x, _) => x % 4 == 0) : Texture(32, 32, (x, y) => double.Hypot(x - 15.5, y - 15.5) < 8);
        return new()
        {
            Id = reference,
            ContentHash = "hash of " + reference,
            Mesh = plane.Mesh,
            Materials = [new Material { AlphaMode = AlphaMode.Mask, AlphaCutoff = 0.5f, BaseColorTexture = new(0, 0, Vector2.Zero, Vector2.One, 0, TextureWrap.Repeat, TextureWrap.Repeat) }],
            Textures = [texture],
        };
    }

    private static TextureImage Texture(int width, int height, Func<int, int, bool> solid) => new()
    {
        Name = "holes",
        ContentHash = $"{width}",
        Width = width,
        Height = height,
        ColorSpace = ColorSpace.Srgb,
        Levels = [[.. Enumerable.Range(0, width * height).SelectMany(i => new byte[] { 90, 120, 60, solid(i % width, i / width) ? (byte)255 : (byte)0 })]],
    };
}
