using System.Numerics;

namespace Render.Gpu.Tests.Visibility;

/// <summary>Seeded triangle soups that meet every class of the rasteriser.</summary>
internal static class RandomTriangles
{
    public enum Kind
    {
        /// <summary>A few pixels, everywhere on the image and beyond its border.</summary>
        Small,

        /// <summary>Larger than the image.</summary>
        Large,

        /// <summary>Thinner than a pixel, or without area.</summary>
        Slivers,

        /// <summary>Through the near plane and the plane of the eye.</summary>
        Crossing,

        /// <summary>In front, but farther off the image than the guard band.</summary>
        OffRange,
    }

    /// <summary>Three positions for each triangle, in the camera space of the scene.</summary>
    public static Vector3[] Of(Kind kind, int count, int seed, TestScene scene)
    {
        var random = new Random(seed);
        float Range(double lo, double hi) => (float)(lo + (hi - lo) * random.NextDouble());
        var positions = new Vector3[3 * count];
        for (var t = 0; t < count; t++)
        {
            float x = Range(-4, scene.Width + 4), y = Range(-4, scene.Height + 4), z = Range(0.5, 20);
            for (var v = 0; v < 3; v++)
                positions[3 * t + v] = kind switch
                {
                    Kind.Small => scene.At(x + Range(-6, 6), y + Range(-6, 6), z * Range(0.9, 1.1)),
                    Kind.Large => scene.At(Range(-300, 400), Range(-300, 400), Range(0.5, 20)),
                    Kind.Slivers => scene.At(x + v * Range(8, 20), y + v * Range(8, 9) + (v == 1 ? Range(-0.02, 0.02) : 0), z),
                    Kind.Crossing => new Vector3(Range(-5, 5), Range(-5, 5), v == 0 ? Range(0.2, 10) : Range(-5, 10)),
                    _ => v == 0 ? scene.At(x, y, z) : new Vector3(Range(-2000, 2000), Range(-2000, 2000), Range(0.02, 3)),
                };
            if (kind == Kind.Slivers && t % 5 == 0)
                positions[3 * t + 2] = positions[3 * t + random.Next(2)];
        }
        return positions;
    }
}
