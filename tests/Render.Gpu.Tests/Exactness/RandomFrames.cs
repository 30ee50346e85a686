using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Gpu.Tests.Exactness;

/// <summary>
/// Frames that try a rasteriser: objects before, across and behind the near plane, tiny and far ones, a ground that is seen at grazing angles,
/// slivers, intersecting and mirrored objects, cut-outs. A frame is a function of its number.
/// </summary>
internal sealed class RandomFrames
{
    private static readonly (int Width, int Height)[] Sizes = [(160, 120), (200, 150), (320, 240), (97, 61), (256, 256)];

    private readonly string[] _references;

    /// <param name="files">References of models, for the loader.</param>
    /// <param name="load">Reads one.</param>
    public RandomFrames(IEnumerable<string> files, Func<string, Model> load)
    {
        var made = new[] { Needles(), Leaves("leaves:mask", AlphaMode.Mask), Leaves("leaves:blend", AlphaMode.Blend), Shaded() }.ToDictionary(m => m.Id);
        _references = [.. Shapes.References, .. made.Keys, .. files];
        Assets = new AssetLibrary(
            reference => made.TryGetValue(reference, out var model) ? model : load(reference),
            (reference, _) => throw new KeyNotFoundException(reference),
            reference => throw new KeyNotFoundException(reference));
    }

    public AssetLibrary Assets { get; }

    public Frame Frame(int number)
    {
        var random = new Random(number);
        var (width, height) = Sizes[number % Sizes.Length];
        var eye = Direction(random) * Between(random, 0.3, 6);
        eye.Z = MathF.Abs(eye.Z) * (number % 4 == 0 ? 0.1f : 1);
        var camera = Camera(random, width, height, eye, 0.5f * Direction(random));
        var instances = new List<FrameInstance>();
        // Not larger: from centimetres above a ground of 100 m, the rounding of its float32 vertices alone exceeds 2^-20 of depth.
        if (number % 2 == 0)
            instances.Add(Instance("shape:plane", Matrix4x4.CreateScale(Between(random, 1, 10), Between(random, 1, 10), 1)));
        var count = random.Next(6, 24);
        for (var i = 0; i < count; i++)
        {
            var reference = _references[random.Next(_references.Length)];
            // One in five stands around the eye and is cut by the near plane.
            var atEye = i % 5 == 4;
            var size = atEye ? Between(random, 0.05, 0.6) : Between(random, 0.05, 1.5);
            var place = atEye ? eye + Direction(random) * size * 0.6f : Direction(random) * Between(random, 0.05, i % 7 == 0 ? 30 : 2);
            var stretch = i % 3 == 0 ? new Vector3(1, Between(random, 0.02, 1), -Between(random, 0.3, 2)) : Vector3.One;
            var bounds = Assets.Model(reference).Mesh.Bounds;
            var longest = Math.Max(bounds.Size.X, Math.Max(bounds.Size.Y, bounds.Size.Z));
            instances.Add(Instance(reference, Matrix4x4.CreateTranslation(-bounds.Center) * Matrix4x4.CreateScale(stretch * size / longest)
                * Matrix4x4.CreateFromQuaternion(Turn(random)) * Matrix4x4.CreateTranslation(place)));
        }
        return new Frame
        {
            Index = number,
            Seed = 0,
            Image = new ImageSettings(width, height, 1),
            BlendCutoff = number % 3 == 0 ? 0.5f : 0.2f + 0.6f * (number % 7) / 6,
            Cameras = [camera],
            Environment = new(),
            Instances = [.. instances],
        };
    }

    private static FrameInstance Instance(string reference, Matrix4x4 m) => new()
    {
        Name = reference,
        Model = reference,
        ObjectToWorld = [m.M11, m.M21, m.M31, m.M41, m.M12, m.M22, m.M32, m.M42, m.M13, m.M23, m.M33, m.M43],
    };

    private static FrameCamera Camera(Random random, int width, int height, Vector3 eye, Vector3 target)
    {
        var forward = Vector3.Normalize(target - eye);
        var right = Vector3.Normalize(Vector3.Cross(forward, Direction(random)));
        var down = Vector3.Cross(forward, right);
        var focal = width / 2f / MathF.Tan(Between(random, 0.25, 1.0));
        return new FrameCamera
        {
            Fx = focal,
            Fy = focal * Between(random, 0.9, 1.1),
            Cx = width / 2f + Between(random, 0.1, 9) - 3,
            Cy = height / 2f,
            Near = Between(random, 0.005, 0.3),
            WorldToCamera =
            [
                right.X, right.Y, right.Z, -Vector3.Dot(right, eye),
                down.X, down.Y, down.Z, -Vector3.Dot(down, eye),
                forward.X, forward.Y, forward.Z, -Vector3.Dot(forward, eye),
            ],
        };
    }

