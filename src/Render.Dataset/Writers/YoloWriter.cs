using System.Globalization;
using System.Text;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// What the YOLO formats of Ultralytics have in common (docs.ultralytics.com/datasets): <c>images/SPLIT/</c>, one text file an image in
/// <c>labels/SPLIT/</c> with one line an object, empty where there is none, and <c>data.yaml</c>. Classes count from 0: category id - 1. Coordinates are
/// those of pixel edges, 0 at the left and upper edge of the image, over its width and height, to 8 decimals: less than 1/6,000 of a pixel.
/// </summary>
internal abstract class YoloWriter(ConversionTarget target) : FormatWriter(target)
{
    /// <summary>The splits without which Ultralytics refuses a dataset.</summary>
    private static readonly string[] Wanted = ["train", "val"];

    /// <summary>Keys of data.yaml that mean something else, and words that YAML does not read as text.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "path", "nc", "names", "channels", "download", "kpt_shape", "kpt_names", "flip_idx", "y", "n", "yes", "no", "on", "off", "true", "false", "null",
    };

    private readonly SortedSet<string> _splits = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();

    public override int Add(SourceImage image)
    {
        if (_splits.Add(image.Split) && Taken.Contains(image.Split))
            throw Target.Refuse($"a split is called '{image.Split}', which is another key of data.yaml, or no text in YAML.", "Call it otherwise in the scene's splits.", image.Record);
        Target.Place($"images/{image.Split}/{image.FileName}", image, image.Output.Image);
        _text.Clear();
        var written = 0;
        foreach (var instance in image.Annotated.Where(Has))
        {
            _text.Append(CultureInfo.InvariantCulture, $"{Target.Category(instance).Id - 1}");
            AppendObject(_text, image, instance);
            _text.Append('\n');
            written++;
        }
        Target.Write($"labels/{image.Split}/{image.Output.FileStem}.txt", _text.ToString());
        return written;
    }

    /// <summary>Whether the format has a line for an annotated instance.</summary>
    protected virtual bool Has(InstanceOutput instance) => true;

    /// <summary>Writes what follows the class.</summary>
    protected abstract void AppendObject(StringBuilder line, SourceImage image, InstanceOutput instance);

    /// <summary>Keys that only this format has in data.yaml, each line ended.</summary>
    protected virtual string MoreOfDataset => "";

    public override void Finish()
    {
        var yaml = new StringBuilder();
        foreach (var split in _splits)
            yaml.Append(CultureInfo.InvariantCulture, $"{split}: images/{split}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"nc: {Target.Info.Categories.Length}\nnames:\n");
        foreach (var category in Target.Info.Categories)
            yaml.Append(CultureInfo.InvariantCulture, $"  {category.Id - 1}: {Quoted(category.Name)}\n");
        Target.Write("data.yaml", yaml.Append(MoreOfDataset).ToString());
        var missing = Wanted.Where(split => !_splits.Contains(split)).ToArray();
        if (missing.Length > 0)
            Target.Note($"data.yaml names no {string.Join(" and no ", missing)}, since no image is in such a split: Ultralytics asks for both. Give the scene splits, or write the lines by hand.");
    }

    /// <summary>Centre and size of the visible box.</summary>
    protected static void AppendBox(StringBuilder line, SourceImage image, InstanceOutput instance)
    {
        var box = instance.Box;
        Append(line, box.X + box.Width / 2.0, image.Width);
        Append(line, box.Y + box.Height / 2.0, image.Height);
        Append(line, box.Width, image.Width);
        Append(line, box.Height, image.Height);
    }

    /// <summary>A coordinate over the extent of the image.</summary>
    protected static void Append(StringBuilder line, double pixels, int extent) =>
        line.Append(CultureInfo.InvariantCulture, $" {Math.Clamp(pixels / extent, 0, 1):0.########}");

    /// <summary>A double-quoted YAML scalar.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
