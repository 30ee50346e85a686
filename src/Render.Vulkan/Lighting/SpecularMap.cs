using System.Numerics;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// What a surface of each roughness reflects of an environment: octahedral maps (<see cref="Octahedral"/>), one mipmap a roughness,
/// level k being for roughness (k / (levels - 1))^2. Split-sum prefilter with N = V = R (Karis, "Real Shading in Unreal Engine 4", 2013), samples drawn from
/// the distribution of normals and read from a mipmap of the source by their own solid angle (Krivanek and Colbert, "Real-time Shading
/// with Filtered Importance Sampling", EGSR 2008), so that no small sun turns into sparks.
/// </summary>
public sealed class SpecularMap
{
    /// <summary>The largest finite half, which is what the GPU's texels hold.</summary>
    private const float MaxRadiance = 65504;

    private SpecularMap(int size, Half[][] levels) => (Size, Levels) = (size, levels);

    /// <summary>Texels on a side of level 0.</summary>
    public int Size { get; }

    /// <summary>RGBA halves (alpha 1), row-major; each level has half the side of the one before, the last <see cref="Octahedral.SmallestSize"/>.</summary>
    public IReadOnlyList<Half[]> Levels { get; }

    /// <summary>Radiance 1 everywhere.</summary>
    public static SpecularMap Uniform { get; } =
        new(Octahedral.SmallestSize, [[.. Enumerable.Repeat((Half)1, Octahedral.SmallestSize * Octahedral.SmallestSize * 4)]]);

    /// <summary>Level k of so many stands for this perceptual roughness.</summary>
    public static double RoughnessOf(int level, int levels) => levels == 1 ? 0 : Math.Pow(level / (levels - 1.0), 2);

