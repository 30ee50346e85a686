using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Every wrong parameter of every distribution is an error at the place where it stands.</summary>
public sealed class WrongParameterTests : IDisposable
{
    private readonly SceneFolder _folder = new("environments/a.hdr");

    public WrongParameterTests()
    {
        foreach (var (name, text) in Tables)
            File.WriteAllText(Path.Combine(_folder.Path, name), text);
    }

    public void Dispose() => _folder.Dispose();

    private static readonly (string Name, string Text)[] Tables =
    [
        ("empty.csv", ""), ("columns.csv", "min,max,wait\n0,1,1\n"), ("missing.csv", "min,weight\n0,1\n"), ("overlap.csv", "min,max,weight\n0,2,1\n1,3,1\n"),
        ("upside.csv", "min,max,weight\n2,1,1\n"), ("words.csv", "min,max,weight\n0,1,many\n"), ("zero.csv", "min,max,weight\n0,1,0\n"), ("short.csv", "min,max,weight\n0,1\n"),
    ];

    /// <summary>Type, scene text, and the place of the error as line:column; those of tables name the table.</summary>
    public static readonly IReadOnlyList<(string Type, string Yaml, string Where)> All =
    [
        ("number", "{ uniform: 3 }", "scene:1:12"), ("number", "{ uniform: [2] }", "scene:1:12"), ("number", "{ uniform: [3, 2] }", "scene:1:12"), ("number", "{ uniform: [1, x] }", "scene:1:16"),
        ("number", "{ uniform: { min: 1 } }", "scene:1:12"), ("number", "{ uniform: { min: 1, max: 2, mean: 3 } }", "scene:1:30"), ("number", "{ uniform: [0, 1000] }", "scene:1:16"),
        ("point", "{ uniform: [0, 1] }", "scene:1:12"), ("number", "{ unifrom: [0, 1] }", "scene:1:3"), ("number", "{ uniform: [0, 1], normal: 1 }", "scene:1:20"),
        ("number", "{ log_uniform: [0, 1] }", "scene:1:16"), ("number", "{ log_uniform: [-1, 1] }", "scene:1:16"), ("number", "{ log_uniform: [2, 1] }", "scene:1:16"),
        ("number", "{ normal: [1, 2] }", "scene:1:11"), ("number", "{ normal: { mean: 1 } }", "scene:1:11"), ("number", "{ normal: { mean: 1, std: 0 } }", "scene:1:27"),
        ("number", "{ normal: { mean: 1, std: 1, min: 3, max: 2 } }", "scene:1:11"), ("number", "{ normal: { mean: 1, std: 1, low: 3 } }", "scene:1:30"), ("number", "{ normal: { mean: a, std: 1 } }", "scene:1:19"),
        ("number", "{ beta: { alpha: 0, beta: 1 } }", "scene:1:18"), ("number", "{ beta: { alpha: 1, beta: 2000 } }", "scene:1:27"), ("number", "{ beta: { alpha: 1 } }", "scene:1:9"),
        ("number", "{ beta: { alpha: 1, beta: 1, min: 1 } }", "scene:1:9"), ("number", "{ beta: { alpha: 1, beta: 1, min: 2, max: 1 } }", "scene:1:9"), ("point", "{ beta: { alpha: 1, beta: 1 } }", "scene:1:9"),
        ("number", "{ beta: { alpha: 1, beta: 1, max: 1, gamma: 2 } }", "scene:1:38"), ("number", "{ beta: [1, 2] }", "scene:1:9"),
        ("number", "{ histogram: { edges: [0, 1] } }", "scene:1:14"), ("number", "{ histogram: { edges: [0, 1], weights: [1, 2] } }", "scene:1:40"), ("number", "{ histogram: { edges: [0, 2, 1], weights: [1, 2] } }", "scene:1:30"),
        ("number", "{ histogram: { edges: [0, 1], weights: [0] } }", "scene:1:40"), ("number", "{ histogram: { edges: [0, 1], weights: [-1] } }", "scene:1:41"), ("number", "{ histogram: { edges: [0, 1], csv: zero.csv } }", "scene:1:16"),
        ("number", "{ histogram: { csv: empty.csv } }", "scene:1:21"), ("number", "{ histogram: { csv: none.csv } }", "scene:1:21"), ("number", "{ histogram: { csv: columns.csv } }", "columns.csv:1:9"), ("number", "{ histogram: { csv: missing.csv } }", "missing.csv:1:1"),
        ("number", "{ histogram: { csv: overlap.csv } }", "overlap.csv:3:1"), ("number", "{ histogram: { csv: upside.csv } }", "upside.csv:2:3"), ("number", "{ histogram: { csv: words.csv } }", "words.csv:2:5"),
        ("number", "{ histogram: { csv: zero.csv } }", "scene:1:21"), ("number", "{ histogram: { csv: short.csv } }", "short.csv:2:1"), ("number", "{ histogram: { edges: [0, 999], weights: [1] } }", "scene:1:27"), ("point", "{ histogram: { edges: [0, 1], weights: [1] } }", "scene:1:3"),
        ("number", "{ grid: { min: 0, max: 1 } }", "scene:1:9"), ("number", "{ grid: { min: 0, max: 1, n: 0 } }", "scene:1:30"), ("number", "{ grid: { min: 0, max: 1, n: 2.5 } }", "scene:1:30"), ("number", "{ grid: { min: 2, max: 1, n: 2 } }", "scene:1:9"),
        ("number", "{ grid: { min: 0, max: 1, n: [2, 2, 2] } }", "scene:1:30"), ("point", "{ grid: { min: [0, 0, 0], max: [1, 1, 1], n: [2, 2] } }", "scene:1:46"), ("number", "{ grid: [1, 2] }", "scene:1:9"),
        ("number", "{ jitter: [-5, 5] }", "scene:1:11"), ("number", "{ jitter: { of: 5, by: [-500, 500] } }", "scene:1:24"), ("number", "{ jitter: { of: 5, by: { normal: { mean: 0, std: 1 } } } }", "scene:1:24"),
        ("number", "{ jitter: { of: 5, by: [1, 2], at: 2 } }", "scene:1:32"), ("number", "{ jitter: { of: 500, by: [1, 2] } }", "scene:1:17"), ("number", "{ jitter: { of: 5, by: x } }", "scene:1:24"),
        ("number", "{ choice: 3 }", "scene:1:11"), ("number", "{ choice: [] }", "scene:1:11"), ("number", "{ choice: [1, x] }", "scene:1:15"), ("number", "{ choice: { 1: 0 } }", "scene:1:11"), ("number", "{ choice: { 1: -1 } }", "scene:1:16"),
        ("number", "{ choice: { x: 1 } }", "scene:1:13"), ("number", "{ choice: [{ value: 1, weight: -1 }] }", "scene:1:32"), ("number", "{ choice: [{ value: 1, wait: 1 }] }", "scene:1:24"), ("number", "{ choice: [{ value: 1, weight: 0 }] }", "scene:1:11"),
        ("number", "{ choice: [{ weight: 1 }] }", "scene:1:14"), ("number", "{ choice: [{ value: { uniform: [2, 1] } }] }", "scene:1:32"),
        ("number", "{ balanced: 3 }", "scene:1:13"), ("number", "{ balanced: [] }", "scene:1:13"), ("number", "{ balanced: [1, x] }", "scene:1:17"), ("number", "{ cycle: 3 }", "scene:1:10"), ("number", "{ cycle: [] }", "scene:1:10"), ("number", "{ cycle: [1, x] }", "scene:1:14"),
        ("number", "{ bernoulli: 1.5 }", "scene:1:14"), ("number", "{ bernoulli: often }", "scene:1:14"), ("point", "{ bernoulli: 0.5 }", "scene:1:3"), ("boolean", "{ bernoulli: -1 }", "scene:1:14"), ("boolean", "{ uniform: [0, 1] }", "scene:1:3"),
        ("integer", "{ integers: [2, 1] }", "scene:1:13"), ("integer", "{ integers: [1.5, 2] }", "scene:1:14"), ("integer", "{ integers: 3 }", "scene:1:13"), ("integer", "{ integers: [0, 1000] }", "scene:1:17"),
        ("file", "{ files: none/*.hdr }", "scene:1:10"), ("file", "{ files: ../x }", "scene:1:10"), ("file", "{ files: [] }", "scene:1:10"), ("file", "{ files: { a: b } }", "scene:1:10"),
        ("color", "{ hsv: { hue: 3 } }", "scene:1:10"), ("color", "{ hsv: { saturation: 2 } }", "scene:1:22"), ("color", "{ hsv: red }", "scene:1:8"), ("color", "{ temperature_k: 300 }", "scene:1:18"), ("color", "{ temperature_k: [3000, 90000] }", "scene:1:25"), ("color", "{ temperature_k: warm }", "scene:1:18"),
        ("point", "{ box: { min: [0, 0, 0] } }", "scene:1:8"), ("point", "{ box: { min: [0, 0, 2], max: [1, 1, 1] } }", "scene:1:8"), ("point", "{ sphere: { radius: -1 } }", "scene:1:21"), ("point", "{ sphere: {} }", "scene:1:11"),
        ("point", "{ shell: { radius: 1, elevation_deg: [50, 20] } }", "scene:1:38"), ("point", "{ shell: { radius: 1, elevation_deg: 99 } }", "scene:1:38"), ("point", "{ shell: { elevation_deg: 9 } }", "scene:1:10"),
        ("point", "{ hemisphere: { radius: -1 } }", "scene:1:25"), ("point", "{ hemisphere: { radius: 1, axis: [0, 0, 0] } }", "scene:1:34"), ("point", "{ hemisphere: {} }", "scene:1:15"),
        ("point", "{ cone: { angle_deg: 181 } }", "scene:1:22"), ("point", "{ cone: { angle_deg: 10, axis: up } }", "scene:1:32"), ("point", "{ cone: { radius: 1 } }", "scene:1:9"), ("rotation", "{ cone: { angle_deg: 10, radius: 1 } }", "scene:1:26"),
        ("point", "{ disk: { radius: 1, inner_radius: 2 } }", "scene:1:36"), ("point", "{ disk: { radius: 1, normal: [0, 0, 0] } }", "scene:1:30"), ("point", "{ disk: { radius: x } }", "scene:1:19"),
        ("rotation", "{ uniform_rotation: x }", "scene:1:21"), ("rotation", "{ about: { axis: [0, 0, 0] } }", "scene:1:18"), ("rotation", "{ about: { angle: 3 } }", "scene:1:12"), ("rotation", "{ about: { angle_deg: wide } }", "scene:1:23"),
        ("point", "{ on_surface: tabel }", "scene:1:15"), ("point", "{ on_surface: ground }", "scene:1:15"), ("point", "{ on_surface: { height: 1 } }", "scene:1:15"), ("point", "{ on_surface: [table] }", "scene:1:15"),
        ("point", "{ on_surface: { of: table, tilt_deg: [50, 20] } }", "scene:1:38"), ("number", "{ on_surface: table }", "scene:1:3"),
        ("point", "{ along: [[0, 0, 0]] }", "scene:1:10"), ("point", "{ along: [[0, 0, 0], [0, 0, 0]] }", "scene:1:10"), ("point", "{ along: [[0, 0, 0], [1, 1]] }", "scene:1:22"), ("point", "{ along: [0, 0, 0] }", "scene:1:11"), ("point", "{ along: {} }", "scene:1:10"),
        ("number", "{ along: [[0, 0, 0], [0, 0, 1]] }", "scene:1:3"),
        ("number", "{ base: 1 }", "scene:1:1"), ("number", "{ uniform: [0, 1], base: x }", "scene:1:26"), ("number", "{}", "scene:1:1"),
    ];

