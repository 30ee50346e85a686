using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>The distinct vertices of a model: what placement needs to know of it.</summary>
internal sealed class ModelShape
{
    public ModelShape(Model model)
    {
        Points = [.. model.Mesh.Positions.Distinct().Select(p => new Double3(p.X, p.Y, p.Z))];
        if (Points.Length == 0)
            throw new RenderException(Failure.InvalidInput, "the model has no vertices.", model.Id);
        Radius = Math.Sqrt(Points.Max(p => Double3.Dot(p, p)));
    }

    /// <summary>Object space, metres.</summary>
    public Double3[] Points { get; }

    /// <summary>Distance from the origin to the farthest vertex.</summary>
    public double Radius { get; }
}
