using System.Diagnostics;
using System.Security.Cryptography;
using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>What changes speed may change no byte: tuning, bands, threads, repetition.</summary>
public sealed class InvarianceTests(DeviceFixture fixture)
{
    private const string HashFile = "RENDER_TEST_HASH_FILE";

    private static readonly VisibilityTuning[] Tunings =
    [
        VisibilityTuning.Cpu, VisibilityTuning.Gpu32, VisibilityTuning.Gpu64, new(1, 1, 3, false, 1), new(4, 9, 8, false, 3), new(16, 33, 2, true, 7), VisibilityTuning.Cpu with { MostDraws = 1 },
        VisibilityTuning.Cpu with { MostDraws = 7 },
    ];

    [Fact]
    public void Every_tuning_and_banding_gives_the_same_bytes()
    {
        var expected = Hash(null, long.MaxValue);
        // On the host where that shares the device's memory.
        VisibilityTuning[] host = fixture.Device.Info.Kind == DeviceKind.Cpu
            ? [VisibilityTuning.Host, VisibilityTuning.Host with { MostDraws = 1 }, VisibilityTuning.Host with { MostDraws = 7 }] : [];
        foreach (var tuning in Tunings.Concat(host))
            Assert.True(expected == Hash(tuning, long.MaxValue), $"{tuning}");
        Assert.Equal(expected, Hash(null, 30_000));
        Assert.Equal(expected, Hash(null, 1));
        fixture.Clean();
    }

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        if (Environment.GetEnvironmentVariable(HashFile) is { } file)
        {
            File.WriteAllText(file, Hash(null, long.MaxValue));
            return;
        }
        var expected = Hash(null, long.MaxValue);
        foreach (var threads in new[] { "1", "2", "4" })
            Assert.Equal(expected, InChild(threads));
    }

    private static string InChild(string threads)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Render.Gpu.Tests")) { RedirectStandardOutput = true };
            foreach (var argument in new[] { "-method", $"{typeof(InvarianceTests).FullName}.{nameof(The_number_of_threads_does_not_matter)}" })
                start.ArgumentList.Add(argument);
            start.Environment["LP_NUM_THREADS"] = threads;
            start.Environment[HashFile] = file;
            using var child = Process.Start(start)!;
            var output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            Assert.True(child.ExitCode == 0, output);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string Hash(VisibilityTuning? tuning, long maxVisibilityBytes)
    {
        var scene = new TestScene { Width = 201, Height = 111, Focal = 150 };
        foreach (var kind in Enum.GetValues<RandomTriangles.Kind>())
            for (var i = 0; i < 4; i++)
                scene.Add(RandomTriangles.Of(kind, kind == RandomTriangles.Kind.Small ? 200 : 10, i, scene));
        using var renderer = new FrameRenderer(fixture.Device, TestScene.Assets, tuning, maxVisibilityBytes);
        var image = new RenderedFrame();
        renderer.Render(scene.Frame(), new ImageKey(0), Aov.InstanceId | Aov.Depth, image);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(image.InstanceIds).ToArray()
            .Concat(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(image.Depth).ToArray()).ToArray();
        return Convert.ToHexString(SHA256.HashData(bytes));
    }
}
