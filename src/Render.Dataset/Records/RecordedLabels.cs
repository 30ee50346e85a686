using System.Text.Json;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Commit;
using Render.Dataset.Layout;

namespace Render.Dataset.Records;

/// <summary>With which labels frames were written, so that the same ones can be made of them again: as their dataset says, or as far as records show it.</summary>
public sealed record RecordedLabels
{
    /// <summary>Null: the dataset is not known, so units and filters are the defaults.</summary>
    public string? Dataset { get; init; }

    public required LabelSettings Labels { get; init; }

    public required IReadOnlyList<Category> Categories { get; init; }

    public required ImageGrid Grid { get; init; }

    /// <summary>The folder of the dataset that a record or a shard lies in; null where it lies in none.</summary>
    public static string? DatasetOf(string record)
    {
        var frames = Path.GetDirectoryName(Path.GetFullPath(record));
        // shards/SPLIT/BLOCK.tar
        if (IsShard(record))
            frames = Path.GetDirectoryName(frames);
        return frames is not null && Path.GetFileName(frames) == (IsShard(record) ? ShardNames.Folder : DatasetFiles.Records) && Path.GetDirectoryName(frames) is { } folder
            && File.Exists(Path.Combine(folder, DatasetFiles.Description)) ? folder : null;
    }

    /// <summary>Whether a folder, or the one that its annotations or a file of them lie in, is a dataset in shards.</summary>
    public static bool IsSharded(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        return Directory.Exists(full)
            ? HasShards(full) || Path.GetFileName(full) == DatasetFiles.Annotations && HasShards(parent)
            : HasShards(Path.GetDirectoryName(parent));
    }

    private static bool HasShards(string? folder) =>
        folder is not null && Directory.Exists(Path.Combine(folder, ShardNames.Folder)) && File.Exists(Path.Combine(folder, DatasetFiles.Description))
        && DatasetDescription.Read(folder).Layout == DatasetLayout.Shards;

    /// <summary>Whether a file is a shard by its name.</summary>
    public static bool IsShard(string file) => Path.GetExtension(file) == ".tar";

    /// <summary>The records in a shard, by where they are.</summary>
    /// <exception cref="Core.RenderException">It is none.</exception>
    public static IReadOnlyList<(string Where, byte[] Json)> InShard(string file)
    {
        using var shard = ShardIndex.Open(file);
        return [.. shard.Frames.Select(frame => ($"{file}:{ShardNames.Record(frame)}", shard.Read(ShardNames.Record(frame))))];
    }

    /// <summary>What a dataset says of itself.</summary>
    /// <exception cref="Core.RenderException">It cannot be read.</exception>
    public static RecordedLabels OfDataset(string folder)
    {
        var info = DatasetDescription.Read(folder);
        DatasetDescription.CheckCategories(info.Categories, Path.Combine(folder, DatasetFiles.Description));
        return new() { Dataset = folder, Labels = info.Labels, Categories = info.Categories, Grid = info.Grid };
    }

    /// <summary>
    /// What records show: the kinds of files and what is said of instances. Categories are in the order of their names; one's keypoints are those that are listed of its instances, or,
    /// where none came out, those that its instances have.
    /// </summary>
    /// <param name="records">At least one.</param>
    public static RecordedLabels Of(IReadOnlyCollection<FrameRecord> records)
    {
        var images = records.SelectMany(record => record.Output?.Images ?? []).ToArray();
        var instances = images.SelectMany(image => image.Instances).ToArray();
        var files = images.SelectMany(image => image.Files.Keys).ToArray();
        bool Has(string folder, string extension = "") =>
            files.Any(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));
        DepthSettings? Distances(string folder) => Has(folder) ? new(Npy: Has(folder, ".npy")) : null;
        var inputs = records.SelectMany(record => record.Input.Variants.Prepend(record.Input)).SelectMany(frame => frame.Instances).Where(instance => instance.Category is not null).ToArray();
        var lists = instances.Where(instance => instance is { Category: not null, Keypoints: not null })
            .GroupBy(instance => instance.Category!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Keypoints!.Select(point => point.Name).ToArray(), StringComparer.Ordinal);
        KeypointSet? Points(IGrouping<string, FrameInstance> category)
        {
            var names = lists.GetValueOrDefault(category.Key) ?? [.. category.SelectMany(instance => instance.Keypoints ?? []).Select(point => point.Name).Distinct(StringComparer.Ordinal)];
            return names.Length == 0 ? null : new() { Names = names, Skeleton = [] };
        }
        return new()
        {
            Labels = new()
            {
                Image = images.Length > 0 && images.All(image => image.Image.EndsWith(".jpg", StringComparison.Ordinal)) ? ImageFormat.Jpg : ImageFormat.Png,
                LabelsOnly = images.Length > 0 && images.All(image => !image.HasColor),
                Semantic = Has("masks/semantic"),
                Panoptic = Has("masks/panoptic"),
                Depth = Distances("depth"),
                Range = Distances("range"),
                Normals = Has("normals"),
                Coordinates = Has("coordinates"),
                Albedo = Has("albedo"),
                Amodal = instances.Any(instance => instance.Amodal is not null) ? new(Masks: instances.Any(instance => instance.Amodal?.Mask is not null)) : null,
                Pose = instances.Any(instance => instance.Pose is not null),
                Keypoints = lists.Count > 0,
            },
            Categories = [.. inputs.GroupBy(instance => instance.Category!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select((group, i) => new Category(i + 1, group.Key, group.Select(instance => instance.Supercategory).FirstOrDefault(name => name is not null) ?? group.Key, Points(group)))],
            Grid = new(1 + records.First().Input.Variants.Length, 1, records.First().Input.Cameras.Length),
        };
    }

    /// <summary>Whether an image came out again with every label that a record has of it. Where the filters are not known, they are not compared.</summary>
    public bool Same(ImageOutput recorded, ImageOutput again) =>
        (recorded.Width, recorded.Height, recorded.Instances.Length) == (again.Width, again.Height, again.Instances.Length)
        && recorded.Instances.Zip(again.Instances).All(pair => Text(pair.First) == Text(Limited(pair.Second, pair.First)));

    /// <summary>Without what the record does not say.</summary>
    private static InstanceOutput Limited(InstanceOutput again, InstanceOutput recorded) => again with
    {
        Attributes = recorded.Attributes,
        Amodal = recorded.Amodal is null ? null : again.Amodal is { } amodal && recorded.Amodal.Mask is null ? amodal with { Mask = null } : again.Amodal,
        Pose = recorded.Pose is null ? null : again.Pose,
        Keypoints = recorded.Keypoints is null ? null : again.Keypoints,
    };

    private string Text(InstanceOutput instance)
    {
        var filtered = Dataset is null && instance.NotAnnotated is not (null or NotAnnotated.Unlabelled or NotAnnotated.NotVisible);
        return JsonSerializer.Serialize(filtered ? instance with { NotAnnotated = null } : instance, DatasetJson.Default.InstanceOutput);
    }
}
