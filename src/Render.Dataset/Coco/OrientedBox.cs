namespace Render.Dataset.Coco;

/// <summary>
/// A rectangle around a mask's pixels, each a unit square, that has a side along (<see cref="DirectionX"/>, <see cref="DirectionY"/>): whole numbers without a common divisor, x above 0
/// and y at least 0, so that the angle from the x axis towards the y axis, clockwise as the image is seen, is from 0 to below 90 degrees. Everything is exact but the last division.
/// </summary>
/// <param name="DirectionX">Along the first side.</param>
/// <param name="DirectionY">Along the first side.</param>
/// <param name="Along">Least and greatest product of a corner with the direction.</param>
/// <param name="Across">Least and greatest product of a corner with (-y, x) of the direction.</param>
internal readonly record struct OrientedBox(int DirectionX, int DirectionY, (long Min, long Max) Along, (long Min, long Max) Across)
{
    /// <summary>Square of the direction's length.</summary>
    private long Norm => (long)DirectionX * DirectionX + (long)DirectionY * DirectionY;

    /// <summary>Pixels along the direction.</summary>
    public double Width => (Along.Max - Along.Min) / Math.Sqrt(Norm);

    /// <summary>Pixels at right angles to it.</summary>
    public double Height => (Across.Max - Across.Min) / Math.Sqrt(Norm);

    /// <summary>
    /// x, y of the four corners in pixels, edges of the image at 0, clockwise as it is seen, from the one that is least along both sides: where the angle is 0 the upper left one.
    /// </summary>
    public double[] Corners
    {
        get
        {
            Span<(long Along, long Across)> corners = [(Along.Min, Across.Min), (Along.Max, Across.Min), (Along.Max, Across.Max), (Along.Min, Across.Max)];
            var values = new double[8];
            for (var i = 0; i < 4; i++)
            {
                var (x, y) = Numerators(corners[i].Along, corners[i].Across);
                (values[2 * i], values[2 * i + 1]) = ((double)x / Norm, (double)y / Norm);
            }
            return values;
        }
    }

    /// <summary>Whether no corner lies outside an image.</summary>
    public bool IsInside(int width, int height)
    {
        foreach (var (along, across) in (ReadOnlySpan<(long, long)>)[(Along.Min, Across.Min), (Along.Max, Across.Min), (Along.Max, Across.Max), (Along.Min, Across.Max)])
        {
            var (x, y) = Numerators(along, across);
            if (x < 0 || y < 0 || x > width * Norm || y > height * Norm)
                return false;
        }
        return true;
    }

    /// <summary>Whether it is smaller than another one, or as large and less turned.</summary>
    public bool IsBetterThan(OrientedBox other)
    {
        var (ours, theirs) = (Area * other.Norm, other.Area * Norm);
        return ours != theirs ? ours < theirs : (long)DirectionY * other.DirectionX < (long)other.DirectionY * DirectionX;
    }

    /// <summary>Times the square of the direction's length.</summary>
    private Int128 Area => (Int128)(Along.Max - Along.Min) * (Across.Max - Across.Min);

    /// <summary>Of a point's coordinates, over the square of the direction's length. Of images up to 32,768 pixels a side all of this stays below 2^63.</summary>
    private (long X, long Y) Numerators(long along, long across) => (along * DirectionX - across * DirectionY, along * DirectionY + across * DirectionX);
}
