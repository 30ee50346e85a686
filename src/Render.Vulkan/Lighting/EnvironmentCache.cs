using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Render.Core;
using Render.Core.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Packed environments kept on disk, since filtering one takes longer than rendering several images and the same maps come back in every run. A file
/// is found by the map's pixels and by the code that packs them; one that is missing, torn or changed is made again. Without a folder nothing is kept.
/// </summary>
/// <param name="folder">Where the files lie; null: nowhere.</param>
internal sealed class EnvironmentCache(string? folder)
{
    private const uint Magic = 0x33534552; // "RES3"

    private const int HeaderWords = 3, MostLevels = 32, MostSide = 1 << 14, MostTexels = 1 << 29;

    /// <summary>What another build writes is not looked at, as in the cache of assets.</summary>
    private static readonly string Code = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
        $"{typeof(EnvironmentCache).Module.ModuleVersionId} {typeof(RenderException).Module.ModuleVersionId}")))[..16];

    /// <summary>What is made of a map, from the file where there is one.</summary>
    public PackedEnvironment Get(EnvironmentMap map)
    {
        if (folder is null)
            return PackedEnvironment.Of(map);
        var path = Path.Combine(folder, "environments-" + Code, NameOf(map) + ".bin");
        if (Read(path) is { } cached)
            return cached;
        var made = PackedEnvironment.Of(map);
        if (made.Background.Length <= MostTexels)
            Write(path, made);
        return made;
    }

    private static string NameOf(EnvironmentMap map)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [map.Width, map.Height]);
        Append<float>(hash, map.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>In parts, since there may be more bytes than a span can hold.</summary>
    private static void Append<T>(IncrementalHash hash, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        const int part = 1 << 24;
        for (var i = 0; i < numbers.Length; i += part)
            hash.AppendData(MemoryMarshal.AsBytes(numbers.Slice(i, Math.Min(part, numbers.Length - i))));
    }

    private static PackedEnvironment? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var header = Words(file, hash, HeaderWords);
            if (header[0] != Magic || header[1] is 0 or > 8 || header[2] is 0 or > MostLevels)
                return null;
            var specularLevels = (int)header[1];
            var size = Octahedral.SmallestSize << (specularLevels - 1);
            var sides = MemoryMarshal.Cast<uint, (int Width, int Height)>(Words(file, hash, 2 * (int)header[2])).ToArray();
            if (!Array.TrueForAll(sides, level => level.Width is > 0 and <= MostSide && level.Height is > 0 and <= MostSide))
                return null;
            var irradiance = MemoryMarshal.Cast<uint, Vector3>(Words(file, hash, SphericalHarmonics.Count * 3)).ToArray();
            var specular = Enumerable.Range(0, specularLevels).Sum(level => (size >> level) * (size >> level));
            var background = sides.Sum(level => (long)level.Width * level.Height);
            if (background > MostTexels || file.Length - file.Position != 4 * (specular + background) + SHA256.HashSizeInBytes)
                return null;
            var environment = new PackedEnvironment(SphericalHarmonics.FromCoefficients(irradiance), size, specularLevels,
                Words(file, hash, specular), PackedEnvironment.Places(sides), Words(file, hash, (int)background));
            var expected = new byte[SHA256.HashSizeInBytes];
            file.ReadExactly(expected);
            return hash.GetHashAndReset().AsSpan().SequenceEqual(expected) ? environment : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it is only a cache: what cannot be read is made again
        }
    }

    private static uint[] Words(FileStream file, IncrementalHash hash, int count)
    {
        const int part = 1 << 24;
        var words = new uint[count];
        for (var i = 0; i < count; i += part)
            file.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan(i, Math.Min(part, count - i))));
        Append<uint>(hash, words);
        return words;
    }

    private static void Write(string path, PackedEnvironment environment)
    {
        // Renamed into place, so that a reader in another process sees all of it or nothing. A process's number is not unique where containers share a folder.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = File.Create(temporary))
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                Put(file, hash, [Magic, (uint)environment.SpecularLevels, (uint)environment.BackgroundLevels.Length]);
                Put(file, hash, MemoryMarshal.Cast<(int, int), uint>(environment.BackgroundLevels.Select(level => (level.Width, level.Height)).ToArray()));
                Put(file, hash, MemoryMarshal.Cast<Vector3, uint>(environment.Irradiance.Coefficients.ToArray()));
                Put(file, hash, environment.Specular);
                Put(file, hash, environment.Background);
                file.Write(hash.GetHashAndReset());
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time in the next run, nothing else.
            TryDelete(temporary);
        }
    }

    private static void Put(FileStream file, IncrementalHash hash, ReadOnlySpan<uint> words)
    {
        const int part = 1 << 24;
        for (var i = 0; i < words.Length; i += part)
            file.Write(MemoryMarshal.AsBytes(words.Slice(i, Math.Min(part, words.Length - i))));
        Append(hash, words);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was not made, or is swept with the folder.
        }
    }
}
