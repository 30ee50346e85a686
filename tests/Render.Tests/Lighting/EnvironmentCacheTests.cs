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
        // Found by its name alone: the pixels are not looked at.
        var named = new EnvironmentMap { Id = "b", ContentHash = map.ContentHash, Width = 2, Height = 1, Pixels = new float[6] };
        AssertEqual(PackedEnvironment.Of(map), new EnvironmentCache(_folder).Get(named));
    }

    [Fact]
    public void A_torn_or_foreign_file_is_made_again()
    {
        var map = Map(2);
        var made = new EnvironmentCache(_folder).Get(map);
        var file = Assert.Single(Directory.GetFiles(_folder));
        var whole = File.ReadAllBytes(file);
        byte[] other = [.. whole];
        other[4]++; // another version
        byte[] endless = [.. whole];
        endless[23] = 0x7f; // the width of the finest level behind everything
        foreach (var bytes in new byte[][] { [], whole[..3], whole[..19], whole[..100], whole[..^1], [.. whole, 0], other, endless })
        {
            File.WriteAllBytes(file, bytes);
            AssertEqual(made, new EnvironmentCache(_folder).Get(map));
            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

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
