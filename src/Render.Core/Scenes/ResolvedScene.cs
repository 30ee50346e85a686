using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Core.Placement;
using Render.Core.Placement.Physics;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Render.Core.Strata;
using Render.Core.Textures;

namespace Render.Core.Scenes;

/// <summary>A scene with its assets at hand: what frames are drawn from. Immutable; <see cref="Draw"/> is a pure function and may run on many threads.</summary>
public sealed class ResolvedScene
{
    private readonly SceneDescription _description;
    private readonly AssetLibrary _assets;
    private readonly PhysicsWorkers? _physics;
    private const string NoLight =
        "the scene has no light: none of its lights and materials shines, and its environment has strength or colour 0; all surfaces will be black. Give it 'lights', or an 'environment' above 0.";

    private readonly Dictionary<string, AssetDescription> _assetsByName;
    // A shape lives as long as its model is kept.
    private readonly ConditionalWeakTable<Model, ModelShape> _shapes = [];
    private readonly HashSet<string> _lazy;
    private readonly IReadOnlyList<ObjectDescription>[]? _objects;

    internal ResolvedScene(Scene scene, AssetLibrary assets, PhysicsWorkers? physics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(assets);
        (Scene, _description, _assets, _physics) = (scene, scene.Description, assets, physics);
        _assetsByName = _description.Assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        _lazy = scene.References.Models.Except(scene.References.Listed).ToHashSet(StringComparer.Ordinal);
        var listed = OpenListed(cancellation);
        CheckMaterialNames(listed);
        OpenFixedImages();
        _objects = NeedsRoom().Any(PicksLazily) ? null : [.. scene.Variants.Select(variant => WithRoom(variant.Description, group => Widest(group, listed)))];
        Contents = ContentsOf(listed, cancellation);
        Notes = _lazy.Count == 0 && SceneLight.IsAbsent(_description) && !listed.Values.Any(model => model.Shines) ? [NoLight] : [];
        Hash = HashOf();
    }

    public Scene Scene { get; }

    /// <summary>What is no error, but hardly what was meant; sentences for the user.</summary>
    public IReadOnlyList<string> Notes { get; }

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
    /// <param name="cancellation">Ends the wait for the frame's models.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RenderException">
    /// An object finds no place and the scene says <c>on_infeasible: error</c>, or the frame makes no sense; <see cref="Failure.Refused"/>: a model of a
    /// manifest, or one of several textures or environments, that this frame holds cannot be had, which concerns no other frame.
    /// </exception>
    public Frame Draw(ulong seed, long frame, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        var key = new DrawKey(seed, frame) { FrozenStreams = Scene.Values.FrozenStreams };
        var made = Make(key, 0, cancellation);
        return Scene.Variants.Count == 1 ? made : made with { Variants = [.. Enumerable.Range(1, Scene.Variants.Count - 1).Select(v => Make(key, v, cancellation))] };
    }

