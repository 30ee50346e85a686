using System.Formats.Tar;

namespace Render.Dataset.Layout;

/// <summary>A tar file (POSIX.1-1988, ustar) whose bytes depend on its members alone: no time, no owner.</summary>
internal sealed class PlainTar : IDisposable
{
    private const int Block = 512;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TarWriter _tar;

    public PlainTar(string path)
    {
        File = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        _tar = new(File, TarEntryFormat.Ustar, leaveOpen: true);
    }

    /// <summary>The two empty blocks that end it.</summary>
    public const int End = 2 * Block;

    /// <summary>Open until this is disposed.</summary>
    public FileStream File { get; }

    /// <summary>Bytes that a member takes.</summary>
    public static long Size(long length) => Block + (length + Block - 1) / Block * Block;

    public void Add(string name, Stream data) =>
        _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = Mode, ModificationTime = DateTimeOffset.UnixEpoch });

    /// <summary>Writes the end; nothing comes after it.</summary>
    public void Finish() => _tar.Dispose();

    public void Dispose()
    {
        _tar.Dispose();
        File.Dispose();
    }
}
