using Render.Core.Sampling;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Every entry of the table of distributions against its law, in every way of sampling.</summary>
public sealed class DistributionLawTests : IDisposable
{
    private readonly SceneFolder _folder = new("environments/a.hdr", "environments/b.hdr");

    public DistributionLawTests() => File.WriteAllText(Path.Combine(_folder.Path, "heights.csv"), "min,max,weight\n0,1,1\n3,4,1\n4,5,1\n5,6,1\n");

    public static TheoryData<string> Laws => [.. DistributionLaws.All.Keys];

    public static TheoryData<string, string> SpreadLaws =>
        new(DistributionLaws.All.Keys.Where(law => law is not ("balanced" or "cycle")).SelectMany(law => (IEnumerable<(string, string)>)[(law, "sample: stratified"), (law, "sample: group")]));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_distribution_has_a_law() => Assert.Equal(
        DistributionTable.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        DistributionLaws.All.Keys.Select(name => name.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Laws))]
    public void Draws_obey_their_law(string law) => DistributionLaws.All[law](new(_folder, ""));

    [Theory]
    [MemberData(nameof(SpreadLaws))]
    public void Draws_that_are_spread_over_the_frames_obey_it_too(string law, string sampling) => DistributionLaws.All[law](new(_folder, sampling));
}
