using System.Runtime.InteropServices;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Prefiltered maps kept on disk, since filtering one takes longer than rendering several images and the same maps come back in every run. A file
/// that is missing, torn or of another version is made again; without a folder nothing is kept.
/// </summary>
/// <param name="folder">Where the files lie; null: nowhere.</param>
internal sealed class EnvironmentCache(string? folder)
{
    /// <summary>To be raised with every change of what <see cref="SpecularMap"/> computes.</summary>
    private const uint Version = 2;

    private const uint Magic = 0x50534552; // "RESP"

    public SpecularMap Specular(EnvironmentMap map)
    {
        if (folder is null)
            return SpecularMap.Of(map);
        var path = Path.Combine(folder, $"specular-{map.ContentHash}-v{Version}.bin");
        if (Read(path) is { } cached)
            return cached;
        var made = SpecularMap.Of(map);
        Write(path, made);
        return made;
    }

    private static SpecularMap? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            var header = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(0, Math.Min(bytes.Length, 16)));
            if (header.Length < 4 || header[0] != Magic || header[1] != Version || header[2] is 0 or > 4096 || header[3] is 0 or > 8)
                return null;
            var (size, count) = ((int)header[2], (int)header[3]);
            var levels = new Half[count][];
            var offset = 16;
            for (var i = 0; i < count; i++)
            {
                var side = size >> i;
                var length = side * side * 4 * 2;
                if (offset + length > bytes.Length)
                    return null;
                levels[i] = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan(offset, length)).ToArray();
                offset += length;
            }
            return offset == bytes.Length ? SpecularMap.FromLevels(size, levels) : null;
        }
        catch (IOException)
        {
            return null; // it is only a cache: what cannot be read is made again
        }
    }

    private static void Write(string path, SpecularMap map)
    {
        // Renamed into place, so that a reader in another process sees all of it or nothing.
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = File.Create(temporary))
            {
                file.Write(MemoryMarshal.AsBytes<uint>([Magic, Version, (uint)map.Size, (uint)map.Levels.Count]));
                foreach (var level in map.Levels)
                    file.Write(MemoryMarshal.AsBytes<Half>(level));
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time in the next run, nothing else.
        }
    }
}
