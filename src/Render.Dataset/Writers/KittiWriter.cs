using System.Globalization;
using System.Text;
using Render.Core.Frames;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// KITTI's object benchmark (cvlibs.net/datasets/kitti, readme of the object development kit): <c>training/image_2</c>, <c>label_2</c>, <c>calib</c>, and
/// <c>ImageSets/SPLIT.txt</c>; files are named by the image's rank in 6 digits or more. Boxes are numbers of the first and last pixel, from 0; P2 projects to
/// pixels whose centres are whole numbers. The reference camera is the camera itself. A labelled object without annotation is a DontCare region.
/// </summary>
internal sealed class KittiWriter(ConversionTarget target) : FormatWriter(target)
{
    /// <summary>Hidden parts, of what lies inside the image, from which on an object counts as partly and as largely occluded.</summary>
    private const double PartlyOccluded = 0.05, LargelyOccluded = 0.5;

    /// <summary>Degrees that an object's upright axis may be off the camera's and count as upright.</summary>
    private const double Upright = 1;

    private readonly SortedDictionary<string, StreamWriter> _sets = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private Dictionary<string, string>? _types;
    private long _tilted, _unknown;
    private double _mostTilt;

    public override int Add(SourceImage image)
    {
        _types ??= Types();
        var camera = Target.Pinhole(image);
        if (image.Extension != ".png")
            throw Target.Refuse("its images are JPEG, and KITTI's are PNG.", "Render with 'format: png' in the scene's image.", image.Record);
        var name = image.Digits(6);
        Target.Place($"training/image_2/{name}.png", image, image.Output.Image);
        Target.Write($"training/calib/{name}.txt", Calibration(camera));
        _text.Clear();
        foreach (var instance in image.Annotated)
            AppendObject(image, instance);
        foreach (var instance in image.Output.Instances.Where(instance => instance is { Category: not null, NotAnnotated: not null, Area: > 0 }))
            _text.Append("DontCare -1 -1 -10").Append(Box(instance)).Append(" -1 -1 -1 -1000 -1000 -1000 -10\n");
        Target.Write($"training/label_2/{name}.txt", _text.ToString());
        if (!_sets.TryGetValue(image.Split, out var set))
            _sets.Add(image.Split, set = new(Target.Path($"ImageSets/{image.Split}.txt"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        set.Write(name + "\n");
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        Target.Note("Velodyne and IMU are not simulated: Tr_velo_to_cam turns their axes, x forward and z up, and Tr_imu_to_velo is the identity.");
        if (_tilted > 0)
            Target.Note(string.Create(CultureInfo.InvariantCulture,
                $"{_tilted} boxes stand for objects that are tilted against the camera's vertical by more than {Upright:0.#} degree (at most {_mostTilt:0.0}): KITTI has one angle, so they are the smallest upright boxes of that heading around the true ones."));
        if (_unknown > 0)
            Target.Note($"{_unknown} objects have truncation 0 and occlusion 3 (unknown): the dataset has no amodal labels. Ask for labels: amodal.");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var set in _sets.Values)
            set.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Fields are separated by spaces, so names have none.</summary>
    private Dictionary<string, string> Types()
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Target.Info.Categories.Select(category => category.Name))
            types.Add(name, string.Concat(name.Select(c => char.IsWhiteSpace(c) ? '_' : c)));
        if (types.Values.Append("DontCare").GroupBy(type => type, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Target.Refuse($"two categories would both be called '{twice.Key}', since KITTI's names have no spaces and 'DontCare' is its own.", "Rename one.");
        foreach (var (name, type) in types.Where(pair => pair.Key != pair.Value))
            Target.Note($"'{name}' is called '{type}': KITTI's names have no spaces.");
        return types;
    }

    /// <summary>First and last column and row, counted from 0.</summary>
    private static string Box(InstanceOutput instance)
    {
        var box = instance.Box;
        return string.Create(CultureInfo.InvariantCulture, $" {box.X}.00 {box.Y}.00 {box.X + box.Width - 1}.00 {box.Y + box.Height - 1}.00");
    }

    private void AppendObject(SourceImage image, InstanceOutput instance)
    {
        var pose = Target.Pose(image, instance);
        var (truncation, occlusion) = (0.0, 3);
        if (instance.Amodal is { Truncation: { } outside } amodal)
        {
            var hidden = 1 - (double)instance.Area / amodal.Inside;
            (truncation, occlusion) = (outside, hidden < PartlyOccluded ? 0 : hidden < LargelyOccluded ? 1 : 2);
        }
        else
            _unknown++;
        var box = UprightBox.Around(pose);
        if (box.TiltDeg > Upright)
            (_tilted, _mostTilt) = (_tilted + 1, Math.Max(_mostTilt, box.TiltDeg));
        _text.Append(CultureInfo.InvariantCulture, $"{_types![instance.Category!]} {truncation:0.00####} {occlusion} {Rounded(box.Alpha):0.00####}").Append(Box(instance));
        foreach (var value in new[] { box.Height, box.Width, box.Length, box.X, box.Y, box.Z, box.RotationY })
            _text.Append(CultureInfo.InvariantCulture, $" {Rounded(value):0.00####}");
        _text.Append('\n');
    }

    /// <summary>To six decimals, and never -0.</summary>
    private static double Rounded(double value) => Math.Round(value, 6) + 0.0;

    /// <summary>All cameras are the one that there is.</summary>
    private static string Calibration(FrameCamera camera)
    {
        static string Matrix(params double[] values) => string.Concat(values.Select(value => string.Create(CultureInfo.InvariantCulture, $" {value:e12}")));
        var projection = Matrix(camera.Fx, 0, camera.Cx - 0.5, 0, 0, camera.Fy, camera.Cy - 0.5, 0, 0, 0, 1, 0);
        var text = new StringBuilder();
        for (var i = 0; i < 4; i++)
            text.Append(CultureInfo.InvariantCulture, $"P{i}:{projection}\n");
        return text.Append("R0_rect:").Append(Matrix(1, 0, 0, 0, 1, 0, 0, 0, 1))
            .Append("\nTr_velo_to_cam:").Append(Matrix(0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0))
            .Append("\nTr_imu_to_velo:").Append(Matrix(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)).Append('\n').ToString();
    }
}
