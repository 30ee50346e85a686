using Render.Dataset.Conversion;
using Render.Dataset.Encoders;

namespace Render.Dataset.Writers;

/// <summary>
/// COCO panoptic: <c>annotations/panoptic_SPLIT.json</c>, its PNGs in <c>annotations/panoptic_SPLIT/</c> (id = R + 256 G + 65536 B), and the images. The id
/// of a segment is the number of its instance; what has no annotation is 0, void. Every category is a thing.
/// </summary>
internal sealed class CocoPanopticWriter(ConversionTarget target) : FormatWriter(target)
{
    private readonly SortedDictionary<string, CocoPanopticFile> _files = new(StringComparer.Ordinal);
    private readonly InstanceRaster _raster = new();
    private readonly PngEncoder _png = new();
    private byte[] _pixels = [];

    public override int Add(SourceImage image)
    {
        if (!_files.TryGetValue(image.Split, out var file))
            _files.Add(image.Split, file = new(Target.Path($"annotations/panoptic_{image.Split}.json"), Target.Info));
        Target.Place($"images/{image.Split}/{image.FileName}", image, image.Output.Image);
        var numbers = _raster.Paint(image, image.Annotated);
        if (_pixels.Length != numbers.Length * 3)
            _pixels = new byte[checked(numbers.Length * 3)];
        for (var i = 0; i < numbers.Length; i++)
            (_pixels[3 * i], _pixels[3 * i + 1], _pixels[3 * i + 2]) = ((byte)numbers[i], (byte)(numbers[i] >> 8), 0);
        var name = image.Output.FileStem + ".png";
        Target.Write($"annotations/panoptic_{image.Split}/{name}", _png.EncodeLabelRgb8(_pixels, image.Width, image.Height));
        file.Add(image, name, instance => Target.Category(instance).Id);
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        foreach (var file in _files.Values)
            file.Finish();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var file in _files.Values)
            file.Dispose();
        base.Dispose(disposing);
    }
}
