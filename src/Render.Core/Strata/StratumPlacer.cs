using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes;

namespace Render.Core.Strata;

/// <summary>An object of a group with strata, before it has a place.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Number">In the group.</param>
/// <param name="Stratum">What it is to be like.</param>
/// <param name="Wanted">Turned and scaled as drawn.</param>
/// <param name="Up">What is up in the model's own axes.</param>
/// <param name="Scale">That it has in <paramref name="Wanted"/>, the model's own left out.</param>
/// <param name="Occluder">What may hide a part of it; null: nothing is to.</param>
/// <param name="OccluderHoles">In the surface of that: see <see cref="PosedModel"/>.</param>
internal sealed record StratumObject(
    ObjectDescription Group, int Number, Stratum Stratum, PlacementTry Wanted, Double3 Up, double Scale, ModelShape? Occluder, Lazy<CutOut?[]?>? OccluderHoles)
{
    public string Name => $"{Group.Name}[{Number}]";
}

/// <summary>Where an object of a stratum is.</summary>
/// <param name="Pose">Its own.</param>
/// <param name="Occluder">Of what hides a part of it; null: nothing was needed.</param>
/// <param name="Found">For the frame's record.</param>
internal sealed record StratumPlace(Pose Pose, Pose? Occluder, FrameStratum Found);

/// <summary>
/// Finds a place at which an object is what its stratum says: so large in the picture, and so much of it seen. Each try draws from a stream of its own. Pixels are counted by
/// rays through their centres, which is how labels are made; what a stratum asks must hold with a margin for what may come out differently.
/// </summary>
/// <param name="key">The frame.</param>
/// <param name="scene">What stands in it.</param>
/// <param name="placer">Of the frame.</param>
/// <param name="labels">Without what there is no annotation.</param>
/// <param name="number">Of the camera in whose image they are counted.</param>
internal sealed class StratumPlacer(DrawKey key, PlacedScene scene, Placer placer, LabelSettings labels, int number)
{
    /// <summary>Objects up to this many pixels across are counted pixel by pixel, larger ones on every n-th.</summary>
    private const int MostRaysAcross = 40;

    /// <summary>By which the visible part of a large object may be off, for it is not counted pixel by pixel: about four standard deviations over random places.</summary>
    private const double CountMargin = 0.012;

    /// <summary>Pixels by which the box of pixels may differ from the box around the image: each side by less than half of one.</summary>
    private const double SizeMargin = 1;

    private const int ScaleSteps = 40;

    private const double ScaleTolerance = 1e-4;

    private readonly OccluderPlacer _occluders = new(scene, number);

    private CameraSight Camera => scene.Camera(number);

    // The box around the image of an object with holes is larger than that of its solid pixels: by so much on the last try that missed its bin for it.
    private double _margin = 1;

    /// <summary>Null where none of the tries was good; <paramref name="why"/> then says what stood in the way, how often.</summary>
    public StratumPlace? Place(StratumObject thing, out string why)
    {
        var path = thing.Group.Path + ".place";
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (thing.Stratum.Of.Draws.FirstOrDefault(draw => !draw.IsFrozen && !thing.Stratum.On(draw.Axis)!.Holds(draw.At(key, thing.Number))) is { } missed)
        {
            why = $"no value of {missed.Axis.Name} in 1000 draws fell into '{thing.Stratum.On(missed.Axis)!.Name}'";
            return null;
        }
        _margin = 1;
        for (var i = 0; i < Placer.MaxTries; i++)
        {
            if (Try(thing, key.Stream(path, thing.Number, i), out var reason) is { } place)
            {
                key.Log?.Add(new PlacementTrace(path, thing.Number, i + 1, true, reasons));
                why = "";
                return place;
            }
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }
        key.Log?.Add(new PlacementTrace(path, thing.Number, Placer.MaxTries, false, reasons));
        why = Placer.Why(reasons);
        return null;
    }

