using System.Text.Json.Nodes;
using Render.Core.Cameras;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>Everything that a scene file says, typed, with every default filled in: the root of the language's declarations.</summary>
internal sealed record SceneDescription
{
    private static readonly Key<int> Version = new("render", new WordType<int>("version of the scene language", ("1", 1)), null,
        "Version of the scene language: 1.", "1", required: true);

    private static readonly Key<string> NameKey = new("name", new TextType("name"), "scene", "What the data set is called.", "tabletop");

    internal static readonly Key<long> FramesKey = new("frames", new IntegerType(1, 999_999_999_999), "1", "How many frames the data set has.", "1000");

    private static readonly Key<long> SeedKey = new("seed", new IntegerType(0, long.MaxValue), "0", "Another seed gives another data set of the same kind.", "7");

    private static readonly Key<Splits> SplitKey = new("split", new SplitType(), "train",
        "A word for all frames, or shares from which each frame's split is drawn.", "{ train: 0.8, val: 0.2 }");

    private static readonly Key<Variations> VaryKey = new("vary", new VariationsType(), "{}",
        "Values that each frame is rendered with one after the other, by their paths, while every other draw stays as it is: pairs of images that differ in one thing. Several paths make all combinations, 64 at most.",
        "{ objects.things.material.base_color: [white, tan, black] }");

    private static readonly Key<ImageDescription> ImageKey = new("image", ImageDescription.Section, "{}", ImageDescription.Section.Doc,
        "{ width: 640, height: 480 }");

    private static readonly Key<SensorDescription> SensorKey = new("sensor", SensorDescription.Section, null, SensorDescription.Section.Doc,
        "{ iso: [100, 800], vignetting_cos4: 1, blur_px: [0.3, 0.8] }");

    private static readonly Key<IReadOnlyList<AssetDescription>> AssetsKey = new("assets", new NamedMapType<AssetDescription>("assets", AssetDescription.Section),
        "{}", "The models that objects are made of, by names of your own.", "{ mug: { file: assets:meshes/mug.glb, category: mug } }");

    private static readonly Key<IReadOnlyList<string>> CategoriesKey = new("categories", new ListType<string>(new TextType("name of a category")), null,
        "All categories in the order of their ids. Default: those of the assets, in their order.", "[mug, bottle]");

    private static readonly Key<CameraDescription> CameraKey = new("camera", CameraDescription.Section, "{}", CameraDescription.Section.Doc,
        "{ fov_deg: [40, 60], distance: [0.8, 1.2] }");

    private static readonly Key<IReadOnlyList<CameraDescription>> CamerasKey = new("cameras", new NamedMapType<CameraDescription>("cameras", CameraDescription.Section), null,
        "Several cameras instead of one, by names of your own: each frame has an image of each. A camera may stand relative_to one above it: stereo pairs, rigs.",
        "{ left: { fov_deg: 60 }, right: { relative_to: left, offset: [0.12, 0, 0] } }");

    private static readonly Key<long> ViewsKey = new("views", new IntegerType(1, CameraRig.MostImages), "1",
        "So many views of each frame: the same objects, lights and materials, and for each view the cameras drawn anew.", "8");

    private static readonly Key<EnvironmentDescription> EnvironmentKey = new("environment", EnvironmentDescription.Section, "{}",
        EnvironmentDescription.Section.Doc, "{ map: { files: assets:environments/*.hdr } }");

    private static readonly Key<FogDescription> FogKey = new("fog", FogDescription.Section, null, FogDescription.Section.Doc, "{ visibility: [20, 200] }");

    private static readonly Key<IReadOnlyList<LightDescription>> LightsKey = new("lights", new NamedMapType<LightDescription>("lights", LightDescription.Section),
        null, "Lights besides the environment, by names of your own. Default: a sun where the environment has neither map nor sky; {} is none.",
        "{ sun: { type: sun, irradiance_w_m2: [1, 4] } }");

    private static readonly Key<IReadOnlyList<SurroundingDescription>> SurroundingsKey = new("surroundings",
        new NamedMapType<SurroundingDescription>("surroundings", SurroundingDescription.Section), "{}",
        "Tables, walls, rooms: what is in every frame, by names of your own.", "{ table: { shape: plane, size: [2, 2] } }");

    private static readonly Key<IReadOnlyList<ObjectDescription>> ObjectsKey = new("objects", new NamedMapType<ObjectDescription>("object groups", ObjectDescription.Section),
        null, "Groups of objects, by names of your own. Default: one object a frame, any of the assets.", "{ things: { pick: mug, count: [1, 5] } }");

