using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>The triangles of a posed mesh whose normals leave the vertical by so much and no more, by area.</summary>
internal sealed class MeshSurface
{
    /// <summary>Part of the area: which of two triangles a number between them means must not hang on how their areas were rounded, as the pose turns them.</summary>
    private const double Tie = 1e-12;

    private readonly List<(Double3 A, Double3 B, Double3 C, double Until)> _triangles = [];

    /// <param name="shape">Of the mesh.</param>
    /// <param name="pose">In the world.</param>
    /// <param name="tilt">Least and greatest z of the unit normals.</param>
    public MeshSurface(ModelShape shape, Pose pose, (double Least, double Greatest) tilt)
    {
        Double3 At(int vertex) => shape.Tree.Mesh.Positions[vertex] is var p ? pose.Apply(new(p.X, p.Y, p.Z)) : default;
        foreach (var (i, j, k) in shape.Tree.Corners)
        {
            var (a, b, c) = (At(i), At(j), At(k));
            var cross = Double3.Cross(b - a, c - a);
            if (!(cross.Length > 0) || cross.Z < (tilt.Least - 1e-9) * cross.Length || cross.Z > (tilt.Greatest + 1e-9) * cross.Length)
                continue;
            Area += cross.Length / 2;
            _triangles.Add((a, b, c, Area));
        }
    }

    /// <summary>Square metres.</summary>
    public double Area { get; }

    /// <summary>A point and the unit normal there; uniform over the area where the three numbers are uniform in [0, 1).</summary>
    public (Double3 Point, Double3 Normal) At(double part, double u, double v)
    {
        var (low, high) = (0, _triangles.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_triangles[middle].Until > (part - Tie) * Area)
                high = middle;
            else
                low = middle + 1;
        }
        var (a, b, c, _) = _triangles[low];
        // Turk, "Generating random points in triangles", Graphics Gems, 1990.
        var root = Math.Sqrt(u);
        return (a * (1 - root) + b * (root * (1 - v)) + c * (root * v), Double3.Cross(b - a, c - a).Normalized());
    }
}
