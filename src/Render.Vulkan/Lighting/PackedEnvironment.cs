using System.Numerics;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>What is made of an environment's map once, as shaders read it: all that shading needs of it.</summary>
/// <param name="Irradiance">Part of the frame's constants.</param>
/// <param name="SpecularSize">Texels on a side of the finest level of <see cref="SpecularMap"/>.</param>
/// <param name="SpecularLevels">Their number.</param>
/// <param name="Specular">Shared-exponent texels of all levels, the finest first.</param>
/// <param name="BackgroundLevels">Width, height and first word of each level of <see cref="EquirectangularPyramid"/>.</param>
/// <param name="Background">Shared-exponent texels of all levels, the finest first.</param>
internal sealed record PackedEnvironment(SphericalHarmonics Irradiance, int SpecularSize, int SpecularLevels, uint[] Specular,
    (int Width, int Height, int First)[] BackgroundLevels, uint[] Background)
{
    /// <summary>Numbers of a map that is worth a collection of garbage.</summary>
    private const int LargeMap = 1 << 20;

    public static PackedEnvironment Uniform { get; } = Of(SphericalHarmonics.Uniform, SpecularMap.Uniform, [(1, 1, [Vector3.One])]);

    public static PackedEnvironment Of(EnvironmentMap map)
    {
        var made = Of(SphericalHarmonics.Of(map), SpecularMap.Of(map), EquirectangularPyramid.Of(map).Levels);
        // What was unpacked is a hundred megabytes for a large map, and the collector would let several of them come together.
        if (map.Pixels.Length > LargeMap)
            GC.Collect();
        return made;
    }

    public static PackedEnvironment Of(SphericalHarmonics irradiance, SpecularMap specular, IReadOnlyList<(int Width, int Height, Vector3[] Texels)> background)
    {
        var specularWords = new uint[specular.Levels.Sum(level => level.Length / 4)];
        var end = 0;
        foreach (var level in specular.Levels)
            end = Encode(specularWords, end, level.Length / 4, i => new((float)level[4 * i], (float)level[4 * i + 1], (float)level[4 * i + 2]));
        var backgroundWords = new uint[background.Sum(level => level.Texels.Length)];
        end = 0;
        foreach (var (_, _, texels) in background)
            end = Encode(backgroundWords, end, texels.Length, i => texels[i]);
        return new(irradiance, specular.Size, specular.Levels.Count, specularWords, Places(background.Select(level => (level.Width, level.Height))), backgroundWords);
    }

    /// <summary>Where each level lies behind those before it.</summary>
    public static (int Width, int Height, int First)[] Places(IEnumerable<(int Width, int Height)> levels)
    {
        var (places, first) = (new List<(int, int, int)>(), 0);
        foreach (var (width, height) in levels)
        {
            places.Add((width, height, first));
            first += width * height;
        }
        return [.. places];
    }

    /// <summary>Fills words from a first one on; gives the one behind the last.</summary>
    private static int Encode(uint[] words, int first, int count, Func<int, Vector3> texel)
    {
        Parallel.For(0, (count + 4095) / 4096, part =>
        {
            for (var i = part * 4096; i < Math.Min(count, (part + 1) * 4096); i++)
                words[first + i] = SharedExponent.Encode(texel(i));
        });
        return first + count;
    }
}
