using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A 330 ml drinks can, 66 mm wide and 115 mm high: printed aluminium, necked ends, a lid with its ring pull.</summary>
internal static class Can
{
    private const int Print = 0, Aluminium = 1;
    private const int Columns = 64;
    private const double Radius = 33, PrintBottom = 9, PrintTop = 99;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Outline bottom = new Outline(0, 10).Bezier(10, 10, 18, 6, 21.5, 1.5, 8).Arc(23.2, 1.6, 1.6, 190, 300, 4)
            .Bezier(26, 1.6, 31, 4, Radius, PrintBottom, 6);
        Surfaces.Turn(mesh, Aluminium, bottom.Points, Columns, (_, p) => p.X / 30, 3);
        Outline wall = new Outline(Radius, PrintBottom).Line(Radius, 95, 6).Line(32.7, PrintTop);
        Surfaces.Turn(mesh, Print, wall.Points, Columns, (_, p) => (PrintTop - p.Y) / (PrintTop - PrintBottom));
        // Neck, double seam, countersink and the panel of the lid.
        Outline top = new Outline(32.7, PrintTop).Bezier(32, 103.5, 27.6, 107, 26.4, 110.6, 8).Line(26.4, 111.2).Bezier(27, 111.6, 27.3, 112, 27.3, 112.6, 3)
            .Line(27.3, 114.2).Arc(26.5, 114.2, 0.8, 0, 180, 6).Line(24.6, 108).Arc(23.9, 108, 0.9, 0, -180, 5).Line(22.6, 110.2)
            .Arc(22, 110.2, 0.6, 0, 90, 3).Line(0, 110.8, 3);
        Surfaces.Turn(mesh, Aluminium, top.Points, Columns, (_, p) => p.X / 30, 3);
        RingPull(mesh);
        Mouth(mesh);
        mesh.StandOnGround();
        return new Model("can", mesh.Build(35), [
            new Finish("printed aluminium") { BaseColorMap = Artwork(), Metallic = 1, Roughness = 1, MetallicRoughnessMap = Varnish() },
            Metal.Brushed("aluminium", new Vector3(0.80f, 0.81f, 0.82f), 0.28)]);
    }

    private static void RingPull(MeshBuilder mesh)
    {
        Vector3[] Layer(double width, double length, double radius, double y, double z) => [.. Outline.RoundedRectangle(width, length, radius, 8)
            .Select(p => new Vector3(p.X, p.Y + (float)y, (float)z))];
        // A ring with a finger hole toward -y, its nose over the mouth, and the rivet in the middle.
        Vector3[][] ring = [
            Layer(9.4, 8.4, 4.1, -8.2, 111.5), Layer(14.2, 14, 6.4, -7.2, 111.5), Layer(15, 14.8, 7, -7.2, 112), Layer(14.2, 14, 6.4, -7.2, 112.6),
            Layer(9.4, 8.4, 4.1, -8.2, 112.6), Layer(9.4, 8.4, 4.1, -8.2, 111.5)];
        Surfaces.Skin(mesh, Aluminium, ring, (r, c) => new Vector2(c / 18f, r / 6f));
        Vector3[][] nose = [
            Layer(13.6, 10.4, 5.0, 1.6, 111.5), Layer(14.2, 11, 5.3, 1.6, 112), Layer(13.6, 10.4, 5.0, 1.6, 112.5)];
        Surfaces.Cap(mesh, Aluminium, nose[0], facingUp: false, p => new Vector2(p.X, p.Y) / 30);
        Surfaces.Skin(mesh, Aluminium, nose, (r, c) => new Vector2(c / 18f, r / 6f));
        Surfaces.Cap(mesh, Aluminium, nose[^1], facingUp: true, p => new Vector2(p.X, p.Y) / 30);
        Outline rivet = new Outline(0, 110).Line(3, 110).Line(3, 112.6).Arc(2.4, 112.6, 0.6, 0, 90, 3).Line(0, 113.3);
        Surfaces.Turn(mesh, Aluminium, rivet.Points, 24, (_, p) => p.Y / 30);
    }

    /// <summary>The scored opening, as the bead pressed around it.</summary>
    private static void Mouth(MeshBuilder mesh)
    {
        Vector2[] outline = Outline.RoundedRectangle(19, 15, 7.4, 8);
        Vector3[] Layer(double scale, double z) => [.. outline.Select(p => new Vector3((float)(p.X * scale), (float)(p.Y * scale + 12), (float)z))];
        Vector3[][] bead = [Layer(0.90, 110.2), Layer(1.04, 110.2), Layer(1.02, 111.0), Layer(0.97, 111.3), Layer(0.92, 111.0), Layer(0.90, 110.2)];
        Surfaces.Skin(mesh, Aluminium, bead, (r, c) => new Vector2(c / 18f, r / 5f));
    }

    private static Canvas Artwork()
    {
        Vector3 night = Canvas.Hex(0x14305C), aqua = Canvas.Hex(0x35B5B0), lime = Canvas.Hex(0xC7D93B), white = Canvas.Hex(0xF6F7F2);
        var canvas = new Canvas(1024, 512, night);
        // Waves that go around four times.
        for (int wave = 0; wave < 3; wave++)
        {
            double level = 340 + 46 * wave, phase = 1.3 * wave;
            Vector3 color = Vector3.Lerp(aqua, night, 0.28f * wave);
            canvas.Shape((x, y) => 0.75 * (level + 26 * Portable.Sin(2 * Math.PI * 4 * x / 1024 + phase) - y), color);
        }
        foreach (double cx in (ReadOnlySpan<double>)[256, 768])
        {
            Lime(canvas, cx, 128, lime, white);
            StrokeFont.Write(canvas, "TIDELO", cx, 258, 62, 15, white);
            StrokeFont.Write(canvas, "LIME SODA", cx, 322, 22, 4.6, lime);
            StrokeFont.Write(canvas, "330 ML", cx, 470, 18, 3.6, white);
        }
        foreach (double cx in (ReadOnlySpan<double>)[0, 512, 1024])
        {
            for (int i = 0; i < 9; i++)
            {
                double r = 5 + 13 * Noise.Hash(i, 1, 12);
                double x = cx + 150 * (Noise.Hash(i, 2, 12) - 0.5), y = 40 + 250 * Noise.Hash(i, 3, 12);
                canvas.Shape(new Box(x - 24, y - 24, x + 24, y + 24), (px, py) => Math.Abs(Distance.Circle(px, py, x, y, r)) - 1.6, aqua);
            }
        }
        canvas.Rectangle(new Box(-9, 0, 1033, 10), lime);
        return canvas;
    }

    private static void Lime(Canvas canvas, double cx, double cy, Vector3 lime, Vector3 white)
    {
        canvas.Circle(cx, cy, 84, lime);
        canvas.Circle(cx, cy, 72, white);
        for (int k = 0; k < 8; k++)
        {
            double a = 2 * Math.PI * (k + 0.5) / 8, spread = 0.32;
            canvas.Polygon([(cx + 9 * Portable.Cos(a), cy + 9 * Portable.Sin(a)),
                (cx + 62 * Portable.Cos(a - spread), cy + 62 * Portable.Sin(a - spread)),
                (cx + 67 * Portable.Cos(a), cy + 67 * Portable.Sin(a)),
                (cx + 62 * Portable.Cos(a + spread), cy + 62 * Portable.Sin(a + spread))], lime);
        }
    }

    /// <summary>Ink over metal: half a mirror, half a varnish.</summary>
    private static Canvas Varnish() => SurfaceMaps.MetallicRoughness(64, 64, (_, _) => 0.30, (_, _) => 0.45);
}
