using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Render.Assets.Images;

/// <summary>
/// OpenEXR images in the compressions DWAA and DWAB, which libOpenEXRCore does not have before 3.2, by the C interface of libOpenEXR (ImfCRgbaFile.h), which knows
/// halves and the channels R, G, B, A and Y only. It opens names, not memory: it is given a file without a folder.
/// </summary>
internal static unsafe partial class ExrDwaNative
{
    private const string Library = "libOpenEXR-3_1.so.30";

    /// <summary>Of DWAB; DWAA has 32.</summary>
    private const int LinesPerChunk = 256;

    private const uint CloseOnExec = 1;

    /// <summary>Hands out the image, RGBA, some lines at a time: the pixels, how many lines, and the first one's number in the data.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static void Read(ReadOnlySpan<byte> file, ExrNative.Box data, Action<float[], int, int> take)
    {
        using var memory = new SafeFileHandle(MemoryFile("image.exr", CloseOnExec), ownsHandle: true);
        if (memory.IsInvalid)
            throw new IOException("memfd_create failed");
        RandomAccess.Write(memory, file, 0);
        var input = OpenInput($"/proc/self/fd/{memory.DangerousGetHandle()}");
        if (input == 0)
            throw Failed();
        try
        {
            var (width, height) = (data.Right - data.Left + 1, data.Bottom - data.Top + 1);
            var lines = Math.Min(LinesPerChunk, height);
            var (halves, floats) = (new Half[4 * width * lines], new float[4 * width * lines]);
            for (var y = 0; y < height; y += lines)
            {
                var count = Math.Min(lines, height - y);
                fixed (Half* start = halves)
                {
                    // The base is where the pixel 0, 0 would be.
                    var zero = (nint)start - sizeof(Half) * 4 * (data.Left + (nint)(data.Top + y) * width);
                    if (SetFrameBuffer(input, zero, 1, (nuint)width) == 0 || ReadPixels(input, data.Top + y, data.Top + y + count - 1) == 0)
                        throw Failed();
                }
                for (var i = 0; i < 4 * width * count; i++)
                    floats[i] = (float)halves[i];
                take(floats, count, y);
            }
        }
        finally
        {
            _ = CloseInput(input);
        }
    }

    /// <summary>The library's own words, without the name.</summary>
    private static InvalidDataException Failed()
    {
        var message = Marshal.PtrToStringUTF8(ErrorMessage()) ?? "";
        return new("OpenEXR: " + message[(message.LastIndexOf("\". ", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..].TrimEnd('.'));
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "ImfOpenInputFile", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenInput(string name);

    [LibraryImport(Library, EntryPoint = "ImfCloseInputFile")]
    private static partial int CloseInput(nint input);

    [LibraryImport(Library, EntryPoint = "ImfInputSetFrameBuffer")]
    private static partial int SetFrameBuffer(nint input, nint zero, nuint stepX, nuint stepY);

    [LibraryImport(Library, EntryPoint = "ImfInputReadPixels")]
    private static partial int ReadPixels(nint input, int first, int last);

    [LibraryImport(Library, EntryPoint = "ImfErrorMessage")]
    private static partial nint ErrorMessage();
}
