using Render.Dataset.Annotators;
using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Steps of distances: vectors and single pixels round as a division in double precision does, also where it lies between two steps.</summary>
public sealed class DistanceImageTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.0005)]
    [InlineData(0.01)]
    [InlineData(0.003)]
    [InlineData(1)]
    public void Steps_are_the_rounded_quotients(double unit)
    {
        var random = new Random(7);
        var metres = new float[40_003];
        for (var i = 0; i < metres.Length; i++)
        {
            var step = random.Next(66_000);
            // The floats nearest to a half, and those beside them.
            var half = (float)((step + 0.5) * unit);
            metres[i] = (i % 8) switch
            {
                0 => 0,
                1 => (float)(random.NextDouble() * 70_000 * unit),
                2 => (float)(random.NextDouble() * unit),
                3 => MathF.BitIncrement(half),
                4 => MathF.BitDecrement(half),
                5 => (i % 3) switch { 0 => float.MaxValue, 1 => float.PositiveInfinity, _ => float.NaN },
                _ => half,
            };
        }
        var image = new DistanceImage(new() { Unit = unit });
        var beyond = image.Add(new("train", "x", (_, _) => ""), "depth", metres, metres.Length, 1, new PngEncoder());
        ushort[] expected = [.. metres.Select(m => m == 0 || float.IsNaN(m) ? (ushort)0 : (ushort)Math.Clamp(Math.Round(m / unit), 1, 65_535))];
        Assert.Equal(expected, image.LastSteps.ToArray());
        Assert.Equal(expected.Count(step => step == 65_535), beyond);
    }
}
