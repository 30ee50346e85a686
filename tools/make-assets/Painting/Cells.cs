namespace MakeAssets.Painting;

/// <summary>
/// Cellular noise on a wrapping lattice (S. Worley, "A Cellular Texture Basis Function", SIGGRAPH 1996): one point in every cell of the lattice.
/// </summary>
internal static class Cells
{
    /// <param name="F1">Distance to the nearest point, in cells.</param>
    /// <param name="F2">Distance to the second nearest.</param>
    /// <param name="X">Column of the nearest point's cell.</param>
    /// <param name="Y">Its row.</param>
    public readonly record struct Nearest(double F1, double F2, int X, int Y)
    {
        /// <summary>A number in [0, 1) that all of a cell's surroundings share.</summary>
        public double Hash(int seed) => Noise.Hash(X, Y, seed);
    }

    /// <param name="u">Across the tile, 0 to 1.</param>
    /// <param name="v">Down the tile, 0 to 1.</param>
    /// <param name="columns">Cells across.</param>
    /// <param name="rows">Cells down.</param>
    /// <param name="seed">Another pattern.</param>
    /// <param name="jitter">0: a grid of squares; 1: no order left.</param>
    public static Nearest At(double u, double v, int columns, int rows, int seed, double jitter = 1)
    {
        double x = u * columns, y = v * rows;
        int x0 = (int)Math.Floor(x), y0 = (int)Math.Floor(y);
        var best = new Nearest(double.MaxValue, double.MaxValue, 0, 0);
        for (int j = y0 - 1; j <= y0 + 1; j++)
        {
            for (int i = x0 - 1; i <= x0 + 1; i++)
            {
                int column = (i % columns + columns) % columns, row = (j % rows + rows) % rows;
                double dx = i + 0.5 + jitter * (Noise.Hash(column, row, seed) - 0.5) - x, dy = j + 0.5 + jitter * (Noise.Hash(column, row, seed + 1) - 0.5) - y;
                double d = Math.Sqrt(dx * dx + dy * dy);
                if (d < best.F1)
                    best = new Nearest(d, best.F1, column, row);
                else if (d < best.F2)
                    best = best with { F2 = d };
            }
        }
        return best;
    }
}
