using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Render.Dataset.Encoders;

/// <summary>
/// Deflate (RFC 1951) for the filtered rows of a PNG: Huffman codes made for each block, and of all matches only runs of zeros, which is what filters make
/// of areas that are alike. What else a search for matches finds in rendered images is not worth its time. No part of it depends on the machine: the
/// same rows give the same bytes everywhere, which zlib's builds do not promise. After R. Geldreich's fpng: eight bytes a step, literals four at a time.
/// </summary>
internal sealed class RunDeflate
{
    private const int EndOfBlock = 256, Symbols = 286, LongestMatch = 258, Step = 8;

    /// <summary>Four codes and the bits before them fit 64 bits.</summary>
    private const int LongestCode = 14;

    /// <summary>In which order the lengths of the lengths' codes are sent (RFC 1951, 3.2.7).</summary>
    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static readonly (ushort Symbol, byte ExtraBits, byte Extra)[] Matches = MakeMatches();

    private readonly HuffmanCode _literals = new(Symbols, LongestCode);
    private readonly HuffmanCode _lengths = new(19, 7);
    private readonly int[] _counts = new int[Symbols];
    private readonly int[] _striped = new int[4 * 256];
    private readonly uint[] _matchEntries = new uint[LongestMatch + 1];
    private readonly List<(byte Symbol, byte Extra)> _sent = [];
    // Runs of zeros as they were counted, so that they are not sought again.
    private int[] _runs = new int[1024];
    private int _runCount;

    /// <summary>Adds one block.</summary>
    /// <param name="output">Receives it, behind the bits of the blocks before.</param>
    /// <param name="data">Filtered rows; not empty.</param>
    /// <param name="last">Whether none follows.</param>
    /// <param name="sample">
    /// Of the block's parts of 2,048 bytes every how manyth is counted to make the code: 1 gives the best code; more is faster, and every byte then has a code,
    /// whether it was counted or not.
    /// </param>
    public void Write(BitWriter output, ReadOnlySpan<byte> data, bool last, int sample)
    {
        const int part = 2048;
        Array.Clear(_counts);
        Array.Clear(_striped);
        _runCount = 0;
        // The parts of a sample have other runs than the whole.
        if (sample == 1)
            Count(data);
        for (var start = 0; sample > 1 && start < data.Length; start += part * sample)
            Count(data.Slice(start, Math.Min(part, data.Length - start)));
        for (var i = 0; i < 256; i++)
            _counts[i] += _striped[i] + _striped[256 + i] + _striped[512 + i] + _striped[768 + i];
        if (sample > 1)
        {
            for (var i = 0; i < Symbols; i++)
                _counts[i] = _counts[i] * 16 + 1;
        }
        _counts[EndOfBlock] = 1;
        _literals.Build(_counts);
        WriteHeader(output, last);
        for (var length = 3; length <= LongestMatch; length++)
        {
            // Behind the length and its extra bits the one bit that is the distance 1. The bits are at most 14 + 5 + 1.
            var (symbol, extraBits, extra) = Matches[length];
            var (code, bits) = (_literals.Entries[symbol] & 0xFFFF, (int)(_literals.Entries[symbol] >> 16));
            _matchEntries[length] = code | (uint)extra << bits | (uint)(bits + extraBits + 1) << 24;
        }
        WriteData(output, data, known: sample == 1);
        var end = _literals.Entries[EndOfBlock];
        output.Write(end & 0xFFFF, (int)(end >> 16));
    }

    private static (ushort Symbol, byte ExtraBits, byte Extra)[] MakeMatches()
    {
        var matches = new (ushort Symbol, byte ExtraBits, byte Extra)[LongestMatch + 1];
        var length = 3;
        for (var symbol = 257; symbol < 285; symbol++)
        {
            var extraBits = symbol < 265 ? 0 : (symbol - 261) / 4;
            for (var extra = 0; extra < 1 << extraBits; extra++)
                matches[length++] = ((ushort)symbol, (byte)extraBits, (byte)extra);
        }
        matches[LongestMatch] = (285, 0, 0);
        return matches;
    }

