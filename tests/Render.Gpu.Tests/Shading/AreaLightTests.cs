using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Shining rectangles against the sum over many points of them, in double precision: neither Lambert's formula nor transformed cosines nor shadow maps.</summary>
public sealed class AreaLightTests(DeviceFixture fixture)
{
    private const int Steps = 48;

    private static readonly Material Lambert = new() { Name = "lambert", Ior = 1, Roughness = 1 };

    private static FrameLight Rectangle(Vector3 position, Vector3 normal, float width, float height, float radiance, float roll = 0, bool shadow = false)
    {
        normal = Vector3.Normalize(normal);
        var side = Vector3.Normalize(Vector3.Cross(normal, new Vector3(0.3f, 0.8f, 0.1f)));
        return new()
        {
            Name = "panel",
            Kind = LightKind.Area,
            Intensity = new(radiance),
            Position = position,
            Direction = normal,
            Side = side * MathF.Cos(roll) + Vector3.Cross(normal, side) * MathF.Sin(roll),
            Size = new(width, height),
            CastsShadow = shadow,
        };
    }

    /// <summary>Sum over the rectangle of what arrives at a point: f(direction) cos' dA / r^2.</summary>
    private static double Sum(FrameLight light, Vector3 point, Func<Vector3, Vector3, double> f)
    {
        var (sum, up) = (0.0, Vector3.Cross(light.Direction, light.Side));
        for (var i = 0; i < Steps * Steps; i++)
        {
            var at = light.Position + light.Side * (light.Size.X * ((i % Steps + 0.5f) / Steps - 0.5f)) + up * (light.Size.Y * ((i / Steps + 0.5f) / Steps - 0.5f));
            var way = at - point;
            double squared = Vector3.Dot(way, way);
            var direction = Vector3.Normalize(way);
            sum += f(direction, at) * Math.Max(0, -Vector3.Dot(direction, light.Direction)) / squared;
        }
        return sum * light.Intensity.X * light.Size.X * light.Size.Y / (Steps * Steps);
    }

