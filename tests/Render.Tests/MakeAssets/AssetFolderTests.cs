using MakeAssets;
using Xunit;

namespace Render.Tests.OwnAssets;

/// <summary>The committed folder is what tools/make-assets makes: nothing more, nothing less, byte for byte.</summary>
public sealed class AssetFolderTests
{
    public static TheoryData<string> Paths => [.. Asset.All.Select(a => a.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_file_made_again_equals_the_committed_one(string path)
    {
        byte[] made = Asset.All.Single(a => a.Path == path).Make();
        byte[] committed = File.ReadAllBytes(Path.Combine(Repository.Assets, path));
        Assert.True(made.AsSpan().SequenceEqual(committed), $"{path} differs: run make-assets again and look at the result");
    }

    [Fact]
    public void The_folder_holds_the_listed_files_and_nothing_else()
    {
        IEnumerable<string> present = Directory.EnumerateFiles(Repository.Assets, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Assets, f)).Order(StringComparer.Ordinal);
        Assert.Equal(Asset.All.Select(a => a.Path).Append("SOURCES.md").Order(StringComparer.Ordinal), present);
    }

    [Fact]
    public void Sources_names_every_file() => Assert.Equal(Asset.Sources(), File.ReadAllText(Path.Combine(Repository.Assets, "SOURCES.md")));

    [Fact]
    public void All_files_together_stay_small() =>
        Assert.InRange(Asset.All.Sum(a => new FileInfo(Path.Combine(Repository.Assets, a.Path)).Length), 1, 15_000_000);
}
