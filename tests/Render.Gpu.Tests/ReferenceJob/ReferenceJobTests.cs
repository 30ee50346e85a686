using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;
using Job = Render.Benchmarks.ReferenceJob;

namespace Render.Gpu.Tests.ReferenceJob;

/// <summary>The reference job's ids against those of an independent renderer.</summary>
public sealed class ReferenceJobTests(DeviceFixture fixture, ITestOutputHelper output)
{
    private const int Tolerance = 30;
    private const int Ground = 11;

    [Fact]
    public void Ids_are_those_of_an_independent_renderer_and_a_quarter_of_a_pixel_shows()
    {
        Assert.SkipWhen(Job.Find() is null, Job.Absent);
        using var job = new Job(Job.Find()!);
        using var renderer = new FrameRenderer(fixture.Device, job.Assets);
        var image = new RenderedFrame();
        Assert.NotEqual(0, job.ExpectedCount);
        for (var scene = 0; scene < job.ExpectedCount; scene++)
        {
            var (frame, expected) = (job.Frame(scene), job.ExpectedIds(scene));
            renderer.Render(frame, new ImageKey(scene), Aov.InstanceId, image);
            var seen = Mapped(image);
            var differ = Differences(seen, expected);
            renderer.Render(Shifted(frame), new ImageKey(scene), Aov.InstanceId, image);
            var shifted = Differences(Mapped(image), expected);
            output.WriteLine($"scene {scene}: {differ} of {expected.Length} pixels differ, {shifted} when the sampling point moves by 0.25 px");
            Assert.InRange(differ, 0, Tolerance);
            Assert.True(shifted > Tolerance, "a shift by a quarter of a pixel goes unnoticed");
            Assert.Subset(seen.ToHashSet(), expected.ToHashSet());
        }
        fixture.Clean();
    }

    private static Frame Shifted(Frame frame) => frame with
    {
        Cameras = [frame.Cameras[0] with { Cx = frame.Cameras[0].Cx - 0.25f, Cy = frame.Cameras[0].Cy - 0.25f }],
    };

    private static ushort[] Mapped(RenderedFrame image) => Array.ConvertAll(image.InstanceIds, id => id == Ground ? (ushort)0 : id);

    private static int Differences(ushort[] seen, ushort[] expected) => seen.Zip(expected).Count(pair => pair.First != pair.Second);
}
