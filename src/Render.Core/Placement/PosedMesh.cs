using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>The triangles of a model in the world, found by place.</summary>
/// <param name="shape">Of the model.</param>
/// <param name="pose">Where.</param>
/// <param name="inset">Whether a hair smaller on every side: <see cref="MeshInset"/>.</param>
internal sealed class PosedMesh(ModelShape shape, Pose pose, bool inset = false)
{
    /// <summary>Around it, world axes.</summary>
    public (Double3 Min, Double3 Max) Box { get; } = BoxOf(shape.Tree.Nodes[0], pose);

    public bool IsClosed => shape.IsClosed;

    /// <summary>A vertex of each connected piece.</summary>
    public IEnumerable<Double3> Pieces => shape.Pieces.Select(At);

    /// <summary>Those of which a part may lie in a box of the world.</summary>
    public List<PosedTriangle> Within(Double3 min, Double3 max)
    {
        var (tree, found, pending) = (shape.Tree, new List<PosedTriangle>(), new Stack<int>([0]));
        while (pending.TryPop(out var number))
        {
            var node = tree.Nodes[number];
            var box = BoxOf(node, pose);
            if (box.Min.X > max.X || box.Min.Y > max.Y || box.Min.Z > max.Z || box.Max.X < min.X || box.Max.Y < min.Y || box.Max.Z < min.Z)
                continue;
            if (node.Count == 0)
            {
                pending.Push(node.First);
                pending.Push(node.First + 1);
            }
            for (var n = node.First; n < node.First + node.Count; n++)
                found.Add(Triangle(tree.Order[n]));
        }
        return found;
    }

    /// <summary>By the surfaces that a ray leaves and enters; a direction of odd numbers meets no edge of what people make.</summary>
    public bool HasInside(Double3 point)
    {
        var ((min, max), winding) = (Box, 0);
        if (point.X < min.X || point.Y < min.Y || point.Z < min.Z || point.X > max.X || point.Y > max.Y || point.Z > max.Z)
            return false;
        var far = point + new Double3(0.3718294, 0.2391847, 0.8970113) * (4 * (max - min).Length);
        for (var t = 0; t < shape.Tree.Corners.Length; t++)
            if (Triangle(t) is var triangle && triangle.IsPiercedBy(point, far))
                winding += triangle.SideOf(far) > 0 ? 1 : -1;
        return winding != 0;
    }

    /// <summary>Whether any pair of triangles whose boxes come nearer to each other than a margin fulfils a condition. Sweep along x.</summary>
    /// <param name="a">Of one mesh.</param>
    /// <param name="b">Of the other.</param>
    /// <param name="margin">Metres.</param>
    /// <param name="condition">Of one of a and one of b.</param>
    public static bool AnyPair(List<PosedTriangle> a, List<PosedTriangle> b, double margin, Func<PosedTriangle, PosedTriangle, bool> condition)
    {
        var (boxesA, boxesB) = (Sorted(a), Sorted(b));
        var start = 0;
        foreach (var one in boxesA)
        {
            var (min, max) = (one.Min - new Double3(margin, margin, margin), one.Max + new Double3(margin, margin, margin));
            // Triangles of b are ordered by their least x; the widest decides how far back one may still reach.
            while (start < boxesB.Count && boxesB[start].Reach < min.X)
                start++;
            for (var j = start; j < boxesB.Count && boxesB[j].Min.X <= max.X; j++)
            {
                var other = boxesB[j];
                if (other.Max.X >= min.X && other.Min.Y <= max.Y && other.Max.Y >= min.Y && other.Min.Z <= max.Z && other.Max.Z >= min.Z && condition(one.Triangle, other.Triangle))
                    return true;
            }
        }
        return false;

        static List<Boxed> Sorted(List<PosedTriangle> list)
        {
            var (result, reach) = (new List<Boxed>(), double.NegativeInfinity);
            foreach (var box in list.Select(t => new Boxed(t.Min, t.Max, t)).OrderBy(t => t.Min.X))
                result.Add(box with { Reach = reach = Math.Max(reach, box.Max.X) });
            return result;
        }
    }

    private sealed record Boxed(Double3 Min, Double3 Max, PosedTriangle Triangle)
    {
        /// <summary>Greatest x of this and all before it.</summary>
        public double Reach { get; init; }
    }

    private PosedTriangle Triangle(int number) => shape.Tree.Corners[number] is var (i, j, k) ? new(At(i), At(j), At(k)) : default;

    private Double3 At(int vertex) => pose.Apply(inset ? shape.Inset[vertex] : shape.Tree.Mesh.Positions[vertex] is var p ? new(p.X, p.Y, p.Z) : default);

    private static (Double3 Min, Double3 Max) BoxOf(in TriangleTree.Node node, Pose pose)
    {
        var (center, half) = ((node.Min + node.Max) / 2, (node.Max - node.Min) / 2);
        var middle = pose.Apply(new(center.X, center.Y, center.Z));
        double Reach(Double3 row) => Math.Abs(row.X) * half.X + Math.Abs(row.Y) * half.Y + Math.Abs(row.Z) * half.Z;
        // A little more than the float32 centre may have lost.
        var reach = new Double3(Reach(pose.Row0), Reach(pose.Row1), Reach(pose.Row2)) * (1 + 1e-6) + new Double3(1e-6, 1e-6, 1e-6) * (middle.Length + 1e-6);
        return (middle - reach, middle + reach);
    }
}
