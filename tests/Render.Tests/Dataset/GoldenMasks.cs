using System.Text.Json;

namespace Render.Tests.Dataset;

/// <summary>What the reference implementation of COCO makes of 300 masks and of 60 polygons (rle-golden.json).</summary>
internal static class GoldenMasks
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Dataset", "rle-golden.json"))).RootElement;

    public static IEnumerable<(Mask Mask, string Counts, int Area, int[] Box)> RunLengths => Root.GetProperty("rle").EnumerateArray().Select(item => (
        MaskOf(item), item.GetProperty("counts").GetString()!, item.GetProperty("area").GetInt32(),
        item.GetProperty("bbox").EnumerateArray().Select(v => (int)v.GetDouble()).ToArray()));

    public static IEnumerable<(Mask Mask, int[][] Polygons)> Polygons => Root.GetProperty("polygons").EnumerateArray().Select(item => (
        MaskOf(item), item.GetProperty("polygons").EnumerateArray().Select(p => p.EnumerateArray().Select(v => v.GetInt32()).ToArray()).ToArray()));

    private static Mask MaskOf(JsonElement item)
    {
        var (width, height) = (item.GetProperty("width").GetInt32(), item.GetProperty("height").GetInt32());
        var rows = item.GetProperty("bits").EnumerateArray().Select(row => Convert.FromHexString(row.GetString()!)).ToArray();
        return new(width, height,
            [.. Enumerable.Range(0, width * height).Select(i => (rows[i / width][i % width / 8] >> (7 - i % width % 8) & 1) != 0)]);
    }
}
