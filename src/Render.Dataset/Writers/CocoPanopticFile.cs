using Render.Dataset.Commit;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// One file of COCO panoptic (cocodataset.org/#format-data, panoptic segmentation).
/// </summary>
internal sealed class CocoPanopticFile : IDisposable
{
    private readonly CocoDocument _file;
    private readonly DatasetInfo _info;

    /// <param name="file">Where it is made.</param>
    /// <param name="info">Names the categories.</param>
    public CocoPanopticFile(string file, DatasetInfo info) => (_info, _file) = (info, new(file, info.About));

    /// <param name="image">With the segments that its PNG shows.</param>
    /// <param name="png">Name of the PNG in the folder of the split.</param>
    /// <param name="categoryOf">Id of an annotated instance's category.</param>
    public void Add(SourceImage image, string png, Func<Records.InstanceOutput, int> categoryOf)
    {
        var json = _file.Json;
        json.WriteStartObject();
        json.WriteNumber("id"u8, image.Output.Id);
        json.WriteString("file_name"u8, CocoDocument.Ascii(image.FileName));
        json.WriteNumber("width"u8, image.Width);
        json.WriteNumber("height"u8, image.Height);
        TagsJson.Write(json, image.Output.Tags);
        json.WriteEndObject();
        _file.EndImage();
        json.WriteStartObject();
        json.WriteNumber("image_id"u8, image.Output.Id);
        json.WriteString("file_name"u8, CocoDocument.Ascii(png));
        json.WriteStartArray("segments_info"u8);
        foreach (var instance in image.Annotated)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, instance.Number);
            json.WriteNumber("category_id"u8, categoryOf(instance));
            json.WriteNumber("area"u8, instance.Area);
            json.WriteStartArray("bbox"u8);
            foreach (var value in instance.Bbox!)
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteNumber("iscrowd"u8, 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        _file.EndAnnotation();
    }

    /// <summary>Joins both parts; the file is whole afterwards.</summary>
    public void Finish()
    {
        var json = _file.Json;
        json.WriteStartArray();
        foreach (var category in _info.Categories)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, category.Id);
            json.WriteString("name"u8, CocoDocument.Ascii(category.Name));
            json.WriteString("supercategory"u8, CocoDocument.Ascii(category.Supercategory));
            json.WriteNumber("isthing"u8, 1);
            json.WriteStartArray("color"u8);
            foreach (var channel in LabelColors.Of(category.Id))
                json.WriteNumberValue(channel);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        _file.EndCategories();
    }

    public void Dispose() => _file.Dispose();
}
