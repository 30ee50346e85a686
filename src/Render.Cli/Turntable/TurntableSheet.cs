using System.Globalization;
using Render.Cli.Preview;

namespace Render.Cli.Turntable;

/// <summary>The pictures of a turntable in a grid, with a bar that shows the scale, and what is known of the model written below.</summary>
internal static class TurntableSheet
{
    public const int Columns = 4;

    private const int Gap = 4;

    /// <summary>Lines of text that a sheet shows; a model of five hundred materials is listed on standard output only.</summary>
    private const int MostLines = 24;

    private static readonly (byte, byte, byte) Paper = (24, 24, 27), Ink = (236, 236, 232), Faint = (160, 160, 158), Warning = (255, 205, 110), Caption = (40, 40, 42);

    /// <param name="title">Name of the model.</param>
    /// <param name="views">Caption and RGB of each square picture.</param>
    /// <param name="size">Pixels of a picture's side.</param>
    /// <param name="pixelsPerMetre">For the scale bar.</param>
    /// <param name="lines">What is written below.</param>
    public static Canvas Draw(string title, IReadOnlyList<(string Caption, byte[] Rgb)> views, int size, double pixelsPerMetre, IReadOnlyList<string> lines)
    {
        var rows = (views.Count + Columns - 1) / Columns;
        var scale = Math.Max(1, size / 192);
        var width = Columns * (size + Gap) + Gap;
        var text = Wrap(lines, (width - 4 * Gap) / ((PixelFont.Width + 1) * scale)).ToList();
        if (text.Count > MostLines)
            text = [.. text.Take(MostLines - 1), $"... and {text.Count - MostLines + 1} lines more: see the command's output"];
        var line = (PixelFont.FullHeight + 3) * scale;
        var top = rows * (size + Gap) + Gap;
        var sheet = new Canvas(width, top + 2 * line + text.Count * line + 2 * Gap);
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Paper);
        for (var i = 0; i < views.Count; i++)
        {
            var (x, y) = (Gap + i % Columns * (size + Gap), Gap + i / Columns * (size + Gap));
            sheet.Draw(x, y, views[i].Rgb, size, size, 1);
            sheet.Text(x + 3 * scale, y + 3 * scale, views[i].Caption, Caption, scale);
        }
        ScaleBar(sheet, Gap, Gap + size, size, pixelsPerMetre, scale);
        sheet.Text(2 * Gap, top + Gap, title, Ink, 2 * scale);
        for (var i = 0; i < text.Count; i++)
            sheet.Text(2 * Gap, top + Gap + 2 * line + i * line, text[i], text[i].StartsWith("note", StringComparison.Ordinal) ? Warning : i < 2 ? Ink : Faint, scale);
        return sheet;
    }

    /// <summary>The largest of 1, 2, 5 times a power of ten metres that takes at most a third of a picture.</summary>
    private static void ScaleBar(Canvas sheet, int left, int bottom, int size, double pixelsPerMetre, int scale)
    {
        var longest = size / 3.0 / pixelsPerMetre;
        var power = Math.Pow(10, Math.Floor(Math.Log10(longest)));
        var metres = power * (longest / power >= 5 ? 5 : longest / power >= 2 ? 2 : 1);
        var (x, y, length) = (left + 5 * scale, bottom - 6 * scale, (int)Math.Round(metres * pixelsPerMetre));
        var (number, unit) = metres >= 1 ? (metres, "m") : metres >= 0.01 ? (metres * 100, "cm") : metres >= 0.001 ? (metres * 1e3, "mm") : (metres * 1e6, "um");
        sheet.Fill(x, y, length, scale, Caption);
        sheet.Fill(x, y - 2 * scale, scale, 5 * scale, Caption);
        sheet.Fill(x + length - scale, y - 2 * scale, scale, 5 * scale, Caption);
        sheet.Text(x + 2 * scale, y - (PixelFont.Height + 3) * scale, string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}"), Caption, scale);
    }

    /// <summary>Lines are broken at spaces where there are any; what is carried over stands under what it belongs to.</summary>
    private static IEnumerable<string> Wrap(IEnumerable<string> lines, int columns)
    {
        const int indent = 11;
        columns = Math.Max(columns, 2 * indent);
        foreach (var whole in lines)
        {
            var line = whole;
            while (line.Length > columns)
            {
                var at = line.LastIndexOf(' ', columns);
                if (at <= indent)
                    at = columns;
                yield return line[..at];
                line = new string(' ', indent) + line[at..].TrimStart();
            }
            yield return line;
        }
    }
}