    private static readonly Key<LabelSettings> LabelsKey = new("labels", LabelsSection.Type, "[coco]",
        "What is written besides the pictures: a list of coco, depth, semantic, instance, amodal, pose, keypoints, panoptic, range, normals, coordinates, albedo, or a map of them with settings.", "[coco, depth]");

    private static readonly Key<Lets> LetKey = new("let", new LetsType(), "{}",
        "Named draws: values under names of your own, which other values are made of (see Named draws).", "{ hour: { uniform: [5, 21] } }");

    private static readonly Key<Sampler?> SamplingKey = new("sampling", new SamplingType(), "independent",
        "How the draws of values are spread over the frames that do not say themselves by 'sample' (see Sampling).", "stratified");

    private static readonly Key<IReadOnlyList<string>> FreezeKey = new("freeze", new ListType<string>(new TextType("path, or pattern of paths")), null,
        "Values that are their 'base' in all frames, and placements that are as in frame 0: paths as 'render explain' shows them, with all below them; * stands for any part. --freeze adds to it.",
        "[lights, objects.*.material]");

    private static readonly Key<IReadOnlyDictionary<string, string>> AboutKey = new("about", new TextMapType("map of word: text"), "{}",
        "What COCO's info is to say, in your own words; it changes no picture and no label.", "{ contributor: Our Lab, url: https://example.org }");

    internal static readonly Section<SceneDescription> Section = new("scene", "A scene file describes not one picture but a distribution of pictures.",
        [
            Version, NameKey, FramesKey, SeedKey, SplitKey, SamplingKey, FreezeKey, VaryKey, LetKey, ImageKey, SensorKey, AssetsKey, CategoriesKey, CameraKey, CamerasKey, ViewsKey, EnvironmentKey, LightsKey, FogKey, SurroundingsKey,
            ObjectsKey, LabelsKey, AboutKey,
        ], Read);

    /// <summary>What a data set may be extended by without being another one: not part of the scene's hash.</summary>
    internal static void RemoveWhatIsOutsideHash(JsonObject canonical)
    {
        var filters = LabelsSection.Filters(canonical[LabelsKey.Name] as JsonObject);
        var tags = LabelsSection.TagsOf(canonical[LabelsKey.Name] as JsonObject);
        foreach (var key in (Key[])[FramesKey, LabelsKey, AboutKey])
            canonical.Remove(key.Name);
        // Objects of strata are placed so that they are annotated.
        if (filters.Count > 0 && canonical[ObjectsKey.Name] is JsonObject groups && groups.Any(group => (group.Value as JsonObject)?.ContainsKey(ObjectDescription.StrataKey.Name) == true))
            canonical[LabelsKey.Name] = filters;
        if (tags is not null)
            (canonical[LabelsKey.Name] ??= new JsonObject())["tags"] = tags;
        foreach (var (_, asset) in canonical[AssetsKey.Name]?.AsObject() ?? [])
            asset!.AsObject().Remove(AssetDescription.LicenceKey.Name);
    }

    /// <summary>The patterns behind <c>freeze:</c>, which must be known before the first value is read.</summary>
    internal static IEnumerable<ScalarNode> FrozenBy(Node root) => (root as MapNode)?.Find(FreezeKey.Name) is ListNode list ? list.Items.OfType<ScalarNode>() : [];

    /// <summary>What each frame is rendered with one after the other: it says how the scene is read.</summary>
    internal static Variations VariationsOf(Node root) => (root as MapNode)?.Find(VaryKey.Name) is { } node ? VariationsType.Of(node) : Variations.None;

    /// <summary>Puts what is frozen in the place of the patterns that say so.</summary>
    internal static void SetFrozen(JsonObject canonical, IReadOnlyList<string> frozen)
    {
        canonical.Remove(FreezeKey.Name);
        if (frozen.Count > 0)
            canonical[FreezeKey.Name] = new JsonArray([.. frozen.Select(path => (JsonNode)path)]);
    }

    public required string Name { get; init; }

    public required long Frames { get; init; }

    public required ulong Seed { get; init; }

    public required Splits Splits { get; init; }

    public required ImageDescription Image { get; init; }

    public SensorDescription? Sensor { get; init; }

    public required IReadOnlyList<AssetDescription> Assets { get; init; }

    public required IReadOnlyList<Category> Categories { get; init; }

    public required CameraRig Cameras { get; init; }

    public required EnvironmentDescription Environment { get; init; }

    public required IReadOnlyList<LightDescription> Lights { get; init; }

    public FogDescription? Fog { get; init; }

    public required IReadOnlyList<SurroundingDescription> Surroundings { get; init; }

    public required IReadOnlyList<ObjectDescription> Objects { get; init; }

