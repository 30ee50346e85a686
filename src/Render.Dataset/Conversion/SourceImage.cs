using System.Globalization;
using Render.Core;
using Render.Dataset.Check.Coco;
using Render.Dataset.Coco;
using Render.Dataset.Layout;
using Render.Dataset.Records;

namespace Render.Dataset.Conversion;

/// <summary>One image of a dataset as its record has it. What is asked for is read or decoded once, whoever asks again.</summary>
internal sealed class SourceImage
{
    private readonly FrameStore _store;
    private readonly long _frame;
    private readonly Dictionary<string, byte[]> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<int, uint[]> _visible = [];

    /// <param name="store">Of the dataset.</param>
    /// <param name="frame">Whose image it is.</param>
    /// <param name="output">Checked already.</param>
    /// <param name="split">The record's.</param>
    /// <param name="record">Path of the record, for messages.</param>
    public SourceImage(FrameStore store, long frame, ImageOutput output, string split, string record)
    {
        (_store, _frame, Output, Split, Record) = (store, frame, output, split, record);
        Annotated = [.. output.Instances.Where(instance => instance.NotAnnotated is null)];
        Extension = Path.GetExtension(output.Image);
        if (Extension is not (".png" or ".jpg"))
            throw new RenderException(Failure.InvalidInput, $"the image '{output.Image}' is neither .png nor .jpg.", record);
    }

    public ImageOutput Output { get; }

    public string Split { get; }

    /// <summary>Path of the record.</summary>
    public string Record { get; }

    /// <summary>The instances that have annotations, in the order of their numbers.</summary>
    public IReadOnlyList<InstanceOutput> Annotated { get; }

    /// <summary>Of the colour image: .png or .jpg.</summary>
    public string Extension { get; }

    /// <summary>Name of the colour image without folders.</summary>
    public string FileName => Output.FileStem + Extension;

    public int Width => Output.Width;

    public int Height => Output.Height;

    /// <summary>The rank of the image in the scene's enumeration, from 0.</summary>
    public long Index => Output.Id - 1;

    /// <summary>The rank in at least so many digits.</summary>
    public string Digits(int least) => Index.ToString("D" + least.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The visible pixels of an instance that has some, as COCO's counts: column-major, outside first.</summary>
    public uint[] Visible(InstanceOutput instance)
    {
        if (!_visible.TryGetValue(instance.Number, out var counts))
            _visible.Add(instance.Number, counts = RunLength.Decode(instance.Visible!, (long)Width * Height));
        return counts;
    }

    /// <summary>One of the image's files, proved to be what the record says.</summary>
    /// <param name="path">Below the dataset's folder.</param>
    public byte[] Read(string path)
    {
        if (_read.TryGetValue(path, out var bytes))
            return bytes;
        bytes = _store.Read(_frame, path, Output.Files[path]);
        if (path == Output.Image)
            CheckImage(path, bytes);
        _read.Add(path, bytes);
        return bytes;
    }

    /// <summary>For messages: where a file of the image lies.</summary>
    public string FullPath(string path) => _store.Place(_frame, path);

    /// <summary>Full path of a file of the image where it is one by itself; null: it lies in a shard.</summary>
    public string? OwnFile(string path) => _store.OwnFile(path);

    private void CheckImage(string path, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        var facts = ImageHeader.Read(stream);
        var isPng = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
        if (facts.Fault is { } fault)
            throw new RenderException(Failure.InvalidInput, $"the image cannot be read: {fault}.", FullPath(path));
        if ((facts.Width, facts.Height) != (Width, Height))
            throw new RenderException(Failure.InvalidInput, $"it is {facts.Width} x {facts.Height}, and its record says {Width} x {Height}.", FullPath(path));
        if (isPng != (Extension == ".png"))
            throw new RenderException(Failure.InvalidInput, "it is of another format than its name says.", FullPath(path));
    }
}
