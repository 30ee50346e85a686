using Render.Core;
using Render.Core.Frames;
using Render.Dataset;
using Render.Dataset.Commit;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_the_images_and_their_annotations()
    {
        var empty = ConvertedDataset.Image(10, TestImages.Width, TestImages.Height, []);
        var folder = Convert(Enumerable.Range(0, 10).Select(frame => TestImages.Render(frame)).Append(empty));
        Assert.Equal(["train", "validation"], folder.Splits);
        Assert.Equal(11, folder.Rows.Count);
        var next = 1L;
        foreach (var row in folder.Rows.OrderBy(row => row.File, StringComparer.Ordinal))
        {
            var frame = int.Parse(row.File[..12]);
            Assert.Equal(frame % 5 == 4 ? "validation" : "train", row.Split);
            Assert.Equal((frame + 1, 64, 48), (row.Line.GetProperty("image_id").GetInt32(), row.Line.GetProperty("width").GetInt32(), row.Line.GetProperty("height").GetInt32()));
            var truths = frame == 10 ? [] : Truth.Of(TestImages.Render(frame), 16);
            Assert.Equal(truths.Select(truth => next++), row.Ids);
            Assert.Equal(truths.Select(truth => (long)truth.Area), row.Areas);
            Assert.Equal(truths.Select(truth => truth.CategoryId - 1L), row.Categories);
            Assert.Equal(truths.Select(truth => truth.Box is var (l, t, r, b) ? new long[] { l, t, r - l + 1, b - t + 1 } : []), row.Boxes);
        }
        // The numbers of categories are those of the card's table.
        Assert.Contains("\n| 0 | mug | kitchen |\n| 1 | Schüssel \\<\"\\&日本\\> | kitchen |\n| 2 | bolt | bolt |\n", folder.Card, StringComparison.Ordinal);
        Assert.Contains($"\n| train | 9 | {folder.Rows.Where(row => row.Split == "train").Sum(row => row.Ids.Length)} |\n| validation | 2 | ", folder.Card, StringComparison.Ordinal);
    }

    /// <summary>Scenes that were joined may call different things by one name; a column is of one type.</summary>
    [Fact]
    public void Tags_of_one_name_and_several_kinds_are_words()
    {
        Tag[] hours = [new(3.5), new("noon"), new(true), new(4.0)];
        var folder = Convert(hours.Select((hour, i) =>
            TestImages.Render(TestImages.Frame(i) with { Tags = new(StringComparer.Ordinal) { ["hour"] = hour, ["turn"] = new Tag(i + 0.5) } }, new(i))));
        var rows = folder.Rows.OrderBy(row => row.File, StringComparer.Ordinal).ToArray();
        Assert.Equal(["3.5", "noon", "true", "4"], rows.Select(row => row.Line.GetProperty("tag_hour").GetString()));
        Assert.Equal([0.5, 1.5, 2.5, 3.5], rows.Select(row => row.Line.GetProperty("tag_turn").GetDouble()));
    }

    /// <summary>A licence is the user's to give: neither absence nor the assets' own makes one.</summary>
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("CC-BY-4.0", "cc-by-4.0", null)]
    [InlineData("mit", "mit", null)]
    [InlineData("Our terms: \"ask\"\nfirst", "other", "Our terms: \"ask\" first")]
    public void The_card_has_the_licence_that_the_user_gave(string? given, string? license, string? name)
    {
        var about = new Dictionary<string, string> { ["contributor"] = "A & <b>B</b>" };
        if (given is not null)
            about["license"] = given;
        var head = Convert([TestImages.Render(0)], options => options with { About = about, Assets = [new AssetInfo("assets:meshes/mug.glb", new string('0', 64), "mit")] });
        Assert.Equal(license, head.Head.GetValueOrDefault("license"));
        Assert.Equal(name, head.Head.GetValueOrDefault("license_name"));
        Assert.Equal(["object-detection"], (List<object>)head.Head["task_categories"]);
        Assert.Equal(["n<1K"], (List<object>)head.Head["size_categories"]);
        Assert.Contains("- contributor: A \\& \\<b\\>B\\</b\\>\n", head.Card, StringComparison.Ordinal);
        Assert.Contains("- 1 assets: licence mit\n", head.Card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_drawn_is_the_same_kind_of_number_in_every_line()
    {
        RenderedFrame Image(int frame, double hour, bool night, string word) => TestImages.Render(
            TestImages.Frame(frame) with { Tags = new(StringComparer.Ordinal) { ["hour"] = new(hour), ["night"] = new(night), ["word"] = new(word) } }, new(frame));
        var folder = Convert([Image(0, 3, true, "a"), Image(1, 0.1, false, "\"é\n"), Image(2, 1e300, true, ""), Image(4, 12, true, "b")]);
        Assert.Equal([3, 0.1, 1e300, 12], folder.Rows.OrderBy(row => row.File, StringComparer.Ordinal).Select(row => row.Line.GetProperty("tag_hour").GetDouble()));
        Assert.Equal(["a", "\"é\n", "", "b"], folder.Rows.OrderBy(row => row.File, StringComparer.Ordinal).Select(row => row.Line.GetProperty("tag_word").GetString()));
        Assert.Equal([true, false, true, true], folder.Rows.OrderBy(row => row.File, StringComparer.Ordinal).Select(row => row.Line.GetProperty("tag_night").GetBoolean()));
        Assert.Contains("- `tag_hour`\n", folder.Card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_the_hub_cannot_name_is_refused()
    {
        var image = TestImages.Render(TestImages.Frame(0) with { Split = "held-out" }, new(0));
        var error = Assert.Throws<RenderException>(() => Convert([image]));
        Assert.Contains("a split is called 'held-out'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, "n<1K")]
    [InlineData(1000, "1K<n<10K")]
    [InlineData(123_456, "100K<n<1M")]
    [InlineData(0, "n<1K")]
    public void The_size_is_one_of_the_hubs_classes(int images, string expected)
    {
        var split = new Render.Dataset.Writers.DatasetCard.Split();
        for (var i = 0; i < images; i++)
            split.Add(1);
        ConvertedDataset.Write(_folder["out"], []);
        Assert.Contains($"size_categories:\n- {expected}\n", Render.Dataset.Writers.DatasetCard.Of(DatasetDescription.Read(_folder["out"]), [("train", split)], []), StringComparison.Ordinal);
    }

    private StrictImageFolderReader Convert(IEnumerable<RenderedFrame> images, Func<DatasetOptions, DatasetOptions>? change = null)
    {
        ConvertedDataset.Write(_folder["out"], images, change);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "imagefolder");
        return new(_folder["to/imagefolder"]);
    }
}
