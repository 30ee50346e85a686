using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>Which pixels a triangle covers: the pixel's centre, the top-left rule, no cracks, the near plane, ties, holes.</summary>
public sealed class CoverageTests(DeviceFixture fixture) : IDisposable
{
    private readonly FrameRenderer _renderer = new(fixture.Device, TestScene.Assets);

    public void Dispose() => _renderer.Dispose();

    [Fact]
    public void A_rectangle_on_pixel_centres_owns_its_top_and_left_edges()
    {
        var scene = new TestScene();
        // From the centre of pixel (10, 5) to that of (20, 15), at depth 2.
        Vector3 a = scene.At(10.5f, 5.5f, 2), b = scene.At(20.5f, 5.5f, 2), c = scene.At(20.5f, 15.5f, 2), d = scene.At(10.5f, 15.5f, 2);
        var image = Render(scene.Add([a, b, c, a, c, d]));
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var inside = x is >= 10 and < 20 && y is >= 5 and < 15;
                Assert.True(image.InstanceIds[y * image.Width + x] == (inside ? 1 : 0), $"pixel ({x}, {y})");
                Assert.Equal(inside ? 2 : 0, image.Depth[y * image.Width + x], 1e-6f);
            }
        fixture.Clean();
    }

    /// <summary>
    /// Triangles around a point, each rendered alone: no pixel may be met twice, and none inside left out, though some triangles are small, some
    /// cross the near plane and some leave the guard band. Centres of fans lie on pixel centres, where only the rule decides.
    /// </summary>
    [Theory]
    [InlineData(20, 0)] // small beside small
    [InlineData(500, 0)] // large
    [InlineData(40_000, 0)] // beyond the guard band
    [InlineData(30, 1)] // every second rim point behind the eye
    [InlineData(20, 2)] // every second rim point far away, beside small ones
    public void The_triangles_of_a_fan_meet_every_pixel_once(float radius, int rim)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            var scene = new TestScene { Width = 48, Height = 40 };
            var (cx, cy) = (20.5f + seed, 18.5f);
            var points = new Vector3[9];
            for (var i = 0; i < 9; i++)
            {
                var angle = MathF.Tau * (i + 0.6f * random.NextSingle()) / 9;
                var r = rim == 2 && i % 2 == 0 ? 1500 * radius : radius * (1 + random.NextSingle());
                points[i] = scene.At(cx + r * MathF.Cos(angle), cy + r * MathF.Sin(angle), 1 + random.NextSingle());
                if (rim == 1 && i % 2 == 0)
                    points[i] -= new Vector3(0, 0, 2.5f);
            }
            var hits = new int[48 * 40];
            for (var i = 0; i < 9; i++)
            {
                var alone = new TestScene { Width = 48, Height = 40 };
                var ids = Render(alone.Add([alone.At(cx, cy, 1.5f), points[i], points[(i + 1) % 9]])).InstanceIds;
                for (var p = 0; p < hits.Length; p++)
                    hits[p] += ids[p];
            }
            // Where the rim comes from behind the eye a fan may fold over; twice is then right far from the centre, but not around it.
            for (var y = 0; y < 40; y++)
                for (var x = 0; x < 48; x++)
                    if (Math.Max(Math.Abs(x + 0.5f - cx), Math.Abs(y + 0.5f - cy)) <= 10)
                        Assert.True(hits[y * 48 + x] == 1, $"seed {seed}: pixel ({x}, {y}) is met {hits[y * 48 + x]} times");
                    else if (rim != 1)
                        Assert.True(hits[y * 48 + x] <= 1, $"seed {seed}: pixel ({x}, {y}) is met {hits[y * 48 + x]} times");
        }
        fixture.Clean();
    }

    /// <summary>What a triangle through the near plane shows, against a point-in-triangle test of the ray in double precision.</summary>
    [Fact]
    public void A_triangle_through_the_near_plane_is_cut_there()
    {
        var covered = 0;
        for (var seed = 0; seed < 30; seed++)
        {
            var scene = new TestScene { Near = 0.5f };
            var p = RandomTriangles.Of(RandomTriangles.Kind.Crossing, 1, seed, scene);
            var image = Render(scene.Add(p));
            for (var y = 0; y < image.Height; y++)
                for (var x = 0; x < image.Width; x++)
                {
                    var (depth, margin) = Ray(scene, p, x + 0.5, y + 0.5);
                    if (margin < 1e-3)
                        continue;
                    var seen = depth > 0.5;
                    Assert.True(image.InstanceIds[y * image.Width + x] == (seen ? 1 : 0), $"seed {seed}, pixel ({x}, {y}), depth {depth}");
                    if (seen)
                        Assert.Equal(1, image.Depth[y * image.Width + x] / depth, 1e-4);
                    covered += seen ? 1 : 0;
                }
        }
        Assert.True(covered > 1000);
        fixture.Clean();
    }

    [Fact]
    public void Equal_depth_goes_to_the_lower_instance_number()
    {
        var scene = new TestScene();
        Vector3[] triangle = [scene.At(3, 3, 2), scene.At(50, 9, 3), scene.At(20, 44, 1)];
        scene.Add([scene.At(0, 0, 9), scene.At(64, 0, 9), scene.At(0, 48, 9)]);
        for (var i = 0; i < 4; i++)
            scene.Add(triangle);
        var ids = Render(scene).InstanceIds;
        Assert.Contains((ushort)2, ids);
        Assert.DoesNotContain(ids, id => id > 2);
        fixture.Clean();
    }

    [Theory]
    [InlineData(TextureWrap.Repeat, AlphaMode.Mask)]
    [InlineData(TextureWrap.Mirror, AlphaMode.Blend)]
    [InlineData(TextureWrap.Clamp, AlphaMode.Mask)]
    public void Holes_are_those_that_the_ray_caster_sees(TextureWrap wrap, AlphaMode mode)
    {
        var random = new Random(5);
        var texels = new byte[4 * 5 * 7];
        for (var i = 0; i < 35; i++)
            texels[4 * i + 3] = (byte)random.Next(256);
        var texture = new TextureImage
        {
            Name = "holes",
            ContentHash = $"holes {wrap} {mode}",
            Width = 5,
            Height = 7,
            ColorSpace = ColorSpace.Srgb,
            Levels = [texels],
        };
        var material = new Material
        {
            AlphaMode = mode,
            AlphaCutoff = 0.37f,
            BaseColor = new Vector4(1, 1, 1, 0.9f),
            BaseColorTexture = new TextureReference(0, 0, new Vector2(0.3f, -0.2f), new Vector2(1.7f, 1.3f), 0.4f, wrap, wrap),
        };
        var scene = new TestScene();
        Vector2[] uv = [new(-0.5f, -0.4f), new(2.1f, 0.1f), new(0.2f, 1.9f)];
        scene.Add([scene.At(-9, -5, 1), scene.At(80, 2, 4), scene.At(7, 60, 2)], null, material, uv, texture);
        scene.Add([scene.At(30, 6, 0.9f), scene.At(44, 9, 1.1f), scene.At(33, 22, 1)], null, material, uv, texture);
        var image = Render(scene);
        var witness = new RayCaster(TestScene.Assets).View(scene.Frame());
        var (holes, solid) = (0, 0);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var id = image.InstanceIds[y * image.Width + x];
                Assert.True(witness.Admits(x + 0.5, y + 0.5, id), $"pixel ({x}, {y}): {id}");
                (holes, solid) = id == 0 ? (holes + 1, solid) : (holes, solid + 1);
            }
        Assert.True(holes > 300 && solid > 300);
        fixture.Clean();
    }

    private static (double Depth, double Margin) Ray(TestScene scene, Vector3[] p, double x, double y)
    {
        var (dx, dy) = ((x - scene.Width / 2.0) / scene.Focal, (y - scene.Height / 2.0) / scene.Focal);
        // The weights of the corners are the volumes that the ray (dx, dy, 1) spans with the opposite edges.
        double Volume(Vector3 a, Vector3 b) => dx * ((double)a.Y * b.Z - (double)a.Z * b.Y) + dy * ((double)a.Z * b.X - (double)a.X * b.Z)
            + ((double)a.X * b.Y - (double)a.Y * b.X);
        double wa = Volume(p[1], p[2]), wb = Volume(p[2], p[0]), wc = Volume(p[0], p[1]);
        var sum = wa + wb + wc;
        var (a, b, c) = (wa / sum, wb / sum, wc / sum);
        var depth = a * p[0].Z + b * p[1].Z + c * p[2].Z;
        var margin = new[] { a, b, c }.Min(Math.Abs);
        return a < 0 || b < 0 || c < 0 ? (0, margin) : (depth, Math.Min(margin, Math.Abs(depth - scene.Near)));
    }

    private RenderedFrame Render(TestScene scene)
    {
        var image = new RenderedFrame();
        _renderer.Render(scene.Frame(), new ImageKey(0), Aov.InstanceId | Aov.Depth, image);
        return image;
    }
}
