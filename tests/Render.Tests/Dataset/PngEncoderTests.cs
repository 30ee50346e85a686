using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NetVips;
using Render.Core.Scenes;
using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class PngEncoderTests
{
    // One pixel, one row, one column, narrower and wider than a vector, odd everywhere, several blocks.
    private static readonly (int Width, int Height)[] Shapes = [(1, 1), (640, 1), (1, 480), (3, 5), (31, 33), (257, 64), (1000, 7), (640, 480)];

    public static TheoryData<int, int, PngCompression> Images =>
        [.. Shapes.SelectMany(shape => Enum.GetValues<PngCompression>().Select(compression => (shape.Width, shape.Height, compression)))];

    [Theory]
    [MemberData(nameof(Images))]
    public void Rgb_is_decoded_to_the_same_bits_by_another_program(int width, int height, PngCompression compression)
    {
        var encoder = new PngEncoder(compression);
        for (var seed = 0; seed < 5; seed++)
        {
            var pixels = Bytes(width * height * 3, seed);
            foreach (var label in new[] { false, true })
            {
                var file = label ? encoder.EncodeLabelRgb8(pixels, width, height) : encoder.EncodeRgb8(pixels, width, height);
                using var decoded = Image.PngloadBuffer(file.ToArray(), failOn: Enums.FailOn.Warning);
                Assert.Equal((width, height, 3, Enums.BandFormat.Uchar), (decoded.Width, decoded.Height, decoded.Bands, decoded.Format));
                Assert.Equal(pixels, decoded.WriteToMemory<byte>());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Sixteen_bits_are_decoded_to_the_same_by_another_program(int width, int height, PngCompression compression)
    {
        var encoder = new PngEncoder(compression);
        for (var seed = 0; seed < 5; seed++)
        {
            foreach (var (bands, label) in new[] { (1, true), (1, false), (3, false) })
            {
                var pixels = MemoryMarshal.Cast<byte, ushort>(Bytes(width * height * bands * 2, seed)).ToArray();
                var file = label ? encoder.EncodeGray16(pixels, width, height) : bands == 1 ? encoder.EncodeDepth16(pixels, width, height) : encoder.EncodeRgb16(pixels, width, height);
                using var decoded = Image.PngloadBuffer(file.ToArray(), failOn: Enums.FailOn.Warning);
                Assert.Equal((width, height, bands, Enums.BandFormat.Ushort), (decoded.Width, decoded.Height, decoded.Bands, decoded.Format));
                Assert.Equal(pixels, decoded.WriteToMemory<ushort>());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Indexed_keeps_indices_and_palette(int width, int height, PngCompression compression)
    {
        var encoder = new PngEncoder(compression);
        var palette = Bytes(3 * 256, 7);
        for (var seed = 0; seed < 5; seed++)
        {
            var indices = Bytes(width * height, seed);
            var file = encoder.EncodeIndexed8(indices, width, height, palette).ToArray();
            var read = PngReader.Read(file);
            Assert.Equal((width, height, 8, 3), (read.Width, read.Height, read.BitDepth, read.ColorType));
            Assert.Equal(indices, read.Samples);
            Assert.Equal(palette, read.Palette);
            using var decoded = Image.PngloadBuffer(file, failOn: Enums.FailOn.Warning);
            Assert.Equal(indices.SelectMany(i => palette[(i * 3)..(i * 3 + 3)]), decoded.WriteToMemory<byte>());
            using var gray = Image.PngloadBuffer(encoder.EncodeGray8(indices, width, height).ToArray(), failOn: Enums.FailOn.Warning);
            Assert.Equal(indices, gray.WriteToMemory<byte>());
        }
    }

    /// <summary>Farms compare files: whatever the machine, its vectors and its zlib are, these are the bytes.</summary>
    [Theory]
    [InlineData(PngCompression.Balanced, "9f0380d5cce09352")]
    [InlineData(PngCompression.Fast, "ae1c06b66b038a3f")]
    public void The_bytes_are_the_same_on_every_machine(PngCompression compression, string sha256)
    {
        const int width = 331, height = 257;
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i / width < 120 ? 90 : i / 9 * (i % 3 + 1) + (i * 2654435761u >> 29));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(new PngEncoder(compression).EncodeRgb8(pixels, width, height)))[..16]);
    }

    [Fact]
    public void One_encoder_serves_images_of_any_size_in_turn()
    {
        var encoder = new PngEncoder();
        foreach (var (width, height) in new[] { (64, 64), (5, 3), (200, 100), (64, 64) })
        {
            var pixels = Bytes(width * height * 3, width);
            Assert.Equal(pixels, PngReader.Read(encoder.EncodeRgb8(pixels, width, height)).Samples);
            var gray = MemoryMarshal.Cast<byte, ushort>(Bytes(width * height * 2, height)).ToArray();
            Assert.Equal(gray.SelectMany(v => new[] { (byte)(v >> 8), (byte)v }), PngReader.Read(encoder.EncodeGray16(gray, width, height)).Samples);
        }
    }

    [Fact]
    public void A_wrong_number_of_pixels_is_refused()
    {
        var encoder = new PngEncoder();
        Assert.Throws<ArgumentException>(() => encoder.EncodeRgb8(new byte[10], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.EncodeGray16([], 0, 2));
        Assert.Throws<ArgumentException>(() => encoder.EncodeIndexed8(new byte[4], 2, 2, new byte[4]));
    }

    /// <summary>By seed: noise, smooth, flat, stripes. All filters of a row meet all sorts of neighbours.</summary>
    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        for (var i = 0; i < count && seed % 4 != 0; i++)
            bytes[i] = (seed % 4) switch { 1 => (byte)(i / 7 + (bytes[i] & 3)), 2 => 200, _ => (byte)(i / 50 % 2 * 255) };
        return bytes;
    }
}
