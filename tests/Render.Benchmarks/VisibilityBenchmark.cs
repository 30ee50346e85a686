using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;

namespace Render.Benchmarks;

/// <summary>
/// Visibility alone: a bumpy ball that fills an image of 640 x 480, of 1,152 to 5 million triangles, with one and with four samples a pixel, by each provider that the device has. Wall
/// milliseconds of the passes, medians of the repeats, after some that do not count.
/// </summary>
internal static class VisibilityBenchmark
{
    private const int DefaultRepeats = 15;
    private const int Unmeasured = 5;

    /// <summary>Clusters on a side of the ball's surface; each has 128 triangles.</summary>
    private static readonly int[] Patches = [3, 10, 20, 40, 80, 198];

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        using var device = new VulkanDevice(new DeviceOptions { Device = BenchmarkOptions.Find(args, "--device") });
        var models = Patches.ToDictionary(p => p.ToString(CultureInfo.InvariantCulture), Ball, StringComparer.Ordinal);
        static RenderException NoFile(string reference) => new(Failure.InvalidInput, "a file was asked for.", reference);
        var library = new AssetLibrary(r => models[r], (r, _) => throw NoFile(r), r => throw NoFile(r));
        var chosen = VisibilityTuning.For(device.Info);
        var result = new Dictionary<string, object> { ["benchmark"] = "visibility" };
        foreach (var tuning in chosen.OnHost && !args.Contains("--host") ? new[] { chosen, chosen with { OnHost = false } } : [chosen])
        {
            using var renderer = new FrameRenderer(device, library, tuning, long.MaxValue);
            foreach (var samples in new[] { 1, 4 })
                foreach (var patches in Patches)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"{(tuning.OnHost ? "host" : "kernels")}_{samples}_samples_{128 * patches * patches}_triangles_ms");
                    var median = Measure(renderer, patches.ToString(CultureInfo.InvariantCulture), samples, repeats, out var least);
                    result[name] = Math.Round(median, 2);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {median:0.00} ({least:0.00} least)"));
                }
        }
        result["repeats"] = repeats;
        result["device"] = device.Info.Name;
        result["cores"] = Environment.ProcessorCount;
        Console.Out.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static double Measure(FrameRenderer renderer, string model, int samples, int repeats, out double least)
    {
        var milliseconds = 0.0;
        var image = new RenderedFrame();
        var times = new List<double>();
        // Samples besides the first are made for colour alone; the passes of shading are not counted.
        renderer.PassMeasured = (pass, ms) => milliseconds += pass is "clear" or "small triangles" or "large triangles" or "rasteriser on the host" ? ms : 0;
        for (var repeat = -Unmeasured; repeat < repeats; repeat++)
        {
            milliseconds = 0;
            renderer.Render(View(model, samples, repeat), new ImageKey(0), samples == 1 ? Aov.InstanceId : Aov.InstanceId | Aov.Color, image);
            if (repeat >= 0)
                times.Add(milliseconds);
        }
        renderer.PassMeasured = null;
        least = times.Min();
        return BenchmarkOptions.Median(times);
    }

    private static Frame View(string model, int samples, int turn)
    {
        var m = Matrix4x4.CreateFromYawPitchRoll(0.3f * turn, 0.2f, 0);
        return new()
        {
            Index = 0,
            Seed = 0,
            Image = new(640, 480, samples),
            Cameras = [new() { Fx = 640, Fy = 640, Cx = 320, Cy = 240, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }],
            Environment = new() { Color = new(0.5f) },
            Instances = [new() { Name = "ball", Model = model, ObjectToWorld = [m.M11, m.M12, m.M13, 0, m.M21, m.M22, m.M23, 0, m.M31, m.M32, m.M33, 2.6f] }],
        };
    }

    /// <summary>A bumpy ball of radius 1, of patches x patches clusters with 128 triangles and 81 vertices each. Made of its streams, without import.</summary>
    private static Model Ball(int patches)
    {
        const int quads = 8, side = quads + 1;
        var clusters = new Cluster[patches * patches];
        var positions = new Vector3[clusters.Length * side * side];
        var triangles = new uint[clusters.Length * 2 * quads * quads];
        for (var c = 0; c < clusters.Length; c++)
        {
            var (v, t) = (c * side * side, c * 2 * quads * quads);
            for (var i = 0; i < side * side; i++)
            {
                var (x, y) = ((c % patches + i % side / (float)quads) / patches, (c / patches + i / side / (float)quads) / patches);
                var ((sinT, cosT), (sinP, cosP)) = (MathF.SinCos(y * MathF.PI), MathF.SinCos(x * 2 * MathF.PI));
                positions[v + i] = (1 + 0.1f * MathF.Sin(5 * x * 2 * MathF.PI) * sinT * MathF.Sin(7 * y * MathF.PI)) * new Vector3(sinT * cosP, sinT * sinP, cosT);
            }
            for (var q = 0; q < quads * quads; q++)
            {
                var a = (uint)(q / quads * side + q % quads);
                triangles[t + 2 * q] = a | (a + side) << 8 | (a + 1) << 16;
                triangles[t + 2 * q + 1] = (a + 1) | (a + side) << 8 | (a + side + 1) << 16;
            }
            var bounds = Bounds.Of(positions.AsSpan(v, side * side));
            clusters[c] = new((uint)v, side * side, (uint)t, 2 * quads * quads, 0, new(bounds.Center, bounds.Size.Length() / 2), new(0, 0, 1, 1));
        }
        return new()
        {
            Id = $"ball {patches}",
            ContentHash = $"ball {patches}",
            Mesh = new()
            {
                Clusters = clusters,
                Triangles = triangles,
                Positions = positions,
                Normals = [.. positions.Select(Vector3.Normalize)],
                Tangents = [.. Enumerable.Repeat(new Vector4(1, 0, 0, 1), positions.Length)],
                TexCoords = new Vector2[positions.Length],
                Bounds = Bounds.Of(positions),
            },
            Materials = [new()],
            Textures = [],
        };
    }
}
