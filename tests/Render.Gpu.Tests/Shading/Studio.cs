using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Render.Vulkan;
using Render.Vulkan.Devices;

namespace Render.Gpu.Tests.Shading;

/// <summary>Small analytic scenes: unit shapes in materials of the test's own, rendered and read back as linear light.</summary>
internal sealed class Studio(VulkanDevice device)
{
    private readonly Dictionary<string, Model> _models = [];

    private readonly Dictionary<string, EnvironmentMap> _environments = [];

    /// <summary>Images that changes of materials may refer to.</summary>
    public Dictionary<string, TextureImage> Images { get; } = [];

    public Frame Frame { get; set; } = new()
    {
        Index = 0,
        Seed = 0,
        Image = new ImageSettings(64, 64, Samples: 1, ToneCurve: ToneCurve.None),
        Cameras = [Camera(new(0, 0, 10), Vector3.UnitY, focal: 600, 64, 64)],
        Environment = new() { Strength = 0, Background = Vector3.Zero },
        Instances = [],
    };

    public static FrameLight Sun(Vector3 towards, float irradiance, bool shadow = false) => new()
    {
        Name = "sun",
        Kind = LightKind.Sun,
        Intensity = new Vector3(irradiance),
        Direction = -Vector3.Normalize(towards),
        CastsShadow = shadow,
    };

    /// <summary>Looks at the origin; <paramref name="up"/> is up in the image.</summary>
    public static FrameCamera Camera(Vector3 eye, Vector3 up, float focal, int width, int height)
    {
        var forward = Vector3.Normalize(-eye);
        var right = Vector3.Normalize(Vector3.Cross(forward, up));
        var down = Vector3.Cross(forward, right);
        float[] Row(Vector3 axis) => [axis.X, axis.Y, axis.Z, -Vector3.Dot(axis, eye)];
        return new() { Fx = focal, Fy = focal, Cx = width / 2f, Cy = height / 2f, WorldToCamera = [.. Row(right), .. Row(down), .. Row(forward)] };
    }

    /// <summary>Adds a unit shape, scaled and moved.</summary>
    public void Add(string shape, Material material, Vector3 position = default, float scale = 1, params TextureImage[] textures)
    {
        var basis = Shapes.TryGet(shape)!;
        var name = $"test:{Frame.Instances.Length}";
        // Models of one content are one model, materials included.
        _models[name] = new() { Id = name, ContentHash = basis.ContentHash + name, Mesh = basis.Mesh, Materials = [material], Textures = textures };
        var instance = new FrameInstance
        {
            Name = name,
            Model = name,
            ObjectToWorld = [scale, 0, 0, position.X, 0, scale, 0, position.Y, 0, 0, scale, position.Z],
        };
        Frame = Frame with { Instances = [.. Frame.Instances, instance] };
    }

    public void Change(MaterialChange change) =>
        Frame = Frame with { Instances = [.. Frame.Instances[..^1], Frame.Instances[^1] with { Materials = [change] }] };

    /// <summary>An equirectangular map of 256 x 128 texels, by direction.</summary>
    public void Surround(Func<Vector3, Vector3> radiance, float rotationDeg = 0, bool visible = false)
    {
        var pixels = new float[256 * 128 * 3];
        for (var i = 0; i < 256 * 128; i++)
        {
            var (azimuth, elevation) = ((0.5f - (i % 256 + 0.5f) / 256) * 2 * MathF.PI, (0.5f - (i / 256 + 0.5f) / 128) * MathF.PI);
            var d = new Vector3(MathF.Cos(elevation) * MathF.Cos(azimuth), MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Sin(elevation));
            radiance(d).CopyTo(pixels, i * 3);
        }
        _environments["map"] = new() { Id = "map", ContentHash = "map", Width = 256, Height = 128, Pixels = pixels };
        Frame = Frame with { Environment = new() { Map = "map", RotationDeg = rotationDeg, Background = visible ? null : Vector3.Zero } };
    }

    public byte[] RenderBytes() => RenderImage(Aov.Color).Color;

    /// <param name="aovs">What is made.</param>
    /// <param name="maxVisibilityBytes">Of a band.</param>
    public RenderedFrame RenderImage(Aov aovs, long maxVisibilityBytes = long.MaxValue)
    {
        var assets = new AssetLibrary(r => _models[r], (r, _) => Images[r], r => _environments[r]);
        using var renderer = new FrameRenderer(device, assets, null, maxVisibilityBytes);
        var rendered = new RenderedFrame();
        renderer.Render(Frame, new ImageKey(0), aovs, rendered);
        return rendered;
    }

    /// <summary>Linear light of each pixel, as its bytes say: exact to half an 8-bit step.</summary>
    public Vector3[] Render()
    {
        var bytes = RenderBytes();
        var result = new Vector3[bytes.Length / 3];
        for (var i = 0; i < result.Length; i++)
            result[i] = new(Linear(bytes[i * 3]), Linear(bytes[i * 3 + 1]), Linear(bytes[i * 3 + 2]));
        return result;
    }

    /// <summary>Normals of a unit sphere at the origin, seen from the frame's camera: by pixel, null where the ray misses it by more than a part of its radius.</summary>
    public (Vector3 Normal, Vector3 ToViewer)?[] SphereNormals(float radius = 0.5f, float inside = 0.97f)
    {
        var (camera, image) = (Frame.Cameras[0], Frame.Image);
        var m = camera.WorldToCamera;
        Vector3 right = new(m[0], m[1], m[2]), down = new(m[4], m[5], m[6]), forward = new(m[8], m[9], m[10]);
        var eye = -(right * m[3] + down * m[7] + forward * m[11]);
        var result = new (Vector3, Vector3)?[image.Width * image.Height];
        for (var i = 0; i < result.Length; i++)
        {
            var d = Vector3.Normalize(forward + right * ((i % image.Width + 0.5f - camera.Cx) / camera.Fx) + down * ((i / image.Width + 0.5f - camera.Cy) / camera.Fy));
            var along = -Vector3.Dot(eye, d);
            var distance = (eye + d * along).Length();
            if (distance < radius * inside)
                result[i] = (Vector3.Normalize(eye + d * (along - MathF.Sqrt(radius * radius - distance * distance))), -d);
        }
        return result;
    }

    private static float Linear(byte value)
    {
        var x = value / 255.0;
        return (float)(x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4));
    }
}
