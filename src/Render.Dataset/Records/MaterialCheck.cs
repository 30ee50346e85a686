using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Textures;

namespace Render.Dataset.Records;

/// <summary>The ranges of a material's changes.</summary>
/// <param name="require">Throws with path and rule where something does not hold.</param>
internal sealed class MaterialCheck(Action<bool, string, string> require)
{
    private const float MostScale = 1e3f;
    private const float MostTurn = 1e6f;

    public void Check(MaterialChange change, string path)
    {
        foreach (var (name, value) in ((string, float?)[])[
            ("alpha", change.Alpha), ("roughness", change.Roughness), ("metallic", change.Metallic), ("specular", change.Specular), ("clearcoat", change.Clearcoat),
            ("clearcoat_roughness", change.ClearcoatRoughness), ("transmission", change.Transmission), ("occlusion_strength", change.OcclusionStrength)])
            Within(value, 0, 1, $"{path}.{name}");
        foreach (var (name, value) in ((string, float?)[])[
            ("normal_strength", change.NormalStrength), ("saturation", change.Saturation), ("brightness", change.Brightness), ("contrast", change.Contrast)])
            Within(value, 0, 10, $"{path}.{name}");
        Within(change.Ior, 1, 4, $"{path}.ior");
        Within(change.EmissiveStrength, 0, 1e6f, $"{path}.emissive_strength");
        Within(change.HueShiftDeg, -MostTurn, MostTurn, $"{path}.hue_shift_deg");
        Within(change.TextureRotationDeg, -MostTurn, MostTurn, $"{path}.texture_rotation_deg");
        foreach (var (name, value) in ((string, Vector3?)[])[("base_color", change.BaseColor), ("emissive", change.Emissive), ("tint", change.Tint)])
            if (value is { } color)
                foreach (var channel in (float[])[color.X, color.Y, color.Z])
                    Within(channel, 0, float.MaxValue, $"{path}.{name}");
        foreach (var (name, value) in ((string, Vector2?)[])[("texture_scale", change.TextureScale), ("texture_offset", change.TextureOffset)])
            if (value is { } pair)
                foreach (var part in (float[])[pair.X, pair.Y])
                    Within(part, -MostScale, MostScale, $"{path}.{name}");
        foreach (var (reference, _) in change.Images())
        {
            require(reference.Length > 0, path, "must not name an image by an empty text");
            if (ProceduralReference.Is(reference))
                Procedural(reference, path);
        }
        require(change.Procedural is null || ProceduralReference.Is(change.Procedural), $"{path}.procedural", "must begin with 'procedural:'");
        for (var i = 0; i < (change.Adjusted?.Length ?? 0); i++)
            Adjusted(change.Adjusted![i], $"{path}.adjusted[{i}]");
    }

    private void Adjusted(ParameterAdjustment? adjustment, string path)
    {
        require(adjustment is not null, path, "must not be null");
        require(Enum.IsDefined(adjustment!.Parameter), $"{path}.parameter", "must be a parameter of materials");
        Within(adjustment.Scale, 0, MostScale, $"{path}.scale");
        Within(adjustment.Offset, -MostScale, MostScale, $"{path}.offset");
    }

    private void Procedural(string reference, string path)
    {
        try
        {
            ProceduralReference.Check(reference);
        }
        catch (RenderException e)
        {
            require(false, path, $"names a texture that cannot be made: {e.Message}");
        }
    }

    private void Within(float? value, float min, float max, string path) =>
        require(value is null || (value >= min && value <= max), path, FormattableString.Invariant($"must be from {min} to {max}"));
}
