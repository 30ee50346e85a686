using System.Numerics;
using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>Which pixels a triangle covers, against the definition: the pixel's centre, integer edges, the top-left rule.</summary>
public sealed class CoverageTests(DeviceFixture fixture)
{
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

    private RenderedFrame Render(TestScene scene)
    {
        using var renderer = new FrameRenderer(fixture.Device, scene.Assets);
        var image = new RenderedFrame();
        renderer.Render(scene.Frame(), new ImageKey(0), Aov.InstanceId | Aov.Depth, image);
        return image;
    }
}
