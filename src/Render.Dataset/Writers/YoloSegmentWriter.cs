using System.Text;
using Render.Core;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// YOLO segmentation: class, x, y, x, y, ... of one exact polygon on pixel edges. The format has one polygon an object and no holes: holes and parts are
/// joined by bridges of no width, so whoever fills the polygon at pixel centres gets the mask back, bit for bit.
/// </summary>
internal sealed class YoloSegmentWriter(ConversionTarget target) : YoloWriter(target)
{
    private readonly MaskPolygons _polygons = new();
    private readonly PolygonProof _proof = new();

    protected override void AppendObject(StringBuilder line, SourceImage image, InstanceOutput instance)
    {
        var counts = image.Visible(instance);
        var polygon = JoinedPolygon.Of(_polygons.Trace(counts, image.Height, instance.Box));
        if (_proof.Difference([polygon], counts, image.Height, instance.Box) is { } difference)
            throw new RenderException(
                Failure.Refused, $"the polygon of instance {instance.Number} does not fill to its mask: {difference}.", $"image {image.Output.FileStem}",
                "Nothing is written. Please report it with the record.");
        for (var i = 0; i < polygon.Length; i += 2)
        {
            Append(line, polygon[i], image.Width);
            Append(line, polygon[i + 1], image.Height);
        }
    }
}
