using System.IO.Hashing;
using System.Runtime.InteropServices;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Judges annotations one by one. Kept of each: its id (nothing where they count up, else up to 16 bytes) and a hash of what it says (up to 16 bytes; twice
/// that for a moment while the set grows).
/// </summary>
internal sealed class AnnotationRules
{
    private readonly FindingLog _log;
    private readonly ImageRules _images;
    private readonly CategoryRules _categories;
    private readonly BoxRules _boxes;
    private readonly MaskRules _masks;
    private readonly KeypointRules _keypoints;
    private readonly OverlapRules? _overlaps;
    private readonly AnnotationReader _reader = new();
    private readonly XxHash3 _hash = new();
    private readonly IdSet _contents = new();

    /// <param name="log">Takes what is found.</param>
    /// <param name="images">Were read before.</param>
    /// <param name="categories">Likewise.</param>
    /// <param name="compareMasks">Whether overlaps are looked for.</param>
    public AnnotationRules(FindingLog log, ImageRules images, CategoryRules categories, bool compareMasks = true)
    {
        (_log, _images, _categories) = (log, images, categories);
        (_boxes, _masks, _keypoints, _overlaps) = (new(log), new(log), new(log), compareMasks ? new(log) : null);
    }

    /// <summary>The annotation that was judged last.</summary>
    public CocoAnnotation Current { get; } = new();

    /// <summary>Its image; sizes are 0 where they are not known.</summary>
    public ImageEntry CurrentImage { get; private set; }

    /// <summary>All ids so far.</summary>
    public IdSet Ids { get; } = new();

    /// <summary>Its mask.</summary>
    public MaskShape Mask { get; } = new();

    public PolygonShape Polygons => _masks.Polygons;

    public long Count { get; private set; }

    public long LargestId { get; private set; }

    /// <summary>Whether the lists that annotations refer to could be read; where they could not, nothing is said of references.</summary>
    public (bool Images, bool Categories) Knows { get; set; } = (true, true);

    /// <summary>How many masks are run lengths as a string, as a list, and polygons, of annotations that are no crowds.</summary>
    public (long Compressed, long Listed, long Polygons, long Boxes) Forms { get; private set; }

    public void Judge(CocoStream stream)
    {
        _reader.Read(stream, Current);
        var a = Current;
        Count++;
        _log.Of(a.ImageId.Shown, a.Id.Shown);
        if (a.RepeatedKey is { } key)
            _log.Add(Kinds.DuplicateKey, $"\"{key}\" of an annotation", mendable: true);
        JudgeId(a);
        var (image, isKnown) = JudgeReferences(a);
        CurrentImage = image;
        if (a.HasSegments || a.HasCaption)
        {
            if (_log.Count(Kinds.OtherTask) == 0)
                _log.Add(Kinds.OtherTask);
            return;
        }
        Tally(a);
        CrowdRules.Judge(a, _log);
        Mask.Take(a, image.Width, image.Height);
        _masks.Judge(a, image, Mask);
        if (_log.Mendable.Contains(Kinds.RowMajor) || _log.Mendable.Contains(Kinds.SwappedSize))
            Mask.TakeMended(a, image);
        _boxes.Judge(a, image, Mask, _masks.Polygons);
        if (a.CategoryId.IsKnown && _categories.Entries.Contains(a.CategoryId.Value))
            _keypoints.Judge(a, image, _categories.Entries.Get(a.CategoryId.Value));
        if (!isKnown)
            return;
        if (!_contents.Add(Contents(a)))
            _log.Add(Kinds.SameAnnotation, mendable: true);
        else
            _overlaps?.Add(a, Mask);
    }

    public void Finish()
    {
        _boxes.Finish();
        _masks.Finish();
        _overlaps?.Finish();
    }

    private void JudgeId(CocoAnnotation a)
    {
        IdRules.Judge(_log, a.Id, "an annotation's id", mendable: true);
        if (!a.Id.IsKnown)
            return;
        LargestId = a.Id.IsNumber ? Math.Max(LargestId, a.Id.Value) : LargestId;
        if (!Ids.Add(a.Id.Value))
            _log.Add(Kinds.DuplicateAnnotationId, $"annotation {a.Id.Value}", mendable: true);
        if (a.Id is { IsNumber: true, Value: 0 })
            _log.Add(Kinds.AnnotationIdZero, mendable: true);
        else if (a.Id is { IsNumber: true, Value: < 0 })
            _log.Add(Kinds.NegativeId, mendable: true);
    }

    private (ImageEntry Image, bool IsKnown) JudgeReferences(CocoAnnotation a)
    {
        var isCategory = a.CategoryId.IsKnown && _categories.Entries.Contains(a.CategoryId.Value);
        if (!a.HasCaption && !(a.HasSegments && a.CategoryId.Kind == IdKind.Missing))
        {
            IdRules.Judge(_log, a.CategoryId, "a category_id", mendable: a.CategoryId.IsNumber && isCategory);
            if (a.CategoryId.IsKnown && !isCategory && Knows.Categories)
                _log.Add(Kinds.UnknownCategory, a.CategoryId.IsNumber ? $"category_id {a.CategoryId.Value}" : null, mendable: true);
        }
        var isImage = a.ImageId.IsKnown && _images.Entries.Contains(a.ImageId.Value);
        IdRules.Judge(_log, a.ImageId, "an image_id", mendable: a.ImageId.IsNumber && isImage);
        if (!isImage)
        {
            if (a.ImageId.IsKnown && Knows.Images)
                _log.Add(Kinds.UnknownImage, a.ImageId.IsNumber ? $"image_id {a.ImageId.Value}" : null, mendable: true);
            return (default, false);
        }
        ref var image = ref _images.Entries.Get(a.ImageId.Value);
        image.IsAnnotated = true;
        return (image, true);
    }

    private void Tally(CocoAnnotation a)
    {
        var (compressed, listed, polygons, boxes) = Forms;
        if (a.Crowd == 1)
            return;
        Forms = a.Form switch
        {
            SegmentationForm.CompressedRuns => (compressed + 1, listed, polygons, boxes),
            SegmentationForm.RunList => (compressed, listed + 1, polygons, boxes),
            _ when a.HasPolygons => (compressed, listed, polygons + 1, boxes),
            _ => (compressed, listed, polygons, boxes + 1),
        };
    }

    /// <summary>Of what the annotation says, without its id.</summary>
    private long Contents(CocoAnnotation a)
    {
        _hash.Reset();
        _hash.Append(MemoryMarshal.AsBytes<long>([a.ImageId.Value, a.CategoryId.Value, (long)a.Form, a.Rows, a.Columns]));
        _hash.Append(MemoryMarshal.AsBytes<double>(a.Box));
        _hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(a.Coordinates)));
        _hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(a.Counts)));
        _hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(a.Keypoints)));
        return (long)_hash.GetCurrentHashAsUInt64();
    }
}
