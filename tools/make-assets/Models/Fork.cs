using System.Numerics;
using MakeAssets.Modelling;

namespace MakeAssets.Models;

/// <summary>A table fork of polished stainless steel, 20 cm long, lying as it would on a table: the handle's end and the shoulder touch it.</summary>
internal static class Fork
{
    private const int Around = 20;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Handle(mesh);
        foreach (double y in (ReadOnlySpan<double>)[-9.3, -3.1, 3.1, 9.3])
            Tine(mesh, y);
        mesh.StandOnGround();
        return new Model("fork", mesh.Build(50), [Metal.Brushed("stainless steel", new Vector3(0.60f, 0.59f, 0.57f), 0.20)]);
    }

    /// <summary>Handle, neck and head as one skin of flattened sections; half width, half thickness along x.</summary>
    private static void Handle(MeshBuilder mesh)
    {
        (double X, double Width, double Thick)[] shape = [
            (-100, 1.5, 0.6), (-99, 5, 0.9), (-96.5, 7.6, 1.2), (-92, 9.2, 1.35), (-84, 9.6, 1.4), (-70, 8.4, 1.4), (-50, 6.3, 1.45), (-30, 4.6, 1.6),
            (-10, 3.6, 1.9), (5, 3.3, 2.1), (14, 3.6, 2.0), (20, 5.2, 1.8), (26, 8.4, 1.5), (32, 11.0, 1.3), (38, 11.9, 1.2), (46, 12.0, 1.15), (50, 11.95, 1.1)];
        Vector3[][] rings = [.. shape.Select(s => Section(s.X, 0, s.Width, s.Thick))];
        Skin(mesh, rings);
    }

    private static void Tine(MeshBuilder mesh, double y)
    {
        double[] stations = [44, 50, 58, 68, 78, 87, 93, 97, 99.2, 100];
        double[] width = [2.4, 2.55, 2.3, 2.05, 1.85, 1.6, 1.3, 1.0, 0.65, 0.25];
        Vector3[][] rings = [.. stations.Select((x, i) => Section(x, y * (1 - 0.04 * (x - 44) / 56), width[i], Math.Min(1.05, 0.4 + width[i] * 0.4)))];
        Skin(mesh, rings);
    }

    private static void Skin(MeshBuilder mesh, Vector3[][] rings)
    {
        Surfaces.Cap(mesh, 0, rings[0], facingUp: false, p => new Vector2(p.Y, p.Z) / 30);
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2(rings[r][0].X / 60, 0.5f * c / Around));
        Surfaces.Cap(mesh, 0, rings[^1], facingUp: true, p => new Vector2(p.Y, p.Z) / 30);
    }

    /// <summary>An oval section (a superellipse of exponent 3) at a station of the fork's side view, stacked along +x.</summary>
    private static Vector3[] Section(double x, double y, double halfWidth, double halfThick) =>
        [.. Enumerable.Range(0, Around).Select(i =>
        {
            double a = 2 * Math.PI * i / Around, c = Portable.Cos(a), s = Portable.Sin(a);
            double px = Math.Sign(c) * Portable.Pow(Math.Abs(c), 2.0 / 3), pz = Math.Sign(s) * Portable.Pow(Math.Abs(s), 2.0 / 3);
            return new Vector3((float)x, (float)(y + px * halfWidth), (float)(SideView(x) + pz * halfThick));
        })];

    /// <summary>Height of the middle: the handle arches over the table, the head dips and the tines sweep up.</summary>
    private static double SideView(double x)
    {
        double t = (x + 100) / 200;
        double arch = 15 * Portable.Sin(Math.PI * Math.Clamp(t / 0.72, 0, 1)) * Math.Clamp(t / 0.72, 0, 1);
        double sweep = x > 40 ? 0.0042 * (x - 40) * (x - 40) : 0;
        return arch + sweep;
    }
}
