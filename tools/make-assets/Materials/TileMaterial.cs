using System.Numerics;
using MakeAssets.Formats;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Materials;

/// <summary>A point of a surface.</summary>
/// <param name="Color">sRGB-encoded, 0 to 1.</param>
/// <param name="Height">Millimetres over the mean surface.</param>
/// <param name="Roughness">0 to 1.</param>
/// <param name="Metallic">0 or 1, between at borders.</param>
internal readonly record struct SurfacePoint(Vector3 Color, double Height, double Roughness, double Metallic = 0);

/// <summary>
/// A material that tiles, as a function of the place in the tile (u to the right, v down, 0 to 1). It becomes a GLB file: a board of the size of
/// one tile that wears base colour, normal, and occlusion-roughness-metallic maps of 512 x 512, so that a scene takes the material from it and
/// anybody can look at it.
/// </summary>
internal static class TileMaterial
{
    private const int Size = 512, Quality = 90;

    /// <param name="name">Of the material.</param>
    /// <param name="side">Of the tile, millimetres.</param>
    /// <param name="surface">Must wrap in both directions. Called at 2 x 2 places a pixel, from many threads.</param>
    public static byte[] Encode(string name, double side, Func<double, double, SurfacePoint> surface)
    {
        var color = new Canvas(Size, Size, Vector3.Zero);
        var heights = new double[Size * Size];
        var properties = new Vector3[Size * Size];
        Parallel.For(0, Size, y =>
        {
            for (int x = 0; x < Size; x++)
            {
                var sum = new SurfacePoint(Vector3.Zero, 0, 0);
                for (int i = 0; i < 4; i++)
                {
                    SurfacePoint p = surface((x + 0.25 + 0.5 * (i % 2)) / Size, (y + 0.25 + 0.5 * (i / 2)) / Size);
                    sum = new(sum.Color + p.Color / 4, sum.Height + p.Height / 4, sum.Roughness + p.Roughness / 4, sum.Metallic + p.Metallic / 4);
                }
                color[x, y] = sum.Color;
                heights[y * Size + x] = sum.Height * Size / side;
                properties[y * Size + x] = new Vector3(0, (float)sum.Roughness, (float)sum.Metallic);
            }
        });
        double[] around = Blurred(Blurred(heights, 5), 5);
        var surfaceMap = new Canvas(Size, Size, Vector3.Zero);
        for (int i = 0; i < heights.Length; i++)
        {
            // What lies below its surroundings sees less of the sky; a pixel deep and ten wide leaves about three quarters.
            double occlusion = 1 / (1 + 0.30 * Math.Max(0, around[i] - heights[i]));
            surfaceMap[i % Size, i / Size] = properties[i] with { X = (float)occlusion };
        }
        var finish = new Finish(name)
        {
            BaseColorMap = color,
            Metallic = 1,
            MetallicRoughnessMap = surfaceMap,
            OcclusionMap = surfaceMap,
            NormalMap = SurfaceMaps.Normals(Size, Size, (x, y) => heights[y * Size + x]),
        };
        return GlbWriter.Encode(new Model(name, Board((float)side), [finish]), canvas => JpegWriter.Encode(canvas, Quality), "image/jpeg");
    }

    /// <summary>A square board that lies on the ground, the whole tile on its top and bottom, the tile's edge on its sides.</summary>
    private static IReadOnlyList<Primitive> Board(float side)
    {
        float thickness = side / 24, half = side / 2;
        var mesh = new MeshBuilder();
        Vector3[] corners = [new(-half, -half, 0), new(half, -half, 0), new(half, half, 0), new(-half, half, 0)];
        Corner At(Vector3 p, float z, float u, float v) => new(p with { Z = z }, new Vector2(u, v));
        Corner Top(int i) => At(corners[i], thickness, 0.5f + corners[i].X / side, 0.5f - corners[i].Y / side);
        Corner Bottom(int i) => At(corners[i], 0, 0.5f + corners[i].X / side, 0.5f + corners[i].Y / side);
        mesh.Quad(0, Top(0), Top(1), Top(2), Top(3));
        mesh.Quad(0, Bottom(3), Bottom(2), Bottom(1), Bottom(0));
        for (int i = 0; i < 4; i++)
        {
            Vector3 a = corners[i], b = corners[(i + 1) % 4];
            mesh.Quad(0, At(a, 0, 0, 1), At(b, 0, 1, 1), At(b, thickness, 1, 1 - 1 / 24f), At(a, thickness, 0, 1 - 1 / 24f));
        }
        return mesh.Build(30);
    }

    /// <summary>The mean over a square of 2 radius + 1 pixels, around the borders.</summary>
    private static double[] Blurred(double[] field, int radius)
    {
        double[] Pass(double[] from, int step, int line)
        {
            var to = new double[from.Length];
            for (int l = 0; l < Size; l++)
            {
                for (int i = 0; i < Size; i++)
                {
                    double sum = 0;
                    for (int k = -radius; k <= radius; k++)
                        sum += from[l * line + (i + k + Size) % Size * step];
                    to[l * line + i * step] = sum / (2 * radius + 1);
                }
            }
            return to;
        }
        return Pass(Pass(field, 1, Size), Size, 1);
    }
}
