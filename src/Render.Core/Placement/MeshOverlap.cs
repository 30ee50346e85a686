using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>How two posed meshes lie to each other, in double precision on the triangles themselves.</summary>
internal static class MeshOverlap
{
    /// <summary>What of two coplanar faces is so little, in parts of the smaller mesh, is rounding.</summary>
    private const double Flat = 1e-9;

    /// <summary>
    /// Whether two meshes run into each other: their surfaces cross; or one lies wholly inside the other, which is then closed; or, where one is not closed, faces of
    /// both cover each other, facing the same side. What only touches does not, nor what reaches in by less than <see cref="MeshInset.Depth"/>.
    /// </summary>
    public static bool Meet(ModelShape a, Pose poseA, ModelShape b, Pose poseB)
    {
        // One of them a hair smaller: what only touched is clear, what ran along the other's planes and edges, or coincided with it, crosses it or is inside.
        var (meshA, meshB) = (new PosedMesh(a, poseA, inset: a.IsClosed), new PosedMesh(b, poseB, inset: b.IsClosed && !a.IsClosed));
        var (min, max) = (Max(meshA.Box.Min, meshB.Box.Min), Min(meshA.Box.Max, meshB.Box.Max));
        if (min.X > max.X || min.Y > max.Y || min.Z > max.Z)
            return false;
        if (PosedMesh.AnyPair(meshA.Within(min, max), meshB.Within(min, max), 0, (s, t) => s.Crosses(t)))
            return true;
        // No surfaces cross: a piece of one is inside the other as a whole, or not at all.
        if ((b.IsClosed && meshA.Pieces.Any(meshB.HasInside)) || (a.IsClosed && meshB.Pieces.Any(meshA.HasInside)))
            return true;
        if (a.IsClosed && b.IsClosed)
            return false;
        var tolerance = Flat * Math.Min((meshA.Box.Max - meshA.Box.Min).Length, (meshB.Box.Max - meshB.Box.Min).Length);
        return PosedMesh.AnyPair(new PosedMesh(a, poseA).Within(min, max), new PosedMesh(b, poseB).Within(min, max), tolerance, (s, t) => s.Covers(t, tolerance));
    }

    /// <summary>Whether the surfaces of two meshes that do not <see cref="Meet"/> come nearer to each other than a distance above 0, metres.</summary>
    public static bool AreNearer(ModelShape a, Pose poseA, ModelShape b, Pose poseB, double distance)
    {
        var (meshA, meshB, reach) = (new PosedMesh(a, poseA), new PosedMesh(b, poseB), new Double3(distance, distance, distance));
        var (min, max) = (Max(meshA.Box.Min, meshB.Box.Min) - reach, Min(meshA.Box.Max, meshB.Box.Max) + reach);
        // A placement in a grid of just this distance is as far away, whatever rounding says.
        var least = distance * (1 - Flat);
        return min.X <= max.X && min.Y <= max.Y && min.Z <= max.Z
            && PosedMesh.AnyPair(meshA.Within(min, max), meshB.Within(min, max), distance, (s, t) => s.SquaredDistance(t) < least * least);
    }

    private static Double3 Min(Double3 a, Double3 b) => new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

    private static Double3 Max(Double3 a, Double3 b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));
}
