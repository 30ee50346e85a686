using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Vulkan.Devices;
using Render.Vulkan.Lighting;
using Render.Vulkan.Materials;

namespace Render.Vulkan.Passes;

/// <summary>
/// Everything that makes colour: shadow maps, ambient occlusion, and the resolve that shades what the visibility buffer shows. Use, for
/// each image: <see cref="Prepare"/> between the scene's Prepare and Upload, <see cref="RecordShadows"/> once, <see cref="Record"/> for each
/// band after its visibility, <see cref="Read"/> when the device is done.
/// </summary>
internal sealed class ShadingPasses : IDisposable
{
    /// <summary>As in Shaders/sun_shadow.glsl.</summary>
    private const float WidePenumbra = 0.02f;

    /// <summary>As in Shaders/resolve_work.glsl: pixels of a span, columns of groups, words before the lists.</summary>
    private const int Span = 8, GroupColumns = 32, WorkHeader = 20;

    private static readonly (uint Run, bool Plain, int List, string Name)[] Runs =
        [(0, true, 3, "resolve plain spans"), (0, false, 2, "resolve spans"), (1, false, 0, "resolve"), (2, false, 4, "resolve edges")];

    private readonly VulkanDevice _device;
    private readonly AssetLibrary _assets;
    private readonly MaterialTable _materials;
    private readonly EnvironmentTexels _environments;
    private readonly TexelHeap _texels;
    private readonly GrowingBuffer _frame;
    private readonly LightTable _lights;
    private readonly ShadowMaps _shadowMaps;
    private readonly GrowingBuffer _occlusion;
    private readonly GrowingBuffer _filteredOcclusion;
    private readonly GrowingBuffer _color;
    private readonly GrowingBuffer _albedo;
    private readonly LightPlanes _light;
    private readonly GrowingBuffer _work;
    private readonly ShadingKernel _filterKernel;
    private readonly Dictionary<(string Shader, ResolveVariant Variant), ShadingKernel> _kernels = [];
    private readonly Dictionary<(string Shader, ResolveVariant Variant), ShadingKernel> _resolveKernels = [];
    private LensRays? _lens;
    private TexelBlock? _photo;
    private bool _wideSuns;
    private bool _fog;
    private bool _linear;
    private int _width;
    private int _height;

    public ShadingPasses(VulkanDevice device, AssetLibrary assets, VisibilityPass visibility)
    {
        (_device, _assets) = (device, assets);
        _materials = new(device);
        _environments = new(device.Options.CacheDirectory);
        _texels = new(device);
        _frame = new(device, "shading constants", BufferUse.Upload);
        _lights = new(device);
        _shadowMaps = new(device, visibility);
        _occlusion = new(device, "ambient occlusion", BufferUse.Device);
        _filteredOcclusion = new(device, "filtered ambient occlusion", BufferUse.Device);
        _color = new(device, "colour", BufferUse.Readback);
        _albedo = new(device, "albedo", BufferUse.Readback);
        _light = new(device, "light of the picture");
        _work = new(device, "work of the resolve", BufferUse.Device);
        _filterKernel = new(device, "occlusion_filter");
    }

    /// <summary>Uploads the frame's textures, lights and constants, and adds the views of its shadow maps to the scene.</summary>
    /// <param name="scene">What is seen.</param>
    /// <param name="camera">Of the image.</param>
    /// <param name="lens">Its rays, or null.</param>
    /// <exception cref="RenderException">Too many lights or shadows, or the textures do not fit the device.</exception>
    public void Prepare(GpuScene scene, FrameCamera camera, LensRays? lens)
    {
        var frame = scene.Frame;
        _lens = lens;
        (_width, _height) = (frame.Image.Width, frame.Image.Height);
        var environment = _environments.Get(frame.Environment, _assets);
        _texels.Prepare([.. _materials.Prepare(scene.Materials), environment.Specular, environment.Background,
            EnvironmentTexels.Reflectances, DisplayCurve.Of(frame.Image.ToneCurve), .. Extras(frame)]);
        _materials.Write(_texels);
        _shadowMaps.Fit(scene, camera, lens?.Tangents, _lights.Prepare(frame, ShadingConstants.Eye(camera)));
        _lights.Write(frame, scene.DrawsOf(SurfaceClass.Blended).Count > 0);
        _wideSuns = _lights.AnyWideSun(WidePenumbra);
        var constants = ShadingConstants.Frame(frame, camera, environment.Irradiance);
        (constants.LightCount, constants.ShadowedCount, constants.AreaCount) = ((uint)_lights.Plain, (uint)_lights.Shadowed, (uint)_lights.Areas);
        constants.DisplayTexels = _texels.Offset(DisplayCurve.Of(frame.Image.ToneCurve));
        constants.ReflectanceTexels = _texels.Offset(EnvironmentTexels.Reflectances);
        ShadingConstants.SetEnvironment(ref constants, environment, _texels.Offset(environment.Specular), _texels.Offset(environment.Background), camera);
        SetExtras(frame, environment.Irradiance, ref constants);
        constants.OcclusionRadius = ShadingConstants.OcclusionRadius(scene);
        _frame.Buffer.Write<GpuShadingFrame>(new(in constants));

        var cells = (_width + 1L) / 2 * ((_height + 1L) / 2);
        _occlusion.Reserve(cells * 4);
        _filteredOcclusion.Reserve(cells * 4);
        _color.Reserve(4L * _width * _height);
        _linear = frame.Sensor is not null;
        if (_linear)
            _light.Reserve((long)_width * _height);
    }

