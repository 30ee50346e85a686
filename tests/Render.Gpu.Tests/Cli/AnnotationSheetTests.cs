using System.Text.Json.Nodes;
using NetVips;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary><c>render preview --annotations</c>: a picture for each kind of annotation, which shows what the dataset's files and record say.</summary>
public sealed class AnnotationSheetTests : IDisposable
{
    private const int Width = 160, Height = 120, Gap = 8, Caption = 24, Columns = 3;

    private const string Scene = """
        render: 1
        frames: 2
        image: { width: 160, height: 120 }
        assets:
          mug: { file: "assets:meshes/mug.glb", category: mug }
          ball: { file: "shape:sphere", category: ball, scale: 0.1 }
        camera: { fov_deg: 40, position: { shell: { radius: [0.5, 0.55], elevation_deg: [30, 50] } }, look_at: [0, 0, 0.05] }
        surroundings: { table: { shape: plane, size: [2, 2] } }
        objects: { things: { pick: { balanced: [mug, ball] }, count: 5, place: { on: table, within: [0.4, 0.4] } } }
        """;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    private byte[] _sheet = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_picture_shows_what_the_files_and_the_record_say()
    {
        File.WriteAllText(At("scene.yaml"), Scene + "\nlabels: [coco, semantic, panoptic, amodal, keypoints, pose, depth, range, normals, coordinates]");
        Run("generate", At("scene.yaml"), "-o", At("data"), "--frames", "1");
        Run("preview", At("data"), "--annotations", "-o", At("folder.png"));
        Run("preview", At("scene.yaml"), "--annotations", "--frames", "1", "-o", At("scene.png"));
        Assert.Equal(File.ReadAllBytes(At("folder.png")), File.ReadAllBytes(At("scene.png")));
        _sheet = Open(At("folder.png"), 12);

        var photo = Read<byte>("images");
        var (ids, semantic, normals, coordinates) = (Read<ushort>("masks/instance"), Read<byte>("masks/semantic"), Read<ushort>("normals"), Read<ushort>("coordinates"));
        var instances = JsonNode.Parse(File.ReadAllText(At("data", "frames", "000000000001.json")))!["output"]!["images"]![0]!["instances"]!.AsArray();
        var colors = new Dictionary<ushort, (int, int, int)>();
        for (var i = 0; i < Width * Height; i++)
        {
            Assert.Equal((photo[3 * i], photo[3 * i + 1], photo[3 * i + 2]), Pixel(0, i));
            Assert.True(colors.TryAdd(ids[i], Pixel(1, i)) || colors[ids[i]] == Pixel(1, i));
            Assert.Equal((semantic[3 * i], semantic[3 * i + 1], semantic[3 * i + 2]), Pixel(2, i));
            Assert.Equal((normals[3 * i] >> 8 & 0xf8, normals[3 * i + 1] >> 8 & 0xf8, normals[3 * i + 2] >> 8 & 0xf8), Pixel(10, i));
            Assert.Equal((coordinates[3 * i] >> 8 & 0xf8, coordinates[3 * i + 1] >> 8 & 0xf8, coordinates[3 * i + 2] >> 8 & 0xf8), Pixel(11, i));
        }
        Assert.Equal((0, 0, 0), colors[0]);
        Assert.Equal(colors.Count, colors.Values.Distinct().Count());
        CheckPanoptic(ids, instances);
        CheckAmodal(ids, instances);
        CheckBoxes(instances);
        CheckKeypoints(instances);
        CheckDistances(8, Read<ushort>("depth"));
        CheckDistances(9, Read<ushort>("range"));
        // The box around each model leaves lines in the colours of its axes.
        foreach (var axis in new[] { (255, 60, 60), (60, 255, 60), (90, 140, 255) })
            Assert.InRange(Enumerable.Range(0, Width * Height).Count(i => Pixel(7, i) == axis), 10, 1000);
    }

    [Fact]
    public void What_a_dataset_does_not_have_is_not_shown()
    {
        File.WriteAllText(At("scene.yaml"), Scene);
        Run("preview", At("scene.yaml"), "--annotations", "-o", At("sheet.png"));
        // The image, the instances, the boxes.
        Open(At("sheet.png"), 3);
        Run("generate", At("scene.yaml"), "-o", At("data"), "--frames", "0");
        var none = RenderProcess.Run(["preview", At("data"), "--annotations", "--frames", "5", "-o", At("none.png")], null, Environment);
        Assert.Equal((3, false), (none.ExitCode, File.Exists(At("none.png"))));
    }

