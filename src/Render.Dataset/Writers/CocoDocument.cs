using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Render.Dataset.Writers;

/// <summary>
/// A COCO file that is written while the records go by: images straight into it, annotations into a second file that is appended at the end; so memory does not grow with
/// the dataset. UTF-8 without BOM; texts are <see cref="Ascii"/>.
/// </summary>
internal sealed class CocoDocument : IDisposable
{
    private const int StreamBuffer = 1 << 16;

    // Texts are encoded by the default encoder, which leaves ASCII only; the rest is numbers and run lengths.
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly string _annotationsPath;
    private readonly FileStream _images;
    private readonly FileStream _annotations;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private bool _anyImage, _anyAnnotation;

    /// <param name="file">Where it is made.</param>
    /// <param name="about">COCO's <c>info</c>.</param>
    public CocoDocument(string file, IEnumerable<KeyValuePair<string, string>> about)
    {
        _annotationsPath = file + ".annotations";
        _images = new(file, FileMode.Create, FileAccess.Write, FileShare.None, StreamBuffer);
        _annotations = new(_annotationsPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, StreamBuffer);
        Json = new(_buffer, Compact);
        Json.WriteStartObject();
        foreach (var (key, value) in about)
            Json.WriteString(Ascii(key), Ascii(value));
        Json.WriteEndObject();
        _images.Write("{\"info\":"u8);
        Flush(_images);
        _images.Write(",\"licenses\":[],\"images\":["u8);
    }

    /// <summary>Takes an image, an annotation or the list of categories; each is ended by the method of its name.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What was written is an image.</summary>
    public void EndImage()
    {
        Separate(_images, ref _anyImage);
        Flush(_images);
    }

    /// <summary>What was written is an annotation.</summary>
    public void EndAnnotation()
    {
        Separate(_annotations, ref _anyAnnotation);
        Flush(_annotations);
    }

    /// <summary>What was written are the categories: joins both parts; the file is whole afterwards.</summary>
    public void EndCategories()
    {
        _images.Write("],\"annotations\":["u8);
        _annotations.Position = 0;
        _annotations.CopyTo(_images);
        _images.Write("],\"categories\":"u8);
        Flush(_images);
        _images.Write("}\n"u8);
        _images.Flush();
    }

    public void Dispose()
    {
        Json.Dispose();
        _images.Dispose();
        _annotations.Dispose();
        File.Delete(_annotationsPath);
    }

    /// <summary>With everything but ASCII escaped.</summary>
    public static JsonEncodedText Ascii(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.Default);

    private static void Separate(FileStream file, ref bool any)
    {
        if (any)
            file.WriteByte((byte)',');
        any = true;
    }

    private void Flush(FileStream file)
    {
        Json.Flush();
        file.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        Json.Reset();
    }
}
