using MakeAssets;
using Xunit;

namespace Render.Tests.OwnAssets;

/// <summary>The portable functions against the platform's, over the ranges that the assets use.</summary>
public sealed class PortableTests
{
    [Fact]
    public void They_agree_with_the_platform()
    {
        for (int i = -4000; i <= 4000; i++)
        {
            double x = i * 0.01237;
            Assert.Equal(Math.Sin(x), Portable.Sin(x), 1e-13);
            Assert.Equal(Math.Cos(x), Portable.Cos(x), 1e-13);
            Assert.Equal(1, Portable.Exp(x / 2) / Math.Exp(x / 2), 1e-12);
            Assert.Equal(Math.Atan2(Math.Sin(x), Math.Cos(x)), Portable.Atan2(Math.Sin(x), Math.Cos(x)), 1e-12);
        }
        for (int i = 1; i <= 4000; i++)
        {
            double x = i * 0.0137;
            Assert.Equal(Math.Log(x), Portable.Log(x), 1e-13);
            Assert.Equal(Math.Pow(x, 1 / 2.4), Portable.Pow(x, 1 / 2.4), 1e-12);
        }
        for (int i = -100; i <= 100; i++)
            Assert.Equal(Math.Acos(i / 100.0), Portable.Acos(i / 100.0), 1e-12);
    }
}
