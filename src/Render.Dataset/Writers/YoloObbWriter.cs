using System.Text;
using Render.Dataset.Coco;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// YOLO oriented boxes: class, x1 y1 x2 y2 x3 y3 x4 y4, the corners of the rectangle of least area around the visible pixels (<see cref="OrientedBox.Corners"/>). Readers refuse
/// corners outside the image, so of an object whose rectangle would have some, the smallest one along an edge of its hull is taken that has none; the upright box is always among these.
/// </summary>
internal sealed class YoloObbWriter(ConversionTarget target) : YoloWriter(target)
{
    private readonly MinimumAreaBox _boxes = new();
    private long _confined;

    protected override void AppendObject(StringBuilder line, SourceImage image, InstanceOutput instance)
    {
        var counts = image.Visible(instance);
        var box = _boxes.Of(counts, image.Height, instance.Box);
        if (!box.IsInside(image.Width, image.Height))
        {
            box = _boxes.Of(counts, image.Height, instance.Box, image.Width);
            _confined++;
        }
        var corners = box.Corners;
        for (var i = 0; i < corners.Length; i += 2)
        {
            Append(line, corners[i], image.Width);
            Append(line, corners[i + 1], image.Height);
        }
    }

    public override void Finish()
    {
        base.Finish();
        if (_confined > 0)
            Target.Note($"Of {_confined} objects at the border the rectangle of least area has corners outside the image; they have the smallest one along an edge of their hull that has none.");
    }
}
