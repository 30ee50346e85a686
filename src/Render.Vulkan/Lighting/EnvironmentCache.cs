using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Packed environments kept on disk, since filtering one takes longer than rendering several images and the same maps come back in every run. A file
/// that is missing, torn or of another version is made again; without a folder nothing is kept.
/// </summary>
/// <param name="folder">Where the files lie; null: nowhere.</param>
internal sealed class EnvironmentCache(string? folder)
{
    /// <summary>To be raised with every change of what <see cref="PackedEnvironment"/> computes.</summary>
    private const uint Version = 3;

    private const uint Magic = 0x50534552; // "RESP"

    private const int MostLevels = 32, MostTexels = 1 << 28;

    /// <summary>What is made of a map, from the file where there is one.</summary>
    public PackedEnvironment Get(EnvironmentMap map)
    {
        if (folder is null)
            return PackedEnvironment.Of(map);
        var path = Path.Combine(folder, $"environment-{map.ContentHash}-v{Version}.bin");
        if (Read(path) is { } cached)
            return cached;
        var made = PackedEnvironment.Of(map);
        Write(path, made);
        return made;
    }

    private static PackedEnvironment? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            var header = Words(file, 5);
            if (header[0] != Magic || header[1] != Version || header[2] is 0 or > 4096 || header[3] is 0 or > 8 || header[4] is 0 or > MostLevels)
                return null;
            var (size, specularLevels) = ((int)header[2], (int)header[3]);
            var places = PackedEnvironment.Places(MemoryMarshal.Cast<uint, (int, int)>(Words(file, 2 * (int)header[4])).ToArray());
            var irradiance = MemoryMarshal.Cast<uint, Vector3>(Words(file, SphericalHarmonics.Count * 3)).ToArray();
            var specular = Enumerable.Range(0, specularLevels).Sum(level => (size >> level) * (size >> level));
            var background = places.Sum(place => (long)place.Width * place.Height);
            if (places.Any(place => place.Width < 1 || place.Height < 1) || background > MostTexels || file.Length - file.Position != 4 * (specular + background))
                return null;
            return new(SphericalHarmonics.FromCoefficients(irradiance), size, specularLevels, Words(file, specular), places, Words(file, (int)background));
        }
        catch (IOException)
        {
            return null; // it is only a cache: what cannot be read is made again
        }
    }

    private static uint[] Words(FileStream file, int count)
    {
        var words = new uint[count];
        file.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    private static void Write(string path, PackedEnvironment environment)
    {
        // Renamed into place, so that a reader in another process sees all of it or nothing.
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = File.Create(temporary))
            {
                file.Write(MemoryMarshal.AsBytes<uint>([Magic, Version, (uint)environment.SpecularSize, (uint)environment.SpecularLevels, (uint)environment.BackgroundLevels.Length]));
                file.Write(MemoryMarshal.AsBytes<(int, int)>(environment.BackgroundLevels.Select(level => (level.Width, level.Height)).ToArray()));
                file.Write(MemoryMarshal.AsBytes<Vector3>(environment.Irradiance.Coefficients.ToArray()));
                file.Write(MemoryMarshal.AsBytes<uint>(environment.Specular));
                file.Write(MemoryMarshal.AsBytes<uint>(environment.Background));
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time in the next run, nothing else.
        }
    }
}
