using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Whole images through lenses, colour and labels.</summary>
public sealed class LensImageTests(DeviceFixture fixture)
{
    private static readonly FrameLens Straight = new() { Model = LensModel.BrownConrady };

    // Shadow, ambient occlusion, texture filtering, background, edges and a film over them: all have kernels of their own for lenses.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void A_lens_that_bends_nothing_gives_the_picture_of_a_pinhole(int samples)
    {
        var studio = Room(samples);
        var pinhole = studio.RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth);
        studio.Frame = studio.Frame with { Cameras = [studio.Frame.Cameras[0] with { Lens = Straight }] };
        var straight = studio.RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth);
        var pixels = pinhole.InstanceIds.Length;
        // The pinhole's edges are snapped to 1/256 px; a hair of difference there is all.
        Assert.True(Enumerable.Range(0, pixels).Count(i => pinhole.InstanceIds[i] != straight.InstanceIds[i]) <= pixels / 2000);
        Assert.True(Enumerable.Range(0, pixels).Count(i => Math.Abs(pinhole.Depth[i] - straight.Depth[i]) > 1e-5 * pinhole.Depth[i]) <= pixels / 2000);
        var differences = pinhole.Color.Zip(straight.Color, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(differences.Count(d => d > 3) <= pixels / 200, $"{differences.Count(d => d > 3)}");
        Assert.True(differences.Average() < 0.15, $"{differences.Average()}");
        fixture.Clean();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_image_in_bands_has_the_same_labels_through_a_lens(int samples)
    {
        var studio = Room(samples);
        studio.Frame = studio.Frame with { Cameras = [Fisheye(studio.Frame.Cameras[0], 100)] };
        var (whole, banded) = (studio.RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth), studio.RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth, 160 * 8 * samples * 36));
        Assert.Equal(whole.InstanceIds, banded.InstanceIds);
        Assert.Equal(whole.Depth, banded.Depth);
        Assert.True(whole.Color.Zip(banded.Color, (a, b) => Math.Abs(a - b)).Average() < 1);
    }

    [Fact]
    public void Outside_of_the_image_circle_is_nothing_and_black()
    {
        var studio = Room(4);
        studio.Frame = studio.Frame with { Environment = new() { Color = Vector3.One }, Cameras = [Fisheye(studio.Frame.Cameras[0], 90, radius: 55)] };
        var image = studio.RenderImage(Aov.Color | Aov.InstanceId | Aov.Depth);
        for (var i = 0; i < image.InstanceIds.Length; i++)
        {
            var radius = Math.Sqrt(Math.Pow(i % 160 + 0.5 - 80, 2) + Math.Pow(i / 160 + 0.5 - 60, 2));
            if (radius > 55.01)
                Assert.Equal((0, 0f, 0), (image.InstanceIds[i], image.Depth[i], image.Color[3 * i] + image.Color[3 * i + 1] + image.Color[3 * i + 2]));
            else if (radius < 54.99)
                Assert.True(image.Color[3 * i] + image.Color[3 * i + 1] + image.Color[3 * i + 2] > 0);
        }
    }

    // Inside of a sphere all directions have the same depth along the ray, so z is the cosine times it: to the sides none, and behind them none either.
    [Fact]
    public void Depth_is_along_the_axis_as_far_as_there_is_one()
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Image = studio.Frame.Image with { Width = 160, Height = 120 } };
        studio.Add("shape:sphere", new Material(), default, 4);
        var eye = Shading.Studio.Camera(new(0, 0, 1), Vector3.UnitY, 40, 160, 120) with { WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
        studio.Frame = studio.Frame with { Cameras = [Fisheye(eye, 110, radius: 80)] };
        var image = studio.RenderImage(Aov.InstanceId | Aov.Depth);
        for (var i = 0; i < image.Depth.Length; i++)
        {
            var angle = Math.Sqrt(Math.Pow(i % 160 + 0.5 - 80, 2) + Math.Pow(i / 160 + 0.5 - 60, 2)) / 80 * 110 * Math.PI / 180;
            if (angle > 109.9 * Math.PI / 180)
                continue;
            Assert.Equal(1, image.InstanceIds[i]);
            // The unit sphere's mesh lies within 1 % of it.
            Assert.InRange(image.Depth[i], Math.Max(1.97 * Math.Cos(angle), 0) - 1e-6, Math.Max(2.0001 * Math.Cos(angle), 0) + 1e-6);
        }
    }

    private static FrameCamera Fisheye(FrameCamera camera, double angleDeg, double radius = 80) => camera with
    {
        Fx = (float)(radius / (angleDeg * Math.PI / 180)),
        Fy = (float)(radius / (angleDeg * Math.PI / 180)),
        Lens = new() { Model = LensModel.KannalaBrandt, MaxAngleDeg = angleDeg },
    };

    private Studio Room(int samples)
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with
        {
            Image = new(160, 120, samples),
            Cameras = [Shading.Studio.Camera(new(1, -4, 2.2f), Vector3.UnitZ, 170, 160, 120)],
        };
        studio.Surround(d => new Vector3(0.5f + 0.4f * d.Z, 0.5f, 0.5f - 0.3f * d.X), visible: true);
        studio.Frame = studio.Frame with { Lights = [Shading.Studio.Sun(new(1, -1, 2), 2, shadow: true)] };
        studio.Add("shape:plane", new Material { BaseColor = new(0.6f, 0.5f, 0.4f, 1), Roughness = 0.7f }, default, 6);
        studio.Add("shape:box", new Material { BaseColor = new(0.2f, 0.4f, 0.8f, 1), Roughness = 0.4f }, new(-0.6f, 0, 0.5f));
        studio.Add("shape:sphere", new Material { BaseColor = new(0.9f, 0.8f, 0.3f, 1), Metallic = 1, Roughness = 0.3f }, new(0.7f, 0.3f, 0.5f));
        studio.Add("shape:sphere", new Material { BaseColor = new(0.8f, 0.2f, 0.2f, 0.4f), AlphaMode = AlphaMode.Blend }, new(0.2f, -1, 0.4f), 0.8f);
        return studio;
    }
}
