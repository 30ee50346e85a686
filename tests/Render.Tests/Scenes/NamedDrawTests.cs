using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary><c>let:</c>, formulas and conditions: what they give, what is known of them beforehand, and what is refused.</summary>
public sealed class NamedDrawTests : IDisposable
{
    private readonly SceneFolder _folder = new("mug.glb", "cloud.glb", "day.hdr", "night.hdr", "wood.png");

    public void Dispose() => _folder.Dispose();

    private const string Lets = """
        render: 1
        let:
          x: { uniform: [-2, 3] }
          y: { uniform: [0.5, 4] }
          n: { integers: [1, 6] }
          flag: { bernoulli: 0.5 }
          word: { choice: [red, blue] }

        """;

    public static TheoryData<string> Formulas =>
    [
        "$x", "$x + 1", "2 - $x - 1", "$x * $y - $n", "-$x ^ 2", "2 ^ 3 ^ 2 + 0 * $x", "($x + $y) * 2", "$x / $y / 2", "$y ^ $x", "$x ^ 3", "abs($x)", "sqrt($y)", "exp($x)", "log($y)", "floor($x)", "ceil($x)",
        "round($x * 4)", "sin_deg($x * 90)", "cos_deg($x * 200)", "min($x, $y, 1)", "max($x, $y)", "clamp($x, -1, $y)", "lerp($x, $y, 0.3)", "mod($x, $y)", "if($x > 0, $y, $n)", "if($flag and not ($n == 3), 1, 2)",
        "if($word == \"red\" or $x <= -1, 1.5, pi)", "if($x < $y and $x >= 0 or $n != 2, .5, 2e1)", "$n * 2 - 1", "abs($x) ^ 2 / ($y + 1)", "lerp(0, 10, $x)",
    ];

    /// <summary>Against C#'s own arithmetic, and the range that was settled beforehand holds every result.</summary>
    [Theory]
    [MemberData(nameof(Formulas))]
    public void Formulas_compute(string formula)
    {
        var scene = _folder.Parse($"{Lets}  result: '{formula}'\ncamera: {{ roll_deg: $result }}\n");
        var context = new ReadContext { Roots = _folder.Roots, Lets = new(((MapNode)((MapNode)SceneFile.Parse(Lets).Root).Find("let")!).Entries) };
        var range = ((NumberTerm)Formula.Read(new ScalarNode("scene:1:1", formula, false), context with { Uses = [] })).Range;
        for (var frame = 0; frame < 200; frame++)
        {
            var key = new DrawKey(3, frame);
            T Of<T>(string yaml, string name, NodeType<T> type) => new SampledType<T>(type).Read(SceneFile.Parse(yaml).Root, new ReadContext { Roots = _folder.Roots, Path = "let." + name }).Draw(key);
            var (x, y, n) = (Of("[-2, 3]", "x", new NumberType()), Of("[0.5, 4]", "y", new NumberType()), (double)Of("[1, 6]", "n", new IntegerType(0, 9)));
            var (flag, word) = (Of("{ bernoulli: 0.5 }", "flag", new BooleanType()), Of("{ choice: [red, blue] }", "word", new TextType()));
            var expected = Expected(formula, x, y, n, flag, word);
            var found = scene.Description.Cameras.Cameras[0].RollDeg.Draw(key);
            Assert.Equal(expected, found, 1e-12 * Math.Max(1, Math.Abs(expected)));
            Assert.InRange(found, range.Min, range.Max);
            if (range.IsWhole)
                Assert.Equal(Math.Floor(found), found);
        }
    }

