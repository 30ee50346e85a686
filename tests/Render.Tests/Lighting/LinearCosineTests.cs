using System.Numerics;
using System.Runtime.InteropServices;
using Render.Tests.OwnAssets;
using Render.Vulkan.Lighting;
using Xunit;

namespace Render.Tests.Lighting;

/// <summary>The table of linearly transformed cosines: it is what the fit gives, and near to the lobe that it stands for.</summary>
public sealed class LinearCosineTests
{
    /// <summary>RENDER_UPDATE_TABLES=1 makes the resource anew.</summary>
    [Fact]
    public void The_table_is_what_the_fit_gives()
    {
        var update = Environment.GetEnvironmentVariable("RENDER_UPDATE_TABLES") == "1";
        var from = update ? 0 : LinearCosineTable.Size - 2;
        var fitted = LinearCosineTable.Fit(from);
        if (update)
            File.WriteAllBytes(Path.Combine(Repository.Assets, "../src/Render.Vulkan/Lighting/linear_cosines.bin"), MemoryMarshal.AsBytes(fitted.SelectMany(row => row).ToArray().AsSpan()).ToArray());
        var table = update ? [.. fitted.SelectMany(row => row)] : LinearCosineTable.Load();
        for (var row = from; row < LinearCosineTable.Size; row++)
            for (var column = 0; column < LinearCosineTable.Size; column++)
                Assert.True(Vector4.Distance(fitted[row - from][column], table[row * LinearCosineTable.Size + column]) < 1e-3f * fitted[row - from][column].Length(), $"row {row}, column {column}");
    }

    /// <summary>
    /// The light that a cap of the sphere sends into the lobe, by the fit and by adding up the lobe itself: an oracle that knows nothing of the matrices' making.
    /// </summary>
    [Theory]
    [InlineData(0.1, 0.9, 0.05)]
    [InlineData(0.25, 0.5, 0.05)]
    [InlineData(0.5, 0.7, 0.05)]
    [InlineData(0.5, 0.2, 0.1)] // seen along the surface, the lobe has a shape that no cosine takes
    [InlineData(0.8, 0.4, 0.05)]
    [InlineData(1, 0.9, 0.05)]
    public void Transformed_cosines_collect_what_the_lobe_does(double roughness, double cosine, double tolerance)
    {
        var inverse = Entry(roughness, cosine);
        var viewer = new Vector3((float)Math.Sqrt(1 - cosine * cosine), 0, (float)cosine);
        var worst = 0.0;
        foreach (var towards in new[] { new Vector3(-viewer.X, 0, viewer.Z), new Vector3(0, 0, 1), new Vector3(-0.7f, 0.3f, 0.5f), new Vector3(0.6f, 0.2f, 0.7f) })
        {
            var axis = Vector3.Normalize(towards);
            double lobe = 0, fit = 0, all = 0;
            const int steps = 400;
            for (var i = 0; i < steps; i++)
                for (var j = 0; j < 2 * steps; j++)
                {
                    var z = (i + 0.5) / steps;
                    var (sin, cos) = Math.SinCos(Math.PI * (j + 0.5) / steps);
                    var ring = Math.Sqrt(1 - z * z);
                    var light = new Vector3((float)(ring * cos), (float)(ring * sin), (float)z);
                    var weight = Math.PI / steps / steps * Lobe(light, viewer, roughness * roughness);
                    all += weight;
                    if (Vector3.Dot(light, axis) < 0.9f)
                        continue;
                    lobe += weight;
                    fit += Math.PI / steps / steps * Transformed(light, inverse);
                }
            worst = Math.Max(worst, Math.Abs(lobe / all - fit));
        }
        Assert.True(worst < tolerance, $"a cap of 26 degrees differs by {worst} of the lobe");
    }

    private static Vector4 Entry(double roughness, double cosine)
    {
        const int last = LinearCosineTable.Size - 1;
        var table = LinearCosineTable.Load();
        double row = (roughness - LinearCosineTable.Smoothest) / (1 - LinearCosineTable.Smoothest) * last, column = Math.Sqrt(1 - cosine) * last;
        var (r, c) = (Math.Min((int)row, last - 1), Math.Min((int)column, last - 1));
        Vector4 At(int i, int j) => table[i * LinearCosineTable.Size + j];
        return Vector4.Lerp(Vector4.Lerp(At(r, c), At(r, c + 1), (float)column - c), Vector4.Lerp(At(r + 1, c), At(r + 1, c + 1), (float)column - c), (float)row - r);
    }

    // The density of a direction whose transform follows the cosine lobe: the cosine of the transform times the change of solid angle.
    private static double Transformed(Vector3 light, Vector4 m)
    {
        double x = m.X * light.X + m.Y * light.Z, y = light.Y, z = m.Z * light.X + m.W * light.Z;
        var length = Math.Sqrt(x * x + y * y + z * z);
        return Math.Max(z / length, 0) / Math.PI * Math.Abs(m.X * m.W - m.Y * m.Z) / (length * length * length);
    }

    // Walter et al. 2007 with Smith's height-correlated masking (Heitz 2014), written down anew.
    private static double Lobe(Vector3 light, Vector3 viewer, double alpha)
    {
        var h = Vector3.Normalize(light + viewer);
        double Lambda(double cosine) => (Math.Sqrt(1 + alpha * alpha * (1 / (cosine * cosine) - 1)) - 1) / 2;
        var tan2 = 1.0 / (h.Z * h.Z) - 1;
        var d = 1 / (Math.PI * alpha * alpha * Math.Pow(h.Z, 4) * Math.Pow(1 + tan2 / (alpha * alpha), 2));
        return d / (1 + Lambda(light.Z) + Lambda(viewer.Z)) / (4 * viewer.Z);
    }
}
