using System.Collections.Concurrent;
using System.Threading.Channels;
using Render.Core;
using Render.Core.Frames;

namespace Render.Cli;

/// <summary>
/// Draw, render and consume at once: one thread draws the frames ahead, the calling thread feeds the renderer, and a few workers take what
/// comes out (annotate, encode, prove, stage). All queues are bounded, so the slowest stage sets the pace and memory stays flat.
/// An exception of kind <see cref="Failure.Refused"/>, wherever it arises, quarantines its frame: the others go on.
/// </summary>
/// <param name="draw">Draws one frame; called from one thread only.</param>
/// <param name="render">Renders one image; called from one thread only.</param>
/// <param name="consume">Takes one image; called from the workers.</param>
/// <param name="workers">Threads that consume; at least 1.</param>
internal sealed class RenderPipeline(
    Func<long, Frame> draw, Action<Frame, ImageKey, RenderedFrame> render, Action<RenderedFrame> consume, int workers)
{
    private const int FramesAhead = 4;

    /// <summary>Told each frame that is refused, on the thread that met it; more than once where several of its images are.</summary>
    public Action<long> OnQuarantined { get; init; } = _ => { };

    /// <summary>What was refused, by frame number, with the reason.</summary>
    public ConcurrentDictionary<long, string> Quarantined { get; } = new();

    /// <param name="frames">Their numbers.</param>
    /// <param name="grid">The images of each frame.</param>
    /// <param name="onImage">After each image that was consumed, with the number of images so far.</param>
    /// <param name="cancellation">Ends the run; the images in hand are consumed first.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(IEnumerable<long> frames, ImageGrid grid, Action<long> onImage, CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var drawn = Channel.CreateBounded<Frame>(new BoundedChannelOptions(FramesAhead) { SingleWriter = true, SingleReader = true });
        var rendered = Channel.CreateBounded<RenderedFrame>(new BoundedChannelOptions(workers) { SingleWriter = true });
        // As many as can be in use at once: one being rendered, one in each place of the queue, one in each worker's hands.
        var idle = new BlockingCollection<RenderedFrame>();
        for (var i = 0; i < 2 * workers + 1; i++)
            idle.Add(new(), CancellationToken.None);
        // The threads watch `failed` themselves: each ends in order, having taken what is in its queue.
        var drawing = Task.Run(() => Draw(frames, drawn.Writer, failed), CancellationToken.None);
        var count = 0L;
        var consuming = Enumerable.Range(0, workers).Select(_ => Task.Run(() => Consume(rendered.Reader, idle, failed, () => onImage(Interlocked.Increment(ref count))), CancellationToken.None)).ToArray();
        try
        {
            while (Wait(drawn.Reader.WaitToReadAsync(failed.Token)))
                while (drawn.Reader.TryRead(out var frame))
                    foreach (var key in grid.Keys(frame.Index))
                        RenderOne(frame, key, idle, rendered.Writer, failed.Token);
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            // Which it was, a failure elsewhere or the user's wish, is told apart below, after the threads have ended.
        }
        catch
        {
            failed.Cancel();
            throw;
        }
        finally
        {
            rendered.Writer.TryComplete();
            Task.WhenAll([drawing, .. consuming]).GetAwaiter().GetResult();
            idle.Dispose();
        }
        cancellation.ThrowIfCancellationRequested();
    }

    private void RenderOne(Frame frame, ImageKey key, BlockingCollection<RenderedFrame> idle, ChannelWriter<RenderedFrame> rendered, CancellationToken cancellation)
    {
        if (Quarantined.ContainsKey(frame.Index))
            return;
        var target = idle.Take(cancellation);
        try
        {
            render(frame, key, target);
        }
        catch (RenderException e) when (e.Failure == Failure.Refused)
        {
            Quarantine(frame.Index, e);
            idle.Add(target, CancellationToken.None);
            return;
        }
        Wait(rendered.WriteAsync(target, cancellation));
    }

    private void Draw(IEnumerable<long> frames, ChannelWriter<Frame> drawn, CancellationTokenSource failed)
    {
        try
        {
            foreach (var index in frames)
            {
                if (Drawn(index) is { } frame)
                    Wait(drawn.WriteAsync(frame, failed.Token));
            }
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            return;
        }
        catch
        {
            failed.Cancel();
            throw;
        }
        finally
        {
            drawn.TryComplete();
        }
    }

    /// <summary>Null where the frame is quarantined.</summary>
    private Frame? Drawn(long index)
    {
        try
        {
            return draw(index);
        }
        catch (RenderException e) when (e.Failure == Failure.Refused)
        {
            Quarantine(index, e);
            return null;
        }
    }

    private void Quarantine(long frame, RenderException reason)
    {
        Quarantined[frame] = reason.Message;
        OnQuarantined(frame);
    }

    private void Consume(ChannelReader<RenderedFrame> rendered, BlockingCollection<RenderedFrame> idle, CancellationTokenSource failed, Action consumed)
    {
        // Until the queue is empty, also after a cancellation: what was rendered is not thrown away.
        while (Wait(rendered.WaitToReadAsync()))
        {
            while (rendered.TryRead(out var image))
            {
                try
                {
                    ConsumeOne(image, consumed);
                }
                catch
                {
                    failed.Cancel();
                    throw;
                }
                finally
                {
                    idle.Add(image);
                }
            }
        }
    }

    private void ConsumeOne(RenderedFrame image, Action consumed)
    {
        try
        {
            consume(image);
        }
        catch (RenderException e) when (e.Failure == Failure.Refused)
        {
            Quarantine(image.Key.Frame, e);
            return;
        }
        consumed();
    }

    private static bool Wait(ValueTask<bool> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
            task.AsTask().GetAwaiter().GetResult();
    }
}
