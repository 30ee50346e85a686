using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// Normals and model coordinates of what is seen at the pixels' centres, from sample 0 of the visibility buffer, into buffers that the host reads: three float32 a
/// pixel, row-major. Its buffers are there only once they are asked for.
/// </summary>
internal sealed class SurfacePass(VulkanDevice device) : IDisposable
{
    private const int PixelsPerGroup = 64;

    private readonly Dictionary<(bool Normals, bool Coordinates, bool Lens), (ComputePipeline Pipeline, BindingSet Set)> _variants = [];
    private readonly GrowingBuffer _normals = new(device, "normals", BufferUse.Readback);
    private readonly GrowingBuffer _coordinates = new(device, "coordinates", BufferUse.Readback);

    /// <summary>Before the bands of an image are recorded.</summary>
    public void Reserve(int width, int height, Aov aovs)
    {
        var bytes = (long)width * height * 3 * sizeof(float);
        if ((aovs & (Aov.Normals | Aov.Coordinates)) == 0)
            return;
        // A binding that a variant does not write must be there all the same.
        _normals.Reserve(aovs.HasFlag(Aov.Normals) ? bytes : sizeof(float));
        _coordinates.Reserve(aovs.HasFlag(Aov.Coordinates) ? bytes : sizeof(float));
    }

    /// <summary>One band of the image.</summary>
    /// <param name="commands">Receives the pass.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="view">From where.</param>
    /// <param name="camera">Of that view.</param>
    /// <param name="band">Holds the visibility samples.</param>
    /// <param name="aovs">What is wanted; without normals and coordinates nothing is recorded.</param>
    public void Record(CommandRecorder commands, GpuScene scene, ViewHandle view, FrameCamera camera, RasterTarget band, Aov aovs)
    {
        var wanted = (aovs.HasFlag(Aov.Normals), aovs.HasFlag(Aov.Coordinates), view.Lens is not null);
        // Without instances there are no tables to read, and nothing to say.
        if (wanted is (false, false, _) || scene.Frame.Instances.Length == 0)
            return;
        var width = view.View.Width;
        var m = camera.WorldToCamera;
        Vector3 right = new(m[0], m[1], m[2]), down = new(m[4], m[5], m[6]), axis = new(m[8], m[9], m[10]);
        var push = new Push
        {
            PixelCount = (uint)((band.RowEnd - band.RowStart) * width),
            FirstPixel = (uint)(band.RowStart * width),
            Width = (uint)width,
            TransformBase = (uint)view.TransformBase,
            // Cofactors, as for poses: a camera that others describe need not be quite orthonormal.
            NormalX = Vector3.Cross(down, axis),
            NormalY = Vector3.Cross(axis, right),
            NormalZ = Vector3.Cross(right, down),
        };
        var (pipeline, set) = Get(wanted);
        scene.Bind(set);
        view.Lens?.Bind(set);
        set.Bind(18, band.Buffer).Bind(19, _normals.Buffer).Bind(20, _coordinates.Buffer);
        commands.Bind(set);
        commands.Push(pipeline, push);
        commands.Dispatch((int)Math.Min((push.PixelCount + PixelsPerGroup - 1) / PixelsPerGroup, 65535));
        commands.EndPass("surface labels");
    }

    public void Read(RenderedFrame into)
    {
        if (into.Frame.Instances.Length == 0)
        {
            Array.Clear(into.Normals);
            Array.Clear(into.Coordinates);
            return;
        }
        if (into.Normals.Length > 0)
            _normals.Buffer.Map<float>(0, into.Normals.Length).CopyTo(into.Normals);
        if (into.Coordinates.Length > 0)
            _coordinates.Buffer.Map<float>(0, into.Coordinates.Length).CopyTo(into.Coordinates);
    }

    public void Dispose()
    {
        foreach (var (pipeline, set) in _variants.Values)
        {
            set.Dispose();
            pipeline.Dispose();
        }
        _normals.Dispose();
        _coordinates.Dispose();
    }

    private (ComputePipeline Pipeline, BindingSet Set) Get((bool Normals, bool Coordinates, bool Lens) wanted)
    {
        if (_variants.TryGetValue(wanted, out var made))
            return made;
        var pipeline = new ComputePipeline(device, wanted.Lens ? "surface_labels_lens" : "surface_labels", wanted.Normals ? 1u : 0, wanted.Coordinates ? 1u : 0);
        return _variants[wanted] = (pipeline, new BindingSet(pipeline));
    }

    /// <summary>As in Shaders/surface_labels.comp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Push
    {
        public uint PixelCount;
        public uint FirstPixel;
        public uint Width;
        public uint TransformBase;
        public Vector3 NormalX;
        public Vector3 NormalY;
        public Vector3 NormalZ;
    }
}