    /// <summary>Log-uniform.</summary>
    private static float Between(Random random, double low, double high) => (float)(low * Math.Pow(high / low, random.NextDouble()));

    private static Vector3 Direction(Random random)
    {
        Vector3 v;
        do
            v = new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 2 - Vector3.One;
        while (v.LengthSquared() is > 1 or < 0.01f);
        return Vector3.Normalize(v);
    }

    private static Quaternion Turn(Random random) => Quaternion.CreateFromAxisAngle(Direction(random), random.NextSingle() * 2 * MathF.PI);

    /// <summary>400 triangles that are 1 to 10,000 times as long as wide, in all directions.</summary>
    private static Model Needles()
    {
        var random = new Random(1);
        var positions = new List<Vector3>();
        for (var i = 0; i < 400; i++)
        {
            var (at, along) = (Direction(random) * random.NextSingle(), Direction(random) * Between(random, 0.02, 1));
            var across = Vector3.Normalize(Vector3.Cross(along, Direction(random))) * along.Length() * Between(random, 1e-4, 1);
            positions.AddRange([at, at + along, at + along * random.NextSingle() + across]);
        }
        return Model("needles", new Material(), [.. positions], new Vector2[positions.Count], null, []);
    }

    /// <summary>Cards with holes: a texture of random alphas, repeated, mirrored and turned.</summary>
    private static Model Leaves(string id, AlphaMode mode)
    {
        var random = new Random(2);
        var texels = new byte[32 * 16 * 4];
        random.NextBytes(texels);
        var texture = new TextureImage { Name = id, ContentHash = id, Width = 32, Height = 16, ColorSpace = ColorSpace.Srgb, Levels = Mipmaps(texels) };
        var material = new Material
        {
            AlphaMode = mode,
            AlphaCutoff = 0.4f,
            BaseColorTexture = new TextureReference(0, 0, new(0.3f, -0.2f), new(1.7f, 1.2f), 0.4f, TextureWrap.Repeat, TextureWrap.Mirror),
        };
        var (positions, uvs) = (new List<Vector3>(), new List<Vector2>());
        for (var i = 0; i < 6; i++)
        {
            var (at, right) = (0.3f * Direction(random), Direction(random));
            var up = Vector3.Normalize(Vector3.Cross(right, Direction(random)));
            Vector3 Corner(float x, float y) => at + x * right + y * up;
            positions.AddRange([Corner(-1, -1), Corner(1, -1), Corner(1, 1), Corner(-1, -1), Corner(1, 1), Corner(-1, 1)]);
            uvs.AddRange([new(0, 1), new(1, 1), new(1, 0), new(0, 1), new(1, 0), new(0, 0)]);
        }
        return Model(id, material, [.. positions], [.. uvs], null, [texture]);
    }

    /// <summary>A card whose vertices' alpha falls from 1 to 0.</summary>
    private static Model Shaded() => Model("shaded", new Material { AlphaMode = AlphaMode.Mask }, [new(-1, -1, 0), new(1, -1, 0), new(0, 1, 0)],
        new Vector2[3], [Vector4.One, new(1, 1, 1, 0), new(1, 1, 1, 0.75f)], []);

    private static byte[][] Mipmaps(byte[] level0)
    {
        // Only level 0 counts where holes are; the smaller ones are there because an image has them.
        var (levels, width, height) = (new List<byte[]> { level0 }, 32, 16);
        while (width > 1 || height > 1)
        {
            (width, height) = (Math.Max(1, width / 2), Math.Max(1, height / 2));
            levels.Add(new byte[width * height * 4]);
        }
        return [.. levels];
    }

    private static Model Model(string id, Material material, Vector3[] positions, Vector2[] uvs, Vector4[]? colors, TextureImage[] textures) => new()
    {
        Id = id,
        ContentHash = id,
        Mesh = MeshBuilder.Build(
            [new MeshPart { Material = 0, Positions = positions, TexCoords = uvs, Colors = colors, Indices = [.. Enumerable.Range(0, positions.Length)] }], new()),
        Materials = [material],
        Textures = textures,
    };
}
