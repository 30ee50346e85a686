using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Shading against closed forms. Tolerances start from the half step of 8 bits, which is 0.4 % of white in linear light.</summary>
public sealed class ShadingTests(DeviceFixture fixture)
{
    private static readonly Material Lambert = new() { Name = "lambert", Ior = 1, Roughness = 1 };

    private Studio Studio() => new(fixture.Device);

    private static Vector3 Centre(Studio studio) => studio.Render()[32 * 64 + 32];

    [Fact]
    public void A_lambert_sphere_under_a_sun_follows_the_cosine()
    {
        var studio = Studio();
        var towards = Vector3.Normalize(new Vector3(1, 0.5f, 1.5f));
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(towards, 2.5f)] };
        studio.Add("shape:sphere", Lambert with { BaseColor = new(0.9f, 0.5f, 0.1f, 1) });
        var pixels = studio.Render();
        var normals = studio.SphereNormals();
        Assert.True(normals.Count(n => n is not null) > 500);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (normals[i] is not var (normal, _))
                continue;
            var expected = 2.5f / MathF.PI * MathF.Max(0, Vector3.Dot(normal, towards));
            Assert.Equal(expected * 0.9f, pixels[i].X, 0.012);
            Assert.Equal(expected * 0.1f, pixels[i].Z, 0.003);
        }
        fixture.Clean();
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.3f)]
    [InlineData(0.5f)]
    [InlineData(0.75f)]
    [InlineData(1f)]
    public void A_white_mirror_vanishes_in_a_white_furnace(float roughness)
    {
        var studio = Studio();
        studio.Frame = studio.Frame with { Environment = new() { Color = new Vector3(0.9f), Background = null } };
        studio.Add("shape:sphere", new Material { Metallic = 1, Roughness = roughness });
        var pixels = studio.Render();
        var ratios = pixels.Select(p => p.Y / 0.9f).ToArray();
        Assert.InRange(ratios.Min(), 0.98f, 1.02f);
        Assert.InRange(ratios.Max(), 0.98f, 1.02f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(-35)]
    public void A_mirror_shows_the_environment_where_the_reflected_ray_goes(float rotationDeg)
    {
        var studio = Studio();
        studio.Surround(d => new Vector3(0.5f) + 0.45f * d, rotationDeg);
        studio.Add("shape:sphere", new Material { Metallic = 1, Roughness = 0 });
        var pixels = studio.Render();
        var normals = studio.SphereNormals(inside: 0.9f);
        var turn = Matrix4x4.CreateRotationZ(-rotationDeg * MathF.PI / 180); // row vectors: counter-clockwise by the angle; the map turns back
        for (var i = 0; i < pixels.Length; i++)
        {
            if (normals[i] is not var (normal, toViewer))
                continue;
            // The sphere is made of facets: the normal is read up to a hundredth of a radian beside the true point.
            var reflected = Vector3.Transform(2 * Vector3.Dot(normal, toViewer) * normal - toViewer, turn);
            var expected = new Vector3(0.5f) + 0.45f * reflected;
            Assert.True(Vector3.Distance(expected, pixels[i]) < 0.04f, $"pixel {i}: {pixels[i]}, expected {expected}");
        }
    }

    [Fact]
    public void The_background_shows_the_environment_where_the_camera_looks()
    {
        var studio = Studio();
        studio.Surround(d => new Vector3(0.5f) + 0.45f * d, visible: true);
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(3, -4, 1), Vector3.UnitZ, 40, 64, 64)] };
        var expected = new Vector3(0.5f) + 0.45f * Vector3.Normalize(new Vector3(-3, 4, -1));
        Assert.True(Vector3.Distance(expected, Centre(studio)) < 0.02f);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.6, 0)]
    [InlineData(0, 0.6)]
    [InlineData(-0.5, 0.3)]
    public void A_normal_map_tilts_towards_plus_u_and_up_in_the_image(double x, double y)
    {
        var z = Math.Sqrt(1 - x * x - y * y);
        var texel = new[] { x, y, z, 1 }.Select(v => (byte)Math.Round((v + 1) / 2 * 255)).ToArray();
        var studio = Studio();
        var sun = Vector3.Normalize(new Vector3(0.5f, 0.3f, 0.8f));
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(sun, MathF.PI * 0.9f)] };
        // The unit plane lies in z = 0; u grows along +X, v (downwards) along -Y.
        studio.Add("shape:plane", Lambert with { NormalTexture = new(0) }, scale: 4, textures: Texture("tilt", ColorSpace.Linear, (_, _) => texel));
        var expected = 0.9f * Vector3.Dot(new Vector3((float)x, (float)y, (float)z), sun);
        Assert.Equal(expected, Centre(studio).X, 0.01);
    }

    [Fact]
    public void Texture_rows_run_downwards()
    {
        var studio = Studio();
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(0, 0, 10), Vector3.UnitY, 600, 64, 64)] };
        byte[][] corners = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 255, 255]];
        studio.Add("shape:plane", new Material { Unlit = true, BaseColorTexture = new(0) },
            textures: Texture("corners", ColorSpace.Srgb, (u, v) => corners[(u < 32 ? 0 : 1) + (v < 32 ? 0 : 2)]));
        var pixels = studio.Render();
        Vector3 At(int column, int row) => pixels[row * 64 + column];
        // The plane covers columns and rows 2 to 61; seen from above with +Y up.
        Assert.Equal(new Vector3(1, 0, 0), At(12, 12));
        Assert.Equal(new Vector3(0, 1, 0), At(50, 12));
        Assert.Equal(new Vector3(0, 0, 1), At(12, 50));
        Assert.Equal(new Vector3(1, 1, 1), At(50, 50));
    }

    [Theory]
    [InlineData(TextureWrap.Repeat, TextureWrap.Repeat)]
    [InlineData(TextureWrap.Mirror, TextureWrap.Clamp)]
    [InlineData(TextureWrap.Clamp, TextureWrap.Mirror)]
    public void A_texture_of_any_size_is_wrapped_and_transformed_at_its_own_size(TextureWrap wrapU, TextureWrap wrapV)
    {
        const int columns = 3, rows = 5;
        byte[] Texel(int x, int y) => [(byte)(40 + 80 * x), (byte)(30 + 50 * y), 128, 255];
        var studio = Studio();
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(0, 0, 10), Vector3.UnitY, 600, 64, 64)] };
        var at = new TextureReference(0) { Scale = new(3, -2.5f), Offset = new(-1.1f, 1.7f), WrapU = wrapU, WrapV = wrapV };
        studio.Add("shape:plane", new Material { Unlit = true, BaseColorTexture = at }, textures: Textures.Of("any", ColorSpace.Srgb, columns, rows, Texel));
        var pixels = studio.Render();
        static int Wrap(int i, int n, TextureWrap wrap) => wrap switch
        {
            TextureWrap.Repeat => (i % n + n) % n,
            TextureWrap.Clamp => Math.Clamp(i, 0, n - 1),
            _ => (i % (2 * n) + 2 * n) % (2 * n) is var k && k < n ? k : 2 * n - 1 - k,
        };
        for (var i = 0; i < pixels.Length; i++)
        {
            // The plane covers columns and rows 2 to 61.
            var (x, y) = (i % 64, i / 64);
            if (x is < 3 or > 60 || y is < 3 or > 60)
                continue;
            var u = ((x + 0.5 - 2) / 60 * 3 - 1.1) * columns - 0.5;
            var v = ((y + 0.5 - 2) / 60 * -2.5 + 1.7) * rows - 0.5;
            var (u0, v0) = ((int)Math.Floor(u), (int)Math.Floor(v));
            var expected = Vector3.Zero;
            for (var tap = 0; tap < 4; tap++)
            {
                var (tu, tv) = (u0 + (tap & 1), v0 + (tap >> 1));
                var weight = (1 - Math.Abs(u - tu)) * (1 - Math.Abs(v - tv));
                var texel = Texel(Wrap(tu, columns, wrapU), Wrap(tv, rows, wrapV));
                expected += (float)weight * new Vector3(Decode(texel[0]), Decode(texel[1]), Decode(texel[2]));
            }
            Assert.True(Vector3.Distance(expected, pixels[i]) < 0.012f, $"pixel {x}, {y}: {pixels[i]}, expected {expected}");
        }
        static float Decode(byte value) => (float)Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);
    }

    [Fact]
    public void A_checker_far_beyond_the_pixels_is_seen_as_its_mean()
    {
        var studio = Studio();
        studio.Frame = studio.Frame with { Cameras = [Shading.Studio.Camera(new(0, 0, 10), Vector3.UnitY, 600, 64, 64)] };
        var at = new TextureReference(0) { Scale = new(24, 24) };
        studio.Add("shape:plane", new Material { Unlit = true, BaseColorTexture = at }, textures: Textures.Of(
            "fine", ColorSpace.Srgb, 48, 20, (x, y) => (x + y) % 2 == 0 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
        var pixels = studio.Render();
        for (var i = 0; i < pixels.Length; i++)
            if (i % 64 is > 4 and < 59 && i / 64 is > 4 and < 59)
                Assert.Equal(0.5f, pixels[i].X, 0.02);
    }

    [Fact]
    public void Linear_values_become_the_bytes_of_the_standard()
    {
        foreach (var linear in new[] { 0, 0.0005f, 0.003f, 0.01f, 0.05f, 0.18f, 0.2140f, 0.5f, 0.73f, 0.999f, 1, 3 })
        {
            var studio = Studio();
            studio.Add("shape:plane", new Material { Unlit = true, BaseColor = new(linear, linear, linear, 1) }, scale: 4);
            var x = Math.Min(linear, 1.0);
            var encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055;
            Assert.Equal((byte)Math.Round(255 * encoded), studio.RenderBytes()[(32 * 64 + 32) * 3]);
        }
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(1.5)]
    public void Exposure_zero_shows_white_under_one_watt_as_one_over_pi_and_each_stop_doubles(double ev)
    {
        var studio = Studio();
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(Vector3.UnitZ, 1)], Image = studio.Frame.Image with { ExposureEv = (float)ev } };
        studio.Add("shape:plane", Lambert, scale: 4);
        Assert.Equal(Math.Pow(2, ev) / Math.PI, Centre(studio).X, 0.0045);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3.5)]
    public void A_point_light_falls_off_with_the_square_of_the_distance(double distance)
    {
        var studio = Studio();
        var light = new FrameLight { Name = "p", Kind = LightKind.Point, Intensity = new Vector3(2), Position = new(0, 0, (float)distance) };
        studio.Frame = studio.Frame with { Lights = [light] };
        studio.Add("shape:plane", Lambert, scale: 4);
        Assert.Equal(2 / (distance * distance) / Math.PI, Centre(studio).X, 0.006);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(19, 1)]
    [InlineData(31, 0)]
    [InlineData(25, -1)]
    public void A_spot_is_full_inside_its_inner_cone_and_dark_outside_the_outer(float angleDeg, float expected)
    {
        var studio = Studio();
        var (sin, cos) = MathF.SinCos(angleDeg * MathF.PI / 180);
        var spot = new FrameLight
        {
            Name = "s",
            Kind = LightKind.Spot,
            Intensity = new Vector3(2),
            Position = new(0, 0, 1),
            Direction = new(sin, 0, -cos),
            InnerConeDeg = 20,
            OuterConeDeg = 30,
        };
        studio.Frame = studio.Frame with { Lights = [spot] };
        studio.Add("shape:plane", Lambert, scale: 4);
        // The centre of the pixel is half a pixel from the origin.
        var ray = new Vector3(0.5f * 10 / 600, -0.5f * 10 / 600, -1);
        var (inner, outer) = (MathF.Cos(20 * MathF.PI / 180), MathF.Cos(30 * MathF.PI / 180));
        if (expected < 0)
            expected = MathF.Pow((Vector3.Dot(Vector3.Normalize(ray), spot.Direction) - outer) / (inner - outer), 2);
        Assert.Equal(expected * 2 / MathF.PI, Centre(studio).X, 0.006);
    }

    [Fact]
    public void A_surface_in_the_material_of_another_model_looks_like_one_of_its_own()
    {
        var oak = new Material
        {
            Metallic = 0.3f,
            Roughness = 0.9f,
            BaseColor = new(0.9f, 0.8f, 0.7f, 1),
            BaseColorTexture = new(0),
            NormalTexture = new(1),
            MetallicRoughnessTexture = new(2),
            OcclusionTexture = new(2),
        };
        TextureImage[] images =
        [
            Texture("color", ColorSpace.Srgb, (u, v) => [(byte)(60 + 3 * u), (byte)(250 - 2 * v), 90, 255]),
            Texture("normal", ColorSpace.Linear, (u, v) => [(byte)(128 + 40 * (u / 16 % 2)), (byte)(128 - 40 * (v / 16 % 2)), 240, 255]),
            Texture("properties", ColorSpace.Linear, (u, v) => [(byte)(155 + u), (byte)(100 + v), (byte)(4 * u), 255]),
        ];
        TextureReference Scaled(TextureReference slot) => slot with { Scale = new(3) };
        byte[] Rendered(Action<Studio> add)
        {
            var studio = Studio();
            studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(new(1, 0.4f, 1), 3)] };
            studio.Surround(_ => new(0.2f));
            add(studio);
            return studio.RenderBytes();
        }
        var own = Rendered(studio => studio.Add("shape:sphere", oak with
        {
            BaseColorTexture = Scaled(oak.BaseColorTexture!),
            NormalTexture = Scaled(oak.NormalTexture!),
            MetallicRoughnessTexture = Scaled(oak.MetallicRoughnessTexture!),
            OcclusionTexture = Scaled(oak.OcclusionTexture!),
        }, textures: images));
        var worn = Rendered(studio =>
        {
            studio.Add("shape:sphere", oak, new(500, 0, 0), textures: images); // out of sight
            studio.Add("shape:sphere", new Material { Name = "plain" });
            studio.Change(new() { From = "test:0", TextureScale = new(3) });
        });
        Assert.True(own.Distinct().Count() > 20, "the sphere is one colour");
        Assert.Equal(own, worn);
    }

    [Fact]
    public void A_hue_turn_of_a_third_exchanges_the_channels()
    {
        var studio = Studio();
        studio.Add("shape:plane", new Material { Unlit = true, BaseColor = new(0.8f, 0.2f, 0.1f, 1) }, scale: 4);
        studio.Change(new() { HueShiftDeg = 120 });
        Assert.True(Vector3.Distance(new(0.1f, 0.8f, 0.2f), Centre(studio)) < 0.01f);
    }

    [Fact]
    public void A_shadow_lies_where_the_rays_of_the_sun_say_and_nowhere_else()
    {
        var studio = Studio();
        var towards = Vector3.Normalize(new Vector3(1, 0, 1));
        studio.Frame = studio.Frame with
        {
            Cameras = [Shading.Studio.Camera(new(0, 0, 20), Vector3.UnitY, 150, 64, 64)],
            Lights = [Shading.Studio.Sun(towards, MathF.PI * 0.9f, shadow: true)],
        };
        studio.Add("shape:plane", Lambert, scale: 20);
        studio.Add("shape:sphere", Lambert, new(2, 0, 2)); // its shadow is an ellipse around the origin, half axes 0.5 along Y and 0.707 along X
        var pixels = studio.Render();
        var lit = 0.9f * towards.Z;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((i % 64 + 0.5f - 32) * 20 / 150, (32 - i / 64 - 0.5f) * 20 / 150);
            var ellipse = MathF.Sqrt(x * x / 0.5f + y * y / 0.25f);
            var sphere = MathF.Sqrt((x - 2 * 20 / 18f) * (x - 2 * 20 / 18f) + y * y);
            if (sphere < 0.8f || ellipse is > 0.8f and < 1.2f)
                continue;
            Assert.Equal(ellipse < 1 ? 0 : lit, pixels[i].X, 0.01);
        }
    }

    [Fact]
    public void A_sphere_on_the_ground_shadows_it_up_to_where_it_stands_and_not_itself()
    {
        var studio = Studio();
        var towards = Vector3.Normalize(new Vector3(1, 0, 1));
        studio.Frame = studio.Frame with
        {
            Cameras = [Shading.Studio.Camera(new(0, -6, 6), Vector3.UnitZ, 250, 64, 64)],
            Lights = [Shading.Studio.Sun(towards, MathF.PI * 0.9f, shadow: true)],
        };
        studio.Add("shape:sphere", Lambert, scale: 2);
        var pixels = studio.Render();
        var normals = studio.SphereNormals(radius: 1);
        for (var i = 0; i < pixels.Length; i++)
        {
            // Within 6 degrees of the terminator a shadow map of finite texels may decide either way.
            if (normals[i] is var (normal, _) && MathF.Abs(Vector3.Dot(normal, towards)) > 0.1f)
                Assert.Equal(0.9f * MathF.Max(0, Vector3.Dot(normal, towards)), pixels[i].X, 0.02);
        }
    }

    [Fact]
    public void Colour_has_the_same_bytes_every_time()
    {
        var studio = StillLife();
        Assert.Equal(studio.RenderBytes(), studio.RenderBytes());
    }

    [Fact]
    public void A_still_life_looks_as_it_did()
    {
        var studio = StillLife();
        GoldenImage.Check("still-life", studio.RenderBytes(), 160, 120);
    }

    private Studio StillLife()
    {
        var studio = Studio();
        studio.Surround(d => new Vector3(0.25f, 0.3f, 0.4f) * (1 + d.Z) + new Vector3(3, 2.5f, 2) * MathF.Pow(MathF.Max(0, d.X), 16), visible: true);
        studio.Frame = studio.Frame with
        {
            Image = new ImageSettings(160, 120, Samples: 4),
            Cameras = [Shading.Studio.Camera(new(1, -4, 2.2f), Vector3.UnitZ, 170, 160, 120)],
            Lights = [Shading.Studio.Sun(new(-1, -1, 2), 3, shadow: true)],
        };
        studio.Add("shape:plane", new Material { BaseColorTexture = new(0) { Scale = new(8, 8) } }, scale: 6, textures: Texture(
            "checks", ColorSpace.Srgb, (u, v) => (u < 32) != (v < 32) ? [200, 190, 170, 255] : [120, 110, 100, 255]));
        studio.Add("shape:sphere", new Material { Metallic = 1, Roughness = 0.1f, BaseColor = new(0.95f, 0.7f, 0.3f, 1) }, new(-0.8f, 0, 0.5f));
        studio.Add("shape:box", new Material { Roughness = 0.6f, BaseColor = new(0.7f, 0.1f, 0.1f, 1) }, new(0.4f, 0.3f, 0.4f), 0.8f);
        studio.Add("shape:cylinder", new Material { Roughness = 0.3f, BaseColor = new(0.1f, 0.3f, 0.7f, 1) }, new(0.9f, -0.8f, 0.3f), 0.6f);
        return studio;
    }

    private static TextureImage Texture(string name, ColorSpace space, Func<int, int, byte[]> texel) => Textures.Of(name, space, 64, 64, texel);
}
