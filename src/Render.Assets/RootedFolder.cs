using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Render.Assets;

/// <summary>What became of looking for a file below a folder.</summary>
internal enum RootedLookup
{
    Found,

    /// <summary>There is no such file, or it is none: a folder, a pipe, a device, a circle of links.</summary>
    Missing,

    /// <summary>The path, or a link in it, leads out of the folder.</summary>
    Outside,
}

/// <summary>
/// Opens files below a folder. The path is walked name by name with openat, and links are read, not followed: nothing outside the folder is ever named to
/// the kernel, and what is exchanged for a link meanwhile is not opened. (openat2 with RESOLVE_BENEATH would refuse links by absolute path that stay inside.)
/// </summary>
/// <param name="root">Absolute, without links in it.</param>
internal sealed partial class RootedFolder(string root)
{
    /// <summary>As the kernel's own limit (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    // Linux on x86-64.
    private const int CurrentFolder = -100, NoFollow = 0x20000, Directory = 0x10000, PathOnly = 0x200000, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int StatNoFollow = 0x100, StatNoAutomount = 0x800;
    private const uint StatType = 1;
    private const int TypeMask = 0xf000, TypeLink = 0xa000, TypeFolder = 0x4000, TypeFile = 0x8000;

    /// <summary>Looks a file up and opens it for reading.</summary>
    /// <param name="path">Relative to the folder, with slashes.</param>
    /// <param name="file">The file where it was found.</param>
    /// <param name="realPath">Its absolute path without links.</param>
    public RootedLookup Open(string path, out SafeFileHandle? file, out string realPath) => Walk(path, isFolder: false, out file, out realPath);

    /// <summary>The names of all files (not folders, but links) in a folder; none where there is no such folder.</summary>
    /// <param name="path">Relative to the folder, with slashes; empty for itself.</param>
    /// <param name="names">In no order.</param>
    public RootedLookup List(string path, out string[] names)
    {
        names = [];
        var result = Walk(path, isFolder: true, out var folder, out _);
        if (folder is null)
            return result;
        using (folder)
            names = Names((int)folder.DangerousGetHandle());
        return result;
    }

    /// <summary>By readdir(3): the runtime's own enumeration looks at what links lead to.</summary>
    private static string[] Names(int folder)
    {
        // struct dirent of glibc on x86-64.
        const int Type = 18, Name = 19, DirectoryType = 4;
        var names = new List<string>();
        if (OpenAt(folder, ".", Directory | CloseOnExec, 0) is not (>= 0 and var descriptor))
            return [];
        var stream = OpenDirectory(descriptor);
        if (stream == 0)
        {
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            return [];
        }
        while (ReadDirectory(stream) is not 0 and var entry)
            if (Marshal.ReadByte(entry, Type) != DirectoryType && Marshal.PtrToStringUTF8(entry + Name) is { } name)
                names.Add(name);
        _ = CloseDirectory(stream);
        return [.. names];
    }

    private RootedLookup Walk(string path, bool isFolder, out SafeFileHandle? found, out string realPath)
    {
        (found, realPath) = (null, "");
        var folders = new List<(string Name, SafeFileHandle Handle)>();
        try
        {
            if (Handle(CurrentFolder, root, PathOnly | Directory) is not { } top)
                return RootedLookup.Missing;
            folders.Add((root.TrimEnd('/'), top));
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
                    case TypeFile when !isFolder && names.Count == 0 && Handle(folder, name, NoFollow | NonBlocking) is { } opened:
                        found = opened;
                        realPath = string.Join('/', folders.Select(f => f.Name).Append(name));
                        return RootedLookup.Found;
                    case TypeLink when ++links <= MaxLinks && LinkTarget(folder, name) is { } target:
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
                    default:
                        return RootedLookup.Missing;
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
