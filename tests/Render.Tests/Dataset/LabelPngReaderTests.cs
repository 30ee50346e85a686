using Render.Dataset.Check;
using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>The strict reader against images that libvips writes with each filter, and against damage of every byte.</summary>
public sealed class LabelPngReaderTests
{
    private const int Width = 37, Height = 21;

    private static readonly ushort[] Pixels = Noise();

    [Theory]
    [InlineData(NetVips.Enums.ForeignPngFilter.None)]
    [InlineData(NetVips.Enums.ForeignPngFilter.Sub)]
    [InlineData(NetVips.Enums.ForeignPngFilter.Up)]
    [InlineData(NetVips.Enums.ForeignPngFilter.Avg)]
    [InlineData(NetVips.Enums.ForeignPngFilter.Paeth)]
    [InlineData(NetVips.Enums.ForeignPngFilter.All)]
    public void Another_programs_image_is_read_exactly(NetVips.Enums.ForeignPngFilter filter)
    {
        using var memory = NetVips.Image.NewFromMemory(Pixels, Width, Height, 1, NetVips.Enums.BandFormat.Ushort);
        using var image = memory.Copy(interpretation: NetVips.Enums.Interpretation.Grey16);
        var png = image.PngsaveBuffer(filter: filter, keep: NetVips.Enums.ForeignKeep.None);
        Assert.Equal(Pixels, new LabelPngReader().ReadGray16(WithoutAncillary(png), Width, Height));
        // Three numbers a pixel.
        using var colors = NetVips.Image.NewFromMemory(Pixels, Width / 3, Height, 3, NetVips.Enums.BandFormat.Ushort).Copy(interpretation: NetVips.Enums.Interpretation.Rgb16);
        var read = new LabelPngReader().Read(WithoutAncillary(colors.PngsaveBuffer(filter: filter, keep: NetVips.Enums.ForeignKeep.None)), LabelPngForm.Rgb16, Width / 3, Height);
        Assert.Equal(Pixels.Take(Width / 3 * 3 * Height).SelectMany(p => new[] { (byte)(p >> 8), (byte)p }), read.ToArray());
    }

    [Fact]
    public void Buffers_serve_images_of_any_shape_one_after_another()
    {
        var encoder = new PngEncoder();
        var reader = new LabelPngReader();
        foreach (var (width, height) in new[] { (Width, Height), (1, Width * Height), (Width * Height, 1), (Height, Width) })
            Assert.Equal(Pixels, reader.ReadGray16(encoder.EncodeGray16(Pixels, width, height), width, height));
    }

    [Fact]
    public void Damage_of_any_byte_is_refused()
    {
        var encoder = new PngEncoder();
        var png = encoder.EncodeGray16(Pixels, Width, Height).ToArray();
        var reader = new LabelPngReader();
        for (var i = 0; i < png.Length; i++)
        {
            png[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => reader.ReadGray16(png, Width, Height).Length);
            png[i] ^= 0x10;
        }
        for (var length = 0; length < png.Length; length++)
            Assert.Throws<InvalidDataException>(() => reader.ReadGray16(png.AsSpan(0, length), Width, Height).Length);
        Assert.Throws<InvalidDataException>(() => reader.ReadGray16([.. png, 0], Width, Height).Length);
        Assert.Equal(Pixels, reader.ReadGray16(png, Width, Height));
    }

    [Fact]
    public void Palettes_and_colours_are_read_exactly_and_only_as_what_they_are()
    {
        var encoder = new PngEncoder();
        var reader = new LabelPngReader();
        byte[] indices = [.. Pixels.Select(p => (byte)(p % 7))], colors = [.. Pixels.SelectMany(p => new[] { (byte)p, (byte)(p >> 8), (byte)(p * 3) })], palette = new byte[21];
        var indexed = encoder.EncodeIndexed8(indices, Width, Height, palette).ToArray();
        var rgb = encoder.EncodeLabelRgb8(colors, Width, Height).ToArray();
        Assert.Equal(indices, reader.Read(indexed, LabelPngForm.Indexed8, Width, Height).ToArray());
        Assert.Equal(colors, reader.Read(rgb, LabelPngForm.Rgb8, Width, Height).ToArray());
        Assert.Throws<InvalidDataException>(() => reader.Read(rgb, LabelPngForm.Indexed8, Width, Height).Length);
        Assert.Throws<InvalidDataException>(() => reader.ReadGray16(indexed, Width, Height).Length);
        // A colour beyond the palette, and damage of any byte.
        Assert.Throws<InvalidDataException>(() => reader.Read(encoder.EncodeIndexed8(indices, Width, Height, palette.AsSpan(3)), LabelPngForm.Indexed8, Width, Height).Length);
        for (var i = 0; i < indexed.Length; i++)
        {
            indexed[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => reader.Read(indexed, LabelPngForm.Indexed8, Width, Height).Length);
            indexed[i] ^= 0x10;
        }
    }

    private static ushort[] Noise()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Width * Height).Select(i => (ushort)(i % 5 == 0 ? random.Next(65536) : i / 40))];
    }

    // libvips notes the resolution, which the reader does not know.
    private static byte[] WithoutAncillary(byte[] png)
    {
        var kept = png[..8].ToList();
        for (var at = 8; at < png.Length;)
        {
            var size = 12 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if ((png[at + 4] & 0x20) == 0)
                kept.AddRange(png[at..(at + size)]);
            at += size;
        }
        return [.. kept];
    }
}
