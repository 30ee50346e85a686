using System.Globalization;
using System.Numerics;
using System.Text;

namespace MakeAssets.Formats;

/// <summary>
/// Radiance's picture format with run-length coded RGBE rows (G. Ward, "Real Pixels", Graphics Gems II): linear RGB, top row first.
/// </summary>
internal static class RadianceWriter
{
    public static byte[] Encode(int width, int height, Func<int, int, Vector3> radiance)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n")));
        var planes = new byte[4 * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                Pack(radiance(x, y), planes, x, width);
            file.Write([2, 2, (byte)(width >> 8), (byte)width]);
            for (int plane = 0; plane < 4; plane++)
                RunLengths(file, planes.AsSpan(plane * width, width));
        }
        return file.ToArray();
    }

    private static void Pack(Vector3 color, byte[] planes, int x, int width)
    {
        float largest = Math.Max(color.X, Math.Max(color.Y, color.Z));
        if (largest < 1e-30f)
        {
            for (int plane = 0; plane < 4; plane++)
                planes[plane * width + x] = 0;
            return;
        }
        int exponent = Math.ILogB(largest) + 1;
        // A decoder reads (byte + 0.5) or byte / 256 by taste; rounding to nearest for the common byte / 256 may overflow into the next exponent.
        if (Math.Round(Math.ScaleB(largest, 8 - exponent)) > 255)
            exponent++;
        for (int channel = 0; channel < 3; channel++)
            planes[channel * width + x] = (byte)Math.Round(Math.ScaleB(color[channel], 8 - exponent));
        planes[3 * width + x] = (byte)(exponent + 128);
    }

    private static void RunLengths(MemoryStream file, ReadOnlySpan<byte> row)
    {
        for (int i = 0; i < row.Length;)
        {
            int run = Run(row, i);
            if (run >= 4)
            {
                file.WriteByte((byte)(128 + run));
                file.WriteByte(row[i]);
                i += run;
                continue;
            }
            int end = i;
            while (end < row.Length && end - i < 128 && Run(row, end) < 4)
                end++;
            file.WriteByte((byte)(end - i));
            file.Write(row[i..end]);
            i = end;
        }
    }

    private static int Run(ReadOnlySpan<byte> row, int start)
    {
        int n = 1;
        while (n < 127 && start + n < row.Length && row[start + n] == row[start])
            n++;
        return n;
    }
}
