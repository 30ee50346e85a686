using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Render.Tests.Assets.Hostile;

/// <summary>Small files that claim to be, or become, very large ones; each with a word that its refusal must hold.</summary>
public static class Bombs
{
    /// <summary>Headers that claim more than the file holds, or more than any texture may be.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Images()
    {
        var huge = Pictures.Png(4, 4, 1, 2, 3);
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 65535);
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(20), 65535);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(huge.AsSpan(12, 17)));
        yield return ("huge.png", huge, "65535 x 65535");
        var large = huge.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(16), 16000);
        BinaryPrimitives.WriteInt32BigEndian(large.AsSpan(20), 16000);
        BinaryPrimitives.WriteUInt32BigEndian(large.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(large.AsSpan(12, 17)));
        yield return ("empty.png", large, "more than its");
        yield return ("huge.jpg", Jpeg(65500, 65500), "65500 x 65500");
        yield return ("empty.jpg", Jpeg(16000, 16000), "more than its");
        yield return ("huge.webp", Webp(16383, 16383), "damaged");
        yield return ("huge.gif", Gif(65535, 65535, 1), "65535 x 65535");
        yield return ("empty.gif", Gif(16000, 16000, 1), "more than its");
        yield return ("frames.gif", Gif(16000, 16000, 100), "more than its");
        yield return ("huge.tif", Tiff(1_000_000, 1_000_000), "1000000 x 1000000");
        yield return ("huge.bmp", Bmp(1_000_000, 1_000_000), "1000000 x 1000000");
        yield return ("empty.bmp", Bmp(16000, 16000), "more than its");
        yield return ("negative.bmp", Bmp(int.MinValue, int.MinValue), "");
        yield return ("huge.tga", Tga(65535, 65535), "65535 x 65535");
        yield return ("empty.tga", Tga(16000, 16000), "more than its");
        yield return ("empty.psd", Psd(16000, 16000), "more than its");
        yield return ("huge.psd", Psd(300_000, 300_000), "");
    }

    /// <summary>KTX2: sizes, level indices and supercompressions that lie.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Ktx2()
    {
        var plain = new Ktx2File { Format = 37, Width = 4, Height = 4, Levels = [new byte[64]] };
        var whole = plain.ToBytes();
        yield return ("huge.ktx2", (plain with { Width = 65535, Height = 65535 }).ToBytes(), "65535 x 65535");
        yield return ("overflow.ktx2", (plain with { Width = uint.MaxValue, Height = uint.MaxValue }).ToBytes(), "at most 16384");
        yield return ("flat.ktx2", (plain with { Width = 0 }).ToBytes(), "0 x 4");
        yield return ("large.ktx2", (plain with { Width = 16000, Height = 16000 }).ToBytes(), "truncated");
        yield return ("large-bc7.ktx2", (plain with { Format = 145, Width = 16000, Height = 16000 }).ToBytes(), "truncated");
        yield return ("large-zlib.ktx2", (plain with { Width = 16000, Height = 16000, Scheme = 3 }).ToBytes(), "more than its data can hold");
        yield return ("large-zstd.ktx2", (plain with { Width = 16000, Height = 16000, Scheme = 2 }).ToBytes(), "more than its data can hold");
        yield return ("cut-header.ktx2", whole[..90], "ends within its header");
        yield return ("cut.ktx2", whole[..^1], "outside it");
        yield return ("offset.ktx2", (plain with { FirstLevel = (ulong.MaxValue - 63, 64) }).ToBytes(), "outside it");
        yield return ("length.ktx2", (plain with { FirstLevel = (0, ulong.MaxValue) }).ToBytes(), "outside it");
        yield return ("sum.ktx2", (plain with { FirstLevel = (ulong.MaxValue, ulong.MaxValue) }).ToBytes(), "outside it");
        yield return ("levels.ktx2", (plain with { LevelCount = uint.MaxValue }).ToBytes(), "header is damaged");
        yield return ("some-levels.ktx2", (plain with { LevelCount = 30 }).ToBytes(), "header is damaged");
        // What comes out is more than there is room for, less, or nothing.
        yield return ("bomb.zstd.ktx2", (plain with { Scheme = 2, Levels = [Ktx2File.ZstandardOf(1, 1L << 34)] }).ToBytes(), "Zstandard");
        yield return ("short.zstd.ktx2", (plain with { Scheme = 2, Levels = [Ktx2File.ZstandardOf(1, 60)] }).ToBytes(), "truncated");
        yield return ("noise.zstd.ktx2", (plain with { Scheme = 2 }).ToBytes(), "Zstandard");
        yield return ("short.zlib.ktx2", (plain with { Scheme = 3, Levels = [Ktx2File.Zlib(new byte[60])] }).ToBytes(), "truncated");
        yield return ("noise.zlib.ktx2", (plain with { Scheme = 3 }).ToBytes(), "damaged");
    }

    /// <summary>OpenEXR: windows, tiles and chunks that lie. The words of the library are its own.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Exr()
    {
        var plain = new ExrFile { Data = [0, 0, 7, 7], Channels = [("B", ExrFile.Half, (x, _) => x), ("G", ExrFile.Half, (x, _) => x), ("R", ExrFile.Half, (x, _) => x)] };
        var whole = plain.ToBytes();
        byte[] With(ExrFile file, ReadOnlySpan<byte> attribute, int offset, params int[] words)
        {
            var bytes = file.ToBytes();
            var at = bytes.AsSpan().IndexOf(attribute) + attribute.Length + offset;
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(words).CopyTo(bytes.AsSpan(at));
            return bytes;
        }

        yield return ("huge.exr", With(plain, "dataWindow\0box2i\0"u8, 4, 0, 0, 999_999, 999_999), "");
        yield return ("wide.exr", With(plain, "displayWindow\0box2i\0"u8, 4, 0, 0, 16384, 16384), "");
        yield return ("overflow.exr", With(plain, "dataWindow\0box2i\0"u8, 4, int.MinValue, int.MinValue, int.MaxValue, int.MaxValue), "");
        yield return ("inverse.exr", With(plain, "dataWindow\0box2i\0"u8, 4, 7, 7, 0, 0), "");
        yield return ("empty.exr", With(plain, "dataWindow\0box2i\0"u8, 4, 0, 0, 15_999, 7_999), "");
        yield return ("empty-zip.exr", With(plain with { Compression = 3 }, "dataWindow\0box2i\0"u8, 4, 0, 0, 15_999, 7_999), "");
        yield return ("tiles.exr", With(plain with { Tile = 4 }, "tiledesc\0"u8, 4, int.MaxValue, int.MaxValue), "");
        yield return ("no-tiles.exr", With(plain with { Tile = 4 }, "tiledesc\0"u8, 4, 0, 0), "");
        yield return ("attribute.exr", With(plain, "chlist\0"u8, 0, int.MaxValue), "");
        yield return ("cut.exr", whole[..^10], "");
        yield return ("cut-header.exr", whole[..60], "");
        yield return ("signature.exr", whole[..4], "");
        var offsets = whole.ToArray();
        offsets.AsSpan(offsets.Length - 8 * 8 - 8 * (8 + 48), 64).Fill(0xff);
        yield return ("offsets.exr", offsets, "");
        yield return ("piz-noise.exr", (plain with { Compression = 4 }).ToBytes(), "");
        yield return ("dwa-noise.exr", (plain with { Compression = 8 }).ToBytes(), "");
    }

    /// <summary>For environments.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Environments()
    {
        yield return ("huge.hdr", Hdr(1_000_000, 1_000_000), "1000000 x 1000000");
        yield return ("empty.hdr", Hdr(16000, 8000), "more than its");
        yield return ("overflow.hdr", Hdr(int.MaxValue, int.MaxValue), "");
    }

    /// <summary>Headers of meshes that count to billions.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Meshes()
    {
        static byte[] Ply(string format, string vertices, string faces) => Encoding.ASCII.GetBytes(
            $"ply\nformat {format} 1.0\nelement vertex {vertices}\nproperty float x\nproperty float y\nproperty float z\nelement face {faces}\nproperty list uchar int vertex_indices\nend_header\n0 0 0 0 0 0\n");
        yield return ("vertices.ply", Ply("ascii", "4000000000", "1"), "4000000000");
        yield return ("faces.ply", Ply("binary_little_endian", "1", "4000000000"), "4000000000");
        yield return ("overflow.ply", Ply("ascii", "99999999999999999999999", "1"), "99999999999999999999999");
        yield return ("negative.ply", Ply("ascii", "-5", "1"), "-5");
        yield return ("endless.ply", Encoding.ASCII.GetBytes("ply\nformat ascii 1.0\n" + new string('c', 100_000)), "no end of header");
        var stl = new byte[84 + 50];
        BinaryPrimitives.WriteUInt32LittleEndian(stl.AsSpan(80), uint.MaxValue);
        yield return ("triangles.stl", stl, "4294967295");
        yield return ("vertices.off", "OFF\n2000000000 1 0\n0 0 0\n"u8.ToArray(), "2000000000");
        yield return ("faces.off", "OFF\n# a comment\n3 2000000000 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"u8.ToArray(), "2000000000");
        yield return ("overflow.off", "OFF\n3 99999999999999999999 0\n0 0 0\n"u8.ToArray(), "more than the file can hold");
    }

    /// <summary>XML that grows when it is read: entities of entities, of a file, and elements within elements.</summary>
    public static IEnumerable<(string Name, byte[] File, string Expected)> Xml()
    {
        static byte[] Dae(string doctype, string insert) => Encoding.UTF8.GetBytes(
            BoxFiles.Dae().Replace("<COLLADA", doctype + "<COLLADA", StringComparison.Ordinal).Replace("<asset>", insert + "<asset>", StringComparison.Ordinal));
        var laughs = new StringBuilder("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">");
        for (var i = 1; i < 20; i++)
            laughs.Append(System.Globalization.CultureInfo.InvariantCulture, $"<!ENTITY lol{i} \"{string.Concat(Enumerable.Repeat($"&lol{i - 1};", 10))}\">");
        yield return ("laughs.dae", Dae(laughs + "]>", "<extra>&lol19;</extra>"), "entities");
        yield return ("external.dae", Dae("<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/hostname\">]>", "<extra>&f;</extra>"), "entities");
        yield return ("deep.dae", Dae("", string.Concat(Enumerable.Repeat("<node a='>'>", 400_000)) + string.Concat(Enumerable.Repeat("</node>", 400_000))), "deeper than");
        yield return ("unclosed.x3d", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><!-- <a> --><X3D><Scene>" + string.Concat(Enumerable.Repeat("<Group>", 300_000))), "deeper than");
    }

    /// <summary>Packed files that unpack to a thousand times their size: gzip (Blender), zlib (XGL) and zip (3MF, ZAE). Limits are what stops them.</summary>
    /// <param name="bytes">Unpacked.</param>
    public static IEnumerable<(string Name, byte[] File)> Packed(int bytes)
    {
        yield return ("bomb.blend", Zeros("BLENDER-v300"u8.ToArray(), bytes, s => new GZipStream(s, CompressionLevel.Fastest)));
        yield return ("bomb.zgl", Zeros([], bytes, s => new ZLibStream(s, CompressionLevel.Fastest)));
        foreach (var (file, entry) in new[] { ("bomb.3mf", "3D/3dmodel.model"), ("bomb.zae", "model.dae") })
        {
            using var memory = new MemoryStream();
            using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            {
                using (var relations = new StreamWriter(zip.CreateEntry("_rels/.rels").Open()))
                    relations.Write($"<Relationships><Relationship Id=\"r\" Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\" Target=\"/{entry}\"/></Relationships>");
                using (var stream = zip.CreateEntry(entry, CompressionLevel.Fastest).Open())
                    Fill(stream, bytes);
            }
            yield return (file, memory.ToArray());
        }
    }

    private static byte[] Zeros(byte[] start, int count, Func<Stream, Stream> pack)
    {
        using var memory = new MemoryStream();
        using (var stream = pack(memory))
        {
            stream.Write(start);
            Fill(stream, count);
        }
        return memory.ToArray();
    }

    private static void Fill(Stream stream, int count)
    {
        var zeros = new byte[1 << 20];
        for (; count > 0; count -= zeros.Length)
            stream.Write(zeros);
    }

    /// <summary>Start of image, frame header, scan header, end: no data.</summary>
    private static byte[] Jpeg(int width, int height)
    {
        byte[] Big(int v) => [(byte)(v >> 8), (byte)v];
        var table = new byte[2 + 1 + 64];
        table.AsSpan(3).Fill(1);
        (table[0], table[1]) = (0, 67);
        return
        [
            0xff, 0xd8, 0xff, 0xdb, .. table, 0xff, 0xc0, 0, 11, 8, .. Big(height), .. Big(width), 1, 1, 0x11, 0,
            0xff, 0xc4, 0, 20, 0, 1, .. new byte[15], 0, 0xff, 0xc4, 0, 20, 0x10, 1, .. new byte[15], 0,
            0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9,
        ];
    }

    /// <summary>VP8L: the signature and 14 bits each of width and height less one, without data.</summary>
    private static byte[] Webp(int width, int height)
    {
        var bits = (uint)(width - 1) | (uint)(height - 1) << 14;
        byte[] data = [0x2f, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), 0];
        return [.. "RIFF"u8, (byte)(4 + 8 + data.Length), 0, 0, 0, .. "WEBPVP8L"u8, (byte)data.Length, 0, 0, 0, .. data];
    }

    private static byte[] Gif(int width, int height, int frames)
    {
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        byte[] frame = [0x2c, 0, 0, 0, 0, .. size, 0, 2, 1, 0x44, 0];
        return [.. "GIF89a"u8, .. size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. Enumerable.Repeat(frame, frames).SelectMany(f => f), 0x3b];
    }

    /// <summary>One directory: sizes, 8 bits gray, one strip of nothing.</summary>
    private static byte[] Tiff(int width, int height)
    {
        (int Tag, int Value)[] entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 1)];
        var file = new List<byte>([.. "II"u8, 42, 0, 8, 0, 0, 0, (byte)entries.Length, 0]);
        foreach (var (tag, value) in entries)
            file.AddRange([(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(value)]);
        return [.. file, 0, 0, 0, 0];
    }

    private static byte[] Bmp(int width, int height)
    {
        var file = new byte[64];
        "BM"u8.CopyTo(file);
        (file[10], file[14], file[26], file[28]) = (54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        return file;
    }

    private static byte[] Tga(int width, int height)
    {
        var file = new byte[32];
        (file[2], file[16]) = (10, 24);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(12), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(14), (ushort)height);
        return file;
    }

    private static byte[] Psd(int width, int height)
    {
        var file = new byte[64];
        "8BPS"u8.CopyTo(file);
        (file[5], file[13], file[23], file[25]) = (1, 3, 8, 3);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(14), height);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(18), width);
        return file;
    }

    private static byte[] Hdr(int width, int height) => Encoding.ASCII.GetBytes(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n\u0002\u0002"));
}