    private static double Expected(string formula, double x, double y, double n, bool flag, string word) => formula switch
    {
        "$x" => x,
        "$x + 1" => x + 1,
        "2 - $x - 1" => 1 - x,
        "$x * $y - $n" => x * y - n,
        "-$x ^ 2" => -(x * x),
        "2 ^ 3 ^ 2 + 0 * $x" => 512,
        "($x + $y) * 2" => (x + y) * 2,
        "$x / $y / 2" => x / (2 * y),
        "$y ^ $x" => Math.Pow(y, x),
        "$x ^ 3" => x * x * x,
        "abs($x)" => Math.Abs(x),
        "sqrt($y)" => Math.Sqrt(y),
        "exp($x)" => Math.Exp(x),
        "log($y)" => Math.Log(y),
        "floor($x)" => Math.Floor(x),
        "ceil($x)" => Math.Ceiling(x),
        "round($x * 4)" => Math.Round(x * 4),
        "sin_deg($x * 90)" => Math.Sin(x * Math.PI / 2),
        "cos_deg($x * 200)" => Math.Cos(x * 200 * Math.PI / 180),
        "min($x, $y, 1)" => Math.Min(Math.Min(x, y), 1),
        "max($x, $y)" => Math.Max(x, y),
        "clamp($x, -1, $y)" => Math.Min(Math.Max(x, -1), y),
        "lerp($x, $y, 0.3)" => x * 0.7 + y * 0.3,
        "mod($x, $y)" => x - y * Math.Floor(x / y),
        "if($x > 0, $y, $n)" => x > 0 ? y : n,
        "if($flag and not ($n == 3), 1, 2)" => flag && n != 3 ? 1 : 2,
        "if($word == \"red\" or $x <= -1, 1.5, pi)" => word == "red" || x <= -1 ? 1.5 : Math.PI,
        "if($x < $y and $x >= 0 or $n != 2, .5, 2e1)" => (x < y && x >= 0) || n != 2 ? 0.5 : 20,
        "$n * 2 - 1" => 2 * n - 1,
        "abs($x) ^ 2 / ($y + 1)" => x * x / (y + 1),
        "lerp(0, 10, $x)" => 10 * x,
        _ => throw new ArgumentException(formula),
    };

    [Fact]
    public void Words_colours_points_and_files_go_together()
    {
        var resolved = _folder.Resolve("""
            render: 1
            let:
              night: { bernoulli: 0.5 }
              sky: "if($night, 'night.hdr', 'day.hdr')"
              paint: { choice: [red, '#0000ff', wood.png] }
              spot: { box: { min: [0, 0, 1], max: [1, 1, 2] } }
              asset: { choice: { mug: 1, cloud: 1 } }
            assets: { mug: { file: mug.glb }, cloud: { file: cloud.glb } }
            environment: { map: $sky, strength: { if: $night, then: 0.1, else: [1, 2] } }
            surroundings: { a: { shape: box, position: $spot, material: { base_color: $paint } }, b: { shape: box, position: $spot, material: { base_color: $paint } } }
            objects: { o: { pick: $asset, count: 2 } }
            """);
        Assert.Equal(["day.hdr", "night.hdr"], resolved.Scene.References.Environments.Order());
        Assert.Equal(["wood.png"], resolved.Scene.References.Textures.Select(t => t.File));
        var frames = Enumerable.Range(0, 40).Select(i => resolved.Draw(1, i)).ToList();
        Assert.All(frames, frame =>
        {
            Assert.Equal(frame.Environment.Map == "night.hdr", frame.Environment.Strength < 0.5f);
            Assert.Equal(frame.Instances[0].ObjectToWorld, frame.Instances[1].ObjectToWorld);
            Assert.Equal(TestFrames.Text(frame.Instances[0].Materials), TestFrames.Text(frame.Instances[1].Materials));
            Assert.Equal(frame.Instances[2].Model, frame.Instances[3].Model);
        });
        Assert.Equal(2, frames.Select(f => f.Environment.Map).Distinct().Count());
        Assert.Equal(3, frames.Select(f => TestFrames.Text(f.Instances[0].Materials)).Distinct().Count());
        Assert.Equal(2, frames.Select(f => f.Instances[2].Model).Distinct().Count());
    }

