using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Render.Core.Files;

/// <summary>What became of looking for a file below a folder.</summary>
public enum RootedLookup
{
    Found,

    /// <summary>There is no such file, or a folder where a file was looked for, or the other way round.</summary>
    Missing,

    /// <summary>It is neither a file nor a folder, but a pipe, a socket or a device.</summary>
    Irregular,

    /// <summary>Links go in a circle.</summary>
    Circle,

    /// <summary>The path, or a link in it, leads out of the folder.</summary>
    Outside,
}

/// <summary>What a folder holds.</summary>
public enum RootedEntryKind
{
    File,
    Folder,

    /// <summary>A link, a pipe, or what the file system does not say of.</summary>
    Other,
}

/// <param name="Name">Without its folder.</param>
/// <param name="Kind">Of itself: links are not followed.</param>
public readonly record struct RootedEntry(string Name, RootedEntryKind Kind);

/// <summary>
/// Opens files below a folder. The path is walked name by name with openat, and links are read, not followed: nothing outside the folder is ever named to
/// the kernel, and what is exchanged for a link meanwhile is not opened. (openat2 with RESOLVE_BENEATH would refuse links by absolute path that stay inside.)
/// </summary>
public sealed partial class RootedFolder
{
    /// <summary>Absolute, without links in it.</summary>
    private readonly string _root;

    private RootedFolder(string root) => _root = root;

    /// <summary>As the kernel's own limit (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    // Linux on x86-64.
    private const int CurrentFolder = -100, NoFollow = 0x20000, Directory = 0x10000, PathOnly = 0x200000, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int StatNoFollow = 0x100, StatNoAutomount = 0x800;
    private const uint StatType = 1;
    private const int TypeMask = 0xf000, TypeLink = 0xa000, TypeFolder = 0x4000, TypeFile = 0x8000;

