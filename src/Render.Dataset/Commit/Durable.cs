using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Render.Dataset.Commit;

/// <summary>What makes a file and its name survive a power failure.</summary>
internal static partial class Durable
{
    private const int ReadOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY

    /// <summary>Forces a file's bytes to the disk.</summary>
    public static void FlushFile(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Forces the names in a directory to the disk; .NET opens no directories.</summary>
    public static void FlushDirectory(string directory)
    {
        var descriptor = Open(directory, ReadOnlyDirectory);
        if (descriptor < 0)
            throw new IOException($"cannot open '{directory}': {Message()}");
        var failed = Synchronize(descriptor) != 0;
        var message = failed ? Message() : "";
        if (Close(descriptor) != 0 || failed)
            throw new IOException($"cannot flush '{directory}': {(failed ? message : Message())}");
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
            FlushDirectory(parent);
    }

    private static string Message() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
