using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// Whether two posed meshes run into each other: an edge of one goes through a triangle of the other, or one lies wholly inside the other, which is then closed. What only
/// touches, or lies in one plane, does not. In double precision on the triangles themselves.
/// </summary>
internal static class MeshOverlap
{
    private readonly record struct Corners(Double3 A, Double3 B, Double3 C)
    {
        public Double3 Min => new(Math.Min(A.X, Math.Min(B.X, C.X)), Math.Min(A.Y, Math.Min(B.Y, C.Y)), Math.Min(A.Z, Math.Min(B.Z, C.Z)));

        public Double3 Max => new(Math.Max(A.X, Math.Max(B.X, C.X)), Math.Max(A.Y, Math.Max(B.Y, C.Y)), Math.Max(A.Z, Math.Max(B.Z, C.Z)));
    }

    public static bool Meet(ModelShape a, Pose poseA, ModelShape b, Pose poseB)
    {
        var (boxA, boxB) = (Box(a.Tree.Nodes[0], poseA), Box(b.Tree.Nodes[0], poseB));
        var (min, max) = (Max(boxA.Min, boxB.Min), Min(boxA.Max, boxB.Max));
        if (min.X > max.X || min.Y > max.Y || min.Z > max.Z)
            return false;
        var (inA, inB) = (Within(a, poseA, min, max), Within(b, poseB, min, max));
        if (AnyCross(inA, inB))
            return true;
        // No surfaces cross: a piece of one is inside the other as a whole, or not at all.
        return (b.IsClosed && a.Pieces.Any(v => IsInside(poseA.Apply(v), b, poseB))) || (a.IsClosed && b.Pieces.Any(v => IsInside(poseB.Apply(v), a, poseA)));
    }

    /// <summary>Sweep along x over the boxes of the triangles.</summary>
    private static bool AnyCross(List<Corners> a, List<Corners> b)
    {
        var (boxesA, boxesB) = (Sorted(a), Sorted(b));
        var start = 0;
        foreach (var (min, max, t) in boxesA)
        {
            // Triangles of b are ordered by their least x; the widest decides how far back one may still reach.
            while (start < boxesB.Count && boxesB[start].Reach < min.X)
                start++;
            for (var j = start; j < boxesB.Count && boxesB[j].Min.X <= max.X; j++)
            {
                var other = boxesB[j];
                if (other.Max.X >= min.X && other.Min.Y <= max.Y && other.Max.Y >= min.Y && other.Min.Z <= max.Z && other.Max.Z >= min.Z && Cross(t, other.Triangle))
                    return true;
            }
        }
        return false;

        static List<Boxed> Sorted(List<Corners> list)
        {
            var (result, reach) = (new List<Boxed>(), double.NegativeInfinity);
            foreach (var box in list.Select(t => new Boxed(t.Min, t.Max, t)).OrderBy(t => t.Min.X))
                result.Add(box with { Reach = reach = Math.Max(reach, box.Max.X) });
            return result;
        }
    }

    private sealed record Boxed(Double3 Min, Double3 Max, Corners Triangle)
    {
        /// <summary>Greatest x of this and all before it.</summary>
        public double Reach { get; init; }
    }

    private static bool Cross(in Corners a, in Corners b) =>
        Pierces(a.A, a.B, b) || Pierces(a.B, a.C, b) || Pierces(a.C, a.A, b) || Pierces(b.A, b.B, a) || Pierces(b.B, b.C, a) || Pierces(b.C, b.A, a);

    /// <summary>Whether a segment goes from one side of a triangle to the other, through it.</summary>
    private static bool Pierces(Double3 p, Double3 q, in Corners t)
    {
        var (sideP, sideQ) = (Volume(t.A, t.B, t.C, p), Volume(t.A, t.B, t.C, q));
        if (!(sideP > 0 && sideQ < 0) && !(sideP < 0 && sideQ > 0))
            return false;
        var (u, v, w) = (Volume(p, q, t.A, t.B), Volume(p, q, t.B, t.C), Volume(p, q, t.C, t.A));
        return (u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0);
    }

    private static double Volume(Double3 a, Double3 b, Double3 c, Double3 d) => Double3.Dot(d - a, Double3.Cross(b - a, c - a));

    /// <summary>By the surfaces that a ray leaves and enters; a direction of odd numbers meets no edge of what people make.</summary>
    private static bool IsInside(Double3 point, ModelShape shape, Pose pose)
    {
        var (box, winding) = (Box(shape.Tree.Nodes[0], pose), 0);
        if (point.X < box.Min.X || point.Y < box.Min.Y || point.Z < box.Min.Z || point.X > box.Max.X || point.Y > box.Max.Y || point.Z > box.Max.Z)
            return false;
        var far = point + new Double3(0.3718294, 0.2391847, 0.8970113) * (4 * (box.Max - box.Min).Length);
        foreach (var (i, j, k) in shape.Tree.Corners)
        {
            var t = new Corners(At(shape, pose, i), At(shape, pose, j), At(shape, pose, k));
            if (Pierces(point, far, t))
                winding += Volume(t.A, t.B, t.C, far) > 0 ? 1 : -1;
        }
        return winding != 0;
    }

    private static List<Corners> Within(ModelShape shape, Pose pose, Double3 min, Double3 max)
    {
        var (tree, found, pending) = (shape.Tree, new List<Corners>(), new Stack<int>([0]));
        while (pending.TryPop(out var number))
        {
            var node = tree.Nodes[number];
            var box = Box(node, pose);
            if (box.Min.X > max.X || box.Min.Y > max.Y || box.Min.Z > max.Z || box.Max.X < min.X || box.Max.Y < min.Y || box.Max.Z < min.Z)
                continue;
            if (node.Count == 0)
            {
                pending.Push(node.First);
                pending.Push(node.First + 1);
            }
            for (var n = node.First; n < node.First + node.Count; n++)
                if (tree.Corners[tree.Order[n]] is var (i, j, k))
                    found.Add(new(At(shape, pose, i), At(shape, pose, j), At(shape, pose, k)));
        }
        return found;
    }

    private static Double3 At(ModelShape shape, Pose pose, int vertex) => shape.Tree.Mesh.Positions[vertex] is var p ? pose.Apply(new(p.X, p.Y, p.Z)) : default;

    private static (Double3 Min, Double3 Max) Box(in TriangleTree.Node node, Pose pose)
    {
        var (center, half) = ((node.Min + node.Max) / 2, (node.Max - node.Min) / 2);
        var middle = pose.Apply(new(center.X, center.Y, center.Z));
        double Reach(Double3 row) => Math.Abs(row.X) * half.X + Math.Abs(row.Y) * half.Y + Math.Abs(row.Z) * half.Z;
        // A little more than the float32 centre may have lost.
        var reach = new Double3(Reach(pose.Row0), Reach(pose.Row1), Reach(pose.Row2)) * (1 + 1e-6) + new Double3(1e-6, 1e-6, 1e-6) * (middle.Length + 1e-6);
        return (middle - reach, middle + reach);
    }

    private static Double3 Min(Double3 a, Double3 b) => new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

    private static Double3 Max(Double3 a, Double3 b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));
}
