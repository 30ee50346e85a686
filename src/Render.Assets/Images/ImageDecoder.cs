using System.Globalization;
using NetVips;
using Render.Core;
using Render.Core.Materials;
using StbImageSharp;
using VipsImage = NetVips.Image;

namespace Render.Assets.Images;

/// <summary>RGBA, 8 bits each, row-major, top row first.</summary>
internal readonly record struct DecodedImage(int Width, int Height, byte[] Pixels);

/// <summary>
/// Decodes PNG, JPEG, WebP and TIFF by libvips, GIF, BMP, PSD, TGA and Radiance by stb_image, DDS by <see cref="DdsDecoder"/>, KTX2 by <see cref="Ktx2Decoder"/>
/// and OpenEXR by <see cref="ExrDecoder"/>. The header is read and the size checked before a
/// pixel is decoded; damaged files are refused. Embedded colour profiles and orientations are not applied, as glTF asks (3.8.2).
/// </summary>
internal static class ImageDecoder
{
    /// <summary>Largest side, pixels: what graphics devices take as a texture.</summary>
    public const int MaxSide = 16384;

    static ImageDecoder()
    {
        NetVips.Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
    }

    /// <summary>True where the first bytes are those of a format that <see cref="Decode"/> knows.</summary>
    public static bool Reads(ReadOnlySpan<byte> file) => ImageSniffer.Sniff(file) switch
    {
        ImageFormat.Unknown or ImageFormat.Hdr => false,
        ImageFormat.Ktx => Ktx2Decoder.Reads(file),
        _ => true,
    };

    /// <param name="file">The encoded image.</param>
    /// <param name="name">For messages.</param>
    /// <param name="colorSpace">How the image is used: linear numbers (OpenEXR) become what is stored for it. The others are taken as they are.</param>
    /// <exception cref="RenderException">Unknown, damaged or too large; the message starts with the name.</exception>
    public static DecodedImage Decode(byte[] file, string name, ColorSpace colorSpace)
    {
        try
        {
            return ImageSniffer.Sniff(file) switch
            {
                ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.Webp or ImageFormat.Tiff => Vips(file, name),
                ImageFormat.Gif or ImageFormat.Bmp or ImageFormat.Psd or ImageFormat.Tga => Stb(file, name),
                ImageFormat.Hdr => throw Invalid(name, "a high dynamic range image is for environments, not for textures."),
                ImageFormat.Ktx when Ktx2Decoder.Refusal(file) is { } reason => throw Invalid(name, reason + "."),
                ImageFormat.Ktx => Ktx2Decoder.Decode(file, (width, height) => CheckSize(width, height, file, name)),
                ImageFormat.Dds => DdsDecoder.Decode(file, (width, height) => CheckSize(width, height, file, name)),
                ImageFormat.Exr => ExrDecoder.DecodeTexture(file, colorSpace, (width, height) => CheckSize(width, height, file, name)),
                _ => throw Invalid(name, "not an image in a known format (PNG, JPEG, WebP, TIFF, GIF, BMP, PSD, TGA, DDS, KTX2, OpenEXR)."),
            };
        }
        catch (Exception e) when (IsDecoderError(e))
        {
            throw Invalid(name, "the image is damaged: " + FirstLine(e), e);
        }
    }

    /// <summary>Linear RGB floats: Radiance and OpenEXR as they are, everything else from 8-bit sRGB.</summary>
    public static (int Width, int Height, float[] Pixels) DecodeLinear(byte[] file, string name)
    {
        var format = ImageSniffer.Sniff(file);
        if (format is ImageFormat.Hdr or ImageFormat.Exr)
        {
            try
            {
                if (format == ImageFormat.Exr)
                    return ExrDecoder.Decode(file, 3, (width, height) => CheckSize(width, height, file, name), isEnvironment: true);
                CheckStb(file, name);
                var image = ImageResultFloat.FromMemory(file, ColorComponents.RedGreenBlue);
                return (image.Width, image.Height, image.Data);
            }
            catch (Exception e) when (IsDecoderError(e))
            {
                throw Invalid(name, "the image is damaged: " + FirstLine(e), e);
            }
        }
        var decoded = Decode(file, name, ColorSpace.Srgb);
        var pixels = new float[checked(decoded.Width * decoded.Height * 3)];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = SrgbTables.ToLinear(decoded.Pixels[i / 3 * 4 + i % 3]);
        return (decoded.Width, decoded.Height, pixels);
    }

