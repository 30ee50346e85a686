using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Render.Core.Strata;

namespace Render.Core.Scenes;

/// <summary>An entry of <c>objects:</c>: a group of objects that are drawn alike.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Pick">Names of assets.</param>
/// <param name="Count">How many in a frame.</param>
/// <param name="MaxCount">The most that can be drawn.</param>
/// <param name="Scale">Of each.</param>
/// <param name="RotationDeg">Of each; null: as the placement has it.</param>
/// <param name="Material">What is changed of its materials.</param>
/// <param name="Place">Where they go.</param>
/// <param name="Require">What must hold of their places; null: nothing.</param>
/// <param name="Strata">The quotas that its objects meet; null: none.</param>
/// <param name="MayDrop">Whether an object that finds no place is left out.</param>
/// <param name="Path">Of its random streams.</param>
internal sealed record ObjectDescription(
    string Name, Value<string> Pick, Value<long> Count, int MaxCount, Value<double> Scale, Value<Rotation>? RotationDeg, IReadOnlyList<MaterialDescription> Material,
    PlacementStrategy Place, Requirements? Require, StrataDescription? Strata, bool MayDrop, string Path)
{
    /// <summary>Ids of instances are 16-bit.</summary>
    public const int MaxInstances = 65535;

    private static readonly SampledType<string> AssetNames = new(new AssetNameType(), listIsChoice: true);

    private static readonly Key<Value<string>> PickKey = new("pick", AssetNames, null,
        "Which asset each object is: a name, a list (each equally likely), or a distribution. Default: all assets, balanced.", "{ balanced: [mug, bottle] }");

    private static readonly Key<Value<long>> CountKey = new("count", new SampledType<long>(new IntegerType(0, MaxInstances)), "1",
        "How many objects the group has in a frame.", "{ integers: [4, 12] }");

    private static readonly Key<Value<double>> ScaleKey = new("scale", new SampledType<double>(new NumberType(null, 1e-6, 1e6)), "1",
        "Multiplies the size.", "[0.9, 1.1]");

    private static readonly Key<Value<Rotation>> RotationKey = new("rotation_deg", new SampledType<Rotation>(new RotationType()), null,
        "A turn about Z, or [x, y, z]. Default: at random, as the placement says.", "{ uniform_rotation: any }");

    private static readonly Key<IReadOnlyList<MaterialDescription>> MaterialKey = new("material", new MaterialListType(), null,
        "What is changed of the materials, drawn for each object.", "{ hue_shift_deg: [-180, 180] }");

    private static readonly Key<PlacementStrategy> PlaceKey = new("place", new PlacementTable(), null,
        "Where the objects go. Default: on the first plane of the surroundings, or on the ground.", "{ on: table, within: [0.8, 0.8], gap: 0.005 }");

    private static readonly Key<Requirements> RequireKey = new("require", Requirements.Section, null, "What must hold of each object's place, besides.",
        "{ in_view: 0.9, visible: 0.3 }");

    private static readonly Key<bool> InfeasibleKey = new("on_infeasible",
        new WordType<bool>("on_infeasible", ("drop", true), ("error", false)), "drop",
        "What happens to an object that finds no place: drop leaves it out (the frame's record lists it and why), error stops.");

    internal static readonly Key<StrataDescription> StrataKey = new("strata", StrataDescription.Section, null, StrataDescription.Section.Doc,
        "{ category: equal, size_px: [[16, 32], [32, 96]], visible: [[0.3, 0.8], [0.8, 1]] }");

    internal static readonly Section<ObjectDescription> Section = new("object group", "A group of objects that are drawn alike, each by itself.",
        [PickKey, CountKey, ScaleKey, RotationKey, MaterialKey, PlaceKey, RequireKey, StrataKey, InfeasibleKey, CommonKeys.Stream], Read);

    private static ObjectDescription Read(SectionReader r)
    {
        if (r.Context.Assets.Count == 0)
            throw r.Node.Error($"{r.Context.Path} has nothing to pick from.", "Declare at least one model under 'assets:'.");
        var count = r.Get(CountKey);
        var most = (int)count.Extremes.Max();
        ReadContext Each(ReadContext context) => context with { MaxCount = most, Group = r.Context.Path };
        r.Context.Registry.AddStream(r.Context.Path + ".place", "where its objects go, try after try");
        r.Context.Registry.AddStream($"{r.Context.Path}.{PickKey.Name}.set", "which model of an asset that has several");
        if (r.Has(RotationKey) && r.Has(PlaceKey) && r.NodeOf(PlaceKey) is MapNode map && map.Find(Fixed.RotationDeg.Name) is { } second)
            throw second.Error($"{r.Context.Path} has a rotation already.", "Remove one of the two.");
        var place = r.Find(PlaceKey, Each) ?? DefaultPlace(Each(r.Context));
        if (place.TurnsItself)
            r.Forbid(RotationKey, "what lies in a stable pose is turned by it");
        if (place is Falling && (r.NodeOf(RequireKey) as MapNode)?.Find(Requirements.ClearKey.Name) is { } clear)
            throw clear.Error("what falls keeps clear of everything by itself.", $"Remove '{Requirements.ClearKey.Name}'.");
        var group = new ObjectDescription(r.Context.Name, r.Find(PickKey, Each) ?? AllBalanced(Each(r.Context)), count, most, r.Get(ScaleKey, Each), r.Find(RotationKey, Each),
            r.Find(MaterialKey, Each) ?? [], place, r.Find(RequireKey), null, r.Get(InfeasibleKey), r.Context.Path);
        return r.Has(StrataKey) ? group.WithStrata(r, Each) : group;
    }

    /// <summary>Whether every frame has as many objects as any.</summary>
    public bool HasSteadyCount => Count.Extremes.Min() == MaxCount;

    private ObjectDescription WithStrata(SectionReader r, Func<ReadContext, ReadContext> each)
    {
        var strata = r.Get(StrataKey, context => each(context) with { Picked = [.. Pick.Extremes.Distinct()] });
        if (Place is Falling)
            throw r.NodeOf(StrataKey).Error("where things fall cannot be told beforehand, so they meet no quotas.", "Remove 'strata', or place the objects otherwise.");
        if (Pick.Extremes.FirstOrDefault(name => r.Context.AssetsByName[name].Models.Any(model => model.Category is null)) is { } unlabelled)
            throw r.NodeOf(StrataKey).Error($"'{unlabelled}' has no category: it is not labelled, and quotas count annotations.", "Give it a category, or let another group pick it.");
        if (Require is { CameraPlace: not null } && (Require.Visible > 0 || Require.InView > 0))
            throw Require.CameraPlace.Error("the group's strata say what is seen of its objects.", "Remove 'visible' and 'in_view': objects of strata are wholly within the picture.");
        if (strata.Size is null)
            return this with { Strata = strata };
        strata = strata with { ByDistance = strata.SaysBy is null ? !r.Has(PlaceKey) : strata.ByDistance };
        if (strata.ByDistance)
        {
            r.Forbid(PlaceKey, "the sizes of its strata give the distance from the camera; write 'by: scale' to let them give the scale");
            return this with { Strata = strata, Place = new InPicture(each(r.Context).Child(PlaceKey.Name)) };
        }
        (double, double)? scales = r.Has(ScaleKey) ? (Scale.Extremes.Min(), Scale.Extremes.Max()) : null;
        return this with { Strata = strata with { Scales = scales } };
    }

    private static Value<string> AllBalanced(ReadContext context) =>
        AssetNames.Read(SceneFile.Parse($"{{ balanced: [{string.Join(", ", context.Assets)}] }}").Root, context.Child(PickKey.Name));

    private static PlacementStrategy DefaultPlace(ReadContext context) => OnSurface.Section.Read(
        SceneFile.Parse($"{{ on: {context.DefaultSurface} }}").Root, context.Child(PlaceKey.Name));
}
