using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>
/// The JSON of a glTF file, looked through before SharpGLTF sees it: what would make SharpGLTF recurse or allocate without bound is refused here.
/// </summary>
internal sealed class GltfDocument
{
    private const int MaxNodeDepth = 1000;
    private readonly HashSet<string> _imageUris = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _bufferBytes = new(StringComparer.Ordinal);
    private readonly List<string?> _imageUriOf = [];
    private readonly List<string?> _imageNameOf = [];

    private GltfDocument(byte[] file) => (File, IsBinary) = (file, file.AsSpan().StartsWith("glTF"u8));

    /// <summary>A PNG of one pixel, shown to SharpGLTF in place of image files.</summary>
    public static byte[] PlaceholderImage { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    /// <summary>As SharpGLTF is to read it: what was compressed is decompressed.</summary>
    public byte[] File { get; private init; }

    /// <summary>Buffers that are in no file, by URI.</summary>
    public IReadOnlyDictionary<string, byte[]> Buffers { get; private init; } = new Dictionary<string, byte[]>();

    /// <summary>GLB.</summary>
    public bool IsBinary { get; }

    /// <summary>The file cannot be understood without its images in KTX2.</summary>
    public bool RequiresBasisu { get; private set; }

    /// <summary>Buffers that no view names.</summary>
    public int UnusedBuffers { get; private set; }

    /// <param name="file">The model's own bytes.</param>
    /// <param name="files">Reads what lies beside it, where compressed data has to be looked at first.</param>
    /// <exception cref="RenderException">No JSON, or it describes what must not be built.</exception>
    public static GltfDocument Parse(byte[] file, ConfinedFiles files)
    {
        var document = new GltfDocument(file);
        try
        {
            var text = document.Json();
            if (GltfDecompression.IsNeeded(text.Span))
            {
                var (decompressed, buffers) = GltfDecompression.Decompress(text.Span, document.Chunk(), files);
                document = new(decompressed) { Buffers = buffers };
                text = decompressed;
            }
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 128 });
            document.Check(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new RenderException(Failure.InvalidInput, "not a valid glTF file: " + e.Message, inner: e);
        }
        return document;
    }

    /// <summary>True where the URI names an image and no buffer.</summary>
    public bool IsImage(string uri) => _imageUris.Contains(uri);

    /// <summary>Bytes that a buffer with this URI declares.</summary>
    public long BufferBytes(string uri) => _bufferBytes.GetValueOrDefault(uri);

    /// <summary>URI of an image that is a file; null where it is embedded.</summary>
    public string? ImageUri(int index) => _imageUriOf[index];

    /// <summary>For messages.</summary>
    public string ImageName(int index) => ImageUri(index) ?? (_imageNameOf[index] is { Length: > 0 } name
        ? string.Create(CultureInfo.InvariantCulture, $"{name} (image {index})")
        : string.Create(CultureInfo.InvariantCulture, $"image {index}"));

    private ReadOnlyMemory<byte> Json()
    {
        if (!IsBinary)
            return File.AsSpan().StartsWith("\uFEFF"u8) ? File.AsMemory(3) : File;
        if (File.Length < 20)
            throw new RenderException(Failure.InvalidInput, "the GLB file is truncated.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(File.AsSpan(4));
        if (version != 2)
            throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"glTF version {version} is not read; 2 is."));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(File.AsSpan(12));
        if (length > File.Length - 20 || BinaryPrimitives.ReadUInt32LittleEndian(File.AsSpan(8)) > File.Length)
            throw new RenderException(Failure.InvalidInput, "the GLB file is truncated.");
        return File.AsMemory(20, (int)length);
    }

    /// <summary>The binary chunk of a GLB, which follows the JSON; empty where there is none.</summary>
    private ReadOnlyMemory<byte> Chunk()
    {
        if (!IsBinary)
            return default;
        var at = 20 + Json().Length;
        if (File.Length < at + 8)
            return default;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(File.AsSpan(at));
        if (length > File.Length - at - 8)
            throw new RenderException(Failure.InvalidInput, "the GLB file is truncated.");
        return File.AsMemory(at + 8, (int)length);
    }

    private void Check(JsonElement root)
    {
        // glTF 1.0 has objects where 2.0 has arrays.
        if (root.TryGetProperty("asset", out var asset) && asset.TryGetProperty("version", out var version) && version.ToString() is ['0' or '1', ..] old)
            throw new RenderException(Failure.InvalidInput, $"glTF version {old} is not read; 2 is.", remedy: "Export it again as glTF 2.0.");
        string[] required = [.. Items(root, "extensionsRequired").Select(e => e.GetString() ?? "")];
        GltfExtensions.CheckRequired(required);
        RequiresBasisu = required.Contains(GltfExtensions.TextureBasisu, StringComparer.Ordinal);
        foreach (var image in Items(root, "images"))
        {
            var uri = image.TryGetProperty("uri", out var value) ? value.GetString() : null;
            var file = uri is null || uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? null : uri;
            _imageUriOf.Add(file);
            _imageNameOf.Add(image.TryGetProperty("name", out var name) ? name.GetString() : null);
            if (file is not null)
                _imageUris.Add(file);
        }
        foreach (var buffer in Items(root, "buffers"))
            if (buffer.TryGetProperty("uri", out var uri) && uri.GetString() is { } name)
            {
                _imageUris.Remove(name);
                _bufferBytes[name] = buffer.TryGetProperty("byteLength", out var length) ? length.GetInt64() : 0;
            }
        GltfLayout.Check(root, File.Length, IsBinary ? Chunk().Length : null);
        var used = Items(root, "bufferViews").Select(v => v.TryGetProperty("buffer", out var buffer) ? buffer.GetInt32() : -1).ToHashSet();
        UnusedBuffers = Buffers.Count > 0 ? 0 : Items(root, "buffers").Where((_, i) => !used.Contains(i)).Count();
        CheckNodes(root);
    }

    /// <summary>Walks the node tree without recursion.</summary>
    private static void CheckNodes(JsonElement root)
    {
        int[][] children = [.. Items(root, "nodes").Select(n => Items(n, "children").Select(c => c.GetInt32()).ToArray())];
        var parents = new int[children.Length];
        foreach (var child in children.SelectMany(c => c))
            if ((uint)child >= (uint)children.Length || ++parents[child] > 1)
                throw new RenderException(Failure.InvalidInput, string.Create(
                    CultureInfo.InvariantCulture, $"node {child} does not exist or has several parents."));
        var open = new Stack<(int Node, int Depth)>(Enumerable.Range(0, children.Length).Where(n => parents[n] == 0).Select(n => (n, 1)));
        var seen = 0;
        while (open.TryPop(out var next))
        {
            seen++;
            if (next.Depth > MaxNodeDepth)
                throw new RenderException(Failure.InvalidInput, string.Create(
                    CultureInfo.InvariantCulture, $"the node tree is deeper than {MaxNodeDepth}."));
            foreach (var child in children[next.Node])
                open.Push((child, next.Depth + 1));
        }
        if (seen < children.Length)
            throw new RenderException(Failure.InvalidInput, "the node tree has a cycle.");
    }

    internal static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var array) ? array.EnumerateArray() : default;
}
