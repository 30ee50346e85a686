using System.Diagnostics;
using Render.Dataset;
using Render.Dataset.Layout;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Kills writers at any moment, and sees that what they left is whole and can be gone on with.</summary>
public sealed class CrashTests
{
    private const string FolderVariable = "RENDER_TEST_CRASH_FOLDER";
    private const string LayoutVariable = "RENDER_TEST_CRASH_LAYOUT";
    private const int Kills = 6;

    /// <summary>The child: adds frames for ever. It runs only where the test below starts it.</summary>
    [Fact(Explicit = true)]
    public void Write_until_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"{FolderVariable} is not set: this is the child of another test");
        var layout = Enum.Parse<DatasetLayout>(Environment.GetEnvironmentVariable(LayoutVariable)!);
        using var writer = DatasetWriter.Open(TestImages.Options(folder) with { Layout = layout });
        for (var frame = 0; frame < 1_000_000; frame++)
        {
            if (writer.IsDone(frame))
                continue;
            writer.Expect(frame);
            writer.Add(TestImages.Render(frame));
            // Of shards this makes the last one anew time after time.
            if (frame % 3 == 0)
                writer.Commit();
        }
    }

    [Theory]
    [InlineData(DatasetLayout.Files)]
    [InlineData(DatasetLayout.Shards)]
    public void A_writer_that_is_killed_leaves_no_torn_frame(DatasetLayout layout)
    {
        using var folder = new TemporaryFolder();
        var root = folder["out"];
        var (random, frames) = (new Random(1), 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(root, layout);
            // Wait until this one commits, then a little: the kill falls anywhere in its loop.
            var waited = Stopwatch.StartNew();
            while (Count(root, layout) <= frames)
            {
                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the child writes nothing");
                Assert.False(child.HasExited, "the child ended by itself");
                Thread.Sleep(5);
            }
            Thread.Sleep(random.Next(120));
            child.Kill();
            child.WaitForExit();
            frames = layout == DatasetLayout.Shards ? ShardTests.CheckWhole(root) : DatasetWriterTests.CheckWhole(root);
        }
        using (var writer = DatasetWriter.Open(TestImages.Options(root) with { Layout = layout }))
            writer.Finish();
        Assert.Empty(Directory.GetDirectories(Path.Combine(root, ".staging")));
        var coco = StrictCocoReader.RunLengths(Path.Combine(root, "annotations/instances_train.json"));
        Assert.True(frames >= Kills && coco.Images.Count > 0);
        if (layout == DatasetLayout.Files)
            return;
        // What many interrupted runs left is what one gives, and nothing besides it.
        using (var writer = DatasetWriter.Open(TestImages.Options(folder["once"]) with { Layout = layout }))
        {
            for (var frame = 0; frame < frames; frame++)
                writer.Add(TestImages.Render(frame));
            writer.Finish();
        }
        Assert.Equal(TemporaryFolder.Snapshot(folder["once"]), TemporaryFolder.Snapshot(root));
    }

    private static int Count(string root, DatasetLayout layout)
    {
        using var store = FrameStore.Of(root, layout);
        return store.Frames.Count;
    }

    private static Process Start(string folder, DatasetLayout layout)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        foreach (var argument in new[] { "-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(Write_until_killed)}" })
            start.ArgumentList.Add(argument);
        start.Environment[FolderVariable] = folder;
        start.Environment[LayoutVariable] = layout.ToString();
        return Process.Start(start)!;
    }
}
