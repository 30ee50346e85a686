using System.Runtime.CompilerServices;

namespace Render.Dataset.Encoders;

/// <summary>Bytes that grow, and bits behind them, the lowest first (RFC 1951, 3.1.1).</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>Whole bytes so far.</summary>
    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Up to 7 bits that are no byte yet, and their number.</summary>
    public (ulong Bits, int Count) Pending { get; private set; }

    public void Clear() => (Length, Pending) = (0, default);

    /// <summary>Room for so many bytes behind those written; <see cref="Advance"/> says how many became valid.</summary>
    public Span<byte> Reserve(int bytes)
    {
        var needed = checked(Length + bytes);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        return _bytes.AsSpan(Length);
    }

    /// <param name="bytes">That were written into the reserved room.</param>
    /// <param name="bits">Those behind them.</param>
    /// <param name="count">0..7.</param>
    public void Advance(int bytes, ulong bits, int count) => (Length, Pending) = (Length + bytes, (bits, count));

    /// <summary>Whole bytes; no bits may be pending.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <param name="bits">Of them the lowest.</param>
    /// <param name="count">0..32.</param>
    public void Write(uint bits, int count)
    {
        var room = Reserve(8);
        var (pending, have) = Pending;
        pending |= (ulong)bits << have;
        have += count;
        Unsafe.WriteUnaligned(ref room[0], pending);
        Advance(have >> 3, pending >> (have & ~7), have & 7);
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void Align()
    {
        if (Pending.Count > 0)
            Write(0, 8 - Pending.Count);
    }
}