    /// <summary>What only some frames need in the heap.</summary>
    private IEnumerable<TexelBlock> Extras(Frame frame)
    {
        if (Array.Exists(frame.Lights, light => light.Kind == LightKind.Area))
            yield return LinearCosineTable.Texels;
        _photo = frame.Environment.BackgroundImage is { } reference
            ? BackgroundPhoto.Of(_assets.Texture(reference, ColorSpace.Srgb), frame.Environment.BackgroundFit, frame.Image.Width, frame.Image.Height)
            : null;
        if (_photo is null)
            yield break;
        yield return _photo;
        yield return DisplayCurve.InverseOf(frame.Image.ToneCurve);
    }

    private void SetExtras(Frame frame, SphericalHarmonics irradiance, ref GpuShadingFrame constants)
    {
        if (_lights.Areas > 0)
            constants.CosineTexels = _texels.Offset(LinearCosineTable.Texels);
        if (_photo is not null)
        {
            constants.BackgroundTexels[0] = _texels.Offset(_photo);
            constants.UndisplayTexels = _texels.Offset(DisplayCurve.InverseOf(frame.Image.ToneCurve));
        }
        _fog = frame.Fog is { Density: > 0 };
        if (_fog)
            ShadingConstants.SetFog(ref constants, frame.Fog!, irradiance);
    }

    public void RecordShadows(CommandRecorder commands, GpuScene scene) => _shadowMaps.Record(commands, scene);

    /// <summary>One band of the image; it begins at an even row.</summary>
    public void Record(CommandRecorder commands, GpuScene scene, RasterTarget band)
    {
        var rows = band.RowEnd - band.RowStart;
        var push = PushOf(band);
        var cellGroups = ((_width + 1) / 2, (rows + 1) / 2);
        var occlusion = Get("ambient_occlusion");
        scene.Bind(occlusion.Set);
        occlusion.Set.Bind(16, band.Buffer).Bind(17, _frame.Buffer).Bind(20, _occlusion.Buffer);
        _lens?.Bind(occlusion.Set);
        occlusion.Record(commands, push, cellGroups);
        commands.EndPass("ambient occlusion");
        _filterKernel.Set.Bind(17, _frame.Buffer).Bind(20, _occlusion.Buffer).Bind(21, _filteredOcclusion.Buffer);
        _filterKernel.Record(commands, push, cellGroups);
        commands.EndPass("occlusion filter");
        RecordResolve(commands, scene, band, push);
    }

    /// <summary>Before the bands of an image with base colours are recorded.</summary>
    public void ReserveAlbedo() => _albedo.Reserve(4L * _width * _height);

    /// <summary>The base colours of what labels see in one band of the image.</summary>
    /// <param name="commands">Receives the pass.</param>
    /// <param name="scene">What is seen.</param>
    /// <param name="band">Holds the visibility samples of labels.</param>
    public void RecordAlbedo(CommandRecorder commands, GpuScene scene, RasterTarget band)
    {
        // Without instances there are no tables to read, and nothing to say.
        if (scene.Frame.Instances.Length == 0)
            return;
        var needs = Variant(scene, 1, 0);
        var albedo = Get(ThroughLens("albedo"),
            new() { Samples = 1, AnyRareTerms = needs.AnyRareTerms, AnyRareVertices = needs.AnyRareVertices, AnyAdjustments = needs.AnyAdjustments });
        Bind(albedo.Set, scene, band);
        albedo.Set.Bind(24, _albedo.Buffer);
        var pixels = (long)(band.RowEnd - band.RowStart) * _width;
        albedo.RecordGroups(commands, PushOf(band), (int)Math.Min((pixels + 63) / 64, 65535), 1);
        commands.EndPass("albedo");
    }

