using System.Globalization;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Strata;

/// <summary>Quotas: counted on frames as they are uploaded, sizes by projecting every vertex here, visible parts by a ray through every pixel.</summary>
public sealed class StrataTests : IDisposable
{
    private const string Head = """
        render: 1
        image: { width: 320, height: 240 }
        camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: [40, 60] }
        assets:
          ball: { file: 'shape:sphere', category: ball, scale: 0.1 }
          crate: { file: 'shape:box', category: crate, scale: 0.1 }
          drum: { file: 'shape:cylinder', category: drum, scale: 0.1 }
          tile: { file: 'shape:plane', category: tile, scale: 0.1 }
          toy: { file: box.glb, category: toy }
          bolt: { file: other-box.glb }

        """;

    private const string Axes = "category: equal, size_px: { small: [16, 32], medium: [32, 96], large: [96, 200] }, visible: { barely: [0.2, 0.5], half: [0.5, 0.8], clear: [0.8, 1] }";

    private readonly SceneFolder _folder = new("box.glb", "other-box.glb");

    public void Dispose() => _folder.Dispose();

    /// <summary>5 categories x 3 sizes x 3 visible parts.</summary>
    [Fact]
    public void Two_thousand_frames_meet_every_quota_within_a_twentieth()
    {
        const int Frames = 2000;
        var scene = Resolve($"objects: {{ things: {{ pick: [ball, crate, drum, tile, toy], strata: {{ {Axes} }} }} }}");
        var frames = new Frame[Frames];
        // In any order, on any thread.
        Parallel.For(0, Frames, i => frames[i] = scene.Draw(11, i));
        var (got, dropped, total) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var frame in frames)
        {
            foreach (var thing in frame.Instances.Where(i => i.Stratum is not null))
            {
                total++;
                var size = SizeOf(thing, frame.Cameras[0]);
                // Pixels across are less than one more; thin tips may be seen by no pixel.
                Assert.InRange(thing.Stratum!.SizePx!.Value, 16, size + 1);
                var cell = $"{thing.Category} {(size < 32 ? "small" : size < 96 ? "medium" : "large")} {thing.Stratum.Bins["visible"]}";
                Assert.Equal(CellOf(thing.Stratum), cell);
                got[cell] = got.GetValueOrDefault(cell) + 1;
            }
            foreach (var drop in frame.Dropped)
            {
                total++;
                dropped.Add(CellOf(drop.Stratum!));
            }
        }
        var quota = total / 45.0;
        Assert.Equal(Frames, total);
        Assert.Equal(45, got.Keys.Union(dropped).Count());
        var off = got.Where(cell => Math.Abs(cell.Value / quota - 1) > 0.05).Select(cell => $"{cell.Key}: {cell.Value} of {quota:0.0}").ToList();
        Assert.True(off.Count <= 3 && off.All(cell => dropped.Contains(cell.Split(':')[0])), string.Join("; ", off));

