using System.Globalization;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Lighting;
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
    public static TexelBlock Reflectances { get; } = new("reflectances", "reflectance table", ReflectanceTable.Rows * ReflectanceTable.Columns,
        words => ReflectanceTable.Load().CopyTo(words));

    private static Resident Uniform { get; } = Make("uniform", "uniform environment", PackedEnvironment.Uniform);

    /// <summary>What a frame asks for, made now if it is new.</summary>
    public Resident Get(FrameEnvironment environment, AssetLibrary assets)
    {
        if (environment.Sky is { } sky)
            return Get(string.Create(CultureInfo.InvariantCulture, $"sky:{sky.SunElevationDeg:R}:{sky.Turbidity:R}:{sky.GroundAlbedo:R}"), key => OfSky(key, sky));
        if (environment.Map is null)
            return Uniform;
        var map = assets.Environment(environment.Map);
        return Get(map.ContentHash, key => Make(key, map.Id, _cache.Get(map)));
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

    // A sky is made for every frame that draws its own, so no finer than its soft gradients need: a horizon of half a degree.
    private static Resident OfSky(string key, FrameSky sky)
    {
        const int width = 512, reflectionLevels = 5, reflectionSamples = 32;
        var pyramid = EquirectangularPyramid.Of(new PreethamSky(sky.SunElevationDeg, sky.Turbidity, sky.GroundAlbedo).ToMap(width));
        return Make(key, "sky",
            PackedEnvironment.Of(SphericalHarmonics.Of(pyramid.LevelAsMap(2)), SpecularMap.Of(pyramid.LevelAsMap(1), reflectionLevels, reflectionSamples), pyramid.Levels));
    }

    private static Resident Make(string key, string name, PackedEnvironment packed) =>
        new(packed.Irradiance, new("specular:" + key, name, packed.Specular.Length, words => packed.Specular.CopyTo(words)), packed.SpecularSize, packed.SpecularLevels,
            new("background:" + key, name, packed.Background.Length, words => packed.Background.CopyTo(words)), packed.BackgroundLevels);
}
