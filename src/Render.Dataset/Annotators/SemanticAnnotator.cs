using Render.Core.Frames;
using Render.Dataset.Encoders;
using Render.Dataset.Writers;

namespace Render.Dataset.Annotators;

/// <summary>
/// Category ids, 0 where nothing labelled is seen: 8-bit palette PNG, or 16-bit gray where there are more than 255 categories.
/// </summary>
public sealed class SemanticAnnotator(int categories) : Annotator
{
    private readonly byte[] _palette = Palette(categories);
    private byte[] _narrow = [];
    private ushort[] _wide = [];
    private readonly NumberMap _map = new();

    public override Aov Needs => Aov.InstanceId;

    public override string Folder => "masks/semantic";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var (ids, width, height) = (image.Rendered.InstanceIds, image.Rendered.Width, image.Rendered.Height);
        _map.Set(image.Visible.Count, number => image.CategoryOf(number)?.Id ?? 0);
        if (categories > 255)
        {
            if (_wide.Length != ids.Length)
                _wide = new ushort[ids.Length];
            _map.Apply(ids, _wide);
            sink.Add(Folder, "png", Png.EncodeGray16(_wide, width, height));
            return;
        }
        if (_narrow.Length != ids.Length)
            _narrow = new byte[ids.Length];
        _map.Apply(ids, _narrow);
        sink.Add(Folder, "png", Png.EncodeIndexed8(_narrow, width, height, _palette));
    }

    /// <summary>The file of an image of category ids, as this annotator writes it.</summary>
    /// <param name="png">Its encoder.</param>
    /// <param name="ids">Width * height, top row first; 0: nothing labelled.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="categories">How many there are.</param>
    internal static ReadOnlySpan<byte> Encode(PngEncoder png, ushort[] ids, int width, int height, int categories) => categories > 255
        ? png.EncodeGray16(ids, width, height)
        : png.EncodeIndexed8(Array.ConvertAll(ids, id => (byte)id), width, height, Palette(categories));

    private static byte[] Palette(int categories) => LabelColors.Palette(Math.Min(categories, 255) + 1);
}
