using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Gpu.Tests.Device;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>Shadows of point and spot lights against geometry: who sees the light is decided here by rays and spheres, in double precision.</summary>
public sealed class LocalShadowTests(DeviceFixture fixture)
{
    private static readonly Material Lambert = new() { Name = "lambert", Ior = 1, Roughness = 1 };

    private static FrameLight Light(LightKind kind, Vector3 position, float intensity, float radius = 0) => new()
    {
        Name = "light",
        Kind = kind,
        Intensity = new(intensity),
        Position = position,
        Direction = Vector3.Normalize(-position),
        InnerConeDeg = 40,
        OuterConeDeg = 45,
        Radius = radius,
    };

    /// <summary>Distance of a ball's centre to the way from a point to the light, less its radius: negative where it hides the light.</summary>
    private static float Clearance(Vector3 from, Vector3 light, Vector3 centre, float radius)
    {
        var way = light - from;
        var along = Math.Clamp(Vector3.Dot(centre - from, way) / way.LengthSquared(), 0, 1);
        return Vector3.Distance(centre, from + way * along) - radius;
    }

    [Theory]
    [InlineData(LightKind.Spot, 1.5f, 0, 3)]
    [InlineData(LightKind.Point, 1.5f, 0, 3)]
    [InlineData(LightKind.Spot, -1, 2, 2)]
    [InlineData(LightKind.Point, -1, 2, 2)]
    public void The_shadow_of_a_ball_lies_where_the_ball_hides_the_light(LightKind kind, float x, float y, float z)
    {
        var (light, ball) = (new Vector3(x, y, z), new Vector3(x, y, z) * 0.4f);
        var studio = new Studio(fixture.Device)
        {
            Frame = new Studio(fixture.Device).Frame with
            {
                Cameras = [Studio.Camera(new(0, 0, 20), Vector3.UnitY, 600, 64, 64)],
                Lights = [Light(kind, light, MathF.PI * 6)],
            },
        };
        studio.Add("shape:plane", Lambert, scale: 20);
        studio.Add("shape:sphere", Lambert, ball, scale: 0.4f);
        var pixels = studio.Render();
        var (dark, bright) = (0, 0);
        for (var i = 0; i < pixels.Length; i++)
        {
            var point = new Vector3((i % 64 + 0.5f - 32) * 20 / 600, (32 - i / 64 - 0.5f) * 20 / 600, 0);
            if (Clearance(point, new(0, 0, 20), ball, 0.2f) < 0.02f)
                continue; // the ball itself
            var clearance = Clearance(point, light, ball, 0.2f);
            var way = light - point;
            if (MathF.Abs(clearance) < 0.012f)
                continue;
            var lit = 6 * way.Z / MathF.Pow(way.Length(), 3);
            Assert.Equal(clearance < 0 ? 0 : Math.Min(lit, 1), pixels[i].X, 0.012);
            (dark, bright) = clearance < 0 ? (dark + 1, bright) : (dark, bright + 1);
        }
        Assert.True(dark > 100 && bright > 1000, $"{dark} pixels in the shadow, {bright} outside");
        fixture.Clean();
    }

