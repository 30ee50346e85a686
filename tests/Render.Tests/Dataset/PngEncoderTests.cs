using System.Runtime.InteropServices;
using NetVips;
using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class PngEncoderTests
{
    // One pixel, one row, one column, narrower and wider than a vector, odd everywhere.
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 640, 1 }, { 1, 480 }, { 3, 5 }, { 31, 33 }, { 257, 64 }, { 1000, 7 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rgb_is_decoded_to_the_same_bits_by_another_program(int width, int height)
    {
        var encoder = new PngEncoder();
        for (var seed = 0; seed < 4; seed++)
        {
            var pixels = Bytes(width * height * 3, seed);
            using var decoded = Image.PngloadBuffer(encoder.EncodeRgb8(pixels, width, height).ToArray(), failOn: Enums.FailOn.Warning);
            Assert.Equal((width, height, 3, Enums.BandFormat.Uchar), (decoded.Width, decoded.Height, decoded.Bands, decoded.Format));
            Assert.Equal(pixels, decoded.WriteToMemory<byte>());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gray16_is_decoded_to_the_same_bits_by_another_program(int width, int height)
    {
        var encoder = new PngEncoder();
        for (var seed = 0; seed < 4; seed++)
        {
            var pixels = MemoryMarshal.Cast<byte, ushort>(Bytes(width * height * 2, seed)).ToArray();
            using var decoded = Image.PngloadBuffer(encoder.EncodeGray16(pixels, width, height).ToArray(), failOn: Enums.FailOn.Warning);
            Assert.Equal((width, height, 1, Enums.BandFormat.Ushort), (decoded.Width, decoded.Height, decoded.Bands, decoded.Format));
            Assert.Equal(pixels, decoded.WriteToMemory<ushort>());
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Indexed_keeps_indices_and_palette(int width, int height)
    {
        var encoder = new PngEncoder();
        var palette = Bytes(3 * 256, 7);
        for (var seed = 0; seed < 4; seed++)
        {
            var indices = Bytes(width * height, seed);
            var file = encoder.EncodeIndexed8(indices, width, height, palette).ToArray();
            var read = PngReader.Read(file);
            Assert.Equal((width, height, 8, 3), (read.Width, read.Height, read.BitDepth, read.ColorType));
            Assert.Equal(indices, read.Samples);
            Assert.Equal(palette, read.Palette);
            using var decoded = Image.PngloadBuffer(file, failOn: Enums.FailOn.Warning);
            Assert.Equal(indices.SelectMany(i => palette[(i * 3)..(i * 3 + 3)]), decoded.WriteToMemory<byte>());
        }
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
