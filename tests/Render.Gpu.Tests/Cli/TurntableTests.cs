using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using NetVips;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary><c>render turntable</c> as users run it: what the sheet shows and what is said of the model.</summary>
public sealed class TurntableTests : IDisposable
{
    private const int Side = 64, Gap = 4, Columns = 4;

    private static readonly Dictionary<string, string> Environment = new() { ["RENDER_VALIDATION"] = "1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_picture_shows_the_side_that_its_caption_names()
    {
        // Each face of the cube has a colour of its own, of one or two bright channels.
        (Vector3 Normal, bool Red, bool Green, bool Blue, int Picture)[] faces =
        [
            (-Vector3.UnitY, true, false, false, 0), (Vector3.UnitX, false, true, false, 2), (Vector3.UnitY, false, false, true, 4),
            (-Vector3.UnitX, true, true, false, 6), (Vector3.UnitZ, true, false, true, 10), (-Vector3.UnitZ, false, true, true, 11),
        ];
        File.WriteAllText(Path.Combine(_folder, "cube.ply"), Cube([.. faces.Select(f => (f.Normal, f.Red, f.Green, f.Blue))], 200));
        var (report, sheet) = Turntable("cube.ply", "--unit", "mm");
        foreach (var size in report["size_m"]!.AsArray())
            Assert.Equal(0.2, (double)size!, 1e-6);
        Assert.Equal((12, 24), ((int)report["triangles"]!, (int)report["vertices"]!));
        Assert.True((bool)report["vertex_colors"]!);
        foreach (var face in faces)
        {
            var pixel = sheet.Getpoint(Gap + face.Picture % Columns * (Side + Gap) + Side / 2, Gap + face.Picture / Columns * (Side + Gap) + Side / 2);
            var bright = pixel.Select(c => c > 0.7 * pixel.Max()).ToArray();
            Assert.True(bright.SequenceEqual([face.Red, face.Green, face.Blue]), $"picture {face.Picture} has {string.Join(", ", pixel)} in its middle");
        }
    }

    [Fact]
    public void Another_axis_of_the_file_may_point_up()
    {
        File.WriteAllText(Path.Combine(_folder, "slab.ply"), Cube([(Vector3.UnitX, true, false, false), (-Vector3.UnitX, false, true, false),
            (Vector3.UnitY, false, false, true), (-Vector3.UnitY, false, false, true), (Vector3.UnitZ, false, false, true), (-Vector3.UnitZ, false, false, true)], 1));
        var (report, sheet) = Turntable("slab.ply", "--up", "x");
        Assert.Equal(1, (double)report["size_m"]![2]!, 1e-6);
        var top = sheet.Getpoint(Gap + 2 * (Side + Gap) + Side / 2, Gap + 2 * (Side + Gap) + Side / 2);
        Assert.True(top[0] > 2 * top[1] && top[0] > 2 * top[2], $"+x of the file has {string.Join(", ", top)} seen from above");
    }

    [Fact]
    public void An_own_model_is_described_and_seen_in_every_picture()
    {
        var (report, sheet) = Turntable("assets:meshes/mug.glb");
        double[] real = [0.111, 0.08, 0.095];
        Assert.All(real.Zip(report["size_m"]!.AsArray()), pair => Assert.Equal(pair.First, (double)pair.Second!, 0.003));
        Assert.Contains(report["materials"]!.AsArray(), m => (string)m!["name"]! == "printed glaze" && m["images"]!.AsArray().Count > 0);
        for (var i = 0; i < 12; i++)
        {
            using var picture = sheet.Crop(Gap + i % Columns * (Side + Gap), Gap + i / Columns * (Side + Gap), Side, Side);
            Assert.True(picture.Deviate() > 8, $"picture {i} is empty");
        }
    }

    [Fact]
    public void A_flat_model_lies_on_the_ground_and_is_seen()
    {
        File.WriteAllText(Path.Combine(_folder, "tile.ply"), Cube([(Vector3.UnitZ, true, false, false)], 1));
        var top = Turntable("tile.ply").Sheet.Getpoint(Gap + 2 * (Side + Gap) + Side / 2, Gap + 2 * (Side + Gap) + Side / 2);
        Assert.True(top[0] > 2 * top[1], $"the tile has {string.Join(", ", top)} seen from above");
    }

    [Fact]
    public void A_model_of_unlikely_size_is_noted()
    {
        File.WriteAllText(Path.Combine(_folder, "cube.ply"), Cube([(Vector3.UnitX, true, false, false), (Vector3.UnitZ, true, false, false)], 200));
        Assert.Contains(Turntable("cube.ply").Report["notes"]!.AsArray(), note => ((string)note!).Contains("200 m", StringComparison.Ordinal));
    }

    private (JsonNode Report, Image Sheet) Turntable(string asset, params string[] options)
    {
        var sheet = Path.Combine(_folder, "sheet.png");
        var result = RenderProcess.Run(
            ["turntable", asset.Contains(':', StringComparison.Ordinal) ? asset : Path.Combine(_folder, asset), "-o", sheet, "--size", $"{Side}", "--json", .. options], null, Environment);
        Assert.True(result.ExitCode == 0, result.Error);
        var image = Image.NewFromBuffer(File.ReadAllBytes(sheet));
        Assert.Equal(Columns * (Side + Gap) + Gap, image.Width);
        return (JsonNode.Parse(result.Output)!["model"]!, image);
    }

    /// <summary>Faces of a cube with vertex colours, as PLY.</summary>
    private static string Cube((Vector3 Normal, bool Red, bool Green, bool Blue)[] faces, float edge)
    {
        var text = new StringBuilder("ply\nformat ascii 1.0\n").Append(CultureInfo.InvariantCulture, $"element vertex {faces.Length * 4}\n")
            .Append("property float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n")
            .Append(CultureInfo.InvariantCulture, $"element face {faces.Length}\nproperty list uchar int vertex_indices\nend_header\n");
        foreach (var (normal, red, green, blue) in faces)
        {
            var right = Math.Abs(normal.Z) > 0.5f ? Vector3.UnitX : Vector3.Cross(Vector3.UnitZ, normal);
            var up = Vector3.Cross(normal, right);
            foreach (var corner in (Vector3[])[-right - up, right - up, right + up, up - right])
            {
                var p = edge / 2 * (normal + corner);
                text.Append(CultureInfo.InvariantCulture, $"{p.X} {p.Y} {p.Z} {(red ? 255 : 0)} {(green ? 255 : 0)} {(blue ? 255 : 0)}\n");
            }
        }
        for (var i = 0; i < faces.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"4 {4 * i} {4 * i + 1} {4 * i + 2} {4 * i + 3}\n");
        return text.ToString();
    }
}