    /// <summary>A variant of a frame, and everything that was drawn to make it.</summary>
    /// <param name="seed">As of <see cref="Draw"/>.</param>
    /// <param name="frame">As of <see cref="Draw"/>.</param>
    /// <param name="variant">From 0.</param>
    /// <param name="cancellation">Ends the wait for the frame's models.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RenderException">As of <see cref="Draw"/>.</exception>
    public FrameExplanation Explain(ulong seed, long frame, int variant = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)variant, (uint)Scene.Variants.Count, nameof(variant));
        var log = new DrawLog();
        var made = Make(new DrawKey(seed, frame) { FrozenStreams = Scene.Values.FrozenStreams, Log = log }, variant, cancellation);
        return new(made, Scene.Variants[variant].Values, log);
    }

    private Frame Make(DrawKey key, int variant, CancellationToken cancellation)
    {
        var (description, values) = Scene.Variants[variant];
        var (seed, frame) = (key.Seed, key.Frame);
        key = key with { Surfaces = new() };
        var strata = new FrameStrata(key, description.Objects);
        key = strata.Key;
        var picks = new FramePicks(key, description, _assetsByName, strata);
        OpenLazy(picks, frame, cancellation);
        var image = description.Image.Draw(key);
        // Cameras that depend on the objects are refused where something asks for them before the objects are placed.
        var cameras = new Lazy<FrameCamera[]>(() => description.Cameras.Draw(key, image.Width, image.Height, default));
        var drawing = new FrameDrawing(key, picks, ShapeOf, (file, material, number) => HolesOf(key, description.Labels.BlendCutoff, file, material, number), new(cameras, image.Width, image.Height), strata, description.Labels);
        foreach (var surrounding in description.Surroundings)
            drawing.Add(surrounding);
        // Drawn, and logged, once more with the lights themselves.
        foreach (var light in description.Lights.Where(light => light.Visible.Draw(key)))
            drawing.Add(light.Draw(key with { Log = null }));
        foreach (var group in _objects?[variant] ?? WithRoom(description, group => Widest(group, picks.Of(group))))
            drawing.Add(group);
        drawing.Settle(_physics);
        if (description.Sensor is { } exposing)
            image = image with { ExposureEv = (float)(image.ExposureEv + exposing.ExposureEv(key)) };
        var environment = description.Environment.Draw(key);
        return new()
        {
            Index = frame,
            Seed = seed,
            Split = description.Splits.Draw(key),
            Image = image,
            Sensor = description.Sensor?.Draw(key, image.ToneCurve),
            Cameras = description.Cameras.Draw(key, image.Width, image.Height, drawing.Focus()),
            Environment = environment,
            Lights = [.. description.Lights.Select(light => light.Draw(key)).Concat(Sun(description, environment, key))],
            Fog = description.Fog?.Draw(key),
            BlendCutoff = (float)description.Labels.BlendCutoff,
            Instances = [.. drawing.Instances],
            Dropped = [.. drawing.Dropped],
            Varied = Scene.Variants.Count == 1 ? null : new(values.Variant.Values.ToDictionary(v => v.Path, v => v.Value), StringComparer.Ordinal),
            Tags = description.Tags.Draw(key),
            Assets = ContentsOfFrame(drawing.Instances, environment, frame),
        };
    }

    private static IEnumerable<FrameLight> Sun(SceneDescription description, FrameEnvironment environment, DrawKey key) =>
        description.Environment.Sky?.SunOf(environment, key) is { } sun ? [sun] : [];

    private SortedDictionary<string, string> ContentsOfFrame(IEnumerable<FrameInstance> instances, FrameEnvironment environment, long frame)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var instance in instances)
        {
            contents[instance.Model] = ContentOf(instance.Model);
            foreach (var change in instance.Materials)
            {
                if (change.From is { } donor)
                    contents[donor] = ContentOf(donor);
                foreach (var (image, colorSpace) in change.Images())
                {
                    // Made here, on the thread that draws ahead, so that the renderer does not wait for it; the reference itself is its contents.
                    if (ProceduralReference.Is(image))
                        _assets.Texture(image, colorSpace);
                    else
                        contents[image] = OfImage("texture", Scene.References.FixedTextures.Contains((image, colorSpace)), frame, () => _assets.Texture(image, colorSpace).SourceHash);
                }
            }
        }
        if (environment.BackgroundImage is { } pattern && ProceduralReference.Is(pattern))
            _assets.Texture(pattern, ColorSpace.Srgb);
        else if (environment.BackgroundImage is { } photo)
            contents[photo] = OfImage("background", Scene.References.FixedTextures.Contains((photo, ColorSpace.Srgb)), frame, () => _assets.Texture(photo, ColorSpace.Srgb).SourceHash);
        if (environment.Map is { } map)
            contents[map] = OfImage("environment", Scene.References.Environments.Count == 1, frame, () => _assets.Environment(map).ContentHash);
        return contents;
    }

    /// <summary>A bad one of several costs the frames that drew it; of those that are not drawn, see <see cref="OpenFixedImages"/>.</summary>
    private static T OfImage<T>(string kind, bool isFixed, long frame, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (RenderException e) when (e.Failure == Failure.InvalidInput && !isFixed)
        {
            throw new RenderException(Failure.Refused, $"the {kind} of this frame cannot be used: {e.Message}", $"frame {frame}",
                "Mend the file or take it out of the scene; 'render validate' names all such files.", e);
        }
    }

    /// <summary>What the hash of the scene says and what is opened must be the same: files may change while a run lasts.</summary>
    private string ContentOf(string reference)
    {
        var found = _assets.Model(reference).ContentHash;
        return found == Contents[reference] ? found : throw new RenderException(Failure.InvalidInput,
            "the file is not what it was when this run began.", reference, "Run the same command again, into another folder if the old contents are there.");
    }

    private ModelShape ShapeOf(string reference) => ShapeOf(_assets.Model(reference));

    private ModelShape ShapeOf(Model model) => _shapes.GetValue(model, m => new(m));

    /// <summary>What of an instance lets rays through as its labels do; null: nothing. Looked up when something asks what a camera sees.</summary>
    /// <param name="key">The frame; what is drawn of the materials here is drawn again, and logged, where the instance is made.</param>
    /// <param name="blendCutoff">From this alpha up a blended surface is solid.</param>
    /// <param name="file">The model.</param>
    /// <param name="material">What is changed of its materials.</param>
    /// <param name="number">Of the instance, in its group.</param>
    private Lazy<CutOut?[]?>? HolesOf(DrawKey key, double blendCutoff, string file, IReadOnlyList<MaterialDescription> material, int number)
    {
        if (!CutOut.MayHaveHoles(_assets.Model(file)) && !material.Any(change => change.ChangesAlpha))
            return null;
        return new(() => OfImage("texture", isFixed: false, key.Frame, () =>
        {
            var silent = key with { Log = null };
            var worn = new FrameInstance { Name = file, Model = file, ObjectToWorld = [], Materials = [.. material.SelectMany(change => change.Draw(silent, number))] };
            return CutOut.Of(worn, _assets.Model(file), _assets, (float)blendCutoff);
        }));
    }

    /// <param name="Hash">Of its contents.</param>
    /// <param name="Radius">How far it reaches from its origin, metres.</param>
    /// <param name="Materials">Their names.</param>
    /// <param name="Shines">Whether one of them is seen without light.</param>
    private readonly record struct Opened(string Hash, double Radius, IReadOnlyList<string> Materials, bool Shines);

    /// <summary>
    /// Opens what the scene itself lists, on several threads, and keeps what is needed of each without opening it again.
    /// </summary>
    /// <exception cref="RenderException">Some cannot be had; all are counted and the first of them named.</exception>
    private Dictionary<string, Opened> OpenListed(CancellationToken cancellation)
    {
        string[] files = [.. Scene.References.Listed];
        var (opened, failures) = (new Opened[files.Length], new RenderException?[files.Length]);
        Parallel.For(0, files.Length, Opening(cancellation), i =>
        {
            try
            {
                var model = _assets.Model(files[i]);
                opened[i] = new(model.ContentHash, ShapeOf(model).Radius, [.. model.Materials.Select(m => m.Name)],
                    model.Materials.Any(m => m.Unlit || m.Emissive != System.Numerics.Vector3.Zero));
            }
            catch (RenderException e)
            {
                failures[i] = e;
            }
        });
        if (failures.OfType<RenderException>().ToList() is { Count: > 0 } bad)
            throw ErrorList.Join(bad, $"{bad.Count} of {files.Length} models cannot be used");
        return files.Zip(opened).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>A name that none of a group's models has is a mistake; where a manifest holds some of them, nobody knows before they are opened.</summary>
    /// <exception cref="RenderException">With the place of the name, and the names that there are.</exception>
    private void CheckMaterialNames(Dictionary<string, Opened> opened)
    {
        IEnumerable<string> Files(IEnumerable<string> assets) => assets.SelectMany(name => _assetsByName[name].Models).Select(model => model.File);
        var wearers = _description.Objects.Select(o => (o.Material, Files: Files(o.Pick.Extremes)))
            .Concat(_description.Objects.Select(o => o.Strata?.Occluders).OfType<Occluders>().Select(o => (o.Material, Files: o.Pick is { } pick ? Files(pick.Extremes) : [Occluders.Box])))
            .Concat(_description.Surroundings.Select(s => (s.Material, Files: s.Shape is { } shape ? ["shape:" + shape] : Files(s.Asset!.Extremes))));
        foreach (var (material, files) in wearers)
        {
            if (material.All(change => change.Of.Count == 0) || files.Any(_lazy.Contains))
                continue;
            var known = files.SelectMany(file => opened[file].Materials).Where(name => name.Length > 0).Distinct().ToArray();
            foreach (var (name, place) in material.SelectMany(change => change.Of))
                if (!known.Contains(name))
                    throw Names.Unknown(place, "material in any of these models", name, known);
        }
    }

    /// <summary>What is in every frame, or in every frame that holds its object, stops a run before it begins.</summary>
    private void OpenFixedImages()
    {
        foreach (var (file, colorSpace) in Scene.References.FixedTextures)
            _assets.Texture(file, colorSpace);
        if (Scene.References.Environments is [var map])
            _assets.Environment(map);
    }

    /// <summary>Opens a frame's models of manifests, on several threads, so that placing them does not wait for one after the other.</summary>
    private void OpenLazy(FramePicks picks, long frame, CancellationToken cancellation)
    {
        var files = picks.Files.Where(_lazy.Contains).ToArray();
        var failures = new RenderException?[files.Length];
        Parallel.For(0, files.Length, Opening(cancellation), i =>
        {
            try
            {
                ShapeOf(files[i]);
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                failures[i] = e;
            }
        });
        if (failures.OfType<RenderException>().FirstOrDefault() is { } failure)
            throw new RenderException(Failure.Refused, $"a model of this frame cannot be used: {failure.Message}", $"frame {frame}",
                "Mend the file or take it out of its manifest; 'render validate' names all such files.", failure);
    }

    private static ParallelOptions Opening(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8), CancellationToken = cancellation };

    private SortedDictionary<string, string> ContentsOf(Dictionary<string, Opened> opened, CancellationToken cancellation)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] models = [.. Scene.References.Models];
        var hashes = new string[models.Length];
        Parallel.For(0, models.Length, Opening(cancellation), i => hashes[i] = opened.TryGetValue(models[i], out var known) ? known.Hash : _assets.ModelHash(models[i]));
        foreach (var (model, hash) in models.Zip(hashes))
            contents[model] = hash;
        foreach (var image in Scene.References.Textures.Select(t => t.File).Concat(Scene.References.Environments).Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
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
        foreach (var manifest in _description.Assets.Select(a => a.Manifest).OfType<AssetManifest>())
            Add($"{manifest.Reference} {manifest.Hash}");
        foreach (var (reference, content) in Scene.Values.Tables)
            Add($"{reference} {content}");
        foreach (var model in _description.Assets.SelectMany(a => a.Models).Where(m => m.Keypoints?.FileHash is not null))
            Add($"{model.File} keypoints {model.Keypoints!.FileHash}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Groups that stand on the endless ground and do not say where.</summary>
    private IEnumerable<ObjectDescription> NeedsRoom() => NeedsRoom(_description);

    private static IEnumerable<ObjectDescription> NeedsRoom(SceneDescription description) => description.Surroundings.Any(s => s.Name == OnSurface.Ground)
        ? []
        : description.Objects.Where(group => group.Place is OnSurface { SurfaceName: OnSurface.Ground, IsUnbounded: true });

    private bool PicksLazily(ObjectDescription group) => group.Pick.Extremes.Any(name => _assetsByName[name].IsLazy);

    /// <summary>
    /// They get a square with room for all of them: the same in all frames, or, where a manifest holds models that nobody has opened, with room for the
    /// largest of this frame.
    /// </summary>
    private static List<ObjectDescription> WithRoom(SceneDescription description, Func<ObjectDescription, double> widest)
    {
        var needy = NeedsRoom(description).ToHashSet();
        var count = needy.Sum(group => (long)group.MaxCount);
        // A single object stands in the middle; more have twice the area of their circles.
        var side = count <= 1 ? 0 : Math.Sqrt(2.0 * count) * needy.Max(widest);
        return [.. description.Objects.Select(group => needy.Contains(group) ? group with { Place = ((OnSurface)group.Place).WithRoom(side) } : group)];
    }

    /// <summary>Greatest diameter that an object of the group can have, metres.</summary>
    private double Widest(ObjectDescription group, Dictionary<string, Opened> opened) =>
        group.Pick.Extremes.SelectMany(name => _assetsByName[name].Models).Max(model => 2 * opened[model.File].Radius * model.Scale) * group.Scale.Extremes.Max();

    /// <summary>The same of the objects of one frame.</summary>
    private double Widest(ObjectDescription group, AssetModel[] models) =>
        models.Select(model => 2 * ShapeOf(model.File).Radius * model.Scale).DefaultIfEmpty().Max() * group.Scale.Extremes.Max();
}
