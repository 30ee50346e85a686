using System.Numerics;
using MakeAssets.Painting;
using static MakeAssets.Materials.Fields;

namespace MakeAssets.Materials;

/// <summary>What walls and roads are made of.</summary>
internal static class Masonry
{
    /// <summary>Red bricks of 215 x 65 mm in running bond with joints of 10 mm: four by twelve to a tile of 900 mm.</summary>
    public static SurfacePoint Brick(double u, double v)
    {
        const double width = 225, height = 75, joint = 10, tile = 900;
        double x = u * tile, y = v * tile;
        // Hand-made: edges wander by a millimetre or two.
        double wander = 1.6 * Fractal(u, v, 48, 3, 3), chips = Noise.Smoothstep(0.42, 0.62, Fractal(u, v, 22, 4, 5) + 0.5);
        int row = (int)Math.Floor(y / height);
        double along = x + (row % 2) * width / 2;
        int brick = (int)Math.Floor(along / width) % 4;
        double edge = -Distance.Rectangle(along - width * Math.Floor(along / width), y - row * height, new Box(joint / 2, joint / 2, width - joint / 2, height - joint / 2), 3)
            + wander - 1.2 * chips;
        double face = Noise.Smoothstep(-0.8, 1.8, edge);
        double tone = Noise.Hash(brick, row, 7), burnt = Noise.Smoothstep(0.78, 0.95, Noise.Hash(brick, row, 9));
        double clouds = Fractal(u, v, 14, 4, 11), sand = Fractal(u, v, 150, 2, 13);
        Vector3 clay = Mix(new(0.60f, 0.28f, 0.20f), new(0.72f, 0.42f, 0.29f), tone + 0.5 * clouds);
        clay = Mix(clay, new(0.34f, 0.20f, 0.18f), 0.65 * burnt + 0.25 * Noise.Smoothstep(0.15, 0.5, clouds));
        clay *= (float)(1 + 0.22 * sand + 0.10 * (tone - 0.5));
        Vector3 mortar = new Vector3(0.68f, 0.655f, 0.61f) * (float)(1 + 0.16 * Fractal(u, v, 130, 3, 17) + 0.12 * Fractal(u, v, 12, 3, 19));
        double brickHeight = 0.5 * clouds + 0.45 * sand + 0.8 * (tone - 0.5), mortarHeight = -5.5 + 1.2 * Fractal(u, v, 60, 3, 21);
        return new(Mix(mortar, clay, face), Noise.Lerp(mortarHeight, brickHeight, face), Noise.Lerp(0.95, 0.86 - 0.15 * burnt, face));
    }

    /// <summary>Cast concrete: clouds of moisture, fine sand, marks of the boards of its form, air holes. 1.2 m.</summary>
    public static SurfacePoint Concrete(double u, double v)
    {
        double clouds = Fractal(u, v, 5, 6, 3), sand = Fractal(u, v, 170, 2, 5);
        Cells.Nearest hole = Cells.At(u, v, 26, 26, 7);
        double radius = 0.02 + 0.20 * Portable.Pow(hole.Hash(9), 5), pit = 1 - Noise.Smoothstep(radius * 0.7, radius, hole.F1);
        // Three boards to the tile; the line between two stands up by half a millimetre.
        double board = Math.Abs(Fraction(v * 3) - 0.5) * 400, ridge = Portable.Exp(-board * board / 8);
        double plank = Noise.Hash((int)Math.Floor(v * 3 + 0.5) % 3, 0, 11);
        Vector3 color = new Vector3(0.63f, 0.62f, 0.595f) * (float)(1 + 0.24 * clouds + 0.06 * sand + 0.05 * (plank - 0.5) - 0.10 * ridge);
        double wood = 0.25 * Fractal(u, v, 4, 90, 2, 13);
        return new(Mix(color, color * 0.52f, pit), 0.3 * clouds + 0.25 * sand + 0.6 * ridge + wood - 4 * pit, 0.82 + 0.12 * clouds + 0.1 * pit);
    }

    /// <summary>Asphalt of a road: stones of all sizes in worn binder. 600 mm.</summary>
    public static SurfacePoint Asphalt(double u, double v)
    {
        (double stone, Vector3 color) = (0, new Vector3(0.15f, 0.15f, 0.155f) * (float)(1 + 0.25 * Fractal(u, v, 90, 3, 3)));
        double roughness = 0.92;
        foreach ((int cells, int seed, double share, double high) in (ReadOnlySpan<(int, int, double, double)>)[(110, 5, 0.75, 1.0), (64, 9, 0.50, 1.6), (38, 13, 0.30, 2.2)])
        {
            Cells.Nearest cell = Cells.At(u, v, cells, cells, seed, 0.8);
            if (cell.Hash(seed + 2) > share)
                continue;
            double size = 0.30 + 0.16 * cell.Hash(seed + 3), dome = 1 - Noise.Smoothstep(size * 0.55, size, cell.F1);
            double grey = 0.26 + 0.30 * cell.Hash(seed + 4);
            Vector3 tint = Mix(new(1.02f, 1f, 0.96f), new(0.94f, 0.99f, 1.05f), cell.Hash(seed + 5)) * (float)(grey * (1 + 0.2 * Fractal(u, v, 200, 1, seed)));
            color = Mix(color, tint, 0.85 * dome);
            stone = Math.Max(stone, high * dome);
            roughness = Noise.Lerp(roughness, 0.72, dome);
        }
        double worn = Fractal(u, v, 4, 4, 17);
        return new(color * (float)(1 + 0.18 * worn), stone + 0.3 * Fractal(u, v, 120, 2, 19), roughness);
    }

    /// <summary>Lime plaster, put on with a trowel: overlapping strokes with thin ridges at their ends. 1 m.</summary>
    public static SurfacePoint Plaster(double u, double v)
    {
        double height = 0, wear = Fractal(u, v, 4, 5, 3);
        foreach ((int across, int down, int seed) in (ReadOnlySpan<(int, int, int)>)[(7, 9, 5), (11, 7, 11)])
        {
            double bentU = u + 0.02 * Fractal(u, v, 5, 3, seed + 1), bentV = v + 0.02 * Fractal(u, v, 5, 3, seed + 2);
            Cells.Nearest stroke = Cells.At(bentU, bentV, across, down, seed);
            double turn = stroke.Hash(seed + 3) - 0.5, tilt = (stroke.F1 - 0.4) * (1.2 + turn);
            height += 2.0 * tilt + 1.0 * Portable.Exp(-(stroke.F2 - stroke.F1) * (stroke.F2 - stroke.F1) / 0.004);
        }
        double grain = Fractal(u, v, 120, 3, 17);
        Vector3 color = new Vector3(0.885f, 0.865f, 0.82f) * (float)(1 + 0.05 * wear + 0.03 * grain + 0.018 * height);
        return new(color, height + 0.30 * grain, 0.88);
    }
}
