using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A bottle of ginger brew, 23.4 cm high and 6.6 cm wide: dark green glass, paper label all around, knurled screw cap.</summary>
internal static class Bottle
{
    private const int Glass = 0, Label = 1, Cap = 2;
    private const int Columns = 60;
    private const double Radius = 33, LabelBottom = 32, LabelTop = 112, LabelThickness = 0.25;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Body(mesh);
        ScrewCap(mesh);
        return new Model("bottle", mesh.Build(40), [
            new Finish("green glass") { BaseColorMap = GlassTint(), Roughness = 0.05 },
            new Finish("paper label") { BaseColorMap = Artwork(), Roughness = 0.62 },
            new Finish("cap") { BaseColor = new Vector3(0.85f, 0.60f, 0.22f), Metallic = 1, Roughness = 0.34 }]);
    }

    private static void Body(MeshBuilder mesh)
    {
        Outline bottom = new Outline(0, 7).Bezier(10, 7, 18, 4.5, 22, 1.2, 6).Arc(24.2, 2.2, 2.2, 205, 270, 3).Line(27, 0)
            .Bezier(30.5, 0, Radius, 2.6, Radius, 7, 6).Line(Radius, LabelBottom, 3);
        Surfaces.Turn(mesh, Glass, bottom.Points, Columns, (_, p) => 1 - p.Y / 234);

        Outline label = new Outline(Radius, LabelBottom).Line(Radius + LabelThickness, LabelBottom)
            .Line(Radius + LabelThickness, LabelTop, 6).Line(Radius, LabelTop);
        Surfaces.Turn(mesh, Label, label.Points, Columns, (_, p) => (LabelTop - p.Y) / (LabelTop - LabelBottom));

        // Shoulder, neck, the bead that the cap's ring sits on, then the finish that the cap hides.
        Outline top = new Outline(Radius, LabelTop).Line(Radius, 122, 2).Bezier(Radius, 148, 17.5, 158, 15.2, 180, 20)
            .Bezier(14.4, 188, 14, 194, 13.8, 203, 6).Bezier(13.8, 204, 14.5, 204.2, 15.4, 204.6, 3).Arc(15.4, 206.6, 2, -90, 90, 8)
            .Bezier(14, 208.8, 13.2, 209, 13.2, 210, 3).Line(13.2, 229, 2).Line(0, 229, 2);
        Surfaces.Turn(mesh, Glass, top.Points, Columns, (_, p) => 1 - p.Y / 234);
    }

    private static void ScrewCap(MeshBuilder mesh)
    {
        const int ribs = 44, columns = 3 * ribs;
        Vector3[] Ring(double radius, double z, double relief)
        {
            Vector3[] ring = Surfaces.Circle(1, z, columns);
            for (int i = 0; i < columns; i++)
            {
                double r = radius + (i % 3 == 0 ? relief : 0);
                ring[i] = new Vector3((float)(ring[i].X * r), (float)(ring[i].Y * r), (float)z);
            }
            return ring;
        }
        // The tamper ring below the gap is smooth; the grip above it is ribbed and fades into a rounded top edge.
        Vector3[][] rings = [
            Ring(14.2, 210, 0), Ring(15.4, 210.2, 0), Ring(15.6, 210.6, 0), Ring(15.6, 213.4, 0), Ring(15.3, 213.7, 0), Ring(14.9, 213.8, 0),
            Ring(14.9, 214.4, 0), Ring(15.3, 214.5, 0), Ring(15.6, 214.8, 0.1), Ring(15.6, 215.6, 0.5), Ring(15.5, 228.5, 0.5),
            Ring(15.4, 229.8, 0.1), Ring(15.1, 231.6, 0), Ring(14.4, 233.0, 0), Ring(13.4, 233.8, 0), Ring(12.2, 234, 0), Ring(6, 234, 0)];
        Surfaces.Cap(mesh, Cap, rings[0], facingUp: false, p => new Vector2(p.X, p.Y) / 32);
        Surfaces.Skin(mesh, Cap, rings, (r, c) => new Vector2((float)c / columns, rings[r][0].Z / 64));
        Surfaces.Cap(mesh, Cap, rings[^1], facingUp: true, p => new Vector2(p.X, p.Y) / 32);
    }

    /// <summary>The glass is opaque here: lighter where it is empty above the filling, darkest in the thick foot.</summary>
    private static Canvas GlassTint()
    {
        Vector3 full = Canvas.Hex(0x0C3B22), empty = Canvas.Hex(0x2E7A4B), foot = Canvas.Hex(0x072416);
        var canvas = new Canvas(32, 256, full);
        canvas.Map((_, y, _) =>
        {
            double z = 1 - y / 256;
            Vector3 c = Vector3.Lerp(foot, full, (float)Noise.Smoothstep(0.0, 0.08, z));
            return Vector3.Lerp(c, empty, (float)Noise.Smoothstep(0.74, 0.755, z));
        });
        return canvas;
    }

    private static Canvas Artwork()
    {
        Vector3 paper = Canvas.Hex(0xF3E8CF), ink = Canvas.Hex(0x1D3B2F), sun = Canvas.Hex(0xE2A42B), red = Canvas.Hex(0xB8402A);
        var canvas = new Canvas(1024, 512, paper);
        canvas.Rectangle(new Box(-9, 0, 1033, 26), ink);
        canvas.Rectangle(new Box(-9, 34, 1033, 39), sun);
        canvas.Rectangle(new Box(-9, 486, 1033, 512), ink);
        canvas.Rectangle(new Box(-9, 473, 1033, 478), sun);
        foreach (double cx in (ReadOnlySpan<double>)[256, 768])
            Front(canvas, cx, ink, sun, red, paper);
        SmallPrint(canvas, 512, ink, paper);
        Facts(canvas, ink, red);
        canvas.Map((x, y, c) => c * (float)(1 + 0.03 * Noise.Fractal(x / 16, y / 16, 2, 31, 64, 32)));
        return canvas;
    }

    private static void Front(Canvas canvas, double cx, Vector3 ink, Vector3 sun, Vector3 red, Vector3 paper)
    {
        // A rising sun behind hills.
        for (int ray = 0; ray <= 12; ray++)
        {
            double a = Math.PI * ray / 12, b = a - 0.06, c = a + 0.06;
            canvas.Polygon([(cx - 84 * Portable.Cos(b), 214 - 84 * Portable.Sin(b)), (cx - 84 * Portable.Cos(c), 214 - 84 * Portable.Sin(c)),
                (cx - 150 * Portable.Cos(a), 214 - 150 * Portable.Sin(a))], sun);
        }
        canvas.Shape((x, y) => Math.Max(Distance.Circle(x, y, cx, 214, 74), y - 214), red);
        canvas.Rectangle(new Box(cx - 168, 214, cx + 168, 220), ink);
        StrokeFont.Write(canvas, "KIRRALO", cx, 273, 48, 11, ink);
        canvas.Rectangle(new Box(cx - 150, 322, cx + 150, 366), red, 22);
        StrokeFont.Write(canvas, "GINGER BREW", cx, 344, 23, 4.6, paper);
        StrokeFont.Write(canvas, "330 ML", cx, 408, 26, 5, ink);
        StrokeFont.Write(canvas, "BREWED WITH REAL ROOT", cx, 451, 11, 2.2, ink);
    }

    private static void SmallPrint(Canvas canvas, double cx, Vector3 ink, Vector3 paper)
    {
        string[] lines = ["INGREDIENTS", "WATER - CANE SUGAR", "GINGER ROOT 4.5", "LEMON JUICE", "NATURAL YEAST", "SERVE COLD"];
        for (int i = 0; i < lines.Length; i++)
            StrokeFont.Write(canvas, lines[i], cx, 80 + 30 * i, i == 0 ? 15 : 11, i == 0 ? 3.2 : 2.1, ink);
        canvas.Rectangle(new Box(cx - 62, 300, cx + 62, 440), Vector3.Lerp(paper, Vector3.One, 0.7f), 4);
        double x = cx - 50;
        for (int bar = 0; x < cx + 50; bar++)
        {
            double width = 1.5 + Math.Floor(3 * Noise.Hash(bar, 0, 8)) * 1.5;
            if (bar % 2 == 0)
                canvas.Rectangle(new Box(x, 310, Math.Min(x + width, cx + 50), 412), Vector3.Zero);
            x += width;
        }
        StrokeFont.Write(canvas, "4 012 733 901", cx, 425, 9, 1.7, Vector3.Zero, 1.2);
    }

    private static void Facts(Canvas canvas, Vector3 ink, Vector3 red)
    {
        // Around the texture's seam, so in two halves that meet.
        foreach (double cx in (ReadOnlySpan<double>)[0, 1024])
        {
            canvas.Shape(new Box(cx - 75, 110, cx + 75, 400),
                (x, y) => Math.Abs(Distance.Rectangle(x, y, new Box(cx - 70, 116, cx + 70, 394), 10)) - 1.6, ink);
            StrokeFont.Write(canvas, "PER 100 ML", cx, 142, 13, 2.8, red);
            string[] rows = ["ENERGY 142", "FAT 0.0", "SUGARS 8.1", "PROTEIN 0.1", "SALT 0.02"];
            for (int i = 0; i < rows.Length; i++)
            {
                StrokeFont.Write(canvas, rows[i], cx, 188 + 42 * i, 12, 2.2, ink);
                canvas.Line(cx - 60, 208 + 42 * i, cx + 60, 208 + 42 * i, 1.4, ink);
            }
        }
    }
}
