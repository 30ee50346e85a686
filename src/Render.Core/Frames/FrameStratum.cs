using System.Text.Json.Serialization;

namespace Render.Core.Frames;

/// <summary>The stratum that an object was made for, and what was found of it before anything was rendered.</summary>
public sealed record FrameStratum
{
    /// <summary>The group of objects whose strata they are.</summary>
    public required string Group { get; init; }

    /// <summary>The bin on each axis: <c>category</c>, <c>size_px</c>, <c>visible</c>, and named draws as <c>$NAME</c>.</summary>
    public required SortedDictionary<string, string> Bins { get; init; }

    /// <summary>Longer side of the box around the pixels that it would cover alone.</summary>
    public double? SizePx { get; init; }

    /// <summary>Pixels that it would cover if nothing were in front of it, in the picture and around it; counted on every n-th pixel of large objects, n each way.</summary>
    public int? AmodalPixels { get; init; }

    /// <summary>Part of these that is seen, 0..1.</summary>
    public double? Visible { get; init; }
}

/// <summary>The strata of a group of objects: every combination of the bins is a stratum, and its share of the objects is the product of those of its bins.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Axes">At least one.</param>
public sealed record StrataTable(string Group, StrataTableAxis[] Axes)
{
    /// <summary>Number of the camera in whose images they are counted; of several views, in those of the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Camera { get; init; }
}

/// <param name="Name">As in <see cref="FrameStratum.Bins"/>.</param>
/// <param name="Bins">At least one.</param>
public sealed record StrataTableAxis(string Name, StrataTableBin[] Bins);

/// <param name="Name">Its own among those of the axis.</param>
/// <param name="Share">A whole number; of all objects, this part of the sum of the axis.</param>
/// <param name="Low">Of a range of numbers, which holds it; null: the bin is one word.</param>
/// <param name="High">Of a range of numbers, which holds it only where it is the greatest that there can be.</param>
public sealed record StrataTableBin(string Name, int Share, double? Low = null, double? High = null);
