using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Dataset;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary>
/// <c>render replay</c>: renders the <c>input</c> of frame records again, whoever wrote them, and compares with their <c>output</c> where there is one.
/// </summary>
internal static class ReplayCommand
{
    private static readonly Argument<string[]> Records = new("records") { Description = "Record files, shards (.tar), or - for records on standard input, one a line.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Folder of the dataset that comes out; default: none, compare only." };
    private static readonly Option<string?> Base = new("--base") { Description = "Folder that references without a root are relative to, the scene's folder once; default: the current one." };
    private static readonly Option<bool> Depth = new("--depth") { Description = "Write depth images too." };
    private static readonly Option<bool> Semantic = new("--semantic") { Description = "Write semantic masks too." };
    private static readonly Option<string[]> Labels = new("--labels") { Description = "Labels to make besides those that the records have, as in a scene, or color: " + string.Join(", ", ReplayLabels.Names) + ".", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Dataset = new("--dataset") { Description = "Dataset whose settings of labels and categories are used; default: the one whose frames/ the records lie in." };
    private static readonly Option<string?> Device = Options.Device();
    private static readonly Option<string[]> Root = Options.Root();
    private static readonly Option<string?> Cache = Options.Cache();

    public static Command Create()
    {
        var command = new Command("replay", "Render frame records again and compare with what they say came out.") { Records, Out, Base, Depth, Semantic, Labels, Dataset, Device, Root, Cache };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        var cache = Options.CacheFolder(options.GetValue(Cache));
        var records = Read(options.GetRequiredValue(Records));
        var files = options.GetRequiredValue(Records).Where(file => file != "-");
        var labels = ReplayLabels.With(ReplayLabels.Recorded(options.GetValue(Dataset), files, records.Values), ReplayLabels.Parse(options.GetValue(Labels)), options.GetValue(Depth), options.GetValue(Semantic));
        using var signals = new Signals();
        using var assets = new AssetSession(
            AssetSession.OpenRoots(options.GetValue(Root), Path.GetFullPath(options.GetValue(Base) ?? ".")), cache, cancellation: signals.Token);
        using (new Heartbeat(() => "reading the records' assets"))
            foreach (var frame in records.Values.SelectMany(record => record.Input.Variants.Prepend(record.Input)))
                CheckContents(frame, assets.Library);
        using var temporary = options.GetValue(Out) is null ? new TemporaryFolder() : null;
        var folder = temporary?.Path ?? options.GetValue(Out)!;
        using var run = new DatasetRun(assets.Library, options.GetValue(Device), cache);
        var result = run.Execute(Describe(records.Values, folder, labels), records.Keys, records.Count, frame => records[frame].Input, signals.Token);
        foreach (var (frame, reason) in result.Quarantined)
            Console.Error.WriteLine($"render: frame {frame} is quarantined: {reason}");
        var differences = records.Values.Where(r => r.Output is not null && !result.Quarantined.ContainsKey(r.Input.Index)).Sum(r => Compare(r.Output!, folder, labels));
        var compared = records.Values.Count(r => r.Output is not null);
        Console.Out.WriteLine($"{records.Count} frames rendered" + (options.GetValue(Out) is { } kept ? $" into {kept}" : "")
            + (compared > 0 ? $", {compared} compared with their records, {differences} images have other labels." : ", none had an output to compare with."));
        if (differences > 0)
            return ExitCodes.InvalidInput;
        return result.Quarantined.Count == 0 ? ExitCodes.Done : ExitCodes.Quarantined;
    }

    private static SortedDictionary<long, FrameRecord> Read(string[] files)
    {
        var records = new SortedDictionary<long, FrameRecord>();
        void Add(byte[] json, string where)
        {
            var record = RecordFile.Read(json, where);
            if (!records.TryAdd(record.Input.Index, record))
                throw new RenderException(Failure.InvalidInput, $"frame {record.Input.Index} comes twice.", where);
        }
        foreach (var file in files)
        {
            if (file == "-")
            {
                // Records are UTF-8 whatever the terminal's language is.
                using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
                for (var (line, number) = (input.ReadLine(), 1); line is not null; (line, number) = (input.ReadLine(), number + 1))
                    if (!string.IsNullOrWhiteSpace(line))
                        Add(Encoding.UTF8.GetBytes(line), $"standard input:{number}");
            }
            else if (!File.Exists(file))
            {
                throw new RenderException(Failure.InvalidInput, "there is no such record.", file);
            }
            else if (RecordedLabels.IsShard(file))
            {
                foreach (var (where, json) in RecordedLabels.InShard(file))
                    Add(json, where);
            }
            else
            {
                Add(File.ReadAllBytes(file), file);
            }
        }
        if (records.Count == 0)
            throw new RenderException(Failure.InvalidInput, "there is no record.", string.Join(" ", files), "Give record files, or - and records on standard input, one a line.");
        if (records.Values.Select(r => (r.Input.Cameras.Length, r.Input.Variants.Length)).Distinct().Count() > 1)
            throw new RenderException(Failure.InvalidInput, "the records have different numbers of cameras or variants, so their images cannot be numbered alike.", remedy: "Replay them apart.");
        return records;
    }

    /// <summary>A record names what went in; other contents under the same name would make another picture.</summary>
    private static void CheckContents(Frame frame, AssetLibrary assets)
    {
        foreach (var (reference, hash) in frame.Assets)
        {
            var found = frame.Environment.Map == reference ? assets.Environment(reference).ContentHash
                : frame.Instances.Any(i => i.Model == reference || i.Materials.Any(m => m.From == reference)) ? assets.Model(reference).ContentHash
                : assets.Texture(reference, ColorSpaceOf(frame, reference)).SourceHash;
            if (found != hash)
                throw new RenderException(Failure.InvalidInput, $"'{reference}' is not what it was when the record was written: its hash is {found}, the record says {hash}.", $"frame {frame.Index}", "Give the folder with the old contents by --root or --base.");
        }
    }

    /// <summary>As it will be used: else it would be decoded twice.</summary>
    private static ColorSpace ColorSpaceOf(Frame frame, string reference) =>
        frame.Instances.SelectMany(i => i.Materials).SelectMany(m => m.Images()).Where(image => image.Reference == reference)
            .Select(image => image.ColorSpace).FirstOrDefault(ColorSpace.Srgb);

    private static DatasetOptions Describe(IEnumerable<FrameRecord> records, string folder, RecordedLabels labels)
    {
        var inputs = records.Select(r => r.Input).ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in inputs)
            hash.AppendData(RecordFile.Write(new() { Schema = FrameRecord.Version, Input = input }));
        return new()
        {
            Folder = folder,
            SceneHash = Convert.ToHexStringLower(hash.GetHashAndReset()),
            CanonicalScene = """{"replay":true}""",
            Seed = inputs[0].Seed,
            Build = Build.Version,
            Categories = labels.Categories,
            Labels = labels.Labels,
            Grid = labels.Grid,
            Run = new("", ""),
        };
    }

