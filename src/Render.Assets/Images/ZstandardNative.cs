using System.Runtime.InteropServices;
using Render.Core;

namespace Render.Assets.Images;

/// <summary>Zstandard by the native libzstd, whole frames at a time.</summary>
internal static unsafe partial class ZstandardNative
{
    private const string Library = "libzstd.so.1";

    /// <summary>Bytes that came out; never more than there is room for.</summary>
    /// <exception cref="InvalidDataException">Damaged, or more than there is room for.</exception>
    /// <exception cref="RenderException">The library is not installed.</exception>
    public static int Decompress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        try
        {
            fixed (byte* source = from, target = to)
            {
                var written = NativeDecompress(target, (nuint)to.Length, source, (nuint)from.Length);
                return IsError(written) == 0 ? (int)written : throw new InvalidDataException("Zstandard: " + Marshal.PtrToStringUTF8(ErrorName(written)));
            }
        }
        catch (DllNotFoundException e)
        {
            throw new RenderException(Failure.TryAgain, $"a KTX2 image in Zstandard needs {Library}, which is not installed.", remedy: "Run: apt-get install libzstd1", inner: e);
        }
    }

    // zstd.h, the stable part.
    [LibraryImport(Library, EntryPoint = "ZSTD_decompress")]
    private static partial nuint NativeDecompress(byte* to, nuint room, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);
}
