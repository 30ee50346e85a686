using System.Globalization;
using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about depth and range: at every pixel the image's number times its unit is the distance that was rendered, within half a step, 0 exactly where
/// there is none and 65,535 beyond the range, as many as the record says; and at some pixels the range is the depth times the length of the pixel's ray. Not thread-safe.
/// </summary>
/// <param name="depthUnit">Metres a step of the depth image; null: there is none.</param>
/// <param name="rangeUnit">Likewise of the range image.</param>
/// <param name="caster">Knows the rays of lenses; null: ranges through lenses are not compared with depths.</param>
internal sealed class DistanceProof(double? depthUnit, double? rangeUnit, RayCaster? caster)
{
    /// <summary>How many pixels' ranges are compared with their depths; through a lens, whose inverse is dear.</summary>
    private const int Pixels = 2048, LensPixels = 32;

    /// <summary>Steps: a half, and what float32 loses of a quotient of up to 65,535.</summary>
    private const float Granted = 0.52f;

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(RenderedFrame rendered, ImageOutput output, LabelFiles files)
    {
        if (depthUnit is { } depth && !files.Depth.Values.IsEmpty)
            CheckSteps(rendered, "depth", rendered.Depth, files.Depth.Values, depth, output.DepthBeyondRange);
        if (rangeUnit is { } range && !files.Range.Values.IsEmpty)
            CheckSteps(rendered, "range", rendered.Range, files.Range.Values, range, output.RangeBeyondRange);
        if (rendered.Range.Length > 0)
            CheckRanges(rendered);
    }

    private static void CheckSteps(RenderedFrame rendered, string name, ReadOnlySpan<float> metres, ReadOnlySpan<ushort> steps, double unit, long? beyond)
    {
        if (steps.Length != metres.Length)
            FrameProof.Refuse(rendered, $"the {name} image has {steps.Length} pixels of {metres.Length}");
        var (perMetre, i) = ((float)(1 / unit), 0);
        for (; i <= steps.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(steps[i..]), out var low, out var high);
            if (!Vector.EqualsAll(Agree(new(metres[i..]), Vector.AsVectorInt32(low), perMetre) & Agree(new(metres[(i + Vector<float>.Count)..]), Vector.AsVectorInt32(high), perMetre), Vector<int>.AllBitsSet))
                break;
        }
        // What is left, or where the vector that holds a fault begins.
        for (; i < steps.Length; i++)
        {
            if (Agree(new(metres[i]), new(steps[i]), perMetre)[0] != 0)
                continue;
            var (y, x) = Math.DivRem(i, rendered.Width);
            FrameProof.Refuse(rendered, string.Create(CultureInfo.InvariantCulture, $"the {name} image holds {steps[i]} at pixel ({x}, {y}), where {metres[i]:R} m are seen at {unit} m a step"));
        }
        var far = steps.Count(ushort.MaxValue);
        if (beyond != far)
            FrameProof.Refuse(rendered, $"the {name} image has {far} pixels beyond its range, its record says {beyond}");
    }

    /// <summary>All bits set where a step stands for a distance.</summary>
    private static Vector<int> Agree(Vector<float> metres, Vector<int> steps, float perMetre)
    {
        const int Far = ushort.MaxValue;
        var (exact, told) = (metres * perMetre, Vector.ConvertToSingle(steps));
        var near = Vector.LessThanOrEqual(Vector.Abs(exact - told), new Vector<float>(Granted));
        // What is seen is never 0, and what lies beyond is the last step.
        var least = Vector.Equals(steps, Vector<int>.One) & Vector.LessThanOrEqual(exact, new Vector<float>(1));
        var most = Vector.Equals(steps, new Vector<int>(Far)) & Vector.GreaterThanOrEqual(exact, new Vector<float>(Far));
        var nothing = Vector.Equals(steps, Vector<int>.Zero);
        return (nothing & Vector.Equals(metres, Vector<float>.Zero)) | ((near | least | most) & Vector.GreaterThan(metres, Vector<float>.Zero) & ~nothing);
    }

    private void CheckRanges(RenderedFrame rendered)
    {
        var camera = rendered.Frame.Cameras[rendered.Key.Camera];
        if (camera.Lens is not null && caster is null)
            return;
        var view = camera.Lens is null ? null : caster!.View(rendered.Frame, rendered.Key.Camera);
        // Odd, so that it does not keep to a few columns.
        var step = rendered.Range.Length / (view is null ? Pixels : LensPixels) | 1;
        for (var start = 0; start < rendered.Range.Length; start += step)
        {
            CheckRange(rendered, camera, view, start);
            if (view is not null && SurfaceProof.FirstSeen(rendered.InstanceIds, start, step) is var seen and >= 0)
                CheckRange(rendered, camera, view, seen);
        }
    }

    private static void CheckRange(RenderedFrame rendered, FrameCamera camera, RayView? view, int pixel)
    {
        var (y, x) = Math.DivRem(pixel, rendered.Width);
        double range = rendered.Range[pixel], depth = rendered.Depth[pixel];
        if (rendered.InstanceIds[pixel] > 0 != range > 0)
            Refuse(rendered, x, y, range, $"where instance {rendered.InstanceIds[pixel]} is seen");
        if (range == 0)
            return;
        if (view is null)
        {
            double dx = (x + 0.5 - camera.Cx) / camera.Fx, dy = (y + 0.5 - camera.Cy) / camera.Fy;
            var expected = depth * Math.Sqrt(dx * dx + dy * dy + 1);
            if (!(Math.Abs(range - expected) <= 1e-6 * expected))
                Refuse(rendered, x, y, range, $"where the depth and the pixel's ray give {expected:R} m");
        }
        else if (view.Ray(x + 0.5, y + 0.5) is { } ray)
        {
            // A hundredth of a pixel, which near the edge of a lens is up to ten times as wide.
            var granted = range * (RayView.DepthTolerance + 10 * RayView.EdgeTolerance / Math.Min(camera.Fx, camera.Fy));
            if (!(Math.Abs(Math.Max(0, ray.Z * range) - depth) <= granted))
                Refuse(rendered, x, y, range, $"where the depth is {depth:R} m and the cosine of the ray {ray.Z:R}");
        }
    }

    private static void Refuse(RenderedFrame rendered, int x, int y, double range, FormattableString what) =>
        FrameProof.Refuse(rendered, string.Create(CultureInfo.InvariantCulture, $"the range at pixel ({x}, {y}) is {range:R} m, {FormattableString.Invariant(what)}"));
}
