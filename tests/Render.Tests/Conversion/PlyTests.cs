using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Records;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// A ball before a slanted wall, whose depths are computed here in closed form: the points of the cloud lie on them, and are seen at the centres of the pixels that they come from.
/// </summary>
public sealed class PlyTests : IDisposable
{
    private const int Width = 96, Height = 72;

    private const double Radius = 0.4;

    private static readonly double[] Center = [0.1, -0.05, 2];

    /// <summary>The wall is where this is 3: x / 4 + z.</summary>
    private static readonly double[] Wall = [0.25, 0, 1];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Cameras => new() { { "pinhole", false }, { "pinhole", true }, { "lens", false }, { "lens", true } };

    [Theory]
    [MemberData(nameof(Cameras))]
    public void Points_lie_on_what_was_seen_where_it_was_seen(string kind, bool npy)
    {
        var camera = Camera(kind);
        var image = Write(camera, npy);
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "ply");
        var cloud = new StrictPlyReader(_folder["to/ply/train/000000000000.ply"]);
        Assert.Equal(
            [("float", "x"), ("float", "y"), ("float", "z"), ("uchar", "red"), ("uchar", "green"), ("uchar", "blue"), ("ushort", "instance"), ("ushort", "category")], cloud.Properties);
        Assert.Contains("world_to_camera 1 0 0 0 0 0 -1 1 0 1 0 3", cloud.Comments);
        // Every pixel that has a depth, row by row; the last row has none.
        var pixels = Enumerable.Range(0, Width * Height).Where(i => image.Depth[i] > 0).ToArray();
        Assert.InRange(pixels.Length, Width * Height / 2, Width * (Height - 1));
        Assert.Equal(pixels.Length, cloud.Points.Count);
        // Half a millimetre along the axis, or what float32 leaves.
        var tolerance = npy ? 2e-6 : 0.00051;
        var balls = 0;
        foreach (var (pixel, point) in pixels.Zip(cloud.Points))
        {
            var (x, y, z) = (point[0], point[1], point[2]);
            Assert.Equal(image.Depth[pixel], z, tolerance);
            var (column, row) = Seen(camera, x / z, y / z);
            Assert.Equal((pixel % Width + 0.5, pixel / Width + 0.5), (column, row), (a, b) => Math.Abs(a.Item1 - b.Item1) < 2e-4 && Math.Abs(a.Item2 - b.Item2) < 2e-4);
            Assert.Equal(image.Color.AsSpan(3 * pixel, 3).ToArray().Select(value => (double)value), point[3..6]);
            Assert.Equal(image.InstanceIds[pixel], point[6]);
            Assert.Equal(image.InstanceIds[pixel], point[7]); // number n has category n
            if (point[6] == 1)
            {
                balls++;
                // Along the ray, which grazes the ball at its rim.
                var ray = Math.Sqrt(x * x + y * y + z * z);
                var (nx, ny, nz) = (x - Center[0], y - Center[1], z - Center[2]);
                var distance = Math.Sqrt(nx * nx + ny * ny + nz * nz);
                Assert.Equal(Radius, distance, tolerance * ray / z + 1e-6);
            }
            else
                Assert.Equal(3, Wall[0] * x + Wall[2] * z, tolerance * 1.5);
        }
        Assert.True(balls > 300, $"{balls}");
        Assert.Equal("{\n  \"1\": \"mug\",\n  \"2\": \"Sch\\u00FCssel \\u003C\\u0022\\u0026\\u65E5\\u672C\\u003E\",\n  \"3\": \"bolt\"\n}\n", File.ReadAllText(_folder["to/ply/categories.json"]));
    }

    /// <summary>One file byte by byte, worked out by hand: two pixels, 1 and 2 m away, a camera whose axis meets the edge between them.</summary>
    [Fact]
    public void Golden()
    {
        var image = ConvertedDataset.Image(0, 3, 1, [1, 2, 0], 2);
        image.Depth[2] = 100; // beyond what 16 bits hold
        new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }.CopyTo(image.Color, 0);
        Write(image, new FrameCamera { Fx = 2, Fy = 4, Cx = 1, Cy = 0.5f, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.5f] }, new DepthSettings());
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "ply");
        Assert.Empty(summary.Formats[0].Notes);
        byte[] points =
        [
            0, 0, 0x80, 0xBE, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 1, 2, 3, 1, 0, 1, 0, // -0.25, 0, 1
            0, 0, 0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40, 4, 5, 6, 2, 0, 2, 0, // 0.5, 0, 2
        ];
        var header = """
            ply
            format binary_little_endian 1.0
            comment axes of the camera: x right, y down, z forward; metres
            comment image_id 1
            comment world_to_camera 1 0 0 0 0 1 0 0 0 0 1 0.5
            element vertex 2
            property float x
            property float y
            property float z
            property uchar red
            property uchar green
            property uchar blue
            property ushort instance
            property ushort category
            end_header

            """;
        Assert.Equal([.. System.Text.Encoding.ASCII.GetBytes(header), .. points], File.ReadAllBytes(_folder["to/ply/train/000000000000.ply"]));
    }

    [Theory]
    [InlineData(ImageFormat.Jpg, false)]
    [InlineData(ImageFormat.Png, true)]
    public void A_JPEG_lends_no_colour_and_labels_alone_have_none(ImageFormat format, bool labelsOnly)
    {
        Write(ConvertedDataset.Image(0, 3, 1, [1, 2, 0], 2), Camera("pinhole"), new LabelSettings { Image = format, LabelsOnly = labelsOnly });
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "ply");
        var cloud = new StrictPlyReader(_folder["to/ply/train/000000000000.ply"]);
        Assert.Equal(["x", "y", "z", "instance", "category"], cloud.Properties.Select(property => property.Name));
        Assert.Equal([1.0, 2.0], cloud.Points.Select(point => point[3]));
    }

    [Fact]
    public void Without_depth_or_camera_it_is_refused()
    {
        ConvertedDataset.Write(_folder["flat"], [TestImages.Render(0)], options => options with { Labels = new() });
        Assert.Contains("no depth images", Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["flat"], _folder["to"], "ply")).Message, StringComparison.Ordinal);
        ConvertedDataset.Write(_folder["out"], [TestImages.Render(0)]);
        Assert.Contains("which camera saw", Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], "ply")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_array_of_the_images_size_is_refused()
    {
        Write(Camera("pinhole"), npy: true);
        var (file, record) = (_folder["out/depth/train/000000000000.npy"], _folder["out/frames/000000000000.json"]);
        var bytes = File.ReadAllBytes(file);
        foreach (var damage in new Func<byte[], byte[]>[] { b => b[..^4], b => [0x92, .. b[1..]], b => [.. b[..8], 0xff, 0xff, .. b[10..]], b => [.. b[..10], (byte)'[', .. b[11..]] })
        {
            var damaged = damage(bytes);
            File.WriteAllBytes(file, damaged);
            File.WriteAllText(record, File.ReadAllText(record).Replace(Hash(bytes), Hash(damaged), StringComparison.Ordinal));
            var error = Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["out"], _folder["to"], "ply"));
            Assert.Contains("the depths cannot be read", error.Message, StringComparison.Ordinal);
            File.WriteAllText(record, File.ReadAllText(record).Replace(Hash(damaged), Hash(bytes), StringComparison.Ordinal));
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static FrameCamera Camera(string kind) => new()
    {
        Fx = 90,
        Fy = 80,
        Cx = 50.25f,
        Cy = 30.5f,
        WorldToCamera = [1, 0, 0, 0, 0, 0, -1, 1, 0, 1, 0, 3],
        Lens = kind == "pinhole" ? null : new() { Model = LensModel.BrownConrady, K = [0.1, -0.05], P = [0.002, -0.003] },
    };

    /// <summary>Where a ray is seen, by the definition of the lens (<see cref="LensModel.BrownConrady"/>).</summary>
    private static (double X, double Y) Seen(FrameCamera camera, double x, double y)
    {
        if (camera.Lens is { } lens)
        {
            var (r2, p1, p2) = (x * x + y * y, lens.P[0], lens.P[1]);
            var g = 1 + lens.K[0] * r2 + lens.K[1] * r2 * r2;
            (x, y) = (x * g + 2 * p1 * x * y + p2 * (r2 + 2 * x * x), y * g + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y);
        }
        return (camera.Fx * x + camera.Cx, camera.Fy * y + camera.Cy);
    }

    /// <summary>The ray of a pixel's centre, with z = 1: Newton's method on <see cref="Seen"/>, with differences for its changes.</summary>
    private static (double X, double Y) Ray(FrameCamera camera, double column, double row)
    {
        var (x, y) = ((column - camera.Cx) / camera.Fx, (row - camera.Cy) / camera.Fy);
        for (var i = 0; i < 30; i++)
        {
            const double Step = 1e-6;
            var (at, right, below) = (Seen(camera, x, y), Seen(camera, x + Step, y), Seen(camera, x, y + Step));
            var (a, b, c, d) = ((right.X - at.X) / Step, (below.X - at.X) / Step, (right.Y - at.Y) / Step, (below.Y - at.Y) / Step);
            var (ex, ey, det) = (column - at.X, row - at.Y, a * d - b * c);
            (x, y) = (x + (d * ex - b * ey) / det, y + (a * ey - c * ex) / det);
        }
        return (x, y);
    }

    private RenderedFrame Write(FrameCamera camera, bool npy)
    {
        var (ids, depths) = (new ushort[Width * Height], new float[Width * Height]);
        for (var i = 0; i < ids.Length - Width; i++)
        {
            var (x, y) = Ray(camera, i % Width + 0.5, i / Width + 0.5);
            // |t d - c| = r, and w . t d = 3.
            var (dd, dc, cc) = (x * x + y * y + 1, x * Center[0] + y * Center[1] + Center[2], Center.Sum(v => v * v));
            var root = dc * dc - dd * (cc - Radius * Radius);
            (ids[i], depths[i]) = root > 0 ? ((ushort)1, (float)((dc - Math.Sqrt(root)) / dd)) : ((ushort)2, (float)(3 / (Wall[0] * x + Wall[2])));
        }
        var image = ConvertedDataset.Image(0, Width, Height, ids, 2);
        depths.CopyTo(image.Depth, 0);
        new Random(4).NextBytes(image.Color);
        Write(image, camera, new DepthSettings(Npy: npy));
        return image;
    }

    private void Write(RenderedFrame image, FrameCamera camera, DepthSettings depth) => Write(image, camera, new LabelSettings { Depth = depth });

    private void Write(RenderedFrame image, FrameCamera camera, LabelSettings labels)
    {
        ConvertedDataset.Write(_folder["out"], [image], options => options with { Labels = labels with { MinPixels = 1, Depth = labels.Depth ?? new() } });
        var file = _folder["out/frames/000000000000.json"];
        var record = RecordFile.Read(File.ReadAllBytes(file), file);
        File.WriteAllBytes(file, RecordFile.Write(record with { Output = record.Output! with { Images = [record.Output.Images[0] with { SeenBy = camera }] } }));
    }
}
