using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>The choice among named options that the names alone decide.</summary>
public sealed class NamedChoiceTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 12).Select(i => $"models/{i}.glb")];

    private static string[] Draws(string[] names, double[]? weights = null, int count = 4000)
    {
        var choice = new NamedChoice(names, weights);
        return [.. Enumerable.Range(0, count).Select(i => names[choice.Draw(new RandomStream(9, "objects.things.pick.set", i / 7, i % 7))])];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Order_moves_nothing_and_a_name_more_or_less_moves_only_its_own(int seed)
    {
        var random = new Random(seed);
        var weights = Names.ToDictionary(n => n, _ => (double)random.Next(0, 5) + (random.Next(3) == 0 ? 0 : 0.5));
        double[] Of(string[] names) => [.. names.Select(n => weights[n])];
        var before = Draws(Names, Of(Names));

        string[] shuffled = [.. Names];
        random.Shuffle(shuffled);
        Assert.Equal(before, Draws(shuffled, Of(shuffled)));

        weights["new.glb"] = 2;
        string[] more = [.. shuffled, "new.glb"];
        var after = Draws(more, Of(more));
        Assert.All(before.Zip(after), pair => Assert.True(pair.First == pair.Second || pair.Second == "new.glb"));
        Assert.Contains("new.glb", after);

        var gone = before[0];
        string[] less = [.. Names.Where(n => n != gone)];
        Assert.All(before.Zip(Draws(less, Of(less))), pair => Assert.True(pair.First == pair.Second || pair.First == gone));
    }

    [Fact]
    public void Options_come_in_proportion_to_their_weights_and_pairs_are_independent()
    {
        double[] weights = [1, 2, 3, 0, 0.5, 4, 1, 1, 0, 7, 2, 1.5];
        var total = weights.Sum();
        var draws = Draws(Names, weights, 60_000);
        var counts = Names.Select(n => (double)draws.Count(d => d == n)).ToArray();
        var cells = Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0).ToArray();
        Assert.All(counts.Where((_, i) => weights[i] == 0), c => Assert.Equal(0, c));
        // 99.9 % points of chi-square with 9 and 99 degrees of freedom.
        Assert.True(cells.Sum(i => Square(counts[i] - draws.Length * weights[i] / total) / (draws.Length * weights[i] / total)) < 27.88);
        var pairs = draws.Chunk(2).GroupBy(p => (p[0], p[1])).ToDictionary(g => g.Key, g => (double)g.Count());
        var chi = 0.0;
        foreach (var a in cells)
            foreach (var b in cells)
            {
                var expected = draws.Length / 2 * weights[a] * weights[b] / (total * total);
                chi += Square(pairs.GetValueOrDefault((Names[a], Names[b])) - expected) / expected;
            }
        Assert.True(chi < 148.2, $"{chi}");
    }

    /// <summary>What is drawn is part of every data set: it never changes. The values agree with those of another implementation, in Python.</summary>
    [Fact]
    public void Draws_are_those_of_the_first_version() =>
        Assert.Equal("5 9 0 7 5 6 11 3 4 11 6 3 5 3 2 3", string.Join(' ', Draws(Names, null, 16).Select(n => n[7..^4])));

    private static double Square(double x) => x * x;
}
