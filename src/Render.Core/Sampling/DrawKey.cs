using System.Globalization;
using Render.Core.Placement;

namespace Render.Core.Sampling;

/// <summary>What makes one frame differ from another: the seed and the frame's index.</summary>
public readonly record struct DrawKey(ulong Seed, long Frame)
{
    /// <summary>Paths of streams that are read as in frame 0; null: none.</summary>
    internal IReadOnlySet<string>? FrozenStreams { get; init; }

    /// <summary>The surfaces of what stands in the frame, which points may be drawn on; null: none is known.</summary>
    internal FrameSurfaces? Surfaces { get; init; }

    /// <summary>Where everything that is drawn under this key is written down; null: nowhere.</summary>
    internal DrawLog? Log { get; init; }

    /// <summary>What draws must fall into, by the paths of their values; null: nothing.</summary>
    internal IReadOnlyDictionary<string, DrawCondition>? Conditions { get; init; }

    /// <summary>A stream that belongs to no value but to what is done with values: the tries of a placement.</summary>
    /// <param name="path">Its path in the scene.</param>
    /// <param name="instance">The number of the object in its group.</param>
    internal RandomStream Stream(string path, int instance = 0) =>
        new(FrozenStreams is not null && FrozenStreams.Contains(path) ? this with { Frame = 0 } : this, path, instance, null);

    /// <summary>A stream for one of several attempts, each of which is independent of how much the others read.</summary>
    /// <param name="path">Its path in the scene.</param>
    /// <param name="instance">The number of the object in its group.</param>
    /// <param name="attempt">From 0.</param>
    internal RandomStream Stream(string path, int instance, int attempt) =>
        new(FrozenStreams is not null && FrozenStreams.Contains(path) ? this with { Frame = 0 } : this, string.Create(CultureInfo.InvariantCulture, $"{path}#{attempt}"), instance, null);
}

/// <summary>Says which values a draw may have.</summary>
/// <param name="key">The frame that is drawn for.</param>
/// <param name="instance">The object of its group.</param>
internal delegate Predicate<object> DrawCondition(DrawKey key, int instance);
