using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A toddler's building brick with two by four studs, 64 x 32 x 24 mm, hollow below: red plastic with a few scratches.</summary>
internal static class ToyBrick
{
    private const double Length = 63.6, Width = 31.6, Height = 19.2, Wall = 2.4, StudRadius = 4.8, StudHeight = 4.4, Step = 16;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Vector3[] Layer(double inset, double z) => [.. Outline.RoundedRectangle(Length - 2 * inset, Width - 2 * inset, Math.Max(0.3, 1.2 - inset), 4)
            .Select(p => new Vector3(p, (float)z))];
        Vector3[][] rings = [
            Layer(Wall, Height - 2.4), Layer(Wall, 0.3), Layer(Wall - 0.3, 0), Layer(0.4, 0), Layer(0, 0.4), Layer(0, Height - 0.8),
            Layer(0.23, Height - 0.23), Layer(0.8, Height)];
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2(4f * c / rings[r].Length, rings[r][0].Z / 20 + r * 0.05f));
        Surfaces.Cap(mesh, 0, rings[0], facingUp: false, p => new Vector2(p.X, p.Y) / 32);
        Surfaces.Cap(mesh, 0, rings[^1], facingUp: true, p => new Vector2(p.X, p.Y) / 32);
        for (int i = 0; i < 8; i++)
            Stud(mesh, (i % 4 - 1.5) * Step, (i / 4 - 0.5) * Step);
        for (int i = 0; i < 3; i++)
            Tube(mesh, (i - 1) * Step);
        return new Model("toy_brick", mesh.Build(40), [
            new Finish("red plastic")
            {
                BaseColor = new Vector3(0.60f, 0.016f, 0.020f),
                Roughness = 1,
                MetallicRoughnessMap = SurfaceMaps.MetallicRoughness(256, 256, (x, y) => 0.20 + 0.10 * Noise.Fractal(x / 64.0, y / 64.0, 4, 3, 4, 4)
                    + 0.25 * Noise.Smoothstep(0.90, 0.97, Noise.Value(x / 24.0 + y / 3.0, y / 2.0 - x / 18.0, 6)), (_, _) => 0),
            }]);
    }

    private static void Stud(MeshBuilder mesh, double x, double y)
    {
        Outline profile = new Outline(0, Height - 1).Line(StudRadius, Height - 1).Line(StudRadius, Height + StudHeight - 0.6)
            .Arc(StudRadius - 0.6, Height + StudHeight - 0.6, 0.6, 0, 90, 4).Line(0, Height + StudHeight);
        Turned(mesh, profile, x, y);
    }

    private static void Tube(MeshBuilder mesh, double x)
    {
        Outline profile = new Outline(4.6, Height - 2).Line(4.6, 0.2).Line(4.8, 0).Line(6.3, 0).Line(6.5, 0.2).Line(6.5, Height - 2).Line(4.6, Height - 2);
        Turned(mesh, profile, x, 0);
    }

    private static void Turned(MeshBuilder mesh, Outline profile, double x, double y)
    {
        var shift = new Vector3((float)x, (float)y, 0);
        Vector3[][] rings = [.. profile.Points.Select(p => Surfaces.Circle(p.X, p.Y, 32).Select(v => v + shift).ToArray())];
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2(c / 32f, (profile.Points[r].X + profile.Points[r].Y) / 32));
    }
}
