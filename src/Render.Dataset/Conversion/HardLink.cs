using System.Runtime.InteropServices;

namespace Render.Dataset.Conversion;

/// <summary>Second names of files.</summary>
internal static partial class HardLink
{
    /// <summary>False where the disk does not do it: another file system, or one without links, or too many of them.</summary>
    /// <param name="existing">A file.</param>
    /// <param name="name">Must not exist.</param>
    public static bool TryCreate(string existing, string name) => Link(existing, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
