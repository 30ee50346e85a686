using System.Globalization;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Materials;
using static Render.Assets.Images.ExrNative;

namespace Render.Assets.Images;

/// <summary>
/// OpenEXR images by the native libOpenEXRCore: the first part with colours that is flat, scan lines or the first level of tiles, half or float, all compressions
/// (DWA by <see cref="ExrDwaNative"/>, as halves), taken as linear Rec. 709. The channels R, G, B and A, else Y as gray, else those of the first layer that has them (<c>ViewLayer.Combined.R</c>). The picture
/// is the display window; where it reaches beyond the data, black and clear.
/// </summary>
internal static unsafe class ExrDecoder
{
    private const int DwaA = 8, DwaB = 9;

    /// <summary>Largest number of pixels in a tile.</summary>
    private const long MostTilePixels = 1 << 26;

    /// <summary>The largest half: what light is brought down to that is infinite.</summary>
    private const float Largest = 65504;

    /// <summary>
    /// Pixels that a byte can stand for at most, by number of the compression: runs of 127 bytes in two; deflate's 1032 bytes (RFC 1951), which is about what PIZ's
    /// runs do too; B44 keeps 14 of 32 bytes and B44A 3; of DWA's 64 pixels two bytes are deflated.
    /// </summary>
    private static readonly int[] MostPixelsPerByte = [1, 64, 1032, 1032, 1032, 1032, 2, 8, 66048, 66048];

    /// <summary>The bytes that the library reads from.</summary>
    private struct Source
    {
        public byte* Start;
        public long Length;
    }

    /// <param name="Part">Number of it.</param>
    /// <param name="Names">Of the channels: gray, gray and alpha, colours, or colours and alpha.</param>
    private readonly record struct Colors(int Part, string[] Names);

    /// <summary>Linear numbers, <paramref name="channels"/> a pixel, rows from the top: not negative, finite, at most 65504 where they were infinite; alpha 1 where there is none.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="channels">3: red, green, blue; 4: alpha too. Colours are as stored: multiplied by alpha.</param>
    /// <param name="checkSize">Refuses a width and height that are too large.</param>
    /// <param name="isEnvironment">Whether its kind of environment matters.</param>
    /// <exception cref="InvalidDataException">Not valid, or of a kind that is refused.</exception>
    /// <exception cref="RenderException">The library is not installed.</exception>
    public static (int Width, int Height, float[] Pixels) Decode(ReadOnlySpan<byte> file, int channels, Action<int, int> checkSize, bool isEnvironment)
    {
        try
        {
            fixed (byte* start = file)
            {
                var source = new Source { Start = start, Length = file.Length };
                var setup = new Initializer
                {
                    Size = (nuint)sizeof(Initializer),
                    Error = &Ignore,
                    User = &source,
                    Read = &Read,
                    Length = &Length,
                    MaxImageWidth = ImageDecoder.MaxSide,
                    MaxImageHeight = ImageDecoder.MaxSide,
                    MaxTileWidth = ImageDecoder.MaxSide,
                    MaxTileHeight = ImageDecoder.MaxSide,
                    ZipLevel = -2,
                    DwaQuality = -1,
                    Flags = SilentHeader | NoReconstruction,
                };
                nint context = 0;
                try
                {
                    Check(StartRead(out context, "image.exr", setup));
                    return Decode(context, file, channels, checkSize, isEnvironment);
                }
                finally
                {
                    if (context != 0)
                        _ = Finish(ref context);
                }
            }
        }
        catch (DllNotFoundException e)
        {
            throw new RenderException(Failure.TryAgain, $"OpenEXR images need {Library} and libOpenEXR-3_1.so.30, which are not both installed.", remedy: "Run: apt-get install libopenexr-3-1-30", inner: e);
        }
    }

