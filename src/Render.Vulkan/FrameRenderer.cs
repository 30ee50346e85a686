using System.Globalization;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;

namespace Render.Vulkan;

/// <summary>
/// Frame -> RenderedFrame: visibility for every sub-sample, then labels and colour from the same visibility buffer. An image whose visibility
/// buffer does not fit one binding of the device is made in bands of rows, with the same labels; ambient occlusion sees no further than its band. Not
/// thread-safe; several may share a device.
/// </summary>
public sealed class FrameRenderer : IDisposable
{
    /// <summary>Pixels of the longer side.</summary>
    public const int MaxImageSize = SceneView.MaxSize;

    private readonly VulkanDevice _device;
    private readonly CommandRecorder _commands;
    private readonly GpuScene _scene;
    private readonly LensRayCache _lenses;
    private readonly VisibilityPass _visibilityPass;
    private readonly LabelPass _labels;
    private readonly SurfacePass _surfaces;
    private readonly ShadingPasses _shading;
    private readonly BlendPass _blend;
    private readonly AmodalPass _amodal;
    private readonly SensorPasses _sensor;
    private readonly GrowingBuffer _visibility;
    private readonly GrowingBuffer _opaque;
    private readonly long _maxVisibilityBytes;

    /// <param name="device">Outlives this object.</param>
    /// <param name="assets">Where frames' references are looked up.</param>
    public FrameRenderer(VulkanDevice device, AssetLibrary assets) : this(device, assets, null, long.MaxValue)
    {
    }

    /// <param name="device">Outlives this object.</param>
    /// <param name="assets">Where frames' references are looked up.</param>
    /// <param name="tuning">null: what suits the device.</param>
    /// <param name="maxVisibilityBytes">Bytes of the visibility buffer, for tests of banding; the device's limit holds in any case.</param>
    /// <param name="geometryBudget">Bytes of each stream of the meshes, for tests of eviction; the device's limit holds in any case.</param>
    internal FrameRenderer(VulkanDevice device, AssetLibrary assets, VisibilityTuning? tuning, long maxVisibilityBytes, long geometryBudget = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _maxVisibilityBytes = Math.Min(maxVisibilityBytes, device.Info.MaxStorageBufferRange);
        _commands = new CommandRecorder(device);
        _scene = new GpuScene(device, assets, geometryBudget);
        _lenses = new LensRayCache(device);
        _visibilityPass = new VisibilityPass(device, tuning ?? VisibilityTuning.For(device.Info));
        _labels = new LabelPass(device);
        _surfaces = new SurfacePass(device);
        _shading = new ShadingPasses(device, assets, _visibilityPass);
        _blend = new BlendPass(device, _visibilityPass);
        _amodal = new AmodalPass(device, _visibilityPass, _maxVisibilityBytes);
        _sensor = new SensorPasses(device);
        _visibility = new GrowingBuffer(device, "visibility", BufferUse.Device);
        _opaque = new GrowingBuffer(device, "visibility of what is opaque", BufferUse.Device);
    }

    /// <summary>Where it is set, each pass is submitted by itself and its wall-clock milliseconds are reported: for benchmarks.</summary>
    public Action<string, double>? PassMeasured
    {
        get => _commands.PassMeasured;
        set => _commands.PassMeasured = value;
    }

    /// <summary>Renders the image of a camera of the frame.</summary>
    /// <param name="frame">What is to be seen.</param>
    /// <param name="key">Which of the frame's images; its camera is an index into the frame's cameras, its variant one into its variants.</param>
    /// <param name="aovs">What is made; an image without colour takes one sample a pixel.</param>
    /// <param name="into">Receives it.</param>
    /// <exception cref="RenderException">
    /// <see cref="Failure.Refused"/>: the frame does not fit the device, which says nothing of others. Memory ran out, or the device failed.
    /// </exception>
    public void Render(Frame frame, ImageKey key, Aov aovs, RenderedFrame into)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(into);
        var whole = frame;
        frame = whole.Of(key.Variant);
        var view = Prepare(frame, key, aovs);
        into.Reset(whole, key, aovs);
        _scene.Upload();
        var (image, color) = (frame.Image, aovs.HasFlag(Aov.Color));

