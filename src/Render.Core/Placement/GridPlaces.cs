using System.Globalization;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>In rows and columns over a level surface, each a little off its place.</summary>
internal sealed class GridPlaces(string surfaceName, (long Rows, long Columns) size, (double X, double Y) spacing, (double X, double Y) jitter, double gap, bool overlap, Value<Rotation> rotation)
    : PlacementStrategy(rotation)
{
    internal static readonly Key<string> Grid = new("grid", new SurfaceNameType(), null,
        "What the objects stand on: a plane, box, cylinder or asset of the surroundings (its top), or ground, the plane z = 0.", "table", required: true);

    private static readonly Key<long> Rows = new("rows", new IntegerType(1, 10000), null, "Places along the surface's y axis.", "3", required: true);

    private static readonly Key<long> Columns = new("columns", new IntegerType(1, 10000), null, "Places along its x axis; the objects take them row by row.", "4", required: true);

    private static readonly Key<(double X, double Y)> Spacing = new("spacing", new PairType("distance", "metres", 1e-9), null,
        "From place to place along x and y; the grid lies in the middle of the surface.", "[0.15, 0.12]", required: true);

    private static readonly Key<(double X, double Y)> Jitter = new("jitter", new PairType("distance", "metres", 0), "[0, 0]",
        "Each object is moved at random by up to this, to either side.", "[0.01, 0.01]");

    internal static readonly Section<PlacementStrategy> Section = new("place in a grid",
        "In rows and columns on a surface, each a little off its place. Turned at random about the vertical, where the object does not say.",
        [Grid, Rows, Columns, Spacing, Jitter, OnSurface.GapKey, OnSurface.OverlapKey],
        r => new GridPlaces(r.Get(Grid), (r.Get(Rows), r.Get(Columns)), r.Get(Spacing), r.Get(Jitter), r.Get(OnSurface.GapKey), r.Get(OnSurface.OverlapKey), RandomRotation(r.Context, "z")));

    public override string SurfaceName => surfaceName;

    public override double? Gap => overlap ? null : gap;

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var (u, v) = (2 * wanted.Stream.NextUnit() - 1, 2 * wanted.Stream.NextUnit() - 1);
        reason = string.Create(CultureInfo.InvariantCulture, $"beyond the {size.Rows * size.Columns} places of the grid");
        if (wanted.Instance >= size.Rows * size.Columns)
            return null;
        var (row, column) = (wanted.Instance / size.Columns, wanted.Instance % size.Columns);
        return OnSurface.Stand(wanted, (column - (size.Columns - 1) / 2.0) * spacing.X + u * jitter.X, (row - (size.Rows - 1) / 2.0) * spacing.Y + v * jitter.Y, out reason);
    }
}
