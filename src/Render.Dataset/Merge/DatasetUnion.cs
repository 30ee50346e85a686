using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Commit;
using Render.Dataset.Layout;
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
    /// <param name="layout">Of the target; null: what it has, or, where it is new, that of the first source.</param>
    /// <param name="allowMixed">Accept datasets by different builds, devices or drivers.</param>
    /// <param name="cancellation">Ends it between two groups of frames or two records; doing it again goes on.</param>
    /// <exception cref="RenderException">
    /// The datasets have other labels, grids or meanings of a category, a file is not what its record says, or the target holds something else. Nothing is
    /// removed or replaced.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MergeSummary Join(
        IReadOnlyList<string> sources, string target, DatasetLayout? layout = null, bool allowMixed = false, CancellationToken cancellation = default)
    {
        if (sources.Count == 0)
            throw new RenderException(Failure.Usage, "there is nothing to join.", remedy: "Name at least one folder.");
        target = Path.GetFullPath(target);
        DatasetDescription.RefuseStrangers(target);
        var parts = Parts(sources);
        try
        {
            return Join(parts, target, layout, allowMixed, cancellation);
        }
        finally
        {
            Array.ForEach(parts, part => part.Store.Dispose());
        }
    }

    private static MergeSummary Join(Part[] parts, string target, DatasetLayout? layout, bool allowMixed, CancellationToken cancellation)
    {
        foreach (var part in parts.Skip(1))
        {
            if (Difference(parts[0].Info, part.Info) is { } difference)
                throw new RenderException(Failure.InvalidInput, $"it has {difference} than {parts[0].Folder}.", part.Folder, "Make both with the same labels:, cameras and variants.");
            DatasetMerge.CompareMakers(parts[0].Folder, parts[0].Info, part.Folder, part.Info, allowMixed);
        }
        var info = DatasetMerge.InLayout(Describe(parts), target, layout);
        if (File.Exists(Path.Combine(target, DatasetFiles.Description)) && DatasetDescription.Difference(info, DatasetDescription.Read(target)) is { } other)
            throw new RenderException(Failure.InvalidInput, $"it holds a dataset of {other} than this union.", target, "Name another folder, or one that does not exist yet.");
        using var there = FrameStore.Of(target, info.Layout);
        return DatasetMerge.Write([.. parts.Select(part => part.Folder)], target, info, commit => parts.SelectMany(part => Frames(part, info, there, commit, cancellation)), cancellation);
    }

    /// <summary>The caller disposes of their stores.</summary>
    private static Part[] Parts(IReadOnlyList<string> sources)
    {
        var first = 0L;
        var parts = new List<Part>();
        foreach (var folder in sources)
        {
            var info = DatasetDescription.Read(folder);
            DatasetDescription.CheckCategories(info.Categories, Path.Combine(folder, DatasetFiles.Description));
            var store = FrameStore.Of(folder, info.Layout);
            if (parts.Find(part => (part.Info.SceneHash, part.Info.Seed) == (info.SceneHash, info.Seed) && part.Frames.Intersect(store.Frames).Any()) is { } same)
                throw new RenderException(
                    Failure.InvalidInput, $"it has frames of the scene and seed of {same.Folder}, which would be there twice.", folder, "Join parts of one scene by `render merge` without --union first.");
            parts.Add(new(store, info, store.Frames, first));
            first += parts[^1].Frames.LastOrDefault(-1) + 1;
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

    private static IEnumerable<(long Frame, Func<StagedFrame?> Stage)> Frames(Part part, DatasetInfo info, FrameStore there, GroupCommit commit, CancellationToken cancellation)
    {
        var categories = new CategoryImage(part.Info.Categories, info.Categories, info.Labels.Png);
        return part.Frames.Select(frame => (part.First + frame, new Func<StagedFrame?>(() =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Stage(part, frame, info.Grid, categories, there, commit);
        })));
    }

    /// <summary>Stages a frame as it stands in the union; null where it is there already.</summary>
    private static StagedFrame? Stage(Part part, long frame, ImageGrid grid, CategoryImage categories, FrameStore there, GroupCommit commit)
    {
        var output = part.Store.Output(frame, part.Info.Grid);
        var record = part.Store.Record(frame);
        var number = part.First + frame;
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var images = output.Images.Zip(grid.Keys(number), (image, key) => Renamed(part.Store, frame, image, grid.ImageId(key), grid.FileStem(key), categories, contents)).ToArray();
        var joined = RecordFile.Write(record with { Input = Numbered(record.Input, number), Output = output with { Frame = number, Images = images } });
        if (there.Contains(number))
            return there.ReadRecord(number).AsSpan().SequenceEqual(joined) ? null : throw new RenderException(
                Failure.InvalidInput, $"it differs from frame {frame} of {part.Folder}.", there.Place(number), "Name another folder, or one that does not exist yet.");
        foreach (var (path, content) in contents)
            commit.Stage(path, content);
        commit.Stage(DatasetFiles.Record(number), joined);
        return new(number, output.Split, [.. contents.Keys]);
    }

    private static Frame Numbered(Frame frame, long number) => frame with
    {
        Index = number,
        DrawnIndex = frame.DrawnIndex ?? frame.Index,
        Variants = [.. frame.Variants.Select(variant => Numbered(variant, number))],
    };

    /// <summary>An image under another id and name, and the contents of its files by their new paths.</summary>
    private static ImageOutput Renamed(FrameStore store, long frame, ImageOutput image, long id, string stem, CategoryImage categories, Dictionary<string, byte[]> contents)
    {
        string Named(string path) => $"{path[..(path.LastIndexOf('/') + 1)]}{stem}{Path.GetExtension(path)}";
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, hash) in image.Files)
        {
            var content = store.Read(frame, path, hash);
            var isCategories = categories.Moves && path.StartsWith("masks/semantic/", StringComparison.Ordinal);
            if (isCategories)
                content = categories.Renumber(content, image.Width, image.Height, store.Place(frame, path));
            contents.Add(Named(path), content);
            hashes.Add(Named(path), isCategories ? Convert.ToHexStringLower(SHA256.HashData(content)) : hash);
        }
        return image with { Id = id, FileStem = stem, Image = Named(image.Image), Files = hashes };
    }

    /// <param name="Store">A source.</param>
    /// <param name="Info">What its dataset.json says.</param>
    /// <param name="Frames">Its frames.</param>
    /// <param name="First">The number that its frame 0 has in the union.</param>
    private sealed record Part(FrameStore Store, DatasetInfo Info, IReadOnlyList<long> Frames, long First)
    {
        public string Folder => Store.Root;
    }
}
