using Render.Core.Placement.Physics;
using Render.Core.Scenes;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Scenes;

public sealed class ExampleScenesTests
{
    private static string Root => Path.GetDirectoryName(Repository.Assets)!;

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(Path.Combine(Root, "scenes", "examples"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_example_draws_frames()
    {
        var roots = new AssetRoots([new("assets", Path.Combine(Root, "assets"))]);
        using var physics = new PhysicsWorkers();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "scenes"), "*.yaml", SearchOption.AllDirectories))
        {
            var scene = Scene.Load(file, roots).Resolve(SceneFolder.Library, physics);
            for (var i = 0; i < 5; i++)
                Assert.NotEmpty(scene.Draw(scene.Scene.Seed, i).Instances);
        }
    }

    /// <summary>A real use takes less than 40 lines, empty ones and comments included; so what counts, lines that say something, is fewer still.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_fewer_than_40_lines(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "scenes", "examples", file));
        Assert.InRange(lines.Length, 1, 39);
        Assert.InRange(lines.Count(line => line.Trim() is { Length: > 0 } text && text[0] != '#'), 10, 39);
        // Nor is a line made of several: what does not fit a screen is not read.
        Assert.InRange(lines.Max(line => line.Length), 1, 240);
    }

    [Fact]
    public void There_are_eight_examples_and_more() => Assert.InRange(Examples.Count, 8, int.MaxValue);
}
