using System.Globalization;

namespace Render.Tests.Scenes;

/// <summary>A random scene as lists of named things, each a list of keys, which can be edited at random as a user would.</summary>
internal sealed class SceneDraft
{
    private static readonly string[] Parts =
    [
        "[0.1, 0.9]", "{ uniform: [0.2, 0.8] }", "{ beta: { alpha: 2, beta: 3 } }", "{ normal: { mean: 0.5, std: 0.2 } }", "{ choice: [0.1, [0.2, 0.3], { value: 0.9, weight: 2 }] }", "{ grid: { min: 0, max: 1, n: 5 } }", "{ bernoulli: 0.3 }",
    ];

    /// <summary>Of named draws: what formulas are made of must be bounded.</summary>
    private static readonly string[] Bounded = ["[0, 1]", "[0.2, 0.7]", "{ beta: { alpha: 3, beta: 2 } }", "{ grid: { min: 0, max: 1, n: 5 } }", "{ uniform: [0, 1], sample: light }", "{ cycle: [0.1, 0.5] }"];

    private static readonly string[] Values =
    [
        .. Parts, "{ uniform: [0, 1], sample: stratified }", "{ log_uniform: [0.1, 1], sample: independent }", "{ histogram: { edges: [0, 0.5, 1], weights: [1, 2] } }", "{ balanced: [0.1, 0.5, 0.9] }", "{ cycle: [0.1, 0.5] }",
        "{ uniform: [0, 1], scope: dataset }", "{ uniform: [0.2, 0.8], sample: light }", "{ beta: { alpha: 2, beta: 2 }, sample: light }",
    ];

    private static readonly string[] Formulas = ["$a", "0.5 * $b + 0.1", "{ if: $a > $b, then: [0, 0.5], else: 1 }"];

    private static readonly string[] Counts = ["3", "1", "[1, 4]", "{ integers: [0, 2] }", "{ choice: [1, 6] }", "{ cycle: [2, 5] }", "{ integers: [1, 4], sample: light }"];

    private static readonly string[] Picks =
        ["m", "[m, n]", "{ balanced: [m, n, s] }", "{ balanced: [n, m] }", "{ choice: { m: 3, s: 1 } }", "{ cycle: [m, n] }", "{ choice: [m, n, s], sample: stratified }", "{ balanced: [m, s], scope: frame }"];

    private static readonly string[] Scales = ["[0.5, 1.5]", "{ uniform: [0.5, 2], sample: stratified }", "1 + $a", "{ log_uniform: [0.5, 2], sample: light }", "{ balanced: [0.5, 1, 2] }", "0.5 + $w"];

    private static readonly string[] Places =
    [
        "{ 'on': ground, within: [2, 2] }", "{ in: { min: [0, 0, 0], max: [1, 1, 1] }, overlap: true }", "{ position: { box: { min: [0, 0, 0], max: [1, 1, 1] } } }", "{ position: { box: { min: [0, 0, 0], max: [1, 1, 1] }, sample: light } }",
        "{ grid: ground, rows: 3, columns: 3, spacing: [0.3, 0.3], jitter: [0.02, 0.02] }", "{ poisson: ground, distance: 0.15, within: [3, 3] }", "{ rest: ground, within: [2, 2] }",
    ];

    private static readonly string[] Backgrounds = ["environment", "white", "{ hsv: { saturation: [0, 0.4] } }", "{ choice: [white, gray, '#204060'] }"];

    private readonly Random _random;
    private readonly List<Thing> _assets = [new("m", [("file", "mug.glb")]), new("n", [("file", "cup.glb"), ("scale", "2")]), new("s", [("set", "set/*.glb")])];
    private readonly List<Thing> _lets = [new("a", [("", "[0, 1]")]), new("b", [("", "{ beta: { alpha: 2, beta: 2 } }")]), new("c", [("", "$a * $b")]), new("w", [("", "{ uniform: [0, 1], scope: instance }")])];
    private readonly List<Thing> _lights = [], _groups = [], _cameras = [], _surroundings = [];
    private readonly Thing _environment = new("environment", []), _sensor = new("sensor", []), _image = new("image", []);
    private string _sampling = "independent";
    private int _made;

