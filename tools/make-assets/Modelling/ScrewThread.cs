using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>
/// A right-handed external screw thread about the z axis with the ISO 68-1 basic profile (flank angle 60 degrees, crest P/8, root P/4 and
/// slightly deepened), with a run-out over one turn at the start and a 45 degree chamfer at the free end, which is capped.
/// </summary>
/// <param name="radius">Half the nominal diameter.</param>
/// <param name="pitch">Rise of one turn.</param>
/// <param name="start">Height at which the plain shank ends; the thread's length must be a multiple of the pitch.</param>
/// <param name="end">Height of the free end.</param>
internal sealed class ScrewThread(double radius, double pitch, double start, double end)
{
    // Places of the profile's corners within one turn, in sixteenths of the pitch: the crest's edges, the root's edges and the root's middle.
    private static readonly int[] Corners = [1, 6, 8, 10, 15];

    private double Depth => 0.61343 * pitch;

    /// <summary>Adds the thread's surface and the tip; its first ring is the circle of the shank with as many columns.</summary>
    public void Skin(MeshBuilder mesh, int material, int columns)
    {
        int turns = (int)Math.Round((end - start) / pitch);
        Vector3[] unit = Surfaces.Circle(1, 0, columns);
        // Rows follow the helix; beyond either end they collapse on to it. Phases are counted in 1/16 pitch, so rows meet the ends exactly.
        var phases = new List<int>();
        for (int turn = -2; turn <= turns; turn++)
            phases.AddRange(Corners.Select(c => 16 * turn + c));
        Corner At(int phase, int column)
        {
            double turn = Math.Clamp(phase / 16.0 + (double)column / columns, 0, (end - start) / pitch);
            double z = start + turn * pitch, r = Radius(turn - (double)column / columns, z);
            Vector3 p = unit[column % columns];
            return new Corner(new Vector3((float)(p.X * r), (float)(p.Y * r), (float)z),
                new Vector2(2f * column / columns, (float)(z / 20)));
        }
        for (int i = 0; i + 1 < phases.Count; i++)
        {
            for (int c = 0; c < columns; c++)
                mesh.Quad(material, At(phases[i], c), At(phases[i], c + 1), At(phases[i + 1], c + 1), At(phases[i + 1], c));
        }
        Vector3[] tip = [.. Enumerable.Range(0, columns).Select(c => At(16 * (turns + 1), c).Position)];
        Surfaces.Cap(mesh, material, tip, facingUp: true, p => new Vector2(p.X, p.Y) / 20);
    }

    private double Radius(double phase, double z)
    {
        double t = Math.Abs(phase - Math.Floor(phase + 0.5));
        // From the crest's edge at P/16 down the flank to the root's edge at 3P/8.
        double depth = Depth * Math.Clamp((t - 0.0625) / 0.3125, 0, 1) + (t > 0.375 ? 0.06 * pitch * (t - 0.375) / 0.125 : 0);
        double runOut = Math.Clamp((z - start) / pitch, 0, 1);
        double chamfer = radius - 1.15 * Depth + (end - z);
        return Math.Min(radius - depth * runOut, chamfer);
    }
}
