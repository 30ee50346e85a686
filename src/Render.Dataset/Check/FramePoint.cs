using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Dataset.Check;

/// <summary>
/// Where a point of a model lies in camera space: first the object's matrix, then the camera's, in double precision, with a bound of what rounding may do. Annotators
/// multiply the matrices first.
/// </summary>
/// <param name="At">Metres.</param>
/// <param name="Magnitude">Sum of all that was added up on the way, each product taken as positive: rounding is relative to it.</param>
internal readonly record struct FramePoint(Double3 At, double Magnitude)
{
    public static FramePoint Of(FrameCamera camera, FrameInstance instance, Double3 point)
    {
        var (world, inner) = Map(instance.ObjectToWorld, point);
        var (at, _) = Map(camera.WorldToCamera, world);
        var (_, outer) = Map(camera.WorldToCamera, inner);
        return new(at, outer.X + outer.Y + outer.Z);
    }

    /// <summary>The point, and the same sums of absolute values.</summary>
    private static (Double3 At, Double3 Magnitude) Map(float[] m, Double3 p)
    {
        double Row(int r) => (double)m[r] * p.X + (double)m[r + 1] * p.Y + (double)m[r + 2] * p.Z + m[r + 3];
        double Sum(int r) => Math.Abs(m[r] * p.X) + Math.Abs(m[r + 1] * p.Y) + Math.Abs(m[r + 2] * p.Z) + Math.Abs(m[r + 3]);
        return (new(Row(0), Row(4), Row(8)), new(Sum(0), Sum(4), Sum(8)));
    }
}
