using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>The layers of sub-samples, and depth-only views, straight from the pass's buffer.</summary>
public sealed class SampleLayerTests(DeviceFixture fixture)
{
    [Theory]
    [InlineData(4, 64)]
    [InlineData(4, 2)]
    [InlineData(8, 2)]
    [InlineData(16, 64)]
    [InlineData(16, 0)]
    public void Every_layer_is_the_image_at_its_offset(int samples, int inlinePixels)
    {
        var scene = new TestScene { Width = 61, Height = 43 };
        var positions = RandomTriangles.Of(RandomTriangles.Kind.Small, 60, 3, scene)
            .Concat(RandomTriangles.Of(RandomTriangles.Kind.Large, 4, 4, scene)).Concat(RandomTriangles.Of(RandomTriangles.Kind.Crossing, 4, 5, scene)).ToArray();
        for (var t = 0; t < positions.Length; t += 3)
            scene.Add(positions[t..(t + 3)]);
        var tuning = VisibilityTuning.Cpu with { InlinePixels = inlinePixels };
        var words = Record(scene, tuning, scene.Width * scene.Height * samples * 2, (pass, commands, gpu, target) =>
        {
            var view = gpu.AddView(SceneView.Of(scene.Frame().Cameras[0], scene.Width, scene.Height));
            gpu.Upload();
            pass.Record(commands, gpu, view, new RasterTarget(target, 0, samples, 0, scene.Height), Enum.GetValues<SurfaceClass>());
        });
        for (var s = 0; s < samples; s++)
        {
            var expected = new RasterMirror(scene).Render(positions, SamplePattern.Of(samples)[s]);
            for (var i = 0; i < expected.Length; i++)
            {
                var at = 2 * (s * expected.Length + i);
                // A triangle an instance, each of one cluster: the cluster instance is the triangle's number.
                var (id, key) = (words[at], words[at + 1]);
                Assert.Equal(expected[i].Triangle < 0 ? uint.MaxValue : (uint)expected[i].Triangle << 7, id);
                Assert.Equal(expected[i].Triangle < 0 ? uint.MaxValue : ~BitConverter.SingleToUInt32Bits(expected[i].Nearness), key);
            }
        }
        fixture.Clean();
    }

    [Fact]
    public void An_orthographic_depth_map_holds_the_depth_of_the_nearest_plane()
    {
        var scene = new TestScene();
        // Two squares in world units; the view maps x and y to 8 pixels a unit and depth = z + 1.
        scene.Add([new(1, 1, 3), new(5, 1, 3), new(5, 5, 3), new(1, 1, 3), new(5, 5, 3), new(1, 5, 3)]);
        scene.Add([new(3, 2, 1), new(4, 2, 1), new(4, 4, 2), new(3, 2, 1), new(4, 4, 2), new(3, 4, 2)]);
        const int size = 64;
        var view = new SceneView(size, size, [8, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 1], Orthographic: true, Near: 0);
        var words = Record(scene, VisibilityTuning.Cpu, 3 * size * size, (pass, commands, gpu, target) =>
        {
            var handle = gpu.AddView(view);
            gpu.Upload();
            pass.RecordDepth(commands, gpu, handle, new RasterTarget(target, 2 * size * size, 1, 0, size));
        });
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var depth = BitConverter.UInt32BitsToSingle(words[2 * size * size + y * size + x]);
                var (u, v) = ((x + 0.5) / 8, (y + 0.5) / 8);
                var expected = u is > 3 and < 4 && v is > 2 and < 4 ? 2 + (v - 2) / 2 : u is > 1 and < 5 && v is > 1 and < 5 ? 4 : double.PositiveInfinity;
                Assert.Equal(expected, depth, 1e-5);
            }
        fixture.Clean();
    }

    private uint[] Record(TestScene scene, VisibilityTuning tuning, int words, Action<VisibilityPass, CommandRecorder, GpuScene, DeviceBuffer> record)
    {
        var device = fixture.Device;
        using var gpu = new GpuScene(device, TestScene.Assets);
        using var pass = new VisibilityPass(device, tuning);
        using var commands = new CommandRecorder(device);
        using var target = new DeviceBuffer(device, "target", 4L * words, BufferUse.Device);
        using var readback = new DeviceBuffer(device, "readback", 4L * words, BufferUse.Readback);
        gpu.Prepare(scene.Frame());
        commands.Begin("sample layers");
        record(pass, commands, gpu, target);
        commands.Copy(target, 0, readback, 0, 4L * words);
        commands.SubmitAndWait();
        return readback.Map<uint>(0, words).ToArray();
    }
}
