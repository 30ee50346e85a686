using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Frames;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// Amodal masks: the rasteriser without a depth test, into a bit mask for each instance on a canvas of three times the image's width and height. Vertices,
/// snapping and rules are those of the visibility pass, so what is visible is always covered. A mask is only as large as the instance may be on the canvas;
/// where all masks together are too large, instances are taken in rounds. Through a lens the canvas has rays of its own.
/// </summary>
/// <param name="device">The owner.</param>
/// <param name="visibility">Rasterises.</param>
/// <param name="maxBytes">Of all masks of a round, where one mask alone does not need more.</param>
internal sealed class AmodalPass(VulkanDevice device, VisibilityPass visibility, long maxBytes) : IDisposable
{
    /// <summary>As in Shaders/raster.glsl: a mask starts where a tile of the canvas does.</summary>
    private const int Tile = 32;

    /// <summary>Pixels by which the projection of a box may be off from those of the vertices in it: snapping, and float32 at the usual scales.</summary>
    private const double Slack = 2;

    private const long MostBytes = 64 << 20;

    private readonly GrowingBuffer _masks = new(device, "amodal masks", BufferUse.Readback);
    private readonly GrowingBuffer _table = new(device, "table of amodal masks", BufferUse.Upload);
    private readonly LensRayCache _lenses = new(device);
    private readonly List<(int Start, int End, long Words)> _rounds = [];
    private GpuMask[] _entries = [];
    private ViewHandle _view;
    private int _width, _height;
    private bool _throughLens;

