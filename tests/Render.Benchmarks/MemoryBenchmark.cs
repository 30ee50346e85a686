using System.Globalization;
using System.Text.Json;
using Render.Cli;
using Render.Core;

namespace Render.Benchmarks;

/// <summary>
/// One long run over the reference job's scenes, eye and sun moved a little in every frame: what it holds after a tenth of the frames and at the end, and what
/// an image allocates of the managed heap once all buffers are there. Files are written with their flushes, as ever.
/// </summary>
internal static class MemoryBenchmark
{
    public static int Run(string[] args)
    {
        var output = BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "-o OUT is missing.");
        var frames = BenchmarkOptions.Number(args, "--frames", 10_000);
        var folder = BenchmarkOptions.Find(args, "--job") ?? ReferenceJob.Find() ?? throw new RenderException(Failure.Usage, ReferenceJob.Absent + ".", remedy: "Give it with --job DIR.");
        using var job = new ReferenceJob(folder);
        using var run = new DatasetRun(job.Assets, BenchmarkOptions.Find(args, "--device"), Options.CacheFolder(null));
        var marks = new List<(long Frame, double Rss, long Allocated, int Collections)>();
        var step = Math.Max(1, frames / 10);
        void Mark(long frame)
        {
            marks.Add((frame, BenchmarkOptions.Rss(), GC.GetTotalAllocatedBytes(), GC.CollectionCount(2)));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frame {frame}: {marks[^1].Rss:0} MiB"));
        }
        var result = run.Execute(ReferenceJobBenchmark.Describe(job, output), Enumerable.Range(0, frames).Select(i => (long)i), frames, frame =>
        {
            if (frame > 0 && frame % step == 0)
                Mark(frame);
            return job.Frame((int)(frame % job.SceneCount), 1 + (int)(frame / job.SceneCount)) with { Index = frame };
        }, CancellationToken.None);
        if (result.Quarantined.Count > 0)
            throw new RenderException(Failure.Refused, result.Quarantined.First().Value);
        Mark(frames);
        var (first, last) = (marks[0], marks[^1]);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "memory",
            ["frames"] = frames,
            ["images_per_second"] = Math.Round(frames / result.Time.TotalSeconds, 2),
            ["rss_mib_after_a_tenth"] = first.Rss,
            ["rss_mib_at_the_end"] = last.Rss,
            ["rss_mib_most_of_the_tenths"] = marks.Max(mark => mark.Rss),
            ["peak_rss_mib"] = BenchmarkOptions.PeakRss(),
            ["assets_mib"] = job.Assets.Held >> 20,
            ["allocated_kib_an_image"] = Math.Round((last.Allocated - first.Allocated) / 1024.0 / (last.Frame - first.Frame), 1),
            ["full_collections"] = last.Collections - first.Collections,
            ["device"] = run.Device.Name,
            ["cores"] = Environment.ProcessorCount,
        }));
        return 0;
    }
}
