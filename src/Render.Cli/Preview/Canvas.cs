namespace Render.Cli.Preview;

/// <summary>An 8-bit RGB picture to draw on: rectangles, blended pixels, text. What lies outside is clipped.</summary>
internal sealed class Canvas(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Row-major RGB, 3 bytes a pixel.</summary>
    public byte[] Pixels { get; } = new byte[checked(width * height * 3)];

    public void Fill(int x, int y, int width, int height, (byte R, byte G, byte B) color, double opacity = 1)
    {
        for (var row = Math.Max(0, y); row < Math.Min(Height, y + height); row++)
            for (var column = Math.Max(0, x); column < Math.Min(Width, x + width); column++)
                Blend(column, row, color, opacity);
    }

    public void Outline(int x, int y, int width, int height, (byte R, byte G, byte B) color)
    {
        Fill(x, y, width, 1, color);
        Fill(x, y + height - 1, width, 1, color);
        Fill(x, y, 1, height, color);
        Fill(x + width - 1, y, 1, height, color);
    }

    /// <summary>A line of one pixel's width between two points; of a dashed one, <paramref name="dash"/> pixels are drawn and as many left out by turns.</summary>
    public void Line(double x0, double y0, double x1, double y1, (byte R, byte G, byte B) color, int dash = 0)
    {
        // Far ends would take a pixel's step each.
        var steps = (int)Math.Min(1e5, Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0))));
        for (var i = 0; i <= steps; i++)
            if (dash == 0 || i / dash % 2 == 0)
                Blend((int)Math.Floor(x0 + (x1 - x0) * i / Math.Max(1, steps)), (int)Math.Floor(y0 + (y1 - y0) * i / Math.Max(1, steps)), color, 1);
    }

    public void Blend(int x, int y, (byte R, byte G, byte B) color, double opacity)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            return;
        var at = (y * Width + x) * 3;
        Pixels[at] = Mix(Pixels[at], color.R, opacity);
        Pixels[at + 1] = Mix(Pixels[at + 1], color.G, opacity);
        Pixels[at + 2] = Mix(Pixels[at + 2], color.B, opacity);
    }

    /// <summary>Black or white text, whichever reads better, on a box of the given colour; x and y are the box's top left corner.</summary>
    public void Label(int x, int y, string text, (byte R, byte G, byte B) color)
    {
        var bright = 0.299 * color.R + 0.587 * color.G + 0.114 * color.B > 140;
        Fill(x, y, LabelWidth(text), LabelHeight, color);
        Text(x + 2, y + 2, text, bright ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255));
    }

    public const int LabelHeight = PixelFont.FullHeight + 3;

    public static int LabelWidth(string text) => text.Length * (PixelFont.Width + 1) + 3;

    /// <summary>Text whose first glyph has its top left corner at x, y; each pixel of the font becomes a square of the given side.</summary>
    public void Text(int x, int y, string text, (byte R, byte G, byte B) color, int scale = 1)
    {
        foreach (var character in text)
        {
            for (var row = 0; row < PixelFont.FullHeight; row++)
                for (var column = 0; column < PixelFont.Width; column++)
                    if (PixelFont.Ink(character, column, row))
                        Fill(x + column * scale, y + row * scale, scale, scale, color);
            x += (PixelFont.Width + 1) * scale;
        }
    }

    /// <summary>Copies an RGB picture, shrunk by averaging whole blocks of <paramref name="factor"/> x <paramref name="factor"/> pixels.</summary>
    public void Draw(int x, int y, ReadOnlySpan<byte> rgb, int width, int height, int factor)
    {
        for (var row = 0; row < height / factor && y + row < Height; row++)
        {
            for (var column = 0; column < width / factor && x + column < Width; column++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var sum = 0;
                    for (var dy = 0; dy < factor; dy++)
                        for (var dx = 0; dx < factor; dx++)
                            sum += rgb[((row * factor + dy) * width + column * factor + dx) * 3 + channel];
                    Pixels[((y + row) * Width + x + column) * 3 + channel] = (byte)((sum + factor * factor / 2) / (factor * factor));
                }
            }
        }
    }

    private static byte Mix(byte below, byte above, double opacity) => (byte)Math.Round(below + (above - below) * opacity);
}
