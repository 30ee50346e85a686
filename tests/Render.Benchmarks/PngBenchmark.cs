using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetVips;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset.Encoders;

namespace Render.Benchmarks;

/// <summary>
/// What PNGs of a folder's images cost, by the encoder's settings, on one thread: megabytes (1e6 bytes of pixels) a second of its processor, the best of the repeats for
/// each image, and all files' bytes; for comparison the runtime's zlib at level 3 over the same rows filtered by Paeth, and over the rows as "balanced" filters
/// them. The images are those of the reference job, the examples or a dataset, of whatever kind: colour, labels, depth.
/// </summary>
internal static class PngBenchmark
{
    private const int DefaultRepeats = 5;

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        if (BenchmarkOptions.Find(args, "--images") is not { } folder || !Directory.Exists(folder))
            throw new RenderException(Failure.Usage, "--images FOLDER is missing, or no folder.");
        var images = Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Load).ToArray();
        if (images.Length == 0)
            throw new RenderException(Failure.Usage, "no PNG in the folder.", folder);
        var pixels = images.Sum(image => (long)image.Pixels.Length);
        var result = new Dictionary<string, object> { ["benchmark"] = "png", ["images"] = images.Length, ["pixel_bytes"] = pixels, ["repeats"] = repeats };
        foreach (var compression in Enum.GetValues<PngCompression>().Where(compression => compression != PngCompression.Small || args.Contains("--small")))
        {
            var encoder = new PngEncoder(compression);
            Measure(compression.ToString().ToLowerInvariant(), image => image.Encode(encoder).Length);
        }
        var zlib = new ZLibCompressionOptions { CompressionLevel = 3 };
        Measure("zlib3_paeth", image => Zlib(image, zlib, well: false));
        Measure("zlib3_best_filter", image => Zlib(image, zlib, well: true));
        Console.Out.WriteLine(JsonSerializer.Serialize(result));
        return 0;

        void Measure(string name, Func<Picture, long> encode)
        {
            var (bytes, seconds) = (0L, 0.0);
            foreach (var image in images)
            {
                var least = double.MaxValue;
                for (var repeat = -1; repeat < repeats; repeat++)
                {
                    var before = BenchmarkOptions.ThreadSeconds();
                    var size = encode(image);
                    if (repeat < 0)
                        bytes += size;
                    else
                        least = Math.Min(least, BenchmarkOptions.ThreadSeconds() - before);
                }
                seconds += least;
            }
            result[name + "_bytes"] = bytes;
            result[name + "_mb_s"] = Math.Round(pixels / seconds / 1e6, 1);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {bytes,12} bytes  {pixels / seconds / 1e6,8:0} MB/s  {1000 * seconds / images.Length:0.00} ms an image"));
        }
    }

    private static long Zlib(Picture image, ZLibCompressionOptions options, bool well)
    {
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, options, leaveOpen: true))
            zlib.Write(PngEncoder.FilterAll(image.Pixels, image.Height, image.Stride, image.PixelBytes, well));
        return file.Length;
    }

    private static Picture Load(string path)
    {
        using var image = Image.NewFromFile(path, failOn: Enums.FailOn.Warning);
        return image.Format == Enums.BandFormat.Ushort
            ? new(MemoryMarshal.AsBytes<ushort>(image.WriteToMemory<ushort>()).ToArray(), image.Width, image.Height, image.Bands, 2)
            : new(image.WriteToMemory<byte>(), image.Width, image.Height, image.Bands, 1);
    }

    private sealed record Picture(byte[] Pixels, int Width, int Height, int Bands, int SampleBytes)
    {
        public int PixelBytes => Bands * SampleBytes;

        public int Stride => Width * PixelBytes;

        public ReadOnlySpan<byte> Encode(PngEncoder encoder) => (Bands, SampleBytes) switch
        {
            (3, 1) => encoder.EncodeRgb8(Pixels, Width, Height),
            (1, 1) => encoder.EncodeGray8(Pixels, Width, Height),
            (1, 2) => encoder.EncodeDepth16(MemoryMarshal.Cast<byte, ushort>(Pixels), Width, Height),
            (3, 2) => encoder.EncodeRgb16(MemoryMarshal.Cast<byte, ushort>(Pixels), Width, Height),
            _ => throw new RenderException(Failure.Usage, $"an image of {Bands} bands is none that the encoder writes."),
        };
    }
}
