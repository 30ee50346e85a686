using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Render.Core.Sampling;

/// <summary>
/// The random numbers of one value of a scene, in one frame, for one instance of its group. A pure function of (seed, path, frame, instance): no
/// state is shared, so adding, removing or reordering one value moves no other. <see cref="Philox"/> with
/// key = the first 8 bytes, little-endian, of SHA-256(seed as 8 little-endian bytes, path in UTF-8) and
/// counter = (frame low, frame high, instance, number of the block within this stream). A <see cref="Sampler"/>, where the value has one, spreads the uniform
/// numbers that are made of these bits evenly over the frames. Not thread-safe: make one where it is used.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The field's word for an independent sequence of random numbers.")]
public sealed class RandomStream
{
    private readonly ulong _key;
    private readonly Sampler? _sampler;
    private int _dimension;
    private (uint X0, uint X1, uint X2, uint X3) _block;
    private uint _blocks;
    private bool _half;

    /// <param name="seed">The data set's seed.</param>
    /// <param name="path">The value's path in the scene: <c>lights.sun.temperature_k</c>.</param>
    /// <param name="frame">The frame's index.</param>
    /// <param name="instance">The number of the instance in its group; 0 for a value that a frame has once.</param>
    public RandomStream(ulong seed, string path, long frame, int instance = 0)
        : this(new DrawKey(seed, frame), path, instance, null)
    {
    }

    /// <param name="key">Seed and frame.</param>
    /// <param name="path">The value's path in the scene.</param>
    /// <param name="instance">The number of the instance in its group.</param>
    /// <param name="sampler">Spreads the uniform numbers over the frames; null: they are independent.</param>
    internal RandomStream(DrawKey key, string path, int instance, Sampler? sampler)
    {
        (Key, Path, Instance, _sampler) = (key, path, instance, sampler);
        (_key, StrataKey) = KeysOf(key.Seed, path);
    }

    public ulong Seed => Key.Seed;

    public string Path { get; }

    public long Frame => Key.Frame;

    public int Instance { get; }

    internal DrawKey Key { get; }

    /// <summary>A second key of the same seed and path, for what is random but does not belong to this frame alone.</summary>
    internal ulong StrataKey { get; }

    /// <summary>64 random bits, independent of all others whatever the sampler.</summary>
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
    public double NextUnit() => (NextUniform() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An odd multiple of 2^-53 in (0, 1): never 0, never 1.</summary>
    public double NextOpenUnit() => ((NextUniform() >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>
    /// An integer in [0, <paramref name="count"/>), every one equally likely. Lemire, "Fast Random Integer Generation in an Interval", 2019. With a sampler, the
    /// integer part of one uniform number times the count, so that integers are spread as well.
    /// </summary>
    public long NextBelow(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var n = (ulong)count;
        if (_sampler is not null)
            return (long)Math.BigMul(NextUniform(), n, out _);
        var threshold = (0 - n) % n;
        while (true)
        {
            var high = Math.BigMul(NextBits(), n, out var low);
            if (low >= threshold)
                return (long)high;
        }
    }

    /// <summary>Whether each uniform number is independent of those of other frames.</summary>
    internal bool IsIndependent => _sampler is null;

    /// <summary>The first bytes of SHA-256 as two keys.</summary>
    internal static (ulong First, ulong Second) KeysOf(ulong seed, string path)
    {
        var message = new byte[8 + Encoding.UTF8.GetByteCount(path)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, seed);
        Encoding.UTF8.GetBytes(path, message.AsSpan(8));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }

    /// <summary>The bits of the next uniform number.</summary>
    private ulong NextUniform()
    {
        var bits = NextBits();
        return _sampler is null ? bits : _sampler.Spread(this, _dimension++, bits);
    }
}