    public required LabelSettings Labels { get; init; }

    public required ImageTags Tags { get; init; }

    public required IReadOnlyDictionary<string, string> About { get; init; }

    private static SceneDescription Read(SectionReader reader)
    {
        reader.Get(Version);
        reader.Find(FreezeKey);
        var (lets, sampler) = (reader.Get(LetKey), reader.Get(SamplingKey));
        var r = reader.With(context => context with { Lets = lets, Sampler = sampler });
        lets.Check(r.Context);
        var labels = r.Get(LabelsKey);
        var assets = r.Get(AssetsKey, context => context with { WantsKeypoints = labels.Keypoints });
        var byName = assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        ReadContext Known(ReadContext context) => context with { Assets = [.. assets.Select(a => a.Name)], AssetsByName = byName };
        var surroundings = r.Get(SurroundingsKey, Known);
        var ground = surroundings.FirstOrDefault(s => s.Shape == "plane" && s.Unlevel is null)?.Name;
        ReadContext WithGround(ReadContext context) => Known(context) with
        {
            Surroundings = [.. surroundings.Select(s => s.Name)],
            DefaultSurface = ground ?? context.DefaultSurface,
            Unlevel = surroundings.Where(s => s.Unlevel is not null).ToDictionary(s => s.Name, s => s.Unlevel!, StringComparer.Ordinal),
        };
        r = r.With(context => context with { Surroundings = [.. surroundings.Select(s => s.Name)] });
        var objects = r.Find(ObjectsKey, WithGround) ?? DefaultObjects(assets, WithGround(r.Context));
        var (image, environment) = (r.Get(ImageKey), r.Get(EnvironmentKey));
        var lights = r.Find(LightsKey) ?? (environment.LightsAlone ? [] : [LightDescription.Default(r.Context.Child(LightsKey.Name))]);
        var most = surroundings.Count + LightPanel.Parts * (long)lights.Count(light => light.Visible.Extremes.Contains(true)) + objects.Sum(o => (long)o.MaxCount * (o.Strata?.Occluders is null ? 1 : 2));
        if (most > ObjectDescription.MaxInstances)
            throw r.NodeOf(ObjectsKey).Error($"a frame may have {most} instances; {ObjectDescription.MaxInstances} is the most that ids can tell apart.", "Lower 'count'.");
        var cameras = CamerasOf(r);
        if (cameras.DependsOnObjects && objects.Select(o => o.Require?.CameraPlace).FirstOrDefault(place => place is not null) is { } asking)
            throw asking.Error("this needs a camera that is known before the objects are placed; here it looks at them, or keeps its distance from them.",
                "Give camera.look_at, and camera.position or camera.distance.");
        objects = [.. objects.Select(o => o.Strata is { } strata ? o with { Strata = strata.Among([.. cameras.Cameras.Select(c => c.Name)]) } : o)];
        CheckStrata(objects, cameras, labels);
        return new()
        {
            Name = r.Get(NameKey),
            Frames = r.Get(FramesKey),
            Seed = (ulong)r.Get(SeedKey),
            Splits = r.Get(SplitKey),
            Image = image,
            Sensor = r.Find(SensorKey),
            Assets = assets,
            Categories = CategoriesOf(assets, r),
            Cameras = cameras,
            Environment = environment,
            Lights = lights,
            Fog = r.Find(FogKey),
            Surroundings = surroundings,
            Objects = objects,
            Labels = labels with { Image = image.Format },
            Tags = ImageTags.Of(labels.Tags ?? [], r.NodeOf(LabelsKey), r.Context),
            About = r.Get(AboutKey),
        };
    }

    /// <summary>What a group's strata ask of the rest of the scene.</summary>
    private static void CheckStrata(IReadOnlyList<ObjectDescription> objects, CameraRig cameras, LabelSettings labels)
    {
        var draws = new HashSet<string>(StringComparer.Ordinal);
        foreach (var strata in objects.Select(o => o.Strata).OfType<StrataDescription>())
        {
            if (cameras.DependsOnObjects)
                throw strata.Place.Error("strata need a camera that is known before the objects are placed; here it looks at them, or keeps its distance from them.",
                    "Give camera.look_at, and camera.position or camera.distance.");
            strata.CheckFilters(labels);
            if (objects.FirstOrDefault(o => o.Place is Falling) is { } falling)
                throw strata.Place.Error($"the objects of '{falling.Name}' fall, nobody knows where to, and could hide those of the strata.", "Remove one of the two.");
            if (strata.Draws.FirstOrDefault(draw => !draws.Add(draw.Path)) is { } shared)
                throw strata.Place.Error($"{shared.Axis.Name} is an axis of another group's strata already, and both share one draw.", "Give it 'scope: instance'.");
        }
    }

