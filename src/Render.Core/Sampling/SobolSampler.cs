namespace Render.Core.Sampling;

/// <summary>The numbers of one member of a <see cref="SobolGroup"/>.</summary>
internal sealed class SobolSampler(SobolGroup group) : Sampler
{
    public override string Name => group.Name;

    /// <summary>Numbers beyond the member's dimensions stay independent.</summary>
    public override ulong Spread(RandomStream stream, int dimension, ulong bits)
    {
        var (first, count) = group.Of(stream.Path);
        return dimension < count
            ? (ulong)group.Digits(stream.Seed, stream.Frame, stream.Instance, first + dimension) << 32 | bits >> 32
            : bits;
    }
}
