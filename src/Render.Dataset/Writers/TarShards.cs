using System.Security.Cryptography;
using Render.Dataset.Layout;

namespace Render.Dataset.Writers;

/// <summary>A finished shard.</summary>
/// <param name="Images">In it.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
internal sealed record TarShard(int Images, long Bytes, string Sha256);

/// <summary>A row of tar files (<see cref="PlainTar"/>). A new one begins where the next image would make the last larger than it may be.</summary>
/// <param name="path">Of the shard with this number, from 0.</param>
/// <param name="mostBytes">Of a shard; one image alone may have more.</param>
/// <param name="mostImages">Of a shard.</param>
internal sealed class TarShards(Func<int, string> path, long mostBytes, int mostImages) : IDisposable
{
    private readonly List<TarShard> _shards = [];
    private PlainTar? _tar;
    private int _images;
    private long _bytes;

    /// <summary>Those that are finished.</summary>
    public IReadOnlyList<TarShard> Shards => _shards;

    /// <param name="members">Of one image, by name.</param>
    public void Add(IReadOnlyList<KeyValuePair<string, byte[]>> members)
    {
        var size = members.Sum(member => PlainTar.Size(member.Value.Length));
        if (_tar is not null && (_images == mostImages || _bytes + size + PlainTar.End > mostBytes))
            Finish();
        _tar ??= new(path(_shards.Count));
        foreach (var (name, bytes) in members)
        {
            using var data = new MemoryStream(bytes, writable: false);
            _tar.Add(name, data);
        }
        _images++;
        _bytes += size;
    }

    /// <summary>Ends the shard that is open; there is none where no image came.</summary>
    public void Finish()
    {
        if (_tar is null)
            return;
        _tar.Finish();
        _tar.File.Position = 0;
        _shards.Add(new(_images, _tar.File.Length, Convert.ToHexStringLower(SHA256.HashData(_tar.File))));
        _tar.Dispose();
        (_tar, _images, _bytes) = (null, 0, 0);
    }

    public void Dispose() => _tar?.Dispose();
}