    [Fact]
    public void A_scope_says_for_what_a_draw_holds()
    {
        var scene = _folder.Parse("""
            render: 1
            let:
              set: { uniform: [0.1, 0.9], scope: dataset }
              frame: { uniform: [0.1, 0.9] }
              group: { uniform: [0.1, 0.9], scope: group }
              each: { uniform: [0.1, 0.9], scope: instance }
              mixed: ($each + $group) / 2
            assets: { m: { file: mug.glb } }
            objects:
              a: { pick: m, count: 3, material: { roughness: $each, metallic: $mixed, texture_scale: $group }, scale: $frame }
              b: { pick: m, count: 3, material: { roughness: $each, metallic: { uniform: [0, 1], scope: frame }, texture_scale: $group }, scale: { uniform: [1, 2], scope: dataset } }
            """);
        double Draw(string path, long frame, int instance) => (double)scene.Values.Values.Single(v => v.Path == path).Draw(new(1, frame), instance)!;
        int Different(string path, Func<int, (long Frame, int Instance)> at) => Enumerable.Range(0, 3).Select(i => Draw(path, at(i).Frame, at(i).Instance)).Distinct().Count();
        foreach (var (path, frames, instances) in new[]
        {
            ("objects.a.material.roughness", 3, 3), ("objects.a.material.metallic", 3, 3), ("objects.a.material.texture_scale", 3, 1), ("objects.a.scale", 3, 1), ("let.frame", 3, 1), ("let.each@objects.a", 3, 3),
            ("objects.b.material.metallic", 3, 1), ("objects.b.scale", 1, 1), ("objects.b.material.texture_scale", 3, 1),
        })
            Assert.Equal((path, frames, instances), (path, Different(path, i => (i, 0)), Different(path, i => (0, i))));
        // What is drawn for each group or object is another one in another group.
        Assert.NotEqual(Draw("objects.a.material.roughness", 0, 0), Draw("objects.b.material.roughness", 0, 0));
        Assert.NotEqual(Draw("objects.a.material.texture_scale", 0, 0), Draw("objects.b.material.texture_scale", 0, 0));
        Assert.Equal((Draw("objects.a.material.roughness", 2, 1) + Draw("objects.a.material.texture_scale", 2, 0)) / 2, Draw("objects.a.material.metallic", 2, 1), 1e-15);
    }

    /// <summary>Whatever kind it is of, also where no group of objects is, and it draws nothing oftener that is made of it.</summary>
    [Fact]
    public void A_constant_holds_everywhere()
    {
        var scene = _folder.Parse("""
            render: 1
            let:
              turn: 12
              on: true
              light: [0.1, 0.2, 0.3]
              part: { uniform: [0, 1] }
              spread: $turn * $part
            camera: { roll_deg: $turn }
            lights: { lamp: { type: point, position: [0, 0, 1], intensity_w_sr: 'if($on, 2, 3)', color: $light } }
            assets: { m: { file: mug.glb } }
            objects: { a: { pick: m, count: 3, scale: 'if($on, $turn, 1)', material: { roughness: { uniform: [0, 0.5] }, metallic: '$spread / 12' } } }
            """);
        var key = new DrawKey(1, 0);
        Assert.Equal(12, scene.Description.Cameras.Cameras[0].RollDeg.Draw(key));
        double Draw(string path, int instance) => (double)scene.Values.Values.Single(v => v.Path == path).Draw(key, instance)!;
        Assert.Equal(2, Draw("lights.lamp.intensity_w_sr", 0));
        Assert.Equal(12, Draw("objects.a.scale", 1));
        Assert.Single(Enumerable.Range(0, 3).Select(i => Draw("objects.a.material.metallic", i)).Distinct());
        Assert.Equal(3, Enumerable.Range(0, 3).Select(i => Draw("objects.a.material.roughness", i)).Distinct().Count());
    }