    /// <summary>Labels must be the same; pixels may differ with another driver, which is worth a line.</summary>
    private static int Compare(FrameOutput expected, string folder, RecordedLabels labels)
    {
        var file = Path.Combine(folder, "frames", ImageGrid.FrameStem(expected.Frame) + ".json");
        var got = RecordFile.Read(File.ReadAllBytes(file), file).Output!;
        var found = got.Images.ToDictionary(Key);
        var different = 0;
        foreach (var before in expected.Images)
        {
            if (!found.Remove(Key(before), out var now) || !labels.Same(before, now))
            {
                different++;
                Console.Error.WriteLine($"render: frame {expected.Frame}, image {before.FileStem}: the labels are not those of the record.");
            }
            else if (before.Files.Any(f => now.Files.TryGetValue(f.Key, out var sha) && sha != f.Value))
            {
                Console.Error.WriteLine($"render: frame {expected.Frame}, image {before.FileStem}: the labels agree, but not every file's bytes (another device, driver or version?).");
            }
        }
        foreach (var missing in found.Values)
            Console.Error.WriteLine($"render: frame {expected.Frame}, image {missing.FileStem}: the record has no such image.");
        return different + found.Count;
    }

    private static ImageKey Key(ImageOutput image) => new(0, image.Variant, image.Step, image.Camera);
}
