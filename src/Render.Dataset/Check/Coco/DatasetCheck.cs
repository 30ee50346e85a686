using Render.Core;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges every COCO file of a folder, and the splits against each other.</summary>
public sealed class DatasetCheck
{
    private readonly CocoCheckOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly SplitRules? _splits;
    private CocoCheck? _current;

    private DatasetCheck(string path, CocoCheckOptions options, CancellationToken cancellation)
    {
        (_options, _cancellation) = (options, cancellation);
        Files = Find(path);
        if (Files.Select(ImageFolder.SplitOf).Distinct(StringComparer.Ordinal).Count() > 1)
            _splits = new();
    }

    /// <summary>What is judged.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Where it is; may be asked from another thread.</summary>
    public (string File, long Position) Progress => _current is { } current ? (current.File, current.Position) : ("", 0);

    /// <param name="path">A COCO file, or a folder: all of its <c>annotations/*.json</c>, else the COCO files in it and in the folders right below it.</param>
    /// <param name="options">Null: the default ones.</param>
    /// <param name="cancellation">Ends it between two elements.</param>
    /// <exception cref="RenderException">There is nothing to judge.</exception>
    public static DatasetCheck Open(string path, CocoCheckOptions? options = null, CancellationToken cancellation = default) => new(path, options ?? new(), cancellation);

    /// <summary>Each file's verdict, one by one.</summary>
    public IEnumerable<FileVerdict> Run()
    {
        foreach (var file in Files)
        {
            if (_splits is not null)
                _splits.Split = ImageFolder.SplitOf(file);
            _current = new CocoCheck(file, _options, _splits, _cancellation);
            yield return _current.Judge();
        }
    }

    /// <summary>Writes a repaired copy of the file that was judged last, and judges that.</summary>
    /// <param name="verdict">What was said of it.</param>
    /// <param name="target">Must not be there.</param>
    /// <returns>What was changed, and what is left; null where the file cannot be copied, since parts of it could not be read.</returns>
    /// <exception cref="RenderException">The target is there, or the disk fails.</exception>
    public (RepairReport Report, FileVerdict Left)? Repair(FileVerdict verdict, string target)
    {
        if (_current is not { } judged || judged.File != verdict.File)
            throw new InvalidOperationException("another file was judged last");
        if (!verdict.IsWhole || verdict.Findings.Any(f => f.Kind == FindingCatalogue.InvalidUtf8))
            return null;
        var report = CocoRepair.Write(judged, target, _cancellation);
        return (report, new CocoCheck(target, _options with { Images = verdict.ImageFolder, OpenImages = verdict.ImageFolder is not null }, null, _cancellation).Judge());
    }

    /// <exception cref="RenderException">Something is there already.</exception>
    public static void RefuseExisting(string target)
    {
        if (Path.Exists(target))
            throw new RenderException(Failure.Usage, "the target of --fix is there already.", target, "Name one that is not: nothing is ever overwritten.");
    }

    private static string[] Find(string path) => DatasetFiles.Guard(path, () =>
    {
        if (!Directory.Exists(path))
            return [CocoCheck.Existing(path)];
        var annotations = Path.Combine(path, DatasetFiles.Annotations);
        string[] files = Directory.Exists(annotations)
            ? [.. Directory.EnumerateFiles(annotations, "*.json").Order(StringComparer.Ordinal)]
            : [.. Directory.EnumerateFiles(path, "*.json").Concat(Directory.EnumerateDirectories(path).SelectMany(d => Directory.EnumerateFiles(d, "*.json"))).Where(IsCoco).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new RenderException(
            Failure.InvalidInput, "there is no COCO file in annotations/, in the folder itself, or in one right below it.", path, "Give the file itself.");
    });

    /// <summary>Whether one of the three lists stands in a file, up to where it is JSON.</summary>
    private static bool IsCoco(string file)
    {
        try
        {
            using var stream = new CocoStream(file, new());
            while (stream.Next())
                if (stream.Part is CocoPart.Images or CocoPart.Annotations)
                    return true;
        }
        catch (UnreadableCocoException)
        {
            return false;
        }
        return false;
    }
}