    /// <summary>A lamp in a box: balls around it in the directions of the six faces, twelve edges and eight corners of its cube of maps.</summary>
    [Fact]
    public void Whatever_stands_around_a_point_light_casts_its_shadow_on_the_walls()
    {
        var light = new Vector3(0.13f, -0.07f, 0.05f);
        var balls = new List<Vector3>();
        for (var k = 0; k < 27; k++)
            if (k != 13)
                balls.Add(light + 0.5f * Vector3.Normalize(new(k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1)));
        const float radius = 0.07f, half = 2;
        Vector3[] axes = [Vector3.UnitX, -Vector3.UnitX, Vector3.UnitY, -Vector3.UnitY, Vector3.UnitZ, -Vector3.UnitZ];
        var (dark, bright) = (0, 0);
        foreach (var axis in axes)
        {
            var up = MathF.Abs(axis.Z) < 0.5f ? Vector3.UnitZ : Vector3.UnitY;
            // From beyond the middle, past the balls on that side.
            var eye = axis * -0.3f + up * 0.1f;
            var (right, down) = (Vector3.Cross(axis, up), -up);
            float[] Row(Vector3 v) => [v.X, v.Y, v.Z, -Vector3.Dot(v, eye)];
            var studio = new Studio(fixture.Device);
            studio.Frame = studio.Frame with
            {
                Cameras = [new() { Fx = 34, Fy = 34, Cx = 32, Cy = 32, WorldToCamera = [.. Row(right), .. Row(down), .. Row(axis)] }],
                Lights = [Light(LightKind.Point, light, MathF.PI * 3)],
            };
            studio.Add("shape:box", Lambert, scale: 2 * half);
            foreach (var ball in balls)
                studio.Add("shape:sphere", Lambert, ball, scale: 2 * radius);
            var pixels = studio.Render();
            for (var i = 0; i < pixels.Length; i++)
            {
                var d = axis + right * ((i % 64 + 0.5f - 32) / 34) + down * ((i / 64 + 0.5f - 32) / 34);
                Vector3 Reach(Vector3 v) => new((half - MathF.Sign(v.X) * eye.X) / MathF.Abs(v.X), (half - MathF.Sign(v.Y) * eye.Y) / MathF.Abs(v.Y), (half - MathF.Sign(v.Z) * eye.Z) / MathF.Abs(v.Z));
                var reach = Reach(d);
                var t = Math.Min(reach.X, Math.Min(reach.Y, reach.Z));
                var point = eye + d * t;
                if (balls.Min(b => Clearance(point, eye, b, radius)) < 0.03f)
                    continue;
                var clearance = balls.Min(b => Clearance(point, light, b, radius));
                // Within a texel and a half of an edge of the box the filter takes the other wall for a blocker.
                var onEdge = new[] { reach.X, reach.Y, reach.Z }.Order().ElementAt(1) - t < 0.02f;
                if (MathF.Abs(clearance) < 0.012f || onEdge)
                    continue;
                var normal = t == reach.X ? Vector3.UnitX * -MathF.Sign(d.X) : t == reach.Y ? Vector3.UnitY * -MathF.Sign(d.Y) : Vector3.UnitZ * -MathF.Sign(d.Z);
                var way = light - point;
                var lit = 3 * Vector3.Dot(normal, way) / MathF.Pow(way.Length(), 3);
                Assert.True(MathF.Abs((clearance < 0 ? 0 : Math.Min(lit, 1)) - pixels[i].X) < 0.012f, $"towards {axis}, pixel {i % 64}, {i / 64}: {pixels[i].X}, expected {(clearance < 0 ? 0 : lit)}");
                (dark, bright) = clearance < 0 ? (dark + 1, bright) : (dark, bright + 1);
            }
        }
        Assert.True(dark > 300 && bright > 3000, $"{dark} pixels in the shadow, {bright} outside");
    }

    /// <summary>The penumbra behind the straight edge of a wide board: the share of the sphere's disc that is above the line from the point to the edge.</summary>
    [Theory]
    [InlineData(LightKind.Point, 0.1f, 1)]
    [InlineData(LightKind.Spot, 0.1f, 1)]
    [InlineData(LightKind.Point, 0.25f, 0.7f)]
    [InlineData(LightKind.Point, 0.05f, 2)]
    public void A_light_of_some_size_has_soft_shadows_of_the_right_width(LightKind kind, float radius, float height)
    {
        const float above = 3;
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with
        {
            // From the side, so that the ground below the board is seen.
            Cameras = [Studio.Camera(new(12, 0, 4), Vector3.UnitZ, 500, 64, 64)],
            Lights = [Light(kind, new(0, 0, above), MathF.PI * 8, radius)],
        };
        studio.Add("shape:plane", Lambert, scale: 20);
        studio.Add("shape:plane", Lambert, new(-2, 0, height), scale: 4);
        var pixels = studio.Render();
        var (camera, errors, soft) = (studio.Frame.Cameras[0].WorldToCamera, new List<double>(), 0);
        Vector3 right = new(camera[0], camera[1], camera[2]), down = new(camera[4], camera[5], camera[6]), axis = new(camera[8], camera[9], camera[10]);
        for (var i = 0; i < pixels.Length; i++)
        {
            var d = axis + right * ((i % 64 + 0.5f - 32) / 500) + down * ((i / 64 + 0.5f - 32) / 500);
            var eye = new Vector3(12, 0, 4);
            var point = eye + d * (-eye.Z / d.Z);
            var atBoard = eye + d * ((height - eye.Z) / d.Z);
            if (MathF.Abs(point.Y) > 0.5f || (atBoard.X < 0.02f && MathF.Abs(atBoard.Y) < 2.02f))
                continue;
            // The disc faces the point; its part beyond the plane through the point and the board's edge (the line x = 0, z = height) is seen.
            var way = new Vector3(0, 0, above) - point;
            var edgePlane = Vector3.Normalize(Vector3.Cross(new Vector3(0, 1, 0), new Vector3(0, 0, height) - point with { Y = 0 }));
            var offset = Vector3.Dot(edgePlane, way) / radius;
            var inDisc = MathF.Sqrt(1 - MathF.Pow(Vector3.Dot(edgePlane, Vector3.Normalize(way)), 2));
            var h = Math.Clamp(offset / inDisc, -1, 1);
            var share = 0.5 + (Math.Asin(h) + h * Math.Sqrt(1 - h * h)) / Math.PI;
            var lit = 8 * way.Z / MathF.Pow(way.Length(), 3);
            errors.Add(pixels[i].X / lit - share);
            soft += share is > 0.05 and < 0.95 ? 1 : 0;
        }
        Assert.True(soft > 30, $"{soft} pixels are in the penumbra");
        var rms = Math.Sqrt(errors.Average(e => e * e));
        Assert.True(rms < 0.045 && errors.Max(Math.Abs) < 0.3, $"rms {rms}, worst {errors.Max(Math.Abs)} soft {soft} of {errors.Count} pixels");
    }

