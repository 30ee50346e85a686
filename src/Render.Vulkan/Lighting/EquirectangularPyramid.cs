using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>An equirectangular map with box-filtered mipmaps, read by direction.</summary>
internal sealed class EquirectangularPyramid
{
    private EquirectangularPyramid(List<(int Width, int Height, Vector3[] Texels)> levels) => Levels = levels;

    /// <summary>Each level has max(1, floor(half)) of the one before; the last is at most 8 texels wide or 1 high.</summary>
    public IReadOnlyList<(int Width, int Height, Vector3[] Texels)> Levels { get; }

    public static EquirectangularPyramid Of(EnvironmentMap map)
    {
        var texels = new Vector3[map.Width * map.Height];
        for (var i = 0; i < texels.Length; i++)
            texels[i] = new(map.Pixels[i * 3], map.Pixels[i * 3 + 1], map.Pixels[i * 3 + 2]);
        var levels = new List<(int Width, int Height, Vector3[] Texels)> { (map.Width, map.Height, texels) };
        while (levels[^1].Width > 8 && levels[^1].Height > 1)
            levels.Add(Halved(levels[^1]));
        return new(levels);
    }

    /// <summary>A level as a map of its own.</summary>
    public EnvironmentMap LevelAsMap(int level)
    {
        var (width, height, texels) = Levels[level];
        return new() { Id = "level", ContentHash = "", Width = width, Height = height, Pixels = MemoryMarshal.Cast<Vector3, float>(texels).ToArray() };
    }

    /// <summary>The level whose texels span this angle (radians) at the horizon.</summary>
    public int LevelOfAngle(double angle) =>
        Math.Clamp((int)Math.Floor(Math.Log2(angle / (2 * Math.PI / Levels[0].Width))), 0, Levels.Count - 1);

    /// <summary>Bilinear radiance in a unit direction.</summary>
    public Vector3 Sample(Vector3 direction, int level)
    {
        var (width, height, texels) = Levels[level];
        var u = (0.5f - MathF.Atan2(direction.Y, direction.X) / (2 * MathF.PI)) * width - 0.5f;
        var v = (0.5f - MathF.Asin(Math.Clamp(direction.Z, -1, 1)) / MathF.PI) * height - 0.5f;
        var (x, y) = ((int)MathF.Floor(u), (int)MathF.Floor(v));
        var (x0, x1) = ((x + width) % width, (x + 1 + width) % width);
        var (y0, y1) = (Math.Clamp(y, 0, height - 1) * width, Math.Clamp(y + 1, 0, height - 1) * width);
        return Vector3.Lerp(
            Vector3.Lerp(texels[y0 + x0], texels[y0 + x1], u - x),
            Vector3.Lerp(texels[y1 + x0], texels[y1 + x1], u - x), v - y);
    }

    private static (int, int, Vector3[]) Halved((int Width, int Height, Vector3[] Texels) level)
    {
        var (width, height) = (Math.Max(1, level.Width / 2), Math.Max(1, level.Height / 2));
        var result = new Vector3[width * height];
        for (var y = 0; y < height; y++)
        {
            var (a, b) = (2 * y * level.Width, Math.Min(2 * y + 1, level.Height - 1) * level.Width);
            for (var x = 0; x < width; x++)
            {
                var (l, r) = (2 * x, Math.Min(2 * x + 1, level.Width - 1));
                result[y * width + x] = (level.Texels[a + l] + level.Texels[a + r] + level.Texels[b + l] + level.Texels[b + r]) * 0.25f;
            }
        }
        return (width, height, result);
    }
}
