using Render.Core.Assets;
using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>
/// The named points of labelled instances: where they are seen, and whether (<see cref="KeypointOutput"/>). A point inside the image is visible where nothing that
/// labels see is met by the ray through the point itself, not through a pixel, more than a tolerance before it. All in double precision, rounded once.
/// </summary>
/// <param name="models">Where models are looked up for their size; null only where nothing is annotated.</param>
/// <param name="caster">Casts the rays; null only where nothing is annotated.</param>
public sealed class KeypointAnnotator(AssetLibrary? models, RayCaster? caster) : RecordAnnotator
{
    private RayView? _view;
    private LensProjection? _lens;

    public override Aov Needs => Aov.InstanceId;

    public override void Begin(LabelledImage image)
    {
        var (frame, key) = (image.Rendered.Frame, image.Rendered.Key);
        _view = (caster ?? throw new InvalidOperationException("keypoints need a caster of rays")).View(frame, key.Camera);
        _lens = frame.Cameras[key.Camera].Lens is null ? null : new(frame.Cameras[key.Camera]);
    }

    public override InstanceOutput Annotate(LabelledImage image, InstanceOutput instance)
    {
        if (image.CategoryOf(instance.Number)?.Keypoints is not { } set)
            return instance;
        var placed = image.Rendered.Frame.Instances[instance.Number - 1];
        var points = (placed.Keypoints ?? []).ToDictionary(point => point.Name, StringComparer.Ordinal);
        var scale = ScaleOf(instance.Number);
        var diagonal = points.Count == 0 ? 0 : DiagonalOf(placed.Model);
        return instance with
        {
            Keypoints = [.. set.Names.Select(name => points.TryGetValue(name, out var point)
                ? Describe(image.Rendered, instance.Number, point, scale, diagonal)
                : new() { Name = name, Visibility = 0 })],
        };
    }

    private KeypointOutput Describe(RenderedFrame rendered, int number, FrameKeypoint point, double scale, double diagonal)
    {
        var p = _view!.InCamera(number, new(point.Position.X, point.Position.Y, point.Position.Z));
        var described = new KeypointOutput { Name = point.Name, Visibility = 0, Position = new((float)p.X, (float)p.Y, (float)p.Z) };
        if (Project(rendered.Frame.Cameras[rendered.Key.Camera], p) is not { } at || !float.IsFinite(at.X) || !float.IsFinite(at.Y))
            return described;
        described = described with { X = at.X, Y = at.Y };
        if (!(at.X >= 0 && at.X < rendered.Width && at.Y >= 0 && at.Y < rendered.Height))
            return described;
        var tolerance = point.Tolerance * diagonal * scale;
        return described with { Visibility = _view.Hides(p, number, tolerance + point.Depth * scale, tolerance) ? 1 : 2 };
    }

    /// <summary>Pixels, centres at +0.5; null: the camera shows the point nowhere, not even outside of the image.</summary>
    private (float X, float Y)? Project(FrameCamera camera, Double3 p)
    {
        if (_lens is not null)
            return _lens.Project(p) is { } at ? ((float)at.X, (float)at.Y) : null;
        return p.Z > 0 ? ((float)((double)camera.Fx * p.X / p.Z + camera.Cx), (float)((double)camera.Fy * p.Y / p.Z + camera.Cy)) : null;
    }

    /// <summary>What lengths of the model are multiplied by: that of the axis that is stretched most.</summary>
    private double ScaleOf(int number)
    {
        var origin = _view!.InCamera(number, Double3.Zero);
        double Stretch(Double3 axis) => (_view.InCamera(number, axis) - origin).Length;
        return Math.Max(Stretch(new(1, 0, 0)), Math.Max(Stretch(new(0, 1, 0)), Stretch(new(0, 0, 1))));
    }

    private double DiagonalOf(string model)
    {
        var size = (models ?? throw new InvalidOperationException("keypoints need the models")).Model(model).Mesh.Bounds.Size;
        return new Double3(size.X, size.Y, size.Z).Length;
    }
}
