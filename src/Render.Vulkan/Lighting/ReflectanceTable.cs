namespace Render.Vulkan.Lighting;

/// <summary>
/// Directional albedo of the GGX lobe (height-correlated Smith, Schlick's Fresnel) by cosine to the viewer and roughness, split into the
/// factors of F0 and F90 (Karis, "Real Shading in Unreal Engine 4", 2013). Their sum is the single-scattering albedo E of a white mirror;
/// what it lacks to 1 is the light that scatters more than once and is given back by the factor 1 + F0 (1/E - 1)
/// (Turquin, "Practical multiple scattering compensation for microfacet models", 2019).
/// </summary>
public static class ReflectanceTable
{
    /// <summary>Entries of a row, by the cosine: read linearly in between.</summary>
    public const int Columns = 32;

    /// <summary>Rows, by the roughness: so many that the nearest one does.</summary>
    public const int Rows = 128;

    private const int Samples = 512;

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
