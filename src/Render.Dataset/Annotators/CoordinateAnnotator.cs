using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    private const int StepsOfBox = 65534;

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
        for (var start = 0; start < ids.Length;)
        {
            var id = ids[start];
            var length = ids.AsSpan(start).IndexOfAnyExcept(id);
            var end = length < 0 ? ids.Length : start + length;
            var values = _values.AsSpan(3 * start, 3 * (end - start));
            if (id != 0 && image.IsLabelled(id))
                Steps(points.AsSpan(3 * start, values.Length), _boxes[id].Min, _boxes[id].Size, values);
            else
                values.Clear();
            start = end;
        }
        sink.Add(Folder, "png", Png.EncodeRgb16(_values, image.Rendered.Width, image.Rendered.Height));
    }

    /// <summary>Of pixels of one instance. Vectors and what is left over take the same operations of IEEE 754, so they agree.</summary>
    private static void Steps(ReadOnlySpan<float> points, Vector3 min, Vector3 size, Span<ushort> values)
    {
        // 2^52 more than a whole number below 2^52 has that number in its lowest bits.
        const double Integer = 1L << 52;
        // Four numbers at a time begin at another axis each time.
        Span<Vector256<double>> mins = stackalloc Vector256<double>[3], sizes = stackalloc Vector256<double>[3];
        for (var axis = 0; axis < 3; axis++)
        {
            mins[axis] = Vector256.Create(min[axis], min[(axis + 1) % 3], min[(axis + 2) % 3], (double)min[axis]);
            sizes[axis] = Vector256.Create(size[axis], size[(axis + 1) % 3], size[(axis + 2) % 3], (double)size[axis]);
        }
        var (i, first) = (0, 0);
        for (; i <= points.Length - 4; i += 4, first = first == 2 ? 0 : first + 1)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(points[i..]));
            var part = (Vector256.Create(low, high) - mins[first]) / sizes[first];
            part = Vector256.Min(Vector256.Max(part, Vector256<double>.Zero), Vector256<double>.One);
            part = Vector256.ConditionalSelect(Vector256.GreaterThan(sizes[first], Vector256<double>.Zero), part, Vector256.Create(0.5));
            var steps = (Vector256.Round(Vector256.Create((double)StepsOfBox) * part) + Vector256.Create(Integer + 1)).AsUInt64();
            Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref values[i]), steps[0] & 0xFFFF | (steps[1] & 0xFFFF) << 16 | (steps[2] & 0xFFFF) << 32 | steps[3] << 48);
        }
        for (; i < points.Length; i++)
            values[i] = Step(points[i], min[i % 3], size[i % 3]);
    }

    private static ushort Step(float point, float min, float size) =>
        (ushort)(1 + (int)Math.Round(StepsOfBox * (size > 0 ? Math.Clamp(((double)point - min) / size, 0, 1) : 0.5)));
}
