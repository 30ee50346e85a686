using System.Numerics;
using System.Text.Json;
using Render.Assets;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Placement.Physics;
using Render.Core.Processes;
using Render.Core.Scenes;
using Render.Tests.OwnAssets;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>Things fall and come to rest, in worker processes, with our own assets.</summary>
public sealed class DropTests : IDisposable
{
    private const int Seeds = 100;

    private const string Table = """
        render: 1
        assets:
          bolt: { file: assets:meshes/bolt.glb }
          nut: { file: assets:meshes/nut.glb }
          washer: { file: assets:meshes/washer.glb }
          gear: { file: assets:meshes/gear.glb }
          spring: { file: assets:meshes/spring.glb }
          mug: { file: assets:meshes/mug.glb }
          bottle: { file: assets:meshes/bottle.glb }
          can: { file: assets:meshes/can.glb }
          plate: { file: assets:meshes/plate.glb }
          fork: { file: assets:meshes/fork.glb }
          toy_brick: { file: assets:meshes/toy_brick.glb }
          cardboard_box: { file: assets:meshes/cardboard_box.glb }
        surroundings: { table: { shape: plane, size: [6, 6], position: [0, 0, 0.7] } }
        objects: { things: { count: 20, place: { drop: { over: table, within: [0.8, 0.8], height: [0.05, 0.2], friction: [0.4, 0.8] } } } }
        """;

    private const string Bin = """
        render: 1
        assets: { bolt: { file: assets:meshes/bolt.glb }, nut: { file: assets:meshes/nut.glb }, gear: { file: assets:meshes/gear.glb }, spring: { file: assets:meshes/spring.glb } }
        surroundings:
          floor: { shape: box, size: [0.3, 0.2, 0.004], position: [0, 0, 0.002] }
          left:  { shape: box, size: [0.004, 0.2, 0.15], position: [-0.148, 0, 0.075] }
          right: { shape: box, size: [0.004, 0.2, 0.15], position: [0.148, 0, 0.075] }
          front: { shape: box, size: [0.3, 0.004, 0.15], position: [0, -0.098, 0.075] }
          back:  { shape: box, size: [0.3, 0.004, 0.15], position: [0, 0.098, 0.075] }
        objects: { parts: { count: 20, place: { drop: { over: floor, within: [0.28, 0.18], height: 0.1 } } } }
        """;

    private readonly string _cache = Directory.CreateTempSubdirectory("drop-test-").FullName;
    private readonly AssetImporter _importer;
    private readonly AssetLibrary _library;
    private readonly AssetRoots _roots = new([new("assets", Repository.Assets)], Repository.Assets);

