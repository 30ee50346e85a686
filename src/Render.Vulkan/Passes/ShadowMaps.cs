using System.Globalization;
using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// The shadow maps of one image, in one buffer of depths: those of suns first, each fitted to what the camera sees (<see cref="SunShadowView"/>), then
/// those of the other lights (<see cref="LocalShadowView"/>), all as large as fits. Use: <see cref="Fit"/>, then <see cref="Record"/>.
/// </summary>
internal sealed class ShadowMaps(VulkanDevice device, VisibilityPass visibility, long budget = long.MaxValue) : IDisposable
{
    /// <summary>Suns of one frame that may cast shadows; each costs one more rasterisation of the scene.</summary>
    public const int MaxSuns = 4;

    /// <summary>Texels on a side of a map of a light that is no sun: the largest, and the smallest that is still of use.</summary>
    private const int LargestMap = 1024, SmallestMap = 256;

    private const long SunTexels = SunShadowView.Size * SunShadowView.Size;

    private readonly GrowingBuffer _buffer = new(device, "shadow maps", BufferUse.Device);
    private readonly List<(ViewHandle View, int First)> _views = [];
    private readonly long _limit = Math.Min(budget, DeviceBuffer.Limit(device, BufferUse.Device)) / sizeof(uint);

    /// <summary>Words: sun, bits of the depth in metres; else ~bits of nearness.</summary>
    public DeviceBuffer Buffer => _buffer.Buffer;

    /// <summary>Adds the views of all lights that cast shadows to the scene, and tells each light where its maps lie.</summary>
    /// <param name="scene">Prepared, not yet uploaded.</param>
    /// <param name="camera">Suns' maps are fitted to what it sees.</param>
    /// <param name="tangents">Of a camera with a lens, what its rays lie within; null: it may see anything.</param>
    /// <param name="lights">Of the scene's frame, each with the entry that is completed.</param>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: more lights cast shadows than there is room for.</exception>
    public void Fit(
        GpuScene scene, FrameCamera camera, (double Left, double Right, double Top, double Bottom)? tangents, Span<LightTable.Entry> lights)
    {
        _views.Clear();
        var eye = ShadingConstants.Eye(camera);
        var boxes = new Lazy<Double3[][]>(() => [.. scene.Models.Select((m, i) => Corners(m.Mesh.Bounds, scene.Frame.Instances[i].ObjectToWorld))]);
        var local = new List<(int Light, LocalShadowView View)>();
        for (var i = 0; i < lights.Length; i++)
        {
            var light = lights[i].Light;
            if (!light.CastsShadow || light.Intensity == Vector3.Zero)
                continue;
            if (light.Kind == LightKind.Sun)
                AddSun(scene, camera, tangents, light, eye, ref lights[i].Gpu);
            else if (Matters(light, boxes.Value, scene.Frame.Image) && LocalShadowView.Fit(light, boxes.Value) is { } view)
                local.Add((i, view));
        }
        var size = SizeOf(local.Sum(l => (long)l.View.Maps), scene.Frame);
        foreach (var (i, view) in local)
            AddLocal(scene, view, size, ref lights[i].Gpu);
        _buffer.Reserve(_views.Sum(v => (long)v.View.View.Width * v.View.View.Height) * sizeof(uint));
    }

    public void Record(CommandRecorder commands, GpuScene scene)
    {
        foreach (var (view, first) in _views)
            visibility.RecordDepth(commands, scene, view, new RasterTarget(_buffer.Buffer, first, 1, 0, view.View.Height));
    }

    public void Dispose() => _buffer.Dispose();

