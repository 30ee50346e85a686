using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>
/// EXT_meshopt_compression by the native libmeshoptimizer: the file is written anew with its compressed buffer views in the clear, before SharpGLTF,
/// which does not know the extension, sees it.
/// </summary>
internal static partial class GltfMeshopt
{
    public const string Extension = "EXT_meshopt_compression";

    /// <summary>Name of the buffer that holds what was decompressed; no file may bear it, for it is absolute.</summary>
    private const string DecodedUri = "/decompressed";

    /// <summary>The GLB's own chunk, which a text file has to name.</summary>
    private const string ChunkUri = "/chunk";

    private const string Library = "libmeshoptimizer.so.2d";

    /// <summary>
    /// Bytes that one compressed byte can stand for: a byte of vertex data takes a 64th where nothing changes, so the format itself can claim no more
    /// than this by much.
    /// </summary>
    private const long MostExpansion = 256;

    /// <summary>The document with nothing compressed, and its buffers that are in no file, by URI.</summary>
    /// <param name="json">The document's JSON.</param>
    /// <param name="chunk">The GLB's binary chunk; empty where there is none.</param>
    /// <param name="files">Reads the other buffers.</param>
    /// <exception cref="RenderException">Compressed data that makes no sense, or the library is not installed.</exception>
    public static (byte[] Json, Dictionary<string, byte[]> Buffers) Decompress(ReadOnlySpan<byte> json, ReadOnlyMemory<byte> chunk, ConfinedFiles files)
    {
        var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = 128 })!.AsObject();
        var buffers = root["buffers"] as JsonArray ?? throw Invalid("there are no buffers.");
        var given = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [ChunkUri] = chunk.ToArray() };
        if (buffers.Count > 0 && buffers[0]!["uri"] is null && !IsFallback(buffers[0]!))
            buffers[0]!["uri"] = ChunkUri;
        using var decoded = new MemoryStream();
        foreach (var view in (root["bufferViews"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (view["extensions"]?[Extension] is not JsonObject compressed)
                continue;
            var source = Slice(compressed, buffers, given, files);
            var content = Decode(compressed, source);
            while (decoded.Length % 4 != 0)
                decoded.WriteByte(0);
            view["buffer"] = buffers.Count;
            view["byteOffset"] = decoded.Length;
            view["byteLength"] = content.Length;
            view["extensions"]!.AsObject().Remove(Extension);
            decoded.Write(content);
        }
        foreach (var fallback in buffers.Where(b => IsFallback(b!)))
        {
            // Nothing refers to it any more, but its number must stay.
            fallback!["uri"] = "data:application/octet-stream;base64,AAAAAA==";
            fallback["byteLength"] = 4;
            fallback["extensions"]!.AsObject().Remove(Extension);
        }
        buffers.Add(new JsonObject { ["uri"] = DecodedUri, ["byteLength"] = decoded.Length });
        foreach (var list in new[] { "extensionsUsed", "extensionsRequired" })
            if (root[list] is JsonArray names && names.FirstOrDefault(n => n?.GetValue<string>() == Extension) is { } name)
                names.Remove(name);
        given[DecodedUri] = decoded.ToArray();
        return (JsonSerializer.SerializeToUtf8Bytes(root), given);
    }

    private static bool IsFallback(JsonNode buffer) => buffer["uri"] is null && buffer["extensions"]?[Extension] is not null;

    private static ReadOnlyMemory<byte> Slice(JsonObject compressed, JsonArray buffers, Dictionary<string, byte[]> given, ConfinedFiles files)
    {
        var (index, offset, length) = (Number(compressed, "buffer", -1), Number(compressed, "byteOffset", 0), Number(compressed, "byteLength", -1));
        if (index < 0 || index >= buffers.Count || buffers[(int)index]!["uri"]?.GetValue<string>() is not { } uri)
            throw Invalid("a compressed view names a buffer that is not there.");
        if (!given.TryGetValue(uri, out var content))
        {
            content = uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
                ? Convert.FromBase64String(uri[(uri.IndexOf(',', StringComparison.Ordinal) + 1)..])
                : files.ReadUri(uri) ?? throw new RenderException(Failure.InvalidInput, $"the buffer '{uri}' is missing.");
            given.Add(uri, content);
        }
        if (offset < 0 || length < 0 || offset + length > content.Length)
            throw Invalid("a compressed view lies outside its buffer.");
        return content.AsMemory((int)offset, (int)length);
    }

    private static unsafe byte[] Decode(JsonObject compressed, ReadOnlyMemory<byte> source)
    {
        var (count, stride) = (Number(compressed, "count", 0), Number(compressed, "byteStride", 0));
        var (mode, filter) = (compressed["mode"]?.GetValue<string>() ?? "", compressed["filter"]?.GetValue<string>() ?? "NONE");
        var fits = mode == "ATTRIBUTES" ? stride is > 0 and <= 256 && stride % 4 == 0 : stride is 2 or 4 && (mode != "TRIANGLES" || count % 3 == 0);
        if (!fits || count <= 0 || count * stride > Math.Min(Array.MaxLength, MostExpansion * source.Length + 4096))
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"a compressed view claims {count} elements of {stride} bytes, which its data cannot hold."));
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
                    _ => throw Invalid($"the compression mode '{mode}' is unknown."),
                };
                if (status != 0)
                    throw Invalid(string.Create(CultureInfo.InvariantCulture, $"compressed data is damaged, or of a newer kind (status {status})."));
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
                        throw Invalid($"the compression filter '{filter}' does not go with its data.");
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

    private static long Number(JsonObject from, string name, long otherwise) => from[name] is { } value ? value.GetValue<long>() : otherwise;

    private static RenderException Invalid(string message) => new(Failure.InvalidInput, "not a valid glTF file: " + message);

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
