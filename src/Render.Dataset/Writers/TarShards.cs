using System.Formats.Tar;
using System.Security.Cryptography;

namespace Render.Dataset.Writers;

/// <summary>A finished shard.</summary>
/// <param name="Images">In it.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
internal sealed record TarShard(int Images, long Bytes, string Sha256);

/// <summary>
/// A row of tar files (POSIX.1-1988, ustar) whose bytes depend on their members alone: no time, no owner. A new one begins where the next image would make
/// the last larger than it may be.
/// </summary>
/// <param name="path">Of the shard with this number, from 0.</param>
/// <param name="mostBytes">Of a shard; one image alone may have more.</param>
/// <param name="mostImages">Of a shard.</param>
internal sealed class TarShards(Func<int, string> path, long mostBytes, int mostImages) : IDisposable
{
    private const int Block = 512;

    // Two empty blocks end a tar file.
    private const int End = 2 * Block;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly List<TarShard> _shards = [];
    private FileStream? _file;
    private TarWriter? _tar;
    private int _images;
    private long _bytes;

    /// <summary>Those that are finished.</summary>
    public IReadOnlyList<TarShard> Shards => _shards;

    /// <param name="members">Of one image, by name.</param>
    public void Add(IReadOnlyList<KeyValuePair<string, byte[]>> members)
    {
        var size = members.Sum(member => Block + (member.Value.Length + Block - 1L) / Block * Block);
        if (_tar is not null && (_images == mostImages || _bytes + size + End > mostBytes))
            Finish();
        if (_tar is null)
        {
            _file = new(path(_shards.Count), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
            _tar = new(_file, TarEntryFormat.Ustar, leaveOpen: true);
        }
        foreach (var (name, bytes) in members)
        {
            using var data = new MemoryStream(bytes, writable: false);
            _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = Mode, ModificationTime = DateTimeOffset.UnixEpoch });
        }
        _images++;
        _bytes += size;
    }

    /// <summary>Ends the shard that is open; there is none where no image came.</summary>
    public void Finish()
    {
        if (_tar is null)
            return;
        _tar.Dispose();
        _file!.Position = 0;
        _shards.Add(new(_images, _file.Length, Convert.ToHexStringLower(SHA256.HashData(_file))));
        _file.Dispose();
        (_tar, _file, _images, _bytes) = (null, null, 0, 0);
    }

    public void Dispose()
    {
        _tar?.Dispose();
        _file?.Dispose();
    }
}
