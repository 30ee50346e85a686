using Render.Core.Frames;
using Render.Core.Placement;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Placement;

public sealed class FramePoseTests
{
    /// <summary>Random rotations, and the half turns, where a quaternion's w is 0.</summary>
    [Fact]
    public void Position_rotation_and_scale_are_those_that_the_pose_was_made_of()
    {
        var stream = new RandomStream(1, "pose", 0);
        Rotation[] turns = [new(0, 1, 0, 0), new(0, 0, 1, 0), new(0, 0, 0, 1), Rotation.Identity, .. Enumerable.Range(0, 500).Select(_ => Rotation.Random(stream))];
        foreach (var rotation in turns)
        {
            double Next(double low, double high) => low + (high - low) * stream.NextUnit();
            var (scale, position) = (new Double3(Next(0.1, 3), Next(0.1, 3), Next(0.1, 3)), new Double3(Next(-5, 5), Next(-5, 5), Next(-5, 5)));
            var found = FramePose.OfObject(Pose.Of(rotation, scale, position).ToSingle());
            Assert.InRange((found.Position - position).Length, 0, 2e-6);
            Assert.InRange((found.Scale - scale).Length, 0, 2e-6);
            AssertSame(rotation, found.Rotation);

            // World to camera is the way back: where it stands, and how its axes lie in the world.
            var (row0, row1, row2) = rotation.Inverse().ToRows();
            var back = new[] { row0, row1, row2 }.SelectMany(row => new[] { (float)row.X, (float)row.Y, (float)row.Z, (float)-Double3.Dot(row, position) }).ToArray();
            var camera = FramePose.OfCamera(back);
            Assert.InRange((camera.Position - position).Length, 0, 5e-6);
            AssertSame(rotation, camera.Rotation);
        }
    }

    /// <summary>A quaternion and its negative are the same rotation; the one with w from 0 up is given.</summary>
    private static void AssertSame(Rotation expected, Rotation found)
    {
        Assert.True(found.W >= 0);
        Assert.Equal(1, Math.Abs(expected.W * found.W + expected.X * found.X + expected.Y * found.Y + expected.Z * found.Z), 1e-6);
    }
}
