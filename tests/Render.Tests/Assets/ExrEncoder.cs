using System.Runtime.InteropServices;

namespace Render.Tests.Assets;

/// <summary>Writes half-float scan lines by OpenEXRCore's own encoder, for the compressions that <see cref="ExrFile"/> does not write.</summary>
internal static unsafe partial class ExrEncoder
{
    private const string Library = "libOpenEXRCore-3_1.so.30";

    /// <param name="path">Of the new file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="compression">Its number.</param>
    /// <param name="value">Of channel (red 0), x, y.</param>
    public static void Write(string path, int width, int height, int compression, Func<int, int, int, float> value)
    {
        if (compression is 8 or 9)
        {
            WriteDwa(path, width, height, compression, value);
            return;
        }
        Check(StartWrite(out var context, path, 0, 0));
        Check(AddPart(context, "image", 0, out var part));
        Check(RequiredAttributes(context, part, width, height, compression));
        foreach (var name in new[] { "B", "G", "R" })
            Check(AddChannel(context, part, name, 1, 0, 1, 1));
        Check(WriteHeader(context));
        Check(LinesPerChunk(context, part, out var step));
        var pipeline = (byte*)NativeMemory.AllocZeroed(2048);
        var chunk = stackalloc byte[64];
        for (var y = 0; y < height; y += step)
        {
            var lines = Math.Min(step, height - y);
            var pixels = new Half[3 * width * lines];
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (Half)value(i % 3, i / 3 % width, y + i / 3 / width);
            Check(ChunkInfo(context, part, y, chunk));
            Check(y == 0 ? Initialize(context, part, chunk, pipeline) : Update(context, part, chunk, pipeline));
            fixed (Half* start = pixels)
            {
                // exr_coding_channel_info_t: 48 bytes, from 32 on what the caller fills in.
                for (var c = 0; c < 3; c++)
                {
                    var channel = *(byte**)pipeline + 48 * c;
                    *(int*)(channel + 32) = 6;
                    *(int*)(channel + 36) = 6 * width;
                    *(Half**)(channel + 40) = start + (2 - c);
                }
                if (y == 0)
                    Check(Choose(context, part, pipeline));
                Check(Run(context, part, pipeline));
            }
        }
        Check(Destroy(context, pipeline));
        NativeMemory.Free(pipeline);
        Check(Finish(ref context));
    }

    /// <summary>OpenEXRCore 3.1 has no DWA: by libOpenEXR's own C interface.</summary>
    private static void WriteDwa(string path, int width, int height, int compression, Func<int, int, int, float> value)
    {
        var header = NewHeader();
        SetDataWindow(header, 0, 0, width - 1, height - 1);
        SetDisplayWindow(header, 0, 0, width - 1, height - 1);
        SetCompression(header, compression);
        var output = OpenOutput(path, header, 7);
        Xunit.Assert.NotEqual(0, output);
        var pixels = new Half[4 * width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? Half.One : (Half)value(i % 4, i / 4 % width, i / 4 / width);
        fixed (Half* start = pixels)
        {
            Xunit.Assert.Equal(1, SetFrameBuffer(output, start, 1, (nuint)width));
            Xunit.Assert.Equal(1, WritePixels(output, height));
        }
        Xunit.Assert.Equal(1, CloseOutput(output));
        DeleteHeader(header);
    }

    private static void Check(int result) => Xunit.Assert.Equal(0, result);

    [LibraryImport(Library, EntryPoint = "exr_start_write", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StartWrite(out nint context, string path, int mode, nint initializer);

    [LibraryImport(Library, EntryPoint = "exr_add_part", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddPart(nint context, string name, int storage, out int part);

    [LibraryImport(Library, EntryPoint = "exr_initialize_required_attr_simple")]
    private static partial int RequiredAttributes(nint context, int part, int width, int height, int compression);

    [LibraryImport(Library, EntryPoint = "exr_add_channel", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChannel(nint context, int part, string name, int type, int treatment, int stepX, int stepY);

    [LibraryImport(Library, EntryPoint = "exr_write_header")]
    private static partial int WriteHeader(nint context);

    [LibraryImport(Library, EntryPoint = "exr_get_scanlines_per_chunk")]
    private static partial int LinesPerChunk(nint context, int part, out int lines);

    [LibraryImport(Library, EntryPoint = "exr_write_scanline_chunk_info")]
    private static partial int ChunkInfo(nint context, int part, int y, byte* chunk);

    [LibraryImport(Library, EntryPoint = "exr_encoding_initialize")]
    private static partial int Initialize(nint context, int part, byte* chunk, byte* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_update")]
    private static partial int Update(nint context, int part, byte* chunk, byte* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_choose_default_routines")]
    private static partial int Choose(nint context, int part, byte* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_run")]
    private static partial int Run(nint context, int part, byte* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_encoding_destroy")]
    private static partial int Destroy(nint context, byte* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_finish")]
    private static partial int Finish(ref nint context);

    private const string Cpp = "libOpenEXR-3_1.so.30";

    [LibraryImport(Cpp, EntryPoint = "ImfNewHeader")]
    private static partial nint NewHeader();

    [LibraryImport(Cpp, EntryPoint = "ImfDeleteHeader")]
    private static partial void DeleteHeader(nint header);

    [LibraryImport(Cpp, EntryPoint = "ImfHeaderSetDataWindow")]
    private static partial void SetDataWindow(nint header, int left, int top, int right, int bottom);

    [LibraryImport(Cpp, EntryPoint = "ImfHeaderSetDisplayWindow")]
    private static partial void SetDisplayWindow(nint header, int left, int top, int right, int bottom);

    [LibraryImport(Cpp, EntryPoint = "ImfHeaderSetCompression")]
    private static partial void SetCompression(nint header, int compression);

    [LibraryImport(Cpp, EntryPoint = "ImfOpenOutputFile", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenOutput(string path, nint header, int channels);

    [LibraryImport(Cpp, EntryPoint = "ImfOutputSetFrameBuffer")]
    private static partial int SetFrameBuffer(nint output, Half* start, nuint stepX, nuint stepY);

    [LibraryImport(Cpp, EntryPoint = "ImfOutputWritePixels")]
    private static partial int WritePixels(nint output, int lines);

    [LibraryImport(Cpp, EntryPoint = "ImfCloseOutputFile")]
    private static partial int CloseOutput(nint output);
}