    [Fact]
    public void The_range_of_a_count_is_known_before_it_is_drawn()
    {
        var scene = _folder.Parse("render: 1\nlet: { n: { integers: [1, 4] }, more: { bernoulli: 0.5 } }\nassets: { m: { file: mug.glb } }\nobjects: { o: { count: \"$n * 3 + if($more, 5, 0)\" } }");
        Assert.Equal(17, scene.Description.Objects[0].MaxCount);
        Assert.All(Enumerable.Range(0, 200), i => Assert.InRange(scene.Description.Objects[0].Count.Draw(new(1, i)), 3, 17));
    }

    [Fact]
    public void A_branch_that_is_not_taken_moves_nothing()
    {
        Value<double> Strength(string otherwise) => _folder.Parse($"render: 1\nlet: {{ c: {{ bernoulli: 0.5 }} }}\nenvironment: {{ strength: {{ if: $c, then: [0, 1], else: {otherwise} }} }}").Description.Environment.Strength!;
        var (a, b, c) = (Strength("5"), Strength("[7, 8]"), Strength("{ log_uniform: [2, 4], base: 3 }"));
        Assert.All(Enumerable.Range(0, 50), i => Assert.True(a.Draw(new(1, i)) == b.Draw(new(1, i)) || (a.Draw(new(1, i)) == 5 && b.Draw(new(1, i)) >= 7 && c.Draw(new(1, i)) >= 2)));
    }

