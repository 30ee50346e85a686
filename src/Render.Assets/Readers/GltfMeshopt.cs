using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>Buffer views in EXT_meshopt_compression, by the native libmeshoptimizer.</summary>
internal static partial class GltfMeshopt
{
    public const string Extension = "EXT_meshopt_compression";

    private const string Library = "libmeshoptimizer.so.2d";

    /// <summary>
    /// Bytes that one compressed byte can stand for: a byte of vertex data takes a 64th where nothing changes, so the format itself can claim no more
    /// than this by much.
    /// </summary>
    private const long MostExpansion = 256;

    /// <summary>The bytes of a compressed buffer view.</summary>
    /// <param name="compressed">The extension's object.</param>
    /// <param name="source">The compressed bytes.</param>
    /// <exception cref="RenderException">They make no sense, or the library is not installed.</exception>
    public static unsafe byte[] Decode(JsonObject compressed, ReadOnlyMemory<byte> source)
    {
        var (count, stride) = (GltfDecompression.Number(compressed, "count", 0), GltfDecompression.Number(compressed, "byteStride", 0));
        var (mode, filter) = (compressed["mode"]?.GetValue<string>() ?? "", compressed["filter"]?.GetValue<string>() ?? "NONE");
        var fits = mode == "ATTRIBUTES" ? stride is > 0 and <= 256 && stride % 4 == 0 : stride is 2 or 4 && (mode != "TRIANGLES" || count % 3 == 0);
        // By division: the product of two numbers from a file may wrap around to one that fits.
        var most = Math.Min(Array.MaxLength, MostExpansion * source.Length + 4096);
        if (!fits || count <= 0 || count > most / stride)
            throw GltfDecompression.Invalid(string.Create(CultureInfo.InvariantCulture, $"a compressed view claims {count} elements of {stride} bytes, which its data cannot hold."));
        var content = new byte[count * stride];
        try
        {
            fixed (byte* from = source.Span, to = content)
            {
                var status = mode switch
                {
                    "ATTRIBUTES" => DecodeVertexBuffer(to, (nuint)count, (nuint)stride, from, (nuint)source.Length),
                    "TRIANGLES" => DecodeIndexBuffer(to, (nuint)count, (nuint)stride, from, (nuint)source.Length),
                    "INDICES" => DecodeIndexSequence(to, (nuint)count, (nuint)stride, from, (nuint)source.Length),
                    _ => throw GltfDecompression.Invalid($"the compression mode '{mode}' is unknown."),
                };
                if (status != 0)
                    throw GltfDecompression.Invalid(string.Create(CultureInfo.InvariantCulture, $"compressed data is damaged, or of a newer kind (status {status})."));
                switch (filter)
                {
                    case "NONE":
                        break;
                    case "OCTAHEDRAL" when stride is 4 or 8:
                        DecodeFilterOct(to, (nuint)count, (nuint)stride);
                        break;
                    case "QUATERNION" when stride is 8:
                        DecodeFilterQuat(to, (nuint)count, (nuint)stride);
                        break;
                    case "EXPONENTIAL":
                        DecodeFilterExp(to, (nuint)count, (nuint)stride);
                        break;
                    default:
                        throw GltfDecompression.Invalid($"the compression filter '{filter}' does not go with its data.");
                }
            }
        }
        catch (DllNotFoundException e)
        {
            throw new RenderException(Failure.TryAgain, $"this file is compressed ({Extension}) and needs {Library}, which is not installed.",
                remedy: "Run: apt-get install libmeshoptimizer2d", inner: e);
        }
        return content;
    }

    // meshoptimizer.h, version 0.18: 0 for success, less than 0 for data that is not what it should be.
    [LibraryImport(Library, EntryPoint = "meshopt_decodeVertexBuffer")]
    private static unsafe partial int DecodeVertexBuffer(byte* to, nuint count, nuint stride, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "meshopt_decodeIndexBuffer")]
    private static unsafe partial int DecodeIndexBuffer(byte* to, nuint count, nuint stride, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "meshopt_decodeIndexSequence")]
    private static unsafe partial int DecodeIndexSequence(byte* to, nuint count, nuint stride, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "meshopt_decodeFilterOct")]
    private static unsafe partial void DecodeFilterOct(byte* buffer, nuint count, nuint stride);

    [LibraryImport(Library, EntryPoint = "meshopt_decodeFilterQuat")]
    private static unsafe partial void DecodeFilterQuat(byte* buffer, nuint count, nuint stride);

    [LibraryImport(Library, EntryPoint = "meshopt_decodeFilterExp")]
    private static unsafe partial void DecodeFilterExp(byte* buffer, nuint count, nuint stride);
}
