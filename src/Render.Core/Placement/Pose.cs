using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>An affine map in double precision: rows of the linear part, and the translation. Rounded once when it is handed over.</summary>
internal readonly record struct Pose(Double3 Row0, Double3 Row1, Double3 Row2, Double3 Position)
{
    /// <summary>First scale along the object's axes, then turn, then move.</summary>
    public static Pose Of(Rotation rotation, Double3 scale, Double3 position)
    {
        var (row0, row1, row2) = rotation.ToRows();
        return new(row0 * scale, row1 * scale, row2 * scale, position);
    }

    /// <summary>Whether it differs from another one by its position at most.</summary>
    public bool HasLinearPartOf(in Pose other) => Row0 == other.Row0 && Row1 == other.Row1 && Row2 == other.Row2;

    public Double3 Apply(Double3 p) =>
        new Double3(Double3.Dot(Row0, p), Double3.Dot(Row1, p), Double3.Dot(Row2, p)) + Position;

    /// <summary>First scaled alike along all of the object's axes.</summary>
    public Pose Scaled(double by) => this with { Row0 = Row0 * by, Row1 = Row1 * by, Row2 = Row2 * by };

    /// <summary>Then turned about the world's origin.</summary>
    public Pose Turned(Rotation rotation)
    {
        var (row0, row1, row2) = rotation.ToRows();
        var (a, b, c) = (Row0, Row1, Row2);
        Double3 Row(Double3 r) => a * r.X + b * r.Y + c * r.Z;
        return new(Row(row0), Row(row1), Row(row2), new(Double3.Dot(row0, Position), Double3.Dot(row1, Position), Double3.Dot(row2, Position)));
    }

    /// <summary>3 x 4, row-major.</summary>
    public float[] ToSingle() =>
    [
        (float)Row0.X, (float)Row0.Y, (float)Row0.Z, (float)Position.X,
        (float)Row1.X, (float)Row1.Y, (float)Row1.Z, (float)Position.Y,
        (float)Row2.X, (float)Row2.Y, (float)Row2.Z, (float)Position.Z,
    ];
}