    /// <summary>As a texture: 8 bits a channel, colours freed of their alpha, brought into 0..1 and, for colours, stored as sRGB.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="colorSpace">How the texture is used: as colours, or as plain numbers.</param>
    /// <param name="checkSize">Refuses a width and height that are too large.</param>
    /// <exception cref="InvalidDataException">Not valid, or of a kind that is refused.</exception>
    public static DecodedImage DecodeTexture(ReadOnlySpan<byte> file, ColorSpace colorSpace, Action<int, int> checkSize)
    {
        var (width, height, linear) = Decode(file, 4, checkSize, isEnvironment: false);
        var pixels = GC.AllocateUninitializedArray<byte>(linear.Length);
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var alpha = Math.Min(linear[i + 3], 1);
            for (var k = 0; k < 3; k++)
            {
                var value = alpha > 0 ? linear[i + k] / alpha : 0;
                pixels[i + k] = colorSpace == ColorSpace.Srgb ? SrgbTables.FromLinear(value) : (byte)(Math.Min(value, 1) * 255 + 0.5f);
            }
            pixels[i + 3] = (byte)(alpha * 255 + 0.5f);
        }
        return new(width, height, pixels);
    }

    private static (int, int, float[]) Decode(nint context, ReadOnlySpan<byte> file, int channels, Action<int, int> checkSize, bool isEnvironment)
    {
        var colors = Find(context);
        if (isEnvironment && EnvironmentKind(context, colors.Part, "envmap", out var kind) == 0 && kind == EnvironmentCube)
            throw new InvalidDataException("a cube map, which is not read; equirectangular (latitude and longitude) images are");
        Check(DataWindow(context, colors.Part, out var data));
        Check(DisplayWindow(context, colors.Part, out var display));
        Check(Compression(context, colors.Part, out var compression));
        var (width, height) = (Side(display.Left, display.Right), Side(display.Top, display.Bottom));
        checkSize(width, height);
        var (dataWidth, dataHeight) = (Side(data.Left, data.Right), Side(data.Top, data.Bottom));
        checkSize(dataWidth, dataHeight);
        var most = compression >= 0 && compression < MostPixelsPerByte.Length ? MostPixelsPerByte[compression] : 1;
        if ((long)dataWidth * dataHeight > (long)file.Length * most)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the image claims {dataWidth} x {dataHeight} pixels, more than its {file.Length} bytes can hold"));
        if ((long)width * height * channels > Array.MaxLength)
            throw new InvalidDataException("the image is too large");
        var isDwa = compression is DwaA or DwaB;
        if (isDwa && (colors.Part > 0 || colors.Names[0] is not ("R" or "Y")))
            throw new InvalidDataException("its colours are in a layer of their own, which is not read under the compression DWA; save it with ZIP");
        var target = new Target(width, height, channels, (long)data.Left - display.Left, (long)data.Top - display.Top, isDwa ? 4 : colors.Names.Length);
        if (isDwa)
        {
            ExrDwaNative.Read(file, data, (pixels, lines, y) => target.Take(pixels, dataWidth, lines, 0, y));
            return (width, height, target.Pixels);
        }
        Check(Storage(context, colors.Part, out var storage));
        Run(context, colors, target, storage == StorageTiled ? TileChunks(context, colors.Part, dataWidth, dataHeight) : LineChunks(context, colors.Part, data));
        return (width, height, target.Pixels);
    }

    private static int Side(int first, int last) => (int)Math.Clamp((long)last - first + 1, 0, int.MaxValue);

    private static IEnumerable<(Chunk Chunk, int X, int Y)> LineChunks(nint context, int part, Box data)
    {
        Check(LinesPerChunk(context, part, out var lines));
        if (lines < 1)
            throw new InvalidDataException("the header is damaged");
        for (long y = data.Top; y <= data.Bottom; y += lines)
        {
            Check(LinesInfo(context, part, (int)y, out var chunk));
            yield return (chunk, 0, (int)(y - data.Top));
        }
    }

    private static IEnumerable<(Chunk Chunk, int X, int Y)> TileChunks(nint context, int part, int dataWidth, int dataHeight)
    {
        Check(Tiles(context, part, out var width, out var height, out _, out _));
        if (width == 0 || height == 0 || (long)width * height > MostTilePixels)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its tiles of {width} x {height} pixels are too large"));
        for (var y = 0; y * height < dataHeight; y++)
            for (var x = 0; x * width < dataWidth; x++)
            {
                Check(TileInfo(context, part, x, y, 0, 0, out var chunk));
                yield return (chunk, x * (int)width, y * (int)height);
            }
    }

    /// <summary>Decodes chunk by chunk into a buffer of one, from which the target takes what it shows.</summary>
    private static void Run(nint context, Colors colors, Target target, IEnumerable<(Chunk Chunk, int X, int Y)> chunks)
    {
        Pipeline pipeline = default;
        var (started, components, buffer) = (false, colors.Names.Length, Array.Empty<float>());
        try
        {
            foreach (var (chunk, x, y) in chunks)
            {
                if (chunk.Width < 1 || chunk.Height < 1 || (long)chunk.Width * chunk.Height > MostTilePixels)
                    throw new InvalidDataException("a part of the image has no sensible size");
                var needed = chunk.Width * chunk.Height * components;
                if (buffer.Length < needed)
                    buffer = new float[needed];
                Check(started ? Update(context, colors.Part, chunk, &pipeline) : Initialize(context, colors.Part, chunk, &pipeline));
                started = true;
                fixed (float* start = buffer)
                {
                    Direct(&pipeline, colors.Names, start, chunk.Width);
                    Check(ChooseRoutines(context, colors.Part, &pipeline));
                    Check(ExrNative.Run(context, colors.Part, &pipeline));
                }
                target.Take(buffer, chunk.Width, chunk.Height, x, y);
            }
        }
        finally
        {
            if (started)
                _ = Destroy(context, &pipeline);
        }
    }

    /// <summary>Colours go interleaved into the buffer, as floats; other channels are skipped.</summary>
    private static void Direct(Pipeline* pipeline, string[] names, float* start, int width)
    {
        for (var c = 0; c < pipeline->ChannelCount; c++)
        {
            ref var channel = ref pipeline->Channels[c];
            var component = Array.IndexOf(names, Marshal.PtrToStringUTF8((nint)channel.Name));
            channel.Target = component < 0 ? null : (byte*)(start + component);
            (channel.UserPixelType, channel.UserBytesPerElement) = (PixelFloat, sizeof(float));
            (channel.UserPixelStride, channel.UserLineStride) = (sizeof(float) * names.Length, sizeof(float) * names.Length * width);
        }
    }

    private static Colors Find(nint context)
    {
        Check(Count(context, out var parts));
        var isDeep = false;
        for (var part = 0; part < parts; part++)
        {
            Check(Storage(context, part, out var storage));
            isDeep |= storage is not (StorageScanline or StorageTiled);
            if (storage is StorageScanline or StorageTiled && NamesOf(context, part) is { } names)
                return new(part, names);
        }
        throw new InvalidDataException(isDeep ? "a deep image, which is not read; flatten it" : "it has no channels R, G, B or Y of half or float numbers");
    }

    /// <summary>Null where the part has no colours. One name stands for gray, two for gray and alpha.</summary>
    private static string[]? NamesOf(nint context, int part)
    {
        ChannelList* list;
        Check(Channels(context, part, &list));
        var names = new List<string>();
        var isReduced = false;
        for (var c = 0; c < list->Count; c++)
        {
            var channel = list->Entries[c];
            if (channel.PixelType is not (PixelHalf or PixelFloat))
                continue;
            if (channel.StepX == 1 && channel.StepY == 1)
                names.Add(Marshal.PtrToStringUTF8((nint)channel.Name) ?? "");
            else
                isReduced = true;
        }
        foreach (var prefix in names.Select(n => n[..(n.LastIndexOf('.') + 1)]).Distinct().OrderBy(p => p.Length > 0))
        {
            string[] colors = names.Contains(prefix + "R") && names.Contains(prefix + "G") && names.Contains(prefix + "B") ? [prefix + "R", prefix + "G", prefix + "B"]
                : names.Contains(prefix + "Y") ? [prefix + "Y"]
                : [];
            if (colors.Length > 0 && isReduced)
                throw new InvalidDataException("its colours are of a lower resolution than its brightness, which is not read; save it as RGB");
            if (colors.Length > 0)
                return names.Contains(prefix + "A") ? [.. colors, prefix + "A"] : colors;
        }
        return null;
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new InvalidDataException("OpenEXR: " + Marshal.PtrToStringUTF8(ErrorMessage(result)));
    }

    /// <summary>What goes wrong comes back as a result too.</summary>
    [UnmanagedCallersOnly]
    private static void Ignore(void* context, int code, byte* message)
    {
    }

    [UnmanagedCallersOnly]
    private static long Length(void* context, void* user) => ((Source*)user)->Length;

    [UnmanagedCallersOnly]
    private static long Read(void* context, void* user, void* to, ulong bytes, ulong offset, nint error)
    {
        var source = (Source*)user;
        if (offset > (ulong)source->Length)
            return -1;
        var count = Math.Min(bytes, (ulong)source->Length - offset);
        Buffer.MemoryCopy(source->Start + offset, to, bytes, count);
        return (long)count;
    }

    /// <summary>The picture that is put together.</summary>
    /// <param name="width">Of the display window.</param>
    /// <param name="height">Of the display window.</param>
    /// <param name="channels">3 or 4 a pixel.</param>
    /// <param name="left">Of the data, from the display window's left edge.</param>
    /// <param name="top">Of the data, from the display window's upper edge.</param>
    /// <param name="components">Of a decoded pixel: gray, gray and alpha, colour, colour and alpha.</param>
    private sealed class Target(int width, int height, int channels, long left, long top, int components)
    {
        public float[] Pixels { get; } = new float[width * height * channels];

        /// <summary>Of a chunk's pixels those that are seen.</summary>
        public void Take(float[] from, int chunkWidth, int chunkHeight, int x, int y)
        {
            for (var row = 0; row < chunkHeight; row++)
            {
                var line = top + y + row;
                if (line < 0 || line >= height)
                    continue;
                var first = Math.Max(0, -(left + x));
                var end = Math.Min(chunkWidth, width - (left + x));
                for (var column = first; column < end; column++)
                    Set(from.AsSpan((int)((row * chunkWidth + column) * components), components),
                        Pixels.AsSpan((int)((line * width + left + x + column) * channels), channels));
            }
        }

        private static void Set(ReadOnlySpan<float> from, Span<float> to)
        {
            var isGray = from.Length < 3;
            for (var k = 0; k < 3; k++)
                to[k] = Light(from[isGray ? 0 : k]);
            if (to.Length == 4)
                to[3] = from.Length is 2 or 4 ? Light(from[^1]) : 1;
        }

        /// <summary>Neither negative nor infinite nor no number.</summary>
        private static float Light(float value) => value > 0 ? float.IsFinite(value) ? value : Largest : 0;
    }
}
