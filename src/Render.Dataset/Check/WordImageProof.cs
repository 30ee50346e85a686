using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Render.Core.Frames;
using Render.Dataset.Records;

namespace Render.Dataset.Check;

/// <summary>
/// The part of <see cref="FrameProof"/> about the files of depths, ranges, normals, coordinates and base colours: read again, they hold the numbers that were encoded, which the other proofs look at.
/// Such files do not compress as masks do, and reading one costs as much as some labels together, so this is done with one image in <see cref="Every"/>, which ones by the image's id
/// alone. The buffers are kept; not thread-safe.
/// </summary>
internal sealed class WordImageProof
{
    /// <summary>One image in so many, the first among them, is read again.</summary>
    public const int Every = 32;

    private readonly LabelPngReader _reader = new();
    private ushort[] _values = [];

    /// <exception cref="Core.RenderException"><see cref="Core.Failure.Refused"/>: image, pixel, what was expected, what is there.</exception>
    public void Check(RenderedFrame rendered, ImageOutput output, LabelFiles files)
    {
        if (!IsRead(output.Id))
            return;
        Compare(rendered, "depth image", files.Depth, LabelPngForm.Gray16);
        Compare(rendered, "range image", files.Range, LabelPngForm.Gray16);
        Compare(rendered, "image of normals", files.Normals, LabelPngForm.Rgb16);
        Compare(rendered, "image of coordinates", files.Coordinates, LabelPngForm.Rgb16);
        CompareAlbedo(rendered, files.Albedo);
    }

    /// <summary>Scattered by Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4), so that no rhythm of cameras, variants or chunks escapes.</summary>
    internal static bool IsRead(long id) => unchecked((ulong)(id - 1) * 0x9e3779b97f4a7c15) < ulong.MaxValue / Every;

    /// <summary>What was rendered, and black where nothing is seen.</summary>
    private void CompareAlbedo(RenderedFrame rendered, ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            return;
        var pixels = Read(rendered, "image of base colours", file, LabelPngForm.Rgb8);
        for (var i = 0; i < pixels.Length; i++)
        {
            var expected = rendered.InstanceIds[i / 3] == 0 ? (byte)0 : rendered.Albedo[i];
            if (pixels[i] == expected)
                continue;
            var (y, x) = Math.DivRem(i / 3, rendered.Width);
            FrameProof.Refuse(rendered, $"the image of base colours holds {pixels[i]} at pixel ({x}, {y}), expected {expected}");
        }
    }

    private ReadOnlySpan<byte> Read(RenderedFrame rendered, string name, ReadOnlySpan<byte> file, LabelPngForm form)
    {
        try
        {
            return _reader.Read(file, form, rendered.Width, rendered.Height);
        }
        catch (InvalidDataException e)
        {
            FrameProof.Refuse(rendered, $"the {name} does not decode: {e.Message}");
            return default;
        }
    }

    private void Compare(RenderedFrame rendered, string name, WordImage image, LabelPngForm form)
    {
        if (image.File.IsEmpty)
            return;
        var pixels = Read(rendered, name, image.File, form);
        var words = MemoryMarshal.Cast<byte, ushort>(pixels);
        if (_values.Length != words.Length)
            _values = new ushort[words.Length];
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(words, _values);
        else
            words.CopyTo(_values);
        var same = image.Values.CommonPrefixLength(_values);
        if (same == _values.Length && same == image.Values.Length)
            return;
        if (image.Values.Length != _values.Length)
            FrameProof.Refuse(rendered, $"the {name} holds {_values.Length} numbers, {image.Values.Length} were encoded");
        var (y, x) = Math.DivRem(same / (form.PixelBytes / 2), rendered.Width);
        FrameProof.Refuse(rendered, $"the {name} holds {_values[same]} at pixel ({x}, {y}), expected {image.Values[same]}");
    }
}
