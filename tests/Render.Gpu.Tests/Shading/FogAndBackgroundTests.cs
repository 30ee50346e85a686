using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Fog against its integral, and photographs behind everything against their own bytes.</summary>
public sealed class FogAndBackgroundTests(DeviceFixture fixture)
{
    private static readonly Material White = new() { Name = "white", Unlit = true };

    [Theory]
    [InlineData(0.05f, 0, 0)]
    [InlineData(0.3f, 0, 0)]
    [InlineData(0.2f, 0.7f, 0)]
    [InlineData(0.2f, 0.7f, 1.5f)]
    [InlineData(0.01f, 2, -1)]
    public void Fog_leaves_what_the_integral_along_the_ray_says(float density, float falloff, float baseHeight)
    {
        var color = new Vector3(0.2f, 0.4f, 0.6f);
        var eye = new Vector3(1, -6, 2.5f);
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with
        {
            Fog = new() { Density = density, Falloff = falloff, BaseHeight = baseHeight, Color = color },
            Cameras = [Studio.Camera(eye, Vector3.UnitZ, 60, 64, 64)],
            Environment = new() { Strength = 0, Background = new(0.9f, 0.1f, 0.5f) },
        };
        studio.Add("shape:plane", White, scale: 8);
        var pixels = studio.Render();
        var m = studio.Frame.Cameras[0].WorldToCamera;
        Vector3 right = new(m[0], m[1], m[2]), down = new(m[4], m[5], m[6]), axis = new(m[8], m[9], m[10]);
        var (ground, sky) = (0, 0);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var d = Vector3.Normalize(axis + right * ((i % 64 + 0.5f - 32) / 60) + down * ((i / 64 + 0.5f - 32) / 60));
            var range = d.Z < 0 ? -eye.Z / d.Z : float.PositiveInfinity;
            var hit = eye + d * range;
            var seen = d.Z < 0 && MathF.Abs(hit.X) < 3.9f && MathF.Abs(hit.Y) < 3.9f;
            if (!seen && d.Z < 0 && MathF.Abs(hit.X) < 4.1f && MathF.Abs(hit.Y) < 4.1f)
                continue;
            // The sum of the density along the ray.
            var (depth, end, steps) = (0.0, seen ? range : 400.0, 20000);
            for (var k = 0; k < steps; k++)
                depth += density * Math.Exp(Math.Min(-falloff * (eye.Z + d.Z * (k + 0.5) / steps * end - baseHeight), 50)) * end / steps;
            var left = falloff > 0 && d.Z > 0 || seen ? Math.Exp(-depth) : 0;
            var light = seen ? Vector3.One : new(0.9f, 0.1f, 0.5f);
            var expected = Vector3.Lerp(color, light, (float)left);
            if (MathF.Abs(d.Z) < 0.02f && !seen)
                continue; // the sum above ends before the fog does
            Assert.True(Vector3.Distance(expected, pixels[i]) < 0.012f, $"pixel {i % 64}, {i / 64}: {pixels[i]}, expected {expected}");
            (ground, sky) = seen ? (ground + 1, sky) : (ground, sky + 1);
        }
        Assert.True(ground > 100 && sky > 100);
        fixture.Clean();
    }

    [Fact]
    public void Fog_without_a_colour_has_the_mean_of_the_environment()
    {
        var studio = new Studio(fixture.Device);
        studio.Surround(d => new Vector3(0.5f) + 0.3f * d, visible: true);
        studio.Frame = studio.Frame with { Fog = new() { Density = 100 } };
        studio.Add("shape:plane", White, scale: 8);
        Assert.All(studio.Render(), p => Assert.True(Vector3.Distance(p, new(0.5f)) < 0.01f, $"{p}"));
    }

    /// <summary>At the image's own size every byte comes out as it was, whatever is done to the light.</summary>
    [Theory]
    [InlineData(ToneCurve.None, 0, 1)]
    [InlineData(ToneCurve.None, 1.5f, 4)]
    [InlineData(ToneCurve.Filmic, 0, 4)]
    [InlineData(ToneCurve.Filmic, -2.3f, 1)]
    public void A_photograph_comes_out_as_it_is(ToneCurve curve, float exposure, int samples)
    {
        static byte[] Texel(int x, int y) => [(byte)(4 * x), (byte)(4 * y), (byte)((x * 37 + y * 91) % 256), 255];
        var photo = Textures.Of("photo", ColorSpace.Srgb, 64, 64, Texel);
        var frame = new Studio(fixture.Device).Frame with
        {
            Image = new ImageSettings(64, 64, samples, exposure, curve),
            Environment = new() { BackgroundImage = "photo", Strength = 3 },
            Fog = new() { Density = 1 },
        };
        var color = Rendered(frame, photo);
        for (var i = 0; i < 64 * 64; i++)
            Assert.Equal(Texel(i % 64, i / 64)[..3], color[(3 * i)..(3 * i + 3)]);
    }

    /// <summary>A photograph of two colours, left and right, twice as wide as high, in a square picture.</summary>
    [Theory]
    [InlineData(ImageFit.Stretch, 8, 32, "left")]
    [InlineData(ImageFit.Stretch, 40, 2, "right")]
    [InlineData(ImageFit.Cover, 8, 2, "left")]
    [InlineData(ImageFit.Cover, 60, 60, "right")]
    [InlineData(ImageFit.Contain, 8, 32, "left")]
    [InlineData(ImageFit.Contain, 8, 8, "black")]
    [InlineData(ImageFit.Contain, 40, 60, "black")]
    public void A_photograph_covers_is_contained_or_stretched(ImageFit fit, int x, int y, string expected)
    {
        foreach (var width in new[] { 20, 200 })
        {
            var photo = Textures.Of($"photo{width}", ColorSpace.Srgb, width, width / 2, (u, _) => u < width / 2 ? [200, 40, 10, 255] : [10, 90, 220, 255]);
            var color = Rendered(new Studio(fixture.Device).Frame with { Environment = new() { BackgroundImage = "photo", BackgroundFit = fit } }, photo);
            byte[] want = expected switch { "left" => [200, 40, 10], "right" => [10, 90, 220], _ => [0, 0, 0] };
            Assert.Equal(want, color[(3 * (64 * y + x))..(3 * (64 * y + x) + 3)]);
        }
    }

    private byte[] Rendered(Frame frame, TextureImage photo)
    {
        var assets = new AssetLibrary(r => throw new InvalidOperationException(r), (_, _) => photo, r => throw new InvalidOperationException(r));
        using var renderer = new FrameRenderer(fixture.Device, assets);
        var rendered = new RenderedFrame();
        renderer.Render(frame, new ImageKey(0), Aov.Color, rendered);
        return rendered.Color;
    }
}
