using System.Numerics;
using Render.Core.Frames;
using Render.Vulkan.Devices;
using Render.Vulkan.Passes;

namespace Render.Gpu.Tests.Sensor;

/// <summary>A sensor by itself: light of the test's own in, units of the converter and bytes out.</summary>
internal sealed class SensorRig(VulkanDevice device, int width, int height)
{
    /// <summary>Nothing but well and converter; tests turn on what they look at.</summary>
    public static FrameSensor Bare => new() { FullWellE = 10000, Saturation = 1, Bits = 12 };

    public int Width => width;

    public int Height => height;

    public long Frame { get; set; }

    public ulong Seed { get; set; } = 3;

    public ImageKey Key { get; set; }

    public ToneCurve ToneCurve { get; set; } = ToneCurve.None;

    /// <summary>Pixels; 0: as wide as the picture.</summary>
    public float Focal { get; set; }

    /// <summary>Units of red, green and blue in turn; of a mosaic one a pixel.</summary>
    public int[] Units { get; private set; } = [];

    /// <summary>RGB.</summary>
    public byte[] Bytes { get; private set; } = [];

    public SensorRig Expose(FrameSensor sensor, float light) => Expose(sensor, (_, _) => new(light));

    /// <param name="sensor">What is tested.</param>
    /// <param name="light">Of the pixel at column and row.</param>
    public SensorRig Expose(FrameSensor sensor, Func<int, int, Vector3> light)
    {
        var focal = Focal == 0 ? width : Focal;
        var camera = new FrameCamera { Fx = focal, Fy = focal, Cx = width / 2f, Cy = height / 2f, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
        var frame = new Frame
        {
            Index = Frame,
            Seed = Seed,
            Image = new(width, height, 1, 0, ToneCurve),
            Sensor = sensor,
            Cameras = [camera, camera],
            Environment = new(),
            Instances = [],
        };
        var words = Enumerable.Range(0, width * height).Select(i => light(i % width, i / width)).ToArray();
        using var passes = new SensorPasses(device);
        using var planes = new LightPlanes(device, "test light");
        using var color = new DeviceBuffer(device, "test colour", 4L * words.Length, BufferUse.Readback);
        using var commands = new CommandRecorder(device);
        planes.Reserve(words.Length);
        planes.First.Write<uint>([.. words.Select(l => Pack(l.X) | Pack(l.Y) << 16)]);
        planes.Second.Write<uint>([.. words.Select(l => Pack(l.Z))]);
        passes.Prepare(frame, Key);
        commands.Begin("test of the sensor");
        passes.Record(commands, planes, color);
        commands.SubmitAndWait();
        Read(passes.Raw, color, sensor.Bayer == BayerPattern.None);
        return this;
    }

    /// <summary>The format of Shaders/light.glsl, written again: the nearest of the numbers 2^e (1 + m / 2048) - 2^-15.</summary>
    private static uint Pack(double light)
    {
        var shifted = Math.Max(light, 0) + Math.ScaleB(1, -15);
        var exponent = Math.ILogB(shifted);
        return (uint)Math.Min((exponent + 15) * 2048 + (long)Math.Round((Math.ScaleB(shifted, -exponent) - 1) * 2048), 65535);
    }

    private void Read(LightPlanes raw, DeviceBuffer color, bool three)
    {
        var pixels = width * height;
        var first = raw.First.Map<uint>(0, pixels);
        var second = raw.Second.Map<uint>(0, pixels);
        Units = new int[three ? 3 * pixels : pixels];
        Bytes = new byte[3 * pixels];
        var words = color.Map<uint>(0, pixels);
        for (var i = 0; i < pixels; i++)
        {
            for (var c = 0; c < 3; c++)
                Bytes[3 * i + c] = (byte)(words[i] >> 8 * c);
            if (three)
                (Units[3 * i], Units[3 * i + 1], Units[3 * i + 2]) = ((int)(first[i] & 0xffff), (int)(first[i] >> 16), (int)second[i]);
            else
                Units[i] = (int)first[i];
        }
    }
}
