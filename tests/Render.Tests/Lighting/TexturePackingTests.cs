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

    [Fact]
    public void Normal_and_roughness_share_a_texture()
    {
        var normal = Image("n", 64, 64, ColorSpace.Linear, (x, y) => (x, y, 255, 255));
        var surface = Image("s", 64, 64, ColorSpace.Linear, (x, y) => (9, 2 * x, 3 * y, 255));
        var packed = TexturePacking.Surface(normal, surface, new TextureReference(0));
        Assert.Equal(64, packed.Size);
        Assert.False(packed.Key.Srgb);
        var levels = packed.Levels();
        Assert.Equal(7, levels.Length);
        var at = (5 * 64 + 7) * 4;
        Assert.Equal<byte>([7, 5, 14, 15], levels[0][at..(at + 4)]);
    }

    [Fact]
    public void A_smaller_image_is_resampled_to_the_larger_ones_size()
    {
        var normal = Image("n", 128, 128, ColorSpace.Linear, (_, _) => (100, 150, 255, 255));
        var surface = Image("s", 16, 8, ColorSpace.Linear, (_, _) => (0, 40, 80, 255));
        var levels = TexturePacking.Surface(normal, surface, new TextureReference(0)).Levels();
        foreach (var level in levels)
            for (var i = 0; i < level.Length; i += 4)
                Assert.Equal<byte>([100, 150, 40, 80], level[i..(i + 4)]);
    }

    [Fact]
    public void Colour_is_averaged_in_linear_light()
    {
        // Black and white columns, resampled and reduced to a single texel: linear 1/2 is sRGB 188, not 128.
        var image = Image("c", 100, 50, ColorSpace.Srgb, (x, _) => x % 2 == 0 ? (0, 0, 0, 255) : (255, 255, 255, 255));
        var packed = TexturePacking.Color(image, null, new TextureReference(0));
        Assert.Equal(128, packed.Size);
        Assert.InRange(packed.Levels()[^1][0], 186, 190);
    }

    [Fact]
    public void Occlusion_rides_in_the_colours_alpha()
    {
        var color = Image("c", 64, 64, ColorSpace.Srgb, (_, _) => (10, 20, 30, 40));
        var occlusion = Image("o", 64, 64, ColorSpace.Linear, (x, _) => (x, 0, 0, 0));
        var level = TexturePacking.Color(color, occlusion, new TextureReference(0)).Levels()[0];
        Assert.Equal<byte>([10, 20, 30, 33], level[(33 * 4)..(34 * 4)]);
        Assert.Equal<byte>([255, 255, 255, 33], TexturePacking.Color(null, occlusion, new TextureReference(0)).Levels()[0][(33 * 4)..(34 * 4)]);
    }

    [Fact]
    public void An_image_of_one_colour_is_known_as_such()
    {
        Assert.Equal(((byte)1, (byte)2, (byte)3, (byte)4), TexturePacking.ConstantOf(Image("k", 8, 8, ColorSpace.Srgb, (_, _) => (1, 2, 3, 4))));
        Assert.Null(TexturePacking.ConstantOf(Image("k", 8, 8, ColorSpace.Srgb, (x, y) => (1, 2, 3, x == 7 && y == 7 ? 5 : 4))));
    }
}
