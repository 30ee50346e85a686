using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Normals in camera axes (x right, y down, z forward), of unit length, interpolated between the vertices, without normal maps, on the side that is seen: 16-bit RGB PNG,
/// 32768 + 32767 times the component, rounded to nearest; 0 0 0 = nothing seen.
/// </summary>
public sealed class NormalAnnotator : Annotator
{
    private const int Zero = 32768, One = 32767;

    private ushort[] _values = [];

    public override Aov Needs => Aov.Normals;

    public override string Folder => "normals";

    internal override ReadOnlySpan<ushort> LastValues => _values;

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var normals = image.Rendered.Normals;
        if (_values.Length != normals.Length)
            _values = new ushort[normals.Length];
        var ids = image.Rendered.InstanceIds;
        for (var i = 0; i < ids.Length; i++)
        {
            double x = normals[3 * i], y = normals[3 * i + 1], z = normals[3 * i + 2];
            var length = Math.Sqrt(x * x + y * y + z * z);
            // Where normals of the vertices cancel each other, the surface is said to face the camera.
            if (length == 0)
                (x, y, z, length) = (0, 0, -1, 1);
            var seen = ids[i] != 0;
            _values[3 * i] = seen ? Step(x / length) : (ushort)0;
            _values[3 * i + 1] = seen ? Step(y / length) : (ushort)0;
            _values[3 * i + 2] = seen ? Step(z / length) : (ushort)0;
        }
        sink.Add(Folder, "png", Png.EncodeRgb16(_values, image.Rendered.Width, image.Rendered.Height));
    }

    private static ushort Step(double component) => (ushort)(Zero + (int)Math.Round(One * component));
}
