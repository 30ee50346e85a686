using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>One line of a KITTI label, as the readme of the object development kit has it.</summary>
internal sealed record KittiObject(string Type, double Truncated, int Occluded, double Alpha, double[] Box, double Height, double Width, double Length, double[] Location, double RotationY)
{
    public static KittiObject[] Read(string file) => [.. File.ReadAllLines(file).Select(line =>
    {
        var fields = line.Split(' ');
        Assert.Equal(15, fields.Length);
        double[] v = [.. fields[1..].Select(field => double.Parse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))];
        if (fields[0] != "DontCare")
        {
            Assert.InRange(v[0], 0, 1);
            Assert.Contains(v[1], new[] { 0.0, 1, 2, 3 });
            Assert.InRange(v[2], -Math.PI, Math.PI);
            Assert.InRange(v[13], -Math.PI, Math.PI);
            Assert.True(v[7] > 0 && v[8] > 0 && v[9] > 0);
        }
        return new KittiObject(fields[0], v[0], (int)v[1], v[2], v[3..7], v[7], v[8], v[9], v[10..13], v[13]);
    })];

    /// <summary>Corners in camera axes: x along the length, y down from the upper face, z along the width, turned about y, then moved to the lower face's middle.</summary>
    public Vector3[] Corners() =>
    [
        .. Enumerable.Range(0, 8).Select(i =>
        {
            var (x, y, z) = ((i & 1) == 0 ? Length / 2 : -Length / 2, (i & 2) == 0 ? 0 : -Height, (i & 4) == 0 ? Width / 2 : -Width / 2);
            var (sin, cos) = Math.SinCos(RotationY);
            return new Vector3((float)(cos * x + sin * z + Location[0]), (float)(y + Location[1]), (float)(-sin * x + cos * z + Location[2]));
        }),
    ];

    /// <summary>A 3 x 4 matrix of a calibration file.</summary>
    public static double[] Calibration(string file, string name)
    {
        var line = Assert.Single(File.ReadAllLines(file), line => line.StartsWith(name + ": ", StringComparison.Ordinal));
        return [.. line.Split(' ')[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
    }
}

public sealed class KittiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Upright_boxes_are_the_objects_own_and_tilted_ones_are_enclosed_and_counted()
    {
        PosedDataset.Write(_folder["out"]);
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "kitti");
        var objects = KittiObject.Read(_folder["to/kitti/training/label_2/000000.txt"]);
        Assert.Equal(["mug", "Schüssel_<\"&日本>", "bolt"], objects.Select(o => o.Type));
        Assert.Contains(summary.Formats[0].Notes, note => note.StartsWith("1 boxes stand for objects that are tilted", StringComparison.Ordinal) && note.Contains("20.0", StringComparison.Ordinal));
        for (var number = 1; number <= 3; number++)
        {
            var (found, wanted) = (objects[number - 1].Corners(), Corners(number));
            if (number < 3)
                Assert.All(wanted, corner => Assert.InRange(found.Min(other => Vector3.Distance(corner, other)), 0, 1e-5));
            else
                CheckEnclosed(objects[2], found, wanted);
            var alpha = objects[number - 1].RotationY - Math.Atan2(objects[number - 1].Location[0], objects[number - 1].Location[2]);
            Assert.Equal(0, Math.IEEERemainder(alpha - objects[number - 1].Alpha, 2 * Math.PI), 1e-5);
        }
        // The length lies along the model's x axis: 0.8, 0.4 and 0.6 m, and twice that.
        Assert.Equal((0.8, 0.4, 0.6), (Math.Round(objects[0].Length, 5), Math.Round(objects[0].Width, 5), Math.Round(objects[0].Height, 5)));
        Assert.Equal((1.6, 0.8, 1.2), (Math.Round(objects[1].Length, 5), Math.Round(objects[1].Width, 5), Math.Round(objects[1].Height, 5)));
    }

    /// <summary>No corner sticks out, and each face is touched.</summary>
    private static void CheckEnclosed(KittiObject found, Vector3[] box, Vector3[] corners)
    {
        var (sin, cos) = Math.SinCos(found.RotationY);
        double[] Axes(Vector3 p) => [cos * p.X - sin * p.Z, p.Y, sin * p.X + cos * p.Z];
        for (var axis = 0; axis < 3; axis++)
        {
            Assert.Equal(corners.Min(p => Axes(p)[axis]), box.Min(p => Axes(p)[axis]), 1e-5);
            Assert.Equal(corners.Max(p => Axes(p)[axis]), box.Max(p => Axes(p)[axis]), 1e-5);
        }
    }

    [Fact]
    public void Boxes_truncation_and_occlusion_are_those_of_the_masks()
    {
        PosedDataset.Write(_folder["out"], PosedDataset.Instance(2, instance => instance with { NotAnnotated = Render.Dataset.Records.NotAnnotated.BelowMinPixels }));
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "kitti");
        var objects = KittiObject.Read(_folder["to/kitti/training/label_2/000000.txt"]);
        Assert.Equal(["mug", "bolt", "DontCare"], objects.Select(o => o.Type));
        // Columns and rows from 0, both included: 20..69 and 30..89, a part of which number 2 hides; 140..159 and 10..39; 50..99 and 50..109.
        Assert.Equal([[20, 30, 69, 89], [140, 10, 159, 39], [50, 50, 99, 109]], objects.Select(o => o.Box));
        Assert.Equal((0.0, 1), (objects[0].Truncated, objects[0].Occluded));
        Assert.Equal((15.0 / 35, 0), (objects[1].Truncated, objects[1].Occluded), new Near());
        Assert.Equal((-1.0, -1, -10.0), (objects[2].Truncated, objects[2].Occluded, objects[2].Alpha));
        Assert.Equal(["000000"], File.ReadAllLines(_folder["to/kitti/ImageSets/train.txt"]));
        Assert.True(File.Exists(_folder["to/kitti/training/image_2/000000.png"]));
    }

    [Fact]
    public void Without_amodal_labels_occlusion_is_unknown_and_jpegs_are_refused()
    {
        PosedDataset.Write(_folder["out"], PosedDataset.Instance(1, instance => instance with { Amodal = null }));
        var summary = ConvertedDataset.Convert(_folder["out"], _folder["to"], "kitti");
        Assert.Equal((0.0, 3), (KittiObject.Read(_folder["to/kitti/training/label_2/000000.txt"])[0].Truncated, KittiObject.Read(_folder["to/kitti/training/label_2/000000.txt"])[0].Occluded));
        Assert.Contains(summary.Formats[0].Notes, note => note.StartsWith("1 objects have truncation 0", StringComparison.Ordinal));
        PosedDataset.Write(_folder["jpg"], png: false);
        Assert.Contains("JPEG", Assert.Throws<RenderException>(() => ConvertedDataset.Convert(_folder["jpg"], _folder["to-jpg"], "kitti")).Message, StringComparison.Ordinal);
    }

    internal static Vector3[] Corners(int number) =>
    [
        .. Enumerable.Range(0, 8).Select(i => PosedDataset.InCamera(number, PosedDataset.Poses[number - 1].Scale * (PosedDataset.ModelCenter
            + new Vector3((i & 1) - 0.5f, (i >> 1 & 1) - 0.5f, (i >> 2) - 0.5f) * PosedDataset.ModelSize))),
    ];

    private sealed class Near : IEqualityComparer<(double, int)>
    {
        public bool Equals((double, int) a, (double, int) b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && a.Item2 == b.Item2;

        public int GetHashCode((double, int) value) => value.Item2;
    }
}