    private StratumPlace? Try(StratumObject wanted, RandomStream stream, out string reason)
    {
        var (group, strategy) = (wanted.Group, wanted.Group.Place);
        if (Propose(wanted, stream, out reason) is not { } pose)
            return null;
        var moved = pose.HasLinearPartOf(wanted.Wanted.Pose) ? wanted.Wanted.Footprint.Moved(pose.Position) : Footprint.Of(wanted.Wanted.Shape, pose);
        var thing = new PlacedThing(wanted.Name, wanted.Wanted.Shape, pose, moved, wanted.Wanted.Holes);
        if (Camera.BoxOf(thing.Shape.Hull, pose) is not { } box || !box.IsWithin(Camera.Width, Camera.Height))
            return Refuse("not wholly in the picture", out reason);
        var refusal = placer.Overlap(strategy, group.Require, moved)
            ?? (wanted.Stratum.Of.Floats && scene.RunsInto(thing, null) is { } other ? $"running into '{other}'" : null)
            ?? scene.RefusalByWishes(group.Require, thing, wanted.Up, strategy.SurfaceName ?? strategy.MeshName, out _);
        if (refusal is not null)
            return Refuse(refusal, out reason);
        // Of what has holes fewer rays meet anything.
        var step = Math.Max(1, (int)Math.Ceiling(box.Longer / (thing.Holes is null ? MostRaysAcross : 2 * MostRaysAcross)));
        var sight = scene.Look(thing, number, box, Centres(box, step));
        return Hide(wanted, thing, box, sight, step, stream, out reason);
    }

    /// <summary>Turned, scaled and placed, and in its size.</summary>
    private Pose? Propose(StratumObject wanted, RandomStream stream, out string reason)
    {
        var (strata, strategy) = (wanted.Stratum.Of, wanted.Group.Place);
        if (wanted.Stratum.On(strata.Size)?.Range is not { } range)
            return strategy.Propose(wanted.Wanted with { Stream = stream }, out reason);
        // A box of pixels is up to a pixel more or less than the box around the image, which is what is drawn.
        var (low, high) = (range.Low + SizeMargin, range.High - SizeMargin);
        var size = low * PortableMath.Pow(high / low, stream.NextUnit()) * _margin;
        if (strata.ByDistance)
            return strategy.Propose(wanted.Wanted with { Stream = stream, Picture = (Camera, size) }, out reason);
        var scale = 1.0;
        for (var i = 0; i < ScaleSteps; i++)
        {
            // The same numbers for every scale: the place moves little while the scale is looked for.
            var scaled = wanted.Wanted with
            {
                Stream = new(stream.Key, stream.Path + ".scale", stream.Instance, null),
                Pose = wanted.Wanted.Pose.Scaled(scale),
                Footprint = wanted.Wanted.Footprint.Scaled(scale),
            };
            if (strategy.Propose(scaled, out reason) is not { } pose)
                return null;
            if (Camera.BoxOf(scaled.Shape.Hull, pose) is not { } box)
                return Refuse<Pose>("not wholly in the picture", out reason);
            var ratio = size / box.Longer;
            if (Math.Abs(ratio - 1) < ScaleTolerance)
                return strata.Scales is { } bounds && (scale * wanted.Scale < bounds.Low || scale * wanted.Scale > bounds.High)
                    ? Refuse<Pose>(scale * wanted.Scale < bounds.Low ? "a smaller scale than 'scale' allows" : "a greater scale than 'scale' allows", out reason)
                    : pose;
            scale *= Math.Clamp(ratio, 0.25, 4);
        }
        return Refuse<Pose>("no scale shows it in its size", out reason);
    }

