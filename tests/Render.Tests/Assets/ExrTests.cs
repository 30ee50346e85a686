using System.Runtime.InteropServices;
using Render.Assets;
using Render.Core;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>OpenEXR files as environments and textures: layouts, types, windows, and what is refused. The files are written by <see cref="ExrFile"/>.</summary>
public sealed class ExrTests : IDisposable
{
    private const string Library = "libOpenEXRCore-3_1.so.30";
    private readonly TestFolder _folder = new();

    /// <summary>Exact as halves too: few bits, in and out of 0..1.</summary>
    private static float Value(int channel, int x, int y) => MathF.ScaleB(1 + channel + 4 * (x % 7) + 32 * (y % 5), x % 9 - 8);

    private static (string, int, Func<int, int, float>)[] Colors(int type, bool hasAlpha = false)
    {
        (string, int, Func<int, int, float>)[] colors = [("B", type, (x, y) => Value(2, x, y)), ("G", type, (x, y) => Value(1, x, y)), ("R", type, (x, y) => Value(0, x, y))];
        return hasAlpha ? [("A", type, (x, _) => x % 2 == 0 ? 0.5f : 0), .. colors] : colors;
    }

    [Theory]
    [InlineData(ExrFile.Half, 0, 0, false)]
    [InlineData(ExrFile.Float, 0, 0, false)]
    [InlineData(ExrFile.Half, 2, 0, false)]
    [InlineData(ExrFile.Half, 3, 0, false)]
    [InlineData(ExrFile.Float, 3, 0, false)]
    [InlineData(ExrFile.Half, 0, 8, false)]
    [InlineData(ExrFile.Float, 3, 8, false)]
    [InlineData(ExrFile.Half, 3, 16, true)]
    public void Every_number_of_an_environment_is_as_written(int type, byte compression, int tile, bool mipmaps)
    {
        SkipWithoutLibrary();
        var map = Environment(new() { Data = [0, 0, 36, 20], Channels = Colors(type), Compression = compression, Tile = tile, HasMipmaps = mipmaps });
        Assert.Equal((37, 21), (map.Width, map.Height));
        for (var i = 0; i < map.Pixels.Length; i++)
            Assert.Equal(Value(i % 3, i / 3 % 37, i / 3 / 37), map.Pixels[i]);
    }

    /// <summary>The picture is the display window, wherever the data lie.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void What_the_display_window_cuts_off_or_adds(int tile)
    {
        SkipWithoutLibrary();
        var map = Environment(new() { Data = [-3, 10, 6, 14], Display = [0, 8, 11, 12], Channels = Colors(ExrFile.Float), Tile = tile });
        Assert.Equal((12, 5), (map.Width, map.Height));
        for (var y = 0; y < 5; y++)
            for (var x = 0; x < 12; x++)
                Assert.Equal(x <= 6 && y >= 2 ? Value(0, x + 3, y - 2) : 0, map.Pixels[3 * (12 * y + x)]);
    }

    [Fact]
    public void Light_that_is_negative_infinite_or_no_number_is_brought_into_range()
    {
        SkipWithoutLibrary();
        float[] given = [-1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, 0.25f];
        var map = Environment(new() { Data = [0, 0, 5, 0], Channels = [("Y", ExrFile.Float, (x, _) => given[x])] });
        Assert.Equal([0, 0, 65504, 0, 1e30f, 0.25f], map.Pixels.Chunk(3).Select(p => p[0]));
        // Y alone is gray.
        Assert.All(map.Pixels.Chunk(3), p => Assert.True(p[0] == p[1] && p[1] == p[2]));
    }

    [Fact]
    public void A_layer_is_taken_where_there_are_no_plain_channels()
    {
        SkipWithoutLibrary();
        (string, int, Func<int, int, float>) Channel(string name, float value) => (name, ExrFile.Half, (_, _) => value);
        (string, int, Func<int, int, float>)[] layers =
            [Channel("Combined.B", 3), Channel("Combined.G", 2), Channel("Combined.R", 1), ("Depth.Z", ExrFile.Float, (_, _) => 9), ("Id.I", ExrFile.Uint, (_, _) => 9), Channel("Light.B", 6), Channel("Light.G", 5), Channel("Light.R", 4)];
        Assert.Equal([1, 2, 3], Environment(new() { Data = [0, 0, 0, 0], Channels = layers }).Pixels);
        Assert.Equal([7, 8, 9], Environment(new() { Data = [0, 0, 0, 0], Channels = [Channel("B", 9), .. layers[..3], Channel("G", 8), Channel("R", 7)] }).Pixels);
    }

