using System.Numerics;
using Render.Core.Materials;

namespace Render.Assets.Images;

/// <summary>
/// The specular-glossiness workflow (KHR_materials_pbrSpecularGlossiness) brought to metallic-roughness, after the conversion that the Khronos
/// group publishes with that extension ("convert between workflows"): roughness is 1 - glossiness; metallic is the share m at which a surface of one
/// base colour b has this diffuse colour, b (1 - m), and this specular colour, 0.04 (1 - m) + b m, in perceived brightness. The colour is then taken
/// from the diffuse colour where the surface is no metal and from the specular one where it is. All colours are linear RGB, 0..1.
/// </summary>
internal static class SpecularGlossiness
{
    private const float DielectricF0 = 0.04f;

    /// <summary>Base colour and metallic, 0..1.</summary>
    public static (Vector3 BaseColor, float Metallic) Convert(Vector3 diffuse, Vector3 specular)
    {
        const float Least = 1e-6f;
        var lost = 1 - Math.Max(specular.X, Math.Max(specular.Y, specular.Z));
        var metallic = Metallic(Brightness(diffuse), Brightness(specular), lost);
        var fromDiffuse = diffuse * (lost / (1 - DielectricF0) / Math.Max(1 - metallic, Least));
        var fromSpecular = (specular - new Vector3(DielectricF0 * (1 - metallic))) / Math.Max(metallic, Least);
        return (Vector3.Clamp(Vector3.Lerp(fromDiffuse, fromSpecular, metallic * metallic), Vector3.Zero, Vector3.One), metallic);
    }

    /// <summary>Base colour texels (sRGB, the diffuse texture's alpha) and metallic-roughness texels (green, blue), of the larger of the two sizes.</summary>
    /// <param name="diffuse">sRGB and alpha; null: white.</param>
    /// <param name="specular">sRGB, glossiness in alpha; null: white and glossy.</param>
    /// <param name="diffuseFactor">Linear; multiplies the texels.</param>
    /// <param name="specularFactor">Linear; multiplies the texels.</param>
    /// <param name="glossinessFactor">Multiplies the texels.</param>
    public static (DecodedImage BaseColor, DecodedImage MetallicRoughness) Convert(
        DecodedImage? diffuse, DecodedImage? specular, Vector3 diffuseFactor, Vector3 specularFactor, float glossinessFactor)
    {
        var (width, height) = (Math.Max(diffuse?.Width ?? 1, specular?.Width ?? 1), Math.Max(diffuse?.Height ?? 1, specular?.Height ?? 1));
        var diffuseTexels = diffuse?.At(width, height);
        var specularTexels = specular?.At(width, height);
        var (color, surface) = (new byte[width * height * 4], new byte[width * height * 4]);
        for (var i = 0; i < color.Length; i += 4)
        {
            var gloss = glossinessFactor * (specularTexels?[i + 3] ?? 255) / 255f;
            var (baseColor, metallic) = Convert(Linear(diffuseTexels, i) * diffuseFactor, Linear(specularTexels, i) * specularFactor);
            for (var k = 0; k < 3; k++)
                color[i + k] = SrgbTables.FromLinear(baseColor[k]);
            color[i + 3] = diffuseTexels?[i + 3] ?? 255;
            (surface[i], surface[i + 1], surface[i + 2], surface[i + 3]) = (255, Byte(1 - gloss), Byte(metallic), 255);
        }
        return (new(width, height, color), new(width, height, surface));
    }

    private static Vector3 Linear(byte[]? texels, int at) =>
        texels is null ? Vector3.One : new(SrgbTables.ToLinear(texels[at]), SrgbTables.ToLinear(texels[at + 1]), SrgbTables.ToLinear(texels[at + 2]));

    private static byte Byte(float share) => (byte)(Math.Clamp(share, 0, 1) * 255 + 0.5f);

    private static float Brightness(Vector3 c) => MathF.Sqrt(0.299f * c.X * c.X + 0.587f * c.Y * c.Y + 0.114f * c.Z * c.Z);

    /// <summary>The root in 0..1 of 0.04 m^2 + (diffuse lost / 0.96 + specular - 0.08) m + 0.04 - specular = 0.</summary>
    private static float Metallic(float diffuse, float specular, float lost)
    {
        if (specular < DielectricF0)
            return 0;
        var b = diffuse * lost / (1 - DielectricF0) + specular - 2 * DielectricF0;
        var root = MathF.Sqrt(Math.Max(b * b - 4 * DielectricF0 * (DielectricF0 - specular), 0));
        return Math.Clamp((root - b) / (2 * DielectricF0), 0, 1);
    }
}
