using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>Three road signs at full size, each on a galvanised post of 2.2 m: stop, give way, speed limit 50. They face toward -y.</summary>
internal static class TrafficSigns
{
    private const int Face = 0, Zinc = 1;
    private const double PostRadius = 30, PostHeight = 2200, PlateMiddle = 1860, FrontY = -46, PlateDepth = 14;

    public static Model Stop() => Make("sign_stop", Polygon(8, 300 / Portable.Cos(Math.PI / 8), 22.5, 20), StopFace());

    public static Model GiveWay() => Make("sign_give_way", Polygon(3, 400, -90, 60), GiveWayFace());

    public static Model SpeedLimit() => Make("sign_speed_limit", Surfaces.Ellipse(300, 300, 64), SpeedFace());

    private static Model Make(string name, Vector2[] outline, Canvas picture)
    {
        var mesh = new MeshBuilder();
        Plate(mesh, outline);
        Post(mesh);
        return new Model(name, mesh.Build(40), [
            new Finish("reflective sheeting") { BaseColorMap = picture, Roughness = 0.38 },
            Metal.Brushed("zinc", new Vector3(0.58f, 0.59f, 0.60f), 0.48)]);
    }

    private static void Plate(MeshBuilder mesh, Vector2[] outline)
    {
        // Stacked along y, the outline drawn in (x, z): counter-clockwise as seen from -y, so the stack grows toward -y.
        Vector3[] Layer(double scale, double y) => [.. outline.Select(p => new Vector3((float)(p.X * scale), (float)y, (float)(PlateMiddle + p.Y * scale)))];
        // The rim is folded back as on an aluminium plate; the hollow behind it is 11 mm deep.
        Vector3[][] back = [Layer(0.975, FrontY + 3), Layer(0.975, FrontY + PlateDepth), Layer(0.99, FrontY + PlateDepth), Layer(1, FrontY + PlateDepth - 3), Layer(1, FrontY + 1.5), Layer(0.995, FrontY)];
        Surfaces.Cap(mesh, Zinc, back[0], facingUp: false, p => new Vector2(p.X, p.Z) / 200);
        Surfaces.Skin(mesh, Zinc, back, (r, c) => new Vector2(8f * c / outline.Length, r / 6f));
        Surfaces.Cap(mesh, Face, back[^1], facingUp: true, p => new Vector2(0.5f + p.X / 800, 0.5f - (p.Z - (float)PlateMiddle) / 800));
    }

    private static void Post(MeshBuilder mesh)
    {
        Outline post = new Outline(0, 0).Line(90, 0).Line(90, 10).Line(PostRadius + 4, 12).Line(PostRadius, 18).Line(PostRadius, PostHeight - 3, 4)
            .Arc(PostRadius - 3, PostHeight - 3, 3, 0, 90, 3).Line(0, PostHeight);
        Surfaces.Turn(mesh, Zinc, post.Points, 32, (_, p) => p.Y / 400, 2);
        // Two clamps join the plate to the post.
        foreach (double z in (ReadOnlySpan<double>)[PlateMiddle - 130, PlateMiddle + 130])
        {
            Outline clamp = new Outline(0, z - 20).Line(PostRadius + 5, z - 20).Line(PostRadius + 5, z + 20).Line(0, z + 20);
            Surfaces.Turn(mesh, Zinc, clamp.Points, 32, (_, p) => p.Y / 400, 2);
            Vector3[] Foot(double height) => [.. Outline.RoundedRectangle(60, 26, 3, 2).Select(p => new Vector3(p.X, p.Y - 32, (float)height))];
            Vector3[][] rings = [Foot(z - 18), Foot(z + 18)];
            Surfaces.Cap(mesh, Zinc, rings[0], facingUp: false, p => new Vector2(p.X, p.Y) / 200);
            Surfaces.Skin(mesh, Zinc, rings, (r, c) => new Vector2(c / 12f, r / 6f));
            Surfaces.Cap(mesh, Zinc, rings[1], facingUp: true, p => new Vector2(p.X, p.Y) / 200);
        }
    }

    /// <summary>A regular polygon with rounded corners, counter-clockwise; the first corner lies at the given angle.</summary>
    private static Vector2[] Polygon(int sides, double radius, double firstDegrees, double rounding)
    {
        var points = new List<Vector2>();
        double toCentre = rounding / Portable.Cos(Math.PI / sides);
        for (int i = 0; i < sides; i++)
        {
            double corner = (firstDegrees + 360.0 * i / sides) * Math.PI / 180;
            for (int k = 0; k <= 6; k++)
            {
                double angle = corner + (k / 6.0 - 0.5) * 2 * Math.PI / sides;
                points.Add(new Vector2((float)((radius - toCentre) * Portable.Cos(corner) + rounding * Portable.Cos(angle)),
                    (float)((radius - toCentre) * Portable.Sin(corner) + rounding * Portable.Sin(angle))));
            }
        }
        return [.. points];
    }

    private const int Size = 512;
    private const double Scale = Size / 800.0;

    private static readonly Vector3 Red = Canvas.Hex(0xB4141E), White = Canvas.Hex(0xF1F1EE), Black = Canvas.Hex(0x15161A);

    private static (double X, double Y)[] Picture(Vector2[] outline, double scale) =>
        [.. outline.Select(p => (Size / 2 + p.X * scale * Scale, Size / 2 - p.Y * scale * Scale))];

    private static Canvas StopFace()
    {
        var canvas = new Canvas(Size, Size, White);
        canvas.Polygon(Picture(Polygon(8, 300 / Portable.Cos(Math.PI / 8), 22.5, 20), 0.94), Red);
        StrokeFont.Write(canvas, "STOP", 256, 256, 92, 20, White, 1.6);
        return Weathered(canvas);
    }

    private static Canvas GiveWayFace()
    {
        var canvas = new Canvas(Size, Size, Red);
        canvas.Polygon(Picture(Polygon(3, 400, -90, 60), 0.70), White);
        return Weathered(canvas);
    }

    private static Canvas SpeedFace()
    {
        var canvas = new Canvas(Size, Size, White);
        canvas.Circle(256, 256, 294 * Scale, Red);
        canvas.Circle(256, 256, 226 * Scale, White);
        StrokeFont.Write(canvas, "50", 256, 256, 126, 26, Black, 2.4);
        return Weathered(canvas);
    }

    /// <summary>A thin, uneven film of dust.</summary>
    private static Canvas Weathered(Canvas canvas)
    {
        canvas.Map((x, y, c) => Vector3.Lerp(c, Canvas.Hex(0x8A8072), (float)Math.Clamp(0.05 + 0.10 * Noise.Fractal(x / 60, y / 90, 3, 15), 0, 0.3)));
        return canvas;
    }
}