    private SceneDraft(Random random) => _random = random;

    /// <summary>What <see cref="Edit"/> does, by name.</summary>
    private Dictionary<string, Action> Edits => new(StringComparer.Ordinal)
    {
        ["light"] = () => EditThings(_lights, Light),
        ["group"] = () => EditThings(_groups, Group),
        ["camera"] = () => EditThings(_cameras, Camera),
        ["surroundings"] = () => EditThings(_surroundings, Surrounding),
        ["count"] = () => Set(Any(_groups), "count", Counts),
        ["pick"] = () => Set(Any(_groups), "pick", Picks),
        ["place"] = () => Set(Any(_groups), "place", Places),
        ["scale"] = () => Set(Any(_groups), "scale", Scales),
        ["material"] = () => Set(Any(_groups), "material", [$"{{ roughness: {Value()}, hue_shift_deg: {Value()} }}", $"[{{ metallic: {Value()} }}]"]),
        ["environment"] = () => Set(_environment, Of("strength", "rotation_deg", "background"), Values),
        ["sensor"] = () => Set(_sensor, Of("iso", "blur_px", "vignetting_cos4", "read_noise_e"), Values),
        ["exposure"] = () => Set(_image, "exposure_ev", Values),
        ["views"] = () => Views = _random.Next(1, 4),
        ["assets"] = EditAssets,
        ["new let"] = () => _lets.Insert(_random.Next(_lets.Count), new(Name("d"), [("", Of(Bounded))])),
        ["other let"] = () => Set(Any([.. _lets.Where(let => let.Name != "w")]), "", Bounded),
        ["removed let"] = () => _lets.RemoveAll(let => let.Name[0] is 'c' or 'd' && !Yaml.Contains("$" + let.Name, StringComparison.Ordinal)),
        ["sample"] = EditSampling,
    };

    /// <summary>Of each frame.</summary>
    public int Views { get; private set; } = 1;

    public static IEnumerable<string> Kinds => new SceneDraft(new Random(0)).Edits.Keys;

    public string Yaml
    {
        get
        {
            string Map(string name, IEnumerable<Thing> things, string first = "") => $"{name}: {{ {string.Join(", ", things.Select(t => $"{t.Name}: {{ {first}{Keys(t)} }}"))} }}\n";
            static string Keys(Thing thing) => string.Join(", ", thing.Keys.Select(k => $"{k.Key}: {k.Value}"));
            return string.Create(CultureInfo.InvariantCulture, $"render: 1\nframes: 1000\nsampling: {_sampling}\nviews: {Views}\nlet: {{ {string.Join(", ", _lets.Select(let => $"{let.Name}: {let.Keys[0].Value}"))} }}\n")
                + $"environment: {{ {Keys(_environment)} }}\nimage: {{ {string.Join(", ", [.. _image.Keys.Select(k => $"{k.Key}: {k.Value}"), "width: 160, height: 120"])} }}\n" + (_sensor.Keys.Count == 0 ? "" : $"sensor: {{ {Keys(_sensor)} }}\n")
                + Map("assets", _assets) + Map("cameras", _cameras) + Map("lights", _lights, "type: sun, ") + Map("surroundings", _surroundings, "shape: plane, size: [1, 1], ") + Map("objects", _groups);
        }
    }

    /// <summary>A scene of each kind of thing.</summary>
    public static SceneDraft Of(int seed)
    {
        var draft = new SceneDraft(new Random(seed));
        draft._sampling = draft.Of("independent", "stratified");
        draft.Views = draft.Of(1, 1, 2, 3);
        foreach (var (things, make, least) in new[] { (draft._lights, (Func<Thing>)draft.Light, 2), (draft._groups, draft.Group, 2), (draft._cameras, draft.Camera, 1), (draft._surroundings, draft.Surrounding, 1) })
            for (var i = draft._random.Next(least, least + 3); i > 0; i--)
                things.Add(make());
        draft._environment.Keys.AddRange([("strength", draft.Value()), ("rotation_deg", draft.Value()), ("background", draft.Of(Backgrounds))]);
        if (draft._random.Next(2) == 0)
            draft._sensor.Keys.AddRange([("iso", "{ choice: [100, 400] }"), ("blur_px", draft.Value())]);
        return draft;
    }

