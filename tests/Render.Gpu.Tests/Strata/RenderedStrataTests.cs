using Render.Cli;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Strata;

/// <summary>What strata promise, counted on rendered labels: each object in its frame, and alone.</summary>
public sealed class RenderedStrataTests(DeviceFixture device)
{
    private const string Yaml = """
        render: 1
        image: { width: 240, height: 180, samples: 1 }
        CAMERAS
        surroundings: { veil: { shape: plane, size: [0.5, 0.5], position: [0.2, -1.7, 0.9], rotation_deg: [70, 0, 0], material: { alpha: 0.4 } } }
        assets:
          mug: { file: assets:meshes/mug.glb, category: mug }
          bottle: { file: assets:meshes/bottle.glb, category: bottle }
          can: { file: assets:meshes/can.glb, category: can }
          gear: { file: assets:meshes/gear.glb }
        objects:
          things:
            pick: [mug, bottle, can]
            count: 3
            strata: { category: equal, size_px: [[16, 32], [32, 80], [80, 160]], visible: [[0.2, 0.5], [0.5, 0.8], [0.8, 1]] }
          more: { pick: mug, count: 2, strata: { size_px: [[20, 40]], visible: [[0.3, 0.7], [0.7, 1]], occluders: { pick: gear } } }
        """;

    /// <summary>Behind a veil that labels see through.</summary>
    [Theory]
    [InlineData("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: [40, 60] }", 0)]
    [InlineData("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], lens: { fisheye: { fov_deg: 150, k1: 0.01 } } }", 0)]
    [InlineData("cameras: { left: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: 50 }, right: { relative_to: left, offset: [0.1, 0, 0], fov_deg: 45 } }", 1)]
    public void Rendered_labels_are_what_the_strata_say(string cameras, int camera)
    {
        var yaml = Yaml.Replace("CAMERAS", cameras, StringComparison.Ordinal).Replace("strata: {", camera == 0 ? "strata: {" : "strata: { camera: right,", StringComparison.Ordinal);
        var scene = Scene.Parse(yaml, AssetSession.OpenRoots(null, null));
        using var assets = new AssetSession(scene.Roots, Path.Combine(Path.GetTempPath(), $"render-strata-{Guid.NewGuid():N}"));
        var resolved = assets.Resolve(scene);
        using var renderer = new FrameRenderer(device.Device, assets.Library);
        var (whole, alone) = (new RenderedFrame(), new RenderedFrame());
        var (made, dropped) = (0, 0);
        for (var i = 0; i < 14; i++)
        {
            var frame = resolved.Draw(1, i);
            dropped += frame.Dropped.Length;
            renderer.Render(frame, new ImageKey(i, Camera: camera), Aov.InstanceId, whole);
            foreach (var (index, thing) in frame.Instances.Index())
            {
                if (thing.Stratum is not { } stratum)
                    continue;
                made++;
                renderer.Render(frame with { Instances = [thing] }, new ImageKey(i, Camera: camera), Aov.InstanceId, alone);
                var amodal = Enumerable.Range(0, alone.InstanceIds.Length).Where(p => alone.InstanceIds[p] == 1).ToArray();
                var visible = amodal.Count(p => whole.InstanceIds[p] == index + 1);
                var across = Math.Max(amodal.Max(p => p % 240) - amodal.Min(p => p % 240), amodal.Max(p => p / 240) - amodal.Min(p => p / 240)) + 1;
                Assert.True(visible >= 16);
                foreach (var (value, bin) in new[] { ((double)visible / amodal.Length, stratum.Bins["visible"]), (across, stratum.Bins["size_px"]) })
                {
                    var ends = bin.Split('-').Select(end => double.Parse(end, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                    Assert.True(value >= ends[0] && (value < ends[1] || ends[1] == 1), $"{thing.Name} of frame {i}: {value} is not in {bin}");
                }
            }
        }
        device.Clean();
        Assert.True(made >= 65, $"{made} made, {dropped} dropped");
    }
}
