using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Merge;
using Render.Dataset.Writers;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Records that lie in the wrong place or contradict themselves get into no annotation file and no merge.</summary>
public sealed class DamagedDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public DamagedDatasetTests()
    {
        _root = _folder["out"];
        using var writer = DatasetWriter.Open(TestImages.Options(_root) with { Labels = new() { Coco = CocoForms.Rle } });
        foreach (var frame in new[] { 0, 2, 3, 4 })
            writer.Add(TestImages.Render(frame));
        writer.Finish();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_under_another_frames_name()
    {
        File.Copy(Record(0), Record(1));
        Refused(1, "$.input.index");
    }

    [Theory]
    [InlineData("input.index", "9", "$.input.index")]
    [InlineData("output.frame", "9", "$.output.frame")]
    [InlineData("input.split", "\"val\"", "$.output.split")]
    [InlineData("output.split", "\"val\"", "$.output.images[0].image")]
    [InlineData("output.split", "\"a-name-that-is-longer-than-the-path-of-the-image-and-all\"", "$.output.images[0].image")]
    [InlineData("output.images.0.id", "1", "$.output.images[0].id")]
    [InlineData("output.images.0.variant", "1", "$.output.images[0]")]
    [InlineData("output.images.0.file_stem", "\"000000000000\"", "$.output.images[0].file_stem")]
    [InlineData("output.images", "[]", "$.output.images")]
    [InlineData("output.images.0.instances.*.visible", "\"~~~\"", ".visible")]
    [InlineData("output.images.0.instances.*.visible", "\"P`0\"", ".visible")]
    [InlineData("output.images.0.instances.*.area", "17", ".visible")]
    [InlineData("output.images.0.instances.*.bbox", "[1,1,1,1]", ".visible")]
    public void A_record_that_contradicts_itself(string path, string value, string expected)
    {
        var record = JsonNode.Parse(File.ReadAllText(Record(2)))!;
        var (node, steps) = (record, path.Split('.'));
        foreach (var step in steps[..^1])
            node = step == "*" ? node.AsArray().First(i => (int)i!["area"]! > 20)! : char.IsAsciiDigit(step[0]) ? node[int.Parse(step)]! : node[step]!;
        node[steps[^1]] = JsonNode.Parse(value);
        File.WriteAllText(Record(2), record.ToJsonString());
        Refused(2, expected);
    }

    private string Record(int frame) => Path.Combine(_root, $"frames/{frame:D12}.json");

    private void Refused(int frame, string expected)
    {
        var before = TemporaryFolder.Snapshot(_root);
        foreach (var action in new Action[]
        {
            () => AnnotationBuilder.Build(_root, CocoForms.Rle), () => AnnotationBuilder.Build(_root, CocoForms.Polygon),
            () => DatasetMerge.Merge([_root], _folder["merged"]),
        })
        {
            var error = Assert.Throws<RenderException>(action);
            Assert.Equal((Failure.InvalidInput, Record(frame)), (error.Failure, error.Where));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, TemporaryFolder.Snapshot(_root));
        Assert.False(Directory.Exists(_folder["merged/annotations"]));
    }
}
