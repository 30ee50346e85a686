using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Sampling;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Exactness;
using Render.Gpu.Tests.Shading;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Labels;

/// <summary>
/// Base colours against rays in double precision: which triangle a pixel's ray meets says the ray caster; where on it, which texture coordinates that has, and what a ramp of light is
/// there, is computed here. And against the picture of the same surfaces unlit, whatever their materials.
/// </summary>
public sealed class AlbedoTests(DeviceFixture fixture, ITestOutputHelper output)
{
    private const Aov Aovs = Aov.InstanceId | Aov.Albedo;

    /// <summary>Linear light at texture coordinates: the same whatever level an image is filtered at, but at its borders.</summary>
    private static Double3 Ramp(double u, double v) => new(0.2 + 0.6 * u, 0.8 - 0.5 * v, 0.3 + 0.2 * u + 0.3 * v);

    [Fact]
    public void It_is_the_base_colour_where_a_ray_meets_the_surface() => CheckRays((frame, _) => frame, shift: 0);

    [Fact]
    public void The_same_through_random_lenses() => CheckRays(RandomLenses.Through, shift: 0);

    /// <summary>The check itself: rays eight pixels off must not pass.</summary>
    [Fact]
    public void Other_rays_do_not_pass() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => CheckRays((frame, _) => frame, shift: 8));

    [Fact]
    public void It_is_the_picture_of_unlit_surfaces_whatever_the_material_and_no_light_changes_it()
    {
        var (unlit, lit) = (new Studio(fixture.Device), new Studio(fixture.Device));
        foreach (var (studio, isUnlit) in new[] { (unlit, true), (lit, false) })
        {
            studio.Frame = studio.Frame with
            {
                Image = studio.Frame.Image with { Width = 128, Height = 96 },
                Cameras = [Studio.Camera(new(1.5f, -4, 3), Vector3.UnitZ, 110, 128, 96)],
            };
            var random = new Random(3);
            for (var i = 0; i < 9; i++)
            {
                var at = new Vector3(i % 3 - 1, i / 3 - 1, 0.2f * random.NextSingle()) * 1.1f;
                var color = new Vector4(random.NextSingle(), random.NextSingle(), random.NextSingle(), 1);
                var texture = new TextureReference(0) { Scale = new(1 + i % 3, 2), Offset = new(0.3f, 0.1f * i), Rotation = 0.3f * i, WrapU = TextureWrap.Mirror };
                studio.Add(i % 2 == 0 ? "shape:sphere" : "shape:box", new Material { Unlit = isUnlit, BaseColor = color, BaseColorTexture = i < 2 ? null : texture, Metallic = i % 4 / 3f }, at, 0.8f,
                    Textures.Of("noise", ColorSpace.Srgb, 16, 8, (x, y) => [(byte)(x * 53 % 256), (byte)(y * 91 % 256), (byte)((x + 3 * y) * 29 % 256), 255]));
                if (i >= 5)
                    studio.Change(new() { HueShiftDeg = 40 * i, Saturation = 0.5f, Brightness = 0.9f, Contrast = 1.2f });
            }
        }
        lit.Frame = lit.Frame with { Lights = [Studio.Sun(new(1, -1, 2), 3, shadow: true)], Image = lit.Frame.Image with { ExposureEv = 1, ToneCurve = ToneCurve.Filmic, Samples = 4 } };
        var (flat, shaded) = (unlit.RenderImage(Aovs | Aov.Color), lit.RenderImage(Aovs | Aov.Color));
        Assert.Equal(flat.InstanceIds, shaded.InstanceIds);
        var (seen, off) = (0, 0);
        for (var i = 0; i < flat.Albedo.Length; i++)
        {
            if (flat.InstanceIds[i / 3] == 0)
            {
                Assert.Equal((0, 0), (flat.Albedo[i], shaded.Albedo[i]));
                continue;
            }
            seen++;
            off += Math.Abs(flat.Color[i] - shaded.Albedo[i]);
            Assert.InRange(shaded.Albedo[i] - flat.Color[i], -1, 1);
        }
        output.WriteLine($"{seen} channels, {off} of them off by one");
        Assert.True(seen > 5000);
        Assert.Equal(flat.Albedo, shaded.Albedo);
        // The label is made beside the picture and changes nothing in it; bands make no difference.
        Assert.Equal(lit.RenderImage(Aov.Color).Color, shaded.Color);
        Assert.Equal(shaded.Albedo, lit.RenderImage(Aovs, 40_000).Albedo);
        Assert.Empty(lit.RenderImage(Aov.Color | Aov.InstanceId).Albedo);
        fixture.Clean();
    }

    [Fact]
    public void A_frame_without_instances_is_black()
    {
        var studio = new Studio(fixture.Device);
        Assert.All(studio.RenderImage(Aovs).Albedo, value => Assert.Equal(0, value));
        fixture.Clean();
    }

    private void CheckRays(Func<Frame, int, Frame> through, double shift)
    {
        var models = Models().ToDictionary(model => model.Id);
        var assets = new AssetLibrary(reference => models[reference], (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        using var renderer = new FrameRenderer(fixture.Device, assets);
        var (caster, image, random) = (new RayCaster(assets), new RenderedFrame(), new Random(8));
        var (compared, other, worst) = (0, 0, 0.0);
        for (var number = 0; number < 12; number++)
        {
            var frame = through(Scene(random, number, [.. models.Keys]), number);
            renderer.Render(frame, new ImageKey(number), Aovs, image);
            var view = caster.View(frame);
            for (var i = 0; i < 1500; i++)
            {
                var (x, y) = (random.Next(image.Width - 1), random.Next(image.Height - 1));
                var (pixel, hit) = (y * image.Width + x, view.Cast(x + 0.5 + shift, y + 0.5));
                if (hit.Instance != image.InstanceIds[pixel])
                {
                    other++;
                    continue;
                }
                if (hit.Instance == 0)
                {
                    Assert.Equal((0, 0, 0), (image.Albedo[3 * pixel], image.Albedo[3 * pixel + 1], image.Albedo[3 * pixel + 2]));
                    continue;
                }
                var witness = new Witness(models[frame.Instances[hit.Instance - 1].Model], view, hit);
                if (witness.Expected(x + 0.5 + shift, y + 0.5) is not { } expected)
                    continue;
                compared++;
                for (var channel = 0; channel < 3; channel++)
                    worst = Math.Max(worst, Math.Abs(expected[channel] - image.Albedo[3 * pixel + channel]));
            }
        }
        output.WriteLine($"{compared} pixels, at most {worst:0.00} steps off; {other} at edges");
        Assert.True(compared > 2000 && other < compared / 50, $"{compared} pixels, {other} others");
        Assert.True(worst < 2, $"{worst:0.00} steps");
        fixture.Clean();
    }

    /// <summary>Two without images, two with a ramp.</summary>
    private static IEnumerable<Model> Models()
    {
        var colors = new Vector4[] { new(0.9f, 0.1f, 0.4f, 1), new(0.05f, 0.6f, 0.3f, 1), new(1, 0.9f, 0.7f, 1), new(0.6f, 0.8f, 1, 1) };
        byte Encode(double light) => (byte)Math.Round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055));
        for (var i = 0; i < 4; i++)
        {
            var shape = Shapes.TryGet(i % 2 == 0 ? "shape:box" : "shape:sphere")!;
            yield return new()
            {
                Id = $"test:{i}",
                ContentHash = $"albedo {i}",
                Mesh = shape.Mesh,
                Materials = [new() { BaseColor = colors[i], Metallic = 0.3f * i, BaseColorTexture = i < 2 ? null : new TextureReference(0, 0, Vector2.Zero, Vector2.One, 0, TextureWrap.Clamp, TextureWrap.Clamp) }],
                Textures = i < 2 ? [] :
                [
                    Textures.Of("ramp", ColorSpace.Srgb, 64, 64, (x, y) => Ramp((x + 0.5) / 64, (y + 0.5) / 64) is var c ? [Encode(c.X), Encode(c.Y), Encode(c.Z), 255] : []),
                ],
            };
        }
    }

    private static Frame Scene(Random random, int number, string[] models)
    {
        var eye = new Vector3(3 * random.NextSingle() - 1.5f, -3, 3 * random.NextSingle() - 1.5f);
        return new()
        {
            Index = number,
            Seed = 0,
            Image = new(160, 120, 1),
            Cameras = [Studio.Camera(eye, Vector3.UnitZ, 150, 160, 120)],
            Environment = new(),
            Lights = [Studio.Sun(new(1, -1, 1), 2)],
            Instances =
            [
                .. Enumerable.Range(0, 7).Select(i =>
                {
                    var turn = Matrix4x4.CreateFromYawPitchRoll(6 * random.NextSingle(), 6 * random.NextSingle(), 6 * random.NextSingle()) * (0.5f + 0.5f * random.NextSingle());
                    var at = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 2.4f - new Vector3(1.2f);
                    return new FrameInstance
                    {
                        Name = $"things[{i}]",
                        Model = models[i % models.Length],
                        ObjectToWorld = [turn.M11, turn.M21, turn.M31, at.X, turn.M12, turn.M22, turn.M32, at.Y, turn.M13, turn.M23, turn.M33, at.Z],
                    };
                }),
            ],
        };
    }

    /// <summary>What a ray meets, as its model has it.</summary>
    private sealed class Witness(Model model, RayView view, RayHit hit)
    {
        /// <summary>0..255 a channel; null where the image's border, or much of the image, is within the pixel.</summary>
        public double[]? Expected(double x, double y)
        {
            var (tree, material) = (new TriangleTree(model.Mesh), model.Materials[0]);
            var (a, b, c) = tree.Corners[hit.Triangle];
            var light = new Double3(1, 1, 1);
            if (material.BaseColorTexture is not null)
            {
                if (Coordinates(x, y, a, b, c) is not { } at || Coordinates(x + 1, y, a, b, c) is not { } right || Coordinates(x, y + 1, a, b, c) is not { } below)
                    return null;
                var step = Math.Max(double.Hypot(right.U - at.U, right.V - at.V), double.Hypot(below.U - at.U, below.V - at.V));
                if (step > 0.06 || Math.Min(Math.Min(at.U, 1 - at.U), Math.Min(at.V, 1 - at.V)) < 0.07)
                    return null;
                light = Ramp(at.U, at.V);
            }
            var color = material.BaseColor;
            double Encode(double v) => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055);
            return [Encode(light.X * color.X), Encode(light.Y * color.Y), Encode(light.Z * color.Z)];
        }

        /// <summary>Where the ray through a point of the image meets the triangle's plane; null where it does not.</summary>
        private (double U, double V)? Coordinates(double x, double y, int a, int b, int c)
        {
            if (view.Ray(x, y) is not { } d)
                return null;
            Double3 At(int vertex) => view.InCamera(hit.Instance, new(model.Mesh.Positions[vertex].X, model.Mesh.Positions[vertex].Y, model.Mesh.Positions[vertex].Z));
            var (p, q, r) = (At(a), At(b), At(c));
            var weights = (Double3.Dot(d, Double3.Cross(q, r)), Double3.Dot(d, Double3.Cross(r, p)), Double3.Dot(d, Double3.Cross(p, q)));
            var sum = weights.Item1 + weights.Item2 + weights.Item3;
            if (sum == 0)
                return null;
            var uv = model.Mesh.TexCoords;
            return ((weights.Item1 * uv[a].X + weights.Item2 * uv[b].X + weights.Item3 * uv[c].X) / sum, (weights.Item1 * uv[a].Y + weights.Item2 * uv[b].Y + weights.Item3 * uv[c].Y) / sum);
        }
    }
}
