using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        var lowWeights = Vector256.Create((ushort)32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17);
        var highWeights = Vector256.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        var (sums, before, weighted) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        for (var i = 0; i < vectors; i++)
        {
            var (low, high) = Vector256.Widen(Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref start, 32 * i)));
            before += sums;
            // At most 255 * (32 + 16): fits 16 bits.
            var (a, b) = Vector256.Widen(low + high);
            sums += a + b;
            var (c, d) = Vector256.Widen(low * lowWeights + high * highWeights);
            weighted += c + d;
        }
        _sumOfSums = (uint)((_sumOfSums + 32UL * (uint)vectors * _sum + 32UL * Sum(before) + Sum(weighted)) % Modulus);
        _sum = (uint)((_sum + Sum(sums)) % Modulus);
    }

    private static ulong Sum(Vector256<uint> vector)
    {
        var (a, b) = Vector256.Widen(vector);
        return Vector256.Sum(a + b);
    }
}
