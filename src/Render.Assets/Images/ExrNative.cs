using System.Runtime.InteropServices;

namespace Render.Assets.Images;

/// <summary>The part of OpenEXRCore's C interface (openexr.h, version 3.1) that reading one flat image takes. Functions give 0 for success.</summary>
internal static unsafe partial class ExrNative
{
    public const string Library = "libOpenEXRCore-3_1.so.30";

    public const int PixelHalf = 1, PixelFloat = 2, StorageScanline = 0, StorageTiled = 1, EnvironmentCube = 1;

    /// <summary>EXR_CONTEXT_FLAG_SILENT_HEADER_PARSE: what is odd in a header is not printed.</summary>
    public const int SilentHeader = 2;

    /// <summary>EXR_CONTEXT_FLAG_DISABLE_CHUNK_RECONSTRUCTION: a file without some of its chunks is damaged.</summary>
    public const int NoReconstruction = 4;

    [StructLayout(LayoutKind.Sequential)]
    public struct Initializer
    {
        public nuint Size;
        public delegate* unmanaged<void*, int, byte*, void> Error;
        public nint Allocate, Free;
        public void* User;
        public delegate* unmanaged<void*, void*, void*, ulong, ulong, nint, long> Read;
        public delegate* unmanaged<void*, void*, long> Length;
        public nint Write, Destroy;
        public int MaxImageWidth, MaxImageHeight, MaxTileWidth, MaxTileHeight, ZipLevel;
        public float DwaQuality;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Box
    {
        public int Left, Top, Right, Bottom;
    }

    /// <summary>exr_attr_chlist_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ChannelList
    {
        public int Count, Allocated;
        public Channel* Entries;
    }

    /// <summary>exr_attr_chlist_entry_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Channel
    {
        public int NameLength, NameAllocated;
        public byte* Name;
        public int PixelType;
        public uint Treatment;
        public int StepX, StepY;
    }

    /// <summary>exr_chunk_info_t.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Chunk
    {
        public int Index, X, Y, Height, Width;
    }

    /// <summary>exr_coding_channel_info_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Coded
    {
        public byte* Name;
        public int Height, Width, StepX, StepY;
        public byte Treatment, BytesPerElement;
        public ushort PixelType;
        public short UserBytesPerElement;
        public ushort UserPixelType;
        public int UserPixelStride, UserLineStride;
        public byte* Target;
    }

    /// <summary>exr_decode_pipeline_t: its beginning, and room for the rest, which the library fills and this program does not touch.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 1024)]
    public struct Pipeline
    {
        public Coded* Channels;
        public short ChannelCount;
    }

    [LibraryImport(Library, EntryPoint = "exr_start_read", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StartRead(out nint context, string name, in Initializer initializer);

    [LibraryImport(Library, EntryPoint = "exr_finish")]
    public static partial int Finish(ref nint context);

    [LibraryImport(Library, EntryPoint = "exr_get_default_error_message")]
    public static partial nint ErrorMessage(int code);

    [LibraryImport(Library, EntryPoint = "exr_get_count")]
    public static partial int Count(nint context, out int parts);

    [LibraryImport(Library, EntryPoint = "exr_get_storage")]
    public static partial int Storage(nint context, int part, out int storage);

    [LibraryImport(Library, EntryPoint = "exr_get_channels")]
    public static partial int Channels(nint context, int part, ChannelList** list);

    [LibraryImport(Library, EntryPoint = "exr_get_compression")]
    public static partial int Compression(nint context, int part, out int compression);

    [LibraryImport(Library, EntryPoint = "exr_get_data_window")]
    public static partial int DataWindow(nint context, int part, out Box box);

    [LibraryImport(Library, EntryPoint = "exr_get_display_window")]
    public static partial int DisplayWindow(nint context, int part, out Box box);

    [LibraryImport(Library, EntryPoint = "exr_attr_get_envmap", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int EnvironmentKind(nint context, int part, string name, out int kind);

    [LibraryImport(Library, EntryPoint = "exr_get_scanlines_per_chunk")]
    public static partial int LinesPerChunk(nint context, int part, out int lines);

    [LibraryImport(Library, EntryPoint = "exr_get_tile_descriptor")]
    public static partial int Tiles(nint context, int part, out uint width, out uint height, out int levels, out int rounding);

    [LibraryImport(Library, EntryPoint = "exr_read_scanline_chunk_info")]
    public static partial int LinesInfo(nint context, int part, int y, out Chunk chunk);

    [LibraryImport(Library, EntryPoint = "exr_read_tile_chunk_info")]
    public static partial int TileInfo(nint context, int part, int tileX, int tileY, int levelX, int levelY, out Chunk chunk);

    [LibraryImport(Library, EntryPoint = "exr_decoding_initialize")]
    public static partial int Initialize(nint context, int part, in Chunk chunk, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_decoding_update")]
    public static partial int Update(nint context, int part, in Chunk chunk, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_decoding_choose_default_routines")]
    public static partial int ChooseRoutines(nint context, int part, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_decoding_run")]
    public static partial int Run(nint context, int part, Pipeline* pipeline);

    [LibraryImport(Library, EntryPoint = "exr_decoding_destroy")]
    public static partial int Destroy(nint context, Pipeline* pipeline);
}