    [Theory]
    [InlineData("camera: { roll_deg: $hour }", "2:21", "no named draw 'hour'", "Known: a, w, v, f, i")]
    [InlineData("camera: { roll_deg: 2 * $aa }", "2:25", "did you mean 'a'", "")]
    [InlineData("camera: { roll_deg: $w + 1 }", "2:21", "a number is needed here, and this is a word (red, blue)", "")]
    [InlineData("camera: { roll_deg: $f * 2 }", "2:21", "this is true or false", "")]
    [InlineData("camera: { roll_deg: $v }", "2:21", "gives three numbers", "")]
    [InlineData("camera: { fov_deg: $a * 1000 }", "2:20", "can give 0", "clamp")]
    [InlineData("camera: { fov_deg: 'clamp($a, 0, 1)' }", "2:20", "can give 0;", "1..170")]
    [InlineData("camera: { roll_deg: 1 / $a }", "2:25", "can be 0", "max($x, 0.01)")]
    [InlineData("camera: { roll_deg: 'sqrt($a - 1)' }", "2:22", "the argument of sqrt can be -1", "")]
    [InlineData("camera: { roll_deg: 'log($a)' }", "2:22", "must be above 0", "")]
    [InlineData("camera: { roll_deg: 'mod($a, $a)' }", "2:22", "must be above 0", "")]
    [InlineData("camera: { roll_deg: ($a - 1) ^ 0.5 }", "2:21", "raised to a power can be -1", "")]
    [InlineData("camera: { roll_deg: $a + }", "2:21", "ends where a number or $name is expected", "")]
    [InlineData("camera: { roll_deg: $a $a }", "2:24", "expected an operator, found '$a'", "")]
    [InlineData("camera: { roll_deg: $a + ? }", "2:26", "'?' has no meaning", "")]
    [InlineData("camera: { roll_deg: $a % 2 }", "2:24", "no meaning", "mod(x, y)")]
    [InlineData("camera: { roll_deg: 'clmp($a, 0, 1)' }", "2:22", "did you mean 'clamp'", "")]
    [InlineData("camera: { roll_deg: 'clamp($a, 0)' }", "2:22", "takes x, lo, hi", "")]
    [InlineData("camera: { roll_deg: 'if($a, 1, 2)' }", "2:25", "a condition is needed here, and this is a number", "$x > 3")]
    [InlineData("camera: { roll_deg: 'if($f, 1, $w)' }", "2:32", "of one kind", "")]
    [InlineData("camera: { roll_deg: { if: $a, then: 1, else: 2 } }", "2:27", "expected a condition", "")]
    [InlineData("camera: { roll_deg: { if: $f, then: 1 } }", "2:21", "'else' is missing", "")]
    [InlineData("camera: { roll_deg: { if: $f, then: 1, els: 2 } }", "2:40", "did you mean 'else'", "")]
    [InlineData("camera: { roll_deg: { if: $w == 'redd', then: 1, else: 2 } }", "2:33", "never equal", "misspelt")]
    [InlineData("camera: { roll_deg: { if: $w == 1, then: 1, else: 2 } }", "2:33", "is compared with a number", "")]
    [InlineData("camera: { roll_deg: { if: $w < 'red', then: 1, else: 2 } }", "2:27", "== and !=", "")]
    [InlineData("camera: { roll_deg: { if: 0 < $a < 1, then: 1, else: 2 } }", "2:34", "expected and, or", "")]
    [InlineData("camera: { near: $a }", "2:17", "found the formula", "lerp")]
    [InlineData("camera: { fov_deg: { uniform: [10, $a] } }", "2:36", "found the formula", "lerp")]
    [InlineData("camera: { roll_deg: $i }", "2:21", "belongs to no group of objects", "scope: frame")]
    [InlineData("assets: { m: { file: mug.glb } }\nobjects: { o: { count: $a * 4 } }", "3:24", "can give fractions", "round")]
    [InlineData("assets: { m: { file: mug.glb } }\nobjects: { o: { pick: $w } }", "3:23", "no asset 'red'", "Known: m")]
    [InlineData("assets: { m: { file: mug.glb } }\nobjects: { o: { scale: { if: $i > 0, then: 1, else: 2, scope: frame } } }", "3:63", "is made of $i", "scope: instance")]
    public void What_cannot_be_computed_is_named_where_it_stands(string yaml, string where, string message, string remedy)
    {
        var text = $"let: {{ a: {{ uniform: [0, 1] }}, w: {{ choice: [red, blue] }}, v: {{ box: {{ min: [0, 0, 0], max: [1, 1, 1] }} }}, f: {{ bernoulli: 0.5 }}, i: {{ uniform: [0, 1], scope: instance }}, render: 1 }}\n{yaml}";
        var error = Assert.Throws<RenderException>(() => _folder.Parse(text.Replace(", render: 1 }", " }", StringComparison.Ordinal) + "\nrender: 1"));
        Assert.Equal((Failure.InvalidInput, "test.yaml:" + where), (error.Failure, error.Where));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ a: $b, b: $a + 1 }", "3:18", "made of itself: $a -> $b -> $a")]
    [InlineData("{ a: $a }", "3:11", "made of itself: $a -> $a")]
    [InlineData("{ a: { uniform: [1, 0] } }", "3:22", "upside down")]
    [InlineData("{ a: { unifrom: [1, 0] } }", "3:13", "did you mean 'uniform'")]
    [InlineData("{ a-b: 1 }", "3:8", "cannot be the name")]
    [InlineData("{ a: [1, 2, 3, 4] }", "3:11", "expected a number")]
    [InlineData("{ a: { uniform_rotation: any } }", "3:13", "cannot be a rotation")]
    [InlineData("{ a: }", "3:", "expected a number")]
    [InlineData("[a]", "3:6", "expected map of name")]
    [InlineData("{ a: { normal: { mean: 0, std: 1 } }, b: 'exp($a)' }", "3:", "argument of exp can be")]
    public void A_wrong_named_draw_is_an_error_also_where_nobody_uses_it(string lets, string where, string message)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse($"render: 1\n# ...\nlet: {lets}\n"));
        Assert.StartsWith("test.yaml:" + where, error.Where, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_long_formulas_are_refused()
    {
        Assert.Contains("nested", Assert.Throws<RenderException>(() => _folder.Parse($"{Lets}camera: {{ roll_deg: {new string('(', 60)}$x{new string(')', 60)} }}")).Message, StringComparison.Ordinal);
        Assert.Contains("longer", Assert.Throws<RenderException>(() => _folder.Parse($"{Lets}camera: {{ roll_deg: $x{string.Concat(Enumerable.Repeat(" + $x", 300))} }}")).Message, StringComparison.Ordinal);
    }
}