    private static DecodedImage Vips(byte[] file, string name)
    {
        using var opened = VipsImage.NewFromBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
        CheckSize(opened.Width, opened.Height, file, name);
        // CMYK, Lab and the like become sRGB; gray and RGB are taken as they are, so that data textures keep their numbers.
        using var image = opened.Interpretation is Enums.Interpretation.Srgb or Enums.Interpretation.Bw or Enums.Interpretation.Rgb16
            or Enums.Interpretation.Grey16 or Enums.Interpretation.Rgb or Enums.Interpretation.Multiband
            ? opened.Copy()
            : opened.Colourspace(Enums.Interpretation.Srgb);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(image.Width * image.Height * 4));
        if (image.Format == Enums.BandFormat.Uchar)
            Expand<byte>(image.WriteToMemory<byte>(), image.Bands, pixels, v => v);
        else if (image.Format == Enums.BandFormat.Ushort)
            Expand<ushort>(image.WriteToMemory<ushort>(), image.Bands, pixels, v => (byte)((v * 255 + 32767) / 65535));
        else
            throw Invalid(name, $"samples of type {image.Format} are not read as a texture; 8 or 16 bits are.");
        return new(image.Width, image.Height, pixels);
    }

    private static void Expand<T>(ReadOnlySpan<T> source, int bands, Span<byte> rgba, Func<T, byte> toByte)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
        {
            Expand8(System.Runtime.InteropServices.MemoryMarshal.AsBytes(source), bands, rgba);
            return;
        }
        var narrow = new byte[source.Length];
        for (var i = 0; i < source.Length; i++)
            narrow[i] = toByte(source[i]);
        Expand8(narrow, bands, rgba);
    }

    private static void Expand8(ReadOnlySpan<byte> source, int bands, Span<byte> rgba)
    {
        var (gray, alpha) = (bands < 3, bands is 2 or >= 4);
        for (int s = 0, d = 0; d < rgba.Length; s += bands, d += 4)
        {
            rgba[d] = source[s];
            rgba[d + 1] = source[gray ? s : s + 1];
            rgba[d + 2] = source[gray ? s : s + 2];
            rgba[d + 3] = alpha ? source[gray ? s + 1 : s + 3] : (byte)255;
        }
    }

    private static DecodedImage Stb(byte[] file, string name)
    {
        CheckStb(file, name);
        var image = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
        return new(image.Width, image.Height, image.Data);
    }

    private static void CheckStb(byte[] file, string name)
    {
        using var stream = new MemoryStream(file, writable: false);
        var info = ImageInfo.FromStream(stream) ?? throw Invalid(name, "the image's header is damaged.");
        CheckSize(info.Width, info.Height, file, name);
    }

    private static void CheckSize(int width, int height, byte[] file, string name)
    {
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"the image is {width} x {height} pixels; at most {MaxSide} a side are read."));
        if ((long)width * height > (long)file.Length * MaxPixelsPerByte(file))
            throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"the image claims {width} x {height} pixels, more than its {file.Length} bytes can hold."));
    }

    /// <summary>What the coding can do at best. No bound where a run of any length may cost nothing (WebP's single symbols) or a bit (TIFF's fax codes).</summary>
    private static int MaxPixelsPerByte(byte[] file)
    {
        // Deflate: 258 bytes for two bits (RFC 1951, 3.2.5), hence 1032 for one byte.
        const int Deflate = 1032;
        return ImageSniffer.Sniff(file) switch
        {
            // IHDR: bits a sample, then the kind of samples: gray, RGB, palette, gray and alpha, RGBA.
            ImageFormat.Png when file.Length > 25 => Deflate * 8 / Math.Max(1, file[24] * (file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 })) + 1,
            // A block of 8 x 8 takes a bit at least; twice that, for arithmetic coding.
            ImageFormat.Jpeg => 2 * 8 * 64,
            // LZW: at most 4096 pixels a code of 9 bits or more.
            ImageFormat.Gif => 4096,
            ImageFormat.Bmp => 8,
            // Runs of 128 in two bytes.
            ImageFormat.Tga => 128,
            ImageFormat.Psd => 64,
            // Runs of 127 in two bytes, four channels.
            ImageFormat.Hdr => 16,
            _ => int.MaxValue,
        };
    }

    /// <summary>stb_image's port throws bare exceptions and, on damaged files, whatever its pointers run into.</summary>
    private static bool IsDecoderError(Exception e) => e is not (RenderException or OutOfMemoryException or TypeInitializationException or DllNotFoundException);

    private static string FirstLine(Exception e) => e.Message.Split('\n', 2)[0].TrimEnd();

    private static RenderException Invalid(string name, string message, Exception? inner = null) => new(Failure.InvalidInput, message, name, inner: inner);
}
