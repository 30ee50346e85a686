using System.Globalization;
using System.Text.Json;
using Render.Core;

namespace Render.Assets.Readers;

/// <summary>
/// The sizes that a glTF file declares (specification, 3.6), checked against what it holds before anything is allocated: buffers against their data, views
/// against buffers, accessors against views. All arithmetic is in 64 bits and by subtraction, so that nothing overflows.
/// </summary>
internal static class GltfLayout
{
    /// <summary>An accessor without a view holds zeros and takes no room in the file; it gets what real meshes need and no more.</summary>
    private const long MinZeros = 1 << 20;
    private const int ZerosPerByte = 16;

    /// <param name="root">The JSON.</param>
    /// <param name="fileBytes">Length of the file.</param>
    /// <param name="binaryBytes">Length of the GLB's second chunk; null where there is none.</param>
    /// <exception cref="RenderException">Something does not fit.</exception>
    /// <exception cref="FormatException">A number is not a whole one.</exception>
    public static void Check(JsonElement root, long fileBytes, long? binaryBytes)
    {
        var buffers = GltfDocument.Items(root, "buffers").Select((buffer, i) => Buffer(buffer, i, binaryBytes)).ToArray();
        var views = GltfDocument.Items(root, "bufferViews").Select((view, i) => View(view, i, buffers)).ToArray();
        var index = 0;
        foreach (var accessor in GltfDocument.Items(root, "accessors"))
            Accessor(accessor, index++, views, Math.Max(MinZeros, fileBytes * ZerosPerByte));
    }

    private static long Buffer(JsonElement buffer, int index, long? binaryBytes)
    {
        var length = Number(buffer, "byteLength", 0);
        var held = buffer.TryGetProperty("uri", out var uri)
            // Files are measured when they are read. Four characters of a data URI hold three bytes.
            ? uri.GetString() is { } text && text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text.Length / 4L * 3 + 3 : long.MaxValue
            : index == 0 ? binaryBytes ?? 0 : 0;
        // A buffer without any data of its own is a place-holder of an extension: only its use is an error.
        return length < 0 || (length > held && held > 0) ? throw Refused($"buffer {index} declares {length} bytes, more than the file holds.") : Math.Min(length, held);
    }

    private static (long Length, long Stride) View(JsonElement view, int index, long[] buffers)
    {
        var (buffer, offset, length) = (Number(view, "buffer", -1), Number(view, "byteOffset", 0), Number(view, "byteLength", 0));
        var stride = Number(view, "byteStride", 0);
        if (buffer < 0 || buffer >= buffers.Length || offset < 0 || length < 0 || stride is < 0 or > 252 || offset > buffers[buffer] || length > buffers[buffer] - offset)
            throw Refused($"bufferView {index} lies outside its buffer.");
        return (length, stride);
    }

    private static void Accessor(JsonElement accessor, int index, (long Length, long Stride)[] views, long mostZeros)
    {
        var count = Number(accessor, "count", 0);
        var element = ComponentBytes(accessor) * Components(accessor, index);
        if (accessor.TryGetProperty("bufferView", out _))
            Fits(accessor, count, element);
        else if (count < 0 || count > mostZeros)
            throw TooMany(index, count);
        if (!accessor.TryGetProperty("sparse", out var sparse))
            return;
        var changed = Number(sparse, "count", 0);
        if (changed < 0 || changed > count)
            throw TooMany(index, changed);
        if (sparse.TryGetProperty("indices", out var indices))
            Fits(indices, changed, ComponentBytes(indices));
        if (sparse.TryGetProperty("values", out var values))
            Fits(values, changed, element);

        void Fits(JsonElement part, long elements, long bytes)
        {
            var (number, offset) = (Number(part, "bufferView", -1), Number(part, "byteOffset", 0));
            if (number < 0 || number >= views.Length || offset < 0 || offset > views[number].Length)
                throw Refused($"accessor {index} lies outside its bufferView.");
            var stride = Math.Max(bytes, views[number].Stride);
            // The last element needs no room up to the next one.
            if (elements < 0 || (elements > 0 && (views[number].Length - offset < bytes || elements - 1 > (views[number].Length - offset - bytes) / stride)))
                throw TooMany(index, elements);
        }
    }

    private static long ComponentBytes(JsonElement part) => Number(part, "componentType", 0) switch
    {
        5120 or 5121 => 1,
        5122 or 5123 => 2,
        _ => 4,
    };

    private static long Components(JsonElement accessor, int index) => (accessor.TryGetProperty("type", out var type) ? type.GetString() : null) switch
    {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" or "MAT2" => 4,
        "MAT3" => 9,
        "MAT4" => 16,
        _ => throw Refused($"accessor {index} has no type."),
    };

    private static long Number(JsonElement part, string name, long otherwise) => part.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;

    private static RenderException TooMany(int index, long count) => Refused($"accessor {index} claims {count} elements, more than its data can hold.");

    private static RenderException Refused(FormattableString message) => new(Failure.InvalidInput, message.ToString(CultureInfo.InvariantCulture));
}
