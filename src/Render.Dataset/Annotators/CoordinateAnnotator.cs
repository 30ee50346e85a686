using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Object coordinates: which point of its model is seen, of labelled instances. 16-bit RGB PNG: along each of the model's own axes (after the turn to Z up) 1 at the least
/// coordinate of the model's box and 65,535 at the greatest, rounded to nearest; 32,768 along an axis in which the model is flat; 0 0 0 = nothing labelled is seen.
/// </summary>
/// <param name="models">Where models are looked up for their boxes; null only where nothing is annotated.</param>
public sealed class CoordinateAnnotator(AssetLibrary? models) : Annotator
{
    private const int Steps = 65534;

    private ushort[] _values = [];
    private (Vector3 Min, Vector3 Size)[] _boxes = [];

    public override Aov Needs => Aov.Coordinates | Aov.InstanceId;

    public override string Folder => "coordinates";

    internal override ReadOnlySpan<ushort> LastValues => _values;

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var (points, ids, instances) = (image.Rendered.Coordinates, image.Rendered.InstanceIds, image.Rendered.Frame.Instances);
        if (_values.Length != points.Length)
            _values = new ushort[points.Length];
        if (_boxes.Length <= instances.Length)
            _boxes = new (Vector3, Vector3)[instances.Length + 1];
        for (var number = 1; number <= instances.Length; number++)
        {
            if (!image.IsLabelled(number) || image.Visible.Area(number) == 0)
                continue;
            var bounds = (models ?? throw new InvalidOperationException("object coordinates need the models")).Model(instances[number - 1].Model).Mesh.Bounds;
            _boxes[number] = (bounds.Min, bounds.Size);
        }
        for (var i = 0; i < ids.Length; i++)
        {
            var seen = ids[i] != 0 && image.IsLabelled(ids[i]);
            var (min, size) = _boxes[ids[i]];
            for (var axis = 0; axis < 3; axis++)
                _values[3 * i + axis] = seen ? Step(points[3 * i + axis], min[axis], size[axis]) : (ushort)0;
        }
        sink.Add(Folder, "png", Png.EncodeRgb16(_values, image.Rendered.Width, image.Rendered.Height));
    }

    private static ushort Step(float point, float min, float size) =>
        (ushort)(1 + (int)Math.Round(Steps * (size > 0 ? Math.Clamp(((double)point - min) / size, 0, 1) : 0.5)));
}
