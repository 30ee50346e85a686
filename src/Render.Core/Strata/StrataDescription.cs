using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Strata;

/// <summary>
/// The <c>strata:</c> of a group of objects: what its labelled objects are to be like, and how many of each kind. Every combination of bins is a stratum; which one an object
/// serves follows from its frame and its number alone.
/// </summary>
/// <param name="Path">Of its random stream.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="Category">Bins of categories; null: as the group picks.</param>
/// <param name="Size">Of the longer side of the box around the whole image, pixels; null: as it is placed.</param>
/// <param name="Visible">Of the visible part; null: any of which enough is seen to be annotated.</param>
/// <param name="Draws">Of named draws.</param>
/// <param name="ByDistance">Whether the distance gives the size; else the scale does.</param>
/// <param name="Scales">Within which the scale must stay that gives the size; null: any.</param>
/// <param name="Occluders">What hides parts of objects.</param>
/// <param name="Place">For errors.</param>
internal sealed record StrataDescription(
    string Path, string Group, StratumAxis? Category, StratumAxis? Size, StratumAxis? Visible, IReadOnlyList<DrawAxis> Draws, bool ByDistance,
    (double Low, double High)? Scales, Occluders? Occluders, Node Place)
{
    /// <summary>Objects of a block that holds exactly its quotas: finding one's place in it takes so long.</summary>
    private const int MostParts = 1 << 16;

    /// <summary>An image of a pixel's width tells nothing: a box of pixels is off by up to a pixel at each side.</summary>
    private const double LeastSizeWidth = 4;

    /// <summary>Of the visible part: what is counted on some hundred pixels tells no more.</summary>
    private const double LeastVisibleWidth = 0.05;

    private static readonly Key<IReadOnlyList<StratumBin>> CategoryKey = new("category", new WordBinsType("category of the group", CategoriesOf, "equal"), null,
        "Which categories, each with a share: equal (all that the group picks from), a list, or a map of whole numbers. 'pick' then only says which assets there are: within a category each model is equally likely.",
        "{ mug: 2, can: 1 }");

    private static readonly Key<IReadOnlyList<StratumBin>> SizeKey = new(StratumAxis.SizePx, new RangeBinsType("pixels", 2, 65536, LeastSizeWidth), null,
        "The longer side of the box around the object's whole image, as seen alone; within its bin every doubling is equally likely, a pixel away from the ends.", "{ small: [16, 32], medium: [32, 96], large: [96, 256] }");

    private static readonly Key<IReadOnlyList<StratumBin>> VisibleKey = new(StratumAxis.Visible, new RangeBinsType(null, 0, 1, LeastVisibleWidth), null,
        "The part of the object's pixels that is seen; what stands already or occluders hide the rest. Within its bin every part is equally likely; in one that reaches 1, half of the objects are whole.",
        "{ barely: [0.2, 0.5], half: [0.5, 0.8], clear: [0.8, 1] }");

    private static readonly Key<IReadOnlyList<DrawAxis>> DrawsKey = new("draws", new DrawAxesType(), null,
        "Named draws (`let`), each with bins of its values: an object, and all else that is made of the draw, has a value of the bin. Draws of 'scope: instance', or of a frame where the group's count is at most 1.",
        "{ hour: { day: [7, 18], night: [18, 24] } }");

    private static readonly Key<bool> ByKey = new("by", new WordType<bool>("way to give a size", ("distance", true), ("scale", false)), null,
        "What gives an object its size in the picture. distance: it floats before the camera, anywhere in the picture, at its own scale. scale: it is where 'place' puts it, and 'scale', where given, bounds its scale. Default: scale where the group says 'place', else distance.",
        "scale");

    private static readonly Key<string> CameraKey = new("camera", new TextType("name of a camera"), null,
        "In whose images sizes and visible parts are counted, where the scene has several `cameras`; of several views, in the first. Default: the first camera.", "left");

    private static readonly Key<Occluders> OccludersKey = new("occluders", Occluders.Section, "{}", Occluders.Section.Doc, "{ pick: [bolt, nut] }");

    internal static readonly Section<StrataDescription> Section = new("strata",
        "Quotas that are met by construction: every object of the group is made for a stratum, a combination of bins (see [Strata](#strata-and-quotas)).",
        [CategoryKey, SizeKey, VisibleKey, DrawsKey, ByKey, CameraKey, OccludersKey], Read);

    /// <summary>Whether the objects float where the camera sees them in their size.</summary>
    public bool Floats => Size is not null && ByDistance;

    public IReadOnlyList<StratumAxis> Axes { get; } = [.. ((StratumAxis?[])[Category, Size, Visible, .. Draws.Select(draw => draw.Axis)]).OfType<StratumAxis>()];

    /// <summary>Whether a draw that all objects of a frame share is among the axes: then the frame's number alone gives the stratum.</summary>
    public bool IsOfFrame => Draws.Any(draw => draw.IsOfFrame);

    /// <summary>Objects in a row that hold every stratum exactly as often as its shares say.</summary>
    public int BlockSize => Axes.Aggregate(1, (size, axis) => size * axis.Parts);

    public StrataTable ToTable() => new(Group, [.. Axes.Select(axis => axis.ToTable())]) { Camera = Camera };

    /// <summary>Number of the camera in whose images they are counted.</summary>
    public int Camera { get; private init; }

    /// <summary>Where <c>camera</c> stands; null: it is not said.</summary>
    private ScalarNode? SaysCamera { get; init; }

    /// <summary>The same with the camera that it names.</summary>
    /// <exception cref="RenderException">There is none of that name.</exception>
    public StrataDescription Among(IReadOnlyList<string> cameras) => SaysCamera is not { } name ? this
        : Enumerable.Range(0, cameras.Count).FirstOrDefault(i => cameras[i] == name.Text, -1) is >= 0 and var number ? this with { Camera = number }
        : throw Names.Unknown(name, "camera", name.Text, cameras);

    /// <summary>Refuses strata whose annotations the labels' filters would take away, all of them.</summary>
    /// <exception cref="RenderException">With the bin, and the filter.</exception>
    public void CheckFilters(LabelSettings labels)
    {
        RenderException Never(StratumBin bin, StratumAxis axis, string filter) => Place.Error($"objects of the bin '{bin.Name}' of {axis.Name} would have no annotation: {filter}.",
            "Quotas count annotations: move the bin, or loosen the filter.");
        foreach (var bin in Visible?.Bins ?? [])
            if (bin.Range!.Value.High is var high && high < 1 && high <= labels.MinVisibility)
                throw Never(bin, Visible!, FormattableString.Invariant($"labels.min_visibility is {labels.MinVisibility}"));
        var most = Visible?.Bins.Min(bin => bin.Range!.Value.High) ?? 1;
        foreach (var bin in Size?.Bins ?? [])
        {
            var high = bin.Range!.Value.High;
            if (high <= labels.MinSizePx)
                throw Never(bin, Size!, FormattableString.Invariant($"labels.min_size_px is {labels.MinSizePx}"));
            if (high * high * most < labels.MinPixels)
                throw Never(bin, Size!, FormattableString.Invariant($"labels.min_pixels is {labels.MinPixels}, and the least visible bin shows at most {high * high * most:0} pixels"));
        }
    }

    /// <summary>The stratum of one of a row of objects.</summary>
    /// <param name="seed">The data set's.</param>
    /// <param name="row">Names the row.</param>
    /// <param name="number">In the row, from 0.</param>
    public Stratum At(ulong seed, string row, long number)
    {
        var part = BlockPermutation.At(seed, row, number, BlockSize);
        var bins = new StratumBin[Axes.Count];
        for (var axis = bins.Length - 1; axis >= 0; axis--)
            (part, bins[axis]) = (part / Axes[axis].Parts, Axes[axis].BinOf(part % Axes[axis].Parts));
        return new(this, bins);
    }

    private static StrataDescription Read(SectionReader r)
    {
        StratumAxis? Find(Key<IReadOnlyList<StratumBin>> key) => r.Find(key) is { } bins ? new(key.Name, bins) : null;
        var (category, size, visible, draws) = (Find(CategoryKey), Find(SizeKey), Find(VisibleKey), r.Find(DrawsKey) ?? []);
        if (category is null && size is null && visible is null && draws.Count == 0)
            throw r.Node.Error("strata need at least one of category, size_px, visible and draws.");
        if (size is null)
            r.Forbid(ByKey, "there are no bins of size_px");
        if (visible is null)
            r.Forbid(OccludersKey, "there are no bins of visible");
        r.Context.Registry.AddStream(r.Context.Path, "which stratum each object serves");
        var strata = new StrataDescription(r.Context.Path, r.Context.Group![(r.Context.Group!.LastIndexOf('.') + 1)..], category, size, visible, draws,
            r.Has(ByKey) && r.Get(ByKey), null, visible is null ? null : r.Get(OccludersKey), r.Node)
        { SaysBy = r.Has(ByKey) ? r.NodeOf(ByKey) : null, SaysCamera = r.Has(CameraKey) ? r.NodeOf(CameraKey) as ScalarNode : null };
        var parts = strata.Axes.Aggregate(1L, (product, axis) => Math.Min(product * axis.Parts, int.MaxValue));
        return parts <= MostParts
            ? strata
            : throw r.Node.Error(FormattableString.Invariant($"a block that holds all quotas would have {parts} objects; {MostParts} is the most."), "Give fewer bins, or smaller shares.");
    }

    /// <summary>Where <c>by</c> stands; null: it is not said.</summary>
    public Node? SaysBy { get; private init; }

    /// <summary>All categories of the assets that the group picks from; they are known when its strata are read.</summary>
    private static IReadOnlyList<string> CategoriesOf(ReadContext context) =>
        [.. context.Picked.SelectMany(name => context.AssetsByName[name].Models).Select(model => model.Category).OfType<string>().Distinct()];
}

/// <summary>The stratum of one object.</summary>
/// <param name="Of">The strata of its group.</param>
/// <param name="Bins">One on each axis.</param>
internal sealed record Stratum(StrataDescription Of, IReadOnlyList<StratumBin> Bins)
{
    public StratumBin? On(StratumAxis? axis) => axis is null ? null : Bins[Of.Axes.Index().First(a => a.Item == axis).Index];

    /// <summary>For the frame's record, with nothing found yet.</summary>
    public FrameStratum ToRecord() => new()
    {
        Group = Of.Group,
        Bins = new(Of.Axes.Zip(Bins).ToDictionary(pair => pair.First.Name, pair => pair.Second.Name), StringComparer.Ordinal),
    };
}
