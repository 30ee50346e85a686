using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>
/// A right-handed screw thread about the z axis with the ISO 68-1 basic profile: flank angle 60 degrees, crest P/8, root P/4 and slightly
/// deepened. The same surface serves a bolt (facing outward) and a nut (facing the axis).
/// </summary>
/// <param name="radius">Half the nominal diameter.</param>
/// <param name="pitch">Rise of one turn.</param>
/// <param name="start">Height of the lower end.</param>
/// <param name="end">Height of the upper end; the length must be a multiple of the pitch.</param>
/// <param name="finish">The final radius from the height and the thread's own radius: run-out, chamfers. It must make both ends circles.</param>
internal sealed class ScrewThread(double radius, double pitch, double start, double end, Func<double, double, double> finish)
{
    // Places of the profile's corners within one turn, in sixteenths of the pitch: the crest's edges, the root's edges and the root's middle.
    private static readonly int[] Corners = [1, 6, 8, 10, 15];

    /// <summary>Depth of an external thread of this pitch: 17/24 of the fundamental triangle's height, rounded root not counted.</summary>
    public static double Depth(double pitch) => 0.61343 * pitch;

    public void Skin(MeshBuilder mesh, int material, int columns, bool inward)
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
            double z = start + turn * pitch, r = finish(z, Radius(turn - (double)column / columns));
            Vector3 p = unit[column % columns];
            return new Corner(new Vector3((float)(p.X * r), (float)(p.Y * r), (float)z), new Vector2(2f * column / columns, (float)(z / 20)));
        }
        for (int i = 0; i + 1 < phases.Count; i++)
        {
            for (int c = 0; c < columns; c++)
            {
                (Corner a, Corner b) = (At(phases[i], c), At(phases[i], c + 1));
                (Corner d, Corner e) = (At(phases[i + 1], c), At(phases[i + 1], c + 1));
                if (inward)
                    mesh.Quad(material, a, d, e, b);
                else
                    mesh.Quad(material, a, b, e, d);
            }
        }
    }

    private double Radius(double phase)
    {
        double t = Math.Abs(phase - Math.Floor(phase + 0.5));
        // From the crest's edge at P/16 down the flank to the root's edge at 3P/8.
        return radius - Depth(pitch) * Math.Clamp((t - 0.0625) / 0.3125, 0, 1) - (t > 0.375 ? 0.06 * pitch * (t - 0.375) / 0.125 : 0);
    }
}
