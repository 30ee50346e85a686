using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Render.Assets;
using Render.Core;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>KTX2 files as textures, as environments and in glTF: what each pixel format and supercompression gives, and what is refused.</summary>
public sealed partial class Ktx2Tests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static byte[] Content(int bytes) => [.. Enumerable.Range(0, bytes).Select(i => (byte)(i * 37 + i / 7))];

    [Theory]
    [InlineData(37, 4, "rgba")]
    [InlineData(43, 4, "rgba")]
    [InlineData(44, 4, "bgra")]
    [InlineData(50, 4, "bgra")]
    [InlineData(23, 3, "rgb1")]
    [InlineData(29, 3, "rgb1")]
    [InlineData(30, 3, "bgr1")]
    [InlineData(9, 1, "rrr1")]
    [InlineData(15, 1, "rrr1")]
    public void Plain_pixels_under_every_supercompression(uint format, int channels, string order)
    {
        var content = Content(5 * 3 * channels);
        byte[] expected = [.. Enumerable.Range(0, 15).SelectMany(i => order.Select(c => c == '1' ? (byte)255 : content[i * channels + "rgba".IndexOf(c, StringComparison.Ordinal)]))];
        var plain = new Ktx2File { Format = format, Width = 5, Height = 3, Levels = [content] };
        Assert.Equal(expected, Read(plain));
        Assert.Equal(expected, Read(plain with { Scheme = 3, Levels = [Ktx2File.Zlib(content)] }));
        Assert.Equal(expected, Read(plain with { Scheme = 2, Levels = [Zstandard(content)] }));
        // Smaller levels are there and are not needed.
        Assert.Equal(expected, Read(plain with { Levels = [content, Content(2 * channels), Content(channels)] }));
    }

    [Fact]
    public void Two_channels_are_a_normal_and_entries_change_places()
    {
        var plain = new Ktx2File { Format = 16, Width = 2, Height = 1, Levels = [[128, 128, 255, 128]] };
        Assert.Equal([128, 128, 255, 255, 255, 128, 128, 255], Read(plain).Select(b => (int)b), (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal([128, 128, 128, 128, 255, 255, 255, 128], Read(plain with { Entries = [("KTXwriter", "test"), ("KTXswizzle", "rrrg")] }));
        Assert.Equal([0, 255, 128, 255, 0, 255, 255, 255], Read(plain with { Entries = [("KTXswizzle", "01ra")] }));
        // A channel that the format has not is 0.
        Assert.Equal([0, 0, 128, 255, 0, 0, 255, 255], Read(plain with { Entries = [("KTXswizzle", "bbr1")] }));
        var column = new Ktx2File { Format = 9, Width = 1, Height = 3, Levels = [[1, 2, 3]], Entries = [("KTXorientation", "ru")] };
        Assert.Equal([3, 2, 1], Read(column).Chunk(4).Select(p => (int)p[0]));
    }

    /// <summary>The same blocks in a DDS file, whose reader the block codings have tests of their own for.</summary>
    [Theory]
    [InlineData(133u, 71u, 8)]
    [InlineData(135u, 74u, 16)]
    [InlineData(137u, 77u, 16)]
    [InlineData(139u, 80u, 8)]
    [InlineData(141u, 83u, 16)]
    [InlineData(145u, 98u, 16)]
    [InlineData(146u, 99u, 16)]
    public void Blocks_are_those_of_DDS(uint format, uint dxgi, int blockBytes)
    {
        var blocks = Content(6 * blockBytes);
        _folder.Write("t.dds", DdsTests.Extended(9, 7, dxgi, blocks));
        var expected = _folder.ImportTexture("t.dds", ColorSpace.Linear).Levels[0];
        Assert.Equal(expected, Read(new Ktx2File { Format = format, Width = 9, Height = 7, Levels = [blocks] }));
        Assert.Equal(expected, Read(new Ktx2File { Format = format, Width = 9, Height = 7, Scheme = 2, Levels = [Zstandard(blocks)] }));
    }

    [Fact]
    public void The_clear_colour_of_BC1_is_solid_where_the_format_has_no_alpha()
    {
        byte[] block = [0, 0, 255, 255, 255, 255, 255, 255]; // the smaller colour first, all indices 3
        Assert.Equal([0, 0, 0, 0], Read(new Ktx2File { Format = 133, Width = 4, Height = 4, Levels = [block] })[..4]);
        Assert.Equal([0, 0, 0, 255], Read(new Ktx2File { Format = 131, Width = 4, Height = 4, Levels = [block] })[..4]);
    }

    /// <summary>512 blocks of each mode of BC7, made by a generator that any language has; the sum is that of what Pillow 9.4 decodes them to.</summary>
    [Fact]
    public void All_modes_of_BC7_are_as_another_decoder_has_them()
    {
        const int side = 64;
        var state = 12345u;
        var blocks = new byte[16 * side * side];
        for (var i = 0; i < blocks.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            blocks[i] = (byte)(state >> 24);
        }
        for (var i = 0; i < side * side; i++)
            blocks[16 * i] = (byte)(blocks[16 * i] & ~((2 << i % 8) - 1) | 1 << i % 8);
        var image = Read(new Ktx2File { Format = 145, Width = 4 * side, Height = 4 * side, Levels = [blocks] });
        Assert.Equal("382450c3c97ed2f65c03154a55b57963ec7a77ff228d16f6a3ccca081b403573", Convert.ToHexStringLower(SHA256.HashData(image)));
        // The reserved mode is clear black.
        Assert.Equal(new byte[64], Read(new Ktx2File { Format = 145, Width = 4, Height = 4, Levels = [[0, .. Content(15)]] }));
    }

    [Theory]
    [InlineData(0u, 1u, 163, "Basis Universal (ETC1S)")]
    [InlineData(0u, 0u, 166, "Basis Universal (UASTC)")]
    [InlineData(0u, 2u, 166, "Basis Universal (UASTC)")]
    [InlineData(97u, 0u, 1, "Vulkan format 97")]
    [InlineData(143u, 0u, 1, "Vulkan format 143")]
    [InlineData(37u, 9u, 1, "supercompression 9")]
    public void Other_kinds_are_refused_by_name(uint format, uint scheme, byte model, string expected)
    {
        var error = Assert.Throws<RenderException>(() => Read(new Ktx2File { Format = format, Width = 4, Height = 4, Scheme = scheme, ColorModel = model, Levels = [Content(64)] }));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("is not read", error.Message.Replace("is not known", "is not read", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Cube_maps_arrays_and_volumes_are_refused()
    {
        var plain = new Ktx2File { Format = 37, Width = 4, Height = 4, Levels = [Content(64 * 6)] };
        foreach (var file in new[] { plain with { Faces = 6 }, plain with { Layers = 6 }, plain with { Depth = 6 } })
            Assert.Contains("cube map, array or volume", Assert.Throws<RenderException>(() => Read(file)).Message, StringComparison.Ordinal);
        Assert.Contains("version 1", Assert.Throws<RenderException>(() => ReadBytes([0xab, .. "KTX 11"u8, .. new byte[200]])).Message, StringComparison.Ordinal);
    }

    /// <summary>KHR_texture_basisu and MSFT_texture_dds: their image is the texture; where it is in a coding that is not read, the core one is, and a file that requires it is refused.</summary>
    [Theory]
    [InlineData("KHR_texture_basisu", false, "ktx2")]
    [InlineData("KHR_texture_basisu", true, "ktx2")]
    [InlineData("KHR_texture_basisu", false, "etc1s")]
    [InlineData("KHR_texture_basisu", true, "etc1s")]
    [InlineData("MSFT_texture_dds", false, "dds")]
    public void Textures_of_glTF(string extension, bool isRequired, string kind)
    {
        byte[] red = [255, 0, 0, 255];
        _folder.Write("image", kind switch
        {
            "dds" => DdsTests.Extended(1, 1, 28, red),
            "ktx2" => new Ktx2File { Format = 43, Width = 1, Height = 1, Scheme = 2, Levels = [Zstandard(red)] }.ToBytes(),
            _ => new Ktx2File { Format = 0, Width = 1, Height = 1, Scheme = 1, ColorModel = 163, Levels = [Content(64)] }.ToBytes(),
        });
        _folder.Write("core.png", Pictures.Png(1, 1, 0, 255, 0));
        var glb = new GlbBuilder();
        glb.Add("images", new JsonObject { ["uri"] = "image", ["mimeType"] = kind == "dds" ? "image/vnd-ms.dds" : "image/ktx2" });
        glb.Add("images", new JsonObject { ["uri"] = "core.png" });
        var texture = new JsonObject { ["extensions"] = new JsonObject { [extension] = new JsonObject { ["source"] = 0 } } };
        if (!isRequired)
            texture["source"] = 1;
        glb.Add("textures", texture);
        glb.Add("materials", JsonNode.Parse("""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }""")!);
        var attributes = glb.Attributes([new(0, 0, 0), new(1, 0, 0), new(0, 1, 0)]);
        attributes["TEXCOORD_0"] = glb.Accessor<System.Numerics.Vector2>([new(0, 0), new(1, 0), new(0, 1)], "VEC2");
        glb.Add("nodes", new JsonObject { ["mesh"] = glb.Mesh(attributes, [0, 1, 2], material: 0) });
        glb.Json["extensionsUsed"] = new JsonArray(extension);
        if (isRequired)
            glb.Json["extensionsRequired"] = new JsonArray(extension);
        _folder.Write("textured.glb", glb.ToBytes());
        if (isRequired && kind == "etc1s")
        {
            var error = Assert.Throws<RenderException>(() => _folder.Import("textured.glb"));
            Assert.Contains("Basis Universal (ETC1S)", error.Message, StringComparison.Ordinal);
            return;
        }
        var model = _folder.Import("textured.glb");
        Assert.Equal(kind == "etc1s" ? [0, 255, 0, 255] : red, Assert.Single(model.Textures).Levels[0]);
        Assert.DoesNotContain(model.Notes, n => n.Code is "bad-texture" or "extension-ignored");
    }

    [Fact]
    public void An_environment_may_be_one()
    {
        var path = _folder.Write("sky.ktx2", new Ktx2File { Format = 43, Width = 2, Height = 1, Levels = [[255, 255, 255, 255, 0, 0, 0, 255]] }.ToBytes());
        using var importer = new AssetImporter(_folder.Options);
        Assert.Equal([1, 1, 1, 0, 0, 0], importer.ImportEnvironment(path, "sky.ktx2", _folder.Root).Pixels);
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Read(Ktx2File file) => ReadBytes(file.ToBytes());

    private byte[] ReadBytes(byte[] file)
    {
        _folder.Write("t.ktx2", file);
        return _folder.ImportTexture("t.ktx2", ColorSpace.Srgb).Levels[0];
    }

    /// <summary>By the library's own encoder.</summary>
    private static unsafe byte[] Zstandard(byte[] content)
    {
        var packed = new byte[content.Length + 1000];
        fixed (byte* to = packed, from = content)
            return packed[..(int)Compress(to, (nuint)packed.Length, from, (nuint)content.Length, 3)];
    }

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compress")]
    private static unsafe partial nuint Compress(byte* to, nuint room, byte* from, nuint length, int level);
}
