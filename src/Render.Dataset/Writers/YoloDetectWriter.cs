using System.Text;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>YOLO detection: class, centre x, centre y, width, height of the box tight around the visible pixels.</summary>
internal sealed class YoloDetectWriter(ConversionTarget target) : YoloWriter(target)
{
    protected override void AppendObject(StringBuilder line, SourceImage image, InstanceOutput instance) => AppendBox(line, image, instance);
}
