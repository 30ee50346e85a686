using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Commit;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Merge;

/// <summary>
/// Joins datasets of different scenes or seeds into one that every reader of datasets takes. The frames of the second begin where those of the first end, and
/// so on, so their images and records get new numbers and names; categories are joined by their names, in the order in which they come, and category images
/// are written anew where that moves their ids. A record still replays: what was drawn stays, with the number under which it was (<see cref="Frame.DrawnIndex"/>).
/// </summary>
public static class DatasetUnion
{
    /// <param name="sources">At least one folder; their order decides the numbers.</param>
    /// <param name="target">Made where it does not exist; may hold the union of the same datasets, or a part of it.</param>
    /// <param name="allowMixed">Accept datasets by different builds, devices or drivers.</param>
    /// <param name="cancellation">Ends it between two groups of frames or two records; doing it again goes on.</param>
    /// <exception cref="RenderException">
    /// The datasets have other labels, grids or meanings of a category, a file is not what its record says, or the target holds something else. Nothing is
    /// removed or replaced.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MergeSummary Join(IReadOnlyList<string> sources, string target, bool allowMixed = false, CancellationToken cancellation = default)
    {
        if (sources.Count == 0)
            throw new RenderException(Failure.Usage, "there is nothing to join.", remedy: "Name at least one folder.");
        target = Path.GetFullPath(target);
        DatasetDescription.RefuseStrangers(target);
        var parts = Parts(sources);
        foreach (var part in parts.Skip(1))
        {
            if (Difference(parts[0].Info, part.Info) is { } difference)
                throw new RenderException(Failure.InvalidInput, $"it has {difference} than {parts[0].Folder}.", part.Folder, "Make both with the same labels:, cameras and variants.");
            DatasetMerge.CompareMakers(parts[0].Folder, parts[0].Info, part.Folder, part.Info, allowMixed);
        }
        var info = Describe(parts);
        if (File.Exists(Path.Combine(target, DatasetFiles.Description)) && DatasetDescription.Difference(info, DatasetDescription.Read(target)) is { } other)
            throw new RenderException(Failure.InvalidInput, $"it holds a dataset of {other} than this union.", target, "Name another folder, or one that does not exist yet.");
        return DatasetMerge.Write(sources, target, info, commit => parts.SelectMany(part => Frames(part, info, target, commit, cancellation)), cancellation);
    }

    private static Part[] Parts(IReadOnlyList<string> sources)
    {
        var first = 0L;
        var parts = new List<Part>();
        foreach (var folder in sources)
        {
            var info = DatasetDescription.Read(folder);
            DatasetDescription.CheckCategories(info.Categories, Path.Combine(folder, DatasetFiles.Description));
            var frames = DatasetFiles.CommittedFrames(folder);
            parts.Add(new(folder, info, frames, first));
            first += frames.LastOrDefault(-1) + 1;
        }
        return [.. parts];
    }

    private static string? Difference(DatasetInfo a, DatasetInfo b) =>
        a.Grid != b.Grid ? "another number of images a frame"
        : a.Labels with { Coco = CocoForms.None } != b.Labels with { Coco = CocoForms.None } ? "other label settings"
        : null;

