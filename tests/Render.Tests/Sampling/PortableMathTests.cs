using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Sampling;

public sealed class PortableMathTests
{
    /// <summary>Bits from another implementation of the same formulas (Python floats): what every machine must give.</summary>
    [Theory]
    [InlineData(1.5, 0x3f9ace214390ca91, 0x3feffd315bbf4275)]
    [InlineData(33.3, 0x3fe191984d01e95b, 0x3feabeef145aa618)]
    [InlineData(123.456, 0x3feab2a9b25a9ab9, unchecked((long)0xbfe1a43870d371f9))]
    [InlineData(-77.7, unchecked((long)0xbfef43f5149cd4eb), 0x3fcb4494670d7988)]
    [InlineData(1000000.25, unchecked((long)0xbfef7d42eaca5ced), 0x3fc6c6daa62c1695)]
    public void Golden_sine_and_cosine(double degrees, long sin, long cos)
    {
        var result = PortableMath.SinCosDegrees(degrees);
        Assert.Equal((sin, cos), (BitConverter.DoubleToInt64Bits(result.Sin), BitConverter.DoubleToInt64Bits(result.Cos)));
    }

    [Theory]
    [InlineData(0.3, unchecked((long)0xbff34378fcbda721))]
    [InlineData(2.0, 0x3fe62e42fefa39ef)]
    [InlineData(7.5e-05, unchecked((long)0xc022fefccc3efbf2))]
    [InlineData(123456.789, 0x40277281cad8a844)]
    public void Golden_logarithm(double value, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Log(value)));

    [Theory]
    [InlineData(-20.25, 0x3e1b93de1e27ca3b)]
    [InlineData(-0.3, 0x3fe7b4c869c37c05)]
    [InlineData(1.0, 0x4005bf0a8b14576a)]
    [InlineData(12.5, 0x411060c52565ba66)]
    public void Golden_exponential(double value, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Exp(value)));

    [Fact]
    public void Sine_and_cosine_are_accurate_and_exact_at_right_angles()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var degrees = random.NextDouble() * 720 - 360;
            var (sin, cos) = PortableMath.SinCosDegrees(degrees);
            Assert.Equal(Math.Sin(degrees * Math.PI / 180), sin, 1.5e-15);
            Assert.Equal(Math.Cos(degrees * Math.PI / 180), cos, 1.5e-15);
        }
        Assert.Equal((0, 1), PortableMath.SinCosDegrees(0));
        Assert.Equal((1, 0), PortableMath.SinCosDegrees(90));
        Assert.Equal((0, -1), PortableMath.SinCosDegrees(-180));
        Assert.Equal((-1, 0), PortableMath.SinCosDegrees(360 * 1000 + 270));
    }

    [Fact]
    public void Logarithm_and_exponential_are_accurate()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var x = random.NextDouble() * 1400 - 700;
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-15);
            var y = Math.Exp(x);
            Assert.Equal(Math.Log(y), PortableMath.Log(y), 4e-16 * Math.Max(1, Math.Abs(x)));
            var z = 0.5 + random.NextDouble();
            Assert.Equal(Math.Log(z), PortableMath.Log(z), 2.5e-16);
        }
    }

    [Fact]
    public void The_normal_distribution_agrees_with_numeric_integration_and_with_its_inverse()
    {
        // Simpson's rule over the density, from the far tail up.
        const double step = 1.0 / 512;
        var (sum, x) = (0.0, -12.0);
        static double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        while (x < 8)
        {
            sum += step / 6 * (Density(x) + 4 * Density(x + step / 2) + Density(x + step));
            x += step;
            Assert.Equal(sum, PortableMath.NormalCdf(x), 1e-12);
            if (x is > -8 and < 6)
                Assert.Equal(x, PortableMath.NormalQuantile(PortableMath.NormalCdf(x)), x < 4 ? 1e-11 : 1e-7);
        }
        // Abramowitz and Stegun, table 26.2, Q(10): the tail keeps its digits.
        Assert.Equal(1, PortableMath.NormalCdf(-10) / 7.6198530241605e-24, 1e-11);
    }

    [Fact]
    public void What_has_no_result_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Exp(1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.NormalQuantile(1));
    }
}
