using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Gpu.Tests.Visibility;

/// <summary>
/// Frames of triangles that a test names one by one. Meshes are made here, not by the importer, so that what is drawn is exactly what the test
/// says, degenerate triangles and all.
/// </summary>
internal sealed class TestScene
{
    private static readonly ConcurrentDictionary<string, Model> Models = new(StringComparer.Ordinal);
    private static int _modelCount;

    private readonly List<FrameInstance> _instances = [];

    public static readonly float[] Identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

    /// <summary>The meshes of all test scenes, so that one renderer serves them all.</summary>
    public static AssetLibrary Assets { get; } =
        new(r => Models[r], (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    public int Width { get; init; } = 64;

    public int Height { get; init; } = 48;

    public int Samples { get; init; } = 1;

    /// <summary>Pixels. The camera stands in the origin and looks along +Z with x to the right: world space is camera space.</summary>
    public float Focal { get; init; } = 64;

    public float Near { get; init; } = 0.01f;

    /// <summary>An instance of a mesh of its own.</summary>
    /// <param name="positions">Three for each triangle.</param>
    /// <param name="pose">Object to world, 3 x 4; null: none.</param>
    /// <param name="material">null: solid.</param>
    /// <param name="texCoords">As many as positions, or null.</param>
    /// <param name="texture">The base colour texture of the material, or null.</param>
    public TestScene Add(Vector3[] positions, float[]? pose = null, Material? material = null, Vector2[]? texCoords = null, TextureImage? texture = null)
    {
        var id = Interlocked.Increment(ref _modelCount).ToString("d6", CultureInfo.InvariantCulture);
        Models[id] = new Model
        {
            Id = id,
            ContentHash = id,
            Mesh = Mesh(positions, texCoords),
            Materials = [material ?? new Material()],
            Textures = texture is null ? [] : [texture],
        };
        _instances.Add(new FrameInstance { Name = $"i[{_instances.Count}]", Model = id, ObjectToWorld = pose ?? Identity });
        return this;
    }

    public Frame Frame() => new()
    {
        Index = 0,
        Seed = 0,
        Image = new ImageSettings(Width, Height, Samples),
        Cameras =
        [
            new FrameCamera { Fx = Focal, Fy = Focal, Cx = Width / 2f, Cy = Height / 2f, WorldToCamera = Identity, Near = Near },
        ],
        Environment = new FrameEnvironment(),
        Instances = [.. _instances],
    };

    /// <summary>The point that is seen at a pixel position at a depth.</summary>
    public Vector3 At(float x, float y, float depth) =>
        new((x - Width / 2f) / Focal * depth, (y - Height / 2f) / Focal * depth, depth);

    private static Mesh Mesh(Vector3[] positions, Vector2[]? texCoords)
    {
        const int perCluster = 85; // 3 vertices each, without sharing
        var clusters = new List<Cluster>();
        var triangles = new uint[positions.Length / 3];
        for (var first = 0; first < triangles.Length; first += perCluster)
        {
            var count = Math.Min(perCluster, triangles.Length - first);
            for (uint t = 0; t < count; t++)
                triangles[first + t] = 3 * t | (3 * t + 1) << 8 | (3 * t + 2) << 16;
            var bounds = Bounds.Of(positions.AsSpan(3 * first, 3 * count));
            clusters.Add(new Cluster((uint)(3 * first), (uint)(3 * count), (uint)first, (uint)count, 0,
                new Vector4(bounds.Center, bounds.Size.Length() / 2), new Vector4(0, 0, 1, 1)));
        }
        return new Mesh
        {
            Clusters = [.. clusters],
            Triangles = triangles,
            Positions = positions,
            Normals = Enumerable.Repeat(Vector3.UnitZ, positions.Length).ToArray(),
            Tangents = Enumerable.Repeat(new Vector4(1, 0, 0, 1), positions.Length).ToArray(),
            TexCoords = texCoords ?? new Vector2[positions.Length],
            Bounds = Bounds.Of(positions),
        };
    }
}
