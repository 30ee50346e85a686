using System.Numerics;
using MakeAssets.Modelling;

namespace MakeAssets.Models;

/// <summary>
/// A spur gear of module 2.5 with 24 involute teeth (pressure angle 20 degrees): hub with keyway, recessed web, 65 mm across, 16 mm thick.
/// </summary>
internal static class Gear
{
    private const int Teeth = 24;
    private const double Module = 2.5, Pitch = Module * Teeth / 2, Outer = Pitch + Module, Root = Pitch - 1.25 * Module;

    public static Model Make()
    {
        (double Angle, double Radius)[] outline = Outline();
        Vector3[] Ring(Func<(double Angle, double Radius), double> radius, double z) => [.. outline.Select(p =>
            new Vector3((float)(radius(p) * Portable.Cos(p.Angle)), (float)(radius(p) * Portable.Sin(p.Angle)), (float)z))];
        Vector3[] Circle(double r, double z) => Ring(_ => r, z);
        // A keyway as wide as about 4 mm, where the bore reaches further out.
        Vector3[] Bore(double r, double z) => Ring(p => Math.Abs(p.Angle) < 0.22 ? r + 2.6 : r, z);
        Vector3[][] rings = [
            Bore(8.6, 0), Circle(15.4, 0), Circle(16, 0.6), Circle(16.6, 4.4), Circle(17.4, 5), Circle(22.4, 5), Circle(23.2, 4.4),
            Circle(23.8, 2.6), Circle(24.4, 2), Ring(p => p.Radius - 0.5, 2), Ring(p => p.Radius, 2.5), Ring(p => p.Radius, 13.5),
            Ring(p => p.Radius - 0.5, 14), Circle(24.4, 14), Circle(23.8, 13.4), Circle(23.2, 11.6), Circle(22.4, 11), Circle(17.4, 11),
            Circle(16.6, 11.6), Circle(16, 15.4), Circle(15.4, 16), Bore(8.6, 16), Bore(8, 15.4), Bore(8, 0.6), Bore(8.6, 0)];
        var mesh = new MeshBuilder();
        double travelled = 0;
        double[] v = [.. rings.Select((ring, i) => travelled += i == 0 ? 0 : Vector3.Distance(ring[^1], rings[i - 1][^1]) / 20)];
        // On the faces the lines of the tool are circles, on teeth too; the path along the rings goes outward below and inward above.
        float Beyond(int r, int c) => (new Vector2(rings[r][c].X, rings[r][c].Y).Length() - new Vector2(rings[r][^1].X, rings[r][^1].Y).Length()) / 20;
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2(4f * c / outline.Length,
            (float)v[r] + (r <= 9 ? 1 : r >= 12 ? -1 : 0) * Beyond(r, c % outline.Length)));
        return new Model("gear", mesh.Build(30), [Metal.Brushed("machined steel", new Vector3(0.50f, 0.50f, 0.50f), 0.33)]);
    }

    /// <summary>The teeth as polar coordinates: both flanks at five radii, root lands between. Angle 0 is the middle of a tooth space.</summary>
    private static (double Angle, double Radius)[] Outline()
    {
        double baseRadius = Pitch * Portable.Cos(20 * Math.PI / 180);
        double Involute(double r)
        {
            double a = Portable.Acos(Math.Min(1, baseRadius / r));
            return Portable.Sin(a) / Portable.Cos(a) - a;
        }
        double[] radii = [Root, baseRadius, Pitch, Pitch + 0.55 * Module, Outer];
        double HalfWidth(double r) => Math.PI / (2 * Teeth) + Involute(Pitch) - Involute(r) + (r == Root ? 0.012 : 0);
        var points = new List<(double, double)>();
        for (int tooth = 0; tooth < Teeth; tooth++)
        {
            double middle = 2 * Math.PI * (tooth + 0.5) / Teeth;
            if (middle > Math.PI)
                middle -= 2 * Math.PI;
            points.AddRange(radii.Select(r => (middle - HalfWidth(r), r)));
            points.AddRange(radii.Reverse().Select(r => (middle + HalfWidth(r), r)));
        }
        return [.. points];
    }
}