        // A random part of the frames pixel by pixel, by rays of the whole frame.
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
            CheckPixels(frames[random.Next(Frames)]);
    }

    [Fact]
    public void A_frame_is_the_same_alone_and_in_any_order()
    {
        var yaml = $"objects: {{ things: {{ pick: [ball, crate, drum], count: [0, 4], strata: {{ {Axes} }} }} }}";
        var (one, other) = (Resolve(yaml), Resolve(yaml));
        string[] ahead = [.. Enumerable.Range(0, 12).Select(i => TestFrames.Text(one.Draw(5, 300 + i)))];
        for (var i = 11; i >= 0; i--)
            Assert.Equal(ahead[i], TestFrames.Text(other.Draw(5, 300 + i)));
    }

    [Fact]
    public void Strata_of_one_group_move_no_draw_of_anything_else()
    {
        const string Rest = """
            let: { wear: { uniform: [0, 1], scope: instance } }
            lights: { sun: { type: sun, elevation_deg: [20, 80] } }
            objects:
              others: { pick: [ball, toy], count: [1, 4], scale: [0.5, 2], material: { roughness: $wear }, place: { on: ground, within: [3, 3] } }
              things: { pick: { choice: [ball, crate] }, count: 2, material: { hue_shift_deg: [-90, 90] }
            """;
        var (without, with) = (Resolve(Rest + " }"), Resolve(Rest + $", strata: {{ {Axes} }} }}"));
        for (var i = 0; i < 10; i++)
        {
            var (before, after) = (without.Explain(3, i), with.Explain(3, i));
            // What is drawn of the things is drawn as before, too: their hue. Which they are, and where, follows from their strata.
            var known = after.Values.ToDictionary(v => v.Path, v => string.Join(' ', v.Draws));
            foreach (var value in before.Values.Where(v => v.Path is not ("objects.things.pick" or "objects.things.place.rotation")))
                Assert.Equal(string.Join(' ', value.Draws), known[value.Path]);
            Assert.Equal(TestFrames.Text(before.Frame.Instances.Where(o => o.Name.StartsWith("others", StringComparison.Ordinal))),
                TestFrames.Text(after.Frame.Instances.Where(o => o.Name.StartsWith("others", StringComparison.Ordinal))));
        }
    }

    /// <summary>Blocks of 2 x 3 parts: 256 frames of a count of 0 to 3 are numbered through, so at most the last block of each 256 is not whole.</summary>
    [Theory]
    [InlineData("2", 0)]
    [InlineData("[0, 3]", 2)]
    public void Shares_are_exact_whatever_the_count(string count, int slack)
    {
        var scene = Resolve($"objects: {{ things: {{ pick: [ball, crate], count: {count}, place: {{ in: {{ min: [-0.3, 0, 0], max: [0.3, 0.5, 0.6] }}, overlap: true }}, "
            + "strata: { category: { ball: 2, crate: 1 }, draws: { wear: { new: [0, 0.1], old: [0.1, 1] } } } } }\nlet: { wear: { uniform: [0, 1], scope: instance } }");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 510; i++)
        {
            var frame = scene.Draw(1, i);
            foreach (var stratum in frame.Instances.Select(o => o.Stratum!).Concat(frame.Dropped.Select(d => d.Stratum!)))
                counts[CellOf(stratum)] = counts.GetValueOrDefault(CellOf(stratum)) + 1;
        }
        var total = counts.Values.Sum();
        Assert.InRange(total, 700, 1100);
        foreach (var (cell, got) in counts)
            Assert.InRange(got, total / 6.0 * (cell.EndsWith("ball", StringComparison.Ordinal) ? 2 : 1) - 2 * slack, total / 6.0 * (cell.EndsWith("ball", StringComparison.Ordinal) ? 2 : 1) + 2 * slack);
    }

    [Fact]
    public void A_named_draw_has_a_value_of_its_bin_and_is_distributed_as_before_within_it()
    {
        var scene = Resolve("""
            let: { wear: { uniform: [0, 1], scope: instance }, hour: { uniform: [0, 24] } }
            lights: { sun: { type: sun, elevation_deg: "1 + $hour" } }
            objects:
              things: { pick: ball, count: 2, material: { roughness: $wear }, strata: { size_px: [[16, 32]], draws: { wear: { new: [0, 0.2], old: [0.2, 1] } } } }
              lone: { pick: crate, count: [0, 1], strata: { size_px: [[16, 32]], draws: { hour: { day: [7, 19], night: [19, 24] } } } }
            """);
        var (sums, number) = (new double[2], new int[2]);
        var hours = new List<bool>();
        for (var i = 0; i < 400; i++)
        {
            var explained = scene.Explain(2, i);
            var frame = explained.Frame;
            foreach (var thing in frame.Instances.Where(o => o.Stratum?.Group == "things"))
            {
                var (wear, old) = (thing.Materials[0].Roughness!.Value, thing.Stratum!.Bins["$wear"] == "old");
                Assert.True(old ? wear is >= 0.2f and <= 1 : wear is >= 0 and < 0.2f, $"{wear} is {thing.Stratum.Bins["$wear"]}");
                (sums[old ? 1 : 0], number[old ? 1 : 0]) = (sums[old ? 1 : 0] + wear, number[old ? 1 : 0] + 1);
            }
            var hour = (double)explained.Values.Single(v => v.Path == "let.hour").Draws[0]!;
            Assert.InRange(hour, 7, 24);
            if (frame.Instances.FirstOrDefault(o => o.Stratum?.Group == "lone") is { } lone)
                Assert.Equal(hour < 19 ? "day" : "night", lone.Stratum!.Bins["$hour"]);
            hours.Add(hour < 19);
        }
        // As many of each, and the means of uniform numbers within them (5 standard deviations).
        Assert.Equal((400, 400), (number[0], number[1]));
        Assert.Equal(0.1, sums[0] / 400, 5 * 0.2 / Math.Sqrt(12 * 400));
        Assert.Equal(0.6, sums[1] / 400, 5 * 0.8 / Math.Sqrt(12 * 400));
        Assert.Equal(200, hours.Count(day => day));
    }

    [Fact]
    public void The_scale_gives_the_size_where_the_place_is_given()
    {
        var scene = Resolve($$"""
            surroundings: { table: { shape: plane, size: [2, 2] } }
            objects:
              things: { pick: [ball, crate, toy], count: [1, 3], place: { on: table, within: [1, 1] }, strata: { size_px: [[20, 40], [40, 80]], visible: [[0.3, 0.7], [0.7, 1]], occluders: { pick: bolt } } }
              clutter: { pick: bolt, count: 6, scale: [0.5, 3], place: { on: table, within: [2, 2] } }
            """);
        var (made, dropped) = (0, 0);
        for (var i = 0; i < 30; i++)
        {
            var frame = scene.Draw(4, i);
            foreach (var thing in frame.Instances.Where(o => o.Stratum is not null))
            {
                made++;
                var lowest = VerticesOf(thing).Min(p => p.Z);
                Assert.Equal(0, lowest, 1e-5);
                var size = SizeOf(thing, frame.Cameras[0]);
                Assert.Equal(size < 40 ? "20-40" : "40-80", thing.Stratum!.Bins["size_px"]);
            }
            Assert.All(frame.Instances.Where(o => o.Name.EndsWith("occluder", StringComparison.Ordinal)), o => Assert.Equal(("other-box.glb", null), (o.Model, o.Category)));
            dropped += frame.Dropped.Count(d => d.Stratum is not null);
            // Things that come later keep out of the way of those before.
            CheckPixels(frame);
        }
        Assert.True(made > 40 && dropped < made / 20, $"{made} made, {dropped} dropped");
    }

    [Fact]
    public void A_stratum_out_of_reach_is_dropped_with_its_name_and_what_stood_in_the_way()
    {
        var frame = Resolve("objects: { things: { pick: ball, strata: { size_px: { huge: [400, 500] } } } }").Draw(1, 0);
        var drop = Assert.Single(frame.Dropped);
        Assert.Empty(frame.Instances);
        Assert.Equal("huge", drop.Stratum!.Bins["size_px"]);
        Assert.Contains("200 times larger than the picture", drop.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strata: {}", "at least one of")]
    [InlineData("strata: { categori: equal }", "did you mean 'category'")]
    [InlineData("strata: { category: { ball: 0.4 } }", "expected whole number")]
    [InlineData("strata: { category: [mug] }", "there is no category of the group 'mug'")]
    [InlineData("strata: { size_px: [[16, 32], [30, 64]] }", "overlaps '16-32'")]
    [InlineData("strata: { size_px: [[16, 18]] }", "at least 4 wide")]
    [InlineData("strata: { size_px: [16, 32] }", "expected [lo, hi]")]
    [InlineData("strata: { visible: [[0.5, 1.2]] }", "leaves number 0..1")]
    [InlineData("strata: { visible: [[0.5, 1]], by: scale }", "no bins of size_px")]
    [InlineData("strata: { category: equal, occluders: {} }", "no bins of visible")]
    [InlineData("strata: { visible: [[0.5, 1]], occluders: { pick: ball } }", "has a category")]
    [InlineData("pick: bolt, strata: { visible: [[0.5, 1]] }", "'bolt' has no category")]
    [InlineData("place: { position: [0, 0, 0] }, strata: { size_px: [[16, 32]], by: distance }", "'place' has no meaning here")]
    [InlineData("require: { visible: 0.5 }, strata: { visible: [[0.5, 1]] }", "say what is seen")]
    [InlineData("place: { drop: { over: ground, within: [1, 1] } }, strata: { visible: [[0.5, 1]] }", "where things fall")]
    [InlineData("strata: { draws: { hour: [[0, 1]] } }", "one draw for all objects of a frame")]
    [InlineData("strata: { draws: { fixed: [[0, 1]] } }", "no random numbers of its own")]
    [InlineData("strata: { draws: { wear: [[2, 3]] } }", "holds no value")]
    [InlineData("strata: { draws: { woar: [[0, 1]] } }", "did you mean 'wear'")]
    public void What_makes_no_sense_is_an_error_with_its_place(string group, string said)
    {
        var pick = group.StartsWith("pick", StringComparison.Ordinal) ? "" : "pick: ball, ";
        var error = Assert.Throws<RenderException>(() => Parse($"let: {{ wear: {{ uniform: [0, 1], scope: instance }}, hour: {{ uniform: [0, 1] }}, fixed: 3 }}\nobjects: {{ o: {{ count: 2, {pick}{group} }} }}"));
        Assert.StartsWith("test.yaml:", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: [40, 60] }", "camera: {}", "known before the objects")]
    [InlineData("strata: {", "strata: { camera: left,", "there is no camera 'left'")]
    [InlineData("image:", "labels: { min_size_px: 32 }\nimage:", "'16-32' of size_px would have no annotation: labels.min_size_px is 32")]
    [InlineData("image:", "labels: { min_pixels: 1025 }\nimage:", "labels.min_pixels is 1025")]
    [InlineData("[[16, 32]]", "[[16, 32]], visible: [[0.2, 0.4], [0.6, 1]]", "labels.min_visibility is 0.5")]
    [InlineData("objects: {", "objects: { f: { pick: bolt, place: { drop: { over: ground, within: [1, 1] } } },", "could hide those")]
    public void What_the_rest_of_the_scene_makes_impossible_is_an_error(string part, string instead, string said) =>
        Assert.Contains(said, Assert.Throws<RenderException>(() =>
            _folder.Parse(((said.Contains("min_visibility", StringComparison.Ordinal) ? "labels: { min_visibility: 0.5 }\n" : "") + Head + "objects: { o: { pick: ball, strata: { size_px: [[16, 32]] } } }").Replace(part, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    /// <summary>Sizes and visible parts counted through lenses, in the second of two cameras, and in the first of two views.</summary>
    [Theory]
    [InlineData("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], lens: { fisheye: { fov_deg: 170, k1: -0.02 } } }", 0)]
    [InlineData("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: 70, lens: { brown_conrady: { k1: -0.2, k2: 0.04 } } }", 0)]
    [InlineData("cameras: { left: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: 50 }, right: { relative_to: left, offset: [0.1, 0, 0], fov_deg: 40 } }", 1)]
    [InlineData("views: 2\ncamera: { position: { shell: { radius: [2, 3] } }, look_at: [0, 0, 0.3], fov_deg: 50 }", 0)]
    public void Quotas_hold_in_the_image_of_one_camera_through_any_lens(string cameras, int camera)
    {
        var yaml = Head.Replace("camera: { position: [0, -2, 1], look_at: [0, 0, 0.3], fov_deg: [40, 60] }", cameras, StringComparison.Ordinal);
        var scene = _folder.Resolve($"{yaml}objects: {{ things: {{ pick: [ball, crate, drum, toy], count: 2, strata: {{ {Axes}{(camera == 1 ? ", camera: right" : "")} }} }} }}");
        Assert.Equal(camera, scene.Scene.Strata[0].Camera);
        var (made, dropped) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            var frame = scene.Draw(6, i);
            (made, dropped) = (made + frame.Instances.Count(o => o.Stratum is not null), dropped + frame.Dropped.Length);
            CheckPixels(frame, camera);
        }
        Assert.True(made >= 20, $"{made} made, {dropped} dropped");
    }

    /// <summary>What filters of labels ask holds of every object, whatever hides a part of it, and is part of the scene's hash.</summary>
    [Fact]
    public void Objects_pass_the_filters_of_the_labels()
    {
        const string Scene = "objects: { things: { pick: [ball, crate, drum], count: 3, strata: { size_px: [[24, 48], [48, 96]], visible: [[0.1, 0.5], [0.5, 1]] } } }";
        var (filtered, plain) = (Resolve("labels: { coco: true, min_size_px: 20, min_visibility: 0.35, min_pixels: 200 }\n" + Scene), Resolve(Scene));
        Assert.NotEqual(plain.Hash, filtered.Hash);
        Assert.Equal(plain.Hash, Resolve("labels: { coco: true, depth: true, max_truncation: 0.5 }\n" + Scene).Hash);
        var (made, below) = (0, 0);
        for (var i = 0; i < 15; i++)
        {
            made += CheckFilters(filtered.Draw(2, i), fails: _ => Assert.Fail("an object would have no annotation"));
            CheckFilters(plain.Draw(2, i), fails: _ => below++);
        }
        Assert.True(made > 37 && below > 5, $"{made} made; {below} would have been lost without");
    }

    private static int CheckFilters(Frame frame, Action<FrameInstance> fails)
    {
        var (caster, made) = (new RayCaster(SceneFolder.Library), 0);
        var all = caster.View(frame);
        foreach (var (i, thing) in frame.Instances.Index().Where(o => o.Item.Stratum is not null))
        {
            made++;
            var alone = caster.View(frame with { Instances = [thing] });
            var (amodal, seen) = (0, new List<(int X, int Y)>());
            for (var p = 0; p < frame.Image.Width * frame.Image.Height; p++)
            {
                var (x, y) = (p % frame.Image.Width, p / frame.Image.Width);
                amodal += alone.Cast(x + 0.5, y + 0.5).Instance > 0 ? 1 : 0;
                if (all.Cast(x + 0.5, y + 0.5).Instance == i + 1)
                    seen.Add((x, y));
            }
            if (seen.Count < 200 || seen.Count < 0.35 * amodal || Math.Min(seen.Max(p => p.X) - seen.Min(p => p.X), seen.Max(p => p.Y) - seen.Min(p => p.Y)) + 1 < 20)
                fails(thing);
        }
        return made;
    }

    private Scene Parse(string yaml) => _folder.Parse(Head + yaml);

    private ResolvedScene Resolve(string yaml) => _folder.Resolve(Head + yaml);

    private static string CellOf(FrameStratum stratum) => string.Join(' ', stratum.Bins.Values);

    /// <summary>Every object of the strata is seen by as many pixels as its bin says, and its box of pixels is as large.</summary>
    private static void CheckPixels(Frame frame, int camera = 0)
    {
        var caster = new RayCaster(SceneFolder.Library);
        var all = caster.View(frame, camera);
        foreach (var (i, thing) in frame.Instances.Index())
        {
            if (thing.Stratum is not { } stratum)
                continue;
            var alone = caster.View(frame with { Instances = [thing] }, camera);
            var (amodal, visible) = (0, 0);
            var (minX, minY, maxX, maxY) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
            for (var y = 0; y < frame.Image.Height; y++)
            {
                for (var x = 0; x < frame.Image.Width; x++)
                {
                    if (alone.Cast(x + 0.5, y + 0.5).Instance == 0)
                        continue;
                    amodal++;
                    visible += all.Cast(x + 0.5, y + 0.5).Instance == i + 1 ? 1 : 0;
                    (minX, minY, maxX, maxY) = (Math.Min(minX, x), Math.Min(minY, y), Math.Max(maxX, x), Math.Max(maxY, y));
                }
            }
            var what = string.Create(CultureInfo.InvariantCulture, $"{thing.Name} of frame {frame.Index}, {CellOf(stratum)}: {visible} of {amodal} pixels, found {stratum.Visible} of {stratum.AmodalPixels}");
            Assert.True(visible >= 16, what);
            if (stratum.Bins.TryGetValue("visible", out var bin))
            {
                var (low, high) = bin switch { "barely" => (0.2, 0.5), "half" => (0.5, 0.8), "clear" => (0.8, 1.01), "0.3-0.7" => (0.3, 0.7), _ => (0.7, 1.01) };
                Assert.True(visible >= low * amodal && visible < high * amodal, what);
            }
            var across = Math.Max(maxX - minX, maxY - minY) + 1;
            Assert.True(across == stratum.SizePx, $"{what}; {across} px across, found {stratum.SizePx}");
        }
    }

    /// <summary>The longer side of the box around its vertices, pixels.</summary>
    private static double SizeOf(FrameInstance thing, FrameCamera camera)
    {
        var m = camera.WorldToCamera;
        var points = VerticesOf(thing).Select(p =>
        {
            double Row(int r) => m[4 * r] * p.X + m[4 * r + 1] * p.Y + m[4 * r + 2] * p.Z + m[4 * r + 3];
            return (X: camera.Fx * Row(0) / Row(2) + camera.Cx, Y: camera.Fy * Row(1) / Row(2) + camera.Cy);
        }).ToList();
        return Math.Max(points.Max(p => p.X) - points.Min(p => p.X), points.Max(p => p.Y) - points.Min(p => p.Y));
    }

    private static IEnumerable<(double X, double Y, double Z)> VerticesOf(FrameInstance thing)
    {
        var m = thing.ObjectToWorld;
        return SceneFolder.Library.Model(thing.Model).Mesh.Positions.Select(p =>
        {
            double Row(int r) => (double)m[4 * r] * p.X + (double)m[4 * r + 1] * p.Y + (double)m[4 * r + 2] * p.Z + m[4 * r + 3];
            return (Row(0), Row(1), Row(2));
        });
    }
}
