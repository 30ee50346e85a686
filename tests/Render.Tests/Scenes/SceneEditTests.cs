using System.Globalization;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Random scenes, edited at random: a value added, removed, reordered or renamed elsewhere moves no raw draw of any other.</summary>
public sealed class SceneEditTests : IDisposable
{
    private static readonly string[] Numbers =
    [
        "[0.1, 0.9]", "{ uniform: [0.2, 0.8] }", "{ beta: { alpha: 2, beta: 3 } }", "{ normal: { mean: 0.5, std: 0.2 } }", "{ choice: [0.1, [0.2, 0.3], { value: 0.9, weight: 2 }] }", "{ grid: { min: 0, max: 1, n: 5 } }", "{ bernoulli: 0.3 }",
        "{ uniform: [0, 1], sample: stratified }", "{ log_uniform: [0.1, 1], sample: independent }", "{ histogram: { edges: [0, 0.5, 1], weights: [1, 2] } }", "{ balanced: [0.1, 0.5, 0.9] }", "{ cycle: [0.1, 0.5] }", "{ uniform: [0, 1], scope: dataset }",
        "$a", "0.5 * $b + 0.1", "{ if: $a > $b, then: [0, 0.5], else: 1 }",
    ];

    private readonly SceneFolder _folder = new("mug.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_edit_moves_a_raw_draw_elsewhere()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var before = Draft.Of(random);
            var after = before.Edited(random, edits: random.Next(1, 6));
            var (a, b) = (Drawn(before), Drawn(after));
            var kept = a.Keys.Intersect(b.Keys).Where(path => a[path].Text == b[path].Text).ToList();
            Assert.True(kept.Count > 5, $"seed {seed}: too little is left to compare");
            Assert.All(kept, path => Assert.Equal((path, a[path].Draws), (path, b[path].Draws)));
        }
    }

    private Dictionary<string, (string Text, string Draws)> Drawn(Draft draft) => _folder.Parse(draft.Yaml).Values.Values.Where(v => !v.IsConstant).ToDictionary(v => v.Path, v =>
        (v.Text, string.Join(' ', Enumerable.Range(0, 6).Select(i => string.Create(CultureInfo.InvariantCulture, $"{v.Draw(new DrawKey(3, 61 + i), i % 3)}")))));

    /// <summary>A scene as lists of named things, each a list of keys.</summary>
    private sealed record Draft(string Sampling, List<(string Name, List<string> Keys)> Lights, List<(string Name, List<string> Keys)> Groups, List<string> Lets, List<string> Camera)
    {
        public string Yaml => $"render: 1\nsampling: {Sampling}\nlet: {{ {string.Join(", ", Lets)} }}\nassets: {{ m: {{ file: mug.glb }} }}\ncamera: {{ {string.Join(", ", Camera)} }}\n"
            + $"lights: {{ {string.Join(", ", Lights.Select(l => $"{l.Name}: {{ type: sun, {string.Join(", ", l.Keys)} }}"))} }}\nobjects: {{ {string.Join(", ", Groups.Select(g => $"{g.Name}: {{ count: 3, {string.Join(", ", g.Keys)} }}"))} }}\n";

        public static Draft Of(Random random) => new(random.Next(2) == 0 ? "stratified" : "independent",
            [.. Enumerable.Range(0, random.Next(2, 5)).Select(i => ($"l{i}", Light(random)))], [.. Enumerable.Range(0, random.Next(2, 4)).Select(i => ($"g{i}", Group(random)))],
            ["a: [0, 1]", "b: { beta: { alpha: 2, beta: 2 } }", "c: $a * $b"], [$"roll_deg: {Pick(random)}", $"azimuth_deg: {Pick(random)}"]);

        public Draft Edited(Random random, int edits)
        {
            var draft = this with { Lights = [.. Lights], Groups = [.. Groups], Lets = [.. Lets], Camera = [.. Camera] };
            for (var i = 0; i < edits; i++)
                draft.Edit(random, i);
            return draft;
        }

        private void Edit(Random random, int number)
        {
            var things = random.Next(2) == 0 ? Lights : Groups;
            var at = random.Next(things.Count);
            switch (random.Next(7))
            {
                case 0:
                    things.Insert(at, ($"new{number}", things == Lights ? Light(random) : Group(random)));
                    break;
                case 1 when things.Count > 1:
                    things.RemoveAt(at);
                    break;
                case 2:
                    things.Reverse();
                    break;
                case 3 when !things[at].Keys.Any(k => k.StartsWith("stream", StringComparison.Ordinal)):
                    things[at] = ($"renamed{number}", [.. things[at].Keys, $"stream: {things[at].Name}"]);
                    break;
                case 4:
                    Lets.Insert(random.Next(Lets.Count), $"d{number}: {Numbers[random.Next(12)]}");
                    break;
                case 5:
                    things[at] = (things[at].Name, [.. things[at].Keys.AsEnumerable().Reverse()]);
                    break;
                default:
                    Camera[0] = $"roll_deg: {Pick(random)}";
                    break;
            }
        }

        private static List<string> Light(Random random) => [$"elevation_deg: {Pick(random)}", $"irradiance_w_m2: {Pick(random)}", $"color: {{ hsv: {{ saturation: {Part(random)} }} }}"];

        private static List<string> Group(Random random) => [$"rotation_deg: {{ about: {{ angle_deg: {Part(random)} }} }}", $"material: {{ roughness: {Pick(random)}, metallic: {Pick(random)} }}"];

        private static string Pick(Random random) => Numbers[random.Next(Numbers.Length)];

        /// <summary>Of what may stand within another distribution.</summary>
        private static string Part(Random random) => Numbers[random.Next(7)];
    }
}
