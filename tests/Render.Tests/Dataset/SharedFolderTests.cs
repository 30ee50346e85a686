using System.Diagnostics;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset;
using Render.Dataset.Merge;
using Render.Dataset.Writers;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Writers that wait for each other, that begin together, and folders that cannot be used.</summary>
public sealed class SharedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_wait_for_the_annotations_of_another_writer_can_be_cancelled()
    {
        using var writer = DatasetWriter.Open(TestImages.Options(_folder["out"]));
        writer.Add(TestImages.Render(0));
        using (Hold("annotations"))
        {
            Cancelled(cancellation => writer.Finish(cancellation));
            Cancelled(cancellation => AnnotationBuilder.Build(_folder["out"], null, cancellation));
            Cancelled(cancellation => DatasetMerge.Merge([_folder["out"]], _folder["out"], cancellation: cancellation));
            Assert.False(Directory.Exists(_folder["out/annotations"]));
            Assert.True(writer.IsDone(0));
        }
        writer.Finish();
        StrictCocoReader.RunLengths(_folder["out/annotations/instances_train.json"]);
    }

    [Fact]
    public void A_wait_for_the_dataset_can_be_cancelled()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["out"])))
        {
            writer.Add(TestImages.Render(0));
            using (Hold("dataset"))
            {
                Cancelled(cancellation => DatasetWriter.Open(TestImages.Options(_folder["out"]), cancellation));
                Cancelled(writer.Commit);
            }
            Assert.False(writer.IsDone(0));
        }
        Assert.Equal(["dataset.json"], TemporaryFolder.Snapshot(_folder["out"]).Keys);
        Assert.Empty(Directory.GetDirectories(_folder["out/.staging"]));
    }

    [Fact]
    public void What_is_cancelled_already_changes_nothing()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["out"])))
        {
            writer.Add(TestImages.Render(0));
            writer.Finish();
        }
        var before = TemporaryFolder.Snapshot(_folder["out"]);
        Assert.Throws<OperationCanceledException>(() => AnnotationBuilder.Build(_folder["out"], null, new(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => DatasetMerge.Merge([_folder["out"]], _folder["other"], cancellation: new(canceled: true)));
        Assert.Equal(before, TemporaryFolder.Snapshot(_folder["out"]));
        Assert.Empty(Directory.GetDirectories(_folder["out/.staging"]));
        Assert.Empty(TemporaryFolder.Snapshot(_folder["other"]));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void A_file_in_the_place_of_the_folder_is_the_callers_mistake(string name)
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["source"])))
            writer.Finish();
        File.WriteAllText(_folder["file"], "mine");
        foreach (var action in new Action[]
        {
            () => DatasetWriter.Open(TestImages.Options(_folder[name])),
            () => DatasetWriter.Open(TestImages.Options(_folder[name]) with { Overwrite = true }),
            () => DatasetMerge.Merge([_folder["source"]], _folder[name]),
        })
        {
            var error = Assert.Throws<RenderException>(action);
            Assert.Equal((Failure.Usage, _folder["file"]), (error.Failure, error.Where));
        }
        Assert.Equal("mine", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void A_merge_leaves_the_files_of_others_alone()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["source"])))
            writer.Finish();
        Directory.CreateDirectory(_folder["home/images"]);
        File.WriteAllText(_folder["home/images/holiday.png"], "x");
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["source"]], _folder["home"])).Failure);
        Assert.Equal(["images/holiday.png"], TemporaryFolder.Snapshot(_folder["home"]).Keys);
    }

    /// <summary>The description comes while the second writer waits for the lock, and the first one's run is there already when it looks.</summary>
    [Fact]
    public async Task A_writer_that_finds_another_one_just_beginning_goes_on()
    {
        using (var first = DatasetWriter.Open(TestImages.Options(_folder["out"])))
            first.Finish();
        File.Move(_folder["out/dataset.json"], _folder["dataset.json"]);
        Task second;
        using (Hold("dataset"))
        {
            second = Task.Run(() => DatasetWriter.Open(TestImages.Options(_folder["out"])).Dispose(), TestContext.Current.CancellationToken);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.False(second.IsCompleted);
            File.Move(_folder["dataset.json"], _folder["out/dataset.json"]);
        }
        await second;
    }

    [Fact]
    public void A_folder_that_lost_its_description_is_still_refused()
    {
        using (var first = DatasetWriter.Open(TestImages.Options(_folder["out"])))
            first.Finish();
        File.Delete(_folder["out/dataset.json"]);
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => DatasetWriter.Open(TestImages.Options(_folder["out"]))).Failure);
        Assert.False(File.Exists(_folder["out/dataset.json"]));
    }

    [Fact]
    public void Of_writers_on_several_devices_that_begin_together_one_is_let_in()
    {
        for (var round = 0; round < 5; round++)
        {
            var (root, opened, refused) = (_folder[$"round{round}"], 0, 0);
            using var together = new Barrier(4);
            var threads = Enumerable.Range(0, 4).Select(device => new Thread(() =>
            {
                together.SignalAndWait();
                try
                {
                    DatasetWriter.Open(TestImages.Options(root) with { Run = new($"device {device}", "a driver") }).Dispose();
                    Interlocked.Increment(ref opened);
                }
                catch (RenderException e) when (e.Failure == Failure.InvalidInput)
                {
                    Interlocked.Increment(ref refused);
                }
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal((1, 3), (opened, refused));
        }
    }

    [Fact]
    public void A_merge_of_several_devices_is_refused_unless_asked_for()
    {
        foreach (var (name, frame, device) in new[] { ("a", 0, "one"), ("b", 1, "another") })
        {
            using var writer = DatasetWriter.Open(TestImages.Options(_folder[name]) with { Run = new(device, "a driver") });
            writer.Add(TestImages.Render(frame));
            writer.Finish();
        }
        var error = Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["a"], _folder["b"]], _folder["out"]));
        Assert.Equal((Failure.InvalidInput, _folder["b"]), (error.Failure, error.Where));
        Assert.Contains("another (a driver)", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
        // The target counts as well.
        Assert.Throws<RenderException>(() => DatasetMerge.Merge([_folder["a"]], _folder["b"]));
        Assert.Equal(2, DatasetMerge.Merge([_folder["a"], _folder["b"]], _folder["out"], allowMixed: true).Added);
        Assert.Equal(2, Directory.GetFiles(_folder["out/runs"]).Length);
    }

    [Fact]
    public void A_frame_whose_record_nobody_would_read_is_not_written()
    {
        using (var writer = DatasetWriter.Open(TestImages.Options(_folder["out"])))
        {
            var frame = TestImages.Frame(0) with { Split = new string('s', 65) };
            var error = Assert.Throws<RenderException>(() => writer.Add(TestImages.Render(frame, new ImageKey(0))));
            Assert.Equal(Failure.InvalidInput, error.Failure);
            Assert.Contains("$.input.split", error.Message, StringComparison.Ordinal);
            frame = frame with { Split = new string('s', 64) };
            writer.Add(TestImages.Render(frame, new ImageKey(0)));
            Assert.Single(writer.Finish().Annotations, path => !path.Contains("polygon", StringComparison.Ordinal));
        }
    }

    /// <summary>As another writer holds it.</summary>
    private FileStream Hold(string name) =>
        new(_folder[$"out/.staging/{name}.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void Cancelled(Action<CancellationToken> action)
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        var waited = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => action(cancellation.Token));
        // Nobody's patience ends before a minute.
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30));
    }
}
