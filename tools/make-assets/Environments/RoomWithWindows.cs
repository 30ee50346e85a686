using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Environments;

/// <summary>
/// A living room of 6.4 x 5 x 2.6 m, seen from its middle, 1.1 m above the floor: two tall windows in one wall and one in the next, each with a
/// frame and a cross bar, sky and trees behind them, a patch of sun on the boards, a door, shelves, a picture. Surfaces show the daylight that the
/// windows send them (sampled at 4 x 4 points each), the sun, and a fill for all further bounces.
/// </summary>
internal static class RoomWithWindows
{
    private const double HalfX = 3.2, HalfY = 2.5, Floor = -1.1, Ceiling = 1.5;

    private const int PlusX = 0, MinusX = 1, PlusY = 2, MinusY = 3, Ground = 4, Top = 5;

    private static readonly Vector3 Daylight = new(5.4f, 6.3f, 7.4f), Fill = new(0.50f, 0.46f, 0.41f), SunColor = new(13f, 11f, 8.2f);

    /// <summary>From the room towards the sun, through the windows of +y.</summary>
    private static readonly Vector3 Sun = Vector3.Normalize(new Vector3(0.34f, 0.80f, 0.62f));

    /// <summary>Wall, and the opening's box on it: along the wall, then height.</summary>
    private static readonly (int Wall, Box Opening)[] Windows =
    [
        (PlusY, new Box(-2.3, -0.25, -0.75, 1.15)), (PlusY, new Box(0.55, -0.25, 2.1, 1.15)), (PlusX, new Box(-1.3, -0.25, 0.3, 1.15)),
    ];

    public static Vector3 Radiance(Vector3 direction)
    {
        (int wall, Vector3 point) = Hit(Vector3.Zero, direction);
        (double along, double height) = (wall is PlusX or MinusX ? point.Y : point.X, point.Z);
        foreach ((int at, Box box) in Windows)
            if (at == wall && Distance.Rectangle(along, height, box) < 0.07)
                return Window(direction, along, height, box, Lit(point, wall));
        return wall switch
        {
            Ground => Boards(point),
            Top => new Vector3(0.82f, 0.81f, 0.79f) * Lit(point, wall) / MathF.PI,
            _ => Wall(wall, along, height) * Lit(point, wall) / MathF.PI,
        };
    }

    /// <summary>Which surface a ray from inside meets, and where.</summary>
    private static (int Wall, Vector3 Point) Hit(Vector3 from, Vector3 d)
    {
        double Along(double plane, double start, double slope) => Math.Abs(slope) < 1e-9 ? double.MaxValue : (plane - start) / slope;
        double tx = Along(d.X > 0 ? HalfX : -HalfX, from.X, d.X), ty = Along(d.Y > 0 ? HalfY : -HalfY, from.Y, d.Y);
        double tz = Along(d.Z > 0 ? Ceiling : Floor, from.Z, d.Z), t = Math.Min(tx, Math.Min(ty, tz));
        int wall = t == tz ? (d.Z > 0 ? Top : Ground) : t == tx ? (d.X > 0 ? PlusX : MinusX) : d.Y > 0 ? PlusY : MinusY;
        return (wall, from + d * (float)t);
    }

