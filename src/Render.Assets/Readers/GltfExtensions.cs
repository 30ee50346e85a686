using Render.Core;
using Render.Core.Assets;

namespace Render.Assets.Readers;

/// <summary>What becomes of each glTF extension. One that is not named here is left out, or the file refused where it requires it.</summary>
internal static class GltfExtensions
{
    /// <summary>Images in KTX2.</summary>
    public const string TextureBasisu = "KHR_texture_basisu";

    /// <summary>Followed, or of no consequence here.</summary>
    private static readonly HashSet<string> Followed = new(StringComparer.Ordinal)
    {
        "KHR_texture_transform", "KHR_mesh_quantization", "EXT_texture_webp", "MSFT_texture_dds",
        TextureBasisu, // its images are refused one by one where they are in a coding that is not read
        "KHR_materials_unlit", "KHR_materials_emissive_strength", "KHR_materials_ior", "KHR_materials_specular", "KHR_materials_clearcoat",
        "KHR_materials_pbrSpecularGlossiness", // its materials are noted one by one
        "KHR_xmp", "KHR_xmp_json_ld", "KHR_materials_variants",
    };

    /// <summary>Followed as far as the renderer goes, with the words that say how far.</summary>
    private static readonly Dictionary<string, string> Approximated = new(StringComparer.Ordinal)
    {
        ["KHR_materials_transmission"] = "as through a thin sheet",
    };

    /// <summary>Left out even where required: what remains is a complete model.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal) { "KHR_lights_punctual" };

    /// <summary>glTF 2.0, 3.12: a file must not be loaded where an extension that it requires is not supported.</summary>
    /// <exception cref="RenderException">Such an extension.</exception>
    public static void CheckRequired(IEnumerable<string> required)
    {
        foreach (var extension in required)
            if (!Followed.Contains(extension) && !Approximated.ContainsKey(extension) && !Ignored.Contains(extension))
                throw new RenderException(Failure.InvalidInput, $"the file needs the glTF extension {extension}, which is not supported.",
                    remedy: "Export it again without compression and without extensions that are required.");
    }

    public static void Note(IEnumerable<string> used, ImportNotes notes)
    {
        foreach (var extension in used.Order(StringComparer.Ordinal))
            if (Approximated.TryGetValue(extension, out var how))
                notes.Add(ImportNoteKind.Approximated, subject: $"{extension}, {how}");
            else if (!Followed.Contains(extension))
                notes.Add(ImportNoteKind.Ignored, subject: extension);
    }
}
