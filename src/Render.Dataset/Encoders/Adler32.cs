using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Dataset.Encoders;

/// <summary>The check sum of zlib's format (RFC 1950, 8.2), of parts one after the other.</summary>
internal struct Adler32()
{
    private const uint Modulus = 65521;

    /// <summary>Bytes after which the sums may not yet have overflowed 32 bits, as in RFC 1950's own program, in whole vectors.</summary>
    private const int Chunk = 5552 / 32 * 32;

    private uint _sum = 1, _sumOfSums;

    public readonly uint Value => _sumOfSums << 16 | _sum;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var chunk = bytes[..Math.Min(Chunk, bytes.Length)];
            bytes = bytes[chunk.Length..];
            var vectors = chunk.Length / 32;
            if (vectors > 0)
                AppendVectors(ref MemoryMarshal.GetReference(chunk), vectors);
            foreach (var b in chunk[(vectors * 32)..])
            {
                _sum += b;
                _sumOfSums += _sum;
            }
            _sum %= Modulus;
            _sumOfSums %= Modulus;
        }
    }

    /// <summary>Within a vector, byte i counts 32 - i times in the sum of sums; what came before the vector counts 32 times.</summary>
    private void AppendVectors(ref byte start, int vectors)
    {
        var (sums, before, weighted) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        for (var i = 0; i < vectors; i++)
        {
            var bytes = Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref start, 32 * i));
            before += sums;
            // Most of what filters leave of labels.
            if (bytes == Vector256<byte>.Zero)
                continue;
            var (sum, weightedSum) = Avx2.IsSupported ? SumsByAvx2(bytes) : Sums(bytes);
            sums += sum;
            weighted += weightedSum;
        }
        _sumOfSums = (uint)((_sumOfSums + 32UL * (uint)vectors * _sum + 32UL * Sum(before) + Sum(weighted)) % Modulus);
        _sum = (uint)((_sum + Sum(sums)) % Modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Sum, Vector256<uint> Weighted) Sums(Vector256<byte> bytes)
    {
        var lowWeights = Vector256.Create((ushort)32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17);
        var highWeights = Vector256.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        var (low, high) = Vector256.Widen(bytes);
        // At most 255 * (32 + 16): fits 16 bits.
        var (a, b) = Vector256.Widen(low + high);
        var (c, d) = Vector256.Widen(low * lowWeights + high * highWeights);
        return (a + b, c + d);
    }

    /// <summary>The same sums, in other lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Sum, Vector256<uint> Weighted) SumsByAvx2(Vector256<byte> bytes)
    {
        var weights = Vector256.Create((sbyte)32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        return (Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt32(),
            Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(bytes, weights), Vector256<short>.One).AsUInt32());
    }

    private static ulong Sum(Vector256<uint> vector)
    {
        var (a, b) = Vector256.Widen(vector);
        return Vector256.Sum(a + b);
    }
}
