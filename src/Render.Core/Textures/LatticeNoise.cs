using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Sampling;

namespace Render.Core.Textures;

/// <summary>
/// Gradient noise on a torus (Perlin, "Improving Noise", SIGGRAPH 2002): gradients of unit length on a lattice, between them the quintic fade. A row of
/// texels has one value of the vertical fade, so each column of the lattice is reduced to a line first, and a texel costs a blend of two lines. Vectors
/// compute lane by lane what a scalar loop would, so that their width decides nothing but the speed.
/// </summary>
internal static class LatticeNoise
{
    /// <summary>Brings the noise, whose greatest value is the square root of a half, to -1..1.</summary>
    private const float Range = 1.41421356f;

    /// <summary>Unit vectors in 16 directions, none along an axis, so that the lattice does not show.</summary>
    private static readonly (float X, float Y)[] Gradients =
        [.. Enumerable.Range(0, 16).Select(k => PortableMath.SinCosDegrees(11.25 + 22.5 * k)).Select(d => ((float)d.Cos, (float)d.Sin))];

    /// <summary>Adds weight * noise, which lies in -1..1 with a mean of 0.</summary>
    /// <param name="field">size * size, row-major.</param>
    /// <param name="size">Texels on a side.</param>
    /// <param name="cellsX">Cells of the lattice along u, at least 1; the noise repeats after them.</param>
    /// <param name="cellsY">The same along v.</param>
    /// <param name="weight">Of this layer.</param>
    /// <param name="seed">Another seed is another, independent noise.</param>
    /// <param name="folded">Adds the absolute value instead.</param>
    public static void Add(float[] field, int size, int cellsX, int cellsY, float weight, uint seed, bool folded = false)
    {
        var columns = new Axis(size, cellsX);
        var rows = new Axis(size, cellsY);
        var (constant, slope) = (new float[cellsX + 1], new float[cellsX + 1]);
        var noises = new float[size + Vector<float>.Count];
        var (above, below, row) = (new (float X, float Y)[cellsX], new (float X, float Y)[cellsX], -1);
        weight *= Range;
        for (var y = 0; y < size; y++)
        {
            var (fy, v) = (rows.Offset[y], rows.Fade[y]);
            if (row != rows.Cell[y])
            {
                row = rows.Cell[y];
                for (var c = 0; c < cellsX; c++)
                    (above[c], below[c]) = (Gradients[TextureHash.Of(seed, c, row) >> 28], Gradients[TextureHash.Of(seed, c, (row + 1) % cellsY) >> 28]);
            }
            for (var c = 0; c < cellsX; c++)
            {
                var (a, b) = (above[c], below[c]);
                constant[c] = a.Y * fy + v * (b.Y * (fy - 1) - a.Y * fy);
                slope[c] = a.X + v * (b.X - a.X);
            }
            (constant[cellsX], slope[cellsX]) = (constant[0], slope[0]);
            for (var c = 0; c < cellsX; c++)
            {
                var (left, leftSlope, right, rightSlope) = (new Vector<float>(constant[c]), new Vector<float>(slope[c]), new Vector<float>(constant[c + 1]), new Vector<float>(slope[c + 1]));
                // What is written beyond the end of a cell is written again by the next one.
                for (var x = columns.First[c]; x < columns.First[c + 1]; x += Vector<float>.Count)
                {
                    var (at, fade) = (new Vector<float>(columns.Offset, x), new Vector<float>(columns.Fade, x));
                    var before = left + leftSlope * at;
                    var noise = before + fade * (right + rightSlope * (at - Vector<float>.One) - before);
                    (folded ? Vector.Abs(noise) : noise).CopyTo(noises, x);
                }
            }
            var target = MemoryMarshal.Cast<float, Vector<float>>(field.AsSpan(y * size, size));
            var source = MemoryMarshal.Cast<float, Vector<float>>(noises.AsSpan(0, size));
            for (var x = 0; x < target.Length; x++)
                target[x] += source[x] * weight;
        }
    }

    /// <summary>Octaves of noise, each of twice the frequency and <paramref name="gain"/> times the weight; weights add up to 1.</summary>
    /// <param name="size">Texels on a side.</param>
    /// <param name="cellsX">Cells of the first octave along u.</param>
    /// <param name="cellsY">The same along v.</param>
    /// <param name="octaves">Those whose cells would be smaller than two texels are left out.</param>
    /// <param name="gain">0..1.</param>
    /// <param name="seed">Another seed is another noise.</param>
    /// <param name="folded">Sums absolute values: 0..1 instead of -1..1.</param>
    public static float[] Sum(int size, int cellsX, int cellsY, int octaves, float gain, uint seed, bool folded = false)
    {
        var count = 1;
        while (count < octaves && Math.Max(cellsX, cellsY) << count <= size / 2)
            count++;
        var (total, weight) = (0f, 1f);
        for (var k = 0; k < count; k++, weight *= gain)
            total += weight;
        var field = new float[size * size];
        weight = 1 / total;
        for (var k = 0; k < count; k++, weight *= gain)
            Add(field, size, cellsX << k, cellsY << k, weight, TextureHash.Of(seed, k), folded);
        return field;
    }

    /// <summary>Where the texels of a side lie in the cells of the lattice.</summary>
    private sealed class Axis
    {
        public Axis(int size, int cells)
        {
            (Cell, First, Offset, Fade) = (new int[size], new int[cells + 1], new float[size + Vector<float>.Count], new float[size + Vector<float>.Count]);
            for (var i = 0; i < size; i++)
            {
                // In halves of a texel: exact.
                var at = (2L * i + 1) * cells;
                Cell[i] = (int)(at / (2 * size));
                var f = at % (2 * size) / (2f * size);
                (Offset[i], Fade[i]) = (f, f * f * f * (f * (f * 6 - 15) + 10));
            }
            // Of a cell: the first i with (2 i + 1) cells >= 2 size * cell.
            for (var cell = 0; cell <= cells; cell++)
                First[cell] = (int)((2L * size * cell + cells - 1) / (2L * cells));
        }

        public int[] Cell { get; }

        /// <summary>By cell, its first texel; at the end the number of texels.</summary>
        public int[] First { get; }

        /// <summary>From the cell's beginning, 0..1.</summary>
        public float[] Offset { get; }

        public float[] Fade { get; }
    }
}
