using Render.Core.Scenes.Language;

namespace Render.Core.Sampling;

/// <summary>What a value is drawn from. Immutable; a draw is a pure function of the stream.</summary>
internal abstract class Distribution<T>
{
    /// <summary>The median, the first of several, or the centre: the value when frozen.</summary>
    public abstract T Middle { get; }

    /// <summary>The value of a frame when frozen: the middle, but for what is drawn from something that the frame holds.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="middle"><see cref="Middle"/>, which may take long to find.</param>
    public virtual T MiddleIn(DrawKey key, T middle) => middle;

    /// <summary>
    /// For numbers, least and greatest value; for names and files, all of them; empty where neither is of use (rotations, points).
    /// </summary>
    public abstract IEnumerable<T> Extremes { get; }

    /// <summary>How many uniform numbers a draw takes from its stream; where that varies, how many are worth spreading evenly over the frames.</summary>
    public abstract int Dimensions { get; }

    public abstract T Draw(RandomStream stream);
}

/// <summary>
/// A distribution as the scene file names it. One class each: its name, its documentation, its parameters, and how it is read; the reader, the error
/// messages, the JSON schema and the reference page all come from here.
/// </summary>
internal abstract class DistributionKind
{
    /// <summary>The key that names it in a scene.</summary>
    public abstract string Name { get; }

    /// <summary>One or two sentences for the reference page.</summary>
    public abstract string Doc { get; }

    /// <summary>Key and value as a scene would hold them: <c>fov_deg: { uniform: [40, 60] }</c>.</summary>
    public abstract string Example { get; }

    /// <summary>What stands behind the name, in words: <c>[lo, hi], or a map of min and max</c>.</summary>
    public abstract string Argument { get; }

    /// <summary>Whether values of this type can come from it.</summary>
    public abstract bool Supports(NodeType type);

    /// <summary>Reads what stands behind the name. Only called where <see cref="Supports"/> says yes.</summary>
    public abstract Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context);

    /// <summary>JSON schema of what stands behind the name.</summary>
    public abstract System.Text.Json.Nodes.JsonObject Schema(NodeType type, SchemaDefinitions definitions);
}
