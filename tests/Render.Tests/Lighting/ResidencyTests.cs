using Render.Vulkan;
using Xunit;

namespace Render.Tests.Lighting;

/// <summary>Places on the device: none overlap, what a frame asks for has one, and what fits is never refused.</summary>
public sealed class ResidencyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_asked_for_has_places_of_its_own(int seed)
    {
        var random = new Random(seed);
        long[] capacities = [100, 1000];
        var residency = new Residency(capacities);
        var things = Enumerable.Range(0, 60).Select(i => new Residency.Wish($"{i}", [random.Next(0, 30), random.Next(1, 300)])).ToArray();
        var present = new Dictionary<string, long[]>();
        for (var frame = 0; frame < 2000; frame++)
        {
            var wishes = Enumerable.Range(0, random.Next(1, 7)).Select(_ => things[random.Next(60)]).DistinctBy(w => w.Key).ToArray();
            var fits = Enumerable.Range(0, 2).All(s => wishes.Sum(w => w.Lengths[s]) <= capacities[s]);
            var added = residency.Prepare(wishes);
            Assert.Equal(fits, added is not null);
            if (added is null)
            {
                present.Clear();
                continue;
            }
            // What does not come back lies where it lay: it is not copied again.
            foreach (var (wish, i) in wishes.Select((w, i) => (w, i)))
            {
                long[] at = [residency.Offset(wish.Key, 0), residency.Offset(wish.Key, 1)];
                if (!added.Contains(i))
                    Assert.Equal(present[wish.Key], at);
            }
            foreach (var i in added)
                Overwrite(wishes[i], [residency.Offset(wishes[i].Key, 0), residency.Offset(wishes[i].Key, 1)]);
            for (var stream = 0; stream < 2; stream++)
            {
                var ranges = wishes.Where(w => w.Lengths[stream] > 0).Select(w => (First: residency.Offset(w.Key, stream), w.Lengths[stream])).OrderBy(r => r.First).ToArray();
                Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.First + pair.First.Item2 <= pair.Second.First));
                Assert.All(ranges, r => Assert.InRange(r.First + r.Item2, 1, residency.End(stream)));
            }
        }

        // A copy destroys whatever else lay there.
        void Overwrite(Residency.Wish wish, long[] at)
        {
            foreach (var (key, other) in present.ToArray())
                if (Enumerable.Range(0, 2).Any(s => wish.Lengths[s] > 0 && things[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)].Lengths[s] > 0
                    && at[s] < other[s] + things[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)].Lengths[s] && other[s] < at[s] + wish.Lengths[s]))
                    present.Remove(key);
            present[wish.Key] = at;
        }
    }

    [Fact]
    public void The_least_recently_used_goes_first()
    {
        var residency = new Residency(10);
        Residency.Wish Wish(string key) => new(key, [4]);
        residency.Prepare([Wish("a")]);
        residency.Prepare([Wish("b")]);
        residency.Prepare([Wish("a")]);
        Assert.Equal([0], residency.Prepare([Wish("c")])!);
        Assert.Empty(residency.Prepare([Wish("a"), Wish("c")])!);
        Assert.Equal(4, residency.Offset("c"));
        Assert.Throws<KeyNotFoundException>(() => residency.Offset("b"));
    }
}
