using System.Numerics;
using MakeAssets.Formats;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A glazed stoneware mug, 8 cm wide and 9.5 cm high: walls of 3.6 mm, an unglazed foot ring, an ear-shaped handle at +x.</summary>
internal static class Mug
{
    private const int Print = 0, Glaze = 1, Biscuit = 2;
    private const int Columns = 64;
    private const double Height = 95, Radius = 40;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Body(mesh);
        Handle(mesh);
        return new Model("mug", mesh.Build(50), [
            new Finish("printed glaze") { BaseColorMap = Motif(), Roughness = 0.16 },
            new Finish("glaze") { BaseColorMap = Speckles(new Canvas(256, 256, Vector3.One), 5), Roughness = 0.16 },
            new Finish("biscuit") { BaseColor = new Vector3(0.55f, 0.42f, 0.29f), Roughness = 0.9 }]);
    }

    /// <summary>Points that the mug can be told by: rim and foot on the plane of the handle and across it, and the middle of the handle's strand.</summary>
    public static byte[] Keypoints() => KeypointsWriter.Encode(
        "Named points of the mug; the handle is at +x. Its two are in the middle of its strand, 4 to 7 mm below the glaze; left and right are as seen from the handle.",
        [
            new("rim_at_handle", 38.1, 0, Height), new("rim_right", 0, 38.1, Height), new("rim_opposite", -38.1, 0, Height), new("rim_left", 0, -38.1, Height),
            new("handle_top", 63.5, 0, 73, Depth: 8), new("handle_bottom", 60, 0, 36, Depth: 8), new("foot_at_handle", 28.5, 0, 0), new("foot_opposite", -28.5, 0, 0),
        ],
        [
            ("rim_at_handle", "rim_right"), ("rim_right", "rim_opposite"), ("rim_opposite", "rim_left"), ("rim_left", "rim_at_handle"),
            ("rim_at_handle", "handle_top"), ("handle_top", "handle_bottom"), ("handle_bottom", "foot_at_handle"), ("foot_at_handle", "foot_opposite"), ("foot_opposite", "rim_opposite"),
        ],
        [("rim_left", "rim_right")]);

    private static void Body(MeshBuilder mesh)
    {
        Outline foot = new Outline(0, 2.2).Line(22, 2.2, 2).Line(25, 1.6).Arc(27, 1.6, 1.6, 180, 270, 4).Line(29.5, 0)
            .Arc(29.5, 1.6, 1.6, -90, 0, 4);
        Surfaces.Turn(mesh, Biscuit, foot.Points, Columns, (_, p) => p.X / 50);

        Outline underside = new Outline(foot.End.X, foot.End.Y).Bezier(31.5, 2.6, 33, 2.8, 34.5, 3.6, 4).Bezier(37.5, 5.2, 39.2, 8, 39.6, 12, 6);
        Surfaces.Turn(mesh, Glaze, underside.Points, Columns, (_, p) => -p.Y / 60, 4);

        Outline wall = new Outline(underside.End.X, underside.End.Y).Line(Radius, 20, 2).Line(Radius, 90, 8);
        Surfaces.Turn(mesh, Print, wall.Points, Columns, (_, p) => 1 - p.Y / Height);

        Outline inside = new Outline(Radius, 90).Bezier(Radius, 92, 39.9, 93, 39.9, 93.2, 2).Arc(38.1, 93.2, 1.8, 0, 180, 8)
            .Line(36.4, 90, 2).Line(36.4, 16, 6).Bezier(36.4, 10, 33, 6.4, 26, 6.2, 8).Line(0, 5.8, 5);
        Surfaces.Turn(mesh, Glaze, inside.Points, Columns, (i, _) => i / 8.0, 4);
    }

    private static void Handle(MeshBuilder mesh)
    {
        Outline curve = new Outline(38, 77).Bezier(47, 80, 57, 82, 63.5, 73, 12).Bezier(69.5, 64, 66, 46, 60, 36, 14)
            .Bezier(54.5, 27, 47, 24, 38, 22.5, 12);
        Vector3[] path = [.. curve.Points.Select(p => new Vector3(p.X, 0, p.Y))];
        var distance = new double[path.Length];
        for (int i = 1; i < path.Length; i++)
            distance[i] = distance[i - 1] + Vector3.Distance(path[i - 1], path[i]);
        Vector2[] Section(int i)
        {
            // Toward both ends the section swells like the fillet of wet clay pressed on to the wall.
            double toEnd = Math.Min(distance[i], distance[^1] - distance[i]);
            double fillet = Portable.Exp(-(toEnd - 1.5) * (toEnd - 1.5) / 14) * (toEnd > 1.5 ? 1 : 0) + (toEnd > 1.5 ? 0 : 1);
            double broad = 6.2 + 2.6 * fillet + 1.2 * Noise.Smoothstep(25, 0, toEnd), thick = 4.0 + 2.8 * fillet;
            return Surfaces.Ellipse(broad, thick, 20);
        }
        Vector3[][] rings = Surfaces.Sweep(path, _ => Vector3.UnitY, Section);
        Surfaces.Skin(mesh, Glaze, rings, (r, c) => new Vector2(c / 20f, (float)(distance[r] / 40)));
        Surfaces.Cap(mesh, Glaze, rings[0], facingUp: false, p => new Vector2(p.Y, p.Z) / 40);
        Surfaces.Cap(mesh, Glaze, rings[^1], facingUp: true, p => new Vector2(p.Y, p.Z) / 40);
    }

    /// <summary>A band of petals between lines of cobalt and ochre around a cream body.</summary>
    private static Canvas Motif()
    {
        var canvas = new Canvas(1024, 512, Vector3.One);
        Speckles(canvas, 5);
        Vector3 cobalt = Canvas.Hex(0x1F4E8C), ochre = Canvas.Hex(0xD08A2A), cream = Canvas.Hex(0xF2EBDD), coral = Canvas.Hex(0xC8553D);
        void Band(double top, double bottom, Vector3 color) => canvas.Rectangle(new Box(-9, top, 1033, bottom), color);
        Band(150, 158, cobalt);
        Band(164, 167, ochre);
        Band(176, 336, cobalt);
        Band(345, 348, ochre);
        Band(354, 362, cobalt);
        for (int i = 0; i < 8; i++)
        {
            double cx = 64 + 128 * i, cy = 256;
            Flower(canvas, cx, cy, cream, coral);
            canvas.Polygon([(cx + 64, 198), (cx + 76, 214), (cx + 64, 230), (cx + 52, 214)], ochre);
            canvas.Polygon([(cx + 64, 282), (cx + 76, 298), (cx + 64, 314), (cx + 52, 298)], ochre);
            if (i == 7)
                canvas.Polygon([(-64 + 64, 198), (76 - 64, 214), (0, 230), (-12, 214)], ochre);
            if (i == 7)
                canvas.Polygon([(0, 282), (12, 298), (0, 314), (-12, 298)], ochre);
        }
        // The print's edge bleeds a little into the glaze, and its tone varies as hand-painted pigment does.
        canvas.Map((x, y, c) => c * (float)(1 + 0.05 * Noise.Fractal(x / 64, y / 64, 2, 77, 16, 8)));
        return canvas;
    }

    private static void Flower(Canvas canvas, double cx, double cy, Vector3 petal, Vector3 heart)
    {
        for (int k = 0; k < 8; k++)
        {
            double a = 2 * Math.PI * k / 8, ca = Portable.Cos(a), sa = Portable.Sin(a);
            canvas.Shape(new Box(cx - 64, cy - 72, cx + 64, cy + 72), (x, y) =>
            {
                double along = (x - cx) * ca + (y - cy) * sa, across = (y - cy) * ca - (x - cx) * sa;
                // A pointed leaf: the overlap of two discs.
                double length = 26, centre = 36, bulge = 28;
                return Math.Max(Distance.Circle(along, across, centre, bulge, Math.Sqrt(length * length + bulge * bulge)),
                    Distance.Circle(along, across, centre, -bulge, Math.Sqrt(length * length + bulge * bulge)));
            }, petal);
        }
        canvas.Circle(cx, cy, 11, heart);
    }

    /// <summary>Cream glaze with a slow variation of tone and sparse iron specks; tiles.</summary>
    private static Canvas Speckles(Canvas canvas, int seed)
    {
        int px = canvas.Width / 64, py = canvas.Height / 64;
        canvas.Map((x, y, _) => Canvas.Hex(0xEFE8DA) * (float)(1 + 0.025 * Noise.Fractal(x / 64, y / 64, 2, seed, px, py)));
        for (int gy = 0; gy < canvas.Height / 32; gy++)
        {
            for (int gx = 0; gx < canvas.Width / 32; gx++)
            {
                double cx = 32 * (gx + 0.1 + 0.8 * Noise.Hash(gx, gy, seed)), cy = 32 * (gy + 0.1 + 0.8 * Noise.Hash(gx, gy, seed + 1));
                double radius = 0.5 + 1.3 * Portable.Pow(Noise.Hash(gx, gy, seed + 2), 3);
                canvas.Circle(cx, cy, radius, Canvas.Hex(0x9A7B58));
            }
        }
        return canvas;
    }
}
