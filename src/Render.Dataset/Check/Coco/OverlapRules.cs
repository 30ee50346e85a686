using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Finds masks of one image that share pixels. Masks are kept by image until <see cref="MostRuns"/> run lengths are held; then the image that was begun
/// first is judged with the masks that it has, and no more of it are taken. So files whose annotations are grouped by image are judged wholly, whatever
/// their size, others as far as the memory goes.
/// </summary>
internal sealed class OverlapRules(FindingLog log)
{
    private const int MostRuns = 4 << 20;

    /// <summary>Pairs of masks that are compared in one image.</summary>
    private const int MostPairs = 20_000;

    private const double Share = 0.1;

    private readonly Dictionary<long, List<Held>> _images = [];
    private readonly Queue<long> _order = new();
    private readonly IdSet _judged = new();
    private long _runs;

    public void Add(CocoAnnotation a, MaskShape mask)
    {
        if (!mask.IsKnown || mask.Area == 0 || a.Crowd == 1 || _judged.Contains(a.ImageId.Value))
            return;
        if (!_images.TryGetValue(a.ImageId.Value, out var held))
        {
            _images.Add(a.ImageId.Value, held = []);
            _order.Enqueue(a.ImageId.Value);
        }
        held.Add(new(log.Here, mask.Box, mask.Area, [.. mask.Counts]));
        // What a list of its own costs counts too.
        for (_runs += mask.Counts.Count + 32; _runs > MostRuns && _order.Count > 0;)
            Judge(_order.Dequeue());
    }

    public void Finish()
    {
        while (_order.TryDequeue(out var image))
            Judge(image);
    }

    private void Judge(long image)
    {
        var masks = _images[image];
        _images.Remove(image);
        _judged.Add(image);
        _runs -= masks.Sum(m => m.Counts.Length + 32L);
        masks.Sort((a, b) => a.Box.X.CompareTo(b.Box.X));
        var pairs = 0;
        for (var i = 0; i < masks.Count; i++)
            for (var j = i + 1; j < masks.Count && masks[j].Box.X < masks[i].Box.X + masks[i].Box.Width; j++)
            {
                var (a, b) = (masks[i], masks[j]);
                if (a.Box.Y >= b.Box.Y + b.Box.Height || b.Box.Y >= a.Box.Y + a.Box.Height)
                    continue;
                if (++pairs > MostPairs)
                    return;
                var (shared, smaller) = (Shared(a.Counts, b.Counts), Math.Min(a.Area, b.Area));
                if (shared > Share * smaller)
                    log.AddAt(a.Place with { Detail = FormattableString.Invariant($"shares {shared} pixels, {100.0 * shared / smaller:0} % of the smaller, with annotation {b.Place.Annotation}") }, Kinds.Overlap);
            }
    }

    private static long Shared(uint[] a, uint[] b)
    {
        var (shared, i, j) = (0L, 0, 0);
        long endA = a[0], endB = b[0], at = 0;
        while (i < a.Length && j < b.Length)
        {
            var next = Math.Min(endA, endB);
            if (i % 2 == 1 && j % 2 == 1)
                shared += next - at;
            at = next;
            if (endA == at && ++i < a.Length)
                endA += a[i];
            if (endB == at && j < b.Length && ++j < b.Length)
                endB += b[j];
        }
        return shared;
    }

    private sealed record Held(FindingPlace Place, Render.Dataset.Coco.PixelBox Box, long Area, uint[] Counts);
}