    [Theory]
    [InlineData(1.2f, 0.1f)]
    [InlineData(3, 0.5f)]
    [InlineData(0.3f, 2)]
    public void A_lit_ball_does_not_shadow_itself(float x, float z)
    {
        Vector3[] Rendered(bool shadow)
        {
            var studio = new Studio(fixture.Device);
            studio.Frame = studio.Frame with { Lights = [Light(LightKind.Point, new(x, 0.1f, z), 2 * (x * x + z * z)) with { CastsShadow = shadow }] };
            studio.Add("shape:sphere", Lambert);
            studio.Add("shape:plane", Lambert, new(0, 0, -0.6f), scale: 8); // so that a map is full
            return studio.Render();
        }
        var (with, without) = (Rendered(true), Rendered(false));
        var normals = new Studio(fixture.Device).SphereNormals();
        var seen = 0;
        for (var i = 0; i < with.Length; i++)
        {
            if (normals[i] is not var (normal, _))
                continue;
            var way = Vector3.Normalize(new Vector3(x, 0.1f, z) - normal / 2);
            if (Vector3.Dot(way, normal) < 0.12f)
                continue;
            Assert.Equal(without[i].X, with[i].X, 0.01);
            seen++;
        }
        Assert.True(seen > 200);
    }

    [Fact]
    public void Three_hundred_lights_add_up()
    {
        var studio = new Studio(fixture.Device);
        FrameLight[] lights =
            [.. Enumerable.Range(0, 300).Select(i => Light(LightKind.Point, new(MathF.Cos(i), MathF.Sin(i), 1 + i * 0.01f), 0.02f) with { CastsShadow = false })];
        studio.Frame = studio.Frame with { Lights = lights };
        studio.Add("shape:plane", Lambert, scale: 4);
        var point = new Vector3(0.5f, -0.5f, 0) * 10 / 600;
        var expected = lights.Sum(l => l.Intensity.X * l.Position.Z / Math.Pow(Vector3.Distance(l.Position, point), 3)) / Math.PI;
        Assert.InRange(expected, 0.1, 0.9);
        Assert.Equal(expected, studio.Render()[32 * 64 + 32].X, 0.006);
    }

    /// <summary>Forty spots, more than there is room for at the largest size of their maps, each of which lights its own ball's shadow.</summary>
    [Fact]
    public void Many_shadows_share_the_room_that_there_is()
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with
        {
            Cameras = [Studio.Camera(new(0, 0, 20), Vector3.UnitY, 60, 64, 64)],
            Lights = [.. Enumerable.Range(0, 40).Select(i => Light(LightKind.Spot, new(i % 8 * 2 - 7, i / 8 * 2 - 4, 3), MathF.PI * 8)
                with { Direction = -Vector3.UnitZ, InnerConeDeg = 12, OuterConeDeg = 13 })],
        };
        studio.Add("shape:plane", Lambert, scale: 40);
        for (var i = 0; i < 40; i++)
            studio.Add("shape:sphere", Lambert, new(i % 8 * 2 - 7, i / 8 * 2 - 4, 2.5f), scale: i % 3 == 0 ? 0.3f : 0.001f);
        var pixels = studio.Render();
        for (var i = 0; i < 40; i++)
        {
            // The pixel beside the foot of the light, which the ball hides from it and not from the camera.
            var (x, y) = (i % 8 * 2 - 7 + (i % 8 < 4 ? 0.34f : -0.34f), i / 8 * 2 - 4);
            var seen = pixels[(int)MathF.Floor(32 - y * 3f) * 64 + (int)MathF.Floor(32 + x * 3f)].X;
            Assert.True(i % 3 == 0 ? seen < 0.3f : seen > 0.5f, $"light {i}: {seen}");
        }
    }

    [Fact]
    public void More_shadows_than_there_is_room_for_are_refused_with_numbers()
    {
        var studio = new Studio(fixture.Device);
        studio.Frame = studio.Frame with { Lights = [.. Enumerable.Range(0, 120).Select(i => Light(LightKind.Point, new(0, 0, 1 + i * 0.01f), 1))] };
        studio.Add("shape:box", Lambert, scale: 8);
        var refused = Assert.Throws<RenderException>(studio.RenderBytes);
        Assert.Equal(Failure.Refused, refused.Failure);
        Assert.Contains("720 shadow maps", refused.Message, StringComparison.Ordinal);
        studio.Frame = studio.Frame with { Lights = [.. studio.Frame.Lights.SelectMany(l => Enumerable.Repeat(l with { CastsShadow = false }, 70))] };
        Assert.Contains("8400 lights", Assert.Throws<RenderException>(studio.RenderBytes).Message, StringComparison.Ordinal);
    }
}
