using System.Numerics;
using System.Runtime.InteropServices;
using Render.Vulkan.Materials;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Matrices that turn the GGX lobe into a cosine lobe, by roughness and angle (<see cref="LinearCosineFit"/>): what rectangles send into the lobe is then
/// what their turned outlines send to a Lambert surface. An embedded resource, since the fit takes half a minute.
/// </summary>
internal static class LinearCosineTable
{
    /// <summary>Rows, by the roughness from <see cref="Smoothest"/> to 1, and columns, by sqrt(1 - cosine to the viewer) from 0 to 1: read linearly in both.</summary>
    public const int Size = 32;

    public const double Smoothest = 0.03;

    /// <summary>The last column would be a viewer in the plane itself.</summary>
    private const double LeastCosine = 0.002;

    private const string Resource = "linear_cosines.bin";

    /// <summary>Four floats an entry: the elements (1,1), (1,3), (3,1), (3,3) of the inverse whose element (2,2) is 1.</summary>
    public static TexelBlock Texels { get; } = new("linear cosines", "linear cosine table", Size * Size * 4, words => MemoryMarshal.Cast<byte, uint>(Read()).CopyTo(words));

    public static double Roughness(int row) => Smoothest + (1 - Smoothest) * row / (Size - 1);

    public static double Cosine(int column) => Math.Max(1 - Math.Pow(column / (Size - 1.0), 2), LeastCosine);

    /// <summary>As it is in the resource.</summary>
    public static Vector4[] Load() => MemoryMarshal.Cast<byte, Vector4>(Read()).ToArray();

    /// <summary>Some rows of the table, fitted anew; each begins at normal incidence, where the fit begins at that of the next rougher row.</summary>
    /// <param name="from">First row.</param>
    public static Vector4[][] Fit(int from)
    {
        var round = new (double Along, double Across, double Shear)[Size];
        var start = (Along: 1.0, Across: 1.0, Shear: 0.0);
        for (var row = Size - 1; row >= from; row--)
            start = round[row] = new LinearCosineFit(Roughness(row), 1).Fit(start);
        var rows = new Vector4[Size - from][];
        Parallel.For(from, Size, row =>
        {
            var entries = rows[row - from] = new Vector4[Size];
            var last = round[row];
            for (var column = 0; column < Size; column++)
            {
                var fit = new LinearCosineFit(Roughness(row), Cosine(column));
                last = fit.Fit(last);
                entries[column] = fit.Inverse(last);
            }
        });
        return rows;
    }

    private static byte[] Read()
    {
        using var stream = typeof(LinearCosineTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the program.");
        var bytes = new byte[Size * Size * 16];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
