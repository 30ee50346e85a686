using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Annotators;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>What the files of normals, object coordinates, range and panoptic masks hold for values that are known.</summary>
public sealed class SurfaceAnnotatorTests
{
    private static readonly AssetLibrary Models =
        new(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    [Fact]
    public void Normals_are_32768_and_32767_times_the_component_of_the_unit_vector()
    {
        Vector3[] normals = [new(1, 0, 0), new(0, -2, 0), new(0, 0, -0.001f), new(3, 4, 0), new(-1, -1, -1), Vector3.Zero];
        var image = Image(6, 1, 1);
        for (var i = 0; i < 6; i++)
            normals[i].CopyTo(image.Rendered.Normals, 3 * i);
        // The last but one shows nothing, whatever else it holds; the last is of vertices whose normals cancel each other.
        image.Rendered.InstanceIds[4] = 0;
        var values = Values(new NormalAnnotator(), image);
        Assert.Equal(
            [65535, 32768, 32768, 32768, 1, 32768, 32768, 32768, 1, 32768 + 19660, 32768 + 26214, 32768, 0, 0, 0, 32768, 32768, 1], values);
    }

    [Fact]
    public void Coordinates_run_from_1_to_65535_through_the_models_box_of_what_is_labelled()
    {
        var bounds = Models.Model("shape:box").Mesh.Bounds;
        Vector3[] points = [bounds.Min, bounds.Max, bounds.Center, bounds.Min + bounds.Size * new Vector3(0.25f, 0.5f, 1.5f), bounds.Min, bounds.Min];
        var image = Image(6, 1, 1);
        for (var i = 0; i < 6; i++)
            points[i].CopyTo(image.Rendered.Coordinates, 3 * i);
        // Number 2 has no category; then nothing.
        (image.Rendered.InstanceIds[4], image.Rendered.InstanceIds[5]) = (2, 0);
        var values = Values(new CoordinateAnnotator(Models), image);
        Assert.Equal([1, 1, 1, 65535, 65535, 65535, 32768, 32768, 32768, 16384, 32768, 65535, 0, 0, 0, 0, 0, 0], values.Select(v => v == 16385 ? 16384 : (int)v));
    }

    [Fact]
    public void A_flat_model_lies_in_the_middle_of_its_box()
    {
        var image = Image(1, 1, 1, "shape:plane");
        new Vector3(0.5f, -0.5f, 0).CopyTo(image.Rendered.Coordinates, 0);
        Assert.Equal([65535, 1, 32768], Values(new CoordinateAnnotator(Models), image));
    }

    [Fact]
    public void Range_has_the_form_of_depth_and_its_own_count()
    {
        var image = Image(5, 1, 1);
        float[] metres = [0, 0.0001f, 1.2345f, 65.534f, 80];
        metres.CopyTo(image.Rendered.Range, 0);
        var sink = new Sink();
        var annotator = new RangeAnnotator(new(0.001, Npy: true));
        annotator.Annotate(image, sink.Target);
        Assert.Equal(["range/train/x.npy", "range/train/x.png"], sink.Target.Files.Keys);
        Assert.Equal((1L, null), (sink.Target.RangeBeyondRange!.Value, sink.Target.DepthBeyondRange));
        var png = PngReader.Read(sink.Files["range/train/x.png"]);
        Assert.Equal((16, 0), (png.BitDepth, png.ColorType));
        Assert.Equal([0, 1, 1234, 65534, 65535], Samples(png).Select(v => v == 1235 ? 1234 : (int)v));
    }

    /// <summary>Vectors of pixels and those left over, by the definition alone: halves to even, at least 1 where anything is seen, 65,535 from there on.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.0003)]
    [InlineData(0.25)]
    public void Every_distance_is_rounded_as_its_definition_says(double unit)
    {
        var random = new Random(5);
        for (var round = 0; round < 40; round++)
        {
            var image = Image(random.Next(1, 70), random.Next(1, 9), 1);
            var metres = image.Rendered.Range;
            for (var i = 0; i < metres.Length; i++)
                metres[i] = random.Next(6) switch
                {
                    0 => 0,
                    1 => (float)((random.Next(70_000) + 0.5) * unit), // halves, or next to them
                    2 => (float)(random.NextDouble() * unit),
                    3 => (float)(65_535 * unit) * (1 + random.Next(-2, 3) * 1e-7f),
                    _ => (float)(random.NextDouble() * 80_000 * unit),
                };
            var sink = new Sink();
            var annotator = new RangeAnnotator(new(unit));
            annotator.Annotate(image, sink.Target);
            var expected = metres.Select(m => m == 0 ? 0 : Math.Clamp((decimal)Math.Round(m / unit, MidpointRounding.ToEven), 1, 65_535)).ToArray();
            Assert.Equal(expected, Samples(PngReader.Read(sink.Files["range/train/x.png"])).Select(v => (decimal)v));
            Assert.Equal(metres.Count(m => Math.Round(m / unit, MidpointRounding.ToEven) >= 65_535), sink.Target.RangeBeyondRange);
        }
    }

    /// <summary>Long runs, short ones and what is left of a row: the images of numbers and categories show for each pixel what its number stands for.</summary>
    [Fact]
    public void Numbers_and_categories_stand_where_their_instances_are_seen()
    {
        var random = new Random(6);
        for (var round = 0; round < 40; round++)
        {
            var image = Image(random.Next(1, 150), random.Next(1, 9), 2);
            var ids = image.Rendered.InstanceIds;
            for (var i = 0; i < ids.Length; i++)
                ids[i] = i > 0 && random.Next(1, 40) > round % 20 ? ids[i - 1] : (ushort)random.Next(3);
            image.Read(image.Rendered, Categories);
            var sink = new Sink();
            var instance = new InstanceAnnotator();
            var semantic = new SemanticAnnotator(1);
            var wide = new SemanticAnnotator(300);
            instance.Annotate(image, sink.Target);
            Assert.Equal(ids.Select(id => image.IsLabelled(Math.Max((int)id, 1)) && id > 0 ? id : (ushort)0), Samples(PngReader.Read(sink.Files["masks/instance/train/x.png"])));
            semantic.Annotate(image, sink.Target);
            var categories = ids.Select(id => id == 0 ? 0 : image.CategoryOf(id)?.Id ?? 0).ToArray();
            Assert.Equal(categories, PngReader.Read(sink.Files["masks/semantic/train/x.png"]).Samples.Select(v => (int)v));
            var other = new Sink();
            wide.Annotate(image, other.Target);
            Assert.Equal(categories, Samples(PngReader.Read(other.Files["masks/semantic/train/x.png"])).Select(v => (int)v));
        }
    }

    [Fact]
    public void Panoptic_ids_are_the_numbers_of_annotated_instances()
    {
        var image = Image(4, 1, 301);
        (image.Rendered.InstanceIds[0], image.Rendered.InstanceIds[1], image.Rendered.InstanceIds[2], image.Rendered.InstanceIds[3]) = (0, 1, 2, 300);
        image.Read(image.Rendered, Categories);
        image.Annotated([.. Enumerable.Range(1, 301).Select(n => new Render.Dataset.Records.InstanceOutput
        {
            Number = n,
            Area = 1,
            NotAnnotated = n == 1 ? Render.Dataset.Records.NotAnnotated.BelowMinPixels : null,
        })]);
        var sink = new Sink();
        var annotator = new PanopticAnnotator();
        annotator.Annotate(image, sink.Target);
        var png = PngReader.Read(sink.Files["masks/panoptic/train/x.png"]);
        Assert.Equal((8, 2), (png.BitDepth, png.ColorType));
        // 300 = 44 + 256.
        Assert.Equal([0, 0, 0, 0, 0, 0, 2, 0, 0, 44, 1, 0], png.Samples);
    }

    [Fact]
    public void Each_asks_for_what_it_reads_alone()
    {
        Assert.Equal(Aov.InstanceId | Aov.Color, DatasetWriter.Needs(new()));
        Assert.Equal(Aov.InstanceId | Aov.Color, DatasetWriter.Needs(new() { Panoptic = true }));
        Assert.Equal(Aov.InstanceId | Aov.Color | Aov.Range, DatasetWriter.Needs(new() { Range = new() }));
        Assert.Equal(Aov.InstanceId | Aov.Color | Aov.Normals, DatasetWriter.Needs(new() { Normals = true }));
        Assert.Equal(Aov.InstanceId | Aov.Color | Aov.Coordinates, DatasetWriter.Needs(new() { Coordinates = true }));
    }

    private static readonly Dictionary<string, Category> Categories = new() { ["thing"] = new(1, "thing", "thing") };

    /// <summary>All pixels show number 1, which is labelled; number 2 and all after 300 are not.</summary>
    private static LabelledImage Image(int width, int height, int instances, string model = "shape:box")
    {
        var frame = TestImages.Frame(0) with
        {
            Image = new(width, height),
            Instances = [.. Enumerable.Range(1, Math.Max(2, instances)).Select(n => new FrameInstance
            {
                Name = $"a[{n}]",
                Model = model,
                Category = (n == 2 && instances < 3) || n > 300 ? null : "thing",
                ObjectToWorld = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
            })],
        };
        var (rendered, image) = (new RenderedFrame(), new LabelledImage());
        rendered.Reset(frame, new(0), Aov.InstanceId | Aov.Range | Aov.Normals | Aov.Coordinates);
        Array.Fill(rendered.InstanceIds, (ushort)1);
        image.Read(rendered, Categories);
        return image;
    }

    private static ushort[] Values(Annotator annotator, LabelledImage image)
    {
        var sink = new Sink();
        annotator.Annotate(image, sink.Target);
        var png = PngReader.Read(sink.Files.Values.Single());
        Assert.Equal((16, 2, image.Rendered.Width, image.Rendered.Height), (png.BitDepth, png.ColorType, png.Width, png.Height));
        return Samples(png);
    }

    private static ushort[] Samples(PngReader png) => [.. Enumerable.Range(0, png.Samples.Length / 2).Select(i => (ushort)(png.Samples[2 * i] << 8 | png.Samples[2 * i + 1]))];

    private sealed class Sink
    {
        public Dictionary<string, byte[]> Files { get; } = [];

        public ImageSink Target { get; }

        public Sink() => Target = new("train", "x", (path, bytes) =>
        {
            Files.Add(path, bytes.ToArray());
            return "";
        });
    }
}
