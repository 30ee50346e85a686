using System.Globalization;
using Render.Core.Frames;
using Render.Dataset.Records;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_the_images_and_their_annotations()
    {
        var empty = ConvertedDataset.Image(10, TestImages.Width, TestImages.Height, []);
        ConvertedDataset.Write(_folder["out"], Enumerable.Range(0, 10).Select(frame => TestImages.Render(frame)).Append(empty));
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "csv");
        var (images, annotations) = (Table("images"), Table("annotations"));
        Assert.Equal(["image_id", "file_name", "split", "width", "height", "annotations", "variant", "camera"], images.Header);
        Assert.Equal(["annotation_id", "image_id", "file_name", "split", "width", "height", "number", "category_id", "category", "supercategory", "x", "y", "w", "h", "area"], annotations.Header);
        Assert.Equal((11, annotations.Rows.Count), ((int)summary.Formats[0].Images, (int)summary.Formats[0].Annotations));
        var next = 0;
        foreach (var (frame, row) in images.Rows.Index())
        {
            var split = frame % 5 == 4 ? "val" : "train";
            Assert.Equal([$"{frame + 1}", $"images/{split}/{frame:D12}.png", split, "64", "48"], images.Header.Take(5).Select(name => row[name]));
            Assert.True(File.Exists(_folder["to/csv/" + row["file_name"]]));
            var truths = frame == 10 ? [] : Truth.Of(TestImages.Render(frame), 16);
            Assert.Equal($"{truths.Length}", row["annotations"]);
            foreach (var truth in truths)
            {
                var a = annotations.Rows[next++];
                var (left, top, right, bottom) = truth.Box;
                var category = TestImages.Categories[truth.CategoryId - 1];
                int[] numbers = [next, frame + 1, 64, 48, truth.Number, truth.CategoryId, left, top, right - left + 1, bottom - top + 1, truth.Area];
                Assert.Equal(numbers, new[] { "annotation_id", "image_id", "width", "height", "number", "category_id", "x", "y", "w", "h", "area" }.Select(name => int.Parse(a[name], NumberStyles.None, CultureInfo.InvariantCulture)));
                Assert.Equal((category.Name, category.Supercategory, row["file_name"], split), (a["category"], a["supercategory"], a["file_name"], a["split"]));
            }
        }
        Assert.Equal(annotations.Rows.Count, next);
    }

    [Fact]
    public void What_the_record_says_beside_boxes_has_columns_and_what_it_does_not_say_is_empty()
    {
        PosedDataset.Write(_folder["out"], PosedDataset.Instance(2, i => i with { Pose = null, Amodal = null }));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "csv");
        var rows = Table("annotations").Rows;
        Assert.Equal(3, rows.Count);
        Assert.Equal(["", "", "", "", "", ""], new[] { "visibility", "truncation", "amodal_x", "amodal_area", "camera_x_m", "camera_z_m" }.Select(name => rows[1][name]));
        foreach (var number in new[] { 1, 3 })
        {
            var row = rows[number - 1];
            double Number(string name) => double.Parse(row[name], NumberStyles.Float, CultureInfo.InvariantCulture);
            var (left, top, right, bottom) = PosedDataset.Extents[number - 1];
            Assert.Equal([left, top, right - left, bottom - top, (right - left) * (bottom - top)], new[] { "amodal_x", "amodal_y", "amodal_w", "amodal_h", "amodal_area" }.Select(Number));
            Assert.Equal((double)PosedDataset.Visible(number).Count(seen => seen) / ((right - left) * (bottom - top)), Number("visibility"));
            Assert.Equal((double)(right - Math.Min(right, PosedDataset.Width)) / (right - left), Number("truncation"));
            var origin = PosedDataset.Poses[number - 1].Translation;
            Assert.Equal([origin.X, origin.Y, origin.Z], new[] { "camera_x_m", "camera_y_m", "camera_z_m" }.Select(name => (float)Number(name)));
        }
    }

    [Fact]
    public void Texts_come_back_whatever_is_in_them()
    {
        const string Text = "a,\"b\"\r\nc\n\"";
        PosedDataset.Write(_folder["out"], record => Drawn(
            PosedDataset.Instance(1, i => i with { Attributes = new(StringComparer.Ordinal) { ["note"] = Text, ["a,\"b"] = "" } })(record),
            new(StringComparer.Ordinal) { ["hour"] = new(1.0 / 3), ["word"] = new(Text), ["night"] = new(true) }));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "csv");
        var (images, annotations) = (Table("images"), Table("annotations"));
        Assert.Equal(["attribute_a,\"b", "attribute_note", "tag_hour", "tag_night", "tag_word"], annotations.Header.TakeLast(5));
        Assert.Equal([Text, "", ""], annotations.Rows.Select(row => row["attribute_note"]));
        foreach (var row in images.Rows.Concat(annotations.Rows))
        {
            Assert.Equal((Text, "true"), (row["tag_word"], row["tag_night"]));
            Assert.Equal(1.0 / 3, double.Parse(row["tag_hour"], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void A_dataset_without_frames_is_a_header()
    {
        ConvertedDataset.Write(_folder["out"], []);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "csv");
        Assert.Empty(Table("images").Rows);
        Assert.Empty(Table("annotations").Rows);
    }

    private static FrameRecord Drawn(FrameRecord record, SortedDictionary<string, Tag> tags) =>
        record with { Output = record.Output! with { Images = [.. record.Output.Images.Select(image => image with { Tags = tags })] } };

    private StrictCsvReader Table(string name) => new(_folder[$"to/csv/{name}.csv"]);
}