    private void AddSun(
        GpuScene scene, FrameCamera camera, (double Left, double Right, double Top, double Bottom)? tangents, FrameLight sun, Vector3 eye, ref GpuLight light)
    {
        var boxes = scene.Frame.Instances.Select((instance, i) => (scene.Models[i].Mesh.Bounds, instance.ObjectToWorld)).ToArray();
        if (SunShadowView.Fit(sun, camera, scene.Frame.Image, boxes, tangents) is not { } shadow)
            return;
        if (_views.Count == MaxSuns)
            throw new RenderException(Failure.InvalidInput,
                string.Create(CultureInfo.InvariantCulture, $"more than {MaxSuns} suns cast shadows."), Where(scene.Frame),
                "Use fewer, or switch off the shadows of some.");
        ShadingConstants.SetShadow(ref light, shadow, sun, eye, (uint)_views.Count);
        _views.Add((scene.AddView(shadow.View, shadow.Floors), (int)(_views.Count * SunTexels)));
    }

    private void AddLocal(GpuScene scene, LocalShadowView shadow, int size, ref GpuLight light)
    {
        var first = _views.Count == 0 ? 0 : _views[^1].First + _views[^1].View.View.Width * _views[^1].View.View.Height;
        ShadingConstants.SetShadow(ref light, shadow, size, (uint)first);
        for (var face = 0; face < 6; face++)
        {
            if ((shadow.Faces >> face & 1) == 0)
                continue;
            _views.Add((scene.AddView(shadow.View(face, size)), first));
            first += size * size;
        }
    }

    /// <summary>Texels on a side, such that so many maps fit beside those of the suns.</summary>
    private int SizeOf(long maps, Frame frame)
    {
        var room = _limit - _views.Count * SunTexels;
        for (var size = LargestMap; size >= SmallestMap; size /= 2)
            if (maps * size * size <= room)
                return size;
        throw new RenderException(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
            $"its lights need {maps} shadow maps (a spot one, a point light up to six, an area light up to five); there is room for {room / (SmallestMap * SmallestMap)} of {SmallestMap} x {SmallestMap} texels in the {_limit * sizeof(uint) >> 20} MiB that {device.Info.Name} binds at once."),
            Where(frame), "Use fewer lights, or switch off the shadows of some.");
    }

    /// <summary>Whether a light is more than black anywhere: 2^-14 is what the display curve takes for that.</summary>
    private static bool Matters(FrameLight light, Double3[][] boxes, ImageSettings image)
    {
        var nearest = double.MaxValue;
        foreach (var box in boxes)
        {
            double Away(Func<Double3, double> axis, double at) => Math.Max(0, Math.Max(box.Min(axis) - at, at - box.Max(axis)));
            var d = new Double3(Away(c => c.X, light.Position.X), Away(c => c.Y, light.Position.Y), Away(c => c.Z, light.Position.Z));
            nearest = Math.Min(nearest, Double3.Dot(d, d) - (light.Kind == LightKind.Area ? light.Size.LengthSquared() : 0));
        }
        // A rectangle is no brighter than a point with its intensity along the normal.
        var area = light.Kind == LightKind.Area ? light.Size.X * light.Size.Y : 1;
        var peak = area * Math.Max(light.Intensity.X, Math.Max(light.Intensity.Y, light.Intensity.Z));
        return peak * Math.ScaleB(1, 14) * Math.Pow(2, image.ExposureEv) > nearest;
    }

    private static Double3[] Corners(Core.Geometry.Bounds bounds, float[] m)
    {
        var corners = new Double3[8];
        for (var i = 0; i < 8; i++)
        {
            double x = (i & 1) == 0 ? bounds.Min.X : bounds.Max.X, y = (i & 2) == 0 ? bounds.Min.Y : bounds.Max.Y, z = (i & 4) == 0 ? bounds.Min.Z : bounds.Max.Z;
            corners[i] = new(m[0] * x + m[1] * y + m[2] * z + m[3], m[4] * x + m[5] * y + m[6] * z + m[7], m[8] * x + m[9] * y + m[10] * z + m[11]);
        }
        return corners;
    }

    private static string Where(Frame frame) => string.Create(CultureInfo.InvariantCulture, $"frame {frame.Index}");
}
