using System.Security.Cryptography;
using System.Text;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Core.Placement;
using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>A scene with its assets at hand: what frames are drawn from. Immutable; <see cref="Draw"/> is a pure function and may run on many threads.</summary>
public sealed class ResolvedScene
{
    private readonly SceneDescription _description;
    private readonly AssetLibrary _assets;
    private readonly Dictionary<string, AssetDescription> _assetsByName;
    private readonly Dictionary<string, ModelShape> _shapes = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ObjectDescription> _objects;

    internal ResolvedScene(Scene scene, AssetLibrary assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        (Scene, _description, _assets) = (scene, scene.Description, assets);
        _assetsByName = _description.Assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        foreach (var model in ReferredModels())
            _shapes[model] = new(assets.Model(model));
        _objects = WithRoom(_description.Objects);
        Contents = ContentsOf();
        Hash = HashOf();
    }

    public Scene Scene { get; }

    /// <summary>
    /// sha256, lower-case hex, of <see cref="Scene.CanonicalJson"/> and of the contents of every asset that a frame can refer to.
    /// </summary>
    public string Hash { get; }

    /// <summary>
    /// sha256, lower-case hex, by reference, of every model (over all files that went into it), texture and environment file that a frame can refer to.
    /// </summary>
    public IReadOnlyDictionary<string, string> Contents { get; }

    /// <summary>Everything in one frame. Pure: depends on nothing but the scene, the seed and the index.</summary>
    /// <param name="seed">The data set's seed.</param>
    /// <param name="frame">The frame's index, from 0.</param>
    /// <exception cref="RenderException">An object finds no place and the scene says <c>on_infeasible: error</c>, or the frame makes no sense.</exception>
    public Frame Draw(ulong seed, long frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        var key = new DrawKey(seed, frame);
        var drawing = new FrameDrawing(key, _assetsByName, _shapes);
        foreach (var surrounding in _description.Surroundings)
            drawing.Add(surrounding);
        foreach (var group in _objects)
            drawing.Add(group);
        var image = _description.Image.Draw(key);
        var environment = _description.Environment.Draw(key);
        return new()
        {
            Index = frame,
            Seed = seed,
            Split = _description.Splits.Draw(key),
            Image = image,
            Cameras = [_description.Camera.Draw(key, image.Width, image.Height, drawing.Focus())],
            Environment = environment,
            Lights = [.. _description.Lights.Select(light => light.Draw(key))],
            Instances = [.. drawing.Instances],
            Dropped = [.. drawing.Dropped],
            Assets = ContentsOfFrame(drawing.Instances, environment),
        };
    }

    private SortedDictionary<string, string> ContentsOfFrame(IEnumerable<FrameInstance> instances, FrameEnvironment environment)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var instance in instances)
        {
            contents[instance.Model] = _assets.Model(instance.Model).ContentHash;
            foreach (var change in instance.Materials)
                if (change.BaseColorTexture is { } texture)
                    contents[texture] = _assets.Texture(texture, ColorSpace.Srgb).SourceHash;
        }
        if (environment.Map is { } map)
            contents[map] = _assets.Environment(map).ContentHash;
        return contents;
    }

    private IEnumerable<string> ReferredModels()
    {
        foreach (var surrounding in _description.Surroundings)
            if (surrounding.Shape is { } shape)
                yield return "shape:" + shape;
        var names = _description.Objects.SelectMany(o => o.Pick.Extremes)
            .Concat(_description.Surroundings.SelectMany(s => s.Asset?.Extremes ?? []));
        foreach (var file in names.Distinct().SelectMany(name => _assetsByName[name].Files).Distinct())
            yield return file;
    }

    private IEnumerable<string> ReferredImages()
    {
        var materials = _description.Objects.Select(o => o.Material).Concat(_description.Surroundings.Select(s => s.Material));
        var textures = materials.SelectMany(m => m?.BaseColor?.Extremes ?? []).Select(paint => paint.Texture).OfType<string>();
        return textures.Concat(_description.Environment.Map?.Extremes ?? []).Distinct();
    }

    private SortedDictionary<string, string> ContentsOf()
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in ReferredModels())
            contents[model] = _assets.Model(model).ContentHash;
        foreach (var image in ReferredImages())
        {
            // Hashed as a file: a scene may choose from more images than fit in memory.
            using var stream = File.OpenRead(Scene.Roots.Resolve(image));
            contents[image] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        return contents;
    }

    private string HashOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add(Scene.CanonicalJson);
        foreach (var (reference, content) in Contents)
            Add($"{reference} {content}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Groups that stand on the endless ground and do not say where get a square with room for all of them.</summary>
    private List<ObjectDescription> WithRoom(IReadOnlyList<ObjectDescription> groups)
    {
        bool NeedsRoom(ObjectDescription group) => group.Place is OnSurface { SurfaceName: OnSurface.Ground, IsUnbounded: true }
            && _description.Surroundings.All(s => s.Name != OnSurface.Ground);
        double Widest(ObjectDescription group) => group.Pick.Extremes.SelectMany(name => _assetsByName[name].Files.Select(f => (name, f)))
            .Max(model => 2 * _shapes[model.f].Radius * _assetsByName[model.name].Scale) * group.Scale.Extremes.Max();
        var needy = groups.Where(NeedsRoom).ToList();
        var count = needy.Sum(group => (long)group.MaxCount);
        // A single object stands in the middle; more have twice the area of their circles.
        var side = count <= 1 ? 0 : Math.Sqrt(2.0 * count) * needy.Max(Widest);
        return [.. groups.Select(group => NeedsRoom(group) ? group with { Place = ((OnSurface)group.Place).WithRoom(side) } : group)];
    }
}
