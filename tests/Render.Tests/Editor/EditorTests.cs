using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Editor;

/// <summary>The schema of the scene language as editors use it: a YAML language server completes keys and flags wrong ones.</summary>
public sealed class EditorTests : IDisposable
{
    private static readonly string Root = Path.GetDirectoryName(Repository.Assets)!;
    private static readonly string Script = Path.Combine(Root, "tests", "editor", "node_modules", "yaml-language-server", "bin", "yaml-language-server");

    private readonly YamlLanguageServer _server = new(Script);

    // A name that no other file has, in a folder where the examples' own reference to the schema is right.
    private static string Draft(string name) => Path.Combine(Root, "scenes", "examples", $"draft-{name}.yaml");

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Nothing_is_wrong_with_the_examples()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "scenes", "examples"), "*.yaml"))
            Assert.Empty(_server.Open(file, File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("top level", "enviroment: { rotation_deg: 20 }", "enviroment")]
    [InlineData("camera", "camera: { fov_degrees: 40 }", "fov_degrees")]
    [InlineData("light", "lights: { sun: { type: sun, irradiance: 3 } }", "irradiance")]
    [InlineData("object", "objects: { things: { number: 3 } }", "number")]
    public void A_wrong_key_is_flagged(string name, string line, string key)
    {
        var found = _server.Open(Draft(name.Replace(' ', '-')), Scene(line));
        Assert.Contains(found, message => message.StartsWith("3: ", StringComparison.Ordinal) && message.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("word", "frames: many")]
    [InlineData("range", "image: { width: -3 }")]
    [InlineData("distribution", "camera: { fov_deg: { gaussian: [40, 60] } }")]
    public void A_wrong_value_is_flagged(string name, string line)
    {
        var found = _server.Open(Draft(name), Scene(line));
        Assert.Contains(found, message => message.StartsWith("3: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_are_completed()
    {
        Offers("root", "env", ["environment"]);
        Offers("camera-keys", "camera:\n  ", ["fov_deg", "position", "look_at", "roll_deg"]);
        Offers("light-keys", "lights:\n  sun:\n    ", ["type", "irradiance_w_m2", "elevation_deg", "temperature_k"]);
        Offers("object-keys", "objects:\n  things:\n    ", ["pick", "count", "place", "material"]);
        Offers("distributions", "camera:\n  fov_deg:\n    ", ["uniform", "normal", "choice", "log_uniform"]);
    }

    private void Offers(string name, string text, string[] keys)
    {
        var (path, scene) = (Draft(name), Scene(text));
        _server.Open(path, scene);
        var lines = scene.Split('\n');
        var offered = _server.Complete(path, lines.Length, lines[^1].Length + 1);
        foreach (var key in keys)
            Assert.Contains(key, offered);
    }

    private static string Scene(string rest) => $"# yaml-language-server: $schema=../scene.schema.json\nrender: 1\n{rest}";
}