    /// <summary>Irradiance of a point of a surface: windows and fill, darker toward edges where two surfaces meet.</summary>
    private static Vector3 Lit(Vector3 p, int wall)
    {
        const int n = 4;
        Vector3 normal = wall switch
        {
            PlusX => -Vector3.UnitX,
            MinusX => Vector3.UnitX,
            PlusY => -Vector3.UnitY,
            MinusY => Vector3.UnitY,
            Ground => Vector3.UnitZ,
            _ => -Vector3.UnitZ,
        };
        double sum = 0;
        foreach ((int at, Box box) in Windows)
        {
            Vector3 inward = at == PlusX ? -Vector3.UnitX : -Vector3.UnitY;
            double area = (box.Right - box.Left) * (box.Bottom - box.Top) / (n * n);
            for (int i = 0; i < n * n; i++)
            {
                float along = (float)(box.Left + (box.Right - box.Left) * (i % n + 0.5) / n), height = (float)(box.Top + (box.Bottom - box.Top) * (i / n + 0.5) / n);
                Vector3 to = (at == PlusX ? new Vector3((float)HalfX, along, height) : new Vector3(along, (float)HalfY, height)) - p;
                double square = Math.Max(to.LengthSquared(), 0.04);
                sum += Math.Max(0, Vector3.Dot(normal, to)) * Math.Max(0, -Vector3.Dot(inward, to)) / (square * square) * area;
            }
        }
        double corner = Math.Min(wall is PlusX or MinusX ? 9 : HalfX - Math.Abs(p.X), wall is PlusY or MinusY ? 9 : HalfY - Math.Abs(p.Y));
        if (wall is not (Ground or Top))
            corner = Math.Min(corner, Math.Min(p.Z - Floor, Ceiling - p.Z));
        return Daylight * (float)sum * 0.8f + Fill * (float)(0.62 + 0.38 * Noise.Smoothstep(0, 0.7, corner));
    }

    private static Vector3 Window(Vector3 direction, double along, double height, Box box, Vector3 lit)
    {
        double frame = Distance.Rectangle(along, height, new Box(box.Left + 0.05, box.Top + 0.05, box.Right - 0.05, box.Bottom - 0.05));
        bool bar = Math.Abs(along - (box.Left + box.Right) / 2) < 0.03 || Math.Abs(height - (box.Top + 0.68 * (box.Bottom - box.Top))) < 0.022;
        if (frame > 0 || bar)
            return new Vector3(0.86f, 0.86f, 0.84f) * (lit + Fill) / MathF.PI;
        // Trees a little above the horizon, sky that is brightest low down.
        double turn = Portable.Atan2(direction.Y, direction.X);
        double crowns = 0.05 + 0.16 * Noise.Fractal(turn * 9, 1, 5, 61);
        if (direction.Z < crowns)
        {
            double leaf = Noise.Fractal(turn * 60, direction.Z * 60, 3, 67);
            return new Vector3(0.34f, 0.46f, 0.16f) * (float)(1 + 0.9 * leaf) * (direction.Z < -0.05f ? 1.4f : 1f);
        }
        return Daylight * (float)(1.15 - 0.35 * direction.Z);
    }

    /// <summary>Reflectance of a wall: paint, skirting, and what stands or hangs there.</summary>
    private static Vector3 Wall(int wall, double along, double height)
    {
        if (height < Floor + 0.09)
            return new Vector3(0.78f, 0.77f, 0.74f);
        Vector3 paint = (wall == MinusX ? new Vector3(0.33f, 0.42f, 0.40f) : new Vector3(0.74f, 0.70f, 0.62f)) * (float)(1 + 0.03 * Noise.Fractal(along * 3, height * 3, 3, 31));
        if (wall == MinusY)
        {
            var door = new Box(0.9, Floor, 1.8, 0.95);
            double d = Distance.Rectangle(along, height, door);
            if (d < 0.08)
                return Math.Abs(Distance.Rectangle(along, height, new Box(1.02, 0.0, 1.68, 0.82))) < 0.012 || Math.Abs(d) < 0.012 ? new Vector3(0.36f) : new Vector3(0.72f, 0.71f, 0.68f);
            return Picture(along + 1.0, height - 0.45) ?? paint;
        }
        return wall == MinusX ? Shelves(along, height) ?? paint : paint;
    }

