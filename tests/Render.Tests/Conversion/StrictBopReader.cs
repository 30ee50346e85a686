using System.Globalization;
using System.Text.Json;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>One object: rotation 3 x 3, row-major, model to camera; translation in millimetres; boxes x, y, width, height; pixel counts; both masks.</summary>
internal sealed record BopInstance(int ObjectId, double[] Rotation, double[] Translation, int[] Box, int[] VisibleBox, int All, int Valid, int VisiblePixels, double Fraction, bool[] Mask, bool[] Visible);

internal sealed record BopImage(double[] K, double DepthScale, double[] WorldRotation, double[] WorldTranslation, ushort[] Depth, BopInstance[] Instances);

/// <summary>Reads a scene folder as docs/bop_datasets_format.md of the BOP toolkit describes it. It knows nothing of what wrote it.</summary>
internal static class StrictBopReader
{
    public static SortedDictionary<int, BopImage> Read(string scene)
    {
        var (cameras, poses, facts) = (Json(scene, "scene_camera"), Json(scene, "scene_gt"), Json(scene, "scene_gt_info"));
        Assert.Equal(cameras.Keys, poses.Keys);
        Assert.Equal(cameras.Keys, facts.Keys);
        var (images, masks) = (new SortedDictionary<int, BopImage>(), 0);
        foreach (var (number, camera) in cameras)
        {
            Assert.Equal(["cam_K", "cam_R_w2c", "cam_t_w2c", "depth_scale"], Names(camera));
            var depth = Png($"{scene}/depth/{number:D6}.png", 16);
            Assert.True(File.Exists($"{scene}/rgb/{number:D6}.png") ^ File.Exists($"{scene}/rgb/{number:D6}.jpg"));
            Assert.Equal(poses[number].GetArrayLength(), facts[number].GetArrayLength());
            var steps = Enumerable.Range(0, depth.Width * depth.Height).Select(i => (ushort)(depth.Samples[2 * i] << 8 | depth.Samples[2 * i + 1])).ToArray();
            var instances = poses[number].EnumerateArray().Zip(facts[number].EnumerateArray()).Select((pair, i) =>
                Instance(pair.First, pair.Second, Png($"{scene}/mask/{number:D6}_{i:D6}.png", 8), Png($"{scene}/mask_visib/{number:D6}_{i:D6}.png", 8), steps)).ToArray();
            masks += instances.Length;
            images.Add(number, new(Numbers(camera, "cam_K", 9), camera.GetProperty("depth_scale").GetDouble(), Numbers(camera, "cam_R_w2c", 9), Numbers(camera, "cam_t_w2c", 3), steps, instances));
        }
        Assert.Equal(masks, Directory.GetFiles($"{scene}/mask").Length);
        Assert.Equal(masks, Directory.GetFiles($"{scene}/mask_visib").Length);
        return images;
    }

    private static BopInstance Instance(JsonElement pose, JsonElement facts, PngReader silhouette, PngReader visible, ushort[] depth)
    {
        Assert.Equal(["cam_R_m2c", "cam_t_m2c", "obj_id"], Names(pose));
        Assert.Equal(["bbox_obj", "bbox_visib", "px_count_all", "px_count_valid", "px_count_visib", "visib_fract"], Names(facts));
        var (mask, seen) = (Inside(silhouette), Inside(visible));
        Assert.All(mask.Zip(seen), pair => Assert.True(pair.First || !pair.Second));
        var read = new BopInstance(
            pose.GetProperty("obj_id").GetInt32(), Numbers(pose, "cam_R_m2c", 9), Numbers(pose, "cam_t_m2c", 3), [.. Numbers(facts, "bbox_obj", 4).Select(v => (int)v)],
            [.. Numbers(facts, "bbox_visib", 4).Select(v => (int)v)], facts.GetProperty("px_count_all").GetInt32(), facts.GetProperty("px_count_valid").GetInt32(),
            facts.GetProperty("px_count_visib").GetInt32(), facts.GetProperty("visib_fract").GetDouble(), mask, seen);
        Assert.Equal(seen.Count(p => p), read.VisiblePixels);
        Assert.Equal(mask.Zip(depth).Count(pair => pair.First && pair.Second > 0), read.Valid);
        Assert.Equal((double)read.VisiblePixels / read.All, read.Fraction, 1e-12);
        Assert.True(read.ObjectId >= 1);
        var pixels = Enumerable.Range(0, seen.Length).Where(i => seen[i]).ToArray();
        var (left, top) = (pixels.Min(i => i % visible.Width), pixels.Min(i => i / visible.Width));
        Assert.Equal([left, top, pixels.Max(i => i % visible.Width) - left + 1, pixels.Max(i => i / visible.Width) - top + 1], read.VisibleBox);
        return read;
    }

    private static bool[] Inside(PngReader png)
    {
        Assert.All(png.Samples, sample => Assert.True(sample is 0 or 255));
        return [.. png.Samples.Select(sample => sample == 255)];
    }

    private static PngReader Png(string file, int bits)
    {
        var png = PngReader.Read(File.ReadAllBytes(file));
        Assert.Equal((bits, 0), (png.BitDepth, png.ColorType));
        return png;
    }

    /// <summary>An object whose keys are image numbers without leading zeros.</summary>
    private static SortedDictionary<int, JsonElement> Json(string scene, string name)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes($"{scene}/{name}.json"), new() { AllowDuplicateProperties = false });
        return new(document.RootElement.EnumerateObject().ToDictionary(
            p => p.Name == int.Parse(p.Name, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) ? int.Parse(p.Name, CultureInfo.InvariantCulture) : -1, p => p.Value));
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];

    private static double[] Numbers(JsonElement element, string name, int count)
    {
        double[] values = [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(count, values.Length);
        return values;
    }
}
