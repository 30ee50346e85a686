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
    public void Another_programs_image_is_read_exactly(NetVips.Enums.ForeignPngFilter filter)
    {
        using var memory = NetVips.Image.NewFromMemory(Pixels, Width, Height, 1, NetVips.Enums.BandFormat.Ushort);
        using var image = memory.Copy(interpretation: NetVips.Enums.Interpretation.Grey16);
        var png = image.PngsaveBuffer(filter: filter, keep: NetVips.Enums.ForeignKeep.None);
        Assert.Equal(Pixels, new LabelPngReader().Read(WithoutAncillary(png), Width, Height).ToArray());
    }

    [Fact]
    public void Buffers_serve_images_of_any_shape_one_after_another()
    {
        using var encoder = new PngEncoder();
        var reader = new LabelPngReader();
        foreach (var (width, height) in new[] { (Width, Height), (1, Width * Height), (Width * Height, 1), (Height, Width) })
            Assert.Equal(Pixels, reader.Read(encoder.EncodeGray16(Pixels, width, height), width, height).ToArray());
    }

    [Fact]
    public void Damage_of_any_byte_is_refused()
    {
        using var encoder = new PngEncoder();
        var png = encoder.EncodeGray16(Pixels, Width, Height).ToArray();
        var reader = new LabelPngReader();
        for (var i = 0; i < png.Length; i++)
        {
            png[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => reader.Read(png, Width, Height).Length);
            png[i] ^= 0x10;
        }
        for (var length = 0; length < png.Length; length++)
            Assert.Throws<InvalidDataException>(() => reader.Read(png.AsSpan(0, length), Width, Height).Length);
        Assert.Throws<InvalidDataException>(() => reader.Read([.. png, 0], Width, Height).Length);
        Assert.Equal(Pixels, reader.Read(png, Width, Height).ToArray());
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
