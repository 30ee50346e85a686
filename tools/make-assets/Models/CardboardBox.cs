using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A shipping carton, 30 x 22 x 20 cm: corrugated board with printed handling marks, two top flaps that gape a little, packing tape.</summary>
internal static class CardboardBox
{
    private const int Board = 0, PrintedBoard = 1, Tape = 2;
    private const double Length = 300, Width = 220, Height = 200, Thickness = 4;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Body(mesh);
        Flap(mesh, 1);
        Flap(mesh, -1);
        // The tape lies over the gap of the flaps and is folded down at both ends.
        double top = Height + Thickness + 1.4;
        Slab(mesh, Tape, new Vector3(-151, -25, (float)top - 2.2f), new Vector3(151, 25, (float)top), 0);
        Slab(mesh, Tape, new Vector3(149.5f, -25, 130), new Vector3(151, 25, (float)top - 0.1f), 1);
        Slab(mesh, Tape, new Vector3(-151, -25, 122), new Vector3(-149.5f, 25, (float)top - 0.1f), 1);
        return new Model("cardboard_box", mesh.Build(40), [
            new Finish("corrugated board") { BaseColorMap = Kraft(new Canvas(256, 256, Vector3.Zero)), Roughness = 0.88, NormalMap = Flutes() },
            new Finish("printed board") { BaseColorMap = Marks(), Roughness = 0.88 },
            new Finish("packing tape") { BaseColor = new Vector3(0.46f, 0.27f, 0.105f), Roughness = 0.22 }]);
    }

    private static void Body(MeshBuilder mesh)
    {
        Vector3[] Layer(double inset, double z) => [.. Outline.RoundedRectangle(Length - 2 * inset, Width - 2 * inset, 3, 2)
            .Select(p => new Vector3(p, (float)z))];
        Vector3[][] rings = [Layer(1.2, 0), Layer(0.3, 0.5), Layer(0, 2), Layer(0, Height - 1), Layer(0.4, Height)];
        Surfaces.Cap(mesh, Board, rings[0], facingUp: false, p => new Vector2(p.X, p.Y) / 150);
        // Three points a corner: each side shows the whole picture, corner middles are its borders.
        Surfaces.Skin(mesh, PrintedBoard, rings, (r, c) => new Vector2(c / 3 + (c % 3 - 1) * 0.01f, 1 - rings[r][0].Z / (float)Height));
        Surfaces.Cap(mesh, Board, rings[^1], facingUp: true, p => new Vector2(p.X, p.Y) / 150);
    }

    /// <summary>A flap hinged at a long side, slightly bowed upward along the free edge.</summary>
    private static void Flap(MeshBuilder mesh, int side)
    {
        const int strips = 6;
        double from = side * Width / 2, to = side * 1.5;
        double Lift(double t) => 0.5 + 3.0 * t * t;
        Vector3[] Section(double x, double bow)
        {
            Vector3[] ring = [.. Enumerable.Range(0, 2 * (strips + 1)).Select(i =>
            {
                bool upper = i > strips;
                double t = (double)(upper ? 2 * strips + 1 - i : i) / strips;
                return new Vector3((float)x, (float)(from + (to - from) * t), (float)(Height - 1 + bow * Lift(t) + (upper ? Thickness : 0)));
            })];
            // Counter-clockwise as seen from +x on either side.
            if (side > 0)
                Array.Reverse(ring);
            return ring;
        }
        (double X, double Bow)[] stations = [(-149, 0.35), (-75, 0.5), (0, 0.55), (75, 0.45), (149, 0.2)];
        Vector3[][] rings = [.. stations.Select(s => Section(s.X, s.Bow))];
        Surfaces.Skin(mesh, Board, rings, (r, c) => new Vector2(rings[r][c % rings[r].Length].X, rings[r][c % rings[r].Length].Y) / 150);
        End(mesh, rings[0], facesForward: false);
        End(mesh, rings[^1], facesForward: true);
    }

    /// <summary>Closes a flap's end between its lower and upper row.</summary>
    private static void End(MeshBuilder mesh, Vector3[] ring, bool facesForward)
    {
        int n = ring.Length;
        for (int i = 0; i + 1 < n / 2; i++)
        {
            Corner a = Of(ring[i]), b = Of(ring[i + 1]), c = Of(ring[n - 2 - i]), d = Of(ring[n - 1 - i]);
            if (facesForward)
                mesh.Quad(Board, a, b, c, d);
            else
                mesh.Quad(Board, d, c, b, a);
        }
        static Corner Of(Vector3 p) => new(p, new Vector2(p.Y, p.Z) / 150);
    }

    private static void Slab(MeshBuilder mesh, int material, Vector3 low, Vector3 high, float v)
    {
        Vector3[] Layer(float z) => [new(low.X, low.Y, z), new(high.X, low.Y, z), new(high.X, high.Y, z), new(low.X, high.Y, z)];
        Vector3[][] rings = [Layer(low.Z), Layer(high.Z)];
        Surfaces.Cap(mesh, material, rings[0], facingUp: false, p => new Vector2(p.X / 100, v));
        Surfaces.Skin(mesh, material, rings, (r, c) => new Vector2(c, r));
        Surfaces.Cap(mesh, material, rings[1], facingUp: true, p => new Vector2(p.X / 100, v + p.Y / 100));
    }

    /// <summary>Unbleached paper: fibres, and the faint stripes of the flutes beneath.</summary>
    private static Canvas Kraft(Canvas canvas)
    {
        int px = canvas.Width / 64, py = canvas.Height / 64;
        canvas.Map((x, y, _) => Canvas.Hex(0xB98C5C) * (float)(1 + 0.06 * Noise.Fractal(x / 64, y / 64, 3, 3, px, py)
            + 0.05 * Noise.Fractal(x / 16, y / 2, 1, 5, canvas.Width / 16, canvas.Height / 2)
            + 0.012 * Portable.Sin(2 * Math.PI * x / 8)));
        return canvas;
    }

    private static Canvas Flutes() => SurfaceMaps.Normals(256, 256, (x, y) => 0.35 * Portable.Sin(2 * Math.PI * x / 8));

    private static Canvas Marks()
    {
        Canvas canvas = Kraft(new Canvas(512, 512, Vector3.Zero));
        Vector3 ink = Canvas.Hex(0x2E2722);
        // This side up: two arrows over a bar, as ISO 780 draws them.
        foreach (double cx in (ReadOnlySpan<double>)[356, 420])
        {
            canvas.Polygon([(cx, 280), (cx + 24, 322), (cx - 24, 322)], ink);
            canvas.Rectangle(new Box(cx - 8, 320, cx + 8, 392), ink);
        }
        canvas.Rectangle(new Box(324, 402, 452, 414), ink);
        Glass(canvas, 250, ink);
        StrokeFont.Write(canvas, "FRAGILE", 158, 462, 36, 8, ink);
        StrokeFont.Write(canvas, "HANDLE WITH CARE", 388, 462, 11, 2.4, ink);
        StrokeFont.Write(canvas, "NO. 4471-B", 110, 100, 18, 3.4, ink);
        StrokeFont.Write(canvas, "QTY 24", 87, 134, 18, 3.4, ink);
        canvas.Map((x, y, c) => c * (float)(1 - 0.30 * Noise.Smoothstep(10, 0, Math.Min(x, 512 - x)) - 0.12 * Noise.Smoothstep(24, 0, 512 - y)));
        return canvas;
    }

    private static void Glass(Canvas canvas, double cx, Vector3 ink)
    {
        canvas.Polygon([(cx - 30, 282), (cx + 30, 282), (cx + 24, 330), (cx + 10, 348), (cx - 10, 348), (cx - 24, 330)], ink);
        canvas.Rectangle(new Box(cx - 5, 346, cx + 5, 396), ink);
        canvas.Rectangle(new Box(cx - 26, 396, cx + 26, 414), ink, 6);
        // The crack.
        Vector3 board = Canvas.Hex(0xB98C5C);
        canvas.Line(cx + 4, 280, cx - 6, 300, 4, board);
        canvas.Line(cx - 6, 300, cx + 6, 312, 4, board);
        canvas.Line(cx + 6, 312, cx - 2, 330, 4, board);
    }
}
