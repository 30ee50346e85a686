using System.Numerics;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

public sealed partial class RayView
{
    /// <summary>
    /// The normal of a triangle in camera space where the ray through a point of the image meets its plane, at the nearest place inside: interpolated between the vertices' normals,
    /// without normal maps, of unit length, on the side of the triangle that the ray sees.
    /// </summary>
    /// <param name="surface">Its instance and its triangle.</param>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    /// <returns>Null where the lens shows nothing, where the plane is seen edge-on, and where the vertices' normals cancel each other.</returns>
    public Double3? Normal(in RaySurface surface, double x, double y)
    {
        // Where vertices' normals nearly cancel each other, what is left of them says nothing.
        const double Least = 1e-3;
        var instance = _instances[surface.Instance - 1];
        if (Ray(x, y) is not { } ray)
            return null;
        new Shape(instance, surface.Triangle).Meets(ray, out _, out var weights);
        if (!double.IsFinite(weights.A + weights.B + weights.C))
            return null;
        var (mesh, (a, b, c)) = (instance.Tree.Mesh, instance.Tree.Corners[surface.Triangle]);
        var normal = Of(mesh.Normals[a]) * Math.Max(0, weights.A) + Of(mesh.Normals[b]) * Math.Max(0, weights.B) + Of(mesh.Normals[c]) * Math.Max(0, weights.C);
        if (!(normal.Length > Least))
            return null;
        // Normals turn by the transpose of the inverse. Counter-clockwise is the front in the model's own axes.
        var toObject = instance.CameraToObject;
        Double3 InCamera(Double3 n) => toObject.Row0 * n.X + toObject.Row1 * n.Y + toObject.Row2 * n.Z;
        var (p, q, r) = (Of(mesh.Positions[a]), Of(mesh.Positions[b]), Of(mesh.Positions[c]));
        var front = Double3.Dot(InCamera(Double3.Cross(q - p, r - p)), ray) < 0;
        return InCamera(normal).Normalized() * (front ? 1 : -1);
    }

    private static Double3 Of(Vector3 v) => new(v.X, v.Y, v.Z);
}
