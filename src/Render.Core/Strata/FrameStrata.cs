using System.Globalization;
using Render.Core.Sampling;
using Render.Core.Scenes;

namespace Render.Core.Strata;

/// <summary>
/// Which stratum each object of a frame serves. The objects of a group are numbered through over the frames, and each block of the numbers holds the exact quotas, in the
/// order of a permutation that belongs to the block. Where the count varies, the number of an object is how many there are in the frames before, counted anew from the last
/// frame that is a multiple of a power of two: a few hundred draws of the count instead of a state.
/// </summary>
internal sealed class FrameStrata
{
    /// <summary>Frames over which objects are numbered through where their count varies, at least and at most.</summary>
    private const int LeastSpan = 256, MostSpan = 4096;

    private readonly Dictionary<string, Lazy<Stratum[]>> _groups = new(StringComparer.Ordinal);

    /// <param name="key">The frame's.</param>
    /// <param name="groups">Those of the scene.</param>
    public FrameStrata(DrawKey key, IReadOnlyList<ObjectDescription> groups)
    {
        var conditions = new Dictionary<string, DrawCondition>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (group.Strata is not { } strata)
                continue;
            _groups.Add(group.Name, new(() => Deal(group, strata)));
            foreach (var draw in strata.Draws)
                conditions.Add(draw.Path, (of, instance) => (draw.IsOfFrame ? OfFrame(strata, of) : _groups[group.Name].Value[instance]).On(draw.Axis)!.Holds);
        }
        Key = conditions.Count == 0 ? key : key with { Conditions = conditions };
    }

    /// <summary>The frame's, with what its strata ask of named draws.</summary>
    public DrawKey Key { get; }

    /// <summary>One for each object that the group can have at most in this frame; empty where it has no strata.</summary>
    public Stratum[] Of(ObjectDescription group) => _groups.TryGetValue(group.Name, out var strata) ? strata.Value : [];

    private Stratum[] Deal(ObjectDescription group, StrataDescription strata)
    {
        if (strata.IsOfFrame)
            return [OfFrame(strata, Key)];
        var frame = FrameOf(strata, Key);
        var stratum = new Stratum[group.MaxCount];
        var (row, first) = (strata.Path, frame * group.MaxCount);
        if (!group.HasSteadyCount)
        {
            var span = LeastSpan;
            while (span < MostSpan && (long)span * group.MaxCount < 8L * strata.BlockSize)
                span *= 2;
            (row, first) = (string.Create(CultureInfo.InvariantCulture, $"{strata.Path}@{frame / span}"), 0);
            for (var before = frame - frame % span; before < frame; before++)
                first += group.Count.Draw(Key with { Frame = before, Log = null });
        }
        for (var i = 0; i < stratum.Length; i++)
            stratum[i] = strata.At(Key.Seed, row, first + i);
        return stratum;
    }

    private static Stratum OfFrame(StrataDescription strata, DrawKey key) => strata.At(key.Seed, strata.Path, FrameOf(strata, key));

    private static long FrameOf(StrataDescription strata, DrawKey key) => key.FrozenStreams?.Contains(strata.Path) == true ? 0 : key.Frame;
}