    private Studio Ground(FrameLight light, Material material, Vector3? eye = null)
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Lights = [light], Cameras = [Studio.Camera(eye ?? new(0, 0, 10), Vector3.UnitY, 200, 64, 64)] };
        studio.Add("shape:plane", material, scale: 20);
        return studio;
    }

    private static Vector3[] Points(Studio studio)
    {
        var m = studio.Frame.Cameras[0].WorldToCamera;
        Vector3 right = new(m[0], m[1], m[2]), down = new(m[4], m[5], m[6]), axis = new(m[8], m[9], m[10]);
        var eye = -(right * m[3] + down * m[7] + axis * m[11]);
        return [.. Enumerable.Range(0, 64 * 64).Select(i =>
        {
            var d = axis + right * ((i % 64 + 0.5f - 32) / 200) + down * ((i / 64 + 0.5f - 32) / 200);
            return eye + d * (-eye.Z / d.Z);
        })];
    }

    public static TheoryData<Vector3, Vector3, float, float, float> Panels => new()
    {
        { new(0.3f, -0.2f, 1.5f), new(0, 0, -1), 1, 0.6f, 1.5f },
        { new(0.5f, 0.4f, 0.4f), new(-0.5f, 0.2f, -1), 0.5f, 0.3f, 0.8f },
        { new(-1.5f, 0, 0.3f), new(1, 0.1f, 0), 1.5f, 2, 0.8f }, // half of it below the horizon
        { new(0, 0, -0.2f), new(0, 0, 1), 1, 1, 5 }, // below the ground: nothing arrives
        { new(0, 0, 1), new(0, 0, 1), 1, 1, 5 }, // its back shines on nothing
    };

    [Theory]
    [MemberData(nameof(Panels))]
    public void The_irradiance_is_the_sum_over_the_rectangle(Vector3 position, Vector3 normal, float width, float height, float radiance)
    {
        var light = Rectangle(position, normal, width, height, radiance, roll: 0.4f);
        var studio = Ground(light, Lambert);
        var (pixels, points) = (studio.Render(), Points(studio));
        for (var i = 0; i < pixels.Length; i += 7)
        {
            // The sum is not yet right as near to the rectangle as its points are to each other.
            if (Math.Abs(Vector3.Dot(points[i] - position, light.Direction)) < 0.15f)
                continue;
            var expected = Sum(light, points[i], (direction, _) => Math.Max(direction.Z, 0) / Math.PI);
            Assert.True(Math.Abs(Math.Min(expected, 1) - pixels[i].X) < 0.006 + 0.01 * expected, $"pixel {i}: {pixels[i].X}, expected {expected}");
        }
        fixture.Clean();
    }

    [Theory]
    [InlineData(0.2f)]
    [InlineData(0.4f)]
    [InlineData(0.7f)]
    public void A_mirror_of_some_roughness_shows_what_its_lobe_collects(float roughness)
    {
        var light = Rectangle(new(0, 2.5f, 1.2f), new(0, -1, -0.2f), 1.2f, 0.8f, 0.9f);
        var studio = Ground(light, new Material { Name = "metal", Metallic = 1, Roughness = roughness }, new(0.2f, -6, 3.5f));
        var (pixels, points) = (studio.Render(), Points(studio));
        var (eye, alpha) = (new Vector3(0.2f, -6, 3.5f), (double)roughness * roughness);
        double Lobe(Vector3 viewer, Vector3 light)
        {
            if (light.Z <= 0)
                return 0;
            var h = Vector3.Normalize(viewer + light);
            double Lambda(double cosine) => (Math.Sqrt(1 + alpha * alpha * (1 / (cosine * cosine) - 1)) - 1) / 2;
            var d = alpha * alpha / (Math.PI * Math.Pow(h.Z * h.Z * (alpha * alpha - 1.0) + 1, 2));
            return d / (1 + Lambda(light.Z) + Lambda(viewer.Z)) / (4 * viewer.Z);
        }
        var (errors, sum, seen) = (0.0, 0.0, 0);
        for (var i = 0; i < pixels.Length; i += 5)
        {
            var viewer = Vector3.Normalize(eye - points[i]);
            var single = Sum(light, points[i], (direction, _) => Lobe(viewer, direction));
            // Light that scatters more than once is given back by the albedo of one scattering: ReflectanceTable.
            var (scale, bias) = Vulkan.Lighting.ReflectanceTable.Integrate(viewer.Z, roughness);
            var expected = single / (scale + bias);
            if (expected > 0.97)
                continue;
            var error = pixels[i].X - expected;
            Assert.True(Math.Abs(error) < 0.06, $"pixel {i}: {pixels[i].X}, expected {expected}");
            (errors, sum, seen) = (errors + error * error, sum + expected, seen + 1);
        }
        Assert.True(sum / seen > 0.03, $"mean {sum / seen}");
        Assert.True(Math.Sqrt(errors / seen) < 0.025, $"rms {Math.Sqrt(errors / seen)}");
    }

    /// <summary>A ball, and a board, between a panel and the ground: light from every point of the panel that the way to is free.</summary>
    [Theory]
    [InlineData(0.4f, 1.2f, false)]
    [InlineData(1, 1.2f, false)]
    [InlineData(1, 0.5f, true)]
    public void Soft_shadows_are_near_to_those_of_rays(float size, float height, bool onTheGround)
    {
        var light = Rectangle(new(0, 0, 2.5f), new(0, 0, -1), size, size * 0.7f, MathF.PI * 2 / size / size, shadow: true);
        var studio = Ground(light, Lambert, new(0, -7, 7));
        var ball = new Vector3(0, 0, onTheGround ? 0.4f : height);
        studio.Add("shape:sphere", Lambert, ball, scale: 0.8f);
        var (pixels, points) = (studio.Render(), Points(studio));
        var eye = new Vector3(0, -7, 7);
        bool Hides(Vector3 from, Vector3 to, float margin)
        {
            var way = to - from;
            var along = Math.Clamp(Vector3.Dot(ball - from, way) / way.LengthSquared(), 0, 1);
            return Vector3.Distance(ball, from + way * along) < 0.4f + margin;
        }
        var errors = new List<double>();
        for (var i = 0; i < pixels.Length; i += 3)
        {
            if (Hides(eye, points[i], 0.02f))
                continue;
            var expected = Sum(light, points[i], (direction, at) => Hides(points[i], at, 0) ? 0 : direction.Z / Math.PI);
            var lit = Sum(light, points[i], (direction, _) => direction.Z / Math.PI);
            errors.Add((pixels[i].X - Math.Min(expected, 1)) / lit);
        }
        var rms = Math.Sqrt(errors.Average(e => e * e));
        TestContext.Current.TestOutputHelper!.WriteLine($"rms {rms:0.000}, mean {errors.Average():0.000}, worst {errors.Max(Math.Abs):0.000} of the light");
        // What percentage-closer soft shadows from the middle of the panel are good for: measured 0.02 to 0.07.
        Assert.True(rms < 0.08 && Math.Abs(errors.Average()) < 0.03 && errors.Max(Math.Abs) < 0.35, $"rms {rms}, mean {errors.Average()}, worst {errors.Max(Math.Abs)}");
    }
}
