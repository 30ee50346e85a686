using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Render.Cli;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Commit;
using Render.Dataset.Conversion;
using Render.Dataset.Records;
using Render.Dataset.Writers;
using Render.Vulkan;
using Render.Vulkan.Devices;

namespace Render.Benchmarks;

/// <summary>
/// What each label costs: 20 objects on a table at 640x480. Annotators, proof and conversions in milliseconds of one thread's processor an image, files made in memory unless
/// it is said otherwise; what the renderer makes for a label, by the clock with all cores, as the difference between two renders of the same frame in turn.
/// </summary>
internal sealed class LabelBenchmark : IDisposable
{
    private const int Frames = 4;
    private const int DefaultRepeats = 25;

    private const string Yaml = """
        render: 1
        frames: 4
        seed: 3
        image: { width: 640, height: 480 }
        assets:
          mug:    { file: assets:meshes/mug.glb, category: mug }
          bottle: { file: assets:meshes/bottle.glb, category: bottle }
          can:    { file: assets:meshes/can.glb, category: can }
          brick:  { file: assets:meshes/toy_brick.glb, category: brick, scale: 2 }
        camera: { fov_deg: 45, position: { shell: { radius: [0.7, 0.9], elevation_deg: [25, 60] } }, look_at: [0, 0, 0.03] }
        environment: { map: assets:environments/studio.hdr }
        lights: { sun: { type: sun, irradiance_w_m2: 2, elevation_deg: [30, 70] } }
        surroundings: { table: { shape: plane, size: [3, 3], material: { from: assets:materials/oak_boards.glb, texture_scale: 5 } } }
        objects: { things: { pick: { balanced: [mug, bottle, can, brick] }, count: 20, place: { on: table, within: [0.7, 0.7], gap: 0.003 } } }
        labels: [coco, instance, semantic, panoptic, depth, range, normals, coordinates, albedo, amodal, pose, keypoints]
        """;

    private readonly int _repeats;
    private readonly Scene _scene;
    private readonly AssetSession _assets;
    private readonly ResolvedScene _resolved;
    private readonly VulkanDevice _device;
    private readonly FrameRenderer _renderer;
    private readonly RayCaster _caster;
    private readonly string _folder;
    private readonly string? _only;
    private bool _isWarm;
    private readonly SortedDictionary<string, double[]> _table = new(StringComparer.Ordinal);

    private LabelBenchmark(int repeats, string folder, string? device, string? only)
    {
        (_repeats, _folder, _only) = (repeats, Directory.CreateDirectory(folder).FullName, only);
        _scene = Scene.Parse(Yaml, AssetSession.OpenRoots(null, Environment.CurrentDirectory), "labels");
        _assets = new(_scene.Roots, Options.CacheFolder(null));
        _resolved = _assets.Resolve(_scene);
        _device = new(new DeviceOptions { Device = device, CacheDirectory = Options.CacheFolder(null) });
        _renderer = new(_device, _assets.Library);
        _caster = new(_assets.Library);
    }