    /// <summary>An annotated instance has one colour but for the white lines where ids change; what is not annotated is black.</summary>
    private void CheckPanoptic(ushort[] ids, JsonArray instances)
    {
        var shown = instances.Where(i => i!["not_annotated"] is null).Select(i => (ushort)(int)i!["number"]!).ToHashSet();
        var colors = new Dictionary<int, (int, int, int)>();
        ushort Id(int i) => shown.Contains(ids[i]) ? ids[i] : (ushort)0;
        for (var i = Width; i < Width * Height; i++)
        {
            if (i % Width == 0)
                continue;
            if (Id(i) != Id(i - 1) || Id(i) != Id(i - Width))
                Assert.Equal((255, 255, 255), Pixel(3, i));
            else
                Assert.True(colors.TryAdd(Id(i), Pixel(3, i)) || colors[Id(i)] == Pixel(3, i));
        }
        Assert.Equal((0, 0, 0), colors[0]);
        Assert.Equal(shown.Count + 1, colors.Values.Distinct().Count());
    }

    /// <summary>What nothing covers stays gray; somewhere in each mask it is not.</summary>
    private void CheckAmodal(ushort[] ids, JsonArray instances)
    {
        foreach (var instance in instances.Where(i => i!["not_annotated"] is null))
        {
            var number = (int)instance!["number"]!;
            Assert.True(Enumerable.Range(0, ids.Length).Count(i => ids[i] == number && !IsGray(Pixel(4, i))) > (int)instance["area"]! * 9 / 10);
        }
        var boxes = instances.Where(i => i!["not_annotated"] is null).Select(i => i!["amodal"]!["bbox"]!.AsArray().Select(v => (int)v!).ToArray()).ToArray();
        for (var i = 0; i < ids.Length; i++)
            if (!boxes.Any(b => i % Width >= b[0] && i % Width < b[0] + b[2] && i / Width >= b[1] && i / Width < b[1] + b[3]))
                Assert.True(IsGray(Pixel(4, i)));
    }

    private void CheckBoxes(JsonArray instances)
    {
        foreach (var instance in instances.Where(i => i!["not_annotated"] is null))
        {
            var box = instance!["bbox"]!.AsArray().Select(v => (int)v!).ToArray();
            foreach (var (x, y) in new[] { (box[0], box[1]), (box[0] + box[2] - 1, box[1]), (box[0], box[1] + box[3] - 1), (box[0] + box[2] - 1, box[1] + box[3] - 1) })
                Assert.False(IsGray(Pixel(5, y * Width + x)), $"({x}, {y}) is a corner");
        }
    }

    /// <summary>The last point that is drawn there lies uppermost.</summary>
    private void CheckKeypoints(JsonArray instances)
    {
        var points = instances.Where(i => i!["not_annotated"] is null).SelectMany(i => i!["keypoints"]?.AsArray() ?? []).Where(k => (int)k!["visibility"]! > 0)
            .Select(k => ((int)(float)k!["x"]!, (int)(float)k["y"]!, (int)k["visibility"]!)).ToArray();
        var alone = points.Where(p => points.All(q => q == p || Math.Max(Math.Abs(p.Item1 - q.Item1), Math.Abs(p.Item2 - q.Item2)) > 5)).ToArray();
        Assert.True(alone.Length > 3 && points.Any(p => p.Item3 == 1) && points.Any(p => p.Item3 == 2));
        foreach (var (x, y, visibility) in alone)
            Assert.Equal(visibility == 2 ? (30, 220, 60) : (255, 60, 40), Pixel(6, y * Width + x));
    }

    /// <summary>Nearer is never darker, but for the lines; nothing is black.</summary>
    private void CheckDistances(int tile, ushort[] steps)
    {
        var (last, lines) = (256, 0);
        foreach (var i in Enumerable.Range(0, steps.Length).OrderBy(i => steps[i]))
        {
            var (r, g, b) = Pixel(tile, i);
            if (steps[i] == 0)
                Assert.Equal((0, 0, 0), (r, g, b));
            else if ((r, g, b) == (255, 160, 30))
                lines++;
            else
                Assert.True(r == g && g == b && r <= last && (last = r) > 0, $"{steps[i]}: {(r, g, b)} after {last}");
        }
        Assert.InRange(lines, 100, steps.Length / 2);
    }

    private static bool IsGray((int R, int G, int B) color) => color.R == color.G && color.G == color.B;

    private static byte[] Open(string file, int tiles)
    {
        using var image = Image.NewFromFile(file);
        Assert.Equal((Columns * (Width + Gap) + Gap, (tiles + Columns - 1) / Columns * (Height + Caption + Gap) + Gap, 3), (image.Width, image.Height, image.Bands));
        return image.WriteToMemory<byte>();
    }

    private (int R, int G, int B) Pixel(int tile, int pixel)
    {
        var (x, y) = (Gap + tile % Columns * (Width + Gap) + pixel % Width, Gap + tile / Columns * (Height + Caption + Gap) + Caption + pixel / Width);
        var at = 3 * (y * (Columns * (Width + Gap) + Gap) + x);
        return (_sheet[at], _sheet[at + 1], _sheet[at + 2]);
    }

    private T[] Read<T>(string folder) where T : unmanaged
    {
        using var image = Image.NewFromFile(At("data", folder, "train", "000000000001.png"));
        return image.WriteToMemory<T>();
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    private static void Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