    /// <summary>Puts an occluder before the object where too much of it is seen.</summary>
    private StratumPlace? Hide(StratumObject wanted, PlacedThing thing, ImageBox box, Sight sight, int step, RandomStream stream, out string reason)
    {
        var (amodal, u) = (sight.Alone, stream.NextUnit());
        if (amodal == 0)
            return Refuse("seen by no pixel", out reason);
        // A contour may come out a pixel different.
        var margin = 1.0 / amodal + (step > 1 ? CountMargin : 0);
        var range = wanted.Stratum.On(wanted.Stratum.Of.Visible)?.Range ?? (0, 1);
        var enough = (1.1 * labels.MinPixels + 2) / ((double)amodal * step * step);
        // A whole object has all of its pixels, however they are counted.
        var unfiltered = labels.MinVisibility > 0 ? Math.Min(1, labels.MinVisibility + margin) : 0;
        var (least, most) = (Math.Max(range.Low > 0 ? range.Low + margin : 0, Math.Max(enough, unfiltered)), range.High >= 1 ? 1 : range.High - margin);
        if (least > most)
            return Refuse("covering too few pixels", out reason);
        var seen = (double)sight.Seen.Count / amodal;
        if (seen < least)
            return Refuse("hidden too much by what stands already", out reason);
        var target = range.High >= 1 ? Math.Min(1, least + 2 * u * (1 - least)) : least + u * (most - least);
        Pose? occluder = null;
        PlacedThing[] things = [thing];
        if (wanted.Occluder is { } shape && seen > target)
        {
            if (_occluders.Place(shape, wanted.OccluderHoles, thing, box, sight, target, stream, out var left, out reason) is not { } found)
                return null;
            (occluder, sight) = (found, sight with { Seen = left });
            things = [thing, new(wanted.Name + ".occluder", shape, found, Footprint.Of(shape, found), wanted.OccluderHoles)];
            if (scene.RunsInto(things[1], null) is { } other)
                return Refuse($"the occluder running into '{other}'", out reason);
        }
        seen = (double)sight.Seen.Count / amodal;
        if (seen < least || seen > most)
            return Refuse(seen < least ? "hidden too much by the occluder" : "hidden too little", out reason);
        var across = PixelsAcross(thing, box);
        if (wanted.Stratum.On(wanted.Stratum.Of.Size)?.Range is { } sizes && (across < sizes.Low || across >= sizes.High))
        {
            _margin = thing.Holes is null ? 1 : box.Longer / across;
            return Refuse("its box of pixels in another bin", out reason);
        }
        // From centre to centre, of a box that may come out a pixel less.
        double leastSide = labels.MinSizePx;
        if (leastSide > 0 && sight.ShorterSide < leastSide)
            return Refuse("seen in a box that is too small for an annotation", out reason);
        if (scene.HidesOthers(things, out var others) is { } hidden)
            return Refuse(hidden, out reason);
        scene.Accept(things, least, leastSide, "out of its stratum", sight, others);
        placer.Add(thing.Footprint);
        reason = "";
        return new(thing.Pose, occluder, wanted.Stratum.ToRecord() with
        {
            SizePx = across,
            AmodalPixels = amodal * step * step,
            Visible = Math.Round(seen, 6),
        });
    }

    /// <summary>The longer side of the box around its pixels as seen alone: lines of pixels are looked through from each side of its image until one meets it.</summary>
    private int PixelsAcross(PlacedThing thing, ImageBox box)
    {
        var rays = Camera.Rays(thing.Posed);
        // Bent edges are followed to a tenth of a pixel.
        var slack = Camera.IsPinhole ? 0 : 0.1;
        var (left, top, right, bottom) = ((int)Math.Floor(box.MinX - slack), (int)Math.Floor(box.MinY - slack), (int)(box.MaxX + slack), (int)(box.MaxY + slack));
        bool Meets(int x, int y) => !double.IsPositiveInfinity(rays.Reach(x + 0.5, y + 0.5));
        int Extent(int first, int last, Func<int, bool> meets)
        {
            while (first <= last && !meets(first))
                first++;
            while (last > first && !meets(last))
                last--;
            return last - first + 1;
        }
        // A side that is shorter by more than thin tips between the centres may take from the other cannot be the longer one.
        const double Tips = 4;
        var width = box.Width < box.Height - Tips ? 0 : Extent(left, right, x => Enumerable.Range(top, bottom - top + 1).Any(y => Meets(x, y)));
        var height = box.Height < box.Width - Tips ? 0 : Extent(top, bottom, y => Enumerable.Range(left, right - left + 1).Any(x => Meets(x, y)));
        return Math.Max(width, height);
    }

    /// <summary>Centres of pixels of a box, every n-th each way, and the middle of what is left over at the sides.</summary>
    private static IEnumerable<(double X, double Y)> Centres(ImageBox box, int step)
    {
        var (left, top) = ((int)Math.Floor(box.MinX), (int)Math.Floor(box.MinY));
        for (var y = top + (step - 1) / 2; y < box.MaxY; y += step)
            for (var x = left + (step - 1) / 2; x < box.MaxX; x += step)
                yield return (x + 0.5, y + 0.5);
    }

    private static StratumPlace? Refuse(string why, out string reason)
    {
        reason = why;
        return null;
    }

    private static T? Refuse<T>(string why, out string reason)
        where T : struct
    {
        reason = why;
        return null;
    }
}
