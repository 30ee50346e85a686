using System.Text.Json;
using Render.Dataset.Commit;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <param name="File">The repaired copy.</param>
/// <param name="Changes">How often what was mended, by the code of the finding.</param>
public sealed record RepairReport(string File, IReadOnlyDictionary<string, long> Changes);

/// <summary>
/// Writes a copy of a file that was judged, with everything mended that needs no guess. It streams as the check does: the same rules are asked again of every
/// element, and what they call mendable is done. Elements without faults are copied byte for byte; the lists stand in the order images, categories, annotations,
/// behind everything else, and the file is read once for each.
/// </summary>
internal sealed class CocoRepair
{
    /// <summary>Beyond, ids lose digits wherever numbers are doubles.</summary>
    private const long LargestExact = 1L << 53;

    private readonly FindingLog _log = new();
    private readonly SortedDictionary<string, long> _changes = new(StringComparer.Ordinal);
    private readonly CocoCheck _judged;
    private readonly ImageRules _images;
    private readonly CategoryRules _categories;
    private readonly AnnotationRules _annotations;
    private readonly ElementPatch _patch = new();
    private readonly CancellationToken _cancellation;
    private readonly long _shift;
    private long _lastId;
    private bool _any;

    private CocoRepair(CocoCheck judged, CancellationToken cancellation)
    {
        (_judged, _cancellation) = (judged, cancellation);
        var known = judged.Rules;
        (_images, _categories) = (new(_log), new(_log));
        // References are judged by all that the file has, wherever it stands in it.
        _annotations = new(_log, known.Images, known.Categories, compareMasks: false) { Knows = known.Annotations.Knows };
        _lastId = known.Annotations.LargestId < LargestExact ? known.Annotations.LargestId : 0;
        _shift = known.Categories.HasZero ? 1 : 0;
    }

    /// <param name="judged">The file, judged to its end.</param>
    /// <param name="target">Is written under a temporary name, and must not be there.</param>
    /// <param name="cancellation">Ends it between two elements; nothing is left.</param>
    /// <exception cref="Render.Core.RenderException">The target is there, or the disk fails.</exception>
    public static RepairReport Write(CocoCheck judged, string target, CancellationToken cancellation) => DatasetFiles.Guard(target, () =>
    {
        DatasetCheck.RefuseExisting(target);
        var repair = new CocoRepair(judged, cancellation);
        var partial = $"{target}.{Environment.ProcessId}.partial";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        try
        {
            using (var to = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                repair.Copy(to);
            Durable.Flush(partial);
            File.Move(partial, target, overwrite: false);
        }
        finally
        {
            File.Delete(partial);
        }
        return new RepairReport(target, repair._changes);
    });

    private void Copy(Stream to)
    {
        to.WriteByte((byte)'{');
        var keys = CopyOthers(to);
        foreach (var (part, name) in new[] { (CocoPart.Images, "images"), (CocoPart.Categories, "categories"), (CocoPart.Annotations, "annotations") })
        {
            if (!keys.Contains(name))
                continue;
            Separate(to);
            to.Write(System.Text.Encoding.ASCII.GetBytes($"\"{name}\":["));
            CopyList(to, part);
            to.Write("\n]"u8);
        }
        to.Write("}\n"u8);
    }

    private void Separate(Stream to)
    {
        if (_any)
            to.Write(",\n"u8);
        _any = true;
    }

    /// <summary>The members that are no lists of COCO; the names of all.</summary>
    private IReadOnlySet<string> CopyOthers(Stream to)
    {
        // The last of a repeated member counts, as for Python.
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var stream = new CocoStream(_judged.File, _log))
            while (stream.Next())
                if (stream.Part == CocoPart.Other)
                    last[stream.Key] = stream.Offset;
        if (_log.Count(Kinds.ByteOrderMark) > 0)
            Changed(Kinds.ByteOrderMark);
        using var again = new CocoStream(_judged.File, new());
        while (again.Next())
        {
            if (again.Part != CocoPart.Other)
                continue;
            if (last[again.Key] != again.Offset || again.HasNonFinite)
            {
                Changed(again.HasNonFinite ? Kinds.NonFiniteLiteral : Kinds.DuplicateKey);
                continue;
            }
            Separate(to);
            to.Write([(byte)'"', .. JsonEncodedText.Encode(again.Key).EncodedUtf8Bytes, (byte)'"', (byte)':']);
            to.Write(again.Element);
        }
        return again.Keys;
    }

    private void CopyList(Stream to, CocoPart part)
    {
        using var stream = new CocoStream(_judged.File, new());
        var any = false;
        while (stream.Next())
        {
            if (stream.Part != part)
                continue;
            _cancellation.ThrowIfCancellationRequested();
            _log.At(stream.Offset, stream.Line);
            _patch.Clear();
            if (stream.Kind != JsonTokenType.StartObject)
            {
                Changed(Kinds.NoElement);
                continue;
            }
            var keep = part switch { CocoPart.Images => MendImage(stream), CocoPart.Categories => MendCategory(stream), _ => MendAnnotation(stream) };
            if (!keep)
                continue;
            if (_log.Mendable.Contains(Kinds.DuplicateKey))
                _patch.Rewrite = true;
            if (stream.HasNonFinite)
                Changed(Kinds.NonFiniteLiteral);
            _patch.Apply(stream);
            foreach (var kind in _log.Mendable)
                Changed(kind);
            to.Write(any ? ",\n"u8 : "\n"u8);
            to.Write(_patch.Written);
            any = true;
        }
    }