    public static TheoryData<string, string, string> Rows => new(All.Select(row => (row.Type, row.Yaml, row.Where)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_wrong_parameter_is_named_where_it_stands(string type, string yaml, string where)
    {
        var error = Assert.Throws<RenderException>(() => Read(type, yaml));
        Assert.Equal((Failure.InvalidInput, where), (error.Failure, error.Where));
    }

    [Fact]
    public void Every_distribution_is_among_them()
    {
        foreach (var kind in DistributionTable.All)
            Assert.Contains(All, row => row.Yaml.Contains($"{{ {kind.Name}:", StringComparison.Ordinal));
    }

    private object Read(string type, string yaml) => type switch
    {
        "number" => Read(new NumberType(null, -100, 100), yaml),
        "integer" => Read(new IntegerType(0, 100), yaml),
        "boolean" => Read(new BooleanType(), yaml),
        "point" => Read(new PointType("point", "metres"), yaml),
        "color" => Read(new ColorType(), yaml),
        "rotation" => Read(new RotationType(), yaml),
        _ => Read(new FileType("map"), yaml),
    };

    private Value<T> Read<T>(NodeType<T> type, string yaml) =>
        new SampledType<T>(type).Read(SceneFile.Parse(yaml).Root, new ReadContext { Roots = _folder.Roots, Path = "value", Name = "value", Assets = ["mug"], Surroundings = ["table"] });
}
