using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>
/// Panoptic image, RGB PNG: id = R + 256 G + 65536 B, the number of the instance where it is annotated, else 0, void. The segments of the record's annotated instances
/// are exactly the ids that occur.
/// </summary>
public sealed class PanopticAnnotator : Annotator
{
    private byte[] _pixels = [];
    private ushort[] _map = [];

    public override Aov Needs => Aov.InstanceId;

    public override string Folder => "masks/panoptic";

    /// <summary>The last image's file.</summary>
    internal ReadOnlySpan<byte> LastFile => Png.LastFile;

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var ids = image.Rendered.InstanceIds;
        if (_pixels.Length != ids.Length * 3)
            _pixels = new byte[checked(ids.Length * 3)];
        var count = image.Visible.Count;
        if (_map.Length <= count)
            _map = new ushort[count + 1];
        for (var number = 1; number <= count; number++)
            _map[number] = image.IsAnnotated(number) ? (ushort)number : (ushort)0;
        for (var i = 0; i < ids.Length; i++)
        {
            var id = _map[ids[i]];
            (_pixels[3 * i], _pixels[3 * i + 1], _pixels[3 * i + 2]) = ((byte)id, (byte)(id >> 8), 0);
        }
        sink.Add(Folder, "png", Png.EncodeLabelRgb8(_pixels, image.Rendered.Width, image.Rendered.Height));
    }
}