    private static Vector3? Picture(double x, double y)
    {
        double d = Distance.Rectangle(x, y, new Box(-0.62, -0.42, 0.62, 0.42));
        if (d > 0)
            return null;
        if (d > -0.04)
            return new Vector3(0.07f, 0.055f, 0.05f);
        if (d > -0.12)
            return new Vector3(0.80f, 0.79f, 0.75f);
        // An abstract: a red disc over two bands.
        return Distance.Circle(x, y, 0.12, 0.07, 0.14) < 0 ? new Vector3(0.62f, 0.12f, 0.07f)
            : y < -0.12 + 0.05 * x ? new Vector3(0.05f, 0.12f, 0.25f) : new Vector3(0.72f, 0.58f, 0.34f);
    }

    /// <summary>Books: each of its own width, height and colour; gaps show the dark back.</summary>
    private static Vector3? Shelves(double along, double height)
    {
        const double pitch = 0.36;
        if (along is < -1.5 or > 0.7 || height > Floor + 0.06 + 5 * pitch + 0.03 || height < Floor + 0.03)
            return null;
        double row = (height - Floor - 0.06) / pitch, up = (row - Math.Floor(row)) * pitch;
        var wood = new Vector3(0.40f, 0.27f, 0.16f);
        if (up < 0.03 || along is < -1.46 or > 0.66 || Math.Abs(along + 0.4) < 0.015)
            return wood;
        int shelf = (int)Math.Floor(row), book = (int)Math.Floor(along / 0.042);
        double tall = 0.19 + 0.10 * Noise.Hash(book, shelf, 71);
        if (Noise.Hash(book / 6, shelf, 73) < 0.28 || up > tall + 0.03)
            return new Vector3(0.06f, 0.045f, 0.03f);
        float hue = (float)Noise.Hash(book, shelf, 79), value = 0.10f + 0.42f * (float)Noise.Hash(book, shelf, 83);
        return value * Vector3.Lerp(hue < 0.5f ? new Vector3(1f, 0.45f, 0.30f) : new Vector3(0.40f, 0.62f, 0.95f), Vector3.One, (float)Noise.Hash(book, shelf, 89));
    }

    /// <summary>Oak boards along y with a rug on them; where the sun comes through a window they are bright.</summary>
    private static Vector3 Boards(Vector3 p)
    {
        const double width = 0.14;
        int board = (int)Math.Floor(p.X / width);
        double joint = 2.2 * Noise.Hash(board, 0, 3), tone = Noise.Hash(board, (int)Math.Floor((p.Y + joint) / 2.2), 5);
        double across = p.X / width - board, seam = Math.Min(across, 1 - across) < 0.03 ? 0.55 : 1;
        double grain = Noise.Fractal(p.X * 60, p.Y * 3 + 9 * board, 3, 7);
        Vector3 albedo = new Vector3(0.42f, 0.27f, 0.15f) * (float)((0.8 + 0.4 * tone) * (1 + 0.25 * grain) * seam);
        double rug = Distance.Rectangle(p.X, p.Y, new Box(-1.5, -1.9, 1.3, 0.2), 0.05);
        if (rug < 0)
        {
            albedo = Math.Abs(rug + 0.12) < 0.03 ? new Vector3(0.62f, 0.55f, 0.42f) : new Vector3(0.30f, 0.10f, 0.08f);
            albedo *= (float)(1 + 0.3 * Noise.Fractal(p.X * 40, p.Y * 40, 2, 13));
        }
        Vector3 light = Lit(p, Ground);
        (int wall, Vector3 through) = Hit(p, Sun);
        foreach ((int at, Box box) in Windows)
            if (at == wall && at == PlusY)
            {
                double d = Distance.Rectangle(through.X, through.Z, new Box(box.Left + 0.05, box.Top + 0.05, box.Right - 0.05, box.Bottom - 0.05));
                double bar = Math.Min(Math.Abs(through.X - (box.Left + box.Right) / 2) - 0.03, Math.Abs(through.Z - (box.Top + 0.68 * (box.Bottom - box.Top))) - 0.022);
                light += SunColor * Sun.Z * (float)((1 - Noise.Smoothstep(-0.012, 0.012, d)) * Noise.Smoothstep(-0.012, 0.012, bar));
            }
        return albedo * light / MathF.PI;
    }
}
