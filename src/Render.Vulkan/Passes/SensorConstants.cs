using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Vulkan.Passes;

/// <summary>The struct of Shaders/sensor.glsl, which documents it; a test compares the offsets of both.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpuSensor
{
    public uint Width;
    public uint Height;
    public Vector2 PrincipalPoint;
    public Vector2 TangentPerPixel;
    public float PerHalfDiagonal;
    public float CosFourth;
    public Vector3 Radial;
    public Vector2 Chroma;
    public uint BlurRadius;
    public Vector3 ElectronsPerLight;
    public float DarkElectrons;
    public float Well;
    public float Prnu;
    public float Dsnu;
    public uint HotPixels;
    public float ReadNoise;
    public float UnitsPerElectron;
    public float Black;
    public float Largest;
    public Pair NoiseKey;
    public Pair PatternKey;
    public float Dark;
    public Vector3 LightPerUnit;
    public float White;
    public Pair Red;
    public float Sharpening;
    public uint SharpeningRadius;

    /// <summary>A uvec2, which unlike a 64-bit number may begin at any word.</summary>
    internal readonly record struct Pair(uint X, uint Y);
}

/// <summary>From a frame's sensor to the numbers that the shaders take.</summary>
internal static class SensorConstants
{
    /// <summary>All but the radii of the blurs.</summary>
    /// <param name="frame">Has a sensor.</param>
    /// <param name="key">Which of its images.</param>
    public static GpuSensor Of(Frame frame, ImageKey key)
    {
        var (sensor, camera, image) = (frame.Sensor!, frame.Cameras[key.Camera], frame.Image);
        double largest = (1 << sensor.Bits) - 1, black = Math.Round(sensor.BlackLevel * (1 << sensor.Bits));
        // Electrons at which the converter's range ends.
        var range = sensor.FullWellE * 100.0 / sensor.Iso;
        var unitsPerElectron = (largest - black) / range;
        var gains = Gains(sensor);
        return new()
        {
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            PrincipalPoint = new(camera.Cx, camera.Cy),
            TangentPerPixel = new(1 / camera.Fx, 1 / camera.Fy),
            PerHalfDiagonal = (float)(2 / Math.Sqrt((double)image.Width * image.Width + (double)image.Height * image.Height)),
            CosFourth = sensor.VignettingCos4,
            Radial = sensor.VignettingRadial,
            Chroma = new(1 / (1 + sensor.LateralChroma.X), 1 / (1 + sensor.LateralChroma.Y)),
            ElectronsPerLight = sensor.Response * (float)(range / sensor.Saturation),
            DarkElectrons = sensor.DarkE,
            Well = sensor.FullWellE,
            Prnu = sensor.Prnu,
            Dsnu = sensor.DsnuE,
            HotPixels = (uint)Math.Min(sensor.HotPixels * 4294967296.0, uint.MaxValue),
            ReadNoise = sensor.ReadNoiseE,
            UnitsPerElectron = (float)unitsPerElectron,
            Black = (float)black,
            Largest = (float)largest,
            NoiseKey = Key(frame, $"sensor.noise/{key.Variant}/{key.Step}/{key.Camera}", frame.DrawnIndex ?? frame.Index),
            PatternKey = Key(frame, $"sensor.pattern/{key.Camera}", 0),
            Dark = (float)(black + sensor.DarkE * unitsPerElectron),
            LightPerUnit = gains * (float)(sensor.Saturation / (largest - black)),
            White = White(sensor),
            Red = sensor.Bayer switch
            {
                BayerPattern.Bggr => new(1, 1),
                BayerPattern.Grbg => new(1, 0),
                BayerPattern.Gbrg => new(0, 1),
                _ => new(0, 0),
            },
            Sharpening = sensor.Sharpening,
        };
    }

    /// <summary>
    /// The light that no channel exceeds, so that what is too bright is white whatever the gains: where the first of them ends, because the converter does or
    /// because the well is full.
    /// </summary>
    public static float White(FrameSensor sensor)
    {
        var gains = Gains(sensor);
        return sensor.Saturation * Math.Min(1, sensor.Iso / 100) * Math.Min(gains.X, Math.Min(gains.Y, gains.Z));
    }

    private static Vector3 Gains(FrameSensor sensor) => sensor.WhiteBalance / sensor.Response;

    private static GpuSensor.Pair Key(Frame frame, FormattableString path, long index)
    {
        var bits = new RandomStream(frame.Seed, FormattableString.Invariant(path), index).NextBits();
        return new((uint)bits, (uint)(bits >> 32));
    }
}
