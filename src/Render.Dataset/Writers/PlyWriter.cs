using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// Point clouds: <c>SPLIT/STEM.ply</c>, binary little-endian (Greg Turk, "The PLY Polygon File Format", 1994), one point for each pixel that has a depth, row by row: x, y, z in camera axes
/// (x right, y down, z forward), metres, as poses and 3D boxes are; the pixel's colour, where images are PNG; instance number and category id, 0 where nothing is labelled. <c>categories.json</c> has the names.
/// </summary>
internal sealed class PlyWriter : FormatWriter
{
    private readonly DepthSource _depths;
    private readonly InstanceRaster _raster = new();
    private long _unmeasured;

    public PlyWriter(ConversionTarget target)
        : base(target) => _depths = new(target);

    public override int Add(SourceImage image)
    {
        var camera = image.Output.SeenBy
            ?? throw Target.Refuse("the records do not say which camera saw an image.", "Render it with labels: pose.", image.Record);
        var depths = _depths.Read(image);
        // Bytes of a JPEG may be a stranger's, and no codec of ours that is safe from them decodes it.
        var colors = Target.HasColor(image) && image.Extension == ".png" ? RgbPngReader.Read(image.Read(image.Output.Image), image.FullPath(image.Output.Image)) : null;
        var labelled = image.Output.Instances.Where(instance => instance.Category is not null && instance.Area > 0).ToArray();
        var numbers = _raster.Paint(image, labelled);
        var categories = new ushort[image.Output.Instances.Length + 1];
        foreach (var instance in labelled)
            categories[instance.Number] = (ushort)(Target.Info.Categories.FirstOrDefault(category => category.Name == instance.Category)?.Id ?? 0);
        var (points, lens) = (new MemoryStream(), camera.Lens is null ? null : new LensProjection(camera));
        var (count, size) = (0, colors is null ? 16 : 19);
        Span<byte> point = stackalloc byte[size];
        for (var i = 0; i < depths.Length; i++)
        {
            if (!(depths[i] > 0))
            {
                _unmeasured += numbers[i] > 0 ? 1 : 0;
                continue;
            }
            var (y, x) = Math.DivRem(i, image.Width);
            if (Point(camera, lens, x + 0.5, y + 0.5, depths[i]) is not { } p)
                continue;
            BinaryPrimitives.WriteSingleLittleEndian(point, (float)p.X);
            BinaryPrimitives.WriteSingleLittleEndian(point[4..], (float)p.Y);
            BinaryPrimitives.WriteSingleLittleEndian(point[8..], (float)p.Z);
            colors?.AsSpan(3 * i, 3).CopyTo(point[12..]);
            BinaryPrimitives.WriteUInt16LittleEndian(point[^4..], numbers[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(point[^2..], categories[numbers[i]]);
            points.Write(point);
            count++;
        }
        using var file = File.Create(Target.Path($"{image.Split}/{image.Output.FileStem}.ply"));
        file.Write(Header(camera, image, count, colors is not null));
        points.WriteTo(file);
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        using var file = File.Create(Target.Path("categories.json"));
        using (var json = new Utf8JsonWriter(file, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            foreach (var category in Target.Info.Categories)
                json.WriteString(category.Id.ToString(CultureInfo.InvariantCulture), CocoDocument.Ascii(category.Name));
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
        if (_unmeasured > 0)
            Target.Note($"{_unmeasured} pixels of labelled objects have no point: they lie beyond the range of the depth images, or 90 degrees and more from the axis.");
    }

    /// <summary>What is seen at a point of the image at that depth along the optical axis; null where the lens shows nothing to the front.</summary>
    private static Double3? Point(FrameCamera camera, LensProjection? lens, double x, double y, double depth)
    {
        if (lens is null)
            return new((x - camera.Cx) / camera.Fx * depth, (y - camera.Cy) / camera.Fy * depth, depth);
        return lens.Direction(x, y) is { Z: > 0 } d ? d * (depth / d.Z) : null;
    }

    private static byte[] Header(FrameCamera camera, SourceImage image, int count, bool colored)
    {
        static string Numbers(IEnumerable<float> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            ply
            format binary_little_endian 1.0
            comment axes of the camera: x right, y down, z forward; metres
            comment image_id {image.Output.Id}
            comment world_to_camera {Numbers(camera.WorldToCamera)}
            element vertex {count}
            property float x
            property float y
            property float z
            {(colored ? "property uchar red\nproperty uchar green\nproperty uchar blue\n" : "")}property ushort instance
            property ushort category
            end_header

            """).ReplaceLineEndings("\n"));
    }
}
