using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Render.Core.Sampling;

/// <summary>
/// The random numbers of one value of a scene, in one frame, for one instance of its group. A pure function of (seed, path, frame, instance): no
/// state is shared, so adding, removing or reordering one value moves no other. <see cref="Philox"/> with
/// key = the first 8 bytes, little-endian, of SHA-256(seed as 8 little-endian bytes, path in UTF-8) and
/// counter = (frame low, frame high, instance, number of the block within this stream). Not thread-safe: make one where it is used.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word for an independent sequence of random numbers.")]
public sealed class RandomStream
{
    private readonly ulong _key;
    private (uint X0, uint X1, uint X2, uint X3) _block;
    private uint _blocks;
    private bool _half;

    /// <param name="seed">The data set's seed.</param>
    /// <param name="path">The value's path in the scene: <c>lights.sun.temperature_k</c>.</param>
    /// <param name="frame">The frame's index.</param>
    /// <param name="instance">The number of the instance in its group; 0 for a value that a frame has once.</param>
    public RandomStream(ulong seed, string path, long frame, int instance = 0)
    {
        (Seed, Path, Frame, Instance) = (seed, path, frame, instance);
        _key = KeyOf(seed, path);
    }

    public ulong Seed { get; }

    public string Path { get; }

    public long Frame { get; }

    public int Instance { get; }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        if (!_half)
        {
            _block = Philox.Block(((uint)Frame, (uint)(Frame >> 32), (uint)Instance, _blocks), _key);
            _blocks = checked(_blocks + 1);
        }
        _half = !_half;
        var (x0, x1, x2, x3) = _block;
        return _half ? x0 | (ulong)x1 << 32 : x2 | (ulong)x3 << 32;
    }

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An odd multiple of 2^-53 in (0, 1): never 0, never 1.</summary>
    public double NextOpenUnit() => ((NextBits() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>
    /// An integer in [0, <paramref name="count"/>), every one equally likely. Lemire, "Fast Random Integer Generation in an Interval", 2019.
    /// </summary>
    public long NextBelow(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var n = (ulong)count;
        var threshold = (0 - n) % n;
        while (true)
        {
            var high = Math.BigMul(NextBits(), n, out var low);
            if (low >= threshold)
                return (long)high;
        }
    }

    private static ulong KeyOf(ulong seed, string path)
    {
        var message = new byte[8 + Encoding.UTF8.GetByteCount(path)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, seed);
        Encoding.UTF8.GetBytes(path, message.AsSpan(8));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
