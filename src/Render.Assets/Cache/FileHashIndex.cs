using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Render.Assets.Cache;

/// <summary>
/// The sha256 of files, remembered from run to run by path, length and time of last write, so that a catalogue of many gigabytes is not read anew by each
/// run. What is opened is hashed in any case and compared, so that a file that was exchanged behind its time of writing is found where it is used. The index
/// may be deleted at any time. Thread-safe.
/// </summary>
internal sealed class FileHashIndex
{
    /// <summary>Of those that this run did not ask for, the index keeps what fits.</summary>
    private const int MaxEntries = 200_000;

    /// <summary>A file that was written this recently may be written again within the same tick of its clock: its hash is not kept.</summary>
    private static readonly TimeSpan TooYoung = TimeSpan.FromSeconds(2);

    private readonly string _file;
    private readonly Lazy<Dictionary<string, Entry>> _before;
    private readonly ConcurrentDictionary<string, Entry> _asked = new(StringComparer.Ordinal);
    private int _hashed;

    /// <param name="folder">Of the cache; exists.</param>
    public FileHashIndex(string folder)
    {
        _file = Path.Combine(folder, "file-hashes");
        _before = new(Load);
    }

    private readonly record struct Entry(string Hash, long Length, long Written);

    /// <summary>sha256, lower-case hex.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string Of(string path)
    {
        var info = new FileInfo(path);
        var (length, written) = (info.Length, info.LastWriteTimeUtc);
        if (!_asked.TryGetValue(path, out var entry) && !_before.Value.TryGetValue(path, out entry) || (entry.Length, entry.Written) != (length, written.Ticks))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
            entry = new(Convert.ToHexStringLower(SHA256.HashData(stream)), length, written.Ticks);
            Interlocked.Increment(ref _hashed);
            if (DateTime.UtcNow - written < TooYoung || path.Contains('\n', StringComparison.Ordinal))
                return entry.Hash;
        }
        _asked[path] = entry;
        return entry.Hash;
    }

    /// <summary>Writes it back, where there is anything new; a failure costs the next run some time and is passed over.</summary>
    public void Save()
    {
        if (_hashed == 0)
            return;
        var temporary = $"{_file}-{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            var others = Load().Where(e => !_asked.ContainsKey(e.Key)).Take(Math.Max(0, MaxEntries - _asked.Count));
            File.WriteAllLines(temporary, _asked.Concat(others).Select(e =>
                string.Create(CultureInfo.InvariantCulture, $"{e.Value.Hash} {e.Value.Length} {e.Value.Written} {e.Key}")));
            File.Move(temporary, _file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
        }
    }

    private Dictionary<string, Entry> Load()
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.ReadLines(_file))
                if (line.Split(' ', 4) is [{ Length: 64 } hash, var length, var written, var path]
                    && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                    && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
                    entries[path] = new(hash, bytes, ticks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            entries.Clear();
        }
        return entries;
    }
}