    /// <summary>Prefilters a map. Takes about half a second of one core for the default size.</summary>
    /// <param name="map">The environment.</param>
    /// <param name="levels">1..8; level 0 has 10 * 2^(levels - 1) texels on a side: 640 with 7 levels.</param>
    /// <param name="mostSamples">Of the lobe, for each texel: smooth maps need few.</param>
    public static SpecularMap Of(EnvironmentMap map, int levels = 7, int mostSamples = 256)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, 8);
        var size = Octahedral.SmallestSize << (levels - 1);
        var source = Pyramid(EquirectangularPyramid.Of(map), size, levels);
        var result = new Half[levels][];
        result[0] = ToHalves(source[0]);
        for (var level = 1; level < levels; level++)
            result[level] = ToHalves(Filter(source, size, size >> level, RoughnessOf(level, levels), mostSamples));
        return new(size, result);
    }

    /// <summary>The map itself on the octahedral square, and box-filtered mipmaps of it.</summary>
    private static Vector3[][] Pyramid(EquirectangularPyramid map, int size, int levels)
    {
        var pyramid = new Vector3[levels][];
        var finest = pyramid[0] = new Vector3[size * size];
        // A texel of the square spans this angle at most (at the six corners of the octahedron).
        var lod = map.LevelOfAngle(4.0 / (size * Octahedral.Interior) / 2);
        Parallel.For(0, size, row =>
        {
            for (var column = 0; column < size; column++)
            {
                var sum = Vector3.Zero;
                for (var k = 0; k < 4; k++)
                    sum += map.Sample(Octahedral.Decode(new Vector2(column + 0.25f + 0.5f * (k & 1), row + 0.25f + 0.5f * (k >> 1)) / size), lod);
                finest[row * size + column] = Vector3.Min(sum * 0.25f, new Vector3(MaxRadiance));
            }
        });
        for (var level = 1; level < levels; level++)
            pyramid[level] = Halved(pyramid[level - 1], size >> (level - 1));
        return pyramid;
    }

    private static Vector3[] Halved(Vector3[] texels, int size)
    {
        var half = size / 2;
        var result = new Vector3[half * half];
        for (var y = 0; y < half; y++)
        {
            for (var x = 0; x < half; x++)
            {
                var i = 2 * y * size + 2 * x;
                result[y * half + x] = (texels[i] + texels[i + 1] + texels[i + size] + texels[i + size + 1]) * 0.25f;
            }
        }
        return result;
    }

    private static Vector3[] Filter(Vector3[][] source, int sourceSize, int size, double roughness, int mostSamples)
    {
        var samples = Samples(sourceSize, source.Length, roughness, count: Math.Min(Math.Clamp(7680 / size, 24, 256), mostSamples));
        var total = samples.Sum(s => s.Direction.Z);
        var result = new Vector3[size * size];
        Parallel.For(0, size, row =>
        {
            for (var column = 0; column < size; column++)
            {
                var normal = Octahedral.Decode(new Vector2(column + 0.5f, row + 0.5f) / size);
                var (tangent, bitangent) = Frame(normal);
                var sum = Vector3.Zero;
                foreach (var (direction, level) in samples)
                    sum += direction.Z * Sample(source, sourceSize, tangent * direction.X + bitangent * direction.Y + normal * direction.Z, level);
                result[row * size + column] = sum / total;
            }
        });
        return result;
    }

    /// <summary>Directions to light around +Z, weighted by their z, and the level of the source to read each from.</summary>
    private static (Vector3 Direction, float Level)[] Samples(int sourceSize, int levels, double roughness, int count)
    {
        var alpha = roughness * roughness;
        var texel = 4 * Math.PI / Math.Pow(sourceSize * Octahedral.Interior, 2);
        var samples = new List<(Vector3, float)>(count);
        for (var i = 0; i < count; i++)
        {
            var (u, v) = GgxSampling.Hammersley(i, count);
            var h = GgxSampling.HalfVector(u, v, alpha);
            var light = new Vector3(2 * h.Z * h.X, 2 * h.Z * h.Y, 2 * h.Z * h.Z - 1);
            if (light.Z <= 0)
                continue;
            var density = GgxSampling.Distribution(h.Z, alpha) / 4;
            // One level coarser than the sample's own solid angle: neighbours overlap and no pattern shows.
            var level = 0.5 * Math.Log2(1 / (count * density) / texel) + 1;
            samples.Add((light, (float)Math.Clamp(level, 0, levels - 1)));
        }
        return [.. samples];
    }

    private static Vector3 Sample(Vector3[][] pyramid, int size, Vector3 direction, float level)
    {
        var uv = Octahedral.Encode(direction);
        var lower = (int)level;
        var near = Bilinear(pyramid[lower], size >> lower, uv);
        return lower + 1 < pyramid.Length ? Vector3.Lerp(near, Bilinear(pyramid[lower + 1], size >> (lower + 1), uv), level - lower) : near;
    }

    private static Vector3 Bilinear(Vector3[] texels, int size, Vector2 uv)
    {
        // The frame keeps all four taps inside.
        var p = uv * size - new Vector2(0.5f);
        var (x, y) = ((int)p.X, (int)p.Y);
        var i = y * size + x;
        var top = Vector3.Lerp(texels[i], texels[i + 1], p.X - x);
        return Vector3.Lerp(top, Vector3.Lerp(texels[i + size], texels[i + size + 1], p.X - x), p.Y - y);
    }

    /// <summary>Two axes at right angles to a unit vector (Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 6(1), 2017).</summary>
    private static (Vector3 Tangent, Vector3 Bitangent) Frame(Vector3 n)
    {
        var sign = MathF.CopySign(1, n.Z);
        var a = -1 / (sign + n.Z);
        var b = n.X * n.Y * a;
        return (new(1 + sign * n.X * n.X * a, sign * b, -sign * n.X), new(b, sign + n.Y * n.Y * a, -n.Y));
    }

    private static Half[] ToHalves(Vector3[] texels)
    {
        var halves = new Half[texels.Length * 4];
        for (var i = 0; i < texels.Length; i++)
        {
            for (var channel = 0; channel < 3; channel++)
                halves[i * 4 + channel] = (Half)texels[i][channel];
            halves[i * 4 + 3] = (Half)1;
        }
        return halves;
    }
}
