using Render.Core.Sampling;

namespace Render.Core.Cameras;

/// <summary>Extrinsics in double precision: the rows of R, and t; a world point p is R p + t for the camera.</summary>
internal sealed record Pose34(Double3 Row0, Double3 Row1, Double3 Row2, Double3 Translation)
{
    public bool IsRotation(double tolerance)
    {
        bool Near(double value, double wanted) => Math.Abs(value - wanted) <= tolerance;
        return Near(Double3.Dot(Row0, Row0), 1) && Near(Double3.Dot(Row1, Row1), 1) && Near(Double3.Dot(Row2, Row2), 1)
            && Near(Double3.Dot(Row0, Row1), 0) && Near(Double3.Dot(Row1, Row2), 0) && Near(Double3.Dot(Row2, Row0), 0)
            && Double3.Dot(Double3.Cross(Row0, Row1), Row2) > 0;
    }

    /// <summary>3 x 4, row-major.</summary>
    public float[] ToSingle() =>
    [
        (float)Row0.X, (float)Row0.Y, (float)Row0.Z, (float)Translation.X,
        (float)Row1.X, (float)Row1.Y, (float)Row1.Z, (float)Translation.Y,
        (float)Row2.X, (float)Row2.Y, (float)Row2.Z, (float)Translation.Z,
    ];
}
