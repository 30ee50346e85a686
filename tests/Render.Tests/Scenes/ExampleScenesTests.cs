using Render.Core.Placement.Physics;
using Render.Core.Scenes;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Scenes;

public sealed class ExampleScenesTests
{
    [Fact]
    public void Every_example_draws_frames()
    {
        var root = Path.GetDirectoryName(Repository.Assets)!;
        var roots = new AssetRoots([new("assets", Path.Combine(root, "assets"))]);
        using var physics = new PhysicsWorkers();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "scenes"), "*.yaml", SearchOption.AllDirectories))
        {
            var scene = Scene.Load(file, roots).Resolve(SceneFolder.Library, physics);
            for (var i = 0; i < 5; i++)
                Assert.NotEmpty(scene.Draw(scene.Scene.Seed, i).Instances);
        }
    }
}
