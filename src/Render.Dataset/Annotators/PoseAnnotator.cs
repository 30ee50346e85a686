using System.Numerics;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>6D pose and 3D box of labelled instances in camera axes (<see cref="PoseOutput"/>), composed in double precision and rounded once.</summary>
/// <param name="models">Where models are looked up for their boxes; null only where nothing is annotated.</param>
public sealed class PoseAnnotator(AssetLibrary? models) : RecordAnnotator
{
    /// <summary>Cosine between two axes of a model from which on they are not at right angles: no rotation and scale then make up its pose.</summary>
    private const double Shear = 5e-5;

    public override Aov Needs => Aov.InstanceId;

    public override InstanceOutput Annotate(LabelledImage image, InstanceOutput instance)
    {
        if (!image.IsLabelled(instance.Number))
            return instance;
        var placed = image.Rendered.Frame.Instances[instance.Number - 1];
        var bounds = (models ?? throw new InvalidOperationException("poses need the models")).Model(placed.Model).Mesh.Bounds;
        Span<double> m = stackalloc double[12];
        Compose(image.Rendered.Frame.Cameras[image.Rendered.Key.Camera].WorldToCamera, placed.ObjectToWorld, m);
        Span<double> scale = stackalloc double[3];
        for (var c = 0; c < 3; c++)
            scale[c] = Math.Sqrt(m[c] * m[c] + m[4 + c] * m[4 + c] + m[8 + c] * m[8 + c]);
        for (var c = 0; c < 3; c++)
        {
            var d = (c + 1) % 3;
            if (!(Math.Abs(m[c] * m[d] + m[4 + c] * m[4 + d] + m[8 + c] * m[8 + d]) <= Shear * scale[c] * scale[d]) || scale[c] == 0)
                return instance;
        }
        // A mirrored model is a turned one whose z is taken backwards.
        if (m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]) < 0)
            scale[2] = -scale[2];
        var rotation = new float[9];
        for (var r = 0; r < 3; r++)
            for (var c = 0; c < 3; c++)
                rotation[3 * r + c] = (float)(m[4 * r + c] / scale[c]);
        var center = bounds.Center;
        float Row(ReadOnlySpan<double> row) => (float)(row[0] * center.X + row[1] * center.Y + row[2] * center.Z + row[3]);
        return instance with
        {
            Pose = new()
            {
                Model = placed.Model,
                Rotation = rotation,
                Translation = new((float)m[3], (float)m[7], (float)m[11]),
                Scale = new((float)scale[0], (float)scale[1], (float)scale[2]),
                BoxCenter = new(Row(m[..4]), Row(m[4..8]), Row(m[8..])),
                BoxSize = Vector3.Abs(new((float)(scale[0] * bounds.Size.X), (float)(scale[1] * bounds.Size.Y), (float)(scale[2] * bounds.Size.Z))),
            },
        };
    }

    /// <summary>outer x inner, both 3 x 4 with the row (0, 0, 0, 1) in mind.</summary>
    internal static void Compose(ReadOnlySpan<float> outer, ReadOnlySpan<float> inner, Span<double> result)
    {
        for (var r = 0; r < 12; r += 4)
            for (var c = 0; c < 4; c++)
                result[r + c] = (double)outer[r] * inner[c] + (double)outer[r + 1] * inner[4 + c] + (double)outer[r + 2] * inner[8 + c] + (c == 3 ? outer[r + 3] : 0);
    }
}
