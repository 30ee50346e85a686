using Render.Core.Frames;
using Render.Dataset.Records;

namespace Render.Dataset.Reports;

/// <summary>One stratum of a dataset, wished against got.</summary>
/// <param name="Bins">By axis.</param>
/// <param name="Wished">Annotations: its share of all objects that the group's strata made or tried to make.</param>
/// <param name="Got">Annotations that are what the stratum says, whatever they were made for.</param>
/// <param name="Dropped">Objects that were to serve it and found no place.</param>
/// <param name="Why">What stood in the way most often; null: nothing was dropped.</param>
public sealed record StratumReport(SortedDictionary<string, string> Bins, double Wished, long Got, long Dropped, string? Why)
{
    /// <summary>Got over wished, less one; 0 where nothing was wished.</summary>
    public double Off => Wished > 0 ? Got / Wished - 1 : 0;
}

/// <summary>The strata of one group of objects.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Objects">That were made or tried, over all images.</param>
/// <param name="Outside">Annotations that are in none of the strata.</param>
/// <param name="Strata">All of them, in the order of the axes' bins.</param>
public sealed record GroupStrataReport(string Group, long Objects, long Outside, StratumReport[] Strata)
{
    /// <summary>Those that some objects could not serve: the tries of each were not enough.</summary>
    public IEnumerable<StratumReport> Unreached => Strata.Where(stratum => stratum.Dropped > 0);
}

/// <summary>
/// Counts the annotations of each stratum of a group. The category and the visible pixels are those that were rendered, and so are the size and the pixels of the whole object
/// where amodal labels were made; else these are what was found before.
/// </summary>
internal sealed class StrataCount(StrataTable table)
{
    private readonly SortedDictionary<string, (long Got, long Dropped, SortedDictionary<string, long> Why)> _cells = new(StringComparer.Ordinal);
    private long _objects;
    private long _outside;

    /// <summary>What one image shows, and what was left out of it.</summary>
    public void Add(Frame frame, ImageOutput image)
    {
        // Other cameras and views show the same objects in other sizes.
        if (image.Camera != table.Camera)
            return;
        foreach (var (instance, seen) in frame.Instances.Zip(image.Instances))
        {
            if (instance.Stratum is not { } stratum || stratum.Group != table.Group)
                continue;
            _objects++;
            if (seen.NotAnnotated is not null)
                continue;
            if (BinsOf(stratum, seen) is { } bins)
                Cell(bins, cell => cell with { Got = cell.Got + 1 });
            else
                _outside++;
        }
        foreach (var drop in frame.Dropped)
        {
            if (drop.Stratum is not { } stratum || stratum.Group != table.Group)
                continue;
            _objects++;
            Cell(stratum.Bins, cell =>
            {
                cell.Why[drop.Reason] = cell.Why.GetValueOrDefault(drop.Reason) + 1;
                return cell with { Dropped = cell.Dropped + 1 };
            });
        }
    }

    public GroupStrataReport Report()
    {
        IEnumerable<(SortedDictionary<string, string> Bins, double Share)> cells = [([], 1)];
        foreach (var axis in table.Axes)
        {
            double parts = axis.Bins.Sum(bin => bin.Share);
            cells = cells.SelectMany(cell => axis.Bins, (cell, bin) => (new SortedDictionary<string, string>(cell.Bins, StringComparer.Ordinal) { [axis.Name] = bin.Name }, cell.Share * bin.Share / parts));
        }
        return new(table.Group, _objects, _outside, [.. cells.Select(cell =>
        {
            var (got, dropped, why) = _cells.GetValueOrDefault(Name(cell.Bins), (0, 0, []));
            return new StratumReport(cell.Bins, cell.Share * _objects, got, dropped, why.Count == 0 ? null : why.MaxBy(reason => reason.Value).Key);
        })]);
    }

    private void Cell(SortedDictionary<string, string> bins, Func<(long Got, long Dropped, SortedDictionary<string, long> Why), (long, long, SortedDictionary<string, long>)> change)
    {
        var name = Name(bins);
        _cells[name] = change(_cells.TryGetValue(name, out var cell) ? cell : (0, 0, new(StringComparer.Ordinal)));
    }

    private static string Name(SortedDictionary<string, string> bins) => string.Join('\n', bins.Values);

    /// <summary>The stratum that an annotation is in; null: none.</summary>
    private SortedDictionary<string, string>? BinsOf(FrameStratum stratum, InstanceOutput seen)
    {
        var bins = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var axis in table.Axes)
        {
            var bin = axis.Name switch
            {
                "category" => axis.Bins.FirstOrDefault(b => b.Name == seen.Category),
                "size_px" => Holding(axis, SizePx(stratum, seen)),
                "visible" => Holding(axis, VisiblePart(stratum, seen)),
                _ => axis.Bins.FirstOrDefault(b => b.Name == stratum.Bins.GetValueOrDefault(axis.Name)),
            };
            if (bin is null)
                return null;
            bins.Add(axis.Name, bin.Name);
        }
        return bins;
    }

    private static double? SizePx(FrameStratum stratum, InstanceOutput seen) => seen.Amodal?.Bbox is [_, _, var width, var height] ? Math.Max(width, height) : stratum.SizePx;

    private static double? VisiblePart(FrameStratum stratum, InstanceOutput seen) => seen.Amodal is { } amodal ? amodal.Visibility
        : stratum.AmodalPixels is { } whole and > 0 ? Math.Min(1, (double)seen.Area / whole) : null;

    private static StrataTableBin? Holding(StrataTableAxis axis, double? number)
    {
        var most = axis.Bins.Max(bin => bin.High);
        return axis.Bins.FirstOrDefault(bin => number >= bin.Low && (number < bin.High || (number == bin.High && bin.High == most)));
    }
}
