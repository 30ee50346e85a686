using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Vulkan.Devices;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Lighting;

/// <summary>
/// The environments on the device, each made once from its map: irradiance harmonics, prefiltered reflections, and the sharp map behind
/// everything; and the table of reflectances that all of them share. The last few stay.
/// </summary>
internal sealed class EnvironmentTextures : IDisposable
{
    private const int Kept = 16;

    private readonly VulkanDevice _device;
    private readonly EnvironmentCache _cache;
    private readonly DeviceSampler _clamped;
    private readonly DeviceSampler _around;
    private readonly DeviceImage _reflectances;
    private readonly Resident _uniform;
    private readonly List<(string Hash, Resident Environment)> _residents = [];

    public EnvironmentTextures(VulkanDevice device, string? cacheFolder)
    {
        (_device, _cache) = (device, new EnvironmentCache(cacheFolder));
        _clamped = new(device, SamplerAddressMode.ClampToEdge, SamplerAddressMode.ClampToEdge);
        _around = new(device, SamplerAddressMode.Repeat, SamplerAddressMode.ClampToEdge);
        _reflectances = new(device, "reflectance table", Format.R32G32Sfloat, ReflectanceTable.Size, ReflectanceTable.Size);
        _reflectances.Write<float>(ReflectanceTable.Compute());
        var white = new DeviceImage(device, "uniform environment", Format.E5B9G9R9UfloatPack32, 1, 1);
        white.Write<uint>([SharedExponent.Encode(Vector3.One)]);
        _uniform = new(SphericalHarmonics.Uniform, Upload(SpecularMap.Uniform, "uniform environment"), white);
    }

    /// <summary>One environment, ready for shading.</summary>
    /// <param name="Irradiance">On the CPU: part of the frame's constants.</param>
    /// <param name="Specular">See <see cref="SpecularMap"/>.</param>
    /// <param name="Background">Equirectangular, with mipmaps.</param>
    internal sealed record Resident(SphericalHarmonics Irradiance, DeviceImage Specular, DeviceImage Background) : IDisposable
    {
        public void Dispose()
        {
            Specular.Dispose();
            Background.Dispose();
        }
    }

    /// <summary>What a frame asks for, made now if it is new. It stays valid until the next call.</summary>
    public Resident Get(FrameEnvironment environment, AssetLibrary assets)
    {
        if (environment.Map is null)
            return _uniform;
        var map = assets.Environment(environment.Map);
        var index = _residents.FindIndex(r => r.Hash == map.ContentHash);
        var found = index >= 0 ? _residents[index] : (map.ContentHash, Make(map));
        if (index >= 0)
            _residents.RemoveAt(index);
        _residents.Add(found);
        if (_residents.Count > Kept)
        {
            _residents[0].Environment.Dispose();
            _residents.RemoveAt(0);
        }
        return found.Item2;
    }

    public void Bind(BindingSet set, Resident environment) =>
        set.Bind(24, environment.Specular, _clamped).Bind(25, environment.Background, _around).Bind(26, _reflectances, _clamped);

    public void Dispose()
    {
        foreach (var (_, resident) in _residents)
            resident.Dispose();
        _uniform.Dispose();
        _reflectances.Dispose();
        _around.Dispose();
        _clamped.Dispose();
    }

    private Resident Make(EnvironmentMap map)
    {
        var specular = Upload(_cache.Specular(map), map.Id);
        var levels = EquirectangularPyramid.Of(map).Levels;
        var background = new DeviceImage(_device, map.Id, Format.E5B9G9R9UfloatPack32, map.Width, map.Height, levels: levels.Count);
        for (var i = 0; i < levels.Count; i++)
            background.Write<uint>(Array.ConvertAll(levels[i].Texels, SharedExponent.Encode), i);
        return new(SphericalHarmonics.Of(map), specular, background);
    }

    private DeviceImage Upload(SpecularMap map, string name)
    {
        var image = new DeviceImage(_device, name, Format.R16G16B16A16Sfloat, map.Size, map.Size, levels: map.Levels.Count);
        for (var i = 0; i < map.Levels.Count; i++)
            image.Write<Half>(map.Levels[i], i);
        return image;
    }
}