    private static CameraRig CamerasOf(SectionReader r)
    {
        var views = (int)r.Get(ViewsKey);
        // The views of a frame are to a camera's values what the objects of a group are to the group's.
        ReadContext Each(ReadContext context) => views == 1 ? context : context with { Group = ViewsKey.Name };
        if (r.Has(CamerasKey))
            r.Forbid(CameraKey, "'cameras' is given");
        var cameras = r.Has(CamerasKey) ? r.Get(CamerasKey, Each) : [r.Get(CameraKey, Each)];
        var place = r.NodeOf(r.Has(CamerasKey) ? CamerasKey : CameraKey);
        if (cameras.Count == 0)
            throw place.Error("there is no camera.", "Name at least one, or leave 'cameras' out.");
        for (var i = 0; i < cameras.Count; i++)
            if (cameras[i].Place is { } rig && cameras.Take(i).All(c => c.Name != rig.Reference))
                throw Names.Unknown(((place as MapNode)?.Find(cameras[i].Name) as MapNode)?.Find(CameraDescription.RelativeKey.Name) ?? place,
                    "camera above this one", rig.Reference, cameras.Take(i).Select(c => c.Name));
        var images = (long)cameras.Count * views;
        return images <= CameraRig.MostImages
            ? new(cameras, views)
            : throw r.NodeOf(ViewsKey).Error($"a frame would have {images} images; {CameraRig.MostImages} is the most.", "Lower 'views'.");
    }

    private static IReadOnlyList<ObjectDescription> DefaultObjects(IReadOnlyList<AssetDescription> assets, ReadContext context) => assets.Count == 0
        ? []
        : [ObjectDescription.Section.Read(SceneFile.Parse("{}").Root, context.Child(ObjectsKey.Name).Child("objects"))];

    /// <summary>The points of each category that has any; none where no label asks for them.</summary>
    private static Dictionary<string, CategoryKeypoints> KeypointsOf(IReadOnlyList<AssetDescription> assets, SectionReader r)
    {
        var found = new Dictionary<string, CategoryKeypoints>(StringComparer.Ordinal);
        foreach (var model in assets.SelectMany(a => a.Models))
        {
            if (model.Keypoints is not { } points)
                continue;
            if (!found.TryGetValue(model.Category!, out var ofCategory))
                found.Add(model.Category!, ofCategory = new());
            ofCategory.Add(points);
        }
        return found.Count > 0 || !r.Get(LabelsKey).Keypoints
            ? found
            : throw r.NodeOf(LabelsKey).Error("keypoints are asked for, and no asset with a category has any.",
                $"Name them at the asset (keypoints:), or in a file beside the model, called like it but ending in {string.Join(" or ", ModelKeypoints.Extensions)}.");
    }

    private static List<Category> CategoriesOf(IReadOnlyList<AssetDescription> assets, SectionReader r)
    {
        var supercategories = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var (asset, model) in assets.SelectMany(a => a.Models.Select(m => (a, m))))
        {
            if (model.Category is not { } category)
                continue;
            if (supercategories.TryAdd(category, model.Supercategory!))
                order.Add(category);
            else if (supercategories[category] != model.Supercategory)
                throw Place(asset, model).Error(
                    $"the category '{category}' has two supercategories, '{supercategories[category]}' and '{model.Supercategory}'.", "Give the same one.");
        }
        if (r.Find(CategoriesKey) is { } given)
        {
            if (given.Distinct().Count() != given.Count)
                throw r.NodeOf(CategoriesKey).Error("a category is listed twice.");
            var known = given.ToHashSet(StringComparer.Ordinal);
            foreach (var (asset, model) in assets.SelectMany(a => a.Models.Select(m => (a, m))))
                if (model.Category is { } name && !known.Contains(name))
                    throw Names.Unknown(Place(asset, model), "entry in categories for", name, given);
            order = [.. given];
        }
        var keypoints = KeypointsOf(assets, r);
        return [.. order.Select((name, i) => new Category(i + 1, name, supercategories.GetValueOrDefault(name, name), keypoints.GetValueOrDefault(name)?.ToSet()))];

        // Where a model's category stands: in its manifest, or somewhere among the assets.
        Node Place(AssetDescription asset, AssetModel model) => asset.Manifest is { } manifest
            ? new ScalarNode($"{manifest.Path}:{model.CategoryPlace.Line}:{model.CategoryPlace.Column}", model.Category!, Quoted: false)
            : r.NodeOf(AssetsKey);
    }
}
