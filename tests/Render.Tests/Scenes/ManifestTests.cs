using System.Collections.Concurrent;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Tables of models: what they say, what is refused, what moves what, and when a model is opened.</summary>
public sealed class ManifestTests : IDisposable
{
    private const string Yaml = """
        render: 1
        frames: 40
        assets: { products: { manifest: shop/products.csv, supercategory: goods } }
        surroundings: { table: { shape: plane, size: [9, 9] } }
        objects: { things: { pick: products, count: [1, 6], scale: [0.5, 1.5] } }

        """;

    private readonly SceneFolder _folder = new([.. Enumerable.Range(0, 30).Select(i => $"shop/m{i}.glb"), "shop/part.stl", "other/o.glb"]);

    public void Dispose() => _folder.Dispose();

    private static string[] Lines(int count) => [.. Enumerable.Range(0, count).Select(i => $"m{i}.glb,{(i % 3 == 0 ? "cup" : "plate")}")];

    private void Write(params string[] lines) => File.WriteAllLines(Path.Combine(_folder.Path, "shop/products.csv"), lines);

    private ResolvedScene Resolve(IEnumerable<string> lines, string yaml = Yaml, AssetLibrary? library = null)
    {
        Write(["file,category", .. lines]);
        return _folder.Parse(yaml).Resolve(library ?? SceneFolder.Library);
    }

    private RenderException Refused(string yaml, params string[] lines)
    {
        Write(lines);
        return Assert.Throws<RenderException>(() => _folder.Parse(yaml));
    }

    private static string[][] Picks(ResolvedScene scene) =>
        [.. Enumerable.Range(0, 40).Select(i => scene.Draw(5, i).Instances.Skip(1).Select(m => m.Model).ToArray())];

