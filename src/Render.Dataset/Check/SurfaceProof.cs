using System.Globalization;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Sampling;
using Render.Dataset.Annotators;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about normals and object coordinates, at some pixels. Normals are of unit length, there exactly where something is seen, and what the triangles
/// that a ray meets there have. Coordinates are there exactly where something labelled is seen; the point of the model that they name, taken through the frame's matrices, lies on the
/// pixel's ray, and where the depth is known, as far away. Where an edge comes within a hundredth of a pixel, either side of it may be shown, and what a sliver shows may lie anywhere
/// along it. Not thread-safe.
/// </summary>
/// <param name="models">Has the boxes of models.</param>
/// <param name="caster">Says what rays meet; null: normals are not compared with triangles, nor coordinates through lenses with rays.</param>
internal sealed class SurfaceProof(AssetLibrary? models, RayCaster? caster)
{
    /// <summary>Zero and one of a component.</summary>
    private const int Zero = 32768, One = 32767;

    private const int CoordinateSteps = 65534;

    /// <summary>How many pixels are looked at; of how many rays say what is there; and of how many coordinates through a lens, whose inverse is dear.</summary>
    private const int Pixels = 512, Casts = 16, LensPixels = 32;

    /// <summary>Pixels between a pixel's centre and the image of the point that it is said to show. In truth a fiftieth, but for slivers.</summary>
    private const double PixelTolerance = 0.25;

    /// <summary>Radians. In truth a thirtieth.</summary>
    private const double AngleTolerance = 0.01;

    /// <summary>Of the depth, where the surface is seen at a grazing angle.</summary>
    private const double DepthTolerance = 0.05;

    /// <summary>Relative: what is left by rounding to float32, with room for a few operations.</summary>
    private const double Rounding = 1.0 / (1 << 20);

    private RayView? _view;

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(LabelledImage image, LabelFiles files)
    {
        _view = null;
        if (!files.Normals.Values.IsEmpty)
            CheckNormals(image.Rendered, files.Normals.Values);
        if (!files.Coordinates.Values.IsEmpty)
            CheckCoordinates(image, files.Coordinates.Values);
    }

    private void CheckNormals(RenderedFrame rendered, ReadOnlySpan<ushort> values)
    {
        CheckSize(rendered, "image of normals", values);
        var ids = rendered.InstanceIds;
        for (var pixel = 0; pixel < ids.Length; pixel += Step(ids.Length, Pixels))
            if (ids[pixel] != 0 || (values[3 * pixel] | values[3 * pixel + 1] | values[3 * pixel + 2]) != 0)
                CheckLength(rendered, pixel, values);
        var step = Step(ids.Length, Casts);
        for (var start = 0; caster is not null && start < ids.Length; start += step)
            if (FirstSeen(ids, start, step) is var pixel and >= 0)
                CheckNormal(rendered, pixel, CheckLength(rendered, pixel, values));
    }

    private static Double3 CheckLength(RenderedFrame rendered, int pixel, ReadOnlySpan<ushort> values)
    {
        var (x, y, z) = (values[3 * pixel], values[3 * pixel + 1], values[3 * pixel + 2]);
        if (rendered.InstanceIds[pixel] == 0 || (x | y | z) == 0)
            Refuse(rendered, pixel, $"shows instance {rendered.InstanceIds[pixel]} with the normal ({x}, {y}, {z})");
        var normal = new Double3(x - Zero, y - Zero, z - Zero) * (1.0 / One);
        // Half a step a component.
        if (!(Math.Abs(normal.Length - 1) < 1.0 / One))
            Refuse(rendered, pixel, $"has a normal of length {normal.Length:R}");
        return normal;
    }

    private void CheckNormal(RenderedFrame rendered, int pixel, Double3 normal)
    {
        const double Reach = RayView.EdgeTolerance;
        var (view, x, y) = (View(rendered), pixel % rendered.Width + 0.5, pixel / rendered.Width + 0.5);
        var least = double.PositiveInfinity;
        foreach (var surface in view.Surfaces(x, y))
        {
            if (surface.Instance != rendered.InstanceIds[pixel])
                continue;
            if (!surface.Certain || view.Normal(surface, x, y) is not { } exact)
                return;
            // It may turn fast on a small triangle.
            var spread = Math.Max(Angle(exact, view.Normal(surface, x + Reach, y) ?? exact), Angle(exact, view.Normal(surface, x, y + Reach) ?? exact));
            least = Math.Min(least, Angle(exact, normal) - 2 * spread);
        }
        if (!(least <= AngleTolerance))
            Refuse(rendered, pixel, $"has a normal that is {least:G3} rad from that of instance {rendered.InstanceIds[pixel]}");
    }

    private void CheckCoordinates(LabelledImage image, ReadOnlySpan<ushort> values)
    {
        var rendered = image.Rendered;
        CheckSize(rendered, "image of coordinates", values);
        var (ids, lens) = (rendered.InstanceIds, rendered.Frame.Cameras[rendered.Key.Camera].Lens is not null);
        for (var pixel = 0; pixel < ids.Length; pixel += Step(ids.Length, Pixels))
            if (CheckLabelled(image, pixel, values) is { } part && !lens)
                CheckPoint(rendered, pixel, part);
        var step = Step(ids.Length, LensPixels);
        for (var start = 0; lens && caster is not null && start < ids.Length; start += step)
            if (FirstSeen(ids, start, step) is var pixel and >= 0 && CheckLabelled(image, pixel, values) is { } part)
                CheckPoint(rendered, pixel, part);
    }

