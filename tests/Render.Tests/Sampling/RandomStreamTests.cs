using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Sampling;

public sealed class RandomStreamTests
{
    /// <summary>Known answers of Random123 (kat_vectors, philox4x32 10).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0ul, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_known_answers(uint c0, uint c1, uint c2, uint c3, ulong key, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block((c0, c1, c2, c3), key));

    /// <summary>Vectors from another implementation of the documented construction (Python: hashlib and a Philox of its own).</summary>
    [Fact]
    public void A_stream_is_what_its_documentation_says()
    {
        var stream = new RandomStream(7, "lights.sun.temperature_k", 0);
        Assert.Equal([0x260c2ab1f12da2a5, 0x8b0151db00bf6abb, 0xbb952357bca98ed6, 0xbba73269fd106dca],
            (ulong[])[stream.NextBits(), stream.NextBits(), stream.NextBits(), stream.NextBits()]);
        stream = new RandomStream(7, "objects.things.scale", 5_000_000_000, 3);
        Assert.Equal([0x33f7ce11658c0319, 0x67caa386d94f92f3], (ulong[])[stream.NextBits(), stream.NextBits()]);
    }

    [Fact]
    public void Seed_path_frame_and_instance_each_make_another_stream()
    {
        ulong[] first =
        [
            new RandomStream(1, "a", 0).NextBits(), new RandomStream(2, "a", 0).NextBits(), new RandomStream(1, "b", 0).NextBits(),
            new RandomStream(1, "a", 1).NextBits(), new RandomStream(1, "a", 1L << 32).NextBits(), new RandomStream(1, "a", 0, 1).NextBits(),
        ];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Units_are_uniform_and_stay_within_their_ends()
    {
        var stream = new RandomStream(3, "unit", 0);
        var closed = Enumerable.Range(0, 50_000).Select(_ => stream.NextUnit()).ToArray();
        var open = Enumerable.Range(0, 50_000).Select(_ => stream.NextOpenUnit()).ToArray();
        Assert.All(closed, u => Assert.InRange(u, 0, 1 - 1.0 / (1L << 53)));
        Assert.All(open, u => Assert.InRange(u, double.Epsilon, Math.BitDecrement(1)));
        Goodness.AssertDistribution(closed, u => u);
        Goodness.AssertDistribution(open, u => u);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Whole_numbers_below_a_bound_are_equally_likely(int bound)
    {
        var stream = new RandomStream(4, "below", 0);
        var counts = new long[bound];
        for (var i = 0; i < 100_000; i++)
            counts[stream.NextBelow(bound)]++;
        Goodness.AssertCounts(counts, [.. Enumerable.Repeat(1.0 / bound, bound)]);
    }
}
