using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Render.Core;
using Render.Core.Frames;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// The lights of one image as Shaders/lights.glsl reads them: first the plain ones, which are suns and what casts no shadow, then those with shadow maps
/// of their own, then rectangles, so that each kind has its own loop and a frame without one kind a program without that loop.
/// </summary>
internal sealed class LightTable(VulkanDevice device) : IDisposable
{
    /// <summary>As in Shaders/lights.glsl: plain lights up to this number are unrolled.</summary>
    public const int MaxFew = 4;

    /// <summary>
    /// Rounds of loops that a thread of the device may take, less than the 65,535 after which lavapipe ends them all; what a light takes with a shadow, as
    /// sun and else, counted in the shaders; surfaces that a thread may shade for each sample where there are see-through ones.
    /// </summary>
    private const int MostRounds = 60_000, SunRounds = 70, LocalRounds = 26, Layers = BlendPass.Layers + 1, Span = 8;

    private readonly GrowingBuffer _buffer = new(device, "lights", BufferUse.Upload);
    private Entry[] _entries = [];

    /// <summary>A light, and what the shaders get of it.</summary>
    internal struct Entry(FrameLight light, GpuLight gpu)
    {
        public readonly FrameLight Light = light;
        public GpuLight Gpu = gpu;
    }

    /// <summary>Lights without shadow maps, and suns.</summary>
    public int Plain { get; private set; }

    /// <summary>Point and spot lights with shadow maps.</summary>
    public int Shadowed { get; private set; }

    /// <summary>Rectangles.</summary>
    public int Areas { get; private set; }

    /// <summary>The frame's lights, in its order, to be completed before <see cref="Write"/>.</summary>
    public Span<Entry> Prepare(Frame frame, Vector3 eye)
    {
        _entries = Array.ConvertAll(frame.Lights, light => new Entry(light, ShadingConstants.Light(light, eye)));
        return _entries;
    }

    /// <summary>Puts them on the device.</summary>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: there are too many.</exception>
    public void Write(Frame frame, bool blended)
    {
        static int Group(Entry e) => e.Light.Kind switch
        {
            LightKind.Area => 2,
            not LightKind.Sun when e.Gpu.Shadow != ShadingConstants.NoShadow => 1,
            _ => 0,
        };
        _entries = [.. _entries.OrderBy(Group)]; // stable
        Shadowed = _entries.Count(e => Group(e) == 1);
        Areas = _entries.Count(e => Group(e) == 2);
        Plain = _entries.Length - Shadowed - Areas;
        var suns = _entries.Count(e => e.Light.Kind == LightKind.Sun && e.Gpu.Shadow != ShadingConstants.NoShadow);
        long surfaces = Math.Max(Span, frame.Image.Samples * (blended ? Layers : 1)), rounds = Plain + (long)suns * SunRounds + (long)(Shadowed + Areas) * LocalRounds;
        if (surfaces * rounds > MostRounds)
            throw new RenderException(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"it has {_entries.Length} lights, {suns + Shadowed + Areas} of them with shadows or areas; with {frame.Image.Samples} samples a pixel{(blended ? " and see-through surfaces" : "")} there may be {MostRounds / surfaces} without shadows or {MostRounds / surfaces / LocalRounds} with."),
                string.Create(CultureInfo.InvariantCulture, $"frame {frame.Index}"), "Use fewer lights, or fewer samples.");
        _buffer.Reserve((long)Math.Max(_entries.Length, MaxFew) * Unsafe.SizeOf<GpuLight>());
        _buffer.Buffer.Write<GpuLight>(Array.ConvertAll(_entries, e => e.Gpu));
    }

    /// <summary>Whether the size of a sun decides the filter of its shadow.</summary>
    public bool AnyWideSun(float from) => Array.Exists(_entries,
        e => e.Light.Kind == LightKind.Sun && e.Gpu.Shadow != ShadingConstants.NoShadow && e.Gpu.Penumbra >= from);

    public void Bind(BindingSet set) => set.Bind(18, _buffer.Buffer, 0, MaxFew * Unsafe.SizeOf<GpuLight>()).Bind(32, _buffer.Buffer);

    public void Dispose() => _buffer.Dispose();
}
