using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Render.Dataset.Encoders;

/// <summary>
/// The row filters of PNG (ISO/IEC 15948:2004, 9.2), vectorised in the forward direction. Rows are raw bytes as they stand in the file; all
/// arithmetic is
/// modulo 256.
/// </summary>
internal static class PngFilters
{
    /// <summary>Byte minus the byte <paramref name="pixelBytes"/> before it.</summary>
    public static void Sub(ReadOnlySpan<byte> row, Span<byte> filtered, int pixelBytes)
    {
        row[..pixelBytes].CopyTo(filtered);
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(filtered[..row.Length]);
        var last = row.Length - Vector<byte>.Count;
        // The last vector begins where it ends with the row: what it makes again is the same.
        for (var i = pixelBytes; last >= pixelBytes; i = Math.Min(i + Vector<byte>.Count, last))
        {
            (Vector.LoadUnsafe(ref x, (nuint)i) - Vector.LoadUnsafe(ref x, (nuint)(i - pixelBytes))).StoreUnsafe(ref to, (nuint)i);
            if (i == last)
                return;
        }
        for (var i = pixelBytes; i < row.Length; i++)
            filtered[i] = (byte)(row[i] - row[i - pixelBytes]);
    }

    /// <summary>Byte minus the byte above.</summary>
    public static void Up(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var b = ref MemoryMarshal.GetReference(above[..row.Length]);
        ref var to = ref MemoryMarshal.GetReference(filtered[..row.Length]);
        var last = row.Length - Vector<byte>.Count;
        for (var i = 0; last >= 0; i = Math.Min(i + Vector<byte>.Count, last))
        {
            (Vector.LoadUnsafe(ref x, (nuint)i) - Vector.LoadUnsafe(ref b, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            if (i == last)
                return;
        }
        for (var i = 0; i < row.Length; i++)
            filtered[i] = (byte)(row[i] - above[i]);
    }

    /// <summary>Byte minus that one of left, above, above-left which is nearest to left + above - aboveLeft.</summary>
    public static void Paeth(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered, int pixelBytes)
    {
        Up(row[..pixelBytes], above[..pixelBytes], filtered);
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var b = ref MemoryMarshal.GetReference(above[..row.Length]);
        ref var to = ref MemoryMarshal.GetReference(filtered[..row.Length]);
        var last = row.Length - Vector<byte>.Count;
        for (var i = pixelBytes; last >= pixelBytes; i = Math.Min(i + Vector<byte>.Count, last))
        {
            var predicted = Predict(
                Vector.LoadUnsafe(ref x, (nuint)(i - pixelBytes)), Vector.LoadUnsafe(ref b, (nuint)i), Vector.LoadUnsafe(ref b, (nuint)(i - pixelBytes)));
            (Vector.LoadUnsafe(ref x, (nuint)i) - predicted).StoreUnsafe(ref to, (nuint)i);
            if (i == last)
                return;
        }
        for (var i = pixelBytes; i < row.Length; i++)
            filtered[i] = (byte)(row[i] - Predict(row[i - pixelBytes], above[i], above[i - pixelBytes]));
    }

    /// <summary>Sum of the bytes' distances to zero, modulo 256: what libpng chooses filters by (PNG, 12.7).</summary>
    public static long Magnitude(ReadOnlySpan<byte> filtered)
    {
        // A lane of 16 bits takes two distances of at most 128 a vector.
        const int most = 255;
        var sum = 0L;
        var i = 0;
        while (i <= filtered.Length - Vector<byte>.Count)
        {
            var sums = Vector<ushort>.Zero;
            for (var n = 0; n < most && i <= filtered.Length - Vector<byte>.Count; n++, i += Vector<byte>.Count)
            {
                var bytes = new Vector<byte>(filtered[i..]);
                Vector.Widen(Vector.Min(bytes, Vector<byte>.Zero - bytes), out var low, out var high);
                sums += low + high;
            }
            Vector.Widen(sums, out var a, out var b);
            sum += Vector.Sum(a + b);
        }
        for (; i < filtered.Length; i++)
            sum += Math.Min(filtered[i], 256 - filtered[i]);
        return sum;
    }

    /// <summary>
    /// In bytes, without widening: the distance to above-left is |a - c| + |b - c| where both differences have the same sign. Then it exceeds
    /// neither of the others' comparisons, so 255 stands for it; where the signs differ it is the difference of the two, which fits a byte.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Predict(Vector<byte> a, Vector<byte> b, Vector<byte> c)
    {
        var toA = Vector.Max(b, c) - Vector.Min(b, c);
        var toB = Vector.Max(a, c) - Vector.Min(a, c);
        var sameSign = Vector.Equals(Vector.GreaterThanOrEqual(a, c), Vector.GreaterThanOrEqual(b, c));
        var toC = (Vector.Max(toA, toB) - Vector.Min(toA, toB)) | sameSign;
        var takeA = Vector.LessThanOrEqual(toA, toB) & Vector.LessThanOrEqual(toA, toC);
        return Vector.ConditionalSelect(takeA, a, Vector.ConditionalSelect(Vector.LessThanOrEqual(toB, toC), b, c));
    }

    /// <summary>The bytes of a row that was filtered.</summary>
    /// <param name="filter">Its first byte in the file, 0..4.</param>
    /// <param name="filtered">The rest of it.</param>
    /// <param name="above">The row above, or zeros.</param>
    /// <param name="row">Takes the bytes.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(byte filter, ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row, int pixelBytes)
    {
        if (filter > 4)
            throw new InvalidDataException($"there is no filter {filter}");
        for (var i = 0; i < row.Length; i++)
        {
            var (a, b, c) = (i < pixelBytes ? (byte)0 : row[i - pixelBytes], above[i], i < pixelBytes ? (byte)0 : above[i - pixelBytes]);
            var predicted = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => Predict(a, b, c) };
            row[i] = (byte)(filtered[i] + predicted);
        }
    }

    private static byte Predict(byte a, byte b, byte c)
    {
        var (toA, toB, toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
