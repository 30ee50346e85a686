using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Render.Dataset.Commit;

/// <summary>What makes a file and its name survive a power failure.</summary>
internal static partial class Durable
{
    private const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC: importers must not inherit it
    private const int Interrupted = 4; // EINTR

    /// <summary>Forces a file's bytes, or the names in a directory, to the disk.</summary>
    /// <remarks>
    /// Not RandomAccess.FlushToDisk: .NET 10 opens no directories, and its flush returned as if all were well where the system had answered
    /// ENOSPC, EDQUOT or EIO (DiskTests).
    /// </remarks>
    /// <exception cref="IOException">It cannot be opened, or the system says that it is not on the disk.</exception>
    public static void Flush(string path)
    {
        int descriptor;
        do
            descriptor = Open(path, ReadOnly);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (descriptor < 0)
            throw new IOException($"cannot open '{path}': {Message()}");
        int failed;
        do
            failed = Synchronize(descriptor);
        while (failed != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        var message = failed != 0 ? Message() : "";
        if (Close(descriptor) != 0 || failed != 0)
            throw new IOException($"cannot flush '{path}': {(failed != 0 ? message : Message())}");
    }

    /// <summary>Makes a directory and its missing parents, and the names of those that are new durable.</summary>
    public static void CreateDirectory(string directory)
    {
        if (Directory.Exists(directory))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(directory));
        if (parent is not null)
            CreateDirectory(parent);
        Directory.CreateDirectory(directory);
        if (parent is not null)
            Flush(parent);
    }

    private static string Message() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
