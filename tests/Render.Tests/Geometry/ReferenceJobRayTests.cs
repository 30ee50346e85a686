using Render.Benchmarks;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>The witness itself against an independent renderer's ids, for conventions: axes, normalization, sides, pixel centres.</summary>
public class ReferenceJobRayTests(ITestOutputHelper output)
{
    [Fact]
    public void The_ray_caster_sees_what_an_independent_renderer_saw()
    {
        Assert.SkipWhen(ReferenceJob.Find() is null, ReferenceJob.Absent);
        using var job = new ReferenceJob(ReferenceJob.Find()!);
        var caster = new RayCaster(job.Assets);
        Assert.NotEqual(0, job.ExpectedCount);
        for (var scene = 0; scene < job.ExpectedCount; scene++)
        {
            var (frame, expected) = (job.Frame(scene), job.ExpectedIds(scene));
            var view = caster.View(frame);
            var differ = Differences(view, frame.Image.Width, expected, 0);
            output.WriteLine($"scene {scene}: {differ} of {expected.Length} pixels differ");
            Assert.InRange(differ, 0, 30);
            if (scene == 0)
                Assert.True(Differences(view, frame.Image.Width, expected, 0.25) > 30, "a shift by a quarter of a pixel goes unnoticed");
        }
    }

    private static int Differences(RayView view, int width, ushort[] expected, double shift)
    {
        var differ = 0;
        Parallel.For(0, expected.Length / width, y =>
        {
            var row = 0;
            for (var x = 0; x < width; x++)
            {
                var seen = view.Cast(x + 0.5 + shift, y + 0.5).Instance;
                row += (seen == 11 ? 0 : seen) == expected[y * width + x] ? 0 : 1;
            }
            Interlocked.Add(ref differ, row);
        });
        return differ;
    }
}
