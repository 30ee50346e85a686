using Render.Core.Materials;
using Render.Core.Sampling;

namespace Render.Core.Textures.Kinds;

/// <summary>A passage from colour to colour, along a line or from the middle outwards.</summary>
internal sealed class GradientKind() : ProceduralKind(new("[0.2, 0.8]", "0", "0"))
{
    private static readonly TextureParameter Angle = TextureParameter.Number("angle_deg", 0, 360, "[0, 360]", "Direction of a linear gradient: 0 along u, 90 down v.", "degrees");

    private static readonly TextureParameter Radius = TextureParameter.Number("radius", 0, 2, "{ choice: { 0: 2, 0.7: 1 } }",
        "0: along a line; else from the middle outwards to this distance, in tiles.");

    private static readonly TextureParameter Middle = TextureParameter.Number("middle", 0.05, 0.95, "[0.35, 0.65]", "Where the middle of the colours lies on the way.");

    public override string Name => "gradient";

    public override string Doc => "A passage from colour to colour. Copies are mirrored, so that they join.";

    public override TextureColors Colors { get; } = new(2, 8, "Evenly spaced.", "[{ hsv: {}, base: '#1b3a6b' }, { hsv: {}, base: '#f4a259' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Angle, Radius, Middle];

    public override TextureWrap Wrap => TextureWrap.Mirror;

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, radius) = (canvas.Size, recipe[Radius]);
        var (sin, cos) = PortableMath.SinCosDegrees(recipe[Angle]);
        var (dx, dy) = ((float)cos, (float)sin);
        // The tile's corners are the ends.
        var reach = Math.Abs(dx) + Math.Abs(dy);
        var bias = 1 / recipe[Middle] - 2;
        var tones = new float[size * size];
        for (var i = 0; i < tones.Length; i++)
        {
            var (u, v) = (((i & (size - 1)) + 0.5f) / size - 0.5f, (i / size + 0.5f) / size - 0.5f);
            var t = Math.Clamp(radius > 0 ? MathF.Sqrt(u * u + v * v) / radius : (u * dx + v * dy) / reach + 0.5f, 0, 1);
            // Schlick, "Fast Alternatives to Perlin's Bias and Gain Functions", Graphics Gems IV, 1994.
            tones[i] = t / (bias * (1 - t) + 1);
        }
        canvas.Paint(tones, recipe.LinearColors);
        tones.CopyTo(canvas.Height, 0);
        tones.CopyTo(canvas.Wear, 0);
    }
}
