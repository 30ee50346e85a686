using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Records;

namespace Render.Dataset.Layout;

/// <summary>A file within a shard.</summary>
/// <param name="Name">Of the member.</param>
/// <param name="Offset">Of its bytes in the shard.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ShardMember(string Name, long Offset, long Length);

/// <summary>What a shard holds, and where. The file stays open, so all that is read is of one state of it, though another may have taken its place. Thread-safe.</summary>
internal sealed class ShardIndex : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, ShardMember> _byName = new(StringComparer.Ordinal);

    private ShardIndex(string path, SafeFileHandle file) => (Path, _file, Length) = (path, file, RandomAccess.GetLength(file));

    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>When its bytes were written, UTC.</summary>
    public DateTime Written => File.GetLastWriteTimeUtc(_file);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyCollection<ShardMember> Members => _byName.Values;

    /// <summary>The frames whose records are in it.</summary>
    public IEnumerable<long> Frames => _byName.Keys.Select(ShardNames.FrameOf).OfType<long>().Distinct().Where(Has).Order();

    /// <exception cref="RenderException">The file is a link, no tar file, cut, or holds what no shard holds; or it cannot be read.</exception>
    public static ShardIndex Open(string path)
    {
        RefuseLink(path, "Put the file itself there.");
        return DatasetFiles.Guard(path, () =>
        {
            var index = new ShardIndex(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            try
            {
                index.ReadHeaders();
                return index;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
            {
                index.Dispose();
                throw Damaged(path, e.Message, e);
            }
            catch
            {
                index.Dispose();
                throw;
            }
        });
    }

    /// <exception cref="RenderException">It is a link.</exception>
    public static void RefuseLink(string path, string remedy)
    {
        if (new FileInfo(path).LinkTarget is { } target)
            throw new RenderException(Failure.InvalidInput, $"it is a link to {target}, and links are not followed.", path, remedy);
    }

    /// <summary>Whether the frame is in it: its record is.</summary>
    public bool Has(long frame) => _byName.ContainsKey(ShardNames.Record(frame));

    public bool Has(string name) => _byName.ContainsKey(name);

    /// <exception cref="RenderException">There is no such member.</exception>
    public byte[] Read(string name)
    {
        if (!_byName.TryGetValue(name, out var member))
            throw new RenderException(Failure.InvalidInput, $"a record names the member {name}, and it is not there.", Path, "Remove the shard; its frames then count as not made.");
        var bytes = new byte[member.Length];
        DatasetFiles.Guard(Path, () =>
        {
            for (var at = 0; at < bytes.Length;)
            {
                var count = RandomAccess.Read(_file, bytes.AsSpan(at), member.Offset + at);
                at += count > 0 ? count : throw new EndOfStreamException("the file has become shorter");
            }
        });
        return bytes;
    }

    /// <summary>Whether its records and its other members belong together. It reads every record, so it is for where more is made of the shard.</summary>
    /// <param name="grid">The dataset's.</param>
    /// <exception cref="RenderException">A record is none of this dataset, names a file that is not there, or none names a file that is.</exception>
    public void CheckComplete(ImageGrid grid)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var frame in Frames)
        {
            named.Add(ShardNames.Record(frame));
            var output = RecordFile.ReadOutput(Read(ShardNames.Record(frame)), $"{Path}:{ShardNames.Record(frame)}", frame, grid);
            foreach (var path in output.Images.SelectMany(image => image.Files.Keys))
                if (ShardNames.Member(frame, path) is { } member && Has(member))
                    named.Add(member);
                else
                    throw Damaged(Path, $"the record of frame {frame} names '{path}', and it is not there");
        }
        if (_byName.Keys.FirstOrDefault(name => !named.Contains(name)) is { } stray)
            throw Damaged(Path, $"no record names '{stray}'");
    }

    /// <summary>Of all its bytes, lower-case hex.</summary>
    public string Sha256() => DatasetFiles.Guard(Path, () =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[Math.Min(Length, 1 << 16)];
        for (var at = 0L; at < Length;)
        {
            var count = RandomAccess.Read(_file, bytes, at);
            hash.AppendData(bytes, 0, count);
            at += count > 0 ? count : throw new EndOfStreamException("the file has become shorter");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    });

    public void Dispose() => _file.Dispose();

    private void ReadHeaders()
    {
        // The reader may not close the file: reads go on by offsets.
        using var stream = new FileStream(new SafeFileHandle(_file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 4096);
        using var reader = new TarReader(stream, leaveOpen: true);
        var end = 0L;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || ShardNames.FrameOf(entry.Name) is null)
                throw new InvalidDataException($"'{entry.Name}' is no file of a frame");
            var member = new ShardMember(entry.Name, entry.DataOffset, entry.Length);
            end = member.Offset + (member.Length + 511) / 512 * 512;
            if (member.Length > Array.MaxLength || end > Length || !_byName.TryAdd(member.Name, member))
                throw new InvalidDataException($"'{member.Name}' is cut, too large, or there twice");
        }
        // A header of zeros ends a tar file for its readers: what follows it would be lost without a word. So the end has to be where PlainTar writes it.
        Span<byte> last = stackalloc byte[PlainTar.End];
        if (Length != end + PlainTar.End || RandomAccess.Read(_file, last, end) != last.Length || last.ContainsAnyExcept((byte)0))
            throw new InvalidDataException("it does not end where its last file does");
    }

    private static RenderException Damaged(string path, string why, Exception? inner = null) => new(
        Failure.InvalidInput, $"it is no whole shard: {why.TrimEnd('.')}.", path, "Fetch it anew, or remove it: its frames then count as not made.", inner);
}
