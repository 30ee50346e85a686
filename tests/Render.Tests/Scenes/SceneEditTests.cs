using System.Globalization;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>
/// Random scenes, edited at random: whatever is added, removed, reordered, renamed or changed, no raw draw of anything else moves. What a value is made of is not something
/// else: its own words, those of the named draws that it uses, and, of a value that shares a sequence, the members before it, which its dimensions follow.
/// </summary>
public sealed class SceneEditTests : IDisposable
{
    private const ulong Seed = 3;

    /// <summary>On both sides of where a block of 64 frames ends.</summary>
    private static readonly long[] Frames = [61, 62, 63, 64, 65, 66];

    private readonly SceneFolder _folder = new("mug.glb", "cup.glb", "set/a.glb", "set/ab.glb", "set/b.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_edit_moves_a_raw_draw_elsewhere()
    {
        var (done, compared, drawn) = (new List<string>(), 0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var draft = SceneDraft.Of(seed);
            var (before, views) = (draft.Yaml, draft.Views);
            for (var edits = 1 + seed % 5; edits > 0; edits--)
                done.Add(draft.Edit());
            var (a, b) = (_folder.Parse(before), _folder.Parse(draft.Yaml));
            var (was, made) = (MadeOf(a.Values), MadeOf(b.Values));
            var kept = was.Keys.Where(path => made.GetValueOrDefault(path) == was[path]).ToList();
            Assert.True(kept.Count > 5, $"seed {seed}: too little is left to compare");
            var (first, second) = (Entries(a.Values), Entries(b.Values));
            foreach (var path in kept)
            {
                // A view of a frame has draws of its own of the cameras' values: the first one's are those of a frame's only view.
                var instances = views != draft.Views && path.StartsWith("cameras.", StringComparison.Ordinal) ? 1 : 3;
                compared++;
                Assert.Equal((seed, path, Draws(first[path], instances)), (seed, path, Draws(second[path], instances)));
            }
            drawn += CompareFrames(seed, before, draft.Yaml, kept);
        }
        Assert.Equal(SceneDraft.Kinds.Order(), done.Distinct().Order());
        Assert.True(compared > 3000 && drawn > 3000, $"{compared} values, {drawn} draws of frames compared");
    }

    /// <summary>
    /// The same of what frames really draw: objects that are there before and after have the same draws, however many there are besides.
    /// </summary>
    private int CompareFrames(int seed, string before, string after, List<string> kept)
    {
        var drawn = 0;
        var (a, b) = (_folder.Resolve(before), _folder.Resolve(after));
        foreach (var frame in Frames[2..4])
        {
            var (x, y) = (a.Explain(Seed, frame).Values.ToDictionary(v => v.Path), b.Explain(Seed, frame).Values.ToDictionary(v => v.Path));
            foreach (var path in kept.Where(path => x.ContainsKey(path) && y.ContainsKey(path)))
            {
                foreach (var instance in x[path].Draws.Keys.Intersect(y[path].Draws.Keys))
                {
                    drawn++;
                    Assert.Equal((seed, path, instance, x[path].Draws[instance]?.ToJsonString()), (seed, path, instance, y[path].Draws[instance]?.ToJsonString()));
                }
            }
        }
        return drawn;
    }

    private static Dictionary<string, ValueEntry> Entries(ValueRegistry registry) => registry.Values.Where(v => !v.IsConstant).ToDictionary(v => v.Path, StringComparer.Ordinal);

    /// <summary>Everything that decides on a value's draws besides seed, frame and object.</summary>
    private static Dictionary<string, string> MadeOf(ValueRegistry registry)
    {
        var entries = Entries(registry);
        var texts = registry.Values.ToDictionary(v => v.Path, v => v.Text, StringComparer.Ordinal);
        string Words(ValueEntry value) => value.Text + string.Concat(value.Uses.Select(path => " of " + (entries.TryGetValue(path, out var let) ? Words(let) : texts.GetValueOrDefault(path))));
        return entries.Values.ToDictionary(v => v.Path, v => Words(v) + (v.Sampling is null or SamplingType.Independent or "stratified" ? v.Sampling : string.Join(", ",
            entries.Values.Where(other => other.Sampling == v.Sampling && string.CompareOrdinal(other.Path, v.Path) <= 0).OrderBy(other => other.Path, StringComparer.Ordinal).Select(other => $"{other.Path} {other.Text}"))), StringComparer.Ordinal);
    }

    private static string Draws(ValueEntry value, int instances) => string.Join(' ', Frames.SelectMany(frame =>
        Enumerable.Range(0, instances).Select(i => string.Create(CultureInfo.InvariantCulture, $"{value.Draw(new DrawKey(Seed, frame), i)}"))));
}
