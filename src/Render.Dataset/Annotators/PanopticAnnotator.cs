using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Panoptic image, RGB PNG: id = R + 256 G + 65536 B, the number of the instance where it is annotated, else 0, void. The segments of the record's annotated instances
/// are exactly the ids that occur.
/// </summary>
public sealed class PanopticAnnotator : Annotator
{
    private byte[] _pixels = [];
    private readonly NumberMap _map = new();
    private ushort[] _shown = [];

    public override Aov Needs => Aov.InstanceId;

    public override string Folder => "masks/panoptic";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var ids = image.Rendered.InstanceIds;
        if (_pixels.Length != ids.Length * 3)
            (_pixels, _shown) = (new byte[checked(ids.Length * 3)], new ushort[ids.Length]);
        _map.Set(image.Visible.Count, number => image.IsAnnotated(number) ? number : 0);
        _map.Apply(ids, _shown);
        for (var start = 0; start < _shown.Length;)
        {
            var (shown, length) = (_shown[start], _shown.AsSpan(start).IndexOfAnyExcept(_shown[start]));
            var end = length < 0 ? _shown.Length : start + length;
            if (shown == 0)
                _pixels.AsSpan(3 * start, 3 * (end - start)).Clear();
            else
                for (var i = start; i < end; i++)
                    (_pixels[3 * i], _pixels[3 * i + 1]) = ((byte)shown, (byte)(shown >> 8)); // the third is always 0
            start = end;
        }
        sink.Add(Folder, "png", Png.EncodeLabelRgb8(_pixels, image.Rendered.Width, image.Rendered.Height));
    }
}
