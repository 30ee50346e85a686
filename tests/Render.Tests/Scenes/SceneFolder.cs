using System.Numerics;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Scenes;

namespace Render.Tests.Scenes;

/// <summary>A folder of its own with files that only need to exist, and a library whose models are made from their names.</summary>
public sealed class SceneFolder : IDisposable
{
    public SceneFolder(params string[] files)
    {
        Path = Directory.CreateTempSubdirectory("scene-test-").FullName;
        foreach (var file in files)
            Add(file);
    }

    public string Path { get; }

    public AssetRoots Roots => new([new("assets", Path)], Path);

    public static AssetLibrary Library { get; } = new(ModelOf, TextureOf, EnvironmentOf);

    /// <summary>A file that holds its name; a table lists a box.</summary>
    public void Add(string file)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.EndsWith(".csv", StringComparison.Ordinal) ? "file\nshape:box\n" : file);
    }

    public Scene Parse(string yaml) => Scene.Parse(yaml, Roots, "test.yaml");

    public ResolvedScene Resolve(string yaml) => Parse(yaml).Resolve(Library);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A box of 0.1 m for most names; a random cloud of points off its origin for names that hold "cloud".</summary>
    public static Model ModelOf(string reference)
    {
        if (!reference.Contains("cloud", StringComparison.Ordinal))
            return Like(Shapes.TryGet("shape:box")!, reference, p => p * 0.1f);
        var random = new Random(reference.Length);
        return Like(Shapes.TryGet("shape:sphere")!, reference,
            p => new Vector3(0.3f, -0.2f, 0.7f) + new Vector3(random.NextSingle() * 0.1f, random.NextSingle() * 0.3f, random.NextSingle() * 0.2f));
    }

    private static Model Like(Model model, string reference, Func<Vector3, Vector3> move)
    {
        Vector3[] positions = [.. model.Mesh.Positions.Select(move)];
        return new()
        {
            Id = reference,
            ContentHash = "hash of " + reference,
            Materials = model.Materials,
            Textures = model.Textures,
            Mesh = new()
            {
                Clusters = model.Mesh.Clusters,
                Triangles = model.Mesh.Triangles,
                Positions = positions,
                Normals = model.Mesh.Normals,
                Tangents = model.Mesh.Tangents,
                TexCoords = model.Mesh.TexCoords,
                Bounds = Bounds.Of(positions),
            },
        };
    }

    private static TextureImage TextureOf(string reference, ColorSpace colorSpace) => new()
    {
        Name = reference,
        ContentHash = $"{colorSpace} {reference}",
        SourceHash = "hash of " + reference,
        Width = 1,
        Height = 1,
        ColorSpace = colorSpace,
        Levels = [[255, 255, 255, 255]],
    };

    private static EnvironmentMap EnvironmentOf(string reference) =>
        new() { Id = reference, ContentHash = "hash of " + reference, Width = 2, Height = 1, Pixels = new float[6] };
}