    private void Changed(FindingKind kind) => _changes[kind.Code] = _changes.GetValueOrDefault(kind.Code) + 1;

    private bool Has(FindingKind kind) => _log.Mendable.Contains(kind);

    /// <summary>Leaves the element out.</summary>
    private bool Without(FindingKind kind)
    {
        Changed(kind);
        return false;
    }

    private bool MendImage(CocoStream stream)
    {
        var files = _judged.Rules.Files;
        var image = _images.Judge(stream, files.Size);
        if (Has(Kinds.DuplicateImageId))
            return Without(Kinds.DuplicateImageId);
        if (image.Id.Kind != IdKind.Integer && image.Id.IsNumber)
            _patch.Set("id", image.Id.Value);
        if (Has(Kinds.BadSize) && files.Size(image) is { } size)
        {
            _patch.Set("width", size.Width);
            _patch.Set("height", size.Height);
        }
        if (image.FileName is not { } name)
            return true;
        var straight = Has(Kinds.Backslash) ? name.Replace('\\', '/') : name;
        if (files.Name(straight) is { } onDisk && onDisk != straight)
        {
            straight = onDisk;
            Changed(Kinds.RenamedImage);
        }
        if (straight != name)
            _patch.Set("file_name", straight);
        return true;
    }

    private long NewId()
    {
        do
            _lastId++;
        while (_judged.Rules.Annotations.Ids.Contains(_lastId));
        return _lastId;
    }

    private bool MendCategory(CocoStream stream)
    {
        var id = _categories.Judge(stream);
        if (id.IsNumber && (id.Kind != IdKind.Integer || _shift != 0))
            _patch.Set("id", id.Value + _shift);
        return true;
    }

    private bool MendAnnotation(CocoStream stream)
    {
        _annotations.Judge(stream);
        foreach (var kind in new[] { Kinds.UnknownImage, Kinds.UnknownCategory, Kinds.SameAnnotation })
            if (Has(kind))
                return Without(kind);
        var a = _annotations.Current;
        if (!(a.Id is { Kind: IdKind.Integer, Value: > 0 } && !Has(Kinds.DuplicateAnnotationId)))
            _patch.Set("id", a.Id is { IsNumber: true, Value: > 0 } && !Has(Kinds.DuplicateAnnotationId) ? a.Id.Value : NewId());
        if (a.ImageId.Kind != IdKind.Integer && a.ImageId.IsNumber)
            _patch.Set("image_id", a.ImageId.Value);
        if (a.CategoryId.IsNumber && (a.CategoryId.Kind != IdKind.Integer || _shift != 0))
            _patch.Set("category_id", a.CategoryId.Value + _shift);
        if (Has(Kinds.NoCrowd) || Has(Kinds.BoolCrowd))
            _patch.Set("iscrowd", a.Crowd);
        if (Has(Kinds.NoKeypointCount) || Has(Kinds.WrongKeypointCount))
            _patch.Set("num_keypoints", a.Keypoints.Where((v, i) => i % 3 == 2 && v > 0).Count());
        MendMask(a);
        MendBox(a);
        return true;
    }

    private void MendMask(CocoAnnotation a)
    {
        if (Has(Kinds.SwappedSize) || Has(Kinds.RowMajor))
        {
            var image = _judged.Rules.Images.Entries.Get(a.ImageId.Value);
            _patch.SetRuns("segmentation", image.Height, image.Width, _annotations.Mask.Counts);
        }
        else if (Has(Kinds.RunList))
            _patch.SetRuns("segmentation", a.Rows, a.Columns, a.Counts);
        else if (Has(Kinds.FlatPolygon) || Has(Kinds.NestedPolygon) || Has(Kinds.ShortPolygon) || Has(Kinds.FlatlinePolygon))
            _patch.SetPolygons("segmentation", a, _annotations.Polygons, Has(Kinds.ShortPolygon) || Has(Kinds.FlatlinePolygon));
    }

    private void MendBox(CocoAnnotation a)
    {
        var (mask, polygons) = (_annotations.Mask, _annotations.Polygons);
        var image = _annotations.CurrentImage;
        if (Has(Kinds.BadBox) || Has(Kinds.EmptyBox) || Has(Kinds.BoxElsewhere) || Has(Kinds.BoxOffMask) || Has(Kinds.BoxOffByOne))
        {
            var box = new double[4];
            BoxRules.OfMask(a, image, mask, polygons, box);
            _patch.Set("bbox", box);
        }
        else if (Has(Kinds.BoxOutside))
        {
            var (x, y) = (Math.Max(0, a.Box[0]), Math.Max(0, a.Box[1]));
            _patch.Set("bbox", [x, y, Math.Min(image.Width, a.Box[0] + a.Box[2]) - x, Math.Min(image.Height, a.Box[1] + a.Box[3]) - y]);
        }
        if (!(Has(Kinds.BadArea) || Has(Kinds.NoArea) || Has(Kinds.BoxArea) || Has(Kinds.WrongArea)))
            return;
        if (mask is { IsKnown: true, Area: > 0 })
            _patch.Set("area", a.HasPolygons && polygons.Area > 0 ? polygons.Area : mask.Area);
        else
            _patch.Set("area", a.Box[2] * a.Box[3]);
    }
}
