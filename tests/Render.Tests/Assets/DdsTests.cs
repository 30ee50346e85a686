using System.Text;
using Render.Core;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>DDS files written from the specification's layout: texels by its formulae, and what is refused.</summary>
public sealed class DdsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Bc1_of_four_colours_and_of_three_with_holes()
    {
        // Red and blue, in this order a > b: two colours in between. Rows of the numbers 0, 1, 2, 3.
        byte[] four = [.. Word16(0xf800), .. Word16(0x001f), 0xe4, 0xe4, 0xe4, 0xe4];
        byte[] three = [.. Word16(0x001f), .. Word16(0xf800), 0xe4, 0xe4, 0xe4, 0xe4];
        var image = Read(Dds(8, 4, "DXT1", [.. four, .. three]));
        Assert.Equal([255, 0, 0, 255, 0, 0, 255, 255, 170, 0, 85, 255, 85, 0, 170, 255], image[..16]);
        Assert.Equal([0, 0, 255, 255, 255, 0, 0, 255, 128, 0, 128, 255, 0, 0, 0, 0], image[16..32]);
    }

    [Fact]
    public void Bc2_and_bc3_have_their_own_alpha()
    {
        byte[] white = [.. Word16(0xffff), .. Word16(0x0000), 0, 0, 0, 0];
        var explicitAlpha = Read(Dds(4, 4, "DXT3", [0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, .. white]));
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (byte)(17 * i)), explicitAlpha.Where((_, i) => i % 4 == 3));
        // Between 255 and 0: numbers 0 to 7, then again.
        var numbers = Enumerable.Range(0, 16).Aggregate(0ul, (sum, i) => sum | (ulong)(i % 8) << 3 * i);
        var interpolated = Read(Dds(4, 4, "DXT5", [255, 0, .. BitConverter.GetBytes(numbers)[..6], .. white]));
        Assert.Equal([255, 0, 219, 182, 146, 109, 73, 36], interpolated.Where((_, i) => i % 4 == 3).Take(8).Select(a => (int)a));
        // a <= b: four in between, then 0 and 255.
        var five = Read(Dds(4, 4, "DXT5", [0, 255, .. BitConverter.GetBytes(numbers)[..6], .. white]));
        Assert.Equal([0, 255, 51, 102, 153, 204, 0, 255], five.Where((_, i) => i % 4 == 3).Take(8).Select(a => (int)a));
    }

    [Fact]
    public void Bc5_is_a_unit_normal_and_bc4_is_gray()
    {
        byte[] half = [128, 128, 0, 0, 0, 0, 0, 0], high = [230, 230, 0, 0, 0, 0, 0, 0];
        Assert.Equal([230, 128, 204, 255], Read(Dds(4, 4, "ATI2", [.. high, .. half]))[..4].Select(b => (int)b), (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal([230, 230, 230, 255], Read(Dds(4, 4, "ATI1", high))[..4].Select(b => (int)b));
    }

    [Theory]
    [InlineData(32, 0xff0000u, 0xff00u, 0xffu, 0xff000000u, 0x80402010u, 0x40, 0x20, 0x10, 0x80)]
    [InlineData(32, 0xffu, 0xff00u, 0xff0000u, 0u, 0x80402010u, 0x10, 0x20, 0x40, 255)]
    [InlineData(24, 0xff0000u, 0xff00u, 0xffu, 0u, 0x402010u, 0x40, 0x20, 0x10, 255)]
    [InlineData(16, 0xf800u, 0x7e0u, 0x1fu, 0u, 0xf81fu, 255, 0, 255, 255)]
    [InlineData(16, 0xf00u, 0xf0u, 0xfu, 0xf000u, 0x8421u, 68, 34, 17, 136)]
    public void Pixels_under_masks(int bits, uint red, uint green, uint blue, uint alpha, uint pixel, int r, int g, int b, int a)
    {
        var content = Enumerable.Repeat(BitConverter.GetBytes(pixel)[..(bits / 8)], 6).SelectMany(p => p).ToArray();
        var image = Read(Dds(3, 2, null, content, bits, [red, green, blue, alpha]));
        Assert.Equal(24, image.Length);
        Assert.Equal([r, g, b, a], image[20..].Select(v => (int)v));
    }

    /// <summary>A side that is no multiple of 4 has blocks that reach over the edge.</summary>
    [Fact]
    public void Blocks_are_cut_at_the_edge()
    {
        byte[] red = [.. Word16(0xf800), .. Word16(0), 0, 0, 0, 0], green = [.. Word16(0x07e0), .. Word16(0), 0, 0, 0, 0];
        var image = Read(Dds(5, 3, "DXT1", [.. red, .. green]));
        Assert.Equal(60, image.Length);
        for (var i = 0; i < 15; i++)
            Assert.Equal(i % 5 < 4 ? [255, 0, 0] : new byte[] { 0, 255, 0 }, image[(4 * i)..(4 * i + 3)]);
    }

    [Theory]
    [InlineData("DXT1", 4, 0, "truncated")]
    [InlineData("ETC2", 4, 64, "'ETC2' is not read")]
    [InlineData("DXT1", 60_000, 64, "at most 16384")]
    [InlineData("DX10", 4, 64, "DXGI format 95 is not read")]
    public void What_is_not_read_is_refused_by_name(string code, int side, int bytes, string expected)
    {
        // 95 is BC6H.
        byte[] content = code == "DX10" ? [95, 0, 0, 0, 3, 0, 0, 0, .. new byte[bytes]] : new byte[bytes];
        var error = Assert.Throws<RenderException>(() => Read(Dds(side, side, code, content)));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Word16(int value) => BitConverter.GetBytes((ushort)value);

    private byte[] Read(byte[] file)
    {
        _folder.Write("t.dds", file);
        return _folder.ImportTexture("t.dds", ColorSpace.Srgb).Levels[0];
    }

    /// <summary>With the header of Direct3D 10.</summary>
    internal static byte[] Extended(int width, int height, uint dxgiFormat, byte[] content) =>
        Dds(width, height, "DX10", [.. new[] { dxgiFormat, 3u, 0u, 1u, 0u }.SelectMany(BitConverter.GetBytes), .. content]);

    /// <summary>Signature, header of 124 bytes, content.</summary>
    private static byte[] Dds(int width, int height, string? code, byte[] content, int bits = 0, uint[]? masks = null)
    {
        var header = new uint[32];
        (header[0], header[1], header[2], header[3], header[4]) = (BitConverter.ToUInt32("DDS "u8), 124, 0x1007, (uint)height, (uint)width);
        (header[19], header[27]) = (32, 0x1000);
        if (code is not null)
            (header[20], header[21]) = (4, BitConverter.ToUInt32(Encoding.ASCII.GetBytes(code)));
        if (masks is not null)
        {
            (header[20], header[22]) = (0x40u | (masks[3] != 0 ? 1u : 0), (uint)bits);
            masks.CopyTo(header, 23);
        }
        return [.. header.SelectMany(BitConverter.GetBytes), .. content];
    }
}
