using Render.Cli;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Shading;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Examples;

/// <summary>The first frame of every scene in scenes/, small: each of its images shows something that is labelled, and the first is as the picture of it that was looked at and found good.</summary>
public sealed class ExampleImagesTests(DeviceFixture device)
{
    private const int Width = 320;

    public static TheoryData<string> Scenes =>
        [.. Directory.EnumerateFiles(Folder("scenes"), "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder("scenes"), f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenes))]
    public void All_images_of_the_first_frame_are_labelled_and_the_first_looks_as_it_did(string path)
    {
        var scene = Scene.Load(Path.Combine(Folder("scenes"), path), AssetSession.OpenRoots(null, null));
        using var assets = new AssetSession(scene.Roots, Path.Combine(Folder("artifacts"), "test", "cache"));
        using var renderer = new FrameRenderer(device.Device, assets.Library);
        var rendered = new RenderedFrame();
        var frame = Small(assets.Resolve(scene).Draw(scene.Seed, 0));
        var pictures = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in scene.Grid.Keys(0))
        {
            renderer.Render(frame, key, Aov.Color | Aov.InstanceId, rendered);
            var instances = frame.Of(key.Variant).Instances;
            // A scene of tests need not have a category.
            Assert.True(rendered.InstanceIds.Count(id => id != 0 && (instances[id - 1].Category is not null || !path.StartsWith("examples", StringComparison.Ordinal))) > rendered.InstanceIds.Length / 1000, $"{key}: hardly anything in it is labelled");
            Assert.True(rendered.Color.Distinct().Count() > 10, $"{key}: hardly anything is seen");
            Assert.True(pictures.Add(Convert.ToHexString(rendered.Color)), $"{key}: the same picture as another camera or variant");
            if (key == new ImageKey(0))
                GoldenImage.Check(Path.ChangeExtension(path, null).Replace('/', '-'), rendered.Color, rendered.Width, rendered.Height);
        }
        device.Clean();
        Assert.Equal(scene.Grid.ImagesPerFrame, pictures.Count);
    }

    private static Frame Small(Frame frame)
    {
        var scale = Width / (float)frame.Image.Width;
        return frame with
        {
            Image = frame.Image with { Width = Width, Height = (int)(frame.Image.Height * scale) },
            Variants = [.. frame.Variants.Select(Small)],
            Cameras = [.. frame.Cameras.Select(c => c with { Fx = c.Fx * scale, Fy = c.Fy * scale, Cx = c.Cx * scale, Cy = c.Cy * scale })],
        };
    }

    private static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                return Path.Combine(folder.FullName, name);
        throw new InvalidOperationException("the repository is not above the test program.");
    }
}
