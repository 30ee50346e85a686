using System.Globalization;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>
/// Evenly scattered over a level surface: no two places nearer than a distance, and hardly room left for another (Bridson, "Fast Poisson disk sampling in arbitrary dimensions", 2007).
/// </summary>
internal sealed class PoissonDisk(string surfaceName, double distance, (double X, double Y)? within, double gap, bool overlap, string path, Value<Rotation> rotation)
    : PlacementStrategy(rotation)
{
    /// <summary>Tries around a place before it is closed.</summary>
    private const int TriesAround = 30;

    private const double MostCells = 4_000_000;

    internal static readonly Key<string> Poisson = new("poisson", new SurfaceNameType(), null,
        "What the objects stand on: a plane, box, cylinder or asset of the surroundings (its top), or ground, the plane z = 0.", "table", required: true);

    private static readonly Key<double> Distance = new("distance", new NumberType("metres", 1e-6), null, "No two places are nearer to each other.", "0.12", required: true);

    internal static readonly Section<PlacementStrategy> Section = new("place evenly scattered",
        "Scattered over a surface so evenly that no two places are nearer than a distance and hardly one could be added (a Poisson disk set); a frame's objects take the places in a random order. Turned at random about the vertical, where the object does not say.",
        [Poisson, Distance, OnSurface.WithinKey, OnSurface.GapKey, OnSurface.OverlapKey], r =>
        {
            if (r.Get(Poisson) == OnSurface.Ground && !r.Has(OnSurface.WithinKey) && !r.Context.Surroundings.Contains(OnSurface.Ground))
                throw r.Node.Error("the ground is endless: 'within' must say over which part of it the places lie.", "Give 'within: [x, y]'.");
            r.Context.Registry.AddStream(r.Context.Path + ".places", "the set of places, and their order");
            return new PoissonDisk(r.Get(Poisson), r.Get(Distance), r.Has(OnSurface.WithinKey) ? r.Get(OnSurface.WithinKey) : null, r.Get(OnSurface.GapKey), r.Get(OnSurface.OverlapKey),
                r.Context.Path + ".places", RandomRotation(r.Context, "z"));
        });

    // What was made last, for the objects of a frame ask one after the other; another thread's frame only costs the time to make them again.
    private volatile Tuple<DrawKey, Surface, (double X, double Y)[]>? _last;

    public override string SurfaceName => surfaceName;

    public override double? Gap => overlap ? null : gap;

    public override Pose? Propose(PlacementTry wanted, out string reason)
    {
        var places = Places(wanted.Key, wanted.Surface!);
        reason = string.Create(CultureInfo.InvariantCulture, $"beyond the {places.Length} places for which there is room");
        return wanted.Instance < places.Length ? OnSurface.Stand(wanted, places[wanted.Instance].X, places[wanted.Instance].Y, out reason) : null;
    }

    /// <summary>In the surface's own axes.</summary>
    private (double X, double Y)[] Places(DrawKey key, Surface surface)
    {
        if (_last is { } last && last.Item1 == key && last.Item2 == surface)
            return last.Item3;
        var (width, height) = within is { } size ? (Math.Min(size.X, 2 * surface.HalfX), Math.Min(size.Y, 2 * surface.HalfY)) : (2 * surface.HalfX, 2 * surface.HalfY);
        if (width / distance * (height / distance) * 2 > MostCells)
            throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"'{surface.Name}' has room for millions of places that are {distance} m apart."),
                $"frame {key.Frame}", "Give a smaller 'within' or a larger 'distance'.");
        var places = Scatter(width, height, distance, key.Stream(path), (x, y) => !surface.Round || Square(x / surface.HalfX) + Square(y / surface.HalfY) <= 1);
        _last = new(key, surface, places);
        return places;
    }

    /// <summary>Around the middle of the rectangle, in random order.</summary>
    internal static (double X, double Y)[] Scatter(double width, double height, double distance, RandomStream stream, Func<double, double, bool> isInside)
    {
        var cell = distance / Math.Sqrt(2);
        var (columns, rows) = ((int)(width / cell) + 1, (int)(height / cell) + 1);
        var grid = new int[columns * rows];
        var (places, open) = (new List<(double X, double Y)>(), new List<int>());
        (int Column, int Row) CellOf((double X, double Y) p) => (Math.Min((int)(p.X / cell), columns - 1), Math.Min((int)(p.Y / cell), rows - 1));
        bool IsFree((double X, double Y) p)
        {
            var (column, row) = CellOf(p);
            for (var r = Math.Max(0, row - 2); r <= Math.Min(rows - 1, row + 2); r++)
                for (var c = Math.Max(0, column - 2); c <= Math.Min(columns - 1, column + 2); c++)
                    if (grid[r * columns + c] is var n and > 0 && Square(places[n - 1].X - p.X) + Square(places[n - 1].Y - p.Y) < distance * distance)
                        return false;
            return true;
        }
        void Keep((double X, double Y) p)
        {
            places.Add(p);
            open.Add(places.Count - 1);
            var (column, row) = CellOf(p);
            grid[row * columns + column] = places.Count;
        }
        Keep((stream.NextUnit() * width, stream.NextUnit() * height));
        while (open.Count > 0 && places.Count < ObjectDescription.MaxInstances)
        {
            var at = (int)stream.NextBelow(open.Count);
            var (found, from) = (false, places[open[at]]);
            for (var i = 0; i < TriesAround && !found; i++)
            {
                // Uniform over the ring between one and two distances.
                var radius = distance * Math.Sqrt(1 + 3 * stream.NextUnit());
                var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
                var p = (X: from.X + radius * cos, Y: from.Y + radius * sin);
                found = p.X >= 0 && p.X <= width && p.Y >= 0 && p.Y <= height && IsFree(p);
                if (found)
                    Keep(p);
            }
            if (!found)
                open.RemoveAt(at);
        }
        // What grows from place to place leaves gaps: darts into every empty cell, three times over, fill nearly all of them.
        for (var cellNumber = 0; cellNumber < 3 * grid.Length && places.Count < ObjectDescription.MaxInstances; cellNumber++)
        {
            var at = cellNumber % grid.Length;
            for (var i = 0; i < TriesAround && grid[at] == 0; i++)
            {
                var p = (X: (at % columns + stream.NextUnit()) * cell, Y: (at / columns + stream.NextUnit()) * cell);
                if (p.X <= width && p.Y <= height && IsFree(p))
                    Keep(p);
            }
        }
        (double X, double Y)[] kept = [.. places.Select(p => (p.X - width / 2, p.Y - height / 2)).Where(p => isInside(p.Item1, p.Item2))];
        for (var i = kept.Length - 1; i > 0; i--)
            if (stream.NextBelow(i + 1) is var other)
                (kept[i], kept[other]) = (kept[other], kept[i]);
        return kept;
    }

    private static double Square(double x) => x * x;
}
