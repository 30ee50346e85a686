using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>Instance numbers, 16-bit gray PNG: the number where the instance is labelled, else 0.</summary>
public sealed class InstanceAnnotator : Annotator
{
    private ushort[] _shown = [];
    private readonly NumberMap _map = new();

    public override Aov Needs => Aov.InstanceId;

    public override string Folder => "masks/instance";

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var ids = image.Rendered.InstanceIds;
        if (_shown.Length != ids.Length)
            _shown = new ushort[ids.Length];
        _map.Set(image.Visible.Count, number => image.IsLabelled(number) ? number : 0);
        _map.Apply(ids, _shown);
        sink.Add(Folder, "png", Png.EncodeGray16(_shown, image.Rendered.Width, image.Rendered.Height));
    }
}