    public static int Run(string[] args)
    {
        var repeats = DefaultRepeats;
        if (BenchmarkOptions.Find(args, "--repeats") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repeats) || repeats < 1))
            throw new RenderException(Failure.Usage, $"--repeats {text} is not a whole number from 1.");
        var folder = BenchmarkOptions.Find(args, "-o") ?? throw new RenderException(Failure.Usage, "labels: -o FOLDER for a dataset and its conversions is missing.");
        if (Directory.Exists(folder))
            throw new RenderException(Failure.Usage, "the folder is there already.", folder);
        using var benchmark = new LabelBenchmark(repeats, folder, BenchmarkOptions.Find(args, "--device"), BenchmarkOptions.Find(args, "--only"));
        try
        {
            benchmark.Run();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _device.Dispose();
        _assets.Dispose();
    }

    private void Run()
    {
        var frames = Enumerable.Range(0, Frames).Select(frame => _resolved.Draw(_scene.Seed, frame)).ToArray();
        var rendered = frames.Select(frame => Render(frame, DatasetWriter.Needs(_scene.Labels))).ToArray();
        RenderedFrame[] plain = [.. frames.Select(frame => Render(frame, Aov.Color | Aov.InstanceId))];
        // Once for the just-in-time compiler, which makes code anew in the background when nothing new has come for a while.
        for (var pass = 0; pass < 3; pass++)
        {
            _isWarm = pass == 2;
            MeasureLabels(rendered, plain);
            if (_only is null)
                MeasureConversions(rendered, Path.Combine(_folder, $"{pass}"));
            Thread.Sleep(400);
        }
        if (_only is null)
            MeasureRenderer(frames);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["benchmark"] = "labels",
            ["ms_median_min_max"] = _table,
            ["repeats"] = _repeats,
            ["objects_annotated"] = rendered.Average(image => image.InstanceIds.Distinct().Count() - 1),
            ["device"] = _device.Info.Name,
            ["cores"] = Environment.ProcessorCount,
        }));
    }

    private RenderedFrame Render(Frame frame, Aov aovs)
    {
        var into = new RenderedFrame();
        _renderer.Render(frame, new ImageKey(frame.Index), aovs, into);
        return into;
    }

    private DatasetOptions Describe(string folder) =>
        DatasetRun.Describe(_scene, _resolved, _scene.Seed, folder) with { Models = _assets.Library, Caster = _caster };

    /// <param name="images">With everything that labels need.</param>
    /// <param name="plain">The same with ids alone.</param>
    private void MeasureLabels(RenderedFrame[] images, RenderedFrame[] plain)
    {
        var categories = _scene.Categories.ToDictionary(category => category.Name, StringComparer.Ordinal);
        var options = Describe(_folder);
        LabelledImage[] labelled = [.. images.Select(_ => new LabelledImage())];
        Measure("coco: areas, boxes and runs of all instances", i => labelled[i].Read(images[i], categories));
        Measure("coco: run lengths of all instances", i =>
        {
            for (var number = 1; number <= labelled[i].Visible.Count; number++)
                if (labelled[i].Visible.Area(number) > 0)
                    RunLength.Encode(labelled[i].Visible.Counts(number));
        });
        var outputs = new ImageOutput[Frames];
        var work = new ImageWork(options, categories);
        for (var i = 0; i < Frames; i++)
            outputs[i] = work.Process(images[i], (_, _) => new string('0', 64));
        for (var i = 0; i < Frames; i++)
            labelled[i].Annotated(outputs[i].Instances);
        MeasureRecords(labelled, outputs);
        MeasureFiles(labelled);
        MeasureCoco(outputs);
        MeasureProof(labelled, outputs, plain, categories);
    }

    private void MeasureRecords(LabelledImage[] images, ImageOutput[] outputs)
    {
        foreach (var annotator in RecordAnnotator.For(_scene.Labels, Describe(_folder)))
            Measure("record: " + Name(annotator), i =>
            {
                annotator.Begin(images[i]);
                foreach (var instance in outputs[i].Instances)
                    annotator.Annotate(images[i], instance with { Amodal = null, Pose = null, Keypoints = null });
            });
        Measure("record: check and JSON of all labels", i =>
        {
            var frame = images[i].Rendered.Frame;
            var record = new FrameRecord { Schema = FrameRecord.Version, Input = frame, Output = new() { Frame = frame.Index, Split = frame.Split, Images = [outputs[i]] } };
            RecordCheck.Check(record, "");
            RecordFile.Write(record);
        });
    }

    private void MeasureFiles(LabelledImage[] images)
    {
        foreach (var annotator in Annotator.For(_scene.Labels, _scene.Categories.Count, _assets.Library))
        {
            var bytes = 0L;
            Measure("file: " + Name(annotator), i => annotator.Annotate(images[i], new("train", "x", (_, content) =>
            {
                bytes = content.Length;
                return "";
            })));
            var file = new byte[bytes];
            Measure($"file: {Name(annotator)}, its sha256 ({bytes} bytes)", _ => SHA256.HashData(file));
        }
    }

    private void MeasureCoco(ImageOutput[] outputs)
    {
        var info = Info();
        foreach (var form in new[] { CocoForms.Rle, CocoForms.Polygon, CocoForms.PolygonSimplified })
        {
            using var file = new CocoInstancesFile(Path.Combine(_folder, "coco.json"), form, info);
            using var plain = new CocoInstancesFile(Path.Combine(_folder, "plain.json"), form, info);
            foreach (var (name, target, strip) in new[] { ("", plain, true), (" with amodal, pose and keypoints", file, false) })
            {
                var images = outputs.Select(o => strip ? o with { SeenBy = null, Instances = [.. o.Instances.Select(i => i with { Amodal = null, Pose = null, Keypoints = null })] } : o).ToArray();
                Measure($"coco: JSON, {form}{name}", i =>
                {
                    target.AddImage(images[i], "train");
                    foreach (var instance in images[i].Instances.Where(instance => instance.NotAnnotated is null))
                        target.AddAnnotation(1, images[i], instance);
                });
                target.Finish();
            }
        }
    }

    private void MeasureProof(LabelledImage[] images, ImageOutput[] outputs, RenderedFrame[] plain, Dictionary<string, Category> categories)
    {
        var annotators = Annotator.For(_scene.Labels, _scene.Categories.Count, _assets.Library);
        // Of each image the files and the numbers in them, by the annotator's kind.
        var files = images.Select(image => annotators.ToDictionary(annotator => annotator.GetType(), annotator =>
        {
            annotator.Annotate(image, new("train", "x", (_, _) => ""));
            return (File: annotator.LastFile.ToArray(), Values: annotator.LastValues.ToArray());
        })).ToArray();
        byte[] File<T>(int image) => files[image].TryGetValue(typeof(T), out var made) ? made.File : [];
        WordImage Words<T>(int image) => files[image].TryGetValue(typeof(T), out var made) ? new() { File = made.File, Values = made.Values } : default;
        LabelFiles Files(int image) => new()
        {
            Instance = File<InstanceAnnotator>(image),
            Semantic = File<SemanticAnnotator>(image),
            Panoptic = File<PanopticAnnotator>(image),
            Depth = Words<DepthAnnotator>(image),
            Range = Words<RangeAnnotator>(image),
            Normals = Words<NormalAnnotator>(image),
            Coordinates = Words<CoordinateAnnotator>(image),
            Albedo = File<AlbedoAnnotator>(image),
        };
        var (proof, rays) = (new FrameProof(Describe(_folder)), new RayProof(_caster));
        // Files of 16-bit numbers are read again in some images only, which ones their ids decide.
        ImageOutput[] Numbered(bool read) => [.. outputs.Select(output => output with { Id = Enumerable.Range(1, 1000).First(id => WordImageProof.IsRead(id) == read) })];
        var (unread, read) = (Numbered(read: false), Numbered(read: true));
        Measure("proof: of all labels", i => proof.Check(images[i], unread[i], Files(i)));
        Measure($"proof: of all labels, in one image of {WordImageProof.Every}", i => proof.Check(images[i], read[i], Files(i)));
        var bare = plain.Select(image =>
        {
            var labelled = new LabelledImage();
            labelled.Read(image, categories);
            return labelled;
        }).ToArray();
        ImageOutput[] few = [.. outputs.Select(o => o with { Instances = [.. o.Instances.Select(i => i with { Amodal = null, Pose = null, Keypoints = null })] })];
        var least = new FrameProof(Describe(_folder) with { Labels = new() });
        Measure("proof: of masks and the id image", i => least.Check(bare[i], few[i], new() { Instance = File<InstanceAnnotator>(i) }));
        Measure("proof: of masks, the id image and the category image", i => least.Check(bare[i], few[i], new() { Instance = File<InstanceAnnotator>(i), Semantic = File<SemanticAnnotator>(i) }));
        Measure("proof: rays", i => rays.Check(images[i].Rendered));
    }

    private void MeasureConversions(RenderedFrame[] images, string folder)
    {
        var source = Path.Combine(folder, "dataset");
        using (var writer = DatasetWriter.Open(Describe(source)))
        {
            foreach (var image in images)
                writer.Add(image);
            writer.Finish();
        }
        foreach (var format in ConversionFormat.All.Select(format => format.Name))
            Measure("convert: " + format, i =>
            {
                if (i == 0)
                    DatasetConversion.Convert(new() { Source = source, Target = Path.Combine(folder, "converted"), Formats = [format] });
            }, rounds: 7);
    }

    /// <summary>With and without a label in turn, so that what else the machine does touches both alike.</summary>
    private void MeasureRenderer(Frame[] frames)
    {
        const Aov Usual = Aov.Color | Aov.InstanceId;
        var (without, with) = (new RenderedFrame(), new RenderedFrame());
        double Time(Aov aovs, RenderedFrame into)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var frame in frames)
                _renderer.Render(frame, new ImageKey(frame.Index), aovs, into);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / frames.Length;
        }
        var all = new List<double>();
        foreach (var (name, aovs) in new[] { ("depth", Aov.Depth), ("amodal", Aov.Amodal), ("range", Aov.Range), ("normals", Aov.Normals), ("coordinates", Aov.Coordinates), ("albedo", Aov.Albedo) })
        {
            var more = new List<double>();
            for (var round = -1; round < Math.Max(3, _repeats / 3); round++)
            {
                var (a, b) = (Time(Usual, without), Time(Usual | aovs, with));
                if (round < 0)
                    continue;
                all.Add(a);
                more.Add(b - a);
            }
            Add($"render: {name} more, by the clock", more);
        }
        Add("render: colour and ids, by the clock", all);
    }

    private DatasetInfo Info() => new()
    {
        Schema = DatasetInfo.Version,
        SceneHash = _resolved.Hash,
        Seed = _scene.Seed,
        Build = "benchmark",
        Grid = _scene.Grid,
        Categories = [.. _scene.Categories],
        Labels = _scene.Labels,
        Assets = [],
        About = [],
        Scene = "{}",
    };

    private static string Name(object annotator) => annotator.GetType().Name.Replace("Annotator", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Milliseconds of this thread's processor an image, of all frames in turn.</summary>
    private void Measure(string name, Action<int> work, int rounds = 0)
    {
        if (_only is not null && !name.StartsWith(_only, StringComparison.Ordinal))
        {
            // What it makes, others may need.
            for (var i = 0; i < Frames; i++)
                work(i);
            return;
        }
        void All()
        {
            for (var i = 0; i < Frames; i++)
                work(i);
        }
        for (var (start, calls) = (Stopwatch.GetTimestamp(), 0); calls < 2 || calls < 40 && Stopwatch.GetElapsedTime(start).TotalMilliseconds < 80; calls++)
            All();
        if (!_isWarm)
            return;
        var times = new List<double>();
        for (var round = 0; round < (rounds == 0 ? _repeats : rounds); round++)
        {
            var start = BenchmarkOptions.ThreadSeconds();
            All();
            times.Add(1000 * (BenchmarkOptions.ThreadSeconds() - start) / Frames);
        }
        Add(name, times);
    }

    private void Add(string name, List<double> times)
    {
        var median = BenchmarkOptions.Median(times);
        _table[name] = [Math.Round(median, 3), Math.Round(times[0], 3), Math.Round(times[^1], 3)];
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {median,8:0.000} ms ({times[0]:0.000} to {times[^1]:0.000})"));
    }
}
