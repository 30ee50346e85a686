using System.IO.Compression;
using System.Text;

namespace Render.Tests.Assets;

/// <summary>A KTX2 file, written from the specification (KTX File Format 2.0, section 3) alone.</summary>
public sealed record Ktx2File
{
    public required uint Format { get; init; }

    public required uint Width { get; init; }

    public required uint Height { get; init; }

    public uint Depth { get; init; }

    public uint Layers { get; init; }

    public uint Faces { get; init; } = 1;

    /// <summary>0 none, 1 BasisLZ, 2 Zstandard, 3 zlib.</summary>
    public uint Scheme { get; init; }

    /// <summary>Largest level first, as they are stored.</summary>
    public required byte[][] Levels { get; init; }

    /// <summary>What the level index says of the first level; null: the truth.</summary>
    public (ulong Offset, ulong Length)? FirstLevel { get; init; }

    public uint? LevelCount { get; init; }

    /// <summary>Colour model of the data format descriptor: 1 RGBSDA, 163 ETC1S, 166 UASTC.</summary>
    public byte ColorModel { get; init; } = 1;

    public (string Key, string Value)[] Entries { get; init; } = [];

    public static byte[] Zlib(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return packed.ToArray();
    }

    /// <summary>A frame (RFC 8878) of blocks that repeat one byte: the smallest there is.</summary>
    public static byte[] ZstandardOf(byte value, long count)
    {
        using var frame = new MemoryStream();
        using var writer = new BinaryWriter(frame);
        writer.Write(0xfd2fb528);
        writer.Write((byte)0xe0); // eight bytes of size, one segment
        writer.Write(count);
        do
        {
            var some = (uint)Math.Min(count, 128 << 10);
            count -= some;
            var header = (count == 0 ? 1u : 0) | 1u << 1 | some << 3;
            writer.Write([(byte)header, (byte)(header >> 8), (byte)(header >> 16), value]);
        }
        while (count > 0);
        return frame.ToArray();
    }

    public byte[] ToBytes()
    {
        var levels = Levels.Length;
        var descriptor = new byte[44];
        BitConverter.TryWriteBytes(descriptor, 44);
        descriptor[12] = ColorModel;
        byte[] entries = [.. Entries.SelectMany(Entry)];
        var start = 80 + 24 * levels;
        var at = (ulong)(start + descriptor.Length + entries.Length);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write([0xab, .. "KTX 20"u8, 0xbb, .. "\r\n"u8, 0x1a, (byte)'\n']);
        foreach (var word in (uint[])[Format, 1, Width, Height, Depth, Layers, Faces, LevelCount ?? (uint)levels, Scheme, (uint)start, (uint)descriptor.Length])
            writer.Write(word);
        writer.Write((uint)(start + descriptor.Length));
        writer.Write((uint)entries.Length);
        writer.Write(0UL);
        writer.Write(0UL);
        for (var i = 0; i < levels; i++)
        {
            var (offset, length) = i == 0 && FirstLevel is { } said ? said : (at, (ulong)Levels[i].Length);
            writer.Write(offset);
            writer.Write(length);
            writer.Write((ulong)Levels[i].Length);
            at += (ulong)Levels[i].Length;
        }
        writer.Write(descriptor);
        writer.Write(entries);
        foreach (var level in Levels)
            writer.Write(level);
        return file.ToArray();
    }

    private static byte[] Entry((string Key, string Value) entry)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(entry.Key), 0, .. Encoding.ASCII.GetBytes(entry.Value), 0];
        return [.. BitConverter.GetBytes(body.Length), .. body, .. new byte[(4 - body.Length % 4) % 4]];
    }
}
