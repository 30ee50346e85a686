using System.Buffers.Binary;

namespace Render.Assets.Readers;

/// <summary>Recognises, without parsing, models that certainly name no other file: all that goes into them is their own bytes.</summary>
internal static class SelfContained
{
    private const uint GlbMagic = 0x46546c67, JsonChunk = 0x4e4f534a;
    private const int StlHeader = 80, StlTriangle = 50;

    /// <summary>The JSON that is searched for names of files. What is longer is left to the worker, which has a limit of memory and of time.</summary>
    private const uint MostJson = 64 << 20;

    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Is(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> start = stackalloc byte[StlHeader + 4];
        if (RandomAccess.Read(file, start, 0) < start.Length)
            return false;
        uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        if (Word(start, 0) != GlbMagic)
            return string.Equals(Path.GetExtension(path), ".stl", StringComparison.OrdinalIgnoreCase)
                && length == start.Length + (long)StlTriangle * Word(start, StlHeader);
        // A binary glTF: 12 bytes of header, then the length and kind of its first chunk, which is JSON. Files are named by its keys "uri" alone.
        if (Word(start, 16) != JsonChunk || Word(start, 12) > Math.Min(MostJson, length - 20))
            return false;
        var json = new byte[Word(start, 12)];
        return RandomAccess.Read(file, json, 20) == json.Length && json.AsSpan().IndexOf("\"uri\""u8) < 0 && json.AsSpan().IndexOf((byte)'\\') < 0;
    }
}
