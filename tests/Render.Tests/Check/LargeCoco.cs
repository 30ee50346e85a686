using System.Globalization;
using System.Text;

namespace Render.Tests.Check;

/// <summary>A COCO file of any length that is right: polygons with many corners, ids out of order, annotations of an image apart from each other.</summary>
internal static class LargeCoco
{
    /// <summary>How many annotations it has.</summary>
    public static long Write(string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var text = new StringBuilder("{\"info\":{},\"licenses\":[],\"images\":[");
        // As in COCO's own training set: seven annotations an image, some 500 bytes each.
        var images = (int)Math.Max(1, bytes / 4000);
        for (var image = 1; image <= images; image++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(image > 1 ? "," : "")}{{\"id\":{Scatter(image)},\"file_name\":\"{image:D12}.jpg\",\"width\":640,\"height\":480}}");
            Flush(file, text, 1 << 16);
        }
        text.Append("],\"categories\":[{\"id\":1,\"name\":\"thing\",\"supercategory\":\"things\"}],\"annotations\":[");
        var count = 0L;
        for (; file.Position + text.Length < bytes || count < images; count++)
        {
            Annotation(text, count, Scatter((int)(count % images) + 1));
            Flush(file, text, 1 << 16);
        }
        text.Append("]}");
        Flush(file, text, 0);
        return count;
    }

    /// <summary>A one-to-one function of numbers below 2^31, without order.</summary>
    private static long Scatter(long number) => number * 1_103_515_245 % 2_147_483_647;

    private static void Annotation(StringBuilder text, long index, long image)
    {
        const int Corners = 16;
        // In a grid of cells, so that the objects of one image do not overlap; an octagon-like ring in each.
        var cell = Scatter(index + 7) % 48;
        var (left, top) = (cell % 8 * 80 + 5, cell / 8 * 80 + 5);
        text.Append(CultureInfo.InvariantCulture, $"{(index > 0 ? "," : "")}\n{{\"id\":{Scatter(index + 1)},\"image_id\":{image},\"category_id\":1,\"segmentation\":[[");
        var area = 0.0;
        var points = new (double X, double Y)[Corners];
        for (var i = 0; i < Corners; i++)
            points[i] = (Math.Round(left + 35 + 35 * Math.Cos(i * Math.Tau / Corners), 2), Math.Round(top + 35 + 35 * Math.Sin(i * Math.Tau / Corners), 2));
        for (var i = 0; i < Corners; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % Corners]);
            area += (a.X * b.Y - b.X * a.Y) / 2;
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{a.X},{a.Y}");
        }
        text.Append(CultureInfo.InvariantCulture, $"]],\"bbox\":[{left},{top},70,70],\"area\":{Math.Round(area, 4)},\"iscrowd\":0,\"attributes\":{{\"source\":\"{index:D120}\"}}}}");
    }

    private static void Flush(FileStream file, StringBuilder text, int above)
    {
        if (text.Length <= above)
            return;
        file.Write(Encoding.ASCII.GetBytes(text.ToString()));
        text.Clear();
    }
}
