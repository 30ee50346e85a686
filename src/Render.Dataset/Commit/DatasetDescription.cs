using System.Text.Json;
using Render.Core;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Dataset.Commit;

/// <summary>Decides whether a folder and what a writer was told belong together, and writes <c>dataset.json</c> where there is none.</summary>
internal static class DatasetDescription
{
    /// <exception cref="RenderException">The options contradict themselves.</exception>
    public static void Check(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (var i = 0; i < options.Categories.Count; i++)
            if (options.Categories[i].Id != i + 1)
                throw new RenderException(
                    Failure.InvalidInput, $"category '{options.Categories[i].Name}' has the id {options.Categories[i].Id}, not {i + 1}.");
        if (options.Categories.DistinctBy(category => category.Name, StringComparer.Ordinal).Count() != options.Categories.Count)
            throw new RenderException(Failure.InvalidInput, "two categories have the same name.");
        if (options.Categories.Count > ushort.MaxValue)
            throw new RenderException(Failure.InvalidInput, $"{options.Categories.Count} categories, at most {ushort.MaxValue} fit the semantic image.");
        if (options.Labels.MinPixels < 1)
            throw new RenderException(Failure.InvalidInput, $"labels.min_pixels is {options.Labels.MinPixels}, it must be at least 1.");
        if (options.Labels.Depth is { Unit: not (> 0 and < double.PositiveInfinity) } depth)
            throw new RenderException(Failure.InvalidInput, $"labels.depth.unit is {depth.Unit} m, it must be above 0.");
        if (options.Labels.Range is { Unit: not (> 0 and < double.PositiveInfinity) } range)
            throw new RenderException(Failure.InvalidInput, $"labels.range.unit is {range.Unit} m, it must be above 0.");
        if (options.Grid is not { Variants: > 0, Steps: > 0, Cameras: > 0 })
            throw new RenderException(Failure.InvalidInput, $"{options.Grid} has no images.");
    }

