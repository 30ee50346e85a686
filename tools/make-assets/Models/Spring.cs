using System.Numerics;
using MakeAssets.Modelling;

namespace MakeAssets.Models;

/// <summary>A compression spring of 3 mm wire, 26 mm across and 58 mm long, with closed ends that are ground flat.</summary>
internal static class Spring
{
    private const int Around = 14, StepsPerTurn = 30;
    private const double Wire = 1.5, Coil = 11.5, ActiveTurns = 6, Pitch = 8, Ground = 0.7;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        var path = new List<Vector3>();
        var sides = new List<Vector3>();
        const double turns = ActiveTurns + 2.5;
        for (int i = 0; i <= turns * StepsPerTurn; i++)
        {
            double turn = (double)i / StepsPerTurn, angle = 2 * Math.PI * turn;
            var side = new Vector3((float)Portable.Cos(angle), (float)Portable.Sin(angle), 0);
            sides.Add(side);
            path.Add(side * (float)Coil + new Vector3(0, 0, (float)Height(turn, turns)));
        }
        double top = Height(turns, turns) + Wire - Ground;
        Vector3[][] rings = Surfaces.Sweep(path, i => sides[i], _ => Surfaces.Ellipse(Wire, Wire, Around));
        foreach (Vector3[] ring in rings)
        {
            for (int i = 0; i < ring.Length; i++)
                ring[i].Z = (float)Math.Clamp(ring[i].Z, Ground, top);
        }
        Surfaces.Skin(mesh, 0, rings, (r, c) => new Vector2((float)r / 20, (float)c / Around));
        Surfaces.Cap(mesh, 0, rings[0], facingUp: false, p => new Vector2(p.X, p.Z) / 10);
        Surfaces.Cap(mesh, 0, rings[^1], facingUp: true, p => new Vector2(p.X, p.Z) / 10);
        mesh.StandOnGround();
        return new Model("spring", mesh.Build(45), [Metal.Brushed("spring steel", new Vector3(0.46f, 0.47f, 0.49f), 0.30)]);
    }

    /// <summary>Height of the wire's middle: the first and last turn and a quarter lie close, those between rise by the pitch.</summary>
    private static double Height(double turn, double turns)
    {
        const double closed = 1.25;
        double free = Math.Clamp(turn - closed, 0, turns - 2 * closed), share = free / (turns - 2 * closed);
        // Eased, so that the wire does not kink where the pitch changes.
        double eased = share + 0.04 * (Portable.Sin(2 * Math.PI * share) * -1);
        return Wire + 2 * Wire * (turn - free) + Pitch * (turns - 2 * closed) * eased;
    }
}
