using System.Text.Json;
using Render.Tests.Conversion;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Cli;

/// <summary><c>render convert</c> as users and their programs see it.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ConvertTests() => ConvertedDataset.WriteTen(_folder["out"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_says_what_it_made()
    {
        var result = RenderProcess.Run("convert", _folder["out"], "--to", "yolo-segment, coco-polygons-simplified", "-o", _folder["to"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("yolo-segment: 10 images", result.Output, StringComparison.Ordinal);
        Assert.Contains("intersection over union", result.Output, StringComparison.Ordinal);
        Assert.Equal(10, new StrictYoloReader(_folder["to/yolo-segment"]).Objects.Count);
        result = RenderProcess.Run("convert", _folder["out"], "--to", "webdataset", "--shard-images", "1", "-o", _folder["to"], "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("render.convert/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(10, json.RootElement.GetProperty("formats")[0].GetProperty("images").GetInt32());
        Assert.Equal(8, Directory.GetFiles(_folder["to/webdataset/train"]).Length);
    }

    [Theory]
    [InlineData(2, "there is no format 'tfrecord'", "--to", "tfrecord")]
    [InlineData(2, "at least 1 byte", "--to", "webdataset", "--shard-bytes", "0")]
    [InlineData(2, "no format is named", "--to", ",")]
    public void What_cannot_be_asked_for_exits_with_2(int code, string why, params string[] arguments)
    {
        var result = RenderProcess.Run(["convert", _folder["out"], "-o", _folder["to"], .. arguments]);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(why, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_folder["to"]));
    }

    [Fact]
    public void What_is_no_dataset_exits_with_3()
    {
        var result = RenderProcess.Run("convert", _folder.Path, "--to", "coco", "-o", Path.Combine(Path.GetTempPath(), "render-test-none"));
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("dataset.json", result.Error, StringComparison.Ordinal);
    }
}
