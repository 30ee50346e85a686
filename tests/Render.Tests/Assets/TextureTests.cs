using Render.Assets;
using Render.Core;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>Decoding and mipmaps against averages computed here in double precision.</summary>
public sealed class TextureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(16, 8, ColorSpace.Srgb)]
    [InlineData(13, 7, ColorSpace.Srgb)]
    [InlineData(5, 64, ColorSpace.Linear)]
    [InlineData(1, 9, ColorSpace.Srgb)]
    [InlineData(31, 31, ColorSpace.Linear)]
    public void Every_texel_is_the_average_of_what_it_covers(int width, int height, ColorSpace colorSpace)
    {
        var random = new Random(width * 100 + height);
        var pixels = new byte[width * height * 4];
        random.NextBytes(pixels);
        var texture = Import(Pictures.Png(width, height, 6, (x, y) => pixels[((y * width + x) * 4)..((y * width + x) * 4 + 4)]), colorSpace);
        Assert.Equal(pixels, texture.Levels[0]);
        Assert.Equal([.. LevelSizes(width, height)], texture.Levels.Select(l => l.Length));
        var (w, h) = (width, height);
        double[] above = [.. pixels.Select((v, i) => i % 4 == 3 || colorSpace == ColorSpace.Linear ? v / 255.0 : Decode(v / 255.0))];
        foreach (var level in texture.Levels.Skip(1))
        {
            // A halved side of length m covers the n texels above evenly: n / m each, fractions included.
            above = Shrink(above, w, h);
            (w, h) = (Math.Max(1, w / 2), Math.Max(1, h / 2));
            for (var i = 0; i < level.Length; i++)
            {
                var expected = 255 * (i % 4 == 3 || colorSpace == ColorSpace.Linear ? above[i] : Encode(above[i]));
                Assert.True(Math.Abs(expected - level[i]) <= 0.52, $"{w} x {h} at {i}: {level[i]}, not {expected:F3}");
            }
        }
    }

    [Fact]
    public void Gray_alpha_and_16_bits_are_expanded()
    {
        Assert.Equal([9, 9, 9, 255], Import(Pictures.Png(1, 1, 0, (_, _) => [9])).Levels[0]);
        Assert.Equal([9, 9, 9, 128], Import(Pictures.Png(1, 1, 4, (_, _) => [9, 128])).Levels[0]);
        // 0x0180 is 1.494 of 255ths, 0x0182 1.502: rounded, not cut.
        Assert.Equal([1, 2, 255, 255], Import(Pictures.Png(1, 1, 2, (_, _) => [0x01, 0x80, 0x01, 0x82, 0xff, 0xff], depth: 16)).Levels[0]);
    }

    [Fact]
    public void Large_and_damaged_images_are_refused_by_name()
    {
        var wide = Pictures.Png(16385, 1, 0, (_, _) => [0]);
        Assert.Contains("16385 x 1", Assert.Throws<RenderException>(() => Import(wide)).Message, StringComparison.Ordinal);
        var png = Pictures.Png(40, 40, 2, (x, y) => [(byte)(x * y), (byte)x, (byte)y]);
        Assert.Throws<RenderException>(() => Import(png[..(png.Length / 2)]));
        Assert.Throws<RenderException>(() => Import("not an image"u8.ToArray()));
    }

    [Fact]
    public void Tga_and_bmp_are_read()
    {
        // 1 x 1, 24 bits, blue first.
        byte[] tga = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0x20, 30, 20, 10];
        Assert.Equal([10, 20, 30, 255], Import(tga).Levels[0]);
        byte[] bmp = [.. "BM"u8, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 20, 10, 0];
        Assert.Equal([10, 20, 30, 255], Import(bmp).Levels[0]);
    }

    [Fact]
    public void Radiance_is_mantissa_times_power_of_two()
    {
        byte[] hdr = [.. "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n"u8, 128, 64, 32, 129, 255, 1, 0, 120];
        var path = _folder.Write("sky.hdr", hdr);
        using var importer = new AssetImporter(_folder.Options);
        var map = importer.ImportEnvironment(path, "sky", _folder.Root);
        Assert.Equal((2, 1), (map.Width, map.Height));
        // value = mantissa / 256 * 2^(exponent - 128)
        Assert.Equal([1, 0.5f, 0.25f, 255 / 65536f, 1 / 65536f, 0], map.Pixels);
    }

    public void Dispose() => _folder.Dispose();

    private TextureImage Import(byte[] file, ColorSpace colorSpace = ColorSpace.Srgb)
    {
        _folder.Write("image", file);
        return _folder.ImportTexture("image", colorSpace);
    }

    private static IEnumerable<int> LevelSizes(int w, int h)
    {
        yield return w * h * 4;
        for (; w > 1 || h > 1;)
        {
            (w, h) = (Math.Max(1, w / 2), Math.Max(1, h / 2));
            yield return w * h * 4;
        }
    }

    private static double[] Shrink(double[] source, int w, int h)
    {
        var (toW, toH) = (Math.Max(1, w / 2), Math.Max(1, h / 2));
        var result = new double[toW * toH * 4];
        for (var y = 0; y < toH; y++)
            for (var x = 0; x < toW; x++)
                for (var sy = 0; sy < h; sy++)
                    for (var sx = 0; sx < w; sx++)
                    {
                        var weight = Overlap(x, toW, sx, w) * Overlap(y, toH, sy, h) * toW * toH / (w * h);
                        for (var c = 0; c < 4 && weight > 0; c++)
                            result[(y * toW + x) * 4 + c] += weight * source[(sy * w + sx) * 4 + c];
                    }
        return result;
    }

    /// <summary>Length that source texel s (of n) shares with the span of texel i (of m), in source texels.</summary>
    private static double Overlap(int i, int m, int s, int n) =>
        Math.Max(0, Math.Min((i + 1) * (double)n / m, s + 1) - Math.Max(i * (double)n / m, s));

    private static double Decode(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    private static double Encode(double v) => v <= 0.0031308 ? v * 12.92 : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;
}
