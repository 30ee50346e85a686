using System.IO.Compression;
using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>The deflate encoder and its parts against zlib's decoder, a plain sum, and Huffman's construction by a priority queue.</summary>
public sealed class RunDeflateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Runs_of_every_length_at_every_alignment_come_back(int sample)
    {
        var data = new List<byte>();
        for (var length = 1; length <= 600; length++)
        {
            data.AddRange(Enumerable.Repeat((byte)(length % 255 + 1), 1 + length % 11));
            data.AddRange(new byte[length]);
        }
        // Around the longest match and its multiples, and at the end of what is coded.
        foreach (var length in new[] { 774, 775, 776, 777, 100_000, 1 })
        {
            data.AddRange([7, 9]);
            data.AddRange(new byte[length]);
        }
        AssertSame(data.ToArray(), sample, blocks: 1);
        AssertSame(data.ToArray(), sample, blocks: 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Any_bytes_come_back(int sample)
    {
        var random = new Random(5 + sample);
        for (var i = 0; i < 400; i++)
        {
            var data = new byte[1 + random.Next(i < 100 ? 40 : 20_000)];
            random.NextBytes(data);
            var kind = i % 5;
            for (var k = 0; k < data.Length; k++)
                data[k] = kind switch
                {
                    0 => data[k],
                    1 => (byte)(data[k] & data[^(k + 1)] & 3),
                    2 => 0,
                    3 => (byte)(k % 97 == 0 ? data[k] : 0),
                    _ => (byte)System.Numerics.BitOperations.LeadingZeroCount((uint)random.Next()),
                };
            AssertSame(data, sample, 1 + i % 3);
        }
    }

    /// <summary>The first part alone decides the codes of a sample: what comes after has the longest ones, and none may be missing.</summary>
    [Fact]
    public void What_no_sample_holds_has_a_code()
    {
        var data = new byte[40_000];
        for (var i = 0; i < data.Length; i++)
            data[i] = i < 2048 ? (byte)5 : (byte)(i * 31 >> 3);
        AssertSame(data, 1000, 1);
    }

    [Fact]
    public void Codes_are_complete_prefix_codes_of_least_cost_within_the_limit()
    {
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var symbols = 2 + random.Next(284);
            var counts = new int[symbols];
            // From even to so uneven that no limit of 14 bits is kept by itself.
            var spread = random.Next(1, 24);
            for (var s = 0; s < symbols; s++)
                counts[s] = random.Next(4) == 0 ? 0 : 1 + (int)(Math.Pow(2, random.NextDouble() * spread) - 1);
            (counts[0], counts[1]) = (Math.Max(counts[0], 1), Math.Max(counts[1], 1));
            var code = new HuffmanCode(symbols, 14);
            code.Build(counts);
            Assert.All(Enumerable.Range(0, symbols), s => Assert.Equal(counts[s] > 0, code.Lengths[s] > 0));
            Assert.Equal(1 << 14, code.Lengths.Where(length => length > 0).Sum(length => 1 << (14 - length)));
            Assert.Equal(symbols - counts.Count(c => c == 0), Enumerable.Range(0, symbols).Where(s => counts[s] > 0).Select(s => (code.Entries[s] & 0xFFFF, code.Lengths[s])).Distinct().Count());
            var cost = Enumerable.Range(0, symbols).Sum(s => (long)counts[s] * code.Lengths[s]);
            var (least, depth) = Huffman(counts);
            if (depth <= 14)
                Assert.Equal(least, cost);
            else
                Assert.InRange(cost, least, least + least / 50);
        }
    }

    [Fact]
    public void The_check_sum_is_that_of_the_definition()
    {
        var random = new Random(3);
        foreach (var length in new[] { 0, 1, 31, 32, 33, 5551, 5552, 5553, 100_003 })
        {
            var data = new byte[length];
            if (length % 2 == 0)
                random.NextBytes(data);
            else
                Array.Fill(data, (byte)255);
            var (a, b) = (1u, 0u);
            foreach (var value in data)
            {
                a = (a + value) % 65521;
                b = (b + a) % 65521;
            }
            var sum = new Adler32();
            var half = length / 3;
            sum.Append(data.AsSpan(0, half));
            sum.Append(data.AsSpan(half));
            Assert.Equal(b << 16 | a, sum.Value);
        }
    }

    private static (long Cost, int Depth) Huffman(int[] counts)
    {
        var queue = new PriorityQueue<(long Weight, int Depth), (long, int)>();
        foreach (var count in counts.Where(count => count > 0))
            queue.Enqueue((count, 0), (count, 0));
        var cost = 0L;
        while (queue.Count > 1)
        {
            var (a, b) = (queue.Dequeue(), queue.Dequeue());
            var sum = (Weight: a.Weight + b.Weight, Depth: 1 + Math.Max(a.Depth, b.Depth));
            cost += sum.Weight;
            queue.Enqueue(sum, sum);
        }
        return (cost, queue.Dequeue().Depth);
    }

    private static void AssertSame(byte[] data, int sample, int blocks)
    {
        var (deflate, output) = (new RunDeflate(), new BitWriter());
        blocks = Math.Min(blocks, data.Length);
        for (var block = 0; block < blocks; block++)
        {
            var (start, end) = (data.Length * block / blocks, data.Length * (block + 1) / blocks);
            deflate.Write(output, data.AsSpan(start, end - start), block == blocks - 1, sample);
        }
        output.Align();
        using var stream = new DeflateStream(new MemoryStream(output.Written.ToArray()), CompressionMode.Decompress);
        using var decoded = new MemoryStream();
        stream.CopyTo(decoded);
        Assert.Equal(data, decoded.ToArray());
    }
}
