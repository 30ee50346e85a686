using Render.Core.Frames;
using Render.Vulkan.Devices;
using Render.Vulkan.Lighting;

namespace Render.Vulkan.Passes;

/// <summary>
/// The sensor of a frame that has one: from the linear light of a whole picture to its bytes. Use, for each image: <see cref="Prepare"/>, then
/// <see cref="Record"/> after all bands.
/// </summary>
internal sealed class SensorPasses : IDisposable
{
    private const int GroupSize = 64;

    private readonly VulkanDevice _device;
    private readonly GrowingBuffer _constants;
    private readonly GrowingBuffer _tables;
    private readonly LightPlanes _between;
    private readonly LightPlanes _raw;
    private readonly Dictionary<(string Shader, uint First, uint Second), (ComputePipeline Pipeline, BindingSet Set)> _kernels = [];
    private FrameSensor _sensor = new();
    private GpuSensor _numbers;

    public SensorPasses(VulkanDevice device)
    {
        _device = device;
        _constants = new(device, "sensor constants", BufferUse.Upload);
        _tables = new(device, "sensor tables", BufferUse.Upload);
        _between = new(device, "light between two passes");
        _raw = new(device, "raw picture");
    }

    /// <summary>What the converter gave of the last picture: a unit a word, or three in two words where there is no mosaic.</summary>
    internal LightPlanes Raw => _raw;

    /// <param name="frame">Has a sensor.</param>
    /// <param name="key">Which of its images.</param>
    /// <exception cref="Core.RenderException">The picture is too large for the device.</exception>
    public void Prepare(Frame frame, ImageKey key)
    {
        _sensor = frame.Sensor!;
        _numbers = SensorConstants.Of(frame, key);
        var blur = SensorTables.BlurWeights(_sensor.BlurPx, out var blurRadius);
        var sharpening = SensorTables.BlurWeights(_sensor.SharpeningRadiusPx, out var sharpeningRadius);
        (_numbers.BlurRadius, _numbers.SharpeningRadius) = ((uint)blurRadius, (uint)sharpeningRadius);
        _constants.Buffer.Write<GpuSensor>(new(in _numbers));
        if (_tables.Buffer.Size < SensorTables.Length * sizeof(uint))
        {
            _tables.Reserve(SensorTables.Length * sizeof(uint));
            _tables.Buffer.Write<float>(SensorTables.Fixed());
        }
        _tables.Buffer.Write<float>([.. blur, .. sharpening], SensorTables.Blur * sizeof(uint));
        _tables.Buffer.Write<uint>(DisplayCurve.Words(frame.Image.ToneCurve, _numbers.White), SensorTables.Display * sizeof(uint));
        var pixels = (long)_numbers.Width * _numbers.Height;
        _between.Reserve(pixels);
        _raw.Reserve(pixels);
    }

    /// <param name="commands">Receives the passes.</param>
    /// <param name="light">Of the whole picture; it is used up.</param>
    /// <param name="color">Receives RGB bytes, a word a pixel.</param>
    public void Record(CommandRecorder commands, LightPlanes light, DeviceBuffer color)
    {
        var (from, to) = (light, _between);
        void Pass(string name, string shader, uint first, uint second)
        {
            Dispatch(commands, Bind(shader, first, second, from, to.First, to.Second));
            commands.EndPass(name);
            (from, to) = (to, from);
        }
        var chroma = _sensor.LateralChroma != default;
        if (chroma || _sensor.VignettingCos4 != 0 || _sensor.VignettingRadial != default)
            Pass("sensor optics", "sensor_optics", chroma ? 1u : 0, 0);
        if (_numbers.BlurRadius > 0)
        {
            Pass("sensor blur", "sensor_blur", 0, 0);
            Pass("sensor blur", "sensor_blur", 1, 0);
        }
        var mosaic = _sensor.Bayer != BayerPattern.None;
        var pattern = _sensor.Prnu != 0 || _sensor.DsnuE != 0 || _sensor.HotPixels != 0;
        Dispatch(commands, Bind("sensor_expose", mosaic ? 1u : 0, pattern ? 1u : 0, from, _raw.First, _raw.Second));
        commands.EndPass("sensor noise");
        Develop(commands, mosaic ? _sensor.Demosaic == DemosaicMethod.Malvar ? 2u : 1 : 0, from, to, color);
    }

    public void Dispose()
    {
        foreach (var (pipeline, set) in _kernels.Values)
        {
            set.Dispose();
            pipeline.Dispose();
        }
        _raw.Dispose();
        _between.Dispose();
        _tables.Dispose();
        _constants.Dispose();
    }

    private void Develop(CommandRecorder commands, uint method, LightPlanes sharp, LightPlanes blurred, DeviceBuffer color)
    {
        var sharpen = _sensor.Sharpening != 0;
        Dispatch(commands, Bind("sensor_develop", method, sharpen ? 1u : 0, _raw, sharpen ? sharp.First : color, sharp.Second));
        commands.EndPass("sensor development");
        if (!sharpen)
            return;
        Dispatch(commands, Bind("sensor_blur", 0, 1, sharp, blurred.First, blurred.Second));
        commands.EndPass("sensor sharpening");
        var finish = Bind("sensor_blur", 1, 1, blurred, color, _raw.Second);
        finish.Set.Bind(23, sharp.First).Bind(24, sharp.Second);
        Dispatch(commands, finish);
        commands.EndPass("sensor sharpening");
    }

    private (ComputePipeline Pipeline, BindingSet Set) Bind(string shader, uint first, uint second, LightPlanes from, DeviceBuffer toFirst, DeviceBuffer toSecond)
    {
        if (!_kernels.TryGetValue((shader, first, second), out var kernel))
        {
            var pipeline = new ComputePipeline(_device, shader, first, second);
            _kernels.Add((shader, first, second), kernel = (pipeline, new(pipeline)));
        }
        // 23 and 24 are read by the last pass of the sharpening alone, which binds others.
        kernel.Set.Bind(17, _constants.Buffer).Bind(18, _tables.Buffer).Bind(19, from.First).Bind(20, from.Second).Bind(21, toFirst).Bind(22, toSecond)
            .Bind(23, from.First).Bind(24, from.Second);
        return kernel;
    }

    private void Dispatch(CommandRecorder commands, (ComputePipeline Pipeline, BindingSet Set) kernel)
    {
        commands.Bind(kernel.Set);
        commands.Dispatch((int)((_numbers.Width + GroupSize - 1) / GroupSize), (int)_numbers.Height);
    }
}
