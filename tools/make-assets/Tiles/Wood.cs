using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Tiles;

/// <summary>Oak boards along x, six to a tile and staggered. Each board is a plane cut through its own trunk: rings around a pith that wanders.</summary>
internal static class Wood
{
    public const int Size = 1024;

    private const int Boards = 6;

    public static Canvas Make()
    {
        var canvas = new Canvas(Size, Size, Vector3.Zero);
        canvas.Map((x, y, _) => At(x, y).Color);
        return canvas;
    }

    /// <summary>Colour, distance to the board's edge in pixels, and how far the wood is open (0 to 1: pores, late wood), at a pixel.</summary>
    public static (Vector3 Color, double Edge, double Relief) At(double x, double y)
    {
        double rowHeight = (double)Size / Boards;
        int row = (int)(y / rowHeight);
        double across = y - row * rowHeight;
        // Two boards a row; the first joint lies at the row's own offset, and the second board runs over the tile's border.
        double start = Size * Noise.Hash(row, 0, 5), length = Size * (0.42 + 0.16 * Noise.Hash(row, 1, 5));
        double along = x - start;
        along -= Size * Math.Floor(along / Size);
        int board = 2 * row;
        double boardLength = length;
        if (along >= length)
        {
            along -= length;
            boardLength = Size - length;
            board++;
        }
        (Vector3 color, double relief) = Grain(board, along, across);
        double edge = Math.Min(Math.Min(across, rowHeight - across), Math.Min(along, boardLength - along));
        return (color * (float)(0.36 + 0.64 * Noise.Smoothstep(0.3, 2.6, edge)), edge, relief);
    }

    private static (Vector3 Color, double Relief) Grain(int board, double along, double across)
    {
        double tone = Noise.Hash(board, 2, 5), pith = (Noise.Hash(board, 3, 5) - 0.5) * 260 + 85, depth = 20 + 130 * Noise.Hash(board, 4, 5);
        double drift = 46 * Noise.Fractal(along / 420, board * 7.3, 2, 11) + (Noise.Hash(board, 6, 5) - 0.5) * 0.10 * along;
        double warp = 5.5 * Noise.Fractal(along / 150, across / 42 + 31 * board, 3, 13);
        double dy = across - pith + drift + warp, radius = Math.Sqrt(dy * dy + depth * depth);
        double ring = radius / 9.5 + 1.3 * Noise.Fractal(radius / 40, board, 2, 17);
        double phase = ring - Math.Floor(ring);
        // Early wood is light and turns slowly into the dark line of late wood, which ends sharply.
        double late = Noise.Smoothstep(0.25, 0.88, phase) * (1 - Noise.Smoothstep(0.90, 1.0, phase));
        double fibre = Noise.Fractal(along / 70, across / 1.7 + 97 * board, 2, 19);
        double pore = Noise.Smoothstep(0.74, 0.86, Noise.Value(along / 26, across / 1.3 + 57 * board, 23)) * (0.35 + 0.65 * late);
        var light = new Vector3(0.74f, 0.56f, 0.38f);
        var dark = new Vector3(0.50f, 0.335f, 0.20f);
        Vector3 color = Vector3.Lerp(light, dark, (float)Math.Clamp(0.12 + 0.62 * late + 0.30 * fibre, 0, 1));
        color = Vector3.Lerp(color, new Vector3(0.36f, 0.23f, 0.13f), (float)(0.45 * pore));
        return (color * (float)(0.86 + 0.22 * tone), Math.Clamp(pore + 0.4 * late, 0, 1));
    }
}
