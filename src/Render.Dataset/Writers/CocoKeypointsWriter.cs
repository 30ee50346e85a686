using Render.Core.Scenes;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>
/// COCO keypoints: <c>annotations/keypoints_SPLIT.json</c> with the annotations and categories that have keypoints, and all images. Ids are those of the
/// dataset's own annotation files.
/// </summary>
internal sealed class CocoKeypointsWriter : FormatWriter
{
    private readonly SortedDictionary<string, CocoInstancesFile> _files = new(StringComparer.Ordinal);
    private long _annotationId;

    public CocoKeypointsWriter(ConversionTarget target)
        : base(target)
    {
        if (Array.TrueForAll(target.Info.Categories, category => category.Keypoints is null))
            throw target.Refuse("no category has keypoints.", "Name them in the scene, and ask for labels: keypoints.");
        if (Array.Exists(target.Info.Categories, category => category.Keypoints is null))
            target.Note("Objects of categories without keypoints have no annotations.");
    }

    public override int Add(SourceImage image)
    {
        if (!_files.TryGetValue(image.Split, out var file))
            _files.Add(image.Split, file = new(Target.Path($"annotations/keypoints_{image.Split}.json"), CocoForms.Rle, Target.Info, onlyKeypoints: true));
        Target.Place($"images/{image.Split}/{image.FileName}", image, image.Output.Image);
        file.AddImage(image.Output, image.Split);
        var written = 0;
        foreach (var instance in image.Annotated)
        {
            _annotationId++;
            if (Target.Category(instance).Keypoints is null)
                continue;
            Target.Keypoints(image, instance);
            file.AddAnnotation(_annotationId, image.Output, instance);
            written++;
        }
        return written;
    }

    public override void Finish()
    {
        foreach (var file in _files.Values)
            file.Finish();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var file in _files.Values)
            file.Dispose();
        base.Dispose(disposing);
    }
}
