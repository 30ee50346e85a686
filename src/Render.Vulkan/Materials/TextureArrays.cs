using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Vulkan.Devices;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Materials;

/// <summary>
/// All textures on the device: one 2D array per size class (64, 128 ... 4096 texels on a side) and transfer curve. Each texture is uploaded once
/// and stays until the memory that textures may use is full; then the one that has been out of use longest gives up its layer.
/// </summary>
internal sealed class TextureArrays : IDisposable
{
    /// <summary>As in Shaders/material.glsl.</summary>
    public const int SizeClasses = 7;

    private const int FirstBinding = 27;
    private const int MaxLayers = 2048; // 12 bits in the material's word, and what every device allows

    private readonly VulkanDevice _device;
    private readonly long _budget;
    private readonly Layers[] _arrays;
    private readonly DeviceSampler _sampler;
    private readonly Dictionary<TextureKey, Entry> _entries = [];
    private long _frame;

    /// <param name="device">The owner of the memory.</param>
    /// <param name="budget">Bytes that all arrays may take together.</param>
    public TextureArrays(VulkanDevice device, long budget = 3L << 30)
    {
        (_device, _budget) = (device, budget);
        _sampler = new(device, SamplerAddressMode.Repeat, SamplerAddressMode.Repeat);
        _arrays = [.. Enumerable.Range(0, 2 * SizeClasses).Select(i => new Layers(device, i < SizeClasses, TexturePacking.SmallestSize << (i % SizeClasses)))];
    }

    /// <summary>Bytes of device memory in use.</summary>
    public long Bytes => _arrays.Sum(a => a.Bytes);

    /// <summary>To be called before the textures of another frame are asked for: what was used before may now be replaced.</summary>
    public void BeginFrame() => _frame++;

    /// <summary>Size class and layer of a texture (the low 16 bits of the material's word), uploaded now if it is new.</summary>
    /// <exception cref="RenderException">The textures of this frame alone are more than the device may hold.</exception>
    public uint Place(PackedTexture texture)
    {
        if (!_entries.TryGetValue(texture.Key, out var entry))
        {
            var sizeClass = BitOperations.Log2((uint)(texture.Size / TexturePacking.SmallestSize));
            if (sizeClass >= SizeClasses)
                throw new RenderException(Failure.InvalidInput,
                    string.Create(CultureInfo.InvariantCulture, $"the texture is {texture.Size} texels wide or high, at most {TexturePacking.SmallestSize << (SizeClasses - 1)} can be used."),
                    texture.Name, "Make the image smaller.");
            var array = _arrays[texture.Key.Srgb ? sizeClass : SizeClasses + sizeClass];
            entry = new(array, (uint)sizeClass, FreeLayer(array, texture));
            _entries.Add(texture.Key, entry);
            array.Upload(texture.Levels(), entry.Layer);
        }
        entry.LastUsed = _frame;
        return entry.SizeClass | (uint)entry.Layer << 4;
    }

    /// <summary>Binds every array to its place in Shaders/material.glsl.</summary>
    public void Bind(BindingSet set)
    {
        for (var i = 0; i < _arrays.Length; i++)
            set.Bind((uint)(FirstBinding + i), _arrays[i].Image, _sampler);
    }

    public void Dispose()
    {
        foreach (var array in _arrays)
            array.Dispose();
        _sampler.Dispose();
    }

    private int FreeLayer(Layers array, PackedTexture texture)
    {
        if (array.Used < array.Image.Layers && array.Capacity > 0)
            return array.Used++;
        var capacity = Math.Min(MaxLayers, array.Capacity == 0 ? 1 : array.Capacity + Math.Max(1, array.Capacity / 2));
        // While it grows, the array exists twice.
        if (array.Capacity < MaxLayers && Bytes + array.BytesOf(capacity) <= _budget)
        {
            array.Grow(capacity);
            return array.Used++;
        }
        var oldest = _entries.Where(e => e.Value.Array == array && e.Value.LastUsed < _frame).OrderBy(e => e.Value.LastUsed).FirstOrDefault();
        if (oldest.Value is null)
            throw new RenderException(Failure.OutOfMemory,
                string.Create(CultureInfo.InvariantCulture,
                    $"the textures of one frame need more than {_budget >> 20} MiB ({Bytes >> 20} MiB in use, {array.BytesOf(1) >> 10} KiB more asked for) on {_device.Info.Name}."),
                texture.Name, "Use fewer or smaller textures in one frame.");
        _entries.Remove(oldest.Key);
        return oldest.Value.Layer;
    }

    private sealed class Entry(Layers array, uint sizeClass, int layer)
    {
        public Layers Array { get; } = array;

        public uint SizeClass { get; } = sizeClass;

        public int Layer { get; } = layer;

        public long LastUsed { get; set; }
    }

    /// <summary>One array image; a single texel while nothing is in it, since every binding needs an image.</summary>
    private sealed class Layers(VulkanDevice device, bool srgb, int size) : IDisposable
    {
        private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"textures of {size} x {size}");

        public DeviceImage Image { get; private set; } = new(device, "placeholder", Format.R8G8B8A8Unorm, 1, 1);

        public int Capacity { get; private set; }

        public int Used { get; set; }

        public long Bytes => BytesOf(Capacity);

        public long BytesOf(int layers) => layers * (long)size * size * 4 * 4 / 3;

        public void Grow(int capacity)
        {
            var image = new DeviceImage(device, _name, srgb ? Format.R8G8B8A8Srgb : Format.R8G8B8A8Unorm, size, size, capacity, BitOperations.Log2((uint)size) + 1);
            if (Used > 0)
            {
                using var commands = new CommandRecorder(device);
                commands.Begin($"moving {_name}");
                commands.Copy(Image, image, Used);
                commands.SubmitAndWait();
            }
            Image.Dispose();
            (Image, Capacity) = (image, capacity);
        }

        public void Upload(byte[][] levels, int layer)
        {
            for (var level = 0; level < levels.Length; level++)
                Image.Write<byte>(levels[level], level, layer);
        }

        public void Dispose() => Image.Dispose();
    }
}
