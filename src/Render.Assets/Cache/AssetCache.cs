using System.Text;
using Render.Core;

namespace Render.Assets.Cache;

/// <summary>
/// A folder of imported assets. An entry's name is the hash of everything that it was made from (all files, the settings, the code), so it is
/// never stale; it is written under a temporary name and renamed. Beside the entries lie manifests: for the hash of a model's main file, the
/// other files that went in, with their hashes, so that a hit is found without parsing. The folder may be deleted at any time.
/// </summary>
internal sealed class AssetCache
{
    /// <summary>Builds of the importer whose entries are kept; others are deleted when a new one comes.</summary>
    private const int KeptVersions = 4;

    private static readonly string Version = ConfinedFiles.Hash(Encoding.UTF8.GetBytes(
        $"{typeof(AssetCache).Module.ModuleVersionId} {typeof(RenderException).Module.ModuleVersionId}"))[..16];

    private const string TemporaryPrefix = "tmp-";

    /// <summary>
    /// No import takes this long; a run that was killed leaves its file behind. The process's number would say less: the folder may be shared by
    /// containers, each with numbers of its own.
    /// </summary>
    private static readonly TimeSpan AgeOfLeavings = TimeSpan.FromHours(1);

    private readonly string _folder;

    /// <exception cref="RenderException">The folder cannot be made.</exception>
    public AssetCache(string folder)
    {
        _folder = Path.Combine(folder, "assets", Version);
        try
        {
            if (Directory.Exists(_folder))
            {
                SweepTemporaries();
                return;
            }
            Directory.CreateDirectory(_folder);
            foreach (var old in new DirectoryInfo(Path.Combine(folder, "assets")).GetDirectories().OrderByDescending(d => d.LastWriteTimeUtc).Skip(KeptVersions))
                old.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process swept the same folder at the same time.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.TryAgain, $"the cache folder cannot be used: {e.Message}", folder, "Name another one with --cache DIR.", e);
        }
    }

    /// <summary>$XDG_CACHE_HOME/render, by default ~/.cache/render.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "render");

    /// <summary>A name in the cache's folder that nobody else uses.</summary>
    public string TemporaryPath() => Path.Combine(_folder, $"{TemporaryPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}");

    private void SweepTemporaries()
    {
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles(TemporaryPrefix + "*"))
            if (DateTime.UtcNow - file.LastWriteTimeUtc > AgeOfLeavings)
                file.Delete();
    }

    /// <summary>Name of an entry.</summary>
    /// <param name="kind">model, texture, environment.</param>
    /// <param name="settings">What else decides the result.</param>
    /// <param name="contentHash">Of all files that went in.</param>
    public static string Key(string kind, string settings, string contentHash) =>
        ConfinedFiles.Hash(Encoding.UTF8.GetBytes($"{kind}\n{settings}\n{contentHash}")) + "." + kind;

    /// <summary>What <paramref name="read"/> makes of the entry; null where there is none, or a corrupt one, which is deleted.</summary>
    public T? Find<T>(string key, Func<CacheReader, T> read)
        where T : class
    {
        var path = Path.Combine(_folder, key);
        try
        {
            using var reader = new CacheReader(path);
            return read(reader);
        }
        catch (CacheCorruptException)
        {
            File.Delete(path);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a finished temporary file the entry.</summary>
    public void Keep(string temporary, string key) => File.Move(temporary, Path.Combine(_folder, key), overwrite: true);

    /// <summary>The dependencies that a main file of this hash had last time; null where unknown.</summary>
    public Dependency[]? Manifest(string key)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(_folder, key + ".files")).Select(line => line.Split(' ', 2))
                .Where(parts => parts.Length == 2).Select(parts => new Dependency(parts[1], parts[0]))];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// One line a dependency: hash and path. Needs no checksum: the entry's name is made from the hashes of the files as they are now, so a wrong
    /// manifest finds nothing. Names with a line break are left out, to the same effect.
    /// </summary>
    public void WriteManifest(string key, IEnumerable<Dependency> dependencies)
    {
        var temporary = TemporaryPath();
        File.WriteAllLines(temporary, dependencies.Select(d => $"{d.Hash} {d.Path}"));
        File.Move(temporary, Path.Combine(_folder, key + ".files"), overwrite: true);
    }
}