    /// <summary>Colours are stored as sRGB, freed of the alpha that they are multiplied by; other numbers as they are.</summary>
    [Fact]
    public void Textures_are_encoded_for_their_use()
    {
        SkipWithoutLibrary();
        float[] given = [0, 0.001f, 0.0031308f, 0.18f, 0.5f, 1, 4];
        var file = new ExrFile { Data = [0, 0, 6, 0], Channels = [("B", ExrFile.Float, (x, _) => given[x]), ("G", ExrFile.Float, (x, _) => given[x]), ("R", ExrFile.Float, (x, _) => given[x])] };
        _folder.Write("t.exr", file.ToBytes());
        Assert.Equal(given.Select(v => (int)Math.Round(255 * Encoded(Math.Min(v, 1)))), _folder.ImportTexture("t.exr", ColorSpace.Srgb).Levels[0].Chunk(4).Select(p => (int)p[0]), (a, b) => Math.Abs(a - b) <= 1);
        Assert.Equal([0, 0, 1, 46, 128, 255, 255], _folder.ImportTexture("t.exr", ColorSpace.Linear).Levels[0].Chunk(4).Select(p => (int)p[1]));

        var covered = file with { Data = [0, 0, 1, 0], Channels = [("A", ExrFile.Half, (x, _) => x == 0 ? 0.5f : 0), .. file.Channels.Select(c => (c.Name, c.Type, (Func<int, int, float>)((_, _) => 0.25f)))] };
        _folder.Write("c.exr", covered.ToBytes());
        Assert.Equal([128, 128, 128, 128, 0, 0, 0, 0], _folder.ImportTexture("c.exr", ColorSpace.Linear).Levels[0].Select(b => (int)b));
    }

    [Fact]
    public void Other_kinds_are_refused_by_name()
    {
        SkipWithoutLibrary();
        var plain = new ExrFile { Data = [0, 0, 7, 7], Channels = Colors(ExrFile.Half) };
        Refused(plain with { Environment = 1 }, "cube map");
        Assert.Equal(8, Environment(plain with { Environment = 0 }).Width);
        Refused(plain with { Channels = [("Z", ExrFile.Float, (_, _) => 1)] }, "no channels R, G, B or Y");
        Refused(plain with { Channels = [.. Colors(ExrFile.Uint)] }, "no channels R, G, B or Y");
        Refused(plain with { Channels = [("Y", ExrFile.Half, (_, _) => 1), ("Z", ExrFile.Half, (_, _) => 1)], Sampling = 2 }, "lower resolution");
        Refused(plain with { IsDeep = true, Channels = [("A", ExrFile.Half, (_, _) => 1), ("R", ExrFile.Half, (_, _) => 1)] }, "");
    }

    /// <summary>Of the codings that the library's own encoder makes; one that loses something keeps a smooth picture to a few percent.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 0.03)]
    [InlineData(7, 0.03)]
    [InlineData(8, 0.05)]
    [InlineData(9, 0.05)]
    public void Other_compressions_are_read(int compression, double tolerance)
    {
        SkipWithoutLibrary();
        static float Smooth(int channel, int x, int y) => (float)(System.Half)(1 + 0.5f * channel + 0.25f * MathF.Sin(0.1f * x) + 0.1f * MathF.Cos(0.07f * y));
        var path = Path.Combine(_folder.Root, "sky.exr");
        ExrEncoder.Write(path, 70, 50, compression, Smooth);
        using var importer = new AssetImporter(_folder.Options);
        var map = importer.ImportEnvironment(path, "sky.exr", _folder.Root);
        Assert.Equal((70, 50), (map.Width, map.Height));
        for (var i = 0; i < map.Pixels.Length; i++)
            Assert.InRange(map.Pixels[i] / Smooth(i % 3, i / 3 % 70, i / 3 / 70), 1 - tolerance, 1 + tolerance);
    }

    public void Dispose() => _folder.Dispose();

    private static double Encoded(double v) => v <= 0.0031308 ? v * 12.92 : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;

    private static void SkipWithoutLibrary() => Assert.SkipUnless(NativeLibrary.TryLoad(Library, out _), $"{Library} is not installed: tools/setup run.");

    private EnvironmentMap Environment(ExrFile file)
    {
        var path = _folder.Write("sky.exr", file.ToBytes());
        using var importer = new AssetImporter(_folder.Options);
        return importer.ImportEnvironment(path, "sky.exr", _folder.Root);
    }

    private void Refused(ExrFile file, string expected)
    {
        var error = Assert.Throws<RenderException>(() => Environment(file));
        Assert.Equal((Failure.InvalidInput, "sky.exr"), (error.Failure, error.Where));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
