using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary>Which labels a replay makes: those that the records have, and those that are asked for.</summary>
internal static class ReplayLabels
{
    private static readonly Dictionary<string, Func<LabelSettings, LabelSettings>> Additions = new(StringComparer.Ordinal)
    {
        ["depth"] = labels => labels with { Depth = labels.Depth ?? new() },
        ["semantic"] = labels => labels with { Semantic = true },
        ["instance"] = labels => labels with { Instance = true },
        ["amodal"] = labels => labels with { Amodal = labels.Amodal ?? new() },
        ["pose"] = labels => labels with { Pose = true },
        ["keypoints"] = labels => labels with { Keypoints = true },
        ["panoptic"] = labels => labels with { Panoptic = true },
        ["range"] = labels => labels with { Range = labels.Range ?? new() },
        ["normals"] = labels => labels with { Normals = true },
        ["coordinates"] = labels => labels with { Coordinates = true },
        ["albedo"] = labels => labels with { Albedo = true },
        ["color"] = labels => labels with { LabelsOnly = false },
    };

    /// <summary>As in a scene's list of labels, and the colour image.</summary>
    public static IEnumerable<string> Names => Additions.Keys;

    /// <summary>Names with commas or spaces between them.</summary>
    /// <exception cref="RenderException"><see cref="Failure.Usage"/>: a name is no label.</exception>
    public static string[] Parse(string[]? lists)
    {
        string[] names = [.. (lists ?? []).SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        return Array.Find(names, name => !Additions.ContainsKey(name)) is { } wrong
            ? throw new RenderException(Failure.Usage, $"--labels: '{wrong}' is no label.", remedy: $"Labels are {string.Join(", ", Names)}.")
            : names;
    }

    /// <summary>As the dataset of the records says; where there is none, as far as the records show it.</summary>
    /// <param name="dataset">Its folder; null: the one that all of the files lie in.</param>
    /// <param name="files">Of the records.</param>
    /// <param name="records">All of them.</param>
    /// <exception cref="RenderException">The records lie in datasets with other settings, or have not as many images as theirs says.</exception>
    public static RecordedLabels Recorded(string? dataset, IEnumerable<string> files, IReadOnlyCollection<FrameRecord> records)
    {
        var folders = dataset is not null ? [dataset] : files.Select(RecordedLabels.DatasetOf).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (folders.Length == 0)
            return RecordedLabels.Of(records);
        var labels = RecordedLabels.OfDataset(folders[0]);
        foreach (var other in folders.Skip(1).Select(RecordedLabels.OfDataset))
            if (other.Labels != labels.Labels || !other.Categories.SequenceEqual(labels.Categories) || other.Grid != labels.Grid)
                throw new RenderException(Failure.InvalidInput, $"the records of {other.Dataset} have other labels or categories than those of {labels.Dataset}.", remedy: "Replay them apart.");
        var input = records.First().Input;
        if (labels.Grid != new ImageGrid(1 + input.Variants.Length, 1, input.Cameras.Length))
            throw new RenderException(Failure.InvalidInput, $"its frames have {labels.Grid.Variants} variants and {labels.Grid.Cameras} cameras, the records {1 + input.Variants.Length} and {input.Cameras.Length}.", labels.Dataset, "Name the records' own dataset with --dataset.");
        return labels;
    }

    public static RecordedLabels With(RecordedLabels labels, string[] names, bool depth, bool semantic)
    {
        string[] all = [.. names, .. depth ? ["depth"] : Array.Empty<string>(), .. semantic ? ["semantic"] : Array.Empty<string>()];
        return labels with { Labels = all.Aggregate(labels.Labels, (settings, name) => Additions[name](settings)) };
    }
}
