using System.Collections.Concurrent;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Core.Assets;

/// <summary>
/// The imported assets of one run, by reference (<c>assets:meshes/mug.glb</c>, a path relative to the scene, or <c>shape:plane</c>), each read
/// once. Core knows nothing of files: the loaders are handed in. Thread-safe. A loader throws <see cref="RenderException"/> with
/// <see cref="Failure.InvalidInput"/> for an asset that cannot be had.
/// </summary>
public sealed class AssetLibrary(
    Func<string, Model> loadModel, Func<string, ColorSpace, TextureImage> loadTexture, Func<string, EnvironmentMap> loadEnvironment)
{
    private readonly ConcurrentDictionary<string, Lazy<Model>> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, ColorSpace), Lazy<TextureImage>> _textures = new();
    private readonly ConcurrentDictionary<string, Lazy<EnvironmentMap>> _environments = new(StringComparer.Ordinal);

    /// <summary>Files and <c>shape:</c> references.</summary>
    public Model Model(string reference) => _models.GetOrAdd(reference, r => new(() => Shapes.TryGet(r) ?? loadModel(r))).Value;

    public TextureImage Texture(string reference, ColorSpace colorSpace) =>
        _textures.GetOrAdd((reference, colorSpace), key => new(() => loadTexture(key.Item1, key.Item2))).Value;

    public EnvironmentMap Environment(string reference) =>
        _environments.GetOrAdd(reference, r => new(() => loadEnvironment(r))).Value;
}