    /// <summary>0 to 1 through the model's box; null where nothing labelled is seen.</summary>
    private static Double3? CheckLabelled(LabelledImage image, int pixel, ReadOnlySpan<ushort> values)
    {
        int id = image.Rendered.InstanceIds[pixel], x = values[3 * pixel], y = values[3 * pixel + 1], z = values[3 * pixel + 2];
        var labelled = id > 0 && image.IsLabelled(id);
        if (labelled ? x == 0 || y == 0 || z == 0 : (x | y | z) != 0)
            Refuse(image.Rendered, pixel, $"shows instance {id}, which is {(labelled ? "" : "not ")}labelled, with the coordinates ({x}, {y}, {z})");
        return labelled ? new Double3(x - 1, y - 1, z - 1) * (1.0 / CoordinateSteps) : null;
    }

    /// <param name="rendered">The image.</param>
    /// <param name="pixel">Shows a labelled instance.</param>
    /// <param name="part">0 to 1 through the model's box.</param>
    private void CheckPoint(RenderedFrame rendered, int pixel, Double3 part)
    {
        var (id, camera) = (rendered.InstanceIds[pixel], rendered.Frame.Cameras[rendered.Key.Camera]);
        var instance = rendered.Frame.Instances[id - 1];
        var bounds = (models ?? throw new InvalidOperationException("object coordinates need the models")).Model(instance.Model).Mesh.Bounds;
        var (min, size) = (bounds.Min, bounds.Size);
        var (at, magnitude) = FramePoint.Of(camera, instance, new(min.X + part.X * size.X, min.Y + part.Y * size.Y, min.Z + part.Z * size.Z));
        // Half a step along each axis, and what float32 moves.
        var moved = 0.5 / CoordinateSteps * size.Length() * Norm(instance.ObjectToWorld) * Norm(camera.WorldToCamera) + Rounding * magnitude;
        var off = PixelsOff(rendered, camera, pixel, at, out var pixelsPerMetre);
        if (off <= PixelTolerance + moved * pixelsPerMetre && IsAsFar(rendered, pixel, at, moved))
            return;
        if (caster is not null && View(rendered).Surfaces(pixel % rendered.Width + 0.5, pixel / rendered.Width + 0.5).Exists(s => s.Instance == id && !s.Certain))
            return;
        Refuse(rendered, pixel, $"has coordinates of instance {id} that are seen {off:G3} pixels away, at the depth {at.Z:G4} m");
    }

    private double PixelsOff(RenderedFrame rendered, FrameCamera camera, int pixel, Double3 at, out double pixelsPerMetre)
    {
        var (x, y) = (pixel % rendered.Width + 0.5, pixel / rendered.Width + 0.5);
        pixelsPerMetre = Math.Max(camera.Fx, camera.Fy) / Math.Abs(at.Z);
        if (camera.Lens is null)
            return at.Z > 0 ? double.Hypot(camera.Fx * at.X / at.Z + camera.Cx - x, camera.Fy * at.Y / at.Z + camera.Cy - y) : double.PositiveInfinity;
        var view = View(rendered);
        // Beyond its end a lens shows nothing, and at its end neither way is exact.
        if (view.Ray(x, y) is not { } ray || (view.Ray(x + 0.5, y) ?? view.Ray(x - 0.5, y)) is not { } beside || (view.Ray(x, y + 0.5) ?? view.Ray(x, y - 0.5)) is not { } below)
            return 0;
        var pixelAngle = 2 * Math.Min(Angle(ray, beside), Angle(ray, below));
        pixelsPerMetre = 1 / (pixelAngle * at.Length);
        // The larger side of a pixel: what is between both is the lens's matter, which the id image's rays look at.
        return Angle(ray, at) / (2 * Math.Max(Angle(ray, beside), Angle(ray, below)));
    }

    private static bool IsAsFar(RenderedFrame rendered, int pixel, Double3 at, double moved) =>
        rendered.Depth.Length == 0 || rendered.Depth[pixel] == 0 || Math.Abs(at.Z - rendered.Depth[pixel]) <= DepthTolerance * rendered.Depth[pixel] + moved;

    private static void CheckSize(RenderedFrame rendered, string name, ReadOnlySpan<ushort> values)
    {
        if (values.Length != 3 * rendered.InstanceIds.Length)
            FrameProof.Refuse(rendered, $"the {name} has {values.Length} numbers for {rendered.InstanceIds.Length} pixels");
    }

    // Odd, so that it does not keep to a few columns.
    private static int Step(int length, int pixels) => length / pixels | 1;

    /// <summary>The first pixel of a part of the image that shows something; -1: there is none.</summary>
    internal static int FirstSeen(ReadOnlySpan<ushort> ids, int start, int length) =>
        ids.Slice(start, Math.Min(length, ids.Length - start)).IndexOfAnyExcept((ushort)0) is var at and >= 0 ? start + at : -1;

    /// <summary>Frobenius norm of the linear part: no length grows by more.</summary>
    private static double Norm(float[] m)
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++)
            sum += i % 4 == 3 ? 0 : (double)m[i] * m[i];
        return Math.Sqrt(sum);
    }

    private static double Angle(Double3 a, Double3 b) => Math.Atan2(Double3.Cross(a, b).Length, Double3.Dot(a, b));

    private RayView View(RenderedFrame rendered) => _view ??= caster!.View(rendered.Frame, rendered.Key.Camera);

    private static void Refuse(RenderedFrame rendered, int pixel, FormattableString what) => FrameProof.Refuse(
        rendered, string.Create(CultureInfo.InvariantCulture, $"pixel ({pixel % rendered.Width}, {pixel / rendered.Width}) {FormattableString.Invariant(what)}"));
}
