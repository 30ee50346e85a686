using System.Numerics;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Geometry;

public sealed class TriangleTests
{
    [Fact]
    public void Angles_are_those_of_the_arctangent()
    {
        var random = new Random(5);
        Vector3 Point() => new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        for (var i = 0; i < 100_000; i++)
        {
            var (a, b, c) = (Point(), Point(), Point());
            // Every third is a sliver, as wide or as narrow as can be.
            if (i % 3 == 0)
                c = a + (b - a) * (random.NextSingle() * 4 - 2) + Point() * 1e-3f;
            var (u, v) = (b - a, c - a);
            Assert.Equal(Math.Atan2(Vector3.Cross(u, v).Length(), Vector3.Dot(u, v)), Triangle.Angle(a, b, c), 4e-7);
        }
    }

    [Fact]
    public void Right_straight_and_no_angles()
    {
        Assert.Equal(MathF.PI / 2, Triangle.Angle(Vector3.Zero, Vector3.UnitX, Vector3.UnitY));
        Assert.Equal(MathF.PI / 4, Triangle.Angle(Vector3.Zero, Vector3.UnitX, new(1, 1, 0)), 1e-7f);
        Assert.Equal(3 * MathF.PI / 4, Triangle.Angle(Vector3.Zero, Vector3.UnitX, new(-1, 1, 0)), 3e-7f);
        Assert.Equal(0, Triangle.Angle(Vector3.Zero, Vector3.Zero, Vector3.UnitY));
        Assert.Equal(0, Triangle.Angle(Vector3.Zero, Vector3.UnitX, Vector3.UnitX * 2));
    }
}
