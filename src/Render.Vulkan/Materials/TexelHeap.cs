using System.Globalization;
using Render.Core;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Materials;

/// <summary>Something that lies in the <see cref="TexelHeap"/>: words, and a key that says what they are.</summary>
/// <param name="Key">Equal keys have equal contents and are uploaded once.</param>
/// <param name="Name">File or slot, for messages.</param>
/// <param name="Length">Words.</param>
/// <param name="Write">Writes every one of them, in order, reading none; called on upload, for the device's own memory where the host sees it, so that no second copy is made.</param>
internal sealed record TexelBlock(string Key, string Name, long Length, Action<Span<uint>> Write)
{
    /// <summary>The words, in an array of their own.</summary>
    public uint[] Words()
    {
        var words = new uint[Length];
        Write(words);
        return words;
    }
}

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
    private const long Largest = (1L << 25) * Unit;
    private const int Unit = Alignment * sizeof(uint);

    private readonly long _limit = Limit(device, budget);
    private readonly GrowingBuffer _buffer = new(device, "texels", BufferUse.Texels, Smallest);
    private readonly Residency _places = new(Limit(device, budget) / Unit);

    /// <summary>It changes when the heap grows: to be bound anew for each frame.</summary>
    public DeviceBuffer Buffer => _buffer.Buffer;

    /// <summary>Makes these blocks, all that a frame needs, resident; others stay as long as there is room, the last used the longest.</summary>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: the blocks alone are more than the heap may hold.</exception>
    public void Prepare(IEnumerable<TexelBlock> blocks)
    {
        var wanted = blocks.DistinctBy(b => b.Key, StringComparer.Ordinal).ToArray();
        var before = _places.End(0);
        var added = _places.Prepare([.. wanted.Select(b => new Residency.Wish(b.Key, [Room(b)]))]) ?? throw TooMuch(wanted);
        _buffer.Reserve(_places.End(0) * Unit, kept: before * Unit);
        foreach (var block in added.Select(i => wanted[i]))
            Buffer.Write(block.Write, checked((int)block.Length), _places.Offset(block.Key) * Unit);
    }

    /// <summary>First word of a block that is resident; a multiple of <see cref="Alignment"/>.</summary>
    public uint Offset(TexelBlock block) => (uint)(_places.Offset(block.Key) * Alignment);

    public void Dispose() => _buffer.Dispose();

    private static long Limit(VulkanDevice device, long budget) => Math.Min(Math.Min(budget, Largest), DeviceBuffer.Limit(device, BufferUse.Texels));

    // In units of the alignment.
    private static long Room(TexelBlock block) => (block.Length + Alignment - 1) / Alignment;

    private RenderException TooMuch(TexelBlock[] blocks)
    {
        var largest = blocks.MaxBy(b => b.Length)!;
        return new(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
            $"its textures and its environment need {blocks.Sum(Room) * Unit >> 20} MiB ({largest.Name} alone {largest.Length >> 18} MiB); {device.Info.Name} can hold {_limit >> 20} MiB for one frame."),
            remedy: "Use fewer or smaller textures in one frame.");
    }
}