    /// <summary>Whether the categories that a description lists, which may be a stranger's, can be written by every format.</summary>
    /// <exception cref="RenderException">Ids are not 1, 2, ..., or a name stands twice, is empty, or has control characters, or keypoints do not fit together.</exception>
    public static void CheckCategories(Category[] categories, string where)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < categories.Length; i++)
        {
            var (id, name, supercategory) = (categories[i].Id, categories[i].Name, categories[i].Supercategory);
            if (id != i + 1)
                throw new RenderException(Failure.InvalidInput, $"category '{name}' has the id {id}, not {i + 1}.", where);
            if (!names.Add(name))
                throw new RenderException(Failure.InvalidInput, $"two categories are called '{name}'.", where);
            if (!IsText(name) || !IsText(supercategory))
                throw new RenderException(Failure.InvalidInput, $"category {id} has a name that is empty, or holds control characters.", where);
            if (categories[i].Keypoints is { } keypoints && KeypointFault(keypoints) is { } fault)
                throw new RenderException(Failure.InvalidInput, $"the keypoints of category '{name}' {fault}.", where);
        }
    }

    /// <summary>Bones and pairs are positions in the list of names; what lies outside of it would crash readers, ours among them.</summary>
    private static string? KeypointFault(KeypointSet keypoints)
    {
        var count = keypoints.Names.Length;
        if (count == 0 || keypoints.Names.Any(name => name is null || !IsText(name)) || keypoints.Names.Distinct(StringComparer.Ordinal).Count() != count)
            return "must have names, each once, without control characters";
        if (keypoints.Skeleton.Any(bone => bone is not { Length: 2 } || bone.Any(end => end < 1 || end > count)))
            return $"have a bone that does not join two of the points 1 to {count}";
        if (keypoints.Sigmas is { } sigmas && (sigmas.Length != count || sigmas.Any(sigma => !(sigma > 0 && double.IsFinite(sigma)))))
            return "must have as many sigmas as names, each above 0";
        if (keypoints.Flip is { } flip && (flip.Length != count || flip.Any(other => other < 0 || other >= count) || flip.Where((other, i) => flip[other] != i).Any()))
            return "must change places in pairs";
        return null;
    }

    private static bool IsText(string name) =>
        name.Length > 0 && name.EnumerateRunes().All(rune => !System.Text.Rune.IsControl(rune) && rune.Value is not (0xFFFD or 0xFFFE or 0xFFFF or 0x2028 or 0x2029));

    /// <summary>
    /// Before anything is written: a file in the folder's place, and a folder with files under our names that is no dataset, are left alone,
    /// with --overwrite too. Where a writer may just be beginning its dataset, that is for <see cref="Settle"/> to say, under the lock.
    /// </summary>
    /// <exception cref="RenderException">The folder cannot become a dataset.</exception>
    public static void RefuseStrangers(string folder)
    {
        for (var path = folder; path is not null; path = Path.GetDirectoryName(path))
            if (File.Exists(path))
                throw new RenderException(
                    Failure.Usage, "this is a file; a dataset is a folder.", path, "Name a folder, or one that does not exist yet.");
        // A writer makes its staging folder first of all.
        if (Stranger(folder) is { } stranger && !Directory.Exists(Path.Combine(folder, DatasetFiles.Staging)))
            throw stranger;
    }

    private static RenderException? Stranger(string dataset)
    {
        if (File.Exists(Path.Combine(dataset, DatasetFiles.Description)))
            return null;
        var taken = DatasetFiles.Folders.Where(name => name != DatasetFiles.Staging).Select(name => Path.Combine(dataset, name))
            .FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());
        return taken is null
            ? null
            : new(Failure.InvalidInput, "it has files in it, and there is no dataset.json beside it.", taken, "Choose another output folder.");
    }

    /// <summary>Compares with what is there, or writes it; then the run is noted.</summary>
    public static void Settle(DatasetOptions options, Staging staging, RunLog run, CancellationToken cancellation)
    {
        using var dataLock = staging.LockDataset(cancellation);
        CompareOrPublish(options, staging);
        run.Begin();
    }

    /// <summary>Writes the description where there is none. The dataset's lock is held.</summary>
    public static void PublishFirst(string folder, DatasetInfo info, Staging staging)
    {
        if (Stranger(folder) is { } stranger)
            throw stranger;
        if (!File.Exists(Path.Combine(folder, DatasetFiles.Description)))
            Publish(folder, info, staging);
    }

    private static void CompareOrPublish(DatasetOptions options, Staging staging)
    {
        var file = Path.Combine(options.Folder, DatasetFiles.Description);
        if (!File.Exists(file))
        {
            PublishFirst(options.Folder, Describe(options), staging);
            return;
        }
        if (!options.Overwrite)
        {
            Compare(options, Read(options.Folder));
            return;
        }
        Clear(options.Folder, staging);
        Publish(options.Folder, Describe(options), staging);
    }

    public static DatasetInfo Read(string folder)
    {
        var file = Path.Combine(folder, DatasetFiles.Description);
        if (!File.Exists(file))
            throw new RenderException(Failure.InvalidInput, "there is no dataset.json in it.", folder, "Name the output folder of a run.");
        try
        {
            var info = JsonSerializer.Deserialize(DatasetFiles.Read(file), DatasetJson.Default.DatasetInfo)
                ?? throw new RenderException(Failure.InvalidInput, "null describes no dataset.", file);
            if (info.Schema != DatasetInfo.Version)
                throw new RenderException(
                    Failure.InvalidInput, $"its schema is '{info.Schema}', this program reads '{DatasetInfo.Version}'.", file);
            return info;
        }
        catch (JsonException e)
        {
            throw new RenderException(Failure.InvalidInput, $"it describes no dataset: {e.Message}", file, "Choose another output folder.", e);
        }
    }

    private static void Publish(string folder, DatasetInfo info, Staging staging)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(info, DatasetJson.Default.DatasetInfo);
        File.WriteAllBytes(Path.Combine(staging.Folder, DatasetFiles.Description), json);
        staging.Publish(folder, DatasetFiles.Description);
    }

    /// <summary>
    /// Null where both make the same labels of a frame; else what differs. The forms of COCO are made from records, so they are free; tags are in the scene's hash.
    /// </summary>
    public static string? Difference(DatasetInfo a, DatasetInfo b)
    {
        static LabelSettings Essential(LabelSettings labels) => labels with { Coco = CocoForms.None, Tags = null };
        return a.SceneHash != b.SceneHash ? "another scene"
            : a.Seed != b.Seed ? "another seed"
            : a.Grid != b.Grid ? "another number of images a frame"
            : !a.Categories.SequenceEqual(b.Categories) ? "other categories"
            : Essential(a.Labels) != Essential(b.Labels) ? "other label settings"
            : null;
    }

    private static DatasetInfo Describe(DatasetOptions options) => new()
    {
        Schema = DatasetInfo.Version,
        SceneHash = options.SceneHash,
        Seed = options.Seed,
        Build = options.Build,
        Grid = options.Grid,
        Categories = [.. options.Categories],
        Labels = options.Labels,
        Layout = options.Layout,
        Assets = [.. options.Assets.OrderBy(asset => asset.Reference, StringComparer.Ordinal)],
        About = new(options.About.ToDictionary(), StringComparer.Ordinal),
        Strata = options.Strata.Count == 0 ? null : [.. options.Strata],
        Scene = options.CanonicalScene,
    };

    private static void Compare(DatasetOptions options, DatasetInfo there)
    {
        if (Difference(there, Describe(options)) is { } difference)
            throw new RenderException(
                Failure.InvalidInput, $"the folder holds a dataset of {difference}.", options.Folder,
                "Choose another output folder, or start over with --overwrite, which removes what is there.");
        if (there.Layout != options.Layout)
            throw OtherLayout(options.Folder, there.Layout);
        if (options.AllowMixed)
            return;
        const string Remedy = "Use the same one, or accept small differences between frames with --allow-mixed.";
        if (there.Build != options.Build)
            throw new RenderException(
                Failure.InvalidInput, $"the dataset was begun by version {there.Build}, this is {options.Build}.", options.Folder, Remedy);
        var ours = new RunInfo(options.Run.Device, options.Run.Driver);
        foreach (var device in Devices(options.Folder).Where(device => device != ours))
            throw new RenderException(
                Failure.InvalidInput, $"it was rendered by {device.Device} ({device.Driver}), this is {ours.Device} ({ours.Driver}).",
                options.Folder, Remedy);
    }

    public static RenderException OtherLayout(string folder, DatasetLayout there) => there == DatasetLayout.Shards
        ? new(Failure.InvalidInput, "the folder holds a dataset in shards.", folder, "Go on with --layout shards, or choose another output folder.")
        : new(Failure.InvalidInput, "the folder holds a dataset whose files are not in shards.", folder, "Go on without --layout shards, or choose another output folder.");

    /// <summary>Where the frames of a dataset were rendered, as its runs say; empty where they say nothing.</summary>
    public static HashSet<RunInfo> Devices(string folder) => [.. Runs(folder).Select(run => new RunInfo(run.Device, run.Driver))];

    private static IEnumerable<RunReport> Runs(string folder)
    {
        var runs = Path.Combine(folder, DatasetFiles.Runs);
        if (!Directory.Exists(runs))
            yield break;
        foreach (var file in Directory.EnumerateFiles(runs, "*.json"))
        {
            RunReport? run;
            try
            {
                run = JsonSerializer.Deserialize(DatasetFiles.Read(file), DatasetJson.Default.RunReport);
            }
            catch (JsonException e)
            {
                throw new RenderException(Failure.InvalidInput, $"it is no report of a run: {e.Message}", file, "Remove it.", e);
            }
            if (run is not null)
                yield return run;
        }
    }

    /// <summary>
    /// Records first: from then on a dataset in files has no frame, whatever else is left if this is interrupted. Of one in shards, whole shards may be left then; their frames are still there.
    /// </summary>
    private static void Clear(string folder, Staging staging)
    {
        if (staging.HasOthers())
            throw new RenderException(
                Failure.Usage, "another writer is at work in this folder; --overwrite would remove its frames.", folder,
                "Wait until it is done, or stop it.");
        foreach (var name in DatasetFiles.Folders.Where(name => name != DatasetFiles.Staging))
        {
            var path = Path.Combine(folder, name);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
    }
}
