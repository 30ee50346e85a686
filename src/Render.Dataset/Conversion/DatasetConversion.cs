using System.Text.Json;
using Render.Core;
using Render.Dataset.Commit;
using Render.Dataset.Layout;
using Render.Dataset.Records;

namespace Render.Dataset.Conversion;

/// <summary>
/// Turns a dataset into other formats, from its records and files alone: nothing is rendered, nothing of the dataset is changed. Records go by in the order
/// of their frames, so the same dataset gives the same bytes, whoever made it in whatever order; doing it again gives them again. Each format stands in a
/// folder of its own, which is put in its place when all formats are whole.
/// </summary>
public static class DatasetConversion
{
    private const string Report = "conversion.json";

    /// <param name="options">What to make of what.</param>
    /// <param name="progress">Told how many frames are done; null: nobody.</param>
    /// <param name="cancellation">Ends it between two frames: the target stays as it was.</param>
    /// <exception cref="RenderException">
    /// The dataset lacks what a format needs, a record or file is not what it should be, or the target holds something else. The target stays as it was.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ConversionSummary Convert(ConversionOptions options, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var formats = ConversionFormat.Find(options.Formats);
        if (options.ShardBytes < 1 || options.ShardImages < 1)
            throw new RenderException(Failure.Usage, "a shard holds at least 1 byte and 1 image.");
        options = options with { Source = Path.GetFullPath(options.Source), Target = Path.GetFullPath(options.Target) };
        var info = DatasetDescription.Read(options.Source);
        DatasetDescription.CheckCategories(info.Categories, Path.Combine(options.Source, DatasetFiles.Description));
        RefuseNesting(options);
        var before = ReadBefore(options, info);
        return DatasetFiles.Guard(options.Target, () =>
        {
            var isNew = !Directory.Exists(options.Target);
            var staging = Staging.Open(options.Target);
            FormatSummary[]? made = null;
            try
            {
                made = Write(options, info, formats, staging.Folder, progress, cancellation);
                foreach (var summary in made)
                    RefuseStrangers(Path.Combine(options.Target, summary.Format), Path.Combine(staging.Folder, summary.Format));
                foreach (var summary in made)
                    Publish(options.Target, staging, summary.Format);
                WriteReport(options.Target, staging, info, [.. before.ExceptBy(made.Select(s => s.Format), s => s.Format), .. made]);
            }
            finally
            {
                staging.Dispose();
                RemoveIfEmpty(Path.Combine(options.Target, DatasetFiles.Staging));
                if (isNew && made is null)
                    RemoveIfEmpty(options.Target);
            }
            return new ConversionSummary(options.Target, made);
        });
    }

    private static FormatSummary[] Write(
        ConversionOptions options, DatasetInfo info, ConversionFormat[] formats, string folder, Action<long>? progress, CancellationToken cancellation)
    {
        using var store = FrameStore.Of(options.Source, info.Layout);
        var targets = formats.Select(format => new ConversionTarget(format.Name, Directory.CreateDirectory(Path.Combine(folder, format.Name)).FullName, info, options)).ToArray();
        var writers = new List<FormatWriter>();
        try
        {
            foreach (var (format, target) in formats.Zip(targets))
                writers.Add(format.Create(target));
            if (writers.Exists(writer => writer.Surveys))
                foreach (var image in Images(store, info, null, cancellation))
                    writers.ForEach(writer => writer.Survey(image));
            foreach (var image in Images(store, info, progress, cancellation))
            {
                foreach (var (writer, target) in writers.Zip(targets))
                    target.Count(writer.Add(image));
            }
            writers.ForEach(writer => writer.Finish());
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
        return [.. targets.Select(target => target.Summary)];
    }

    private static IEnumerable<SourceImage> Images(FrameStore store, DatasetInfo info, Action<long>? progress, CancellationToken cancellation)
    {
        var known = info.Categories.Select(category => category.Name).ToHashSet(StringComparer.Ordinal);
        var done = 0L;
        foreach (var frame in store.Frames)
        {
            cancellation.ThrowIfCancellationRequested();
            var (record, output) = (store.Place(frame), store.Output(frame, info.Grid));
            foreach (var image in output.Images.Select(image => new SourceImage(store, frame, image, output.Split, record)))
            {
                if (image.Annotated.FirstOrDefault(instance => !known.Contains(instance.Category!)) is { } stranger)
                    throw new RenderException(
                        Failure.InvalidInput, $"no valid frame record: instance {stranger.Number} has the category '{stranger.Category}', which dataset.json does not know.", record);
                yield return image;
            }
            progress?.Invoke(++done);
        }
    }

    /// <summary>A conversion within its own dataset, or a dataset within its conversion, would change the dataset.</summary>
    private static void RefuseNesting(ConversionOptions options)
    {
        var (source, target) = (Resolve(options.Source) + "/", Resolve(options.Target) + "/");
        if (target.StartsWith(source, StringComparison.Ordinal) || source.StartsWith(target, StringComparison.Ordinal))
            throw new RenderException(
                Failure.Usage, $"the conversion and the dataset {options.Source} lie within each other.", options.Target, "Name a folder beside the dataset.");
    }

    /// <summary>The path without links, as far as it exists.</summary>
    private static string Resolve(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path.TrimEnd('/');
        var file = Path.Combine(Resolve(parent) + "/", Path.GetFileName(path));
        var link = new FileInfo(file);
        return link.LinkTarget is null ? file : Resolve(link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file + "?");
    }

    /// <summary>What an earlier conversion of this dataset left in the target.</summary>
    private static FormatSummary[] ReadBefore(ConversionOptions options, DatasetInfo info)
    {
        if (File.Exists(options.Target))
            throw new RenderException(Failure.Usage, "this is a file; a conversion is a folder.", options.Target);
        if (!Directory.Exists(options.Target) || !Directory.EnumerateFileSystemEntries(options.Target).Any(entry => Path.GetFileName(entry) != DatasetFiles.Staging))
            return [];
        const string Remedy = "Name another folder, or one that does not exist yet.";
        var file = Path.Combine(options.Target, Report);
        if (!File.Exists(file))
            throw new RenderException(Failure.InvalidInput, "it has files in it, and they are no conversion: there is no conversion.json.", options.Target, Remedy);
        ConversionInfo? there;
        try
        {
            there = JsonSerializer.Deserialize(DatasetFiles.Read(file), DatasetJson.Default.ConversionInfo);
        }
        catch (JsonException e)
        {
            throw new RenderException(Failure.InvalidInput, $"it describes no conversion: {e.Message}", file, Remedy, e);
        }
        if (there is null || there.Schema != ConversionInfo.Version)
            throw new RenderException(Failure.InvalidInput, $"its schema is '{there?.Schema}', this program writes '{ConversionInfo.Version}'.", file, Remedy);
        if (there.SceneHash != info.SceneHash || there.Seed != info.Seed)
            throw new RenderException(Failure.InvalidInput, "it holds a conversion of another dataset.", options.Target, Remedy);
        var known = ConversionFormat.All.Select(format => format.Name).Append(Report).Append(DatasetFiles.Staging).ToHashSet(StringComparer.Ordinal);
        if (Directory.EnumerateFileSystemEntries(options.Target).FirstOrDefault(entry => !known.Contains(Path.GetFileName(entry))) is { } other)
            throw new RenderException(Failure.InvalidInput, "this is no part of a conversion.", other, "Move it away, or name another folder.");
        return [.. there.Formats.Where(format => format is not null && Directory.Exists(Path.Combine(options.Target, format.Format)))];
    }

    /// <summary>What is not made again would go away: others may have put it there.</summary>
    private static void RefuseStrangers(string folder, string made)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new RenderException(Failure.InvalidInput, "this is a link, and it is not written through.", folder, "Remove it.");
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            if (!File.Exists(Path.Combine(made, Path.GetRelativePath(folder, file))))
                throw new RenderException(
                    Failure.InvalidInput, "this conversion does not make this file, and would remove it.", file, "Move it away, or remove the format's folder.");
    }

    private static void Publish(string target, Staging staging, string format)
    {
        var folder = Path.Combine(target, format);
        if (Directory.Exists(folder))
            Directory.Move(folder, Path.Combine(staging.Folder, "before-" + format));
        Directory.Move(Path.Combine(staging.Folder, format), folder);
    }

    private static void WriteReport(string target, Staging staging, DatasetInfo info, FormatSummary[] formats)
    {
        var report = new ConversionInfo
        {
            Schema = ConversionInfo.Version,
            SceneHash = info.SceneHash,
            Seed = info.Seed,
            Formats = [.. formats.OrderBy(format => format.Format, StringComparer.Ordinal)],
        };
        File.WriteAllBytes(Path.Combine(staging.Folder, Report), JsonSerializer.SerializeToUtf8Bytes(report, DatasetJson.Default.ConversionInfo));
        staging.Publish(target, Report);
    }

    private static void RemoveIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
