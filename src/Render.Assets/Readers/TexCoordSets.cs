using Render.Core.Assets;
using Render.Core.Materials;

namespace Render.Assets.Readers;

/// <summary>A file may number its sets of texture coordinates as it likes, a vertex here has two: which of the file's become 0 and 1.</summary>
/// <param name="First">The file's number of what is set 0 here.</param>
/// <param name="Second">The file's number of what is set 1 here.</param>
internal readonly record struct TexCoordSets(int First, int Second)
{
    /// <summary>The first two sets that the material's textures use, and the material with its textures moved to them; textures with a third are left out.</summary>
    public static (Material Material, TexCoordSets Sets) Choose(Material material, ImportNotes notes)
    {
        int[] used = [.. material.Textures().Select(t => t.TexCoordSet).Distinct()];
        int[] chosen = [.. used.Take(2).Order()];
        var sets = chosen switch
        {
            [var one, var two, ..] => new TexCoordSets(one, two),
            [var one] when one > 1 => new(one, 1),
            _ => new(0, 1),
        };
        var dropped = 0;
        TextureReference? Moved(TextureReference? texture)
        {
            if (texture is null)
                return null;
            if (texture.TexCoordSet != sets.First && texture.TexCoordSet != sets.Second)
            {
                dropped++;
                return null;
            }
            return texture with { TexCoordSet = texture.TexCoordSet == sets.First ? 0 : 1 };
        }

        var moved = material with
        {
            BaseColorTexture = Moved(material.BaseColorTexture),
            MetallicRoughnessTexture = Moved(material.MetallicRoughnessTexture),
            NormalTexture = Moved(material.NormalTexture),
            OcclusionTexture = Moved(material.OcclusionTexture),
            EmissiveTexture = Moved(material.EmissiveTexture),
        };
        notes.Add(ImportNoteKind.ThirdTexCoordSet, dropped, material.Name);
        return (moved, sets);
    }
}
