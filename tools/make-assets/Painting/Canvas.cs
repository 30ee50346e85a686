using System.Numerics;

namespace MakeAssets.Painting;

/// <summary>
/// An RGB image being painted, sRGB-encoded values in [0, 1], row 0 at the top. Shapes are signed distances in pixels (negative inside),
/// covered over one pixel around the edge, so that every edge is anti-aliased. Pixel centres are at +0.5.
/// </summary>
internal sealed class Canvas
{
    private readonly Vector3[] _pixels;

    public Canvas(int width, int height, Vector3 color)
    {
        Width = width;
        Height = height;
        _pixels = new Vector3[width * height];
        Array.Fill(_pixels, color);
    }

    public int Width { get; }

    public int Height { get; }

    public Vector3 this[int x, int y]
    {
        get => _pixels[y * Width + x];
        set => _pixels[y * Width + x] = value;
    }

    /// <summary>Replaces every pixel by a function of its centre and its present colour.</summary>
    public void Map(Func<double, double, Vector3, Vector3> color)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                this[x, y] = color(x + 0.5, y + 0.5, this[x, y]);
    }

    /// <summary>Paints a shape given by its signed distance; wrapping in x lets a shape cross the seam of a texture that goes around.</summary>
    public void Shape(Func<double, double, double> distance, Vector3 color, double opacity = 1)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                double coverage = Math.Clamp(0.5 - distance(x + 0.5, y + 0.5), 0, 1) * opacity;
                if (coverage > 0)
                    this[x, y] = Vector3.Lerp(this[x, y], color, (float)coverage);
            }
        }
    }

    /// <summary>As <see cref="Shape(Func{double, double, double}, Vector3, double)"/> but looks only at pixels within a box.</summary>
    public void Shape(Box bounds, Func<double, double, double> distance, Vector3 color, double opacity = 1)
    {
        int x0 = Math.Max(0, (int)bounds.Left - 1), x1 = Math.Min(Width - 1, (int)bounds.Right + 1);
        int y0 = Math.Max(0, (int)bounds.Top - 1), y1 = Math.Min(Height - 1, (int)bounds.Bottom + 1);
        for (int y = y0; y <= y1; y++)
        {
            for (int x = x0; x <= x1; x++)
            {
                double coverage = Math.Clamp(0.5 - distance(x + 0.5, y + 0.5), 0, 1) * opacity;
                if (coverage > 0)
                    this[x, y] = Vector3.Lerp(this[x, y], color, (float)coverage);
            }
        }
    }

    public void Rectangle(Box box, Vector3 color, double corner = 0) =>
        Shape(box, (x, y) => Distance.Rectangle(x, y, box, corner), color);

    public void Circle(double cx, double cy, double radius, Vector3 color) =>
        Shape(new Box(cx - radius, cy - radius, cx + radius, cy + radius), (x, y) => Distance.Circle(x, y, cx, cy, radius), color);

    public void Polygon(IReadOnlyList<(double X, double Y)> corners, Vector3 color)
    {
        var box = new Box(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y));
        Shape(box, (x, y) => Distance.Polygon(x, y, corners), color);
    }

    /// <summary>A line of given full width with round ends.</summary>
    public void Line(double x0, double y0, double x1, double y1, double width, Vector3 color)
    {
        double r = width / 2;
        var box = new Box(Math.Min(x0, x1) - r, Math.Min(y0, y1) - r, Math.Max(x0, x1) + r, Math.Max(y0, y1) + r);
        Shape(box, (x, y) => Distance.Segment(x, y, x0, y0, x1, y1) - r, color);
    }

    /// <summary>Eight-bit RGB, three bytes a pixel, rounded to nearest.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_pixels.Length * 3];
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 c = Vector3.Clamp(_pixels[i], Vector3.Zero, Vector3.One);
            bytes[3 * i] = (byte)(c.X * 255 + 0.5f);
            bytes[3 * i + 1] = (byte)(c.Y * 255 + 0.5f);
            bytes[3 * i + 2] = (byte)(c.Z * 255 + 0.5f);
        }
        return bytes;
    }

    /// <summary>An sRGB colour from its usual hexadecimal form, for example 0xFF8800.</summary>
    public static Vector3 Hex(int rgb) => new Vector3((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255) / 255;
}
