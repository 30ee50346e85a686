using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// Tables for statistics and for loaders of one's own: <c>annotations.csv</c> with a row an annotation, <c>images.csv</c> with a row an image, and <c>images/SPLIT/</c>. Which columns
/// there are follows from what the records say; docs/labels.md lists them.
/// </summary>
internal sealed class CsvWriter(ConversionTarget target) : FormatWriter(target)
{
    private static readonly string[] ImageColumns = ["image_id", "file_name", "split", "width", "height"];
    private static readonly string[] AnnotationColumns = ["number", "category_id", "category", "supercategory", "x", "y", "w", "h", "area"];
    private static readonly string[] AmodalColumns = ["visibility", "truncation", "amodal_x", "amodal_y", "amodal_w", "amodal_h", "amodal_area"];
    private static readonly string[] PoseColumns = ["camera_x_m", "camera_y_m", "camera_z_m"];

    private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _varied = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _attributes = new(StringComparer.Ordinal);
    private bool _hasAmodal, _hasPoses;
    private CsvFile? _images, _annotations;
    private long _annotationId = 1;

    public override bool Surveys => true;

    public override void Survey(SourceImage image)
    {
        if (image.Output.Tags is { } tags)
            _tags.UnionWith(tags.Keys);
        if (image.Output.Varied is { } varied)
            _varied.UnionWith(varied.Keys);
        foreach (var instance in image.Annotated)
        {
            if (instance.Attributes is { } attributes)
                _attributes.UnionWith(attributes.Keys);
            _hasAmodal |= instance.Amodal is not null;
            _hasPoses |= instance.Pose is not null;
        }
    }

    public override int Add(SourceImage image)
    {
        if (_images is null)
            Begin();
        Target.Place($"images/{image.Split}/{image.FileName}", image, image.Output.Image);
        AddImage(_images!, image);
        _images!.Add(image.Annotated.Count);
        _images.Add(image.Output.Variant);
        _images.Add(image.Output.Camera);
        AddDrawn(_images, image);
        _images.EndRow();
        foreach (var instance in image.Annotated)
        {
            _annotations!.Add(_annotationId++);
            AddImage(_annotations, image);
            Add(_annotations, instance);
            AddDrawn(_annotations, image);
            _annotations.EndRow();
        }
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        if (_images is null)
            Begin();
        Dispose(true);
    }

    protected override void Dispose(bool disposing)
    {
        _images?.Dispose();
        _annotations?.Dispose();
        base.Dispose(disposing);
    }

    private void Begin()
    {
        string[] drawn = [.. _tags.Select(name => "tag_" + name), .. _varied.Select(path => "varied_" + path)];
        _images = new(Target.Path("images.csv"), [.. ImageColumns, "annotations", "variant", "camera", .. drawn]);
        _annotations = new(Target.Path("annotations.csv"),
            ["annotation_id", .. ImageColumns, .. AnnotationColumns, .. _hasAmodal ? AmodalColumns : [], .. _hasPoses ? PoseColumns : [], .. _attributes.Select(name => "attribute_" + name), .. drawn]);
    }

    private static void AddImage(CsvFile row, SourceImage image)
    {
        row.Add(image.Output.Id);
        row.Add($"images/{image.Split}/{image.FileName}");
        row.Add(image.Split);
        row.Add(image.Width);
        row.Add(image.Height);
    }

    private void Add(CsvFile row, InstanceOutput instance)
    {
        var category = Target.Category(instance);
        row.Add(instance.Number);
        row.Add(category.Id);
        row.Add(category.Name);
        row.Add(category.Supercategory);
        foreach (var value in instance.Bbox!)
            row.Add(value);
        row.Add(instance.Area);
        if (_hasAmodal)
        {
            var amodal = instance.Amodal;
            row.Add(amodal?.Visibility);
            row.Add(amodal?.Truncation);
            for (var i = 0; i < 4; i++)
                row.Add(amodal?.Bbox?[i]);
            row.Add(amodal?.Area);
        }
        if (_hasPoses)
        {
            var origin = instance.Pose?.Translation;
            row.Add(origin?.X);
            row.Add(origin?.Y);
            row.Add(origin?.Z);
        }
        foreach (var name in _attributes)
            row.Add(instance.Attributes?.GetValueOrDefault(name));
    }

    private void AddDrawn(CsvFile row, SourceImage image)
    {
        foreach (var name in _tags)
            row.Add(image.Output.Tags is { } tags && tags.TryGetValue(name, out var tag) ? tag.ToString() : null);
        foreach (var path in _varied)
            row.Add(image.Output.Varied?.GetValueOrDefault(path));
    }
}
