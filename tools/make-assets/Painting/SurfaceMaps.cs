using System.Numerics;

namespace MakeAssets.Painting;

/// <summary>The non-colour textures of a glTF material, made from functions of the pixel.</summary>
internal static class SurfaceMaps
{
    /// <summary>
    /// A tangent-space normal map of a height field in pixels (glTF: red right, green up, blue out), by central differences. Wraps at the
    /// borders, so a tiling height gives a tiling map.
    /// </summary>
    public static Canvas Normals(int width, int height, Func<int, int, double> elevation)
    {
        var field = new double[width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                field[y * width + x] = elevation(x, y);
        double At(int x, int y) => field[(y + height) % height * width + (x + width) % width];
        var map = new Canvas(width, height, new Vector3(0.5f, 0.5f, 1));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double dx = (At(x + 1, y) - At(x - 1, y)) / 2, dy = (At(x, y + 1) - At(x, y - 1)) / 2;
                double scale = 0.5 / Math.Sqrt(dx * dx + dy * dy + 1);
                map[x, y] = new Vector3((float)(0.5 - dx * scale), (float)(0.5 + dy * scale), (float)(0.5 + scale));
            }
        }
        return map;
    }

    /// <summary>glTF's metallic-roughness map: green is the roughness, blue the metalness.</summary>
    public static Canvas MetallicRoughness(int width, int height, Func<int, int, double> roughness, Func<int, int, double> metallic)
    {
        var map = new Canvas(width, height, Vector3.Zero);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                map[x, y] = new Vector3(1, (float)roughness(x, y), (float)metallic(x, y));
        return map;
    }
}
