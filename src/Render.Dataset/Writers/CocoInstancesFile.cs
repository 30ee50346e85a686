using System.Text.Json;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Commit;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// One file of COCO instances (cocodataset.org/#format-data, object detection), with keypoints where categories have some; ids from 1.
/// </summary>
internal sealed class CocoInstancesFile : IDisposable
{
    private readonly CocoForms _form;
    private readonly Category[] _categories;
    private readonly CocoDocument _file;
    private readonly Utf8JsonWriter _json;
    private readonly MaskPolygons _polygons = new();
    private readonly PolygonProof _proof = new();
    private readonly PolygonSimplifier _simplifier = new();
    private readonly Dictionary<string, Category> _byName;

    /// <param name="file">Where it is made.</param>
    /// <param name="form">One of the forms.</param>
    /// <param name="info">Names the categories.</param>
    /// <param name="onlyKeypoints">Lists only the categories that have keypoints; others may not come.</param>
    public CocoInstancesFile(string file, CocoForms form, DatasetInfo info, bool onlyKeypoints = false)
    {
        (_form, _file) = (form, new(file, info.About));
        _json = _file.Json;
        _categories = [.. info.Categories.Where(category => !onlyKeypoints || category.Keypoints is not null)];
        _byName = _categories.ToDictionary(category => category.Name, StringComparer.Ordinal);
    }

    /// <summary>What the simplified polygons cost so far.</summary>
    public PolygonFitSum Fit { get; } = new();

    /// <summary>Images come in the order of their ids.</summary>
    /// <param name="image">Its part of the record.</param>
    /// <param name="split">The folder below <c>images/</c>.</param>
    public void AddImage(ImageOutput image, string split)
    {
        _json.WriteStartObject();
        _json.WriteNumber("id"u8, image.Id);
        _json.WriteString("file_name"u8, Ascii(image.Image[$"images/{split}/".Length..]));
        _json.WriteNumber("width"u8, image.Width);
        _json.WriteNumber("height"u8, image.Height);
        if (image.Varied is { } varied)
            WriteVariant(image.Variant, varied);
        TagsJson.Write(_json, image.Tags);
        if (image.SeenBy is { } camera)
            CameraJson.Write(_json, camera);
        _json.WriteEndObject();
        _file.EndImage();
    }

    /// <summary>Under keys of our own: which images are of one frame, and in what they differ.</summary>
    private void WriteVariant(int variant, SortedDictionary<string, string> varied)
    {
        _json.WriteNumber("variant"u8, variant);
        _json.WriteStartObject("varied"u8);
        foreach (var (path, value) in varied)
            _json.WriteString(Ascii(path), Ascii(value));
        _json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">The record's run lengths do not decode, or its category is none of the dataset's.</exception>
    public void AddAnnotation(long id, ImageOutput image, InstanceOutput instance)
    {
        if (!_byName.TryGetValue(instance.Category ?? "", out var category))
            throw new InvalidDataException($"instance {instance.Number} has the category '{instance.Category}', which dataset.json does not know");
        _json.WriteStartObject();
        _json.WriteNumber("id"u8, id);
        _json.WriteNumber("image_id"u8, image.Id);
        _json.WriteNumber("category_id"u8, category.Id);
        _json.WriteStartArray("bbox"u8);
        foreach (var value in instance.Bbox!)
            _json.WriteNumberValue(value);
        _json.WriteEndArray();
        _json.WriteNumber("area"u8, instance.Area);
        _json.WritePropertyName("segmentation"u8);
        if (_form is CocoForms.Polygon or CocoForms.PolygonSimplified)
            WritePolygons(image, instance);
        else
            WriteRunLength(image, instance);
        _json.WriteNumber("iscrowd"u8, 0);
        CocoInstanceExtras.Write(_json, category, image, instance);
        _json.WriteEndObject();
        _file.EndAnnotation();
    }

    /// <summary>Joins both parts; the file is whole afterwards.</summary>
    public void Finish()
    {
        _json.WriteStartArray();
        foreach (var category in _categories)
        {
            _json.WriteStartObject();
            _json.WriteNumber("id"u8, category.Id);
            _json.WriteString("name"u8, Ascii(category.Name));
            _json.WriteString("supercategory"u8, Ascii(category.Supercategory));
            if (category.Keypoints is { } keypoints)
                CocoKeypoints.WriteNames(_json, keypoints);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _file.EndCategories();
    }

    public void Dispose() => _file.Dispose();

    private void WriteRunLength(ImageOutput image, InstanceOutput instance)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("size"u8);
        _json.WriteNumberValue(image.Height);
        _json.WriteNumberValue(image.Width);
        _json.WriteEndArray();
        _json.WriteString("counts"u8, instance.Visible);
        _json.WriteEndObject();
    }

    private void WritePolygons(ImageOutput image, InstanceOutput instance)
    {
        var counts = RunLength.Decode(instance.Visible ?? "", (long)image.Width * image.Height);
        var polygons = _polygons.Trace(counts, image.Height, instance.Box);
        if (_proof.Difference(polygons, counts, image.Height, instance.Box) is { } difference)
            throw new RenderException(
                Failure.Refused, $"the polygons of instance {instance.Number} do not fill to its mask: {difference}.", $"image {image.FileStem}",
                "No annotation file is written. Ask for run lengths (labels.coco: rle), and please report it with the record.");
        if (_form == CocoForms.PolygonSimplified)
            polygons = _simplifier.Simplify(polygons, counts, image.Width, image.Height, Fit);
        _json.WriteStartArray();
        foreach (var polygon in polygons)
        {
            _json.WriteStartArray();
            foreach (var coordinate in polygon)
                _json.WriteNumberValue(coordinate);
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
    }

    private static JsonEncodedText Ascii(string text) => CocoDocument.Ascii(text);
}
