using System.Globalization;
using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Lighting;
using Render.Core.Materials;
using Render.Vulkan.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// The environments as shaders read them, each made once from its map: irradiance harmonics, prefiltered reflections, and the sharp map behind
/// everything, both of shared-exponent texels. The last few stay.
/// </summary>
internal sealed class EnvironmentTexels(string? cacheFolder)
{
    private const int Kept = 16;

    private readonly EnvironmentCache _cache = new(cacheFolder);
    private readonly List<(string Hash, Resident Environment)> _residents = [];

    /// <summary>Numbers of a map that is worth a collection of garbage.</summary>
    private const int LargeMap = 1 << 20;

    /// <summary>One environment, ready for shading.</summary>
    /// <param name="Irradiance">Part of the frame's constants.</param>
    /// <param name="Specular">All levels of <see cref="SpecularMap"/>, the finest first.</param>
    /// <param name="SpecularSize">Texels on a side of the finest.</param>
    /// <param name="SpecularLevels">Their number.</param>
    /// <param name="Background">All levels of <see cref="EquirectangularPyramid"/>, the finest first.</param>
    /// <param name="BackgroundLevels">Width, height and first word of each.</param>
    internal sealed record Resident(SphericalHarmonics Irradiance, TexelBlock Specular, int SpecularSize, int SpecularLevels,
        TexelBlock Background, (int Width, int Height, int First)[] BackgroundLevels);

    /// <summary>Pairs of 16 bits, 0..1: <see cref="ReflectanceTable"/>.</summary>
    public static TexelBlock Reflectances { get; } = new("reflectances", "reflectance table", ReflectanceTable.Rows * ReflectanceTable.Columns, words =>
    {
        var table = ReflectanceTable.Compute();
        uint Unorm(float x) => (uint)MathF.Round(Math.Clamp(x, 0, 1) * 65535);
        for (var i = 0; i < words.Length; i++)
            words[i] = Unorm(table[2 * i]) | Unorm(table[2 * i + 1]) << 16;
    });

    private static Resident Uniform { get; } = Make("uniform", "uniform environment", SphericalHarmonics.Uniform, SpecularMap.Uniform, [(1, 1, [Vector3.One])]);

    /// <summary>What a frame asks for, made now if it is new.</summary>
    public Resident Get(FrameEnvironment environment, AssetLibrary assets)
    {
        if (environment.Sky is { } sky)
            return Get(string.Create(CultureInfo.InvariantCulture, $"sky:{sky.SunElevationDeg:R}:{sky.Turbidity:R}:{sky.GroundAlbedo:R}"), key => OfSky(key, sky));
        if (environment.Map is null)
            return Uniform;
        var map = assets.Environment(environment.Map);
        return Get(map.ContentHash, key => OfMap(key, map));
    }

    private Resident Get(string key, Func<string, Resident> make)
    {
        var index = _residents.FindIndex(r => r.Hash == key);
        var found = index >= 0 ? _residents[index] : (key, make(key));
        if (index >= 0)
            _residents.RemoveAt(index);
        _residents.Add(found);
        if (_residents.Count > Kept)
            _residents.RemoveAt(0);
        return found.Item2;
    }

    private Resident OfMap(string key, EnvironmentMap map)
    {
        var made = Make(key, map.Id, SphericalHarmonics.Of(map), _cache.Specular(map), EquirectangularPyramid.Of(map).Levels);
        // What was unpacked is a hundred megabytes for a large map, and the collector would let several of them come together.
        if (map.Pixels.Length > LargeMap)
            GC.Collect();
        return made;
    }

    // A sky is made for every frame that draws its own, so no finer than its soft gradients need: a horizon of half a degree.
    private static Resident OfSky(string key, FrameSky sky)
    {
        const int width = 512, reflectionLevels = 5, reflectionSamples = 32;
        var pyramid = EquirectangularPyramid.Of(new PreethamSky(sky.SunElevationDeg, sky.Turbidity, sky.GroundAlbedo).ToMap(width));
        return Make(key, "sky", SphericalHarmonics.Of(pyramid.LevelAsMap(2)), SpecularMap.Of(pyramid.LevelAsMap(1), reflectionLevels, reflectionSamples), pyramid.Levels);
    }

    private static Resident Make(string key, string name, SphericalHarmonics irradiance, SpecularMap specular,
        IReadOnlyList<(int Width, int Height, Vector3[] Texels)> background)
    {
        // Packed at once: an unpacked map takes three times as much, and stays.
        var specularWords = new uint[specular.Levels.Sum(level => level.Length / 4)];
        var end = 0;
        foreach (var level in specular.Levels)
            end = Encode(specularWords, end, level.Length / 4, i => new((float)level[4 * i], (float)level[4 * i + 1], (float)level[4 * i + 2]));
        var backgroundWords = new uint[background.Sum(level => level.Texels.Length)];
        end = 0;
        foreach (var (_, _, texels) in background)
            end = Encode(backgroundWords, end, texels.Length, i => texels[i]);
        var (levels, first) = (new List<(int, int, int)>(), 0);
        foreach (var (width, height, _) in background)
        {
            levels.Add((width, height, first));
            first += width * height;
        }
        return new(irradiance, new("specular:" + key, name, specularWords.Length, words => specularWords.CopyTo(words)), specular.Size, specular.Levels.Count,
            new("background:" + key, name, backgroundWords.Length, words => backgroundWords.CopyTo(words)), [.. levels]);
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
