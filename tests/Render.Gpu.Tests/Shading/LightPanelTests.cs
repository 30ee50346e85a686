using System.Numerics;
using Render.Cli;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Rectangles that are seen, against rays worked out here: where they glow, with which radiance, what they hide, and that their own light is what it was.</summary>
public sealed class LightPanelTests(DeviceFixture device)
{
    private const int Width = 160, Height = 120;

    private const string Yaml = """
        render: 1
        image: { width: 160, height: 120, samples: 1, tone_curve: none }
        camera: { position: [0, -3, 1], look_at: [0, 0, 1], fov_deg: 60 }
        environment: { strength: 0, background: black }
        assets: { crate: { file: 'shape:box', category: crate, scale: 0.5 } }
        surroundings: { floor: { shape: plane, size: [6, 6] } }
        lights: { panel: { type: area, radiance_w_m2_sr: 0.5, color: [1, 0.5, 0.25], size: [1, 0.5], position: [0.2, 0, 1.4], direction: [DIRECTION], visible: VISIBLE } }
        objects: { things: { pick: crate, count: 2, rotation_deg: 20, place: { grid: floor, rows: 2, columns: 1, spacing: [1, 2] } } }
        """;

    [Theory]
    [InlineData("0, -1, -0.5", true)]
    [InlineData("0, 1, 0.5", false)]
    public void A_panel_glows_in_front_is_black_behind_and_is_never_labelled(string direction, bool isFront)
    {
        var (dark, darkPicture) = Render(direction, "false");
        var (frame, picture) = Render(direction, "true");
        Assert.Equal([.. dark.Instances.Select(i => i.Name), "panel.front", "panel.back"], frame.Instances.Select(i => i.Name));
        Assert.All(frame.Instances[^2..], panel => Assert.Null(panel.Category));
        var (light, camera) = (frame.Lights[0], frame.Cameras[0]);
        var (up, m) = (Vector3.Cross(light.Direction, light.Side), camera.WorldToCamera);
        var eye = new Vector3(0, -3, 1);
        var (on, off) = (0, 0);
        for (var p = 0; p < Width * Height; p++)
        {
            var (x, y) = ((p % Width + 0.5f - camera.Cx) / camera.Fx, (p / Width + 0.5f - camera.Cy) / camera.Fy);
            var d = new Vector3(m[0], m[1], m[2]) * x + new Vector3(m[4], m[5], m[6]) * y + new Vector3(m[8], m[9], m[10]);
            var at = eye + d * (Vector3.Dot(light.Position - eye, light.Direction) / Vector3.Dot(d, light.Direction)) - light.Position;
            var (across, along) = (Math.Abs(Vector3.Dot(at, light.Side)) / 0.5f, Math.Abs(Vector3.Dot(at, up)) / 0.25f);
            var edge = Math.Max(across, along);
            if (Math.Abs(edge - 1) < 0.05f)
                continue;
            // The front of a panel, or its back, before everything; nothing of it where it is not.
            var id = picture.InstanceIds[p];
            if (edge > 1)
            {
                off++;
                Assert.Equal((darkPicture.InstanceIds[p], Color(darkPicture, p)), (id, Color(picture, p)));
            }
            else if (id >= frame.Instances.Length - 1)
            {
                on++;
                Assert.Equal(isFront ? frame.Instances.Length - 1 : frame.Instances.Length, id);
                Assert.Equal(isFront ? (Encoded(0.5), Encoded(0.25), Encoded(0.125)) : (0, 0, 0), Color(picture, p));
            }
            else
            {
                Assert.Fail($"pixel {p % Width}, {p / Width} shows {id} where the panel is");
            }
        }
        Assert.True(on > 500 && off > 10000, $"{on} on the panel, {off} off it");
        device.Clean();
    }

    private static int Encoded(double linear) => (int)Math.Round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055));

    private static (int, int, int) Color(RenderedFrame frame, int pixel) => (frame.Color[3 * pixel], frame.Color[3 * pixel + 1], frame.Color[3 * pixel + 2]);

    private (Frame Frame, RenderedFrame Picture) Render(string direction, string visible)
    {
        var scene = Scene.Parse(Yaml.Replace("DIRECTION", direction, StringComparison.Ordinal).Replace("VISIBLE", visible, StringComparison.Ordinal), AssetSession.OpenRoots(null, null));
        using var assets = new AssetSession(scene.Roots, Path.Combine(Path.GetTempPath(), $"render-panel-{Guid.NewGuid():N}"));
        var frame = assets.Resolve(scene).Draw(1, 0);
        using var renderer = new FrameRenderer(device.Device, assets.Library);
        var picture = new RenderedFrame();
        renderer.Render(frame, new ImageKey(0), Aov.Color | Aov.InstanceId, picture);
        return (frame, picture);
    }
}
