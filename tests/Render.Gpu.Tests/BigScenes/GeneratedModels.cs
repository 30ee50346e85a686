using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Gpu.Tests.BigScenes;

/// <summary>Models and frames as large as a test wants them.</summary>
internal static class GeneratedModels
{
    /// <summary>
    /// A bumpy ball of about 0.1 m around the origin, of patches x patches clusters with 128 triangles and 81 vertices each, that looks different for
    /// each name. Made of its streams: it is here for what comes behind the import.
    /// </summary>
    public static Model Ball(string name, int patches, TextureImage? texture = null)
    {
        const int quads = 8, side = quads + 1;
        var random = new Random(name.Aggregate(17, (hash, c) => unchecked(hash * 31 + c)));
        var (waves, phase, color) = (random.Next(3, 9), random.NextSingle() * 6, new Vector4(random.NextSingle(), random.NextSingle(), random.NextSingle(), 1));
        var clusters = new Cluster[patches * patches];
        var positions = new Vector3[clusters.Length * side * side];
        var (normals, texCoords, triangles) = (new Vector3[positions.Length], new Vector2[positions.Length], new uint[clusters.Length * 2 * quads * quads]);
        Parallel.For(0, clusters.Length, c =>
        {
            var (v, t) = (c * side * side, c * 2 * quads * quads);
            for (var i = 0; i < side * side; i++)
            {
                var uv = new Vector2(c % patches + i % side / (float)quads, c / patches + i / side / (float)quads) / patches;
                var (sinT, cosT) = MathF.SinCos(uv.Y * MathF.PI);
                var (sinP, cosP) = MathF.SinCos(uv.X * 2 * MathF.PI);
                var direction = new Vector3(sinT * cosP, sinT * sinP, cosT);
                var bump = 1 + 0.2f * MathF.Sin(waves * uv.X * 2 * MathF.PI) * sinT * MathF.Sin(waves * uv.Y * MathF.PI + phase);
                (positions[v + i], normals[v + i], texCoords[v + i]) = (0.05f * bump * direction, direction, uv);
            }
            for (var q = 0; q < quads * quads; q++)
            {
                var a = (uint)(q / quads * side + q % quads);
                triangles[t + 2 * q] = a | (a + side) << 8 | (a + 1) << 16;
                triangles[t + 2 * q + 1] = (a + 1) | (a + side) << 8 | (a + side + 1) << 16;
            }
            var bounds = Bounds.Of(positions.AsSpan(v, side * side));
            clusters[c] = new((uint)v, side * side, (uint)t, 2 * quads * quads, 0, new(bounds.Center, bounds.Size.Length() / 2), new(0, 0, 1, 1));
        });
        return new()
        {
            Id = name,
            ContentHash = $"{name} {patches}",
            Mesh = new()
            {
                Clusters = clusters,
                Triangles = triangles,
                Positions = positions,
                Normals = normals,
                Tangents = [.. Enumerable.Repeat(new Vector4(1, 0, 0, 1), positions.Length)],
                TexCoords = texCoords,
                Bounds = Bounds.Of(positions),
            },
            Materials = [new() { BaseColor = color, BaseColorTexture = texture is null ? null : new(0) }],
            Textures = texture is null ? [] : [texture],
        };
    }

    /// <summary>Instances of these models, each somewhere in the picture, 0.6 to 2 m away, and turned somehow.</summary>
    public static Frame Frame(int number, IEnumerable<string> models, int width = 320, int height = 240, float scale = 1)
    {
        var random = new Random(1000 + number);
        FrameInstance Instance(string model, int i)
        {
            var turn = Matrix4x4.CreateFromYawPitchRoll(random.NextSingle() * 6, random.NextSingle() * 6, random.NextSingle() * 6) * scale;
            var depth = 0.6f + 1.4f * random.NextSingle();
            var at = new Vector3((random.NextSingle() - 0.5f) * width, (random.NextSingle() - 0.5f) * height, width) * (depth / width);
            return new()
            {
                Name = $"balls[{i}]",
                Model = model,
                Category = "ball",
                ObjectToWorld = [turn.M11, turn.M21, turn.M31, at.X, turn.M12, turn.M22, turn.M32, at.Y, turn.M13, turn.M23, turn.M33, at.Z],
            };
        }
        return new()
        {
            Index = number,
            Seed = 0,
            Image = new(width, height, Samples: 1),
            Cameras = [new() { Fx = width, Fy = width, Cx = width / 2f, Cy = height / 2f, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }],
            Environment = new() { Color = new(0.5f) },
            Lights = [new() { Name = "sun", Kind = LightKind.Sun, Intensity = new(2), Direction = Vector3.Normalize(new(0.3f, 0.4f, 1)) }],
            Instances = [.. models.Select(Instance)],
        };
    }

    /// <summary>A square of noise; textures of one size share their texels and are different things by their name.</summary>
    public static TextureImage Texture(string name, int size, byte[] texels) => new()
    {
        Name = name,
        ContentHash = "texture " + name,
        Width = size,
        Height = size,
        ColorSpace = ColorSpace.Srgb,
        Levels = [texels],
    };
}