    /// <summary>One random edit; another scene of the same things.</summary>
    /// <returns>What was done.</returns>
    public string Edit()
    {
        var edits = Edits;
        var kind = Of([.. edits.Keys]);
        edits[kind]();
        return kind;
    }

    private T Of<T>(params T[] options) => options[_random.Next(options.Length)];

    private Thing Any(List<Thing> things) => things[_random.Next(things.Count)];

    private string Name(string of) => string.Create(CultureInfo.InvariantCulture, $"{of}{_made++}");

    private string Value() => _random.Next(5) == 0 ? Of(Formulas) : Of(Values);

    private Thing Light() => new(Name("light"), [("elevation_deg", Value()), ("irradiance_w_m2", Value()), ("color", $"{{ hsv: {{ saturation: {Of(Parts)} }} }}")]);

    private Thing Camera() => new(Name("camera"), [("roll_deg", Value()), ("azimuth_deg", Value()), ("fov_deg", "[40, 60]")]);

    private Thing Surrounding() => new(Name("wall"), [("position", "{ box: { min: [4, 4, 0], max: [6, 6, 1] } }"), ("material", $"{{ roughness: {Value()} }}")]);

    private Thing Group() => new(Name("group"),
    [
        ("count", Of(Counts)), ("pick", Of(Picks)), ("scale", Of(Scales)), ("place", Of(Places[..^1])), ("rotation_deg", $"{{ about: {{ angle_deg: {Of(Parts)} }} }}"), ("material", $"{{ roughness: {Value()}, metallic: {Of("$w", Value())} }}"),
    ]);

    private void EditThings(List<Thing> things, Func<Thing> make)
    {
        var at = _random.Next(things.Count);
        switch (_random.Next(5))
        {
            case 0:
                things.Insert(at, make());
                break;
            case 1 when things.Count > 1:
                things.RemoveAt(at);
                break;
            case 2:
                things.Reverse();
                break;
            case 3 when things[at].Keys.All(k => k.Key != "stream"):
                things[at] = new(Name("renamed"), [.. things[at].Keys, ("stream", things[at].Name)]);
                break;
            default:
                things[at].Keys.Reverse();
                break;
        }
    }

    private void EditAssets()
    {
        if (_random.Next(2) == 0)
            _assets.Insert(_random.Next(_assets.Count), new(Name("x"), [("file", "cup.glb")]));
        else
            _assets.Reverse();
        Set(_assets.First(asset => asset.Name == "s"), "set", ["set/*.glb", "set/a*.glb", "set/b.glb"]);
    }

    /// <summary>Into a group that shares a sequence, or out of it.</summary>
    private void EditSampling()
    {
        const string beside = ", sample: light }";
        var thing = Any([.. _lights, .. _groups, .. _cameras, _environment]);
        var at = thing.Keys.FindIndex(k => k.Value.EndsWith(beside, StringComparison.Ordinal) || k.Value.StartsWith("{ uniform: ", StringComparison.Ordinal));
        if (at < 0)
            (thing, at) = (_environment, 0);
        var (key, value) = thing.Keys[at];
        Set(thing, key, [value.EndsWith(beside, StringComparison.Ordinal) ? value[..^beside.Length] + " }" : "{ uniform: [0.2, 0.8]" + beside]);
    }

    private void Set(Thing thing, string key, string[] options)
    {
        var value = key switch
        {
            "background" => Of(Backgrounds),
            "iso" => Of("100", "[100, 800]", "{ choice: [100, 400] }"),
            _ => Of(options),
        };
        // What rests is turned by its stable pose.
        if (value.StartsWith("{ rest:", StringComparison.Ordinal))
            thing.Keys.RemoveAll(k => k.Key == "rotation_deg");
        var at = thing.Keys.FindIndex(k => k.Key == key);
        if (at < 0)
            thing.Keys.Add((key, value));
        else
            thing.Keys[at] = (key, value);
    }

    private sealed record Thing(string Name, List<(string Key, string Value)> Keys);
}
