using Render.Core.Frames;

namespace Render.Core.Strata;

/// <summary>One part of an axis of strata: a range of numbers, or a single value.</summary>
/// <param name="Name">Its own among those of the axis.</param>
/// <param name="Share">Of the axis' objects, in whole parts; at least 1.</param>
/// <param name="Range">Null: the bin is <paramref name="Value"/> alone.</param>
/// <param name="Value">A word or a truth value; null: the bin is a range.</param>
internal sealed record StratumBin(string Name, int Share, (double Low, double High)? Range = null, object? Value = null)
{
    /// <summary>Ranges hold their lower end; the upper one belongs to the next range.</summary>
    public bool Holds(object value) => Range is { } range ? value is double number && number >= range.Low && number < range.High : Equals(value, Value);
}

/// <summary>One dimension of the strata of a group.</summary>
/// <param name="Name">As records name it.</param>
/// <param name="Bins">At least one.</param>
internal sealed record StratumAxis(string Name, IReadOnlyList<StratumBin> Bins)
{
    public const string Category = "category";
    public const string SizePx = "size_px";
    public const string Visible = "visible";

    /// <summary>Parts that all bins have together.</summary>
    public int Parts { get; } = Bins.Sum(bin => bin.Share);

    /// <summary>The bin of one of the parts.</summary>
    public StratumBin BinOf(int part)
    {
        foreach (var bin in Bins)
            if ((part -= bin.Share) < 0)
                return bin;
        throw new ArgumentOutOfRangeException(nameof(part));
    }

    public StrataTableAxis ToTable() => new(Name, [.. Bins.Select(bin => new StrataTableBin(bin.Name, bin.Share, bin.Range?.Low, bin.Range?.High))]);
}

/// <summary>A named draw whose values fall into bins.</summary>
/// <param name="Axis">Of the strata.</param>
/// <param name="Path">Of the draw.</param>
/// <param name="IsOfFrame">Whether all objects of a frame share it.</param>
/// <param name="IsFrozen">Whether it is its base, whatever the bin.</param>
/// <param name="At">Its value.</param>
internal sealed record DrawAxis(StratumAxis Axis, string Path, bool IsOfFrame, bool IsFrozen, Func<Sampling.DrawKey, int, object> At);
