using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Render.Dataset.Check;
using Render.Dataset.Conversion;

namespace Render.Dataset.Writers;

/// <summary>Depths along the optical axis of a dataset's images: from the float32 array where there is one, else from the 16-bit image. The buffers are kept; not thread-safe.</summary>
internal sealed partial class DepthSource
{
    private readonly ConversionTarget _target;
    private readonly double _unit;
    private readonly LabelPngReader _reader = new();
    private double[] _metres = [];

    /// <exception cref="Core.RenderException">The dataset has no depth.</exception>
    public DepthSource(ConversionTarget target) => (_target, _unit) = (target, target.Info.Labels.Depth is { } depth
        ? depth.Unit
        : throw target.Refuse("the dataset has no depth images.", "Render it with labels: depth."));

    /// <summary>Metres, top row first; 0 where nothing is seen or the image's range ends; valid until the next call.</summary>
    /// <exception cref="Core.RenderException">There is no such file, or it is damaged.</exception>
    public ReadOnlySpan<double> Read(SourceImage image)
    {
        if (_metres.Length != image.Width * image.Height)
            _metres = new double[image.Width * image.Height];
        var file = Find(image, ".npy") ?? Find(image, ".png") ?? throw _target.Refuse("an image has no depth.", "Remove the record and make the frame again.", image.Record);
        try
        {
            if (file.EndsWith(".npy", StringComparison.Ordinal))
                ReadArray(image.Read(file), image.Width, image.Height);
            else
                ReadSteps(_reader.ReadGray16(image.Read(file), image.Width, image.Height));
        }
        catch (InvalidDataException e)
        {
            throw _target.Refuse($"the depths cannot be read: {e.Message}.", where: image.FullPath(file));
        }
        return _metres;
    }

    private static string? Find(SourceImage image, string extension) =>
        image.Output.Files.Keys.FirstOrDefault(file => file.StartsWith("depth/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    private void ReadSteps(ushort[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
            _metres[i] = steps[i] == ushort.MaxValue ? 0 : steps[i] * _unit;
    }

    /// <summary>NumPy's format (numpy.lib.format), version 1.0: float32, little-endian, C order, of the image's size.</summary>
    private void ReadArray(ReadOnlySpan<byte> file, int width, int height)
    {
        if (file.Length < 10 || file[0] != 0x93 || !file[1..].StartsWith("NUMPY\u0001\0"u8))
            throw new InvalidDataException("it is no NumPy array of version 1.0");
        var start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var header = start <= file.Length ? Encoding.Latin1.GetString(file[10..start]) : "";
        var wanted = string.Create(CultureInfo.InvariantCulture, $"{{'descr':'<f4','fortran_order':False,'shape':({height},{width}),}}");
        if (Blanks().Replace(header, "") != wanted || file.Length != start + 4L * width * height)
            throw new InvalidDataException($"it is no array of {height} x {width} float32 numbers in C order");
        for (var i = 0; i < _metres.Length; i++)
            _metres[i] = BinaryPrimitives.ReadSingleLittleEndian(file[(start + 4 * i)..]) is var metres && float.IsFinite(metres) && metres > 0 ? metres : 0;
    }

    [GeneratedRegex(@"\s")]
    private static partial Regex Blanks();
}
