using System.Runtime.InteropServices;

namespace Render.Vulkan.Lighting;

/// <summary>
/// Directional albedo of the GGX lobe (height-correlated Smith, Schlick's Fresnel) by cosine to the viewer and roughness, split into the
/// factors of F0 and F90 (Karis, "Real Shading in Unreal Engine 4", 2013). Their sum is the single-scattering albedo E of a white mirror;
/// what it lacks to 1 is the light that scatters more than once and is given back by the factor 1 + F0 (1/E - 1)
/// (Turquin, "Practical multiple scattering compensation for microfacet models", 2019). An embedded resource: computing it takes a tenth of a second of each
/// start, by the platform's own sines.
/// </summary>
public static class ReflectanceTable
{
    /// <summary>Entries of a row, by the cosine: read linearly in between.</summary>
    public const int Columns = 32;

    /// <summary>Rows, by the roughness: so many that the nearest one does.</summary>
    public const int Rows = 128;

    private const int Samples = 512;

    private const string Resource = "reflectances.bin";

    /// <summary>
    /// Rows x Columns pairs (factor of F0, factor of F90), 0..1; column: sqrt of the cosine 0..1 (resolution where the lobe changes fastest),
    /// row: roughness 0..1. The values stand at the ends: entry i is at i / (Columns - 1) or i / (Rows - 1).
    /// </summary>
    public static float[] Compute()
    {
        var table = new float[Rows * Columns * 2];
        Parallel.For(0, Rows, row =>
        {
            for (var column = 0; column < Columns; column++)
            {
                var root = column / (Columns - 1.0);
                var (scale, bias) = Integrate(Math.Max(root * root, 1e-4), Math.Max(row / (Rows - 1.0), 0.01));
                table[(row * Columns + column) * 2] = (float)scale;
                table[(row * Columns + column) * 2 + 1] = (float)bias;
            }
        });
        return table;
    }

    /// <summary>As shaders read it, and as it is in the resource: the factors of F0 and F90 of an entry in the low and high 16 bits of a word, 65535 being 1.</summary>
    public static uint[] Pack(ReadOnlySpan<float> table)
    {
        static uint Unorm(float x) => (uint)MathF.Round(Math.Clamp(x, 0, 1) * 65535);
        var words = new uint[table.Length / 2];
        for (var i = 0; i < words.Length; i++)
            words[i] = Unorm(table[2 * i]) | Unorm(table[2 * i + 1]) << 16;
        return words;
    }

    /// <summary>The words of <see cref="Pack"/>, from the resource.</summary>
    public static uint[] Load()
    {
        using var stream = typeof(ReflectanceTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the program.");
        var words = new uint[Rows * Columns];
        stream.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    /// <summary>Both factors for one cosine and one perceptual roughness.</summary>
    public static (double Scale, double Bias) Integrate(double cosine, double roughness)
    {
        var alpha = roughness * roughness;
        var sine = Math.Sqrt(1 - cosine * cosine);
        var (scale, bias) = (0.0, 0.0);
        for (var i = 0; i < Samples; i++)
        {
            var (u, v) = GgxSampling.Hammersley(i, Samples);
            var h = GgxSampling.HalfVector(u, v, alpha);
            var vh = sine * h.X + cosine * h.Z;
            var nl = 2 * vh * h.Z - cosine;
            if (vh <= 0 || nl <= 0)
                continue;
            // f (n.l) / pdf without Fresnel: G2 (v.h) / ((n.v) (n.h)), G2 / (4 (n.l)(n.v)) being the visibility term.
            var a2 = alpha * alpha;
            var visibility = 0.5 / (nl * Math.Sqrt(cosine * cosine * (1 - a2) + a2) + cosine * Math.Sqrt(nl * nl * (1 - a2) + a2));
            var weight = 4 * visibility * nl * vh / h.Z;
            var fresnel = Math.Pow(1 - vh, 5);
            scale += weight * (1 - fresnel);
            bias += weight * fresnel;
        }
        return (scale / Samples, bias / Samples);
    }
}
