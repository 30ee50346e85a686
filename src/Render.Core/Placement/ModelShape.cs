using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>What placement needs to know of a model: its distinct vertices, and what is made of them when it is first asked for. Thread-safe.</summary>
internal sealed class ModelShape
{
    private readonly Lazy<ConvexHull> _hull;
    private readonly Lazy<TriangleTree> _tree;
    private readonly Lazy<StablePose[]> _stable;
    private readonly Lazy<MeshTopology> _topology;
    private readonly Lazy<Double3[]> _inset;

    public ModelShape(Model model)
    {
        IsUnitBox = model.Id == "shape:box";
        Points = [.. model.Mesh.Positions.Distinct().Select(p => new Double3(p.X, p.Y, p.Z))];
        if (Points.Length == 0)
            throw new RenderException(Failure.InvalidInput, "the model has no vertices.", model.Id);
        Radius = Math.Sqrt(Points.Max(p => Double3.Dot(p, p)));
        _hull = new(() => ConvexHull.Of(Points));
        _tree = new(() => new(model.Mesh));
        _stable = new(() => Geometry.StablePoses.Of(Hull));
        _topology = new(() => MeshTopology.Of(Tree));
        _inset = new(() => MeshInset.Of(Tree));
    }

    /// <summary>Whether it is the built-in box, which may have any proportions.</summary>
    public bool IsUnitBox { get; }

    /// <summary>Object space, metres.</summary>
    public Double3[] Points { get; }

    /// <summary>Distance from the origin to the farthest vertex.</summary>
    public double Radius { get; }

    public ConvexHull Hull => _hull.Value;

    /// <summary>Over all triangles.</summary>
    public TriangleTree Tree => _tree.Value;

    /// <summary>In which it can lie on a level plane.</summary>
    public StablePose[] StablePoses => _stable.Value;

    /// <summary>All vertices of the mesh, a hair within it: see <see cref="MeshInset"/>.</summary>
    public Double3[] Inset => _inset.Value;

    /// <summary>Whether its triangles enclose something.</summary>
    public bool IsClosed => _topology.Value.IsClosed;

    /// <summary>The number of a vertex of each connected piece.</summary>
    public int[] Pieces => _topology.Value.Pieces;
}
