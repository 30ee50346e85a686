using System.Security.Cryptography;
using System.Text;
using Render.Core.Materials;

namespace Render.Core.Textures;

/// <summary>A procedural texture as a material wears it: three images of one height field, which therefore agree.</summary>
/// <param name="Color">sRGB, alpha 1.</param>
/// <param name="Normal">Tangent-space normals of the relief: x along u, y up the image; one flat texel where there is no relief.</param>
/// <param name="MetallicRoughness">Green roughness, blue metallic, red 1; one texel where neither varies.</param>
/// <param name="Height">One channel, 0..1, in red, green and blue; made for whoever asks for it.</param>
internal sealed record ProceduralMaps(TextureImage Color, TextureImage Normal, TextureImage MetallicRoughness, Lazy<TextureImage> Height)
{
    /// <summary>Of those that there are from the beginning.</summary>
    public long Bytes => Color.Bytes + Normal.Bytes + MetallicRoughness.Bytes;

    public TextureImage Of(ProceduralReference.Map map) => map switch
    {
        ProceduralReference.Map.Normal => Normal,
        ProceduralReference.Map.Roughness => MetallicRoughness,
        ProceduralReference.Map.Height => Height.Value,
        _ => Color,
    };

    public static ProceduralMaps Of(TextureRecipe recipe, string reference)
    {
        var canvas = new TextureCanvas(recipe.Size);
        recipe.Kind.Paint(recipe, canvas);
        TextureImage Image(string map, ColorSpace colorSpace, byte[] pixels)
        {
            var side = pixels.Length == 4 ? 1 : recipe.Size;
            return new()
            {
                Name = map == "color" ? reference : $"{reference}#{map}",
                ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{reference}\n{map}\n{colorSpace}"))),
                Width = side,
                Height = side,
                ColorSpace = colorSpace,
                Levels = MipmapChain.Of(side, side, pixels, colorSpace),
            };
        }
        var height = canvas.Height;
        return new(Image("color", ColorSpace.Srgb, Colors(canvas)), Image("normal", ColorSpace.Linear, Normals(canvas, recipe[recipe.Kind.Relief])),
            Image("roughness", ColorSpace.Linear, Surface(recipe, canvas)), new(() => Image("height", ColorSpace.Linear, Heights(height))));
    }

    private static byte[] Colors(TextureCanvas canvas)
    {
        var pixels = new byte[canvas.Color.Length * 4];
        var encode = SrgbTables.FromLinear16;
        for (int i = 0, o = 0; i < canvas.Color.Length; i++, o += 4)
        {
            var c = canvas.Color[i] * 65535f;
            (pixels[o], pixels[o + 1], pixels[o + 2], pixels[o + 3]) =
                (encode[(int)(c.X + 0.5f) & 0xffff], encode[(int)(c.Y + 0.5f) & 0xffff], encode[(int)(c.Z + 0.5f) & 0xffff], 255);
        }
        return pixels;
    }

    /// <summary>Central differences, around the edges: slope = relief * (h(x + 1) - h(x - 1)) * size / 2, in tile widths by tile widths.</summary>
    private static byte[] Normals(TextureCanvas canvas, float relief)
    {
        if (relief == 0)
            return [128, 128, 255, 255];
        var (size, height, mask, scale) = (canvas.Size, canvas.Height, canvas.Size - 1, relief * canvas.Size / 2);
        var pixels = new byte[height.Length * 4];
        for (var y = 0; y < size; y++)
        {
            var row = height.AsSpan(y * size, size);
            var above = height.AsSpan((y - 1 & mask) * size, size);
            var below = height.AsSpan((y + 1 & mask) * size, size);
            var target = pixels.AsSpan(y * size * 4, size * 4);
            for (int x = 0, o = 0; x < row.Length; x++, o += 4)
            {
                var nx = scale * (row[x - 1 & mask] - row[x + 1 & mask]);
                var ny = scale * (below[x] - above[x]);
                var unit = 127.5f / MathF.Sqrt(nx * nx + ny * ny + 1);
                (target[o], target[o + 1], target[o + 2], target[o + 3]) = ((byte)(nx * unit + 128), (byte)(ny * unit + 128), (byte)(unit + 128), 255);
            }
        }
        return pixels;
    }

    private static byte[] Surface(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (mean, contrast, metallic) = (recipe[recipe.Kind.Roughness], recipe[recipe.Kind.RoughnessContrast], recipe[recipe.Kind.Metallic]);
        static byte Byte(float x) => (byte)(Math.Clamp(x, 0, 1) * 255 + 0.5f);
        if (contrast == 0 && canvas.Metal is null)
            return [255, Byte(mean), Byte(metallic), 255];
        var pixels = new byte[canvas.Wear.Length * 4];
        var same = Byte(metallic);
        for (int i = 0, o = 0; i < canvas.Wear.Length; i++, o += 4)
        {
            (pixels[o], pixels[o + 1], pixels[o + 2], pixels[o + 3]) =
                (255, Byte(mean + contrast * (canvas.Wear[i] - 0.5f)), canvas.Metal is { } metal ? Byte(metal[i]) : same, 255);
        }
        return pixels;
    }

    private static byte[] Heights(float[] height)
    {
        var pixels = new byte[height.Length * 4];
        for (var i = 0; i < height.Length; i++)
        {
            var h = (byte)(Math.Clamp(height[i], 0, 1) * 255 + 0.5f);
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = (h, h, h, 255);
        }
        return pixels;
    }
}
