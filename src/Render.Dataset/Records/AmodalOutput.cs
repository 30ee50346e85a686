namespace Render.Dataset.Records;

/// <summary>
/// One instance as if nothing stood before it, counted at pixel centres on a canvas of three times the image's width and height with the image in its
/// middle (as BOP counts it: px_count_all, bbox_obj, visib_fract). What lies beyond the canvas is cut.
/// </summary>
public sealed record AmodalOutput
{
    /// <summary>Pixels on the canvas.</summary>
    public required int Area { get; init; }

    /// <summary>Those of them inside the image: the visible ones and all that occluders hide, so the sum of both.</summary>
    public required int Inside { get; init; }

    /// <summary>[x, y, width, height] tight around the pixels on the canvas, in the image's coordinates: x from -W, y from -H. Null where there are none.</summary>
    public int[]? Bbox { get; init; }

    /// <summary>True where its pixels touch the edge of the canvas: area and box then are a lower bound.</summary>
    public required bool Cut { get; init; }

    /// <summary>Visible pixels over <see cref="Area"/>, 0..1; null where there are none.</summary>
    public double? Visibility { get; init; }

    /// <summary>Pixels outside the image over <see cref="Area"/>, 0..1; null where there are none.</summary>
    public double? Truncation { get; init; }

    /// <summary>
    /// The pixels inside the image as COCO's compressed run lengths over the image, column-major. Null where there are none, or where masks are not asked for.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>Who hides it inside the image, ascending by number.</summary>
    public required OccluderOutput[] Occluders { get; init; }
}

/// <param name="Number">The occluding instance.</param>
/// <param name="Pixels">How many pixels of the other it is seen at; at least 1.</param>
public sealed record OccluderOutput(int Number, int Pixels);