    /// <summary>Null where there is no such folder. Links on the way to it are followed: it is the user's word.</summary>
    public static RootedFolder? At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var found = NativeRealPath(path, 0);
        if (found == 0)
            return null;
        try
        {
            return new(Marshal.PtrToStringUTF8(found)!);
        }
        finally
        {
            NativeFree(found);
        }
    }

    /// <summary>Looks a regular file up, without the right to read it.</summary>
    /// <param name="path">Relative to the folder, with slashes.</param>
    public RootedLookup Find(string path)
    {
        var result = Walk(path, isFolder: false, PathOnly, out var file, out _);
        file?.Dispose();
        return result;
    }

    /// <summary>Looks a regular file up and opens it for reading.</summary>
    /// <param name="path">Relative to the folder, with slashes.</param>
    /// <param name="file">The file where it was found.</param>
    /// <param name="realPath">Its absolute path without links.</param>
    public RootedLookup Open(string path, out SafeFileHandle? file, out string realPath) => Walk(path, isFolder: false, NonBlocking, out file, out realPath);

    /// <summary>What a folder holds, but <c>.</c> and <c>..</c>; nothing where there is no such folder.</summary>
    /// <param name="path">Relative to the folder, with slashes; empty for itself.</param>
    /// <param name="entries">In no order.</param>
    public RootedLookup List(string path, out RootedEntry[] entries)
    {
        entries = [];
        var result = Walk(path, isFolder: true, PathOnly, out var folder, out _);
        if (folder is null)
            return result;
        using (folder)
            entries = Entries((int)folder.DangerousGetHandle());
        return result;
    }

    /// <summary>By readdir(3): the runtime's own enumeration looks at what links lead to.</summary>
    private static RootedEntry[] Entries(int folder)
    {
        // struct dirent of glibc on x86-64.
        const int Type = 18, Name = 19, DirectoryType = 4, FileType = 8;
        if (OpenAt(folder, ".", Directory | CloseOnExec, 0) is not (>= 0 and var descriptor))
            return [];
        var stream = OpenDirectory(descriptor);
        if (stream == 0)
        {
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            return [];
        }
        var entries = new List<RootedEntry>();
        while (ReadDirectory(stream) is not 0 and var entry)
            if (Marshal.PtrToStringUTF8(entry + Name) is { } name and not ("." or ".."))
                entries.Add(new(name, Marshal.ReadByte(entry, Type) switch
                {
                    FileType => RootedEntryKind.File,
                    DirectoryType => RootedEntryKind.Folder,
                    _ => RootedEntryKind.Other,
                }));
        _ = CloseDirectory(stream);
        return [.. entries];
    }

    private RootedLookup Walk(string path, bool isFolder, int access, out SafeFileHandle? found, out string realPath)
    {
        (found, realPath) = (null, "");
        var folders = new List<(string Name, SafeFileHandle Handle)>();
        try
        {
            if (Handle(CurrentFolder, _root, PathOnly | Directory) is not { } top)
                return RootedLookup.Missing;
            folders.Add((_root.TrimEnd('/'), top));
            var names = new Stack<string>(path.Split('/').Reverse());
            for (var links = 0; names.TryPop(out var name);)
            {
                if (name is "" or ".")
                    continue;
                if (name == "..")
                {
                    if (folders.Count == 1)
                        return RootedLookup.Outside;
                    Up();
                    continue;
                }
                var folder = (int)folders[^1].Handle.DangerousGetHandle();
                if (Stat(folder, name, StatNoFollow | StatNoAutomount, StatType, out var stat) != 0)
                    return RootedLookup.Missing;
                switch (stat.Mode & TypeMask)
                {
                    case TypeFolder when Handle(folder, name, PathOnly | Directory | NoFollow) is { } opened:
                        folders.Add((name, opened));
                        break;
                    case TypeFile when !isFolder && names.Count == 0 && Handle(folder, name, NoFollow | access) is { } opened:
                        found = opened;
                        realPath = string.Join('/', folders.Select(f => f.Name).Append(name));
                        return RootedLookup.Found;
                    case TypeLink when ++links > MaxLinks:
                        return RootedLookup.Circle;
                    case TypeLink when LinkTarget(folder, name) is { } target:
                        if (target.StartsWith('/'))
                        {
                            if (!target.StartsWith(folders[0].Name + "/", StringComparison.Ordinal))
                                return RootedLookup.Outside;
                            target = target[folders[0].Name.Length..];
                            while (folders.Count > 1)
                                Up();
                        }
                        foreach (var part in target.Split('/').Reverse())
                            names.Push(part);
                        break;
                    case TypeLink or TypeFolder or TypeFile:
                        return RootedLookup.Missing;
                    default:
                        return RootedLookup.Irregular;
                }
            }
            if (!isFolder)
                return RootedLookup.Missing;
            realPath = string.Join('/', folders.Select(f => f.Name));
            found = folders[^1].Handle;
            folders.RemoveAt(folders.Count - 1);
            return RootedLookup.Found;
        }
        finally
        {
            while (folders.Count > 0)
                Up();
        }

        void Up()
        {
            folders[^1].Handle.Dispose();
            folders.RemoveAt(folders.Count - 1);
        }
    }

    private static SafeFileHandle? Handle(int folder, string name, int flags) =>
        OpenAt(folder, name, flags | CloseOnExec, 0) is var descriptor && descriptor >= 0 ? new(descriptor, ownsHandle: true) : null;

    private static string? LinkTarget(int folder, string name)
    {
        Span<byte> target = stackalloc byte[4096];
        var length = ReadLinkAt(folder, name, target, (nuint)target.Length);
        return length > 0 && length < target.Length ? Encoding.UTF8.GetString(target[..(int)length]) : null;
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeRealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void NativeFree(nint pointer);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "readlinkat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLinkAt(int folder, string path, Span<byte> buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "fdopendir")]
    private static partial nint OpenDirectory(int descriptor);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadDirectory(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint stream);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, out StatBuffer stat);

    /// <summary>struct statx, of which only stx_mode counts.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
