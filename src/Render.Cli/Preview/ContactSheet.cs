namespace Render.Cli.Preview;

/// <summary>A labelled thing on a tile.</summary>
/// <param name="Number">Its number in the id image.</param>
/// <param name="CategoryId">Decides its colour.</param>
/// <param name="Name">Written beside the box.</param>
/// <param name="Box">x, y, width, height in pixels of the full image.</param>
internal sealed record TileInstance(int Number, int CategoryId, string Name, (int X, int Y, int Width, int Height) Box);

/// <summary>One image with its labels.</summary>
/// <param name="Title">Written in the corner.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">Row-major RGB, width * height * 3.</param>
/// <param name="InstanceIds">Row-major instance numbers, width * height.</param>
/// <param name="Instances">What is drawn on it.</param>
internal sealed record Tile(string Title, int Width, int Height, byte[] Rgb, ushort[] InstanceIds, IReadOnlyList<TileInstance> Instances);

/// <summary>
/// Images side by side with their masks, boxes and category names drawn on: what a person looks at before a model is trained on them.
/// Each image stands twice, as it is and with its labels.
/// </summary>
internal static class ContactSheet
{
    private const int TileWidth = 480;
    private const int Gap = 6;
    private const double MaskOpacity = 0.45;
    private static readonly (byte, byte, byte) Paper = (24, 24, 27);

    /// <summary>A cell is as large as the largest tile. An even number of columns keeps an image and its labels in one row.</summary>
    public static Canvas Draw(IReadOnlyList<Tile> tiles, int columns = 4)
    {
        static int Factor(Tile tile) => Math.Max(1, (Math.Max(tile.Width, tile.Height) + TileWidth - 1) / TileWidth);
        var (width, height) = (tiles.Max(tile => tile.Width / Factor(tile)), tiles.Max(tile => tile.Height / Factor(tile)));
        var pairs = Math.Max(1, columns / 2);
        var rows = (tiles.Count + pairs - 1) / pairs;
        var usedColumns = Math.Min(tiles.Count, pairs) * 2;
        var sheet = new Canvas(usedColumns * (width + Gap) + Gap, rows * (height + Gap) + Gap);
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Paper);
        for (var i = 0; i < tiles.Count; i++)
        {
            var x = Gap + i % pairs * 2 * (width + Gap);
            var y = Gap + i / pairs * (height + Gap);
            var (tile, factor) = (tiles[i], Factor(tiles[i]));
            sheet.Draw(x, y, tile.Rgb, tile.Width, tile.Height, factor);
            sheet.Label(x, y, tile.Title, Paper);
            sheet.Draw(x + width + Gap, y, tile.Rgb, tile.Width, tile.Height, factor);
            DrawLabels(sheet, tile, x + width + Gap, y, tile.Width / factor, tile.Height / factor, factor);
        }
        return sheet;
    }

    private static void DrawLabels(Canvas sheet, Tile tile, int left, int top, int width, int height, int factor)
    {
        var colors = tile.Instances.ToDictionary(i => i.Number, i => Color(i.CategoryId, i.Number));
        // The mask's own pixels, not an average of them: a block shows the id at its centre.
        int Id(int x, int y) => (uint)x >= (uint)width || (uint)y >= (uint)height
            ? 0
            : tile.InstanceIds[(y * factor + factor / 2) * tile.Width + x * factor + factor / 2];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var id = Id(x, y);
                if (id == 0 || !colors.TryGetValue(id, out var color))
                    continue;
                var edge = Id(x - 1, y) != id || Id(x + 1, y) != id || Id(x, y - 1) != id || Id(x, y + 1) != id;
                sheet.Blend(left + x, top + y, color, edge ? 1 : MaskOpacity);
            }
        }
        foreach (var instance in tile.Instances)
        {
            var (bx, by, bw, bh) = instance.Box;
            sheet.Outline(left + bx / factor, top + by / factor, Math.Max(1, (bx + bw) / factor - bx / factor), Math.Max(1, (by + bh) / factor - by / factor), colors[instance.Number]);
        }
        foreach (var instance in tile.Instances)
        {
            var x = Math.Clamp(instance.Box.X / factor, 0, Math.Max(0, width - Canvas.LabelWidth(instance.Name)));
            var y = Math.Clamp(instance.Box.Y / factor - Canvas.LabelHeight, 0, height - Canvas.LabelHeight);
            sheet.Label(left + x, top + y, instance.Name, colors[instance.Number]);
        }
    }

    /// <summary>One hue a category, spread by the golden angle; instances of a category differ a little in brightness.</summary>
    internal static (byte R, byte G, byte B) Color(int categoryId, int number)
    {
        var hue = (categoryId - 1) * 137.508 + 12;
        var value = 1 - 0.12 * (number % 3);
        double Channel(double shift)
        {
            var k = (shift + hue / 60) % 6;
            return value * (1 - 0.75 * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
        }
        return ((byte)(255 * Channel(5)), (byte)(255 * Channel(3)), (byte)(255 * Channel(1)));
    }
}
