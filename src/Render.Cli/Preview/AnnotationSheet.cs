using Render.Core;
using Render.Core.Cameras;
using Render.Core.Sampling;
using Render.Dataset.Encoders;
using Render.Dataset.Records;

namespace Render.Cli.Preview;

/// <summary>One image in a picture for each kind of annotation that a dataset has of it, drawn from its files and its record alone.</summary>
internal sealed class AnnotationSheet
{
    private const int TileWidth = 320;
    private const int Columns = 3;
    private const int Gap = 8;
    private const int CaptionHeight = 24;

    /// <summary>Between two lines of equal distance.</summary>
    private const double LineMetres = 0.1;
    private static readonly (byte, byte, byte) Paper = (255, 255, 255), Ink = (20, 20, 24), Seen = (30, 220, 60), Hidden = (255, 60, 40), Bone = (255, 220, 60);

    private readonly AnnotatedImage _image;
    private readonly int _factor, _width, _height;
    private readonly byte[] _rgb;
    private readonly List<(string Caption, Canvas Picture)> _pictures = [];

    private AnnotationSheet(AnnotatedImage image)
    {
        _image = image;
        _factor = Math.Max(1, (image.Width + TileWidth - 1) / TileWidth);
        (_width, _height) = (image.Width / _factor, image.Height / _factor);
        // Where there are labels alone they lie over gray.
        _rgb = image.Has("images") ? image.Read<byte>("images").Samples : [.. Enumerable.Repeat((byte)0x80, image.Width * image.Height * 3)];
    }

