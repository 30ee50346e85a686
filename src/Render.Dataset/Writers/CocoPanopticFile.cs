using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Render.Dataset.Commit;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// One file of COCO panoptic (cocodataset.org/#format-data, panoptic segmentation), written while the records go by: images straight into it, annotations
/// into a second file that is appended at the end. UTF-8 without BOM, non-ASCII escaped.
/// </summary>
internal sealed class CocoPanopticFile : IDisposable
{
    private const int StreamBuffer = 1 << 16;

    private readonly string _annotationsPath;
    private readonly FileStream _images, _annotations;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly DatasetInfo _info;
    private bool _any;

    /// <param name="file">Where it is made.</param>
    /// <param name="info">Names the categories.</param>
    public CocoPanopticFile(string file, DatasetInfo info)
    {
        (_info, _annotationsPath) = (info, file + ".annotations");
        _images = new(file, FileMode.Create, FileAccess.Write, FileShare.None, StreamBuffer);
        _annotations = new(_annotationsPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, StreamBuffer);
        _json = new(_buffer, new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true });
        _images.Write("{\"info\":"u8);
        _json.WriteStartObject();
        foreach (var (key, value) in info.About)
            _json.WriteString(key, value);
        _json.WriteEndObject();
        Flush(_images);
        _images.Write(",\"licenses\":[],\"images\":["u8);
    }

    /// <param name="image">With the segments that its PNG shows.</param>
    /// <param name="png">Name of the PNG in the folder of the split.</param>
    /// <param name="categoryOf">Id of an annotated instance's category.</param>
    public void Add(SourceImage image, string png, Func<Records.InstanceOutput, int> categoryOf)
    {
        if (_any)
        {
            _images.WriteByte((byte)',');
            _annotations.WriteByte((byte)',');
        }
        _any = true;
        _json.WriteStartObject();
        _json.WriteNumber("id"u8, image.Output.Id);
        _json.WriteString("file_name"u8, image.FileName);
        _json.WriteNumber("width"u8, image.Width);
        _json.WriteNumber("height"u8, image.Height);
        _json.WriteEndObject();
        Flush(_images);
        _json.WriteStartObject();
        _json.WriteNumber("image_id"u8, image.Output.Id);
        _json.WriteString("file_name"u8, png);
        _json.WriteStartArray("segments_info"u8);
        foreach (var instance in image.Annotated)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id"u8, instance.Number);
            _json.WriteNumber("category_id"u8, categoryOf(instance));
            _json.WriteNumber("area"u8, instance.Area);
            _json.WriteStartArray("bbox"u8);
            foreach (var value in instance.Bbox!)
                _json.WriteNumberValue(value);
            _json.WriteEndArray();
            _json.WriteNumber("iscrowd"u8, 0);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        Flush(_annotations);
    }

    /// <summary>Joins both parts; the file is whole afterwards.</summary>
    public void Finish()
    {
        _images.Write("],\"annotations\":["u8);
        _annotations.Position = 0;
        _annotations.CopyTo(_images);
        _images.Write("],\"categories\":"u8);
        _json.WriteStartArray();
        foreach (var category in _info.Categories)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id"u8, category.Id);
            _json.WriteString("name"u8, category.Name);
            _json.WriteString("supercategory"u8, category.Supercategory);
            _json.WriteNumber("isthing"u8, 1);
            _json.WriteStartArray("color"u8);
            foreach (var channel in LabelColors.Of(category.Id))
                _json.WriteNumberValue(channel);
            _json.WriteEndArray();
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        Flush(_images);
        _images.Write("}\n"u8);
        _images.Flush();
    }

    public void Dispose()
    {
        _json.Dispose();
        _images.Dispose();
        _annotations.Dispose();
        File.Delete(_annotationsPath);
    }

    private void Flush(FileStream file)
    {
        _json.Flush();
        file.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _json.Reset();
    }
}
