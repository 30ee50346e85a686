using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>Lenses against their definitions: there and back again, values worked out by hand, and the witness's own inverse.</summary>
public sealed class LensTests
{
    private static FrameCamera Camera(FrameLens lens, float focal = 300) =>
        new() { Fx = focal, Fy = focal * 1.02f, Cx = 321, Cy = 239, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], Lens = lens };

    public static TheoryData<FrameLens> Lenses =>
    [
        new FrameLens { Model = LensModel.KannalaBrandt, MaxAngleDeg = 110 },
        new FrameLens { Model = LensModel.KannalaBrandt, K = [-0.03, 0.008, -0.002, 0.0002], MaxAngleDeg = 110 },
        new FrameLens { Model = LensModel.KannalaBrandt, K = [0.08, 0.02], MaxAngleDeg = 100 },
        new FrameLens { Model = LensModel.BrownConrady, K = [-0.28, 0.07, 0], P = [0.0012, -0.0008] },
        new FrameLens { Model = LensModel.BrownConrady, K = [0.15, 0.02, 0.001], P = [-0.002, 0.001] },
        new FrameLens { Model = LensModel.BrownConrady, K = [1.2, 0.3, 0.02, 1.5, 0.6, 0.06] },
    ];

    [Theory]
    [MemberData(nameof(Lenses))]
    public void What_is_seen_at_a_point_is_projected_to_it(FrameLens lens)
    {
        var (projection, seen) = (new LensProjection(Camera(lens)), 0);
        for (var y = 0.5; y < 480; y += 7)
        {
            for (var x = 0.5; x < 640; x += 7)
            {
                if (projection.Direction(x, y) is not { } d)
                    continue;
                Assert.Equal(1, d.Length, 1e-14);
                var (px, py) = projection.Project(d * 2.5)!.Value;
                Assert.Equal(x, px, 1e-9);
                Assert.Equal(y, py, 1e-9);
                seen++;
            }
        }
        Assert.True(seen > 1500, $"{seen}");
    }

    [Theory]
    [MemberData(nameof(Lenses))]
    public void The_witness_finds_the_same_rays_by_another_way(FrameLens lens)
    {
        var (projection, witness) = (new LensProjection(Camera(lens)), new RayLens(Camera(lens)));
        for (var y = -40.5; y < 520; y += 13)
        {
            for (var x = -40.5; x < 680; x += 13)
            {
                var (mine, its) = (projection.Direction(x, y), witness.Direction(x, y));
                Assert.Equal(its is null, mine is null);
                if (mine is { } a && its is { } b)
                    Assert.True((a - b).Length < 1e-12, $"({x}, {y}): {a} {b}");
            }
        }
    }

    // OpenCV's own definitions, spelled out once more with numbers: projectPoints and fisheye::projectPoints.
    [Fact]
    public void A_point_is_projected_as_the_definitions_say()
    {
        var brown = new LensProjection(Camera(new() { Model = LensModel.BrownConrady, K = [-0.3, 0.1, 0.02], P = [0.001, -0.002] }));
        // x = 0.4, y = -0.2, r^2 = 0.2: 1 - 0.06 + 0.004 + 0.00016 = 0.94416
        var (u, v) = brown.Project(new(0.8, -0.4, 2))!.Value;
        Assert.Equal(321 + 300 * (0.4 * 0.94416 + 2 * 0.001 * 0.4 * -0.2 - 0.002 * (0.2 + 2 * 0.16)), u, 1e-10);
        Assert.Equal(239 + (double)(300 * 1.02f) * (-0.2 * 0.94416 + 0.001 * (0.2 + 2 * 0.04) + 2 * -0.002 * 0.4 * -0.2), v, 1e-10);

        // 90 degrees to the right: theta = pi / 2.
        var fisheye = new LensProjection(Camera(new() { Model = LensModel.KannalaBrandt, K = [0.01], MaxAngleDeg = 110 }));
        const double Half = Math.PI / 2;
        Assert.Equal(321 + 300 * Half * (1 + 0.01 * Half * Half), fisheye.Project(new(5, 0, 0))!.Value.X, 1e-10);
        // Behind the camera, 105 degrees up.
        var theta = 105 * Math.PI / 180;
        var up = fisheye.Project(new(0, -Math.Sin(theta), Math.Cos(theta)))!.Value;
        Assert.Equal(239 - (double)(300 * 1.02f) * theta * (1 + 0.01 * theta * theta), up.Y, 1e-9);
        Assert.Null(fisheye.Project(new(0, -Math.Sin(1.95), Math.Cos(1.95))));
    }

    [Fact]
    public void A_model_ends_before_it_folds_back()
    {
        // r - 0.5 r^3 grows by a tenth of r where 1 - 1.5 r^2 = 0.1.
        var projection = new LensProjection(Camera(new() { Model = LensModel.BrownConrady, K = [-0.5] }));
        Assert.Equal(Math.Atan(Math.Sqrt(0.6)), projection.MaxAngle, 1e-9);
        var rim = 300 * (Math.Sqrt(0.6) * 0.7);
        Assert.NotNull(projection.Direction(321 + rim - 0.01, 239));
        Assert.Null(projection.Direction(321 + rim + 0.01, 239));
    }

    [Fact]
    public void A_lens_that_bends_nothing_is_a_pinhole()
    {
        var camera = Camera(new() { Model = LensModel.BrownConrady });
        var d = new LensProjection(camera).Direction(17.5, 400.5)!.Value;
        var expected = new Double3((17.5 - 321) / 300, (400.5 - 239) / (double)(300 * 1.02f), 1).Normalized();
        Assert.True((d - expected).Length < 1e-14);
    }
}
