using Render.Core.Sampling;

namespace Render.Core.Frames;

/// <summary>Where something of a frame is, in parts that can be read.</summary>
/// <param name="Position">Of its origin in the world, metres.</param>
/// <param name="Rotation">From its own axes to the world's.</param>
/// <param name="Scale">Along its own axes, before it is turned.</param>
public readonly record struct FramePose(Double3 Position, Rotation Rotation, Double3 Scale)
{
    /// <summary>Of an instance.</summary>
    /// <param name="objectToWorld">3 x 4, row-major: a scale, then a rotation, then a move.</param>
    public static FramePose OfObject(IReadOnlyList<float> objectToWorld)
    {
        ArgumentNullException.ThrowIfNull(objectToWorld);
        var m = objectToWorld;
        Double3 Column(int c) => new(m[c], m[4 + c], m[8 + c]);
        var (x, y, z) = (Column(0), Column(1), Column(2));
        var scale = new Double3(x.Length, y.Length, z.Length);
        return new(Column(3), Rotation.OfAxes(x.Normalized(), y.Normalized(), z.Normalized()), scale);
    }

    /// <summary>Of a camera, whose axes are x right, y down, z forward.</summary>
    /// <param name="worldToCamera">3 x 4, row-major: [R | t].</param>
    public static FramePose OfCamera(IReadOnlyList<float> worldToCamera)
    {
        ArgumentNullException.ThrowIfNull(worldToCamera);
        var m = worldToCamera;
        Double3 Axis(int r) => new(m[4 * r], m[4 * r + 1], m[4 * r + 2]);
        var (right, down, forward) = (Axis(0), Axis(1), Axis(2));
        // R is orthogonal: the camera's axes in the world are its rows, and the camera stands at -R^T t.
        return new(-(right * m[3] + down * m[7] + forward * m[11]), Rotation.OfAxes(right.Normalized(), down.Normalized(), forward.Normalized()), new(1, 1, 1));
    }
}