    private static DatasetInfo Describe(Part[] parts)
    {
        var identity = string.Concat(parts.Select(part => $"{part.Info.SceneHash} {part.Info.Seed} {part.First}\n"));
        var about = parts.SelectMany(part => part.Info.About).GroupBy(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => string.Join("; ", group.Distinct(StringComparer.Ordinal)), StringComparer.Ordinal);
        return parts[0].Info with
        {
            SceneHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("render/union/1\n" + identity))),
            Seed = 0,
            Categories = Categories(parts),
            Assets = [.. parts.SelectMany(part => part.Info.Assets).Distinct().OrderBy(asset => asset.Reference, StringComparer.Ordinal).ThenBy(asset => asset.Sha256, StringComparer.Ordinal)],
            About = new(about, StringComparer.Ordinal),
            Strata = null,
            Scene = new JsonObject
            {
                ["union"] = new JsonArray([.. parts.Select(part => new JsonObject
                {
                    ["first_frame"] = part.First, ["scene_hash"] = part.Info.SceneHash, ["seed"] = part.Info.Seed, ["scene"] = part.Info.Scene,
                })]),
            }.ToJsonString(),
        };
    }

    private static Category[] Categories(Part[] parts)
    {
        var joined = new Dictionary<string, (Category Category, string Folder)>(StringComparer.Ordinal);
        foreach (var part in parts)
            foreach (var category in part.Info.Categories)
            {
                var known = joined.GetValueOrDefault(category.Name, (Category: category, part.Folder));
                if (known.Category with { Id = category.Id } != category)
                    throw new RenderException(
                        Failure.InvalidInput, $"category '{category.Name}' has another supercategory, or other keypoints, than in {known.Folder}.", part.Folder,
                        "Name one of the two otherwise, or make both alike.");
                joined.TryAdd(category.Name, (category with { Id = joined.Count + 1 }, part.Folder));
            }
        if (joined.Count > ushort.MaxValue)
            throw new RenderException(Failure.InvalidInput, $"{joined.Count} categories, at most {ushort.MaxValue} fit the semantic image.", parts[^1].Folder);
        return [.. joined.Values.Select(entry => entry.Category).OrderBy(category => category.Id)];
    }

    /// <summary>The frames of a part as they stand in the union; null in place of one that is there already.</summary>
    private static IEnumerable<StagedFrame?> Frames(Part part, DatasetInfo info, string target, GroupCommit commit, CancellationToken cancellation)
    {
        var files = new SourceFiles(part.Folder);
        var categories = new CategoryImage(part.Info.Categories, info.Categories, info.Labels.Png);
        foreach (var frame in part.Frames)
        {
            cancellation.ThrowIfCancellationRequested();
            var where = Path.Combine(part.Folder, DatasetFiles.Record(frame));
            var bytes = DatasetFiles.Read(where);
            RecordFile.ReadOutput(bytes, where, frame, part.Info.Grid);
            var record = RecordFile.Read(bytes, where);
            var number = part.First + frame;
            var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            var images = record.Output!.Images.Zip(info.Grid.Keys(number), (image, key) => Renamed(image, key, info.Grid, files, categories, contents)).ToArray();
            var joined = RecordFile.Write(record with
            {
                Input = Numbered(record.Input, number),
                Output = record.Output with { Frame = number, Images = images },
            });
            var there = Path.Combine(target, DatasetFiles.Record(number));
            if (File.Exists(there))
            {
                if (!DatasetFiles.Read(there).AsSpan().SequenceEqual(joined))
                    throw new RenderException(Failure.InvalidInput, $"it differs from frame {frame} of {part.Folder}.", there, "Name another folder, or one that does not exist yet.");
                yield return null;
                continue;
            }
            foreach (var (path, content) in contents)
                commit.Stage(path, content);
            commit.Stage(DatasetFiles.Record(number), joined);
            yield return new(number, [.. contents.Keys]);
        }
    }

    private static Frame Numbered(Frame frame, long number) => frame with
    {
        Index = number,
        DrawnIndex = frame.DrawnIndex ?? frame.Index,
        Variants = [.. frame.Variants.Select(variant => Numbered(variant, number))],
    };

    private static ImageOutput Renamed(ImageOutput image, ImageKey key, ImageGrid grid, SourceFiles files, CategoryImage categories, Dictionary<string, byte[]> contents)
    {
        var stem = grid.FileStem(key);
        string Named(string path) => $"{path[..(path.LastIndexOf('/') + 1)]}{stem}{Path.GetExtension(path)}";
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, hash) in image.Files)
        {
            var content = files.Read(path, hash);
            var isCategories = categories.Moves && path.StartsWith("masks/semantic/", StringComparison.Ordinal);
            if (isCategories)
                content = categories.Renumber(content, image.Width, image.Height, files.FullPath(path));
            contents.Add(Named(path), content);
            hashes.Add(Named(path), isCategories ? Convert.ToHexStringLower(SHA256.HashData(content)) : hash);
        }
        return image with { Id = grid.ImageId(key), FileStem = stem, Image = Named(image.Image), Files = hashes };
    }

    /// <param name="Folder">A source.</param>
    /// <param name="Info">What its dataset.json says.</param>
    /// <param name="Frames">Its frames.</param>
    /// <param name="First">The number that its frame 0 has in the union.</param>
    private sealed record Part(string Folder, DatasetInfo Info, long[] Frames, long First);
}
