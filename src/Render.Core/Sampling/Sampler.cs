namespace Render.Core.Sampling;

/// <summary>
/// Spreads the uniform numbers of a value over the frames more evenly than chance does. Every number by itself stays uniform, and its low bits stay those that the
/// stream drew. A pure function of seed, path, frame, instance and the number's place in its stream. Immutable.
/// </summary>
internal abstract class Sampler
{
    /// <summary>As the scene writes it.</summary>
    public abstract string Name { get; }

    /// <summary>The bits of the stream's uniform number of this dimension; the highest is worth one half.</summary>
    /// <param name="stream">Of one value, frame and instance.</param>
    /// <param name="dimension">How many uniform numbers the stream has given before.</param>
    /// <param name="bits">Independent random bits.</param>
    public abstract ulong Spread(RandomStream stream, int dimension, ulong bits);
}
