using System.Security.Cryptography;
using System.Text.Json;
using Render.Core.Frames;
using Render.Dataset.Conversion;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

public sealed class WebDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_hold_every_file_of_every_image_in_order_and_the_manifest_knows_them()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        DatasetConversion.Convert(new() { Source = _folder["out"], Target = _folder["to"], Formats = ["webdataset"], ShardImages = 3 });
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(_folder["to/webdataset/manifest.json"]));
        foreach (var (split, count) in new[] { ("train", 3), ("val", 1) })
        {
            var entry = manifest.RootElement.GetProperty("splits").GetProperty(split);
            Assert.Equal(count == 1 ? "val/000000.tar" : "train/{000000..000002}.tar", entry.GetProperty("urls").GetString());
            var members = new List<(string Name, byte[] Content)>();
            foreach (var (i, shard) in entry.GetProperty("shards").EnumerateArray().Index())
            {
                Assert.Equal($"{split}/{i:D6}.tar", shard.GetProperty("path").GetString());
                var file = _folder[$"to/webdataset/{split}/{i:D6}.tar"];
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), shard.GetProperty("sha256").GetString());
                Assert.Equal(new FileInfo(file).Length, shard.GetProperty("bytes").GetInt64());
                var read = StrictTarReader.Read(file);
                Assert.Equal(shard.GetProperty("images").GetInt32(), read.Select(member => member.Name.Split('.')[0]).Distinct().Count());
                Assert.InRange(shard.GetProperty("images").GetInt32(), 1, 3);
                members.AddRange(read);
            }
            CheckMembers(split, members);
        }
    }

    private void CheckMembers(string split, List<(string Name, byte[] Content)> members)
    {
        var frames = Enumerable.Range(0, 10).Where(frame => frame % 5 == 4 == (split == "val")).ToArray();
        string[] suffixes = ["depth.npy", "depth.png", "instance.png", "json", "png", "semantic.png"];
        Assert.Equal(frames.SelectMany(frame => suffixes.Select(suffix => $"{frame:D12}.{suffix}")), members.Select(member => member.Name));
        foreach (var (name, content) in members)
        {
            var (stem, suffix) = (name[..12], name[13..]);
            var source = suffix switch { "png" => "images", "instance.png" => "masks/instance", "semantic.png" => "masks/semantic", _ => "depth" };
            if (suffix == "json")
                CheckLabels(split, int.Parse(stem), content);
            else
                Assert.Equal(File.ReadAllBytes(_folder[$"out/{source}/{split}/{stem}{Path.GetExtension(name)}"]), content);
        }
    }

    private void CheckLabels(string split, int frame, byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var coco = StrictCocoReader.RunLengths(_folder[$"out/annotations/instances_{split}.json"]).Annotations.Where(a => a.Image.Id == frame + 1).ToArray();
        Assert.Equal(frame + 1, document.RootElement.GetProperty("id").GetInt64());
        var annotations = document.RootElement.GetProperty("annotations").EnumerateArray().ToArray();
        Assert.Equal(coco.Length, annotations.Length);
        foreach (var (a, b) in coco.Zip(annotations))
        {
            Assert.Equal((a.Id, a.CategoryId, a.Area), (b.GetProperty("id").GetInt64(), b.GetProperty("category_id").GetInt64(), b.GetProperty("area").GetInt32()));
            Assert.Equal(a.Mask, StrictCocoReader.Decode(b.GetProperty("segmentation"), a.Image));
        }
    }

    [Fact]
    public void A_shard_is_no_larger_than_it_may_be()
    {
        ConvertedDataset.WriteTen(_folder["out"]);
        DatasetConversion.Convert(new() { Source = _folder["out"], Target = _folder["to"], Formats = ["webdataset"], ShardBytes = 100_000 });
        var shards = Directory.GetFiles(_folder["to/webdataset/train"], "*.tar");
        Assert.True(shards.Length > 1);
        Assert.All(shards, shard => Assert.InRange(new FileInfo(shard).Length, 1, 100_000));
        Assert.Equal(8, shards.Sum(shard => StrictTarReader.Read(shard).Count) / 6);
        // One image alone may be more.
        DatasetConversion.Convert(new() { Source = _folder["out"], Target = _folder["tiny"], Formats = ["webdataset"], ShardBytes = 1 });
        Assert.Equal(8, Directory.GetFiles(_folder["tiny/webdataset/train"], "*.tar").Length);
    }

    [Fact]
    public void Stems_are_digits_also_where_a_frame_has_several_images()
    {
        var grid = new ImageGrid(2, 1, 2);
        var frame = TestImages.Frame(1) with { Variants = [TestImages.Frame(1)] };
        ConvertedDataset.Write(_folder["out"], grid.Keys(1).Select(key => TestImages.Render(frame, key)), options => options with { Grid = grid });
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "webdataset");
        Assert.Equal(
            new[] { 4, 5, 6, 7 }.Select(i => $"{i:D12}"), StrictTarReader.Read(_folder["to/webdataset/train/000000.tar"]).Select(member => member.Name.Split('.')[0]).Distinct());
    }
}
