using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Tests.Geometry;

/// <summary>Small frames for the ray caster's tests.</summary>
internal static class RayScene
{
    /// <summary>Looks along +Z of the world with x right and y down, from the origin.</summary>
    public static readonly float[] Forward = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

    public static Frame Frame(float[] worldToCamera, params (string Model, float[] Pose)[] instances) => new()
    {
        Index = 0,
        Seed = 0,
        Image = new(200, 100),
        Cameras = [new FrameCamera { Fx = 150, Fy = 140, Cx = 100, Cy = 50, WorldToCamera = worldToCamera, Near = 0.1f }],
        Environment = new(),
        Instances = [.. instances.Select((i, n) => new FrameInstance { Name = $"thing[{n}]", Model = i.Model, ObjectToWorld = i.Pose })],
    };

    public static RayView View(Frame frame, params Model[] models) => new RayCaster(Assets(models)).View(frame);

    public static AssetLibrary Assets(params Model[] models) => new(
        reference => models.First(m => m.Id == reference),
        (reference, _) => throw new KeyNotFoundException(reference),
        reference => throw new KeyNotFoundException(reference));

    /// <summary>Scaled, then moved.</summary>
    public static float[] At(float x, float y, float z, float scaleX = 1, float? scaleY = null, float? scaleZ = null) =>
        [scaleX, 0, 0, x, 0, scaleY ?? scaleX, 0, y, 0, 0, scaleZ ?? scaleX, z];

    /// <summary>Any affine map with entries of about 1; turns, scales, shears and mirrors.</summary>
    public static float[] Random(Random random, Vector3 center, float size)
    {
        var m = new float[12];
        for (var i = 0; i < 12; i++)
            m[i] = i % 4 == 3 ? center[i / 4] : size * (float)(2 * random.NextDouble() - 1);
        return m;
    }

    /// <summary>The plane with another material, and with textures for it.</summary>
    public static Model Plane(Material material, params TextureImage[] textures)
    {
        var plane = Shapes.TryGet("shape:plane")!;
        return new Model { Id = "plane", ContentHash = plane.ContentHash, Mesh = plane.Mesh, Materials = [material], Textures = textures };
    }

    /// <summary>One row of texels with these alphas.</summary>
    public static TextureImage AlphaRow(params byte[] alphas) => new()
    {
        Name = "alphas",
        ContentHash = "",
        Width = alphas.Length,
        Height = 1,
        ColorSpace = ColorSpace.Srgb,
        Levels = [[.. alphas.SelectMany(a => new byte[] { 0, 0, 0, a })]],
    };
}
