using System.Security.Cryptography;
using Render.Cli;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Dataset;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Exactness;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.BigScenes;

/// <summary>Many instances, many models, large models: shared, evicted, or refused with numbers.</summary>
public sealed class BigSceneTests(DeviceFixture fixture, ITestOutputHelper output)
{
    private static AssetLibrary Library(Func<string, Model> load, long capacity = long.MaxValue) =>
        new(load, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException(), capacity: capacity);

    [Fact]
    public void A_thousand_instances_of_a_hundred_models_are_where_rays_meet_them_and_share_their_meshes()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"ball{i}").ToArray();
        var assets = Library(name => GeneratedModels.Ball(name, 2));
        var frame = GeneratedModels.Frame(1, Enumerable.Range(0, 1000).Select(i => names[i * 37 % 100]), 128, 96, scale: 0.3f);
        using var renderer = new FrameRenderer(fixture.Device, assets);
        var image = new RenderedFrame();
        renderer.Render(frame, new(1), Aov.InstanceId | Aov.Depth | Aov.Color, image);
        var report = new ExactnessReport();
        report.Compare(image, new RayCaster(assets).View(frame));
        // Where a thousand outlines cross, a few pixels lie within 1/100 px of one.
        Assert.True(report.Wrong.Count == 0 && report.Differences < 20, report.ToString());
        Assert.InRange(image.InstanceIds.Distinct().Count(), 300, 1001);

        using var store = new GeometryStore(fixture.Device);
        store.Prepare(frame.Instances.Select(i => assets.Model(i.Model)));
        Assert.Equal(100 * 4, names.Max(n => (int)store.FirstCluster(assets.Model(n))) + 4);
        fixture.Clean();
    }

    [Fact]
    public void Bounds_on_what_is_kept_in_memory_and_on_the_device_change_no_byte()
    {
        var names = Enumerable.Range(0, 24).Select(i => $"ball{i}").ToArray();
        var texels = new byte[4 * 64 * 64];
        new Random(3).NextBytes(texels);
        var random = new Random(7);
        var frames = Enumerable.Range(0, 16).Select(f => GeneratedModels.Frame(f, Enumerable.Range(0, random.Next(1, 7)).Select(_ => names[random.Next(24)]), 96, 72)).ToArray();
        var loads = 0;
        string[] Rendered(long capacity, long budget)
        {
            loads = 0;
            var assets = Library(name =>
            {
                Interlocked.Increment(ref loads);
                return GeneratedModels.Ball(name, 1 + name.Length % 3 + name[^1] % 3, GeneratedModels.Texture(name, 64, texels));
            }, capacity);
            using var renderer = new FrameRenderer(fixture.Device, assets, null, long.MaxValue, budget);
            var image = new RenderedFrame();
            return [.. frames.Select(frame =>
            {
                renderer.Render(frame, new(frame.Index), Aov.InstanceId | Aov.Depth | Aov.Color, image);
                return string.Concat(Convert.ToHexString(SHA256.HashData(image.Color)), Hash(image.InstanceIds), Hash(image.Depth));
            })];
        }
        static string Hash<T>(T[] values) where T : unmanaged => Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values)));
        var unbounded = Rendered(long.MaxValue, long.MaxValue);
        Assert.Equal(frames.SelectMany(f => f.Instances).Select(i => i.Model).Distinct().Count(), loads);
        // Room for one model in memory; on the device, for what the largest frame needs and hardly more: 6 models of up to 16 clusters with 81 vertices.
        Assert.Equal(unbounded, Rendered(0, 6 * 16 * 81 * 16));
        Assert.True(loads > 30, $"{loads} loads");
        fixture.Clean();
    }

    [Fact]
    public void Frames_that_do_not_fit_are_refused_with_numbers_and_the_next_one_renders()
    {
        var texels = new byte[4 << 24];
        new Random(1).NextBytes(texels.AsSpan(0, 1 << 20));
        var assets = Library(name => GeneratedModels.Ball(name, name.StartsWith('m') ? 80 : 1, name.StartsWith('t') ? GeneratedModels.Texture(name, 4096, texels) : null));
        using var renderer = new FrameRenderer(fixture.Device, assets, null, long.MaxValue, 4 << 20);
        var image = new RenderedFrame();
        RenderException Refused(params string[] models) => Assert.Throws<RenderException>(() => renderer.Render(GeneratedModels.Frame(0, models), new(0), Aov.Color, image));
        var textures = Refused([.. Enumerable.Range(0, 40).Select(i => $"t{i}")]);
        Assert.Equal(Failure.Refused, textures.Failure);
        Assert.Matches("its textures and its environment need 25[67][0-9] MiB \\(t.* alone 64 MiB\\); .* can hold [0-9]+ MiB for one frame", textures.Message);
        var mesh = Refused("m0", "a", "b");
        Assert.Matches("its 3 models have 819,456 triangles and 518,562 vertices \\(m0 alone 819,200 and 518,400\\), which need 7 MiB in one binding; .* binds at most 4 MiB", mesh.Message);
        renderer.Render(GeneratedModels.Frame(0, ["a", "b"]), new(0), Aov.InstanceId, image);
        Assert.Equal([0, 1, 2], image.InstanceIds.Select(id => (int)id).Distinct().Order());
    }

    [Fact]
    public void A_run_whose_first_frames_do_not_fit_does_not_begin_and_a_later_one_is_quarantined()
    {
        var texels = new byte[4 << 24];
        new Random(1).NextBytes(texels.AsSpan(0, 1 << 20));
        var assets = Library(name => GeneratedModels.Ball(name, 1, name.StartsWith('t') ? GeneratedModels.Texture(name, 4096, texels) : null));
        var many = Enumerable.Range(0, 40).Select(i => $"t{i}").ToArray();
        var folder = Directory.CreateTempSubdirectory("render-test-");
        try
        {
            using var run = new DatasetRun(assets, Environment.GetEnvironmentVariable("RENDER_TEST_DEVICE"), folder.FullName);
            DatasetRunResult Execute(string name, int tooLarge) => run.Execute(new()
            {
                Folder = Path.Combine(folder.FullName, name),
                SceneHash = new('0', 64),
                CanonicalScene = "{}",
                Seed = 0,
                Build = "test",
                Categories = [new(1, "ball", "ball")],
                Run = new("", ""),
            }, Enumerable.Range(0, 8).Select(i => (long)i), 8, f => GeneratedModels.Frame((int)f, f == tooLarge ? many : ["a", "b"], 64, 48), CancellationToken.None);
            var refused = Assert.Throws<RenderException>(() => Execute("none", 2));
            Assert.Equal(Failure.OutOfMemory, refused.Failure);
            Assert.StartsWith("frame 2: its textures and its environment need ", refused.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder.FullName, "none")));
            var result = Execute("some", 6);
            Assert.Equal((7L, 6L), (result.Summary.Frames, Assert.Single(result.Quarantined).Key));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_run_stops_while_its_first_frames_are_drawn_and_draws_none_that_is_done()
    {
        var assets = Library(name => GeneratedModels.Ball(name, 1, null));
        var folder = Directory.CreateTempSubdirectory("render-test-");
        try
        {
            using var run = new DatasetRun(assets, Environment.GetEnvironmentVariable("RENDER_TEST_DEVICE"), folder.FullName);
            var drawn = new List<long>();
            var options = new DatasetOptions
            {
                Folder = Path.Combine(folder.FullName, "data"),
                SceneHash = new('0', 64),
                CanonicalScene = "{}",
                Seed = 0,
                Build = "test",
                Categories = [new(1, "ball", "ball")],
                Run = new("", ""),
            };
            DatasetRunResult Execute(int frames, Action<long> onDraw, CancellationToken cancellation) => run.Execute(options, Enumerable.Range(0, frames).Select(i => (long)i), frames, f =>
            {
                drawn.Add(f);
                onDraw(f);
                return GeneratedModels.Frame((int)f, ["a", "b"], 64, 48);
            }, cancellation);
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => Execute(4, f => stop.Cancel(), stop.Token));
            Assert.Equal([0L], drawn);
            Assert.False(Directory.Exists(options.Folder));

            Execute(2, f => { }, CancellationToken.None);
            drawn.Clear();
            Assert.Equal((2L, 2L), Execute(4, f => { }, CancellationToken.None) is var more ? (more.Present, more.Summary.Frames) : default);
            Assert.Equal([2L, 3L], drawn);
            drawn.Clear();
            Assert.Equal(4L, Execute(4, f => { }, CancellationToken.None).Present);
            Assert.Empty(drawn);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Without any special setting; the two have more vertices than 128 MiB of attributes hold, which is the most that lavapipe binds as one storage buffer.
    /// </summary>
    [Fact]
    public void Models_of_almost_seven_million_triangles_each_render_and_are_where_rays_meet_them()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var assets = Library(name => GeneratedModels.Ball(name, 230));
        var frame = GeneratedModels.Frame(2, ["large1", "large2"], scale: 5);
        Assert.True(assets.Model("large1").Mesh.Triangles.Length > 6_700_000 && 2L * 16 * assets.Model("large1").Mesh.Positions.Length > 128 << 20);
        using var renderer = new FrameRenderer(fixture.Device, assets);
        var image = new RenderedFrame();
        renderer.Render(frame, new(2), Aov.InstanceId | Aov.Depth | Aov.Color, image);
        var rendered = clock.Elapsed;
        var report = new ExactnessReport();
        report.Compare(image, new RayCaster(assets).View(frame));
        output.WriteLine($"{rendered.TotalSeconds:0.0} s made and rendered, {clock.Elapsed.TotalSeconds:0.0} s with rays; {report}; each {assets.Model("large1").Mesh.Bytes >> 20} MiB, process {Environment.WorkingSet >> 20} MiB");
        // Triangles much smaller than a pixel: outlines are everywhere.
        Assert.True(report.Wrong.Count == 0 && report.Differences < 20, report.ToString());
        Assert.True(report.Covered > 5000, report.ToString());
    }
}
