using System.Collections.Concurrent;
using Render.Cli;
using Render.Core;
using Render.Core.Frames;

using Render.Tests.Dataset;
using Render.Vulkan.Devices;
using Silk.NET.Vulkan;
using Xunit;

namespace Render.Tests.Cli;

/// <summary>Whatever stage fails: the failure comes out as it went in, what was rendered is consumed, no thread is left, and only what is refused lets the others go on.</summary>
public sealed class RenderPipelineTests
{
    private const int Failing = 17;

    [Theory]
    [InlineData(Result.ErrorDeviceLost, Failure.TryAgain, 75)]
    [InlineData(Result.ErrorOutOfHostMemory, Failure.OutOfMemory, 33)]
    [InlineData(Result.ErrorOutOfDeviceMemory, Failure.OutOfMemory, 33)]
    public void What_the_device_reports_ends_the_run_with_its_code(Result reported, Failure failure, int exitCode)
    {
        var consumed = new ConcurrentBag<long>();
        var pipeline = new RenderPipeline(Drawn, (frame, key, into) =>
        {
            (frame.Index == Failing ? reported : Result.Success).Check("vkQueueSubmit");
            into.Reset(frame, key, default);
        }, image => consumed.Add(image.Key.Frame), workers: 2);
        var caught = Assert.Throws<RenderException>(() => Run(pipeline));
        Assert.Equal(failure, caught.Failure);
        Assert.Equal(exitCode, ExitCodes.Run(verbose: false, () => throw caught));
        Assert.Equal(Enumerable.Range(0, Failing).Select(i => (long)i), consumed.Order());
    }

    [Fact]
    public void Any_other_result_is_a_bug_and_success_is_none()
    {
        foreach (var result in Enum.GetValues<Result>().Except([Result.Success, Result.ErrorDeviceLost, Result.ErrorOutOfHostMemory, Result.ErrorOutOfDeviceMemory]))
            Assert.Throws<InvalidOperationException>(() => result.Check("vkQueueSubmit"));
        Result.Success.Check("vkQueueSubmit");
    }

    /// <summary>A full disk, in whichever of the workers.</summary>
    [Fact]
    public void A_failure_of_a_worker_ends_the_run()
    {
        var pipeline = new RenderPipeline(Drawn, (frame, key, into) => into.Reset(frame, key, default), image =>
        {
            if (image.Key.Frame == Failing)
                throw new IOException("No space left on device");
        }, workers: 2);
        Assert.Equal("No space left on device", Assert.Throws<IOException>(() => Run(pipeline)).Message);
    }

    [Fact]
    public void What_is_refused_is_quarantined_alone()
    {
        var consumed = new ConcurrentBag<long>();
        static void Refuse(long frame, int which)
        {
            if (frame == which)
                throw new RenderException(Failure.Refused, $"stage of frame {which}");
        }
        var pipeline = new RenderPipeline(
            frame =>
            {
                Refuse(frame, 3);
                return Drawn(frame);
            },
            (frame, key, into) =>
            {
                Refuse(frame.Index, 5);
                into.Reset(frame, key, default);
            },
            image =>
            {
                Refuse(image.Key.Frame, 7);
                consumed.Add(image.Key.Frame);
            }, workers: 2);
        Run(pipeline);
        Assert.Equal([3, 5, 7], pipeline.Quarantined.Keys.Order());
        Assert.Equal("stage of frame 5", pipeline.Quarantined[5]);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i).Except([3, 5, 7]), consumed.Order());
    }

    private static Frame Drawn(long index) => TestImages.Frame(index);

    private static void Run(RenderPipeline pipeline) => pipeline.Run(Enumerable.Range(0, 40).Select(i => (long)i), ImageGrid.Single, _ => { }, CancellationToken.None);
}
