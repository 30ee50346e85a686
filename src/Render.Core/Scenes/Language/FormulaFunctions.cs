using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>The functions of formulas on numbers: name, parameters, and result with its range.</summary>
internal static class FormulaFunctions
{
    /// <summary>Greatest magnitude of what <c>exp</c> takes.</summary>
    private const double MaxExponent = 700;

    /// <param name="Parameters">As the reference page shows them.</param>
    /// <param name="Doc">In a few words.</param>
    /// <param name="Least">Fewest arguments.</param>
    /// <param name="Most">Most arguments.</param>
    /// <param name="Apply">Makes the result; the text of a refusal goes to the error.</param>
    internal sealed record Function(string Parameters, string Doc, int Least, int Most, Func<NumberTerm[], Func<string, RenderException>, NumberTerm> Apply);

    public static readonly IReadOnlyDictionary<string, Function> All = new Dictionary<string, Function>(StringComparer.Ordinal)
    {
        ["abs"] = new("x", "without its sign", 1, 1, (a, _) => One(a, Interval.Abs(a[0].Range), Math.Abs)),
        ["sqrt"] = new("x", "square root, x from 0 up", 1, 1, (a, error) => a[0].Range.Min < 0
            ? throw error($"the argument of sqrt can be {Text(a[0].Range.Min)}, and must not be below 0")
            : One(a, a[0].Range.Rising(Math.Sqrt), Math.Sqrt)),
        ["exp"] = new("x", "e to the power of x, x within -700..700", 1, 1, (a, error) => a[0].Range is { Min: >= -MaxExponent, Max: <= MaxExponent }
            ? One(a, a[0].Range.Rising(PortableMath.Exp), PortableMath.Exp)
            : throw error($"the argument of exp can be {Text(a[0].Range.Max > MaxExponent ? a[0].Range.Max : a[0].Range.Min)}, and must lie in -700..700")),
        ["log"] = new("x", "natural logarithm, x above 0", 1, 1, (a, error) => a[0].Range.Min < 1e-300 || double.IsInfinity(a[0].Range.Max)
            ? throw error($"the argument of log can be {Text(a[0].Range.Min < 1e-300 ? a[0].Range.Min : a[0].Range.Max)}, and must be above 0 and bounded")
            : One(a, a[0].Range.Rising(PortableMath.Log), PortableMath.Log)),
        ["floor"] = new("x", "down to a whole number", 1, 1, (a, _) => One(a, a[0].Range.Rising(Math.Floor, isWhole: true), Math.Floor)),
        ["ceil"] = new("x", "up to a whole number", 1, 1, (a, _) => One(a, a[0].Range.Rising(Math.Ceiling, isWhole: true), Math.Ceiling)),
        ["round"] = new("x", "to the nearest whole number, halves away from 0", 1, 1, (a, _) => One(a, a[0].Range.Rising(Round, isWhole: true), Round)),
        ["sin_deg"] = new("x", "sine of degrees", 1, 1, (a, _) => One(a, Interval.Sine(a[0].Range), x => PortableMath.SinCosDegrees(x).Sin)),
        ["cos_deg"] = new("x", "cosine of degrees", 1, 1, (a, _) => One(a, Interval.Sine(a[0].Range + Interval.Of(90)), x => PortableMath.SinCosDegrees(x).Cos)),
        ["min"] = new("x, y, ...", "the least", 2, 16, (a, _) => a.Aggregate((x, y) => Two(x, y, Interval.Smaller(x.Range, y.Range), Math.Min))),
        ["max"] = new("x, y, ...", "the greatest", 2, 16, (a, _) => a.Aggregate((x, y) => Two(x, y, Interval.Larger(x.Range, y.Range), Math.Max))),
        ["clamp"] = new("x, lo, hi", "x, but not below lo nor above hi", 3, 3, (a, _) =>
        {
            var above = Two(a[0], a[1], Interval.Larger(a[0].Range, a[1].Range), Math.Max);
            return Two(above, a[2], Interval.Smaller(above.Range, a[2].Range), Math.Min);
        }),
        ["lerp"] = new("a, b, t", "a at t = 0, b at t = 1", 3, 3, Lerp),
        ["mod"] = new("x, y", "what is left of x when multiples of y > 0 are taken away: from 0 up, below y", 2, 2, (a, error) => a[1].Range.Min > 0
            ? Two(a[0], a[1], new(0, a[1].Range.Max, a[0].Range.IsWhole && a[1].Range.IsWhole), (x, y) => x - y * Math.Floor(x / y))
            : throw error($"the second argument of mod can be {Text(a[1].Range.Min)}, and must be above 0")),
    };

    public static NumberTerm One(NumberTerm[] a, Interval range, Func<double, double> f) => new(range, draws => f(a[0].At(draws)));

    public static NumberTerm Two(NumberTerm a, NumberTerm b, Interval range, Func<double, double, double> f) => new(range, draws => f(a.At(draws), b.At(draws)));

    /// <summary>x to a power: any power of what is above 0, a constant whole power of anything.</summary>
    public static NumberTerm Power(NumberTerm x, NumberTerm power, Func<string, RenderException> error)
    {
        if (power.Range is { IsPoint: true, IsWhole: true, Min: >= 0 and <= 64 and var whole })
        {
            var range = Interval.Of(1);
            for (var i = 0; i < (int)whole; i++)
                range *= x.Range;
            // An even power is never below 0, which plain multiplication of ranges does not know.
            if (whole % 2 == 0 && whole > 0)
                range = Interval.Larger(range, Interval.Of(0)) with { IsWhole = range.IsWhole };
            return new(range, draws => Repeated(x.At(draws), (int)whole));
        }
        if (x.Range.Min < 1e-300 || double.IsInfinity(x.Range.Max) || double.IsInfinity(power.Range.Min) || double.IsInfinity(power.Range.Max))
            throw error($"what is raised to a power can be {Text(x.Range.Min)}, and must be above 0 and bounded, or the power a constant whole number from 0 to 64");
        var exponent = power.Range * x.Range.Rising(PortableMath.Log);
        return exponent is { Min: >= -MaxExponent, Max: <= MaxExponent }
            ? Two(x, power, exponent.Rising(PortableMath.Exp), PortableMath.Pow)
            : throw error("this power can be too large or too small for a number");
    }

    public static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static NumberTerm Lerp(NumberTerm[] a, Func<string, RenderException> error)
    {
        var (from, to, t) = (a[0], a[1], a[2]);
        // Between the ends it stays between them, which the range of a + (b - a) t does not show.
        var range = t.Range is { Min: >= 0, Max: <= 1 } ? from.Range.Or(to.Range) : from.Range + (to.Range - from.Range) * t.Range;
        return new(range with { IsWhole = false }, draws =>
        {
            var (x, y, s) = (from.At(draws), to.At(draws), t.At(draws));
            var between = x + (y - x) * s;
            return s is >= 0 and <= 1 ? Math.Clamp(between, Math.Min(x, y), Math.Max(x, y)) : between;
        });
    }

    private static double Round(double x) => Math.Round(x, MidpointRounding.AwayFromZero);

    private static double Repeated(double x, int times)
    {
        var result = 1.0;
        for (var i = 0; i < times; i++)
            result *= x;
        return result;
    }
}
