using System.Numerics;

namespace MakeAssets.Painting;

/// <summary>
/// Capitals, digits and a few marks as polylines on a grid 4 wide and 6 high (origin at the lower left), drawn with a round pen.
/// </summary>
internal static class StrokeFont
{
    private const double CellWidth = 4;
    private const double CellHeight = 6;

    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "0,0 2,6 4,0|0.67,2 3.33,2",
        ['B'] = "0,3 2.6,3 3.5,2.6 4,1.9 4,1.1 3.5,0.4 2.6,0 0,0 0,6 2.4,6 3.3,5.6 3.7,4.9 3.7,4.1 3.3,3.4 2.6,3",
        ['C'] = "4,1.2 3.4,0.4 2.4,0 1.6,0 0.6,0.5 0,1.6 0,4.4 0.6,5.5 1.6,6 2.4,6 3.4,5.6 4,4.8",
        ['D'] = "0,0 0,6 2,6 3.2,5.5 4,4.2 4,1.8 3.2,0.5 2,0 0,0",
        ['E'] = "4,0 0,0 0,6 4,6|0,3.1 3.2,3.1",
        ['F'] = "0,0 0,6 4,6|0,3.1 3.2,3.1",
        ['G'] = "2.4,2.8 4,2.8 4,0.9 3.2,0.2 2.2,0 1.6,0 0.6,0.5 0,1.6 0,4.4 0.6,5.5 1.6,6 2.4,6 3.4,5.6 4,4.8",
        ['H'] = "0,0 0,6|4,0 4,6|0,3 4,3",
        ['I'] = "2,0 2,6",
        ['J'] = "4,6 4,1.6 3.4,0.4 2.4,0 1.4,0 0.5,0.5 0,1.5",
        ['K'] = "0,0 0,6|4,6 0,2.4|1.4,3.6 4,0",
        ['L'] = "0,6 0,0 4,0",
        ['M'] = "0,0 0,6 2,2 4,6 4,0",
        ['N'] = "0,0 0,6 4,0 4,6",
        ['O'] = "1.6,0 0.6,0.5 0,1.6 0,4.4 0.6,5.5 1.6,6 2.4,6 3.4,5.5 4,4.4 4,1.6 3.4,0.5 2.4,0 1.6,0",
        ['P'] = "0,0 0,6 2.6,6 3.5,5.6 4,4.8 4,4 3.5,3.2 2.6,2.8 0,2.8",
        ['Q'] = "1.6,0 0.6,0.5 0,1.6 0,4.4 0.6,5.5 1.6,6 2.4,6 3.4,5.5 4,4.4 4,1.6 3.4,0.5 2.4,0 1.6,0|2.4,1.6 4.2,-0.4",
        ['R'] = "0,0 0,6 2.6,6 3.5,5.6 4,4.8 4,4 3.5,3.2 2.6,2.8 0,2.8|2.2,2.8 4,0",
        ['S'] = "0,0.9 0.8,0.2 1.8,0 2.4,0 3.4,0.3 4,1.1 4,1.9 3.4,2.7 0.7,3.4 0.1,4.1 0.1,4.9 0.7,5.7 1.7,6 2.4,6 3.3,5.7 3.9,5.1",
        ['T'] = "2,0 2,6|0,6 4,6",
        ['U'] = "0,6 0,1.6 0.6,0.5 1.6,0 2.4,0 3.4,0.5 4,1.6 4,6",
        ['V'] = "0,6 2,0 4,6",
        ['W'] = "0,6 0.9,0 2,4 3.1,0 4,6",
        ['X'] = "0,0 4,6|0,6 4,0",
        ['Y'] = "0,6 2,3 4,6|2,3 2,0",
        ['Z'] = "0,6 4,6 0,0 4,0",
        ['0'] = "1.6,0 0.6,0.5 0,1.6 0,4.4 0.6,5.5 1.6,6 2.4,6 3.4,5.5 4,4.4 4,1.6 3.4,0.5 2.4,0 1.6,0",
        ['1'] = "0.6,4.8 2.2,6 2.2,0",
        ['2'] = "0.1,4.6 0.5,5.5 1.5,6 2.5,6 3.5,5.5 4,4.6 3.8,3.6 0,0 4,0",
        ['3'] = "0.2,5.2 1.2,6 2.6,6 3.6,5.4 3.8,4.4 3.2,3.4 1.6,3.1 3.4,2.8 4,1.8 3.8,0.8 2.8,0 1.2,0 0,0.8",
        ['4'] = "3,0 3,6 0,2 4,2",
        ['5'] = "3.7,6 0.5,6 0.2,3.2 1.4,3.8 2.6,3.7 3.6,3 4,2 3.7,0.9 2.8,0.1 1.4,0 0,0.7",
        ['6'] = "3.6,5.6 2.6,6 1.6,6 0.6,5.4 0,4 0,1.6 0.6,0.5 1.6,0 2.4,0 3.4,0.5 4,1.6 4,2.2 3.4,3.2 2.4,3.6 1.4,3.5 0.2,2.6",
        ['7'] = "0,6 4,6 1.4,0",
        ['8'] = "1.5,3.2 0.4,2.6 0,1.6 0.5,0.5 1.5,0 2.5,0 3.5,0.5 4,1.6 3.6,2.6 2.5,3.2 1.5,3.2 0.6,3.8 0.3,4.6 0.7,5.5 1.6,6 2.4,6 3.3,5.5 3.7,4.6 3.4,3.8 2.5,3.2",
        ['9'] = "0.4,0.4 1.4,0 2.4,0 3.4,0.6 4,2 4,4.4 3.4,5.5 2.4,6 1.6,6 0.6,5.5 0,4.4 0,3.8 0.6,2.8 1.6,2.4 2.6,2.5 3.8,3.4",
        ['.'] = "2,0 2,0.05",
        ['-'] = "0.8,3 3.2,3",
        ['&'] = "4,0 0.9,4.4 0.9,5.2 1.5,6 2.1,6 2.7,5.3 2.6,4.4 0.3,2.2 0,1.2 0.6,0.3 1.6,0 2.8,0.4 4,2.4",
        [' '] = "",
    };

    /// <summary>Width in pixels of a line of text whose capitals are <paramref name="height"/> pixels high.</summary>
    public static double Width(string text, double height, double tracking = 1.8) =>
        text.Length * (CellWidth + tracking) * height / CellHeight - tracking * height / CellHeight;

    /// <summary>Writes a line centred on (cx, cy); the pen's full width is given in pixels.</summary>
    public static void Write(Canvas canvas, string text, double cx, double cy, double height, double pen, Vector3 color, double tracking = 1.8)
    {
        foreach ((double x0, double y0, double x1, double y1) in Strokes(text, cx, cy, height, tracking))
            canvas.Line(x0, y0, x1, y1, pen, color);
    }

    /// <summary>The line's strokes in pixels, y down.</summary>
    public static IEnumerable<(double X0, double Y0, double X1, double Y1)> Strokes(
        string text, double cx, double cy, double height, double tracking = 1.8)
    {
        double unit = height / CellHeight, left = cx - Width(text, height, tracking) / 2, bottom = cy + height / 2;
        foreach (char c in text)
        {
            foreach (string line in Glyphs[c].Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                double[] numbers = [.. line.Split(' ', ',').Select(s => double.Parse(s, System.Globalization.CultureInfo.InvariantCulture))];
                for (int i = 0; i + 3 < numbers.Length; i += 2)
                {
                    yield return (left + numbers[i] * unit, bottom - numbers[i + 1] * unit,
                        left + numbers[i + 2] * unit, bottom - numbers[i + 3] * unit);
                }
            }
            left += (CellWidth + tracking) * unit;
        }
    }
}
