using Render.Core.Frames;

namespace Render.Dataset.Annotators;

/// <summary>Instance numbers, 16-bit gray PNG: the number where the instance is labelled, else 0.</summary>
public sealed class InstanceAnnotator : Annotator
{
    private ushort[] _shown = [];
    private ushort[] _map = [];

    public override Aov Needs => Aov.InstanceId;

    public override string Folder => "masks/instance";

    /// <summary>The last image's file.</summary>
    internal ReadOnlySpan<byte> LastFile => Png.LastFile;

    public override void Annotate(LabelledImage image, ImageSink sink)
    {
        var ids = image.Rendered.InstanceIds;
        if (_shown.Length != ids.Length)
            _shown = new ushort[ids.Length];
        var count = image.Visible.Count;
        if (_map.Length <= count)
            _map = new ushort[count + 1];
        for (var number = 1; number <= count; number++)
            _map[number] = image.IsLabelled(number) ? (ushort)number : (ushort)0;
        for (var i = 0; i < ids.Length; i++)
            _shown[i] = _map[ids[i]];
        sink.Add(Folder, "png", Png.EncodeGray16(_shown, image.Rendered.Width, image.Rendered.Height));
    }
}
