using System.Text.Json;
using Render.Dataset.Commit;
using Render.Dataset.Records;

namespace Render.Dataset.Layout;

/// <summary>
/// <c>shards/manifest.json</c>: what every shard of a dataset holds and the sha256 of it. Made from the shards by a step of its own, with the annotation files: the same shards give the same
/// bytes. A shard that stands in it with its length, and has not been written since, is not hashed again.
/// </summary>
internal sealed record ShardManifest
{
    public const string Version = "render/shards/1";

    /// <summary>Always <see cref="Version"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>The dataset's.</summary>
    public required string SceneHash { get; init; }

    /// <summary>The dataset's.</summary>
    public required ulong Seed { get; init; }

    public required long Frames { get; init; }

    public required long Images { get; init; }

    public required SortedDictionary<string, ShardSplit> Splits { get; init; }

    /// <summary>Makes it anew in the staging folder, and puts it in its place. The lock of the annotations is held.</summary>
    /// <exception cref="Core.RenderException">A shard cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the manifest is what it was.</exception>
    public static void Build(string folder, DatasetInfo info, Staging staging, CancellationToken cancellation)
    {
        // Shards only grow, but one that was removed and made again may have the length of the first.
        var (known, since) = (Known(folder), File.GetLastWriteTimeUtc(Path.Combine(folder, ShardNames.Manifest)));
        var splits = new SortedDictionary<string, ShardSplit>(StringComparer.Ordinal);
        foreach (var split in ShardedFrames.Shards(folder).GroupBy(shard => shard.Split, StringComparer.Ordinal))
        {
            var shards = new List<ShardEntry>();
            foreach (var (_, block, file) in split)
            {
                cancellation.ThrowIfCancellationRequested();
                using var shard = ShardIndex.Open(file);
                var (path, frames) = (ShardNames.Path(split.Key, block), shard.Frames.Count());
                shards.Add(shard.Written < since && known.TryGetValue((path, shard.Length), out var before) && before.Frames == frames
                    ? before
                    : new(path, frames, frames * info.Grid.ImagesPerFrame, shard.Length, shard.Sha256()));
            }
            splits.Add(split.Key, new(shards.Sum(shard => shard.Frames), shards.Sum(shard => shard.Images), [.. shards]));
        }
        var manifest = new ShardManifest
        {
            Schema = Version,
            SceneHash = info.SceneHash,
            Seed = info.Seed,
            Frames = splits.Values.Sum(split => split.Frames),
            Images = splits.Values.Sum(split => split.Images),
            Splits = splits,
        };
        var staged = Path.Combine(staging.Folder, ShardNames.Manifest);
        Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
        File.WriteAllBytes(staged, JsonSerializer.SerializeToUtf8Bytes(manifest, DatasetJson.Default.ShardManifest));
        staging.Publish(folder, ShardNames.Manifest);
    }

    /// <summary>What cannot be read is made anew.</summary>
    private static Dictionary<(string Path, long Bytes), ShardEntry> Known(string folder)
    {
        var file = Path.Combine(folder, ShardNames.Manifest);
        if (!File.Exists(file))
            return [];
        try
        {
            var manifest = JsonSerializer.Deserialize(DatasetFiles.Read(file), DatasetJson.Default.ShardManifest);
            return manifest?.Schema != Version ? [] : manifest.Splits.Values.SelectMany(split => split.Shards).DistinctBy(shard => shard.Path).ToDictionary(shard => (shard.Path, shard.Bytes));
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>The shards of a split, in the order of their numbers.</summary>
internal sealed record ShardSplit(long Frames, long Images, ShardEntry[] Shards);

/// <summary>A shard.</summary>
/// <param name="Path">Below the dataset's folder.</param>
/// <param name="Frames">In it.</param>
/// <param name="Images">Of these.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
internal sealed record ShardEntry(string Path, long Frames, long Images, long Bytes, string Sha256);
