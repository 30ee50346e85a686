using Render.Core.Placement;
using Render.Core.Placement.Physics;
using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>
/// The objects of one frame that fall, after all others have been placed. They are let go together; one that does not come to lie as its group requires falls again, from
/// another start, while the others begin where they lie. What does not in <see cref="MaxDrops"/> drops is taken away, and the others settle without it.
/// </summary>
/// <param name="key">The frame.</param>
/// <param name="scene">What stands in the frame.</param>
internal sealed class FallingObjects(DrawKey key, PlacedScene scene)
{
    /// <summary>How often an object falls at most. Each is a simulation of all of them.</summary>
    public const int MaxDrops = 12;

    /// <summary>One of them.</summary>
    /// <param name="Slot">Its place among the frame's instances.</param>
    /// <param name="Group">Where it belongs.</param>
    /// <param name="Name">Of the object.</param>
    /// <param name="Model">What it is.</param>
    /// <param name="Scale">Of the model.</param>
    /// <param name="Up">What is up in the model's own axes.</param>
    /// <param name="Wanted">Its stream goes on with every drop.</param>
    public sealed record Faller(int Slot, ObjectDescription Group, string Name, AssetModel Model, double Scale, Double3 Up, PlacementTry Wanted)
    {
        public Falling Strategy => (Falling)Group.Place;

        public Pose PoseOf(SettledBody body) => Pose.Of(body.Rotation, new(Scale, Scale, Scale), body.Position);
    }

    /// <param name="Faller">The object.</param>
    /// <param name="Pose">Where it lies; null: it is left out.</param>
    /// <param name="Why">It is left out.</param>
    public readonly record struct Outcome(Faller Faller, Pose? Pose, string Why);

    private readonly List<Faller> _fallers = [];
    private readonly List<SortedDictionary<string, int>> _refusals = [];
    private readonly Pile _pile = new(key);
    private readonly SortedDictionary<int, string> _leftOut = [];

    /// <summary>Something that does not move.</summary>
    public void Stand(ModelShape shape, Pose pose) => _pile.Stand(shape, pose);

    /// <param name="faller">An object.</param>
    /// <param name="rotation">At the start.</param>
    /// <param name="placed">Objects that are there already.</param>
    public void Add(Faller faller, Rotation rotation, IReadOnlyList<Footprint> placed)
    {
        var wanted = faller.Wanted;
        _pile.Fall(faller.Strategy, wanted.Instance, wanted.Shape, rotation, faller.Scale, StartOf(faller, wanted), wanted.Surface!, placed);
        _fallers.Add(faller);
        _refusals.Add(new(StringComparer.Ordinal));
    }

    /// <summary>Lets them fall.</summary>
    /// <param name="workers">Where they are simulated.</param>
    /// <param name="placed">Objects that do not fall.</param>
    /// <exception cref="RenderException">As <see cref="PhysicsWorkers.Settle"/>.</exception>
    public IEnumerable<Outcome> Settle(PhysicsWorkers? workers, IReadOnlyList<Footprint> placed)
    {
        if (_fallers.Count == 0)
            return [];
        if (workers is null)
            throw new InvalidOperationException("a scene in which things fall needs physics workers");
        var settled = _pile.Settle(workers);
        var drops = 1;
        for (var refused = Refused(settled); refused.Count > 0; refused = Refused(settled))
        {
            for (var i = 0; i < _fallers.Count; i++)
                if (!refused.Contains(i) && !_leftOut.ContainsKey(i))
                    _pile.Keep(i, settled[i]);
            foreach (var i in refused)
                if (drops < MaxDrops)
                    DropAgain(i, placed);
                else
                    LeaveOut(i, $"no place was found in {MaxDrops} drops: {string.Join(", ", _refusals[i].Select(r => $"{r.Value} times {r.Key}"))}");
            drops++;
            settled = _pile.Settle(workers);
        }
        if (key.Log is { } log)
            for (var i = 0; i < _fallers.Count; i++)
                if (_fallers[i].Group.Require is not null)
                    log.Add(new PlacementTrace(_fallers[i].Group.Path + ".place", _fallers[i].Wanted.Instance, _refusals[i].Values.Sum() + (_leftOut.ContainsKey(i) ? 0 : 1), !_leftOut.ContainsKey(i), _refusals[i]));
        return [.. _fallers.Select((faller, i) => _leftOut.TryGetValue(i, out var why) ? new Outcome(faller, null, why) : new(faller, faller.PoseOf(settled[i]), ""))];
    }

    /// <summary>Those that must not stay as they lie; what nothing is required of and has not come to rest is left out at once.</summary>
    private SortedSet<int> Refused(SettledBody[] settled)
    {
        var refused = new SortedSet<int>();
        var among = _fallers.Exists(f => f.Group.Require is not null) ? scene.Copy() : null;
        for (var i = 0; i < _fallers.Count; i++)
        {
            if (_leftOut.ContainsKey(i) || _fallers[i].Group.Require is not null)
                continue;
            if (Unrest(settled[i]) is { } why)
                LeaveOut(i, why);
            else if (_fallers[i].PoseOf(settled[i]) is var pose)
                // It may hide what something is required of.
                among?.Stand(new(_fallers[i].Name, _fallers[i].Wanted.Shape, pose, Footprint.Of(_fallers[i].Wanted.Shape, pose), _fallers[i].Wanted.Holes));
        }
        for (var i = 0; i < _fallers.Count; i++)
        {
            if (_leftOut.ContainsKey(i) || _fallers[i].Group.Require is null)
                continue;
            if ((Unrest(settled[i]) ?? Lies(_fallers[i], settled[i], among!)) is not { } why)
                continue;
            refused.Add(i);
            _refusals[i][why] = _refusals[i].GetValueOrDefault(why) + 1;
        }
        return refused;
    }

    private static string? Unrest(SettledBody body) => body.End switch
    {
        SettleEnd.FellOff => "it fell off everything that could hold it",
        SettleEnd.NeverRested => "it did not come to rest in time",
        _ => null,
    };

    /// <summary>Why it must not lie there; null: it may, and those after it know that it does.</summary>
    private static string? Lies(Faller faller, SettledBody body, PlacedScene among)
    {
        var pose = faller.PoseOf(body);
        var thing = new PlacedThing(faller.Name, faller.Wanted.Shape, pose, Footprint.Of(faller.Wanted.Shape, pose), faller.Wanted.Holes);
        var why = among.Refusal(faller.Group.Require, thing, faller.Up, faller.Strategy.SurfaceName);
        if (why is null)
            among.Accept(thing);
        return why;
    }

    /// <summary>Turned anew, unless the scene says how.</summary>
    private void DropAgain(int number, IReadOnlyList<Footprint> placed)
    {
        var faller = _fallers[number];
        var wanted = faller.Wanted;
        var rotation = faller.Group.RotationDeg is { } given
            ? given.Draw(key, wanted.Instance) * faller.Model.Turn
            : faller.Strategy.Rotation.DrawFrom(wanted.Stream) * faller.Model.Turn;
        var pose = Pose.Of(rotation, new(faller.Scale, faller.Scale, faller.Scale), Double3.Zero);
        wanted = wanted with { Pose = pose, Footprint = Footprint.Of(wanted.Shape, pose) };
        _pile.FallAgain(number, rotation, StartOf(faller, wanted), wanted.Surface!, placed);
    }

    private void LeaveOut(int number, string why)
    {
        _leftOut.Add(number, why);
        _pile.TakeAway(number);
    }

    private static Double3 StartOf(Faller faller, PlacementTry wanted) => faller.Strategy.Propose(wanted, out _)!.Value.Position;
}
