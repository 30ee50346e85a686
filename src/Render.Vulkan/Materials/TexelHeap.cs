using System.Globalization;
using Render.Core;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Materials;

/// <summary>Something that lies in the <see cref="TexelHeap"/>: words, and a key that says what they are.</summary>
/// <param name="Key">Equal keys have equal contents and are uploaded once.</param>
/// <param name="Name">File or slot, for messages.</param>
/// <param name="Length">Words.</param>
/// <param name="Words">Makes them; called on upload.</param>
internal sealed record TexelBlock(string Key, string Name, long Length, Func<uint[]> Words);

/// <summary>
/// Every texture, environment and table of the shading in one buffer of 32-bit words, which shaders read through a texel view and filter by
/// themselves. No images and no samplers: on lavapipe each sampled image stands in the program with its size and format, so that every change of
/// a frame's textures compiles the shaders anew, and each tap of each branch is paid by all lanes; a word of a texel view is one gather
/// instruction of the CPU. (Loads from storage buffers and through device addresses are one masked scalar load a lane there, several times
/// slower.) On a GPU a tap is an ordinary cached load.
/// </summary>
/// <param name="device">The owner of the memory.</param>
/// <param name="budget">Bytes that it may take; what a texel view can hold at most in any case.</param>
internal sealed class TexelHeap(VulkanDevice device, long budget = long.MaxValue) : IDisposable
{
    /// <summary>Blocks begin at multiples of so many words, so that 25 bits address what a texel view can hold everywhere.</summary>
    public const int Alignment = 4;

    private const long Smallest = 1 << 20;
    private const long Largest = (1L << 25) * Alignment * sizeof(uint);

    private readonly long _limit = Math.Min(Math.Min(budget, Largest), device.Info.MaxTexelBufferWords * sizeof(uint));
    private readonly Dictionary<string, long> _resident = new(StringComparer.Ordinal);
    private DeviceBuffer _buffer = new(device, "texels", Smallest, BufferUse.Texels);
    private long _used;

    /// <summary>It changes when the heap grows: to be bound anew for each frame.</summary>
    public DeviceBuffer Buffer => _buffer;

    /// <summary>
    /// Makes these blocks resident; the others stay as long as there is room. The heap is filled from its beginning and started anew when it is
    /// full, with what the frame at hand needs: no fragments, and a frame finds room whenever its own blocks fit.
    /// </summary>
    /// <exception cref="RenderException">The blocks alone are more than the heap may hold.</exception>
    public void Prepare(IEnumerable<TexelBlock> blocks)
    {
        var wanted = blocks.DistinctBy(b => b.Key, StringComparer.Ordinal).ToArray();
        var added = wanted.Where(b => !_resident.ContainsKey(b.Key)).ToArray();
        var needed = 4 * added.Sum(Room);
        if (_used + needed > _limit)
        {
            _resident.Clear();
            (_used, added, needed) = (0, wanted, 4 * wanted.Sum(Room));
            if (needed > _limit)
                throw TooMuch(wanted, needed);
        }
        Reserve(_used + needed);
        foreach (var block in added)
        {
            _buffer.Write<uint>(block.Words(), _used);
            _resident.Add(block.Key, _used / sizeof(uint));
            _used += 4 * Room(block);
        }
    }

    /// <summary>First word of a block that is resident; a multiple of <see cref="Alignment"/>.</summary>
    public uint Offset(TexelBlock block) => (uint)_resident[block.Key];

    public void Dispose() => _buffer.Dispose();

    private static long Room(TexelBlock block) => (block.Length + Alignment - 1) / Alignment * Alignment;

    private void Reserve(long bytes)
    {
        if (bytes <= _buffer.Size)
            return;
        var size = _buffer.Size;
        while (size < bytes)
            size *= 2;
        var larger = new DeviceBuffer(device, "texels", Math.Min(size, _limit), BufferUse.Texels);
        if (_used > 0)
        {
            using var commands = new CommandRecorder(device);
            commands.Begin("moving texels");
            commands.Copy(_buffer, 0, larger, 0, _used);
            commands.SubmitAndWait();
        }
        _buffer.Dispose();
        _buffer = larger;
    }

    private RenderException TooMuch(TexelBlock[] blocks, long bytes)
    {
        var largest = blocks.MaxBy(b => b.Length)!;
        return new(Failure.OutOfMemory, string.Create(CultureInfo.InvariantCulture,
            $"the textures and the environment of one frame need {bytes >> 20} MiB ({largest.Name} alone {largest.Length >> 18} MiB); {device.Info.Name} can hold {_limit >> 20} MiB."),
            remedy: "Use fewer or smaller textures in one frame.");
    }
}