    /// <summary>After the scene knows its frame, before its upload.</summary>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: the canvas does not fit the device.</exception>
    public void Prepare(GpuScene scene, FrameCamera camera, int width, int height)
    {
        (_width, _height, _throughLens) = (width, height, camera.Lens is not null);
        var most = Math.Min(MostBytes, maxBytes) / sizeof(uint);
        if (Words(Canvas) > device.Info.MaxStorageBufferRange / sizeof(uint) || (camera.Lens is not null && 27L * width * height > device.Info.MaxTexelBufferWords))
            throw new RenderException(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"an amodal canvas of {3 * width} x {3 * height} pixels is more than {device.Info.Name} can bind."),
                remedy: "Make the image smaller, or leave out 'amodal'.");
        var lens = _lenses.OfCanvas(camera, width, height);
        _view = scene.AddView(lens is null
            ? SceneView.Of(camera, width, height) with { Margin = (width, height) }
            : SceneView.Of(camera, 3 * width, 3 * height)) with
        { Lens = lens };
        var count = scene.Frame.Instances.Length;
        if (_entries.Length < count)
            _entries = new GpuMask[count];
        _rounds.Clear();
        var (start, words) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var box = lens is null ? BoxOf(scene, i) : Canvas;
            if (words > 0 && words + Words(box) > most)
            {
                _rounds.Add((start, i, words));
                (start, words) = (i, 0);
            }
            _entries[i] = box with { Base = (uint)words };
            words += Words(box);
        }
        if (count > 0)
            _rounds.Add((start, count, words));
        _table.Reserve((long)count * Unsafe.SizeOf<GpuMask>());
        _table.Buffer.Write<GpuMask>(_entries.AsSpan(0, count));
    }

    /// <summary>Makes the masks of the frame that was prepared and uploaded, in submissions of its own.</summary>
    public void Render(CommandRecorder commands, GpuScene scene, string what, RenderedFrame into)
    {
        into.Amodal.Clear(scene.Frame.Instances.Length, _width, _height);
        foreach (var (start, end, words) in _rounds)
        {
            if (words == 0)
                continue;
            _masks.Reserve(words * sizeof(uint));
            commands.Begin(what);
            commands.Fill(_masks.Buffer, 0, 0, words * sizeof(uint));
            commands.EndPass("amodal: clear");
            var rows = _view.Lens is null ? _height : 3 * _height;
            visibility.RecordMasks(commands, scene, _view, new(_masks.Buffer, 0, 1, 0, rows), _table.Buffer, (start, end));
            commands.SubmitAndWait();
            var all = _masks.Buffer.Map<uint>(0, (int)words);
            // Through a lens the canvas is an image of its own.
            var (shiftX, shiftY) = _view.Lens is null ? (0, 0) : (_width, _height);
            for (var i = start; i < end; i++)
                if (Words(_entries[i]) is > 0 and var count)
                    into.Amodal.Set(i + 1, _entries[i].FirstX - shiftX, _entries[i].FirstY - shiftY, (int)_entries[i].Stride, all.Slice((int)_entries[i].Base, (int)count));
        }
    }

    public void Dispose()
    {
        _masks.Dispose();
        _table.Dispose();
        _lenses.Dispose();
    }

    private GpuMask Canvas => !_throughLens ? Mask(-_width, -_height, 2 * _width - 1, 2 * _height - 1) : Mask(0, 0, 3 * _width - 1, 3 * _height - 1);

    private static long Words(GpuMask mask) => mask.LastX < mask.FirstX || mask.LastY < mask.FirstY ? 0 : (long)mask.Stride * (mask.LastY - mask.FirstY + 1);

    private static GpuMask Mask(int left, int top, int right, int bottom) =>
        new() { FirstX = left, FirstY = top, LastX = right, LastY = bottom, Stride = (uint)Math.Max(0, (right - left) / Tile + 1) };

    /// <summary>What certainly holds the instance on the canvas: from its model's box.</summary>
    private GpuMask BoxOf(GpuScene scene, int instance)
    {
        var (bounds, view) = (scene.Models[instance].Mesh.Bounds, _view.View);
        Span<double> rows = stackalloc double[12];
        GpuScene.Compose(view.WorldToScreen, scene.Frame.Instances[instance].ObjectToWorld, rows);
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        var (nearest, farthest, rounding) = (double.MaxValue, double.MinValue, 0.0);
        for (var corner = 0; corner < 8; corner++)
        {
            double px = (corner & 1) == 0 ? bounds.Min.X : bounds.Max.X, py = (corner & 2) == 0 ? bounds.Min.Y : bounds.Max.Y,
                pz = (corner & 4) == 0 ? bounds.Min.Z : bounds.Max.Z;
            double x = rows[0] * px + rows[1] * py + rows[2] * pz + rows[3], y = rows[4] * px + rows[5] * py + rows[6] * pz + rows[7],
                w = rows[8] * px + rows[9] * py + rows[10] * pz + rows[11];
            (nearest, farthest) = (Math.Min(nearest, w), Math.Max(farthest, w));
            (left, right, top, bottom) = (Math.Min(left, x / w), Math.Max(right, x / w), Math.Min(top, y / w), Math.Max(bottom, y / w));
            for (var row = 0; row < 12; row += 4)
                rounding = Math.Max(rounding, Math.Abs(rows[row] * px) + Math.Abs(rows[row + 1] * py) + Math.Abs(rows[row + 2] * pz) + Math.Abs(rows[row + 3]));
        }
        if (farthest < 0.99 * view.Near)
            return Mask(0, 0, -1, -1);
        // What reaches to the near plane may be anywhere.
        if (nearest < 1.01 * view.Near)
            return Canvas;
        // A few units in the last place of the largest term, over w, for x and y and once more for w where they are large.
        var slack = Slack + rounding * (8.0 / (1 << 24)) / nearest * (1 + Math.Max(Math.Max(Math.Abs(left), Math.Abs(right)), Math.Max(Math.Abs(top), Math.Abs(bottom))));
        static int Low(double value, int least, int most) => (int)Math.Clamp(Math.Floor(value), least, most);
        var (firstX, firstY) = (Low(left - slack, -_width, 2 * _width), Low(top - slack, -_height, 2 * _height));
        var (lastX, lastY) = (Low(right + slack, -_width - 1, 2 * _width - 1), Low(bottom + slack, -_height - 1, 2 * _height - 1));
        if (firstX > lastX || firstY > lastY)
            return Mask(0, 0, -1, -1);
        return Mask(firstX - (firstX + _width) % Tile, firstY, lastX, lastY);
    }

    /// <summary>As in Shaders/raster.glsl: pixels, inclusive; words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GpuMask
    {
        public int FirstX;
        public int FirstY;
        public int LastX;
        public int LastY;
        public uint Base;
        public uint Stride;
    }
}
