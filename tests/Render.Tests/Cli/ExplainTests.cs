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

    private RenderResult Run(params string[] arguments)
    {
        var scene = Path.Combine(_folder, "scene.yaml");
        File.WriteAllText(scene, Scene);
        return RenderProcess.Run(["explain", scene, .. arguments]);
    }
}