    /// <summary>The constants of a band's passes.</summary>
    public ShadingPush PushOf(RasterTarget band) =>
        new() { RowStart = (uint)band.RowStart, RowEnd = (uint)band.RowEnd, LayerStride = (uint)((band.RowEnd - band.RowStart) * _width) };

    /// <summary>Binds the constants of the image.</summary>
    public BindingSet BindFrame(BindingSet set) => set.Bind(17, _frame.Buffer);

    /// <summary>Binds all that shading needs but the list of what is to be done (24).</summary>
    public void Bind(BindingSet set, GpuScene scene, RasterTarget band)
    {
        scene.Bind(set);
        _lens?.Bind(set);
        set.Bind(16, band.Buffer).Bind(17, _frame.Buffer).Bind(19, _shadowMaps.Buffer).Bind(20, _filteredOcclusion.Buffer).Bind(27, _texels.Buffer);
        BindOutput(set);
        _lights.Bind(set);
        _materials.Bind(set);
    }

    /// <summary>Shaders/resolve_blended.comp, as the frame needs it.</summary>
    public ShadingKernel ResolveBlended(GpuScene scene, uint samples) => Resolve("resolve_blended", scene, samples, 0);

    /// <summary>What a frame with a sensor is resolved to: linear light after exposure.</summary>
    public LightPlanes Light => _light;

    /// <summary>RGB bytes, a word a pixel, row-major: what a frame without a sensor is resolved to, and what <see cref="Read"/> reads.</summary>
    public DeviceBuffer Color => _color.Buffer;

    /// <summary>The bytes of <see cref="Color"/>.</summary>
    public void Read(RenderedFrame into) => Unpack(_color.Buffer.Map<uint>(0, _width * _height), into.Color);

    /// <summary>The base colours, where they were recorded.</summary>
    public void ReadAlbedo(RenderedFrame into)
    {
        if (into.Frame.Instances.Length == 0)
            Array.Clear(into.Albedo);
        else
            Unpack(_albedo.Buffer.Map<uint>(0, _width * _height), into.Albedo);
    }

    private static void Unpack(ReadOnlySpan<uint> words, byte[] bytes)
    {
        for (int i = 0, o = 0; i < words.Length; i++, o += 3)
        {
            var word = words[i];
            (bytes[o], bytes[o + 1], bytes[o + 2]) = ((byte)word, (byte)(word >> 8), (byte)(word >> 16));
        }
    }

    public void Dispose()
    {
        foreach (var kernel in _resolveKernels.Values.Concat(_kernels.Values))
            kernel.Dispose();
        _work.Dispose();
        _filterKernel.Dispose();
        _light.Dispose();
        _albedo.Dispose();
        _color.Dispose();
        _filteredOcclusion.Dispose();
        _occlusion.Dispose();
        _shadowMaps.Dispose();
        _lights.Dispose();
        _frame.Dispose();
        _materials.Dispose();
        _texels.Dispose();
    }

    private void RecordResolve(CommandRecorder commands, GpuScene scene, RasterTarget band, ShadingPush push)
    {
        var rows = band.RowEnd - band.RowStart;
        var spans = (_width + Span - 1L) / Span * rows;
        push.SpanCapacity = (uint)spans;
        // One sample a pixel leaves no edges.
        _work.Reserve(4 * (WorkHeader + 4 * spans + (band.Samples == 1 ? 0 : 2L * rows * _width)));
        // A group of the lists' shaders takes 64 threads; each list begins empty, with groups (0, GroupColumns, 1).
        commands.Fill(_work.Buffer, 0, 0, 4 * WorkHeader);
        commands.Barrier();
        for (var list = 0; list < 5; list++)
        {
            commands.Fill(_work.Buffer, GroupColumns, 16 * list + 8, 4);
            commands.Fill(_work.Buffer, 1, 16 * list + 12, 4);
        }
        commands.Barrier();

        var classify = Get("classify", (uint)band.Samples, looksAlongRays: false);
        scene.Bind(classify.Set);
        classify.Set.Bind(16, band.Buffer).Bind(17, _frame.Buffer).Bind(24, _work.Buffer);
        _materials.Bind(classify.Set);
        // In rows of 1024 groups, since 65,535 would not do for the largest images.
        var groups = (int)((spans + 63) / 64);
        classify.RecordGroups(commands, push, Math.Min(groups, 1024), (groups + 1023) / 1024);
        commands.EndPass("classify");

        var background = Get(ThroughLens("background"), new() { Samples = (uint)band.Samples, LinearOutput = _linear ? 1u : 0, AnyFog = _fog ? 1u : 0, Photo = _photo is null ? 0u : 1 });
        BindOutput(background.Set);
        background.Set.Bind(16, band.Buffer).Bind(17, _frame.Buffer).Bind(24, _work.Buffer).Bind(27, _texels.Buffer);
        _lens?.Bind(background.Set);
        background.RecordIndirect(commands, push, _work.Buffer, 16 * 1 + 4);
        commands.EndPass("background");

        // As in Shaders/resolve.comp: each run takes the list of its own.
        var runs = Runs[..(band.Samples == 1 ? 3 : 4)];
        MakeResolves("resolve", [.. runs.Select(r => Variant(scene, (uint)band.Samples, r.Run, r.Plain))]);
        foreach (var (run, plain, list, name) in runs)
        {
            var resolve = _resolveKernels[(ThroughLens("resolve"), Variant(scene, (uint)band.Samples, run, plain))];
            Bind(resolve.Set, scene, band);
            resolve.Set.Bind(24, _work.Buffer);
            resolve.RecordIndirect(commands, push, _work.Buffer, 16 * list + 4);
            commands.EndPass(name);
        }
    }

