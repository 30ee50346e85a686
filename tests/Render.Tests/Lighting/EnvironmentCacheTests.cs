using Render.Core.Materials;
using Render.Vulkan.Lighting;
using Xunit;

namespace Render.Tests.Lighting;

/// <summary>What a later run reads is what the first one made; a file that cannot be it is made again.</summary>
public sealed class EnvironmentCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("render-environments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_read_is_what_was_made()
    {
        var map = Map(1);
        AssertEqual(PackedEnvironment.Of(map), new EnvironmentCache(null).Get(map));
        AssertEqual(PackedEnvironment.Of(map), new EnvironmentCache(_folder).Get(map));
        // The second time it is not written again; what it is called does not matter, what it shows does.
        var file = Assert.Single(Files());
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        var named = new EnvironmentMap { Id = "b", ContentHash = "another", Width = map.Width, Height = map.Height, Pixels = map.Pixels };
        AssertEqual(PackedEnvironment.Of(map), new EnvironmentCache(_folder).Get(named));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file));
        AssertEqual(PackedEnvironment.Of(Map(3)), new EnvironmentCache(_folder).Get(new() { Id = "a", ContentHash = map.ContentHash, Width = 32, Height = 16, Pixels = Map(3).Pixels }));
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void A_torn_or_foreign_file_is_made_again()
    {
        var map = Map(2);
        var made = new EnvironmentCache(_folder).Get(map);
        var file = Assert.Single(Files());
        var whole = File.ReadAllBytes(file);
        byte[][] changed = [[], whole[..3], whole[..11], whole[..100], whole[..^1], [.. whole, 0],
            With(0, 1), With(4, 9), With(4, 0), With(8, 0), With(8, 255), // no such file, too many levels, none
            With(15, 0x7f), With(12, 0), // sides without end, or none
            With(whole.Length / 2, (byte)~whole[whole.Length / 2]), With(whole.Length - 1, (byte)~whole[^1])]; // a texel, the check sum
        // Areas that a sum would wrap around.
        byte[] endless = [.. whole];
        for (var level = 0; level < 2; level++)
            (endless[15 + 8 * level], endless[19 + 8 * level]) = (0x80, 0x80);
        foreach (var bytes in changed.Append(endless))
        {
            File.WriteAllBytes(file, bytes);
            AssertEqual(made, new EnvironmentCache(_folder).Get(map));
            Assert.Equal(whole, File.ReadAllBytes(file));
        }

        byte[] With(int at, byte value)
        {
            byte[] other = [.. whole];
            other[at] = value;
            return other;
        }
    }

    private string[] Files() => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

    private static EnvironmentMap Map(int seed)
    {
        var random = new Random(seed);
        return new() { Id = "a", ContentHash = $"hash{seed}", Width = 32, Height = 16, Pixels = [.. Enumerable.Range(0, 32 * 16 * 3).Select(_ => random.NextSingle() * 4)] };
    }

    private static void AssertEqual(PackedEnvironment expected, PackedEnvironment actual)
    {
        Assert.Equal(expected.Irradiance.Coefficients, actual.Irradiance.Coefficients);
        Assert.Equal((expected.SpecularSize, expected.SpecularLevels), (actual.SpecularSize, actual.SpecularLevels));
        Assert.Equal(expected.Specular, actual.Specular);
        Assert.Equal(expected.BackgroundLevels, actual.BackgroundLevels);
        Assert.Equal(expected.Background, actual.Background);
    }
}