    /// <summary>Writes the sheet of the first image from a frame on; null where there is none.</summary>
    /// <exception cref="RenderException">A record or an image cannot be read.</exception>
    public static string? Write(string folder, long frame, string file)
    {
        using var image = AnnotatedImage.Find(folder, frame);
        if (image is null)
            return null;
        var sheet = new AnnotationSheet(image).Draw();
        var encoder = new PngEncoder();
        var temporary = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, encoder.EncodeLabelRgb8(sheet.Pixels, sheet.Width, sheet.Height));
        File.Move(temporary, file, overwrite: true);
        return file;
    }

    private Canvas Draw()
    {
        if (_image.Has("images"))
            Add("image", Photo(0));
        AddMasks();
        if (_image.Annotated.Any(instance => instance.Amodal?.Mask is not null))
            Add("amodal (hidden striped)", Amodal());
        Add(_image.Annotated.Any(instance => instance.Amodal is not null) ? "boxes: visible, amodal" : "boxes", Boxes());
        if (_image.Annotated.Any(instance => instance.Keypoints is not null))
            Add("keypoints: seen, hidden", Keypoints());
        if (_image.Annotated.Any(instance => instance.Pose is not null) && _image.Output.SeenBy is not null)
            Add("poses and 3D boxes", Boxes3D());
        foreach (var kind in new[] { "depth", "range" })
            if (_image.Has(kind))
                Add($"{kind}: a line each 10 cm", Distances(kind));
        foreach (var kind in new[] { "normals", "coordinates" })
            if (_image.Has(kind))
                Add(kind, Vectors(kind));
        if (_image.Has("albedo"))
            Add("albedo", Colors("albedo"));
        var rows = (_pictures.Count + Columns - 1) / Columns;
        var sheet = new Canvas(Columns * (_width + Gap) + Gap, rows * (_height + CaptionHeight + Gap) + Gap);
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Paper);
        // One size for all of them.
        var scale = _pictures.TrueForAll(picture => Canvas.LabelWidth(picture.Caption) * 2 <= _width) ? 2 : 1;
        foreach (var (i, (caption, picture)) in _pictures.Index())
        {
            var (x, y) = (Gap + i % Columns * (_width + Gap), Gap + i / Columns * (_height + CaptionHeight + Gap));
            sheet.Text(x, y + (scale == 2 ? 2 : 8), caption, Ink, scale);
            sheet.Draw(x, y + CaptionHeight, picture.Pixels, _width, _height, 1);
        }
        return sheet;
    }

    private void Add(string caption, Canvas picture) => _pictures.Add((caption, picture));

    /// <param name="veil">0: as it is; 1: gray and dark, so that what is drawn over it stands out.</param>
    private Canvas Photo(double veil)
    {
        var picture = new Canvas(_width, _height);
        picture.Draw(0, 0, _rgb, _image.Width, _image.Height, _factor);
        for (var i = 0; veil > 0 && i < picture.Pixels.Length; i += 3)
        {
            // Few grays: the sheet is a small file then.
            var gray = (byte)(((54 * picture.Pixels[i] + 183 * picture.Pixels[i + 1] + 19 * picture.Pixels[i + 2]) >> 8) * 3 / 4 & 0xf0);
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (gray, gray, gray);
        }
        return picture;
    }

    /// <summary>Each pixel of the picture shows the pixel at the middle of its block, never an average.</summary>
    private Canvas Each(Func<int, (byte, byte, byte)> color)
    {
        var picture = new Canvas(_width, _height);
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
                picture.Blend(x, y, color(Source(x, y)), 1);
        return picture;
    }

    private int Source(int x, int y) => (y * _factor + _factor / 2) * _image.Width + x * _factor + _factor / 2;

    private void AddMasks()
    {
        if (_image.Has("masks/instance"))
            Add("instance masks", Numbers("masks/instance"));
        if (_image.Has("masks/semantic"))
        {
            // The palette's own colours; of more than 255 categories the image has 16 bits and none.
            var (values, bands) = _image.Read<byte>("masks/semantic");
            Add("semantic mask", bands == 3 ? Each(i => (values[3 * i], values[3 * i + 1], values[3 * i + 2])) : Numbers("masks/semantic"));
        }
        if (!_image.Has("masks/panoptic"))
            return;
        var (rgb, _) = _image.Read<byte>("masks/panoptic");
        int Id(int i) => rgb[3 * i] + 256 * rgb[3 * i + 1] + 65536 * rgb[3 * i + 2];
        var colors = _image.Annotated.ToDictionary(instance => instance.Number, _image.Color);
        Add("panoptic", Each(i =>
        {
            var edge = i % _image.Width >= _factor && i >= _factor * _image.Width && (Id(i) != Id(i - _factor) || Id(i) != Id(i - _factor * _image.Width));
            return edge ? ((byte)255, (byte)255, (byte)255) : colors.GetValueOrDefault(Id(i));
        }));
    }

    /// <summary>A colour for each number but 0.</summary>
    private Canvas Numbers(string kind)
    {
        var (numbers, _) = _image.Read<ushort>(kind);
        return Each(i => numbers[i] == 0 ? default : ContactSheet.Color(numbers[i], 0));
    }

    private Canvas Amodal()
    {
        var picture = Photo(1);
        foreach (var instance in _image.Annotated.Where(instance => instance.Amodal?.Mask is not null))
        {
            var (visible, amodal, color) = (_image.Mask(instance.Visible!), _image.Mask(instance.Amodal!.Mask!), _image.Color(instance));
            bool Covers(int x, int y) => (uint)x < (uint)_width && (uint)y < (uint)_height && amodal[Source(x, y)];
            for (var y = 0; y < _height; y++)
            {
                for (var x = 0; x < _width; x++)
                {
                    if (!Covers(x, y))
                        continue;
                    var edge = !Covers(x - 1, y) || !Covers(x + 1, y) || !Covers(x, y - 1) || !Covers(x, y + 1);
                    picture.Blend(x, y, color, edge ? 1 : visible[Source(x, y)] ? 0.35 : (x + y) % 6 < 2 ? 0.9 : 0);
                }
            }
        }
        return picture;
    }

    private Canvas Boxes()
    {
        var picture = Photo(1);
        foreach (var instance in _image.Annotated)
        {
            var color = _image.Color(instance);
            if (instance.Amodal?.Bbox is { } amodal)
                Rectangle(picture, amodal, color, 3);
            Rectangle(picture, instance.Bbox!, color, 0);
        }
        return picture;
    }

    private void Rectangle(Canvas picture, int[] box, (byte, byte, byte) color, int dash)
    {
        var (left, top, right, bottom) = ((double)box[0] / _factor, (double)box[1] / _factor, (double)(box[0] + box[2] - 1) / _factor, (double)(box[1] + box[3] - 1) / _factor);
        picture.Line(left, top, right, top, color, dash);
        picture.Line(left, bottom, right, bottom, color, dash);
        picture.Line(left, top, left, bottom, color, dash);
        picture.Line(right, top, right, bottom, color, dash);
    }

    private Canvas Keypoints()
    {
        var picture = Photo(1);
        foreach (var instance in _image.Annotated.Where(instance => instance.Keypoints is not null))
        {
            var points = instance.Keypoints!;
            foreach (var bone in _image.Skeleton(instance))
                if (Math.Max(bone[0], bone[1]) <= points.Length && points[bone[0] - 1] is { Visibility: > 0 } from && points[bone[1] - 1] is { Visibility: > 0 } to)
                    picture.Line(from.X!.Value / _factor, from.Y!.Value / _factor, to.X!.Value / _factor, to.Y!.Value / _factor, Bone);
            foreach (var point in points.Where(point => point.Visibility > 0))
            {
                var (x, y, color) = ((int)(point.X!.Value / _factor), (int)(point.Y!.Value / _factor), point.Visibility == 2 ? Seen : Hidden);
                picture.Fill(x - 2, y - 2, 5, 5, (0, 0, 0));
                picture.Fill(x - 1, y - 1, 3, 3, color);
            }
        }
        return picture;
    }

    private Canvas Boxes3D()
    {
        var (picture, camera) = (Photo(1), _image.Output.SeenBy!);
        var lens = camera.Lens is null ? null : new LensProjection(camera);
        (double X, double Y)? Project(Double3 p)
        {
            if (lens is not null)
                return lens.Project(p) is { } at ? (at.X / _factor, at.Y / _factor) : null;
            return p.Z > 0.01 ? ((camera.Fx * p.X / p.Z + camera.Cx) / _factor, (camera.Fy * p.Y / p.Z + camera.Cy) / _factor) : null;
        }
        foreach (var instance in _image.Annotated.Where(instance => instance.Pose is not null))
        {
            var pose = instance.Pose!;
            (double, double)?[] corners = [.. Enumerable.Range(0, 8).Select(corner => Project(Corner(pose, (corner & 1) - 0.5, (corner >> 1 & 1) - 0.5, (corner >> 2) - 0.5)))];
            for (var corner = 0; corner < 8; corner++)
                for (var axis = 0; axis < 3; axis++)
                    if ((corner >> axis & 1) == 0)
                        Edge(picture, corners[corner], corners[corner | 1 << axis], _image.Color(instance));
            // The model's axes from the middle of the box, as far as its faces: x red, y green, z blue.
            var middle = Project(Corner(pose, 0, 0, 0));
            Edge(picture, middle, Project(Corner(pose, 0.5, 0, 0)), (255, 60, 60));
            Edge(picture, middle, Project(Corner(pose, 0, 0.5, 0)), (60, 255, 60));
            Edge(picture, middle, Project(Corner(pose, 0, 0, 0.5)), (90, 140, 255));
        }
        return picture;
    }

    private static void Edge(Canvas picture, (double X, double Y)? from, (double X, double Y)? to, (byte, byte, byte) color)
    {
        if (from is { } a && to is { } b)
            picture.Line(a.X, a.Y, b.X, b.Y, color);
    }

    /// <param name="pose">Of the box.</param>
    /// <param name="x">-0.5 to 0.5 along the box.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="z">Likewise.</param>
    private static Double3 Corner(PoseOutput pose, double x, double y, double z)
    {
        var (r, c, s) = (pose.Rotation, pose.BoxCenter, pose.BoxSize);
        var (dx, dy, dz) = (x * s.X, y * s.Y, z * s.Z);
        return new(c.X + r[0] * dx + r[1] * dy + r[2] * dz, c.Y + r[3] * dx + r[4] * dy + r[5] * dz, c.Z + r[6] * dx + r[7] * dy + r[8] * dz);
    }

    /// <summary>Near is bright; 16 grays and the lines keep the file small.</summary>
    private Canvas Distances(string kind)
    {
        var (steps, _) = _image.Read<ushort>(kind);
        int[] seen = [.. steps.Where(step => step is > 0 and < ushort.MaxValue).Select(step => (int)step).Order()];
        if (seen.Length == 0)
            return new(_width, _height);
        var (near, far) = (seen[seen.Length / 100], seen[seen.Length * 99 / 100]);
        var unit = _image.Unit(kind);
        int Line(int i) => (int)(steps[i] * unit / LineMetres);
        return Each(i =>
        {
            if (steps[i] is 0 or ushort.MaxValue)
                return default;
            if (i % _image.Width >= _factor && i >= _factor * _image.Width && (Line(i) != Line(i - _factor) || Line(i) != Line(i - _factor * _image.Width)))
                return (255, 160, 30);
            var gray = (byte)(255 - 215 * Math.Clamp((double)(steps[i] - near) / Math.Max(1, far - near), 0, 1));
            gray &= 0xf8;
            return (gray, gray, gray);
        });
    }

    /// <summary>As the file has them, in 32 steps a channel, which keep the sheet small.</summary>
    private Canvas Colors(string kind)
    {
        var (values, _) = _image.Read<byte>(kind);
        return Each(i => ((byte)(values[3 * i] & 0xf8), (byte)(values[3 * i + 1] & 0xf8), (byte)(values[3 * i + 2] & 0xf8)));
    }

    private Canvas Vectors(string kind)
    {
        var (values, _) = _image.Read<ushort>(kind);
        return Each(i => ((byte)(values[3 * i] >> 8 & 0xf8), (byte)(values[3 * i + 1] >> 8 & 0xf8), (byte)(values[3 * i + 2] >> 8 & 0xf8)));
    }
}
