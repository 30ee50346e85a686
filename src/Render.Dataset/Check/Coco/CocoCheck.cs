using System.Text.Json;
using Render.Core;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <param name="Images">Folder of the images; null: looked for beside the file.</param>
/// <param name="OpenImages">Whether image files are looked at.</param>
/// <param name="Places">Places that are named of each kind of finding.</param>
public sealed record CocoCheckOptions(string? Images = null, bool OpenImages = true, int Places = 5);

/// <summary>
/// Judges one COCO file of any size: it streams, and what is kept of each image and annotation is said at <see cref="ImageRules"/> and
/// <see cref="AnnotationRules"/>. Images and categories have to be known before annotations: where they stand behind them, the file is read ahead once.
/// </summary>
public sealed class CocoCheck
{
    /// <summary>Names that decide where the images are.</summary>
    private const int SampledNames = 64;

    private static readonly string[] Lists = ["images", "annotations", "categories"];

    private readonly string _file;
    private readonly CocoCheckOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly SplitRules? _splits;
    private readonly FindingLog _log;
    private readonly ImageRules _images;
    private readonly CategoryRules _categories;
    private readonly AnnotationRules _annotations;
    private readonly ImageFolder? _folder;
    private readonly ImageFileRules _files;
    private bool _imagesRead, _categoriesRead;
    private long _imageCount, _categoryCount, _position;

    internal CocoCheck(string file, CocoCheckOptions options, SplitRules? splits, CancellationToken cancellation)
    {
        (_file, _options, _splits, _cancellation) = (file, options, splits, cancellation);
        _log = new(options.Places);
        (_images, _categories) = (new(_log), new(_log));
        _annotations = new(_log, _images, _categories);
        _folder = !options.OpenImages ? null : options.Images is { } given ? ImageFolder.At(given) : ImageFolder.Find(file, SampleNames(file));
        _files = new(_log, _folder);
        if (options is { OpenImages: true, Images: { } folder } && _folder is null)
            throw new RenderException(Failure.Usage, "there is no such folder of images", folder);
    }

    internal string File => _file;

    /// <summary>Bytes read so far; may be asked from another thread.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>What the repair needs to know of a file that was judged.</summary>
    internal (ImageRules Images, CategoryRules Categories, AnnotationRules Annotations, ImageFileRules Files) Rules => (_images, _categories, _annotations, _files);

    /// <exception cref="RenderException">The file is not there or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static FileVerdict Run(string file, CocoCheckOptions? options = null, CancellationToken cancellation = default)
    {
        var check = new CocoCheck(Existing(file), options ?? new(), null, cancellation);
        return check.Judge();
    }

    internal static string Existing(string file) => System.IO.File.Exists(file)
        ? file
        : throw new RenderException(Failure.InvalidInput, "there is no such file.", file, "Give a COCO file, or a folder that holds some.");

    internal FileVerdict Judge() => DatasetFiles.Guard(_file, () =>
    {
        var isWhole = true;
        try
        {
            using var stream = new CocoStream(_file, _log);
            while (stream.Next())
            {
                _cancellation.ThrowIfCancellationRequested();
                Volatile.Write(ref _position, stream.Position);
                Judge(stream);
            }
            if (Lists.Where(k => !stream.Keys.Contains(k)).ToArray() is { Length: > 0 } missing)
                _log.AddAt(new(null, null, 0, 1, $"there is no {string.Join(", no ", missing)}"), Kinds.NoCocoObject);
        }
        catch (UnreadableCocoException e)
        {
            isWhole = false;
            _log.AddAt(e.Place, e.Kind);
        }
        _annotations.Finish();
        if (isWhole)
        {
            _categories.Finish();
            _splits?.Compare(_log, _categories.Entries);
            _images.Finish();
        }
        var (compressed, listed, polygons, boxes) = _annotations.Forms;
        var findings = _log.Findings;
        return new FileVerdict(
            _file, _folder?.Path, isWhole, _imageCount, _annotations.Count, _categoryCount, _files.Checked, _files.Absent, new(polygons, compressed, listed, boxes), findings,
            ConsumerVerdict.All(findings, new(polygons, compressed, listed, boxes)));
    });

    private void Judge(CocoStream stream)
    {
        if (stream.Part == CocoPart.Annotations && !(_imagesRead && _categoriesRead))
            ReadAhead();
        if ((stream.Part == CocoPart.Images && _imagesRead) || (stream.Part == CocoPart.Categories && _categoriesRead) || stream.Part == CocoPart.Other)
            return;
        Judge(stream, stream.Part);
    }

    private void Judge(CocoStream stream, CocoPart part)
    {
        _log.At(stream.Offset, stream.Line);
        if (stream.Kind != JsonTokenType.StartObject)
        {
            _log.Add(Kinds.NoElement, $"in {stream.Key}", mendable: true);
            return;
        }
        switch (part)
        {
            case CocoPart.Images:
                _imageCount++;
                var image = _images.Judge(stream, _files.Size);
                var found = _options.OpenImages ? _files.Judge(image) : null;
                _splits?.Add(_log, image.FileName, found, _folder);
                break;
            case CocoPart.Categories:
                _categoryCount++;
                _categories.Judge(stream);
                break;
            case CocoPart.Annotations:
                _annotations.Judge(stream);
                break;
        }
    }

    /// <summary>Judges the images and categories that stand behind the annotations.</summary>
    private void ReadAhead()
    {
        var (images, categories) = (_imageCount == 0, _categoryCount == 0);
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (images || categories)
        {
            // What is wrong with the file as JSON is logged when it is read in order.
            using var ahead = new CocoStream(_file, new());
            try
            {
                while (ahead.Next())
                {
                    _cancellation.ThrowIfCancellationRequested();
                    if ((ahead.Part == CocoPart.Images && images) || (ahead.Part == CocoPart.Categories && categories))
                        Judge(ahead, ahead.Part);
                }
                found.UnionWith(ahead.Keys);
            }
            catch (UnreadableCocoException)
            {
                // Judged when reading comes there; what is cut off there is not missed.
            }
        }
        (_imagesRead, _categoriesRead) = (true, true);
        _annotations.Knows = (!images || found.Contains("images"), !categories || found.Contains("categories"));
    }

    private static List<string> SampleNames(string file)
    {
        var names = new List<string>();
        try
        {
            var log = new FindingLog();
            using var stream = new CocoStream(file, log);
            var rules = new ImageRules(log);
            while (names.Count < SampledNames && stream.Next())
                if (stream is { Part: CocoPart.Images, Kind: JsonTokenType.StartObject } && rules.Judge(stream, _ => null).FileName is { } name)
                    names.Add(name.Replace('\\', '/'));
        }
        catch (UnreadableCocoException)
        {
            // The check itself says so.
        }
        return names;
    }
}
