using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Textures;

namespace Render.Core.Assets;

/// <summary>
/// The imported assets of one run, by reference (<c>assets:meshes/mug.glb</c>, a path relative to the scene, or <c>shape:plane</c>). Those asked for
/// last are kept, up to a number of bytes; another one is loaded again when it is asked for, and is the same, so that the bound decides how long a run
/// takes and nothing else. Core knows nothing of files: the loaders are handed in. Thread-safe. A loader throws <see cref="RenderException"/> with
/// <see cref="Failure.InvalidInput"/> for an asset that cannot be had, and is not asked again for that one.
/// </summary>
/// <param name="loadModel">Of a file.</param>
/// <param name="loadTexture">Of a file, as the numbers in it are meant.</param>
/// <param name="loadEnvironment">Of a file.</param>
/// <param name="hashModel">The model's <see cref="Geometry.Model.ContentHash"/>, where that can be had for less than the model; null: it cannot.</param>
/// <param name="capacity">Bytes of vertices, triangles and texels that are kept.</param>
public sealed class AssetLibrary(
    Func<string, Model> loadModel, Func<string, ColorSpace, TextureImage> loadTexture, Func<string, EnvironmentMap> loadEnvironment,
    Func<string, string>? hashModel = null, long capacity = long.MaxValue)
{
    private readonly BoundedCache<(Type Kind, string Reference, ColorSpace ColorSpace)> _cache = new(capacity, SizeOf);

    /// <summary>Bytes of vertices, triangles and texels that are kept now.</summary>
    public long Held => _cache.Held;

    /// <summary>Files and <c>shape:</c> references.</summary>
    public Model Model(string reference) =>
        _cache.Get((typeof(Model), reference, default), () => Shapes.TryGet(reference) ?? loadModel(reference));

    /// <summary>sha256, lower-case hex, over all files that go into the model; it is not opened where that can be avoided.</summary>
    public string ModelHash(string reference) =>
        Shapes.TryGet(reference)?.ContentHash ?? hashModel?.Invoke(reference) ?? Model(reference).ContentHash;

    /// <summary>Files, and <see cref="ProceduralReference"/>s, whose colour space is their own.</summary>
    public TextureImage Texture(string reference, ColorSpace colorSpace) => ProceduralReference.Is(reference)
        ? Procedural(reference)
        : _cache.Get((typeof(TextureImage), reference, colorSpace), () => loadTexture(reference, colorSpace));

    public EnvironmentMap Environment(string reference) =>
        _cache.Get((typeof(EnvironmentMap), reference, default), () => loadEnvironment(reference));

    /// <summary>An image of channels of others; made once for each combination that is asked for again and again.</summary>
    internal TextureImage Combined(TextureChannel[] channels, ColorSpace colorSpace) =>
        _cache.Get((typeof(TextureChannel), TextureChannels.Key(channels), colorSpace), () => TextureChannels.Combine(channels, colorSpace));

    /// <summary>All maps of a texture are made at once, and kept together.</summary>
    private TextureImage Procedural(string reference)
    {
        var (recipe, map) = ProceduralReference.Parse(reference, null);
        var written = ProceduralReference.Write(recipe);
        var maps = _cache.Get((typeof(ProceduralMaps), written, default), () => ProceduralMaps.Of(recipe, written));
        return maps.Of(map);
    }

    private static long SizeOf(object asset) => asset switch
    {
        ProceduralMaps maps => maps.Bytes,
        Model model => model.Mesh.Bytes + model.Textures.Sum(t => t.Bytes),
        TextureImage texture => texture.Bytes,
        EnvironmentMap map => map.Pixels.LongLength * sizeof(float),
        _ => throw new ArgumentException($"{asset.GetType()} is no asset.", nameof(asset)),
    };
}
