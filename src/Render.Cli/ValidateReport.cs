using System.Numerics;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Cli;

/// <summary>
/// What <c>render validate --json</c> prints. Dropped: objects that found no place in the first DrawnFrames frames. Where assets are bad, Models are the
/// good ones and no frame is drawn. Notes: what is no error, but hardly what was meant.
/// </summary>
internal sealed record ValidateReport(
    string Scene, long Frames, long Images, int Categories, double? InstancesPerFrame, int Dropped, int DrawnFrames, ModelReport[] Models, BadAssetReport[] Bad, string[] Notes);

/// <summary>An asset that cannot be used, and why.</summary>
internal sealed record BadAssetReport(string Asset, string Reason);

/// <summary>A model as it was imported. SizeM: sides of its bounding box, metres. Notes: what was mended, replaced or left out.</summary>
internal sealed record ModelReport(string Model, long Triangles, float[] SizeM, MaterialReport[] Materials, NoteReport[] Notes)
{
    public static ModelReport Of(string reference, Model model)
    {
        var size = model.Mesh.Bounds.Size;
        return new(reference, model.Mesh.Triangles.Length, [size.X, size.Y, size.Z], [.. model.Materials.Select(m => MaterialReport.Of(m, model))],
            [.. model.Notes.Select(n => new NoteReport(n.Code, n.Count, n.Text))]);
    }
}

/// <summary>An <see cref="ImportNote"/>.</summary>
internal sealed record NoteReport(string Code, int Count, string Text);

/// <summary>A <see cref="Material"/>, its factors with the names of its textures by slot.</summary>
internal sealed record MaterialReport(
    string Name, float[] BaseColor, float Metallic, float Roughness, float[] Emissive, string AlphaMode, float AlphaCutoff, bool DoubleSided, bool Unlit,
    float Ior, float Specular, float[] SpecularColor, float Clearcoat, float ClearcoatRoughness, float Transmission, Dictionary<string, string> Textures)
{
    public static MaterialReport Of(Material m, Model model)
    {
        var textures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (slot, reference) in new[] { ("base_color", m.BaseColorTexture), ("metallic_roughness", m.MetallicRoughnessTexture), ("normal", m.NormalTexture),
            ("occlusion", m.OcclusionTexture), ("emissive", m.EmissiveTexture) })
            if (reference is not null)
                textures.Add(slot, model.Textures[reference.Texture].Name);
        return new(m.Name, [m.BaseColor.X, m.BaseColor.Y, m.BaseColor.Z, m.BaseColor.W], m.Metallic, m.Roughness, Of(m.Emissive),
#pragma warning disable CA1308 // A word of ours, to be read by programs.
            m.AlphaMode.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
            m.AlphaCutoff, m.DoubleSided, m.Unlit, m.Ior, m.Specular, Of(m.SpecularColor), m.Clearcoat, m.ClearcoatRoughness, m.Transmission, textures);
    }

    private static float[] Of(Vector3 v) => [v.X, v.Y, v.Z];
}
