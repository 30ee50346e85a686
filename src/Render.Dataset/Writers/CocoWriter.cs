using Render.Core.Scenes;
using Render.Dataset.Coco;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// COCO instances with their images, as most loaders want them side by side: <c>annotations/instances_SPLIT.json</c> and <c>images/SPLIT/</c>. The form of
/// the masks is the same for all splits; ids are those of the dataset's own annotation files.
/// </summary>
internal sealed class CocoWriter(ConversionTarget target, CocoForms form) : FormatWriter(target)
{
    private readonly SortedDictionary<string, CocoInstancesFile> _files = new(StringComparer.Ordinal);
    private long _annotationId = 1;

    public override int Add(SourceImage image)
    {
        if (!_files.TryGetValue(image.Split, out var file))
            _files.Add(image.Split, file = new(Target.Path($"annotations/instances_{image.Split}.json"), form, Target.Info));
        Target.Place($"images/{image.Split}/{image.FileName}", image, image.Output.Image);
        file.AddImage(image.Output, image.Split);
        foreach (var instance in image.Annotated)
            file.AddAnnotation(_annotationId++, image.Output, instance);
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        var fits = new List<PolygonFitSum>();
        foreach (var file in _files.Values)
        {
            file.Finish();
            fits.Add(file.Fit);
        }
        if (form == CocoForms.PolygonSimplified)
            Target.Polygons = PolygonFitSum.Join(fits);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var file in _files.Values)
            file.Dispose();
        base.Dispose(disposing);
    }
}
