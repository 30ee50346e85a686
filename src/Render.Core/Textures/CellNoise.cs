using System.Numerics;

namespace Render.Core.Textures;

/// <summary>
/// Distances to scattered points on a torus (Worley, "A Cellular Texture Basis Function", SIGGRAPH 1996): one point in each cell of a square lattice.
/// Exact: the nearest two of any texel lie among the 25 cells around it, whatever the jitter.
/// </summary>
internal sealed class CellNoise
{
    private const int Reach = 2;
    private const int Neighbours = (2 * Reach + 1) * (2 * Reach + 1);

    /// <param name="size">Texels on a side.</param>
    /// <param name="cells">Cells on a side.</param>
    /// <param name="jitter">0: each point in the middle of its cell; 1: anywhere in it.</param>
    /// <param name="seed">Another seed, other points.</param>
    public CellNoise(int size, int cells, float jitter, uint seed)
    {
        (Nearest, Second, Owner) = (new float[size * size], new float[size * size], new int[size * size]);
        var points = new Vector2[cells * cells];
        for (var i = 0; i < points.Length; i++)
            points[i] = new(0.5f + jitter * (TextureHash.UnitOf(seed, i) - 0.5f), 0.5f + jitter * (TextureHash.UnitOf(~seed, i) - 0.5f));
        // A vector may write beyond the end of a cell; what it wrote there is written again by the next one.
        var padded = size + Vector<float>.Count;
        var (nearest, second, owner, across) = (new float[padded], new float[padded], new int[padded], new float[padded]);
        for (var x = 0; x < padded; x++)
            across[x] = (x + 0.5f) * cells / size;
        var (around, number) = (new Vector2[cells * Neighbours], new int[cells * Neighbours]);
        var gathered = -1;
        for (var y = 0; y < size; y++)
        {
            var v = (y + 0.5f) * cells / size;
            if (gathered != (int)v)
            {
                gathered = (int)v;
                for (var column = 0; column < cells; column++)
                    Gather(points, cells, column, gathered, around.AsSpan(column * Neighbours, Neighbours), number.AsSpan(column * Neighbours, Neighbours));
            }
            for (var column = 0; column < cells; column++)
            {
                var (near, numbers) = (new ArraySegment<Vector2>(around, column * Neighbours, Neighbours), new ArraySegment<int>(number, column * Neighbours, Neighbours));
                var (begin, end) = (First(column, size, cells), First(column + 1, size, cells));
                for (var x = begin; x < end; x += Vector<float>.Count)
                    Search(new Vector<float>(across, x), v, near, numbers, nearest.AsSpan(x), second.AsSpan(x), owner.AsSpan(x));
            }
            nearest.AsSpan(0, size).CopyTo(Nearest.AsSpan(y * size));
            second.AsSpan(0, size).CopyTo(Second.AsSpan(y * size));
            owner.AsSpan(0, size).CopyTo(Owner.AsSpan(y * size));
        }
    }

    /// <summary>By texel: distance to the nearest point, in cells.</summary>
    public float[] Nearest { get; }

    /// <summary>By texel: distance to the second nearest.</summary>
    public float[] Second { get; }

    /// <summary>By texel: number of the cell whose point is the nearest.</summary>
    public int[] Owner { get; }

    // First texel whose centre, (x + 1/2) cells / size, is not left of the column: x >= column * size / cells - 1/2.
    private static int First(int column, int size, int cells) => (int)((2L * column * size + cells - 1) / (2L * cells));

    private static void Gather(Vector2[] points, int cells, int column, int row, Span<Vector2> around, Span<int> number)
    {
        var k = 0;
        for (var dy = -Reach; dy <= Reach; dy++)
        {
            for (var dx = -Reach; dx <= Reach; dx++, k++)
            {
                var (cx, cy) = (column + dx, row + dy);
                number[k] = Wrapped(cy, cells) * cells + Wrapped(cx, cells);
                around[k] = points[number[k]] + new Vector2(cx, cy);
            }
        }
    }

    private static int Wrapped(int i, int cells) => ((i % cells) + cells) % cells;

    private static void Search(
        Vector<float> u, float v, ReadOnlySpan<Vector2> around, ReadOnlySpan<int> number, Span<float> nearest, Span<float> second, Span<int> owner)
    {
        var (first, next, who) = (new Vector<float>(float.MaxValue), new Vector<float>(float.MaxValue), Vector<int>.Zero);
        for (var k = 0; k < around.Length; k++)
        {
            var (dx, dy) = (u - new Vector<float>(around[k].X), v - around[k].Y);
            var squared = dx * dx + new Vector<float>(dy * dy);
            var closer = Vector.LessThan(squared, first);
            next = Vector.Min(next, Vector.Max(first, squared));
            who = Vector.ConditionalSelect(closer, new Vector<int>(number[k]), who);
            first = Vector.Min(first, squared);
        }
        Vector.SquareRoot(first).CopyTo(nearest);
        Vector.SquareRoot(next).CopyTo(second);
        who.CopyTo(owner);
    }
}
