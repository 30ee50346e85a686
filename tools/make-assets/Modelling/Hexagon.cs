using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>
/// Rings of a hexagonal prism whose corners are cut by 30 degree cones, as on bolt heads and nuts: where a corner's height follows from its
/// radius, the curved edges come by themselves.
/// </summary>
/// <param name="acrossFlats">Wrench size.</param>
/// <param name="columns">Points of a ring, a multiple of 6.</param>
internal sealed class Hexagon(double acrossFlats, int columns)
{
    private const double Slope = 0.57735;

    /// <summary>Radius at which the cones begin, a little inside the flats.</summary>
    public double Chamfer { get; } = 0.95 * acrossFlats / 2;

    /// <summary>The prism's outline, lower by the cone's drop at each corner: z - share * drop.</summary>
    public Vector3[] Ring(double z, double share)
    {
        Vector3[] unit = Surfaces.Circle(1, 0, columns);
        for (int i = 0; i < columns; i++)
        {
            double angle = (360.0 * i / columns % 60 - 30) * Math.PI / 180, r = acrossFlats / 2 / Portable.Cos(angle);
            unit[i] = new Vector3((float)(unit[i].X * r), (float)(unit[i].Y * r), (float)(z - share * (r - Chamfer) * Slope));
        }
        return unit;
    }
}
