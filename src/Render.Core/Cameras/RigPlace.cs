using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Cameras;

/// <summary>Where a camera of a rig is, seen from another one: x right, y down, z forward.</summary>
/// <param name="Reference">Name of the other camera.</param>
/// <param name="Offset">Of its centre.</param>
/// <param name="RotationDeg">Of its axes.</param>
internal sealed record RigPlace(string Reference, Value<Double3> Offset, Value<Rotation> RotationDeg)
{
    /// <summary>The other camera's pose, moved and turned.</summary>
    public Pose34 Of(FrameCamera reference, DrawKey key, int view)
    {
        var m = reference.WorldToCamera;
        Double3 x = new(m[0], m[1], m[2]), y = new(m[4], m[5], m[6]), z = new(m[8], m[9], m[10]);
        var at = new Double3(m[3], m[7], m[11]) - Offset.Draw(key, view);
        // The columns of the turn are this camera's axes in the other's coordinates, so its transpose goes from there to here.
        var (row0, row1, row2) = RotationDeg.Draw(key, view).ToRows();
        Double3[] columns = [new(row0.X, row1.X, row2.X), new(row0.Y, row1.Y, row2.Y), new(row0.Z, row1.Z, row2.Z)];
        Double3 Row(Double3 c) => x * c.X + y * c.Y + z * c.Z;
        return new(Row(columns[0]), Row(columns[1]), Row(columns[2]),
            new(Double3.Dot(columns[0], at), Double3.Dot(columns[1], at), Double3.Dot(columns[2], at)));
    }
}
