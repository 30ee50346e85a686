namespace Render.Core.Geometry;

/// <summary>What a ray meets first.</summary>
/// <param name="Instance">Number of the instance, from 1; 0: nothing.</param>
/// <param name="Triangle">Index into its mesh's triangles.</param>
/// <param name="Depth">Metres along the optical axis.</param>
public readonly record struct RayHit(int Instance, int Triangle, double Depth);

/// <summary>A triangle whose image comes within reach of a point of the image, solid and hidden ones alike.</summary>
/// <param name="Instance">Number of the instance, from 1.</param>
/// <param name="Triangle">Index into its mesh's triangles.</param>
/// <param name="Depth">Depth of the triangle's plane at the point, metres; NaN where the plane is seen edge-on.</param>
/// <param name="EdgeDistance">Pixels from the point to the triangle's nearest projected edge; negative outside.</param>
/// <param name="NearestDepth">
/// The least depth that the triangle can have at the point: <paramref name="Depth"/> where <paramref name="Certain"/>, else the least of its plane within reach.
/// </param>
/// <param name="FarthestDepth">The greatest, alike.</param>
/// <param name="DepthError">
/// Metres by which the depth may move when vertices and plane are computed in float32: much on large triangles that are seen at a grazing angle,
/// and on slivers.
/// </param>
/// <param name="Certain">False within reach of an edge, of the contour of a cut-out or of the near plane: a rounding may hide or show it.</param>
public readonly record struct RaySurface(
    int Instance, int Triangle, double Depth, double EdgeDistance, double NearestDepth, double FarthestDepth, double DepthError, bool Certain);
