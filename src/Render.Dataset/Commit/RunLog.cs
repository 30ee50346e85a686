using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Dataset.Records;

namespace Render.Dataset.Commit;

/// <summary>
/// Keeps <c>runs/ID.json</c>: written when the run begins, so that its device is known even if it dies, and again when it ends.
/// Thread-safe.
/// </summary>
internal sealed class RunLog
{
    private readonly DatasetOptions _options;
    private readonly Staging _staging;
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Lock _gate = new();
    private ImageTimes _times;
    private long _commitTicks;

    public RunLog(DatasetOptions options, Staging staging) => (_options, _staging) = (options, staging);

    public long Frames { get; private set; }

    public long Images { get; private set; }

    public void Add(ImageTimes times)
    {
        lock (_gate)
            _times += times;
    }

    public void AddCommit(long frames, long images, long ticks)
    {
        lock (_gate)
            (Frames, Images, _commitTicks) = (Frames + frames, Images + images, _commitTicks + ticks);
    }

    /// <summary>
    /// Says that this run is there. Called under the dataset's lock, in which the devices of all runs are compared; so of two runs that begin
    /// together the second sees the first.
    /// </summary>
    public void Begin() => Write(null);

    public void Finish() => Write(DateTimeOffset.UtcNow);

    private void Write(DateTimeOffset? finished)
    {
        RunReport report;
        lock (_gate)
        {
            report = new()
            {
                Schema = RunReport.Version,
                Build = _options.Build,
                Device = _options.Run.Device,
                Driver = _options.Run.Driver,
                Started = _started,
                Finished = finished,
                Frames = Frames,
                Images = Images,
                TimingsMs = new(StringComparer.Ordinal)
                {
                    ["label"] = Milliseconds(_times.Label),
                    ["encode"] = Milliseconds(_times.Encode),
                    ["write"] = Milliseconds(_times.Write),
                    ["prove"] = Milliseconds(_times.Prove),
                    ["commit"] = Milliseconds(_commitTicks),
                },
            };
        }
        var path = string.Create(CultureInfo.InvariantCulture, $"{DatasetFiles.Runs}/{_started:yyyyMMdd'T'HHmmss'Z'}-{_staging.Token}.json");
        var staged = Path.Combine(_staging.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
        File.WriteAllBytes(staged, JsonSerializer.SerializeToUtf8Bytes(report, DatasetJson.Default.RunReport));
        _staging.Publish(_options.Folder, path);
    }

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1000.0 / Stopwatch.Frequency, 3);
}