    public DropTests()
    {
        _importer = new(new ImportOptions { CacheDirectory = _cache });
        _library = new(reference =>
        {
            var (path, root) = _roots.Locate(reference);
            return _importer.ImportModel(path, reference, root, new());
        }, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
    }

    public void Dispose()
    {
        _importer.Dispose();
        Directory.Delete(_cache, recursive: true);
    }

    [Theory]
    [InlineData(Table)]
    [InlineData(Bin)]
    public void Of_a_hundred_times_twenty_objects_none_falls_through_flies_off_or_goes_on_moving(string yaml)
    {
        using var workers = new PhysicsWorkers(Patient);
        var scene = Scene.Parse(yaml, _roots).Resolve(_library, physics: workers);
        var frames = new Frame[Seeds];
        Parallel.For(0, Seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed => frames[seed] = scene.Draw((ulong)seed, 0));
        Assert.Empty(frames.SelectMany(f => f.Dropped.Select(d => $"{f.Seed} {d.Name}: {d.Reason}")));
        foreach (var frame in frames)
        {
            Assert.Equal(20, frame.Instances.Count(i => i.Name.Contains('[', StringComparison.Ordinal)));
            foreach (var thing in frame.Instances.Where(i => i.Name.Contains('[', StringComparison.Ordinal)))
            {
                var points = World(thing);
                var (low, size) = (points.Min(p => p.Z), points.Aggregate(Vector3.Max) - points.Aggregate(Vector3.Min));
                var level = yaml == Table ? 0.7 : 0.004;
                Assert.True(low > level - Math.Max(0.01 * size.Length(), 5e-4), $"{thing.Name} ({thing.Model}) of seed {frame.Seed} is {level - low} m in what it stands on");
                Assert.True(low < level + 0.5, $"{thing.Name} of seed {frame.Seed} floats at {low}");
                if (yaml == Bin)
                    Assert.True(points.TrueForAll(p => Math.Abs(p.X) < 0.1475 && Math.Abs(p.Y) < 0.0975), $"{thing.Name} ({thing.Model}) of seed {frame.Seed} sticks in a wall");
                else
                    Assert.True(points.TrueForAll(p => Math.Abs(p.X) < 2 && Math.Abs(p.Y) < 2), $"{thing.Name} of seed {frame.Seed} flew off");
            }
            // Something lies on the ground of it.
            Assert.Contains(frame.Instances, i => i.Name.Contains('[', StringComparison.Ordinal) && Math.Abs(World(i).Min(p => p.Z) - (yaml == Table ? 0.7 : 0.004)) < 1e-3);
        }
        // Again, in another order, in one process that has seen nothing of them: the same bits.
        using var other = new PhysicsWorkers(Patient, 1);
        var again = Scene.Parse(yaml, _roots).Resolve(_library, physics: other);
        for (var seed = Seeds - 1; seed >= 0; seed -= 9)
            Assert.Equal(JsonSerializer.Serialize(frames[seed]), JsonSerializer.Serialize(again.Draw((ulong)seed, 0)));
    }

    /// <summary>A container as one mesh from a file, with thick walls or made of sheets alone, upright or leaning outwards.</summary>
    [Theory]
    [InlineData(0.004, 0)]
    [InlineData(0, 0)]
    [InlineData(0.003, 0.02)]
    public void Things_that_fall_into_a_container_from_a_file_stay_in_it_and_out_of_its_walls(double thickness, double lean)
    {
        const double halfX = 0.15, halfY = 0.1, height = 0.15;
        File.WriteAllText(Path.Combine(_cache, "bin.obj"), Container(halfX, halfY, height, thickness, lean));
        var roots = new AssetRoots([new("assets", Repository.Assets), new("own", _cache)], _cache);
        var library = new AssetLibrary(reference =>
        {
            var (path, root) = roots.Locate(reference);
            return _importer.ImportModel(path, reference, root, new());
        }, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        using var workers = new PhysicsWorkers(Patient);
        var scene = Scene.Parse("""
            render: 1
            assets: { bin: { file: own:bin.obj }, bolt: { file: assets:meshes/bolt.glb }, nut: { file: assets:meshes/nut.glb }, gear: { file: assets:meshes/gear.glb } }
            surroundings: { bin: { asset: bin } }
            objects: { parts: { pick: { choice: [bolt, nut, gear] }, count: 20, place: { drop: { over: bin, within: [0.26, 0.16], height: 0.02 } } } }
            """, roots).Resolve(library, physics: workers);
        for (var seed = 0UL; seed < 8; seed++)
        {
            var frame = scene.Draw(seed, 0);
            Assert.Empty(frame.Dropped.Select(d => $"{seed} {d.Name}: {d.Reason}"));
            foreach (var thing in frame.Instances.Where(i => i.Name.Contains('[', StringComparison.Ordinal)))
            {
                const double sink = 6e-4;
                foreach (var p in World(thing))
                {
                    var outwards = lean * p.Z / height;
                    Assert.True(p.Z > thickness - sink && Math.Abs(p.X) < halfX - thickness + outwards + sink && Math.Abs(p.Y) < halfY - thickness + outwards + sink,
                        $"{thing.Name} ({thing.Model}) of seed {seed} is at {p}");
                }
            }
        }
    }

    /// <summary>An open box in Wavefront's format, y up: outside, inside where it has walls, and the rim between them.</summary>
    private static string Container(double halfX, double halfY, double height, double thickness, double lean)
    {
        var text = new System.Text.StringBuilder();
        void Ring(double x, double y, double z)
        {
            foreach (var (sx, sy) in ((int, int)[])[(-1, -1), (1, -1), (1, 1), (-1, 1)])
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"v {sx * x} {z} {-sy * y}\n");
        }
        Ring(halfX, halfY, 0);
        Ring(halfX + lean, halfY + lean, height);
        text.Append("f 4 3 2 1\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n");
        if (thickness == 0)
            return text.ToString();
        Ring(halfX - thickness + lean * thickness / height, halfY - thickness + lean * thickness / height, thickness);
        Ring(halfX - thickness + lean, halfY - thickness + lean, height);
        text.Append("f 9 10 11 12\nf 13 14 10 9\nf 14 15 11 10\nf 15 16 12 11\nf 16 13 9 12\nf 5 6 14 13\nf 6 7 15 14\nf 7 8 16 15\nf 8 5 13 16\n");
        return text.ToString();
    }

    [Fact]
    public void A_box_that_is_dropped_flat_lies_flat_where_it_was_dropped()
    {
        using var folder = new SceneFolder("box.glb");
        using var workers = new PhysicsWorkers(Patient);
        var frame = folder.Parse("""
            render: 1
            assets: { box: { file: box.glb } }
            objects: { o: { scale: 2, rotation_deg: 30, place: { drop: { over: ground, within: [1, 1], height: 0.3 } } } }
            """).Resolve(SceneFolder.Library, physics: workers).Draw(0, 0);
        var m = frame.Instances[0].ObjectToWorld;
        Assert.Equal(0.1, m[11], 1e-3);
        Assert.Equal(Math.Cos(Math.PI / 6) * 2, m[0], 1e-2);
    }

    [Fact]
    public void What_rolls_off_is_left_out_with_the_reason_and_counted()
    {
        using var folder = new SceneFolder("box.glb");
        using var workers = new PhysicsWorkers(Patient);
        const string yaml = """
            render: 1
            assets: { box: { file: box.glb } }
            surroundings: { slope: { shape: plane, size: [1, 1], rotation_deg: [0, 60, 0] }, top: { shape: plane, size: [0.01, 0.01], position: [0, 0, 1] } }
            objects: { o: { count: 3, place: { drop: { over: top, height: 0.1, friction: 0.1 } } } }
            """;
        var frame = folder.Parse(yaml).Resolve(SceneFolder.Library, physics: workers).Draw(0, 0);
        Assert.Equal(["o[0]", "o[1]", "o[2]"], frame.Dropped.Select(d => d.Name));
        Assert.Contains("fell off", frame.Dropped[0].Reason, StringComparison.Ordinal);
        var error = Assert.Throws<RenderException>(() => folder.Parse(yaml.Replace("count: 3", "count: 3, on_infeasible: error", StringComparison.Ordinal))
            .Resolve(SceneFolder.Library, physics: workers).Draw(0, 5));
        Assert.Equal(("frame 5", Failure.InvalidInput), (error.Where, error.Failure));
    }

    [Theory]
    [InlineData("exit 3", 5000, 25000, "crashed the physics worker (exit code 3")]
    [InlineData("echo 'ODE: assertion' >&2; exit 70", 5000, 25000, "ODE: assertion")]
    [InlineData("while :; do :; done", 300, 60000, "took longer than 0.3 s")]
    [InlineData("exec sleep 600", 300, 60000, "took longer than 0.3 s")]
    [InlineData("kill -STOP $$", 300, 1500, "was not done after 1.5 s and was stopped: the machine is very busy")]
    public void A_worker_that_crashes_or_hangs_costs_its_frame(string script, int limit, int wait, string said)
    {
        using var folder = new SceneFolder("box.glb");
        using var workers = new PhysicsWorkers(new() { Command = ["/bin/sh", "-c", script], TimeLimit = TimeSpan.FromMilliseconds(limit), WaitLimit = TimeSpan.FromMilliseconds(wait) });
        var scene = folder.Parse("{ render: 1, assets: { b: { file: box.glb } }, objects: { o: { place: { drop: { over: ground, within: [1, 1] } } } } }").Resolve(SceneFolder.Library, physics: workers);
        for (var frame = 7; frame < 9; frame++)
        {
            var error = Assert.Throws<RenderException>(() => scene.Draw(0, frame));
            Assert.Equal((Failure.Refused, $"frame {frame}"), (error.Failure, error.Where));
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ over: ground }", "within")]
    [InlineData("{ over: tabel }", "there is no surroundings 'tabel'")]
    [InlineData("{ over: ground, within: [1, 1], hight: 1 }", "did you mean 'height'")]
    [InlineData("{ over: ground, within: [1, 1], friction: -1 }", "out of range")]
    [InlineData("{ over: ground, within: [0, 1] }", "out of range")]
    [InlineData("{ within: [1, 1] }", "'over' is missing")]
    public void A_wrong_parameter_is_an_error_with_its_place(string drop, string said)
    {
        using var folder = new SceneFolder("box.glb");
        var error = Assert.Throws<RenderException>(() => folder.Parse($"{{ render: 1, assets: {{ b: {{ file: box.glb }} }}, objects: {{ o: {{ place: {{ drop: {drop} }} }} }} }}"));
        Assert.StartsWith("test.yaml:1:", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A machine that runs everything else at once.</summary>
    private static WorkerOptions Patient => PhysicsWorkers.Defaults with { TimeLimit = TimeSpan.FromMinutes(10), WaitLimit = TimeSpan.FromHours(1) };

    private List<Vector3> World(FrameInstance instance)
    {
        var m = instance.ObjectToWorld;
        return [.. _library.Model(instance.Model).Mesh.Positions.Distinct().Select(p => new Vector3(
            m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3], m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7], m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]))];
    }
}
