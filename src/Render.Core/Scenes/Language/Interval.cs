using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>All values that a number of a formula can have lie in it. Interval arithmetic: Moore, Kearfott, Cloud, "Introduction to Interval Analysis", SIAM 2009.</summary>
/// <param name="Min">May be negative infinity: there is no bound.</param>
/// <param name="Max">May be infinity.</param>
/// <param name="IsWhole">Whether all of them are whole numbers.</param>
internal readonly record struct Interval(double Min, double Max, bool IsWhole = false)
{
    public bool IsPoint => Min == Max;

    public static Interval Of(double value) => new(value, value, value == Math.Floor(value));

    public bool Contains(double value) => value >= Min && value <= Max;

    public Interval Or(Interval other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max), IsWhole && other.IsWhole);

    public static Interval operator +(Interval a, Interval b) => new(a.Min + b.Min, a.Max + b.Max, a.IsWhole && b.IsWhole);

    public static Interval operator -(Interval a) => new(-a.Max, -a.Min, a.IsWhole);

    public static Interval operator -(Interval a, Interval b) => a + -b;

    public static Interval operator *(Interval a, Interval b) =>
        Hull([Product(a.Min, b.Min), Product(a.Min, b.Max), Product(a.Max, b.Min), Product(a.Max, b.Max)], a.IsWhole && b.IsWhole);

    /// <summary>The divisor must not contain 0.</summary>
    public static Interval operator /(Interval a, Interval b) => a * new Interval(1 / b.Max, 1 / b.Min) with { IsWhole = false };

    /// <summary>Of a function that nowhere falls.</summary>
    public Interval Rising(Func<double, double> function, bool isWhole = false) => new(function(Min), function(Max), isWhole);

    public static Interval Abs(Interval a) => new(a.Contains(0) ? 0 : Math.Min(Math.Abs(a.Min), Math.Abs(a.Max)), Math.Max(Math.Abs(a.Min), Math.Abs(a.Max)), a.IsWhole);

    public static Interval Smaller(Interval a, Interval b) => new(Math.Min(a.Min, b.Min), Math.Min(a.Max, b.Max), a.IsWhole && b.IsWhole);

    public static Interval Larger(Interval a, Interval b) => new(Math.Max(a.Min, b.Min), Math.Max(a.Max, b.Max), a.IsWhole && b.IsWhole);

    /// <summary>Of the sine of an angle in degrees.</summary>
    public static Interval Sine(Interval degrees)
    {
        if (!double.IsFinite(degrees.Min) || !double.IsFinite(degrees.Max) || Math.Abs(degrees.Min) > 1e9 || Math.Abs(degrees.Max) > 1e9 || degrees.Max - degrees.Min >= 360)
            return new(-1, 1);
        bool Reaches(double peak) => Math.Floor((degrees.Max - peak) / 360) > Math.Floor((degrees.Min - peak) / 360) || (degrees.Min - peak) % 360 == 0;
        var (low, high) = (PortableMath.SinCosDegrees(degrees.Min).Sin, PortableMath.SinCosDegrees(degrees.Max).Sin);
        return new(Reaches(-90) ? -1 : Math.Min(low, high), Reaches(90) ? 1 : Math.Max(low, high));
    }

    /// <summary>0 times anything is 0, for no value is infinite.</summary>
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;

    private static Interval Hull(ReadOnlySpan<double> ends, bool isWhole)
    {
        var (min, max) = (ends[0], ends[0]);
        foreach (var end in ends)
            (min, max) = (Math.Min(min, end), Math.Max(max, end));
        return new(min, max, isWhole);
    }
}
