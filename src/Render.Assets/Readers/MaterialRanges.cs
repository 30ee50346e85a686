using System.Numerics;
using Render.Core.Assets;
using Render.Core.Materials;

namespace Render.Assets.Readers;

/// <summary>The ranges of a material's values, as <see cref="Material"/> states them. A file may hold anything, NaN included.</summary>
internal static class MaterialRanges
{
    /// <summary>Values outside are brought to the nearest end, those that are not finite to their default; both are noted.</summary>
    public static Material Mend(Material given, ImportNotes notes)
    {
        var standard = new Material();
        var mended = 0;
        float To(float value, float low, float high, float otherwise)
        {
            var kept = float.IsFinite(value) ? Math.Clamp(value, low, high) : otherwise;
            mended += kept.Equals(value) || kept == value ? 0 : 1;
            return kept;
        }

        float Share(float value, float otherwise) => To(value, 0, 1, otherwise);
        Vector3 Light(Vector3 v, float otherwise) =>
            new(To(v.X, 0, float.MaxValue, otherwise), To(v.Y, 0, float.MaxValue, otherwise), To(v.Z, 0, float.MaxValue, otherwise));

        var result = given with
        {
            BaseColor = new(Share(given.BaseColor.X, 1), Share(given.BaseColor.Y, 1), Share(given.BaseColor.Z, 1), Share(given.BaseColor.W, 1)),
            Metallic = Share(given.Metallic, standard.Metallic),
            Roughness = Share(given.Roughness, standard.Roughness),
            NormalScale = To(given.NormalScale, -1e3f, 1e3f, standard.NormalScale),
            OcclusionStrength = Share(given.OcclusionStrength, standard.OcclusionStrength),
            Emissive = Light(given.Emissive, 0),
            AlphaCutoff = To(given.AlphaCutoff, 0, float.MaxValue, standard.AlphaCutoff),
            Ior = given.Ior == 0 ? 0 : To(given.Ior, 1, 1e3f, standard.Ior),
            Specular = Share(given.Specular, standard.Specular),
            SpecularColor = Light(given.SpecularColor, 1),
            Clearcoat = Share(given.Clearcoat, standard.Clearcoat),
            ClearcoatRoughness = Share(given.ClearcoatRoughness, standard.ClearcoatRoughness),
            Transmission = Share(given.Transmission, standard.Transmission),
        };
        notes.Add(ImportNoteKind.FactorOutOfRange, mended, given.Name);
        return result;
    }
}
