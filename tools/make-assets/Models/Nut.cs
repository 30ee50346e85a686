using System.Numerics;
using MakeAssets.Modelling;

namespace MakeAssets.Models;

/// <summary>A hexagon nut M12 (ISO 4032 proportions), chamfered on both sides, with its thread cut through.</summary>
internal static class Nut
{
    private const int Columns = 48;
    private const double AcrossFlats = 18, Radius = 6, Pitch = 1.75, Height = 6 * Pitch, Mouth = Radius + 0.35;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        var hexagon = new Hexagon(AcrossFlats, Columns);
        Vector3[][] rings = [
            Surfaces.Circle(Mouth, 0, Columns), Surfaces.Circle(hexagon.Chamfer, 0, Columns), hexagon.Ring(0, -1), hexagon.Ring(Height, 1),
            Surfaces.Circle(hexagon.Chamfer, Height, Columns), Surfaces.Circle(Mouth, Height, Columns)];
        // On the flats the lines run level, whatever the curve of the chamfer; 10 mm a repeat.
        double[] v = [0, 0.3, 0, 0, 1.7, 2];
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2(6f * c / Columns, r is 2 or 3 ? 0.5f + rings[r][c % Columns].Z / 10 : (float)v[r]));
        new ScrewThread(Radius, Pitch, 0, Height, (z, r) => Math.Max(r, Mouth - Math.Min(z, Height - z))).Skin(mesh, 0, Columns, inward: true);
        return new Model("nut", mesh.Build(32), [Metal.BrushedSteel()]);
    }
}