    private ShadingKernel Get(string shader, uint samples = 1, bool looksAlongRays = true) =>
        Get(looksAlongRays ? ThroughLens(shader) : shader, new ResolveVariant { Samples = samples });

    private ShadingKernel Get(string shader, ResolveVariant variant)
    {
        if (!_kernels.TryGetValue((shader, variant), out var kernel))
            _kernels.Add((shader, variant), kernel = new(_device, shader, MemoryMarshal.Cast<ResolveVariant, uint>(new(in variant))));
        return kernel;
    }

    private string ThroughLens(string shader) => _lens is null ? shader : shader + "_lens";

    private void BindOutput(BindingSet set) => set.Bind(21, _linear ? _light.First : _color.Buffer).Bind(40, _light.Second);

    // What is rare and dear is left out of the program where the frame has none of it; the choice depends on the frame alone, so its bytes do not
    // depend on other frames.
    private ResolveVariant Variant(GpuScene scene, uint samples, uint run, bool plain = false)
    {
        var rareVertices = _materials.AnyTransforms || scene.Models.Any(m => m.Mesh.Colors is not null || m.Mesh.TexCoords1 is not null);
        var variant = new ResolveVariant(
            samples, run, _wideSuns ? 1u : 0, _materials.AnyRareTerms ? 1u : 0, rareVertices ? 1u : 0, (uint)Math.Min(_lights.Plain, LightTable.MaxFew + 1),
            _materials.AnyNormalMaps ? 1u : 0, _materials.AnyRareLobes ? 1u : 0, 0, _lights.Shadowed > 0 ? 1u : 0, _linear ? 1u : 0,
            _lights.Areas > 0 ? 1u : 0, _fog ? 1u : 0, _photo is null ? 0u : 1, _materials.AnyAdjustments ? 1u : 0);
        return plain ? variant with { AnyRareTerms = 0, AnyNormalMaps = 0, AnyRareLobes = 0, AnyAdjustments = 0, PlainOnly = 1 } : variant;
    }

    private ShadingKernel Resolve(string shader, GpuScene scene, uint samples, uint run)
    {
        var variant = Variant(scene, samples, run);
        MakeResolves(shader, [variant]);
        return _resolveKernels[(ThroughLens(shader), variant)];
    }

    /// <summary>Those that are not there yet, side by side: compiling one takes a third of a second, most of a short run.</summary>
    private void MakeResolves(string shader, ResolveVariant[] variants)
    {
        shader = ThroughLens(shader);
        var missing = variants.Where(variant => !_resolveKernels.ContainsKey((shader, variant))).ToArray();
        var made = new ShadingKernel?[missing.Length];
        try
        {
            Parallel.For(0, missing.Length, i => made[i] = new(_device, shader, MemoryMarshal.Cast<ResolveVariant, uint>(new(in missing[i]))));
        }
        finally
        {
            // Where one fails the others are kept, and have an owner.
            for (var i = 0; i < missing.Length; i++)
                if (made[i] is { } kernel)
                    _resolveKernels.Add((shader, missing[i]), kernel);
        }
    }

    /// <summary>The specialisation constants of Shaders/resolve.comp, in their order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResolveVariant(
        uint Samples, uint Run, uint WideSuns, uint AnyRareTerms, uint AnyRareVertices, uint FewLights, uint AnyNormalMaps, uint AnyRareLobes, uint PlainOnly,
        uint LocalShadows, uint LinearOutput, uint AreaLights, uint AnyFog, uint Photo, uint AnyAdjustments);
}