        var samples = color ? image.Samples : 1;
        var bandRows = BandRows(image.Width, image.Height, samples);
        var bandSamples = (long)bandRows * image.Width * samples;
        _visibility.Reserve(bandSamples * sizeof(ulong));
        var layered = color && _scene.MayShowBlended(view.View);
        if (layered)
        {
            _opaque.Reserve(bandSamples * sizeof(ulong));
            _blend.Reserve(bandSamples, (long)bandRows * image.Width);
        }
        var camera = frame.Cameras[key.Camera];
        _labels.Reserve(image.Width, image.Height, camera, aovs);
        _surfaces.Reserve(image.Width, image.Height, aovs);
        if (aovs.HasFlag(Aov.Albedo))
            _shading.ReserveAlbedo();
        _commands.Begin(Where(frame));
        if (color)
            _shading.RecordShadows(_commands, _scene);
        for (var row = 0; row < image.Height; row += bandRows)
        {
            var band = new RasterTarget(_visibility.Buffer, 0, samples, row, Math.Min(row + bandRows, image.Height));
            if (layered)
            {
                RecordLayered(view, camera, band, aovs);
                continue;
            }
            _visibilityPass.Record(_commands, _scene, view, band, Enum.GetValues<SurfaceClass>());
            _labels.Record(_commands, _scene, view, band, aovs);
            RecordSurfaces(view, camera, band, aovs);
            if (color)
                _shading.Record(_commands, _scene, band);
        }
        if (color && frame.Sensor is not null)
            _sensor.Record(_commands, _shading.Light, _shading.Color);
        _commands.SubmitAndWait();
        _labels.Read(into);
        _surfaces.Read(into);
        if (color)
            _shading.Read(into);
        if (aovs.HasFlag(Aov.Albedo))
            _shading.ReadAlbedo(into);
        if (aovs.HasFlag(Aov.Amodal))
            _amodal.Render(_commands, _scene, Where(frame), into);
    }

    /// <summary>
    /// Brings what the image needs to the device, where it then is when the frame is rendered. Says before a long run whether its frames fit.
    /// </summary>
    /// <exception cref="RenderException">As <see cref="Render"/>.</exception>
    public void Check(Frame frame, ImageKey key, Aov aovs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Prepare(frame.Of(key.Variant), key, aovs);
    }

    private ViewHandle Prepare(Frame frame, ImageKey key, Aov aovs)
    {
        var image = frame.Image;
        if (image.Width is < 1 or > MaxImageSize || image.Height is < 1 or > MaxImageSize)
            throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture,
                $"an image of {image.Width} x {image.Height} pixels cannot be made; each side may have 1 to {MaxImageSize}."), Where(frame));
        if (frame.Instances.Length > ushort.MaxValue)
            throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture,
                $"{frame.Instances.Length} instances are more than the {ushort.MaxValue} that an id image can number."), Where(frame));
        _scene.Prepare(frame);
        var camera = frame.Cameras[key.Camera];
        var lens = _lenses.Of(camera, image.Width, image.Height);
        var view = _scene.AddView(SceneView.Of(camera, image.Width, image.Height)) with { Lens = lens };
        if (aovs.HasFlag(Aov.Color))
            _shading.Prepare(_scene, camera, lens);
        if (aovs.HasFlag(Aov.Color) && frame.Sensor is not null)
            _sensor.Prepare(frame, key);
        if (aovs.HasFlag(Aov.Amodal))
            _amodal.Prepare(_scene, camera, image.Width, image.Height);
        return view;
    }

    public void Dispose()
    {
        _opaque.Dispose();
        _amodal.Dispose();
        _sensor.Dispose();
        _blend.Dispose();
        _visibility.Dispose();
        _shading.Dispose();
        _labels.Dispose();
        _surfaces.Dispose();
        _visibilityPass.Dispose();
        _lenses.Dispose();
        _scene.Dispose();
        _commands.Dispose();
    }

    // What is opaque is seen by labels and by colour; what is see-through as a surface by labels, and as layers by colour.
    private void RecordLayered(ViewHandle view, FrameCamera camera, RasterTarget band, Aov aovs)
    {
        var opaque = band with { Buffer = _opaque.Buffer };
        _visibilityPass.Record(_commands, _scene, view, opaque, [SurfaceClass.Solid, SurfaceClass.Masked]);
        _commands.Copy(_opaque.Buffer, 0, _visibility.Buffer, 0, (long)(band.RowEnd - band.RowStart) * view.View.Width * band.Samples * sizeof(ulong));
        _commands.Barrier();
        _visibilityPass.Record(_commands, _scene, view, band, [SurfaceClass.Blended], over: true);
        _labels.Record(_commands, _scene, view, band, aovs);
        RecordSurfaces(view, camera, band, aovs);
        _blend.RecordLayers(_commands, _scene, view, opaque);
        _shading.Record(_commands, _scene, opaque);
        _blend.Record(_commands, _shading, _scene, opaque);
    }

    /// <summary>What labels say of the surfaces that they see.</summary>
    private void RecordSurfaces(ViewHandle view, FrameCamera camera, RasterTarget band, Aov aovs)
    {
        _surfaces.Record(_commands, _scene, view, camera, band, aovs);
        if (aovs.HasFlag(Aov.Albedo))
            _shading.RecordAlbedo(_commands, _scene, band);
    }

    // An even number, so that every band starts at an even pixel: ids are written in pairs.
    private int BandRows(int width, int height, int samples)
    {
        var rows = _maxVisibilityBytes / ((long)width * samples * sizeof(ulong));
        return rows >= height ? height : (int)Math.Max(2, rows / 2 * 2);
    }

    private static string Where(Frame frame) => string.Create(CultureInfo.InvariantCulture, $"frame {frame.Index}");
}
