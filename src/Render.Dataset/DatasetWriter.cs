using System.Collections.Concurrent;
using System.Diagnostics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Annotators;
using Render.Dataset.Coco;
using Render.Dataset.Commit;
using Render.Dataset.Layout;
using Render.Dataset.Records;
using Render.Dataset.Writers;

namespace Render.Dataset;

/// <summary>What a finished run left.</summary>
/// <param name="Frames">Frames that this run added.</param>
/// <param name="Images">Images that this run added.</param>
/// <param name="Annotations">Paths of the annotation files.</param>
public sealed record DatasetSummary(long Frames, long Images, IReadOnlyList<string> Annotations)
{
    /// <summary>How near simplified polygons come to their masks; null where there are none.</summary>
    public PolygonFit? Polygons { get; init; }
}

/// <summary>
/// Writes a dataset: rendered images come in, in any order and from any thread; each is annotated, encoded and proved by the thread that
/// brings it; a frame
/// whose images are all there is committed with its group: at most 64 frames or one second after the group began, or, where the dataset lies in shards, the
/// frames of a shard. Several writers with disjoint frames
/// may write into one folder at once, from several machines. An image that fails (<see cref="Failure.Refused"/>) drops its frame alone.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    private readonly DatasetOptions _options;
    private readonly Staging _staging;
    private readonly GroupCommit _commit;
    private readonly GroupSchedule _schedule;
    private readonly FrameStore _store;
    private readonly RunLog _run;
    private readonly Dictionary<string, Category> _categories;
    private readonly ConcurrentBag<ImageWork> _idle = [];
    private readonly Lock _gate = new();
    private readonly Lock _committing = new();
    private readonly Dictionary<long, OpenFrame> _open = [];

    private DatasetWriter(DatasetOptions options, Staging staging, RunLog run)
    {
        (_options, _staging, _run) = (options, staging, run);
        _commit = GroupCommit.Of(options.Layout, options.Folder, staging);
        _schedule = GroupSchedule.Of(options.Layout);
        _store = FrameStore.Of(options.Folder, options.Layout);
        _categories = options.Categories.ToDictionary(category => category.Name, StringComparer.Ordinal);
    }

    /// <summary>What the renderer must make for these labels.</summary>
    public static Aov Needs(LabelSettings labels)
    {
        // Every label, and the proof, comes from the ids.
        var needs = Aov.InstanceId;
        foreach (var annotator in Annotator.For(labels, 0))
            needs |= annotator.Needs;
        foreach (var annotator in RecordAnnotator.For(labels, null))
            needs |= annotator.Needs;
        return needs;
    }

    /// <summary>
    /// Makes the folder, or goes on with what is there. The options are checked here, before the first frame.
    /// </summary>
    /// <param name="options">What to write, and where.</param>
    /// <param name="cancellation">Ends the wait for other writers; what was there is left as it was.</param>
    /// <exception cref="RenderException">The folder holds another dataset, is a file, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DatasetWriter Open(DatasetOptions options, CancellationToken cancellation = default)
    {
        DatasetDescription.Check(options);
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        DatasetDescription.RefuseStrangers(options.Folder);
        DatasetFiles.Guard(options.Folder, () => Durable.CreateDirectory(options.Folder));
        var staging = Staging.Open(options.Folder);
        try
        {
            var run = new RunLog(options, staging);
            DatasetFiles.Guard(options.Folder, () => DatasetDescription.Settle(options, staging, run, cancellation));
            return new(options, staging, run);
        }
        catch
        {
            staging.Dispose();
            throw;
        }
    }

    /// <summary>True where the frame has its record. Cheap enough to ask for each frame.</summary>
    public bool IsDone(long frame) => _store.Contains(frame);

    /// <summary>
    /// A frame is going to come, unless it is given up. Frames are announced in ascending order, each before it is added; so a shard is committed as soon as it is whole. Thread-safe.
    /// </summary>
    public void Expect(long frame) => CommitDue(() => _schedule.Expect(frame));

    /// <summary>A frame that was announced does not come: it could not be drawn or rendered. Thread-safe.</summary>
    public void GiveUp(long frame) => CommitDue(() => _schedule.GiveUp(frame));

    /// <summary>
    /// Takes one image: labels, files and proof are made on the calling thread, which may use the image again afterwards. Thread-safe.
    /// </summary>
    /// <exception cref="RenderException">
    /// <see cref="Failure.Refused"/>: the image does not prove itself. Its frame is dropped; the writer goes on. <see
    /// cref="Failure.TryAgain"/>: the disk failed.
    /// </exception>
    public void Add(RenderedFrame image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var frame = OpenFrameOf(image);
        if (frame.IsRefused)
            return;
        if (!_idle.TryTake(out var work))
            work = new(_options, _categories);
        ImageOutput output;
        try
        {
            output = work.Process(image, frame.Stage);
            _run.Add(work.Times);
        }
        catch
        {
            Drop(image.Key.Frame, frame);
            throw;
        }
        finally
        {
            _idle.Add(work);
        }
        if (frame.Complete(output) is { } images)
            Close(image.Whole, frame, images);
    }

    /// <summary>Puts every complete frame into the dataset now.</summary>
    public void Commit() => Commit(CancellationToken.None);

    /// <inheritdoc cref="Commit()"/>
    /// <param name="cancellation">Ends the wait for other writers; the frames that waited are dropped.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Commit(CancellationToken cancellation)
    {
        lock (_committing)
        {
            IReadOnlyList<StagedFrame> group;
            lock (_gate)
                group = _schedule.TakeAll();
            Commit(group, cancellation);
        }
    }

    private void CommitDue(Func<IReadOnlyList<StagedFrame>> schedule)
    {
        IReadOnlyList<StagedFrame> group;
        lock (_gate)
            group = schedule();
        if (group.Count > 0)
            Commit(group, CancellationToken.None);
    }

    private void Commit(IReadOnlyList<StagedFrame> group, CancellationToken cancellation)
    {
        lock (_committing)
        {
            var start = Stopwatch.GetTimestamp();
            var added = _commit.Commit(group, cancellation);
            _run.AddCommit(added, added * _options.Grid.ImagesPerFrame, Stopwatch.GetTimestamp() - start);
        }
    }

    /// <summary>Commits, notes the run, and makes the annotation files anew from all records in the folder.</summary>
    /// <param name="cancellation">Ends it between two records, and while it waits for other writers: the annotation files stay as they were.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DatasetSummary Finish(CancellationToken cancellation = default)
    {
        Commit(cancellation);
        DatasetFiles.Guard(_options.Folder, _run.Finish);
        PolygonFit? polygons = null;
        var annotations = AnnotationBuilder.Build(_options.Folder, _options.Labels, _staging, fit => polygons = fit, cancellation);
        return new(_run.Frames, _run.Images, annotations) { Polygons = polygons };
    }

    /// <summary>Gives the folder back. What was not committed is dropped.</summary>
    public void Dispose()
    {
        _store.Dispose();
        _staging.Dispose();
    }

    private OpenFrame OpenFrameOf(RenderedFrame image)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(image.Key.Frame, out var frame))
                _open.Add(image.Key.Frame, frame = new(_commit, _options.Grid));
            return frame;
        }
    }

    private void Drop(long number, OpenFrame frame)
    {
        lock (_gate)
            if (_options.Grid.ImagesPerFrame == 1)
                _open.Remove(number);
        frame.Refuse();
        GiveUp(number);
    }

    private void Close(Frame input, OpenFrame frame, ImageOutput[] images)
    {
        var record = new FrameRecord
        {
            Schema = FrameRecord.Version,
            Input = input,
            Output = new() { Frame = input.Index, Split = input.Split, Images = images },
        };
        var where = $"frame {input.Index}";
        try
        {
            // What its readers would refuse must not get there.
            RecordCheck.Check(record, where);
            RecordCheck.CheckPlace(record.Output, input.Index, input.Split, input.Index, _options.Grid, where);
            _commit.Stage(DatasetFiles.Record(input.Index), RecordFile.Write(record));
        }
        catch
        {
            Drop(input.Index, frame);
            throw;
        }
        CommitDue(() =>
        {
            _open.Remove(input.Index);
            return _schedule.Add(new(input.Index, input.Split, frame.Files));
        });
    }
}
