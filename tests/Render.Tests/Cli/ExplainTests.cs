using System.Text.Json.Nodes;
using Xunit;

namespace Render.Tests.Cli;

/// <summary><c>render explain</c> as users run it.</summary>
public sealed class ExplainTests : IDisposable
{
    private const string Scene = """
        render: 1
        frames: 9
        let: { hour: { uniform: [5, 21] } }
        assets: { ball: { file: 'shape:sphere', category: ball } }
        surroundings: { table: { shape: plane, size: [3.2, 3.2] } }
        lights: { sun: { type: sun, elevation_deg: $hour, irradiance_w_m2: { uniform: [1, 3], sample: stratified } } }
        objects: { things: { pick: ball, count: 9, scale: [0.5, 1], place: { on: table } } }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("explain-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_table_holds_one_line_for_each_draw()
    {
        var result = Run("--frame", "3");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = result.Output.Split('\n');
        Assert.StartsWith("path", lines[0], StringComparison.Ordinal);
        Assert.Equal(9, lines.Count(line => line.StartsWith("objects.things.scale[", StringComparison.Ordinal)));
        Assert.Contains("let.hour", Assert.Single(lines, line => line.StartsWith("lights.sun.elevation_deg", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(" stratified ", Assert.Single(lines, line => line.StartsWith("lights.sun.irradiance_w_m2", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("frame 3 of seed 0, split train:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_holds_values_placements_and_what_was_dropped()
    {
        var free = JsonNode.Parse(Run("--frame", "3", "--json").Output)!;
        var frozen = JsonNode.Parse(Run("--frame", "3", "--json", "--freeze", "let.hour", "objects.things.place").Output)!;
        JsonNode Value(JsonNode report, string path) => report["values"]!.AsArray().Single(v => (string)v!["path"]! == path)!;
        Assert.Equal(13, (double)Value(frozen, "lights.sun.elevation_deg")["draws"]![0]!["value"]!, 1e-12);
        Assert.Equal(["let.hour"], Value(free, "lights.sun.elevation_deg")["depends_on"]!.AsArray().Select(n => (string)n!));
        Assert.True(JsonNode.DeepEquals(Value(free, "objects.things.scale"), Value(frozen, "objects.things.scale")));
        Assert.Equal(9, free["placements"]!.AsArray().Count);
        Assert.Equal(free["placements"]!.AsArray().Count(p => !(bool)p!["placed"]!), free["dropped"]!.AsArray().Count);
        Assert.Contains(free["placements"]!.AsArray(), p => p!["rejections"]!.AsObject().Count > 0);
        Assert.Equal("objects.things.place", (string)frozen["frozen_placements"]![0]!);
    }

    /// <summary>Balls of 1 m times their scale: what stands, and what has fallen, lies on the table at last, wherever it began.</summary>
    [Fact]
    public void Poses_are_those_in_which_everything_comes_to_rest()
    {
        const string scene = """
            render: 1
            assets: { ball: { file: 'shape:sphere', category: ball, scale: 0.5 } }
            cameras: { front: { position: [0, -6, 2], look_at: [0, 0, 2] }, top: { position: [0, 0, 9], look_at: [0, 0, 0], up: [0, 1, 0] } }
            surroundings: { table: { shape: plane, size: [8, 8] } }
            objects:
              standing: { pick: ball, count: 2, scale: [0.5, 1], rotation_deg: 90, place: { on: table, within: [6, 2] } }
              fallen: { pick: ball, count: 2, place: { drop: { over: table, within: [2, 2], height: 1 } } }
            """;
        var report = JsonNode.Parse(RunScene(scene, "--json").Output)!;
        double[] Numbers(JsonNode of, string key) => [.. (of[key] as JsonArray ?? [.. of[key]!.AsObject().Select(e => e.Value!.DeepClone())]).Select(x => (double)x!)];
        var instances = report["instances"]!.AsArray();
        Assert.Equal(["table", "standing[0]", "standing[1]", "fallen[0]", "fallen[1]"], instances.Select(i => (string)i!["name"]!));
        foreach (var ball in instances.Skip(1))
        {
            Assert.Equal(("shape:sphere", "ball"), ((string)ball!["model"]!, (string)ball["category"]!));
            var (position, scale) = (Numbers(ball, "position"), Numbers(ball, "scale"));
            Assert.Equal(scale[0] / 2, position[2], (string)ball["name"]! is ['f', ..] ? 0.01 : 1e-5);
            Assert.All(scale, s => Assert.Equal(scale[0], s, 1e-5));
        }
        Assert.Equal(0.5 * (double)report["values"]!.AsArray().Single(v => (string)v!["path"]! == "objects.standing.scale")!["draws"]![1]!["value"]!, Numbers(instances[2]!, "scale")[0], 1e-5);
        Assert.Equal([0.70711, 0, 0, 0.70711], Numbers(instances[1]!, "rotation").Select(x => Math.Round(x, 5) + 0.0));
        var cameras = report["cameras"]!.AsArray();
        Assert.Equal(["front", "top"], cameras.Select(c => (string)c!["name"]!));
        Assert.Equal([0, -6, 2], Numbers(cameras[0]!, "position").Select(x => Math.Round(x, 5)));
        // From (right, down, forward) to the world: forward is +Y, down is -Z, which a quarter turn backwards about X does.
        Assert.Equal([0.70711, -0.70711, 0, 0], Numbers(cameras[0]!, "rotation").Select(x => Math.Round(x, 5) + 0.0));
        Assert.Equal(12, cameras[1]!["world_to_camera"]!.AsArray().Count);
        Assert.Equal(9, (double)cameras[1]!["world_to_camera"]![11]!, 1e-5);

        var lines = RunScene(scene).Output.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("where it is", StringComparison.Ordinal));
        Assert.Equal(["table", "standing[0]", "standing[1]", "fallen[0]", "fallen[1]", "front", "top"], lines[(at + 1)..(at + 8)].Select(line => line.Split(' ')[0]));
        Assert.Equal("front [0.0000, -6.0000, 2.0000] w 0.707107 x -0.707107 y 0 z 0 [1.0000, 1.0000, 1.0000] camera: x right, y down, z forward", string.Join(' ', lines[at + 6].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.EndsWith("shape:sphere", lines[at + 4], StringComparison.Ordinal);
    }

    private RenderResult Run(params string[] arguments) => RunScene(Scene, arguments);

    private RenderResult RunScene(string yaml, params string[] arguments)
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, yaml);
        return RenderProcess.Run(["explain", scene, .. arguments]);
    }
}
