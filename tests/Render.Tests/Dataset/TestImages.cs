using System.Numerics;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;

namespace Render.Tests.Dataset;

/// <summary>Frames and images as a renderer would hand them over, made of random blobs: a pure function of the frame's number.</summary>
internal static class TestImages
{
    public const int Width = 64;
    public const int Height = 48;

    public static readonly Category[] Categories = [new(1, "mug", "kitchen"), new(2, "Schüssel <\"&日本>", "kitchen"), new(3, "bolt", "bolt")];

    public static DatasetOptions Options(string folder) => new()
    {
        Folder = folder,
        SceneHash = new string('a', 64),
        CanonicalScene = "{\"render\":1}",
        Seed = ulong.MaxValue,
        Build = "0.1.0-test",
        Categories = Categories,
        Labels = new() { Coco = CocoForms.Rle | CocoForms.Polygon, Semantic = true, Depth = new(0.001, Npy: true) },
        Run = new("a device", "a driver 1.0"),
    };

    public static Frame Frame(long index)
    {
        var random = new Random((int)index);
        float Single() => (float)(random.NextDouble() * 4 - 2);
        float[] Matrix() => [.. Enumerable.Range(0, 12).Select(_ => Single())];
        return new()
        {
            Index = index,
            Seed = ulong.MaxValue,
            Split = index % 5 == 4 ? "val" : "train",
            Image = new(Width, Height, 4, Single(), ToneCurve.None),
            Cameras = [new() { Fx = 50.1f, Fy = 50.3f, Cx = 32, Cy = 24, WorldToCamera = Matrix() }],
            Environment = new() { Map = "assets:environments/yard.hdr", Strength = 1.1f, RotationDeg = Single(), Background = index % 2 == 0 ? null : Vector3.One },
            Lights = [new() { Name = "sun", Kind = LightKind.Sun, Intensity = new(1, 0.1f, 1e-30f), Direction = new(0, 0, -1) }],
            Instances =
            [
                .. Enumerable.Range(0, random.Next(3, 9)).Select(i => new FrameInstance
                {
                    Name = $"things[{i}]",
                    Model = "assets:meshes/mug.glb",
                    Category = i == 0 ? null : Categories[i % 3].Name,
                    Supercategory = i == 0 ? null : Categories[i % 3].Supercategory,
                    ObjectToWorld = Matrix(),
                    Materials = [new() { Roughness = 0.1f, TextureScale = new(2, 3), BaseColor = new(Single() + 2, 0, 1) }],
                }),
            ],
            Assets = new(StringComparer.Ordinal) { ["assets:meshes/mug.glb"] = new string('0', 64) },
        };
    }

    public static RenderedFrame Render(Frame frame, ImageKey key)
    {
        var image = new RenderedFrame();
        image.Reset(frame, key, Aov.Color | Aov.InstanceId | Aov.Depth);
        var random = new Random(HashCode(key));
        random.NextBytes(image.Color);
        for (var number = 1; number <= frame.Instances.Length; number++)
        {
            // Some have a few pixels only, some are covered by later ones, some have holes.
            var (left, top) = (random.Next(Width), random.Next(Height));
            var (right, bottom) = (Math.Min(Width, left + random.Next(1, 30)), Math.Min(Height, top + random.Next(1, 30)));
            for (var y = top; y < bottom; y++)
                for (var x = left; x < right; x++)
                    if (random.Next(9) != 0)
                        image.InstanceIds[y * Width + x] = (ushort)number;
        }
        for (var i = 0; i < image.Depth.Length; i++)
            image.Depth[i] = image.InstanceIds[i] == 0 ? 0 : (float)(random.NextDouble() * 70);
        return image;
    }

    public static RenderedFrame Render(long index) => Render(Frame(index), new(index));

    // Not System.HashCode, which differs from run to run.
    private static int HashCode(ImageKey key) => (int)(key.Frame * 1000 + key.Variant * 100 + key.Step * 10 + key.Camera);
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("render-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Every file below a folder but the reports of runs, with its contents.</summary>
    public static SortedDictionary<string, string> Snapshot(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Name: System.IO.Path.GetRelativePath(folder, file), File: file))
            .Where(entry => !entry.Name.StartsWith("runs/", StringComparison.Ordinal) && !entry.Name.StartsWith(".staging/", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name, entry => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(entry.File)))),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