    [Fact]
    public void A_line_says_of_one_model_what_an_asset_says_of_all()
    {
        Write("sku,file,category,supercategory,scale,unit,up,licence,colour",
            "\"A,1\",part.stl,bolt,tools,2,mm,y,CC0,", ",assets:other/o.glb,,,,,,,\"dark \"\"blue\"\"\"", ",shape:box,crate,,,,,,");
        var scene = _folder.Parse(Yaml.Replace("supercategory: goods", "supercategory: goods, category: thing, scale: 3", StringComparison.Ordinal));
        Assert.Equal([new(1, "bolt", "tools"), new(2, "thing", "goods"), new(3, "crate", "goods")], scene.Categories);
        Assert.Equal([KeyValuePair.Create("shop/part.stl", "CC0")], scene.Licences);
        var instances = Enumerable.Range(0, 40).SelectMany(i => scene.Resolve(SceneFolder.Library).Draw(1, i).Instances.Skip(1)).ToLookup(i => i.Model);
        Assert.Equal(["assets:other/o.glb", "shape:box", "shop/part.stl"], instances.Select(g => g.Key).Order(StringComparer.Ordinal));
        var (bolt, blue) = (instances["shop/part.stl"].First(), instances["assets:other/o.glb"].First());
        Assert.Equal(("bolt", "tools"), (bolt.Category, bolt.Supercategory));
        Assert.Equal([KeyValuePair.Create("sku", "A,1")], bolt.Attributes!);
        Assert.Equal([KeyValuePair.Create("colour", "dark \"blue\"")], blue.Attributes!);
        Assert.Null(instances["shape:box"].First().Attributes);
        // Scale 3 x 2 x mm, and the group's 0.5..1.5; the file's y is up.
        var m = bolt.ObjectToWorld;
        Assert.InRange(Math.Sqrt(m[1] * m[1] + m[5] * m[5] + m[9] * m[9]), 0.003, 0.009);
        Assert.True(m[9] > 0.0029, "y is not up");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Order_of_lines_moves_nothing_and_a_line_more_only_what_falls_to_it(int seed)
    {
        var lines = Lines(20);
        var before = Resolve(lines);
        var picks = Picks(before);
        new Random(seed).Shuffle(lines);
        var shuffled = Resolve(lines);
        Assert.Equal(picks, Picks(shuffled));
        Assert.Equal(before.Hash, shuffled.Hash);

        var more = Resolve([.. lines, "m20.glb,cup"]);
        Assert.NotEqual(before.Hash, more.Hash);
        var flat = picks.SelectMany(p => p).Zip(Picks(more).SelectMany(p => p)).ToArray();
        Assert.All(flat, pair => Assert.True(pair.First == pair.Second || pair.Second == "shop/m20.glb"));
        Assert.InRange(flat.Count(pair => pair.First != pair.Second), 1, flat.Length / 5);
        // The other draws of the same objects stay: an object that is now another model has the scale of the one before.
        var (a, b) = (before.Draw(5, 0).Instances[1].ObjectToWorld, more.Draw(5, 0).Instances[1].ObjectToWorld);
        Assert.Equal(a[..3], b[..3]);
    }

    [Fact]
    public void Weights_decide_how_often_and_none_is_never()
    {
        Write("file,weight,category", "m0.glb,3,a", "m1.glb,1,a", "m2.glb,0,a");
        var counts = Picks(_folder.Parse(Yaml.Replace("[1, 6]", "50", StringComparison.Ordinal)).Resolve(SceneFolder.Library)).SelectMany(p => p).CountBy(p => p).ToDictionary();
        Assert.Equal(["shop/m0.glb", "shop/m1.glb"], counts.Keys.Order());
        Assert.InRange(counts["shop/m0.glb"] / (double)counts["shop/m1.glb"], 2.4, 3.7);
        Assert.Contains("more than 0", Refused(Yaml, "file,weight", "m0.glb,0").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_a_frame_holds_is_opened()
    {
        var opened = new ConcurrentBag<string>();
        var library = new AssetLibrary(r => { opened.Add(r); return SceneFolder.Library.Model(r); }, null!, null!, r => "hash of " + r);
        var scene = Resolve(Lines(30), library: library);
        Assert.Empty(opened);
        Assert.Equal(31, scene.Contents.Count);
        var frame = scene.Draw(5, 3);
        Assert.Equal(frame.Instances.Skip(1).Select(i => i.Model).Distinct().Order(), opened.Distinct().Order());
        Assert.Equal(opened.Count, opened.Distinct().Count());
    }

    [Fact]
    public void A_bound_on_what_is_kept_changes_no_frame()
    {
        // Models of different shapes, so that places depend on them.
        var names = Enumerable.Range(0, 12).Select(i => $"cloud{new string('x', i)}.glb").ToArray();
        foreach (var name in names)
            _folder.Add("shop/" + name);
        var loads = 0;
        AssetLibrary Library(long capacity) => new(r => { Interlocked.Increment(ref loads); return SceneFolder.ModelOf(r); }, null!, null!, r => "hash of " + r, capacity);
        // On the ground without bounds: how much room there is depends on the models of the frame.
        var yaml = Yaml.Replace("surroundings: { table: { shape: plane, size: [9, 9] } }", "", StringComparison.Ordinal);
        string[] Frames(long capacity)
        {
            loads = 0;
            var scene = Resolve(names.Select(n => n + ",c"), yaml, Library(capacity));
            return [.. Enumerable.Range(0, 25).Select(i => TestFrames.Text(scene.Draw(8, i)))];
        }
        var unbounded = Frames(long.MaxValue);
        Assert.Equal(12, loads);
        Assert.Equal(unbounded, Frames(0));
        Assert.True(loads > 40, $"{loads} loads");
    }

    [Fact]
    public void The_scene_hash_covers_lines_and_contents_but_not_licences()
    {
        string Hash(string[] lines, Func<string, string>? contents = null)
        {
            Write(lines);
            return _folder.Parse(Yaml).Resolve(new(SceneFolder.ModelOf, null!, null!, contents ?? (r => "hash of " + r))).Hash;
        }
        var hash = Hash(["file,category,licence", "m0.glb,cup,CC0", "m1.glb,cup,CC0"]);
        Assert.Equal(hash, Hash(["category,file", "cup,\"m1.glb\"", "cup,m0.glb"]));
        Assert.NotEqual(hash, Hash(["file,category", "m0.glb,cup", "m1.glb,mug"]));
        Assert.NotEqual(hash, Hash(["file,category,scale", "m0.glb,cup,2", "m1.glb,cup,"]));
        Assert.NotEqual(hash, Hash(["file,category,sku", "m0.glb,cup,2", "m1.glb,cup,"]));
        Assert.NotEqual(hash, Hash(["file,category", "m0.glb,cup", "m1.glb,cup"], r => r.EndsWith("m1.glb", StringComparison.Ordinal) ? "another" : "hash of " + r));
    }

    [Fact]
    public void A_bad_model_costs_the_frames_that_hold_it_and_a_changed_one_the_run()
    {
        var bad = "shop/m4.glb";
        var scene = Resolve(Lines(10), library: new(
            r => r == bad ? throw new RenderException(Failure.InvalidInput, "it is broken.", r) : SceneFolder.ModelOf(r), null!, null!, r => "hash of " + r));
        var whole = Picks(Resolve(Lines(10)));
        for (var i = 0; i < 40; i++)
        {
            var frame = i;
            if (!whole[i].Contains(bad))
                Assert.Equal(whole[i], scene.Draw(5, i).Instances.Skip(1).Select(m => m.Model));
            else
                Assert.Contains($"frame {i}: a model of this frame cannot be used: {bad}: it is broken.",
                    Assert.Throws<RenderException>(() => scene.Draw(5, frame)) is { Failure: Failure.Refused } e ? e.Message : "", StringComparison.Ordinal);
        }
        Assert.Contains(whole, p => p.Contains(bad));
        Assert.Contains(whole, p => !p.Contains(bad));

        var changed = Resolve(Lines(10), library: new(SceneFolder.ModelOf, null!, null!, r => "another"));
        Assert.Equal(Failure.InvalidInput, Assert.Throws<RenderException>(() => changed.Draw(5, 0)).Failure);
    }

    [Fact]
    public void A_cancellation_ends_the_opening_of_a_frames_models()
    {
        using var stop = new CancellationTokenSource();
        var opened = 0;
        var scene = Resolve(Lines(10), library: new(r =>
        {
            Interlocked.Increment(ref opened);
            stop.Cancel();
            return SceneFolder.ModelOf(r);
        }, null!, null!, r => "hash of " + r));
        Assert.ThrowsAny<OperationCanceledException>(() => scene.Draw(5, 0, stop.Token));
        Assert.InRange(opened, 0, 8);
        Assert.ThrowsAny<OperationCanceledException>(() => _folder.Parse("{ render: 1, assets: { s: { set: shop/m*.glb } } }").Resolve(SceneFolder.Library, cancellation: stop.Token));
    }

    [Fact]
    public void All_models_that_a_scene_lists_itself_are_named_when_they_are_bad()
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse("{ render: 1, assets: { s: { set: shop/m*.glb } } }").Resolve(new(
            r => r.EndsWith("2.glb", StringComparison.Ordinal) ? throw new RenderException(Failure.InvalidInput, "it is broken.", r) : SceneFolder.ModelOf(r), null!, null!)));
        Assert.StartsWith("3 of 30 models cannot be used:", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  shop/m12.glb: it is broken.\n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m0.glb,cup\nm1.glb,cup\nm0.glb,cup", ":4:1: the file 'm0.glb' stands in line 2 already")]
    [InlineData("m99.glb,cup", ":2:1: 'shop/m99.glb': there is no such file")]
    [InlineData("../other/o.glb,cup", ":2:1: 'shop/../other/o.glb': a path may not hold '..'")]
    [InlineData("/etc/passwd,cup", ":2:1: 'shop//etc/passwd'")]
    [InlineData("none:x.glb,cup", ":2:1: 'none:x.glb': there is no root 'none'")]
    [InlineData("m0.glb", ":2:1: this line has 1 fields")]
    [InlineData(",cup", ":2:1: the line names no file")]
    [InlineData("m0.glb, cup", ":2:8: ' cup' begins or ends with a space")]
    [InlineData("\"m0.glb\",mug", ":2:10: there is no entry in categories for 'mug'")]
    public void A_bad_line_is_named_with_its_place(string lines, string says) =>
        Assert.Contains("products.csv" + says, Refused(Yaml + "categories: [cup]", ["file,category", .. lines.Split('\n')]).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("category", "there is no column 'file'")]
    [InlineData("file,catgory", ":1:6: the column 'catgory' would be an attribute of your own; did you mean 'category'?")]
    [InlineData("file,Scale", "did you mean 'scale'?")]
    [InlineData("file,license", "did you mean 'licence'?")]
    public void A_column_that_was_meant_to_be_another_is_named(string header, string says) =>
        Assert.Contains(says, Refused(Yaml, header, "m0.glb,1"[..(header.Contains(',', StringComparison.Ordinal) ? 8 : 6)]).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_bad_lines_are_counted_and_the_first_are_named()
    {
        var error = Refused(Yaml, ["file,scale,up", "m0.glb,1,", "m1.glb,0,", "m2.glb,,z", .. Enumerable.Range(0, 40).Select(i => $"none{i}.glb,,")]);
        Assert.Contains("products.csv: 42 of the 43 lines cannot be used:\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("products.csv:3:8: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("products.csv:4:9: 'up' has no meaning", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("\n  and 22 more.", error.Message, StringComparison.Ordinal);
    }
}