    /// <summary>How many zeros stand there.</summary>
    private static int ZerosFrom(ref byte data, int length)
    {
        var i = 0;
        for (; i <= length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var others = ~Vector256.Equals(Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref data, i)), Vector256<byte>.Zero).ExtractMostSignificantBits();
            if (others != 0)
                return i + BitOperations.TrailingZeroCount(others);
        }
        while (i < length && Unsafe.Add(ref data, i) == 0)
            i++;
        return i;
    }

    /// <summary>Of so many bytes that are left of a run, those that the next match takes, so that what is left then is none or enough for a match.</summary>
    private static int NextMatch(int left) => left > LongestMatch + 2 ? LongestMatch : left > LongestMatch ? left - 3 : left;

    private void Count(ReadOnlySpan<byte> data)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        ref var stripes = ref MemoryMarshal.GetArrayDataReference(_striped);
        var i = 0;
        while (i <= data.Length - Step)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            if (word == 0)
            {
                var run = ZerosFrom(ref Unsafe.Add(ref start, i), data.Length - i);
                if (_runCount == _runs.Length)
                    Array.Resize(ref _runs, 2 * _runs.Length);
                _runs[_runCount++] = run;
                i += run;
                _counts[0]++;
                for (run--; run > 0;)
                {
                    var match = NextMatch(run);
                    _counts[Matches[match].Symbol]++;
                    run -= match;
                }
                continue;
            }
            // Four tables, so that equal neighbours do not wait for each other's increment.
            Unsafe.Add(ref stripes, (nint)(word & 255))++;
            Unsafe.Add(ref stripes, (nint)(256 + (word >> 8 & 255)))++;
            Unsafe.Add(ref stripes, (nint)(512 + (word >> 16 & 255)))++;
            Unsafe.Add(ref stripes, (nint)(768 + (word >> 24 & 255)))++;
            Unsafe.Add(ref stripes, (nint)(word >> 32 & 255))++;
            Unsafe.Add(ref stripes, (nint)(256 + (word >> 40 & 255)))++;
            Unsafe.Add(ref stripes, (nint)(512 + (word >> 48 & 255)))++;
            Unsafe.Add(ref stripes, (nint)(768 + (word >> 56)))++;
            i += Step;
        }
        for (; i < data.Length; i++)
            _counts[data[i]]++;
    }

    /// <param name="output">Receives the data.</param>
    /// <param name="data">Filtered rows.</param>
    /// <param name="known">Whether all runs were counted.</param>
    private void WriteData(BitWriter output, ReadOnlySpan<byte> data, bool known)
    {
        var runs = known ? _runs.AsSpan(0, _runCount) : default;
        var next = 0;
        // A byte is at most one literal; a write may touch 8 bytes more.
        ref var to = ref MemoryMarshal.GetReference(output.Reserve(data.Length * 2 + 64));
        ref var start = ref MemoryMarshal.GetReference(data);
        ref var entries = ref MemoryMarshal.GetArrayDataReference(_literals.Entries);
        var (bits, count) = output.Pending;
        var (at, i) = ((nint)0, 0);
        while (i <= data.Length - Step)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            if (word == 0)
            {
                var run = known ? runs[next++] : ZerosFrom(ref Unsafe.Add(ref start, i), data.Length - i);
                i += run;
                Put(ref to, ref at, ref bits, ref count, entries & 0xFFFF, (int)(entries >> 16));
                for (run--; run > 0;)
                {
                    var match = NextMatch(run);
                    var entry = _matchEntries[match];
                    Put(ref to, ref at, ref bits, ref count, entry & 0xFFFFFF, (int)(entry >> 24));
                    run -= match;
                }
                continue;
            }
            PutFour(ref to, ref at, ref bits, ref count, ref entries, (uint)word);
            PutFour(ref to, ref at, ref bits, ref count, ref entries, (uint)(word >> 32));
            i += Step;
        }
        for (; i < data.Length; i++)
        {
            var entry = Unsafe.Add(ref entries, data[i]);
            Put(ref to, ref at, ref bits, ref count, entry & 0xFFFF, (int)(entry >> 16));
        }
        output.Advance((int)at, bits, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref byte to, ref nint at, ref ulong bits, ref int count, uint code, int length)
    {
        bits |= (ulong)code << count;
        count += length;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), bits);
        at += count >> 3;
        bits >>= count & ~7;
        count &= 7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutFour(ref byte to, ref nint at, ref ulong bits, ref int count, ref uint entries, uint four)
    {
        var a = Unsafe.Add(ref entries, (nint)(four & 255));
        var b = Unsafe.Add(ref entries, (nint)(four >> 8 & 255));
        var c = Unsafe.Add(ref entries, (nint)(four >> 16 & 255));
        var d = Unsafe.Add(ref entries, (nint)(four >> 24));
        var ab = a & 0xFFFF | (ulong)(b & 0xFFFF) << (int)(a >> 16);
        var cd = c & 0xFFFF | (ulong)(d & 0xFFFF) << (int)(c >> 16);
        var abLength = (int)((a >> 16) + (b >> 16));
        bits |= (ab | cd << abLength) << count;
        count += abLength + (int)((c >> 16) + (d >> 16));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), bits);
        at += count >> 3;
        bits >>= count & ~7;
        count &= 7;
    }

    /// <summary>The lengths of the codes, themselves coded (RFC 1951, 3.2.7). Of distances there are two codes of one bit, because some decoders refuse one alone.</summary>
    private void WriteHeader(BitWriter output, bool last)
    {
        var literals = Symbols;
        while (_literals.Lengths[literals - 1] == 0)
            literals--;
        Span<byte> lengths = stackalloc byte[literals + 2];
        _literals.Lengths.AsSpan(0, literals).CopyTo(lengths);
        lengths[literals..].Fill(1);
        Span<int> counts = stackalloc int[19];
        counts.Clear();
        _sent.Clear();
        for (var i = 0; i < lengths.Length;)
        {
            var run = 1;
            while (i + run < lengths.Length && lengths[i + run] == lengths[i])
                run++;
            i += Send(lengths[i], run);
        }
        foreach (var (symbol, _) in _sent)
            counts[symbol]++;
        // A code of one symbol would be incomplete.
        for (var i = 0; i < 2; i++)
            counts[i] = Math.Max(counts[i], 1);
        _lengths.Build(counts);
        var ordered = 19;
        while (_lengths.Lengths[LengthOrder[ordered - 1]] == 0)
            ordered--;
        output.Write((last ? 1u : 0) | 2 << 1 | (uint)(literals - 257) << 3 | 1 << 8 | (uint)(ordered - 4) << 13, 17);
        for (var i = 0; i < ordered; i++)
            output.Write(_lengths.Lengths[LengthOrder[i]], 3);
        foreach (var (symbol, extra) in _sent)
        {
            var entry = _lengths.Entries[symbol];
            output.Write(entry & 0xFFFF, (int)(entry >> 16));
            output.Write(extra, symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 });
        }
    }

    /// <summary>Notes what stands for a run of equal lengths, or for its beginning; gives how many of them that is.</summary>
    private int Send(byte length, int run)
    {
        if (length == 0 && run >= 3)
        {
            run = Math.Min(run, 138);
            _sent.Add(run < 11 ? ((byte)17, (byte)(run - 3)) : ((byte)18, (byte)(run - 11)));
            return run;
        }
        _sent.Add((length, 0));
        if (length == 0 || run < 4)
            return 1;
        run = Math.Min(run, 7);
        _sent.Add((16, (byte)(run - 4)));
        return run;
    }
}
