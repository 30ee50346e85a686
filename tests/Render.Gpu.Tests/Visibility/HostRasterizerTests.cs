using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.BigScenes;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>The rasteriser on the host writes what the shaders write, to the bit, and so what the mirror of their definition says.</summary>
public sealed class HostRasterizerTests(DeviceFixture fixture) : IDisposable
{
    private readonly VisibilityPass _kernels = new(fixture.Device, VisibilityTuning.Cpu);
    private readonly VisibilityPass _host = new(fixture.Device, VisibilityTuning.Host);
    private readonly VisibilityPass _hostInRounds = new(fixture.Device, VisibilityTuning.Host with { MostDraws = 5 });

    /// <summary>Only where host and device share memory does it run at all.</summary>
    private void NeedsSharedMemory() => Assert.SkipUnless(fixture.Device.Info.Kind == DeviceKind.Cpu && Render.Vulkan.Host.HostRasterizer.IsSupported, "the device has memory of its own");

    public void Dispose()
    {
        _kernels.Dispose();
        _host.Dispose();
        _hostInRounds.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Every_byte_is_the_shaders(int samples)
    {
        NeedsSharedMemory();
        var random = new Random(samples);
        for (var seed = 0; seed < 12; seed++)
        {
            // From less than a block to many tiles.
            var scene = new TestScene
            {
                Width = seed == 0 ? 1 : random.Next(2, 330),
                Height = seed == 1 ? 1 : random.Next(2, 200),
                Focal = random.Next(20, 300),
                Near = random.Next(2) == 0 ? 0.01f : 0.7f,
            };
            AddAll(scene, seed, random.Next(1, 400));
            Same(scene, samples, 0, scene.Height);
            var row = random.Next(scene.Height / 2);
            Same(scene, samples, row, random.Next(row + 1, scene.Height + 1));
        }
        fixture.Clean();
    }

    [Fact]
    public void Whole_pictures_of_one_kind_are_the_shaders()
    {
        NeedsSharedMemory();
        var scene = new TestScene { Width = 201, Height = 133, Focal = 150 };
        foreach (var kind in Enum.GetValues<RandomTriangles.Kind>())
        {
            var one = new TestScene { Width = scene.Width, Height = scene.Height, Focal = scene.Focal };
            one.Add(RandomTriangles.Of(kind, 2000, 7, one));
            Same(one, 1, 0, one.Height);
            Same(one, 4, 0, one.Height);
        }
        fixture.Clean();
    }

    [Fact]
    public void Of_surfaces_at_the_same_place_the_same_one_is_seen()
    {
        NeedsSharedMemory();
        var scene = new TestScene { Width = 150, Height = 90 };
        var positions = RandomTriangles.Of(RandomTriangles.Kind.Large, 20, 1, scene).Concat(RandomTriangles.Of(RandomTriangles.Kind.Small, 200, 2, scene)).ToArray();
        for (var copy = 0; copy < 3; copy++)
            scene.Add(positions);
        Same(scene, 4, 0, scene.Height);
        fixture.Clean();
    }

    [Fact]
    public void Samples_on_edges_and_at_vertices_are_the_shaders()
    {
        NeedsSharedMemory();
        // Vertices at pixel centres or next to nothing beside them, so that edges go through samples in all directions, many of them along rows and columns, and the plane through the unsnapped
        // positions leaves the range of the vertices at their samples.
        var (scene, random) = (new TestScene { Width = 128, Height = 64 }, new Random(3));
        var positions = new Vector3[3 * 3000];
        for (var t = 0; t < positions.Length; t += 3)
        {
            int left = random.Next(scene.Width), top = random.Next(scene.Height), size = t % 2 == 0 ? 6 : 90;
            var beside = t % 4 < 2 ? 0f : 0.0018f;
            for (var v = 0; v < 3; v++)
                positions[t + v] = scene.At(left + random.Next(size) + 0.5f + beside * (random.Next(3) - 1), top + random.Next(size / 3) + 0.5f + beside * (random.Next(3) - 1), 1 << random.Next(4));
        }
        for (var part = 0; part < 30; part++)
            scene.Add(positions[(300 * part)..(300 * (part + 1))]);
        Same(scene, 1, 0, scene.Height);
        Same(scene, 4, 0, scene.Height);
        // One at a time too: what is behind others says nothing.
        for (var part = 0; part < 30; part++)
        {
            var few = new TestScene { Width = scene.Width, Height = scene.Height };
            few.Add(positions[(300 * part)..(300 * part + 60)]);
            Same(few, 1, 0, few.Height);
        }
        fixture.Clean();
    }

    [Fact]
    public void With_holes_and_see_through_surfaces_every_byte_is_the_shaders()
    {
        NeedsSharedMemory();
        var scene = new TestScene { Width = 140, Height = 100 };
        for (var i = 0; i < 6; i++)
            scene.Add(RandomTriangles.Of(i % 2 == 0 ? RandomTriangles.Kind.Large : RandomTriangles.Kind.Small, 12, i, scene),
                material: new Material { AlphaMode = (i % 3) switch { 0 => AlphaMode.Opaque, 1 => AlphaMode.Mask, _ => AlphaMode.Blend } });
        Same(scene, 4, 0, scene.Height);
        fixture.Clean();
    }

    [Fact]
    public void More_triangles_than_are_kept_at_a_time_are_the_shaders()
    {
        NeedsSharedMemory();
        const int patches = 90; // 1,036,800 triangles, most of them in the picture
        var assets = new AssetLibrary(name => GeneratedModels.Ball(name, patches), (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        var frame = GeneratedModels.Frame(1, ["ball"], 1600, 1200, scale: 6);
        var (expected, actual) = (new RenderedFrame(), new RenderedFrame());
        foreach (var (tuning, into) in new[] { (VisibilityTuning.Cpu, expected), (VisibilityTuning.Host, actual) })
        {
            using var renderer = new FrameRenderer(fixture.Device, assets, tuning, long.MaxValue);
            renderer.Render(frame, new ImageKey(0), Aov.InstanceId | Aov.Depth, into);
        }
        Assert.True(expected.InstanceIds.Count(id => id != 0) > 100_000);
        Assert.True(expected.InstanceIds.AsSpan().SequenceEqual(actual.InstanceIds));
        Assert.True(expected.Depth.AsSpan().SequenceEqual(actual.Depth));
        fixture.Clean();
    }

    [Fact]
    public void Depth_maps_are_the_shaders()
    {
        NeedsSharedMemory();
        var random = new Random(5);
        for (var seed = 0; seed < 8; seed++)
        {
            var scene = new TestScene { Width = random.Next(2, 300), Height = random.Next(2, 300), Focal = random.Next(20, 300) };
            AddAll(scene, seed, 200);
            var perspective = SceneView.Of(scene.Frame().Cameras[0], scene.Width, scene.Height);
            // Some of it behind, some off the guard band.
            var parallel = new SceneView(scene.Width, scene.Height,
                [random.Next(1, 60), 3, 0, scene.Width / 2.0, 1, random.Next(1, 60), 2, scene.Height / 2.0, 0.1, 0, 1, random.Next(2) == 0 ? 6 : -3], Orthographic: true, Near: 0);
            foreach (var view in new[] { perspective, parallel })
                Assert.Equal(Depths(scene, view, _kernels), Depths(scene, view, _host));
        }
        fixture.Clean();
    }

    private static void AddAll(TestScene scene, int seed, int count)
    {
        foreach (var kind in Enum.GetValues<RandomTriangles.Kind>())
            scene.Add(RandomTriangles.Of(kind, kind == RandomTriangles.Kind.Small ? count : 1 + count / 20, seed, scene));
        // Around the two limits of what is small: 64 px in extent, and next to no area.
        var random = new Random(seed);
        var edges = new List<Vector3>();
        for (var i = 0; i < 30; i++)
        {
            float x = random.Next(scene.Width), y = random.Next(scene.Height), size = 64 + random.Next(-1, 2) / 256f;
            edges.AddRange([scene.At(x, y, 3), scene.At(x + size, y + 1, 4), scene.At(x + random.Next(64), y + size, 5)]);
            edges.AddRange([scene.At(x, y, 2), scene.At(x + 256, y, 2), scene.At(x + 256, y + 256, 2)]);
        }
        scene.Add([.. edges]);
    }

    private void Same(TestScene scene, int samples, int rowStart, int rowEnd)
    {
        var expected = Samples(scene, samples, rowStart, rowEnd, _kernels);
        Same(scene, samples, rowStart, rowEnd, expected, Samples(scene, samples, rowStart, rowEnd, _host));
        Same(scene, samples, rowStart, rowEnd, expected, Samples(scene, samples, rowStart, rowEnd, _hostInRounds));
    }

    private static void Same(TestScene scene, int samples, int rowStart, int rowEnd, ulong[] expected, ulong[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(expected[i] == actual[i], $"{scene.Width} x {rowStart}..{rowEnd}, {samples} samples: {i} is {actual[i]:x16}, not {expected[i]:x16}");
    }

    private ulong[] Samples(TestScene scene, int samples, int rowStart, int rowEnd, VisibilityPass pass) => Record<ulong>(scene, scene.Width * (rowEnd - rowStart) * samples,
        (commands, gpu, target) =>
        {
            var view = gpu.AddView(SceneView.Of(scene.Frame().Cameras[0], scene.Width, scene.Height));
            gpu.Upload();
            pass.Record(commands, gpu, view, new RasterTarget(target, 0, samples, rowStart, rowEnd), Enum.GetValues<SurfaceClass>());
        });

    private uint[] Depths(TestScene scene, SceneView view, VisibilityPass pass) => Record<uint>(scene, view.Width * view.Height + 3, (commands, gpu, target) =>
    {
        var handle = gpu.AddView(view);
        gpu.Upload();
        commands.Fill(target, 7);
        pass.RecordDepth(commands, gpu, handle, new RasterTarget(target, 2, 1, 0, view.Height));
    });

    private T[] Record<T>(TestScene scene, int count, Action<CommandRecorder, GpuScene, DeviceBuffer> record) where T : unmanaged
    {
        var (device, bytes) = (fixture.Device, (long)count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        using var gpu = new GpuScene(device, TestScene.Assets);
        using var commands = new CommandRecorder(device);
        using var target = new DeviceBuffer(device, "target", bytes, BufferUse.Device);
        using var readback = new DeviceBuffer(device, "readback", bytes, BufferUse.Readback);
        gpu.Prepare(scene.Frame());
        commands.Begin("host rasteriser");
        record(commands, gpu, target);
        commands.Copy(target, 0, readback, 0, bytes);
        commands.SubmitAndWait();
        return readback.Map<T>(0, count).ToArray();
    }
}
