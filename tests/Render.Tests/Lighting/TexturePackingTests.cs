using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Materials;
using Render.Vulkan.Materials;
using Xunit;

namespace Render.Tests.Lighting;

public sealed class TexturePackingTests
{
    private static TextureImage Image(string hash, int width, int height, ColorSpace space, Func<int, int, (int R, int G, int B, int A)> texel)
    {
        var levels = new List<byte[]>();
        for (int w = width, h = height; ; w = Math.Max(1, w / 2), h = Math.Max(1, h / 2))
        {
            var level = new byte[w * h * 4];
            for (var y = 0; y < h; y++)
            {
                for (var x = 0; x < w; x++)
                {
                    var (r, g, b, a) = texel(x * width / w, y * height / h);
                    (level[(y * w + x) * 4], level[(y * w + x) * 4 + 1], level[(y * w + x) * 4 + 2], level[(y * w + x) * 4 + 3]) = ((byte)r, (byte)g, (byte)b, (byte)a);
                }
            }
            levels.Add(level);
            if (w == 1 && h == 1)
                break;
        }
        return new() { Name = hash, ContentHash = hash, Width = width, Height = height, ColorSpace = space, Levels = [.. levels] };
    }

    private static (int Width, int Height, byte[] Texels) Level(uint[] words, int level)
    {
        var (width, height) = (Math.Max(1, (int)(words[0] & 0xffff) >> level), Math.Max(1, (int)(words[0] >> 16) >> level));
        return (width, height, MemoryMarshal.AsBytes(words.AsSpan((int)words[1 + level], width * height)).ToArray());
    }

    [Fact]
    public void Normal_and_roughness_share_a_texture()
    {
        var normal = Image("n", 64, 64, ColorSpace.Linear, (x, y) => (x, y, 255, 255));
        var surface = Image("s", 64, 64, ColorSpace.Linear, (x, y) => (9, 2 * x, 3 * y, 255));
        var (width, height, texels) = Level(TexturePacking.Surface(normal, surface).Words(), 0);
        Assert.Equal((64, 64), (width, height));
        var at = (5 * 64 + 7) * 4;
        Assert.Equal<byte>([7, 5, 14, 15], texels[at..(at + 4)]);
    }

    [Fact]
    public void Images_of_different_sizes_do_not_share()
    {
        var large = Image("n", 16, 8, ColorSpace.Linear, (_, _) => (100, 150, 255, 255));
        Assert.True(TexturePacking.Fit(large, null));
        Assert.True(TexturePacking.Fit(large, Image("m", 16, 8, ColorSpace.Linear, (_, _) => (0, 0, 0, 0))));
        Assert.False(TexturePacking.Fit(large, Image("s", 8, 16, ColorSpace.Linear, (_, _) => (0, 40, 80, 255))));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(64, 64)]
    [InlineData(100, 7)]
    public void Every_level_lies_where_the_table_says(int width, int height)
    {
        var image = Image("c", width, height, ColorSpace.Srgb, (x, y) => (x, y, x + y, 255));
        var block = TexturePacking.Color(image, null);
        var words = block.Words();
        Assert.Equal(block.Length, words.Length);
        for (var level = 0; level < image.Levels.Length; level++)
        {
            var expected = image.Levels[level].ToArray();
            for (var i = 3; i < expected.Length; i += 4)
                expected[i] = 255; // no occlusion
            Assert.Equal(expected, Level(words, level).Texels);
        }
    }

    [Fact]
    public void Occlusion_rides_in_the_colours_alpha()
    {
        var color = Image("c", 64, 64, ColorSpace.Srgb, (_, _) => (10, 20, 30, 40));
        var occlusion = Image("o", 64, 64, ColorSpace.Linear, (x, _) => (x, 0, 0, 0));
        Assert.Equal<byte>([10, 20, 30, 33], Level(TexturePacking.Color(color, occlusion).Words(), 0).Texels[(33 * 4)..(34 * 4)]);
        Assert.Equal<byte>([255, 255, 255, 33], Level(TexturePacking.Color(null, occlusion).Words(), 0).Texels[(33 * 4)..(34 * 4)]);
    }

    [Fact]
    public void A_texture_beyond_the_limit_is_refused_by_name()
    {
        var image = new TextureImage { Name = "wide.png", ContentHash = "w", Width = TexturePacking.MaxSize + 1, Height = 1, ColorSpace = ColorSpace.Srgb, Levels = [] };
        Assert.Contains("wide.png", Assert.Throws<RenderException>(() => TexturePacking.Color(image, null)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_one_colour_is_known_as_such()
    {
        Assert.Equal(((byte)1, (byte)2, (byte)3, (byte)4), TexturePacking.ConstantOf(Image("k", 8, 8, ColorSpace.Srgb, (_, _) => (1, 2, 3, 4))));
        Assert.Null(TexturePacking.ConstantOf(Image("k", 8, 8, ColorSpace.Srgb, (x, y) => (1, 2, 3, x == 7 && y == 7 ? 5 : 4))));
    }
}
