using System.Numerics;

namespace Render.Core.Textures.Kinds;

/// <summary>Bands of two or more colours, straight or wavy.</summary>
internal sealed class StripesKind() : ProceduralKind(new("[0.3, 0.8]", "[0, 0.2]", "[0, 0.003]"))
{
    private static readonly TextureParameter Count = TextureParameter.Whole("count", 1, 128, "[2, 20]", "How often the colours come in turn across the tile.");

    private static readonly TextureParameter Width = TextureParameter.Number("width", 0.02, 0.98, "[0.3, 0.7]",
        "Share of the first colour; the others share the rest alike.");

    private static readonly TextureParameter Softness = TextureParameter.Number("softness", 0, 1, "{ choice: { 0: 3, 0.5: 1 } }",
        "0: sharp edges; 1: one colour passes into the next over the whole narrower band.");

    private static readonly TextureParameter Waviness = TextureParameter.Number("waviness", 0, 1, "{ choice: { 0: 2, 0.15: 1, 0.4: 1 } }",
        "How far the stripes leave the straight line, in eighths of the tile.");

    public override string Name => "stripes";

    public override string Doc => "Bands along v; turn them by texture_rotation_deg.";

    public override TextureColors Colors { get; } = new(2, 6, "Of the bands, in turn.", "[{ hsv: {}, base: '#efe6d2' }, { hsv: {}, base: '#a63d40' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Count, Width, Softness, Waviness];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, colors, count, width) = (canvas.Size, recipe.LinearColors, recipe.Whole(Count), recipe[Width]);
        var wave = new float[size * size];
        if (recipe[Waviness] > 0)
            wave = LatticeNoise.Sum(size, 2, 3, 2, 0.4f, recipe.SeedOf(0));
        var texel = count / (float)size;
        var narrow = Math.Min(width, (1 - width) / (colors.Length - 1));
        var half = Math.Max(recipe[Softness] * narrow / 2, texel / 2);
        var reach = recipe[Waviness] * count / 8;
        for (var i = 0; i < wave.Length; i++)
        {
            var at = Shaping.Fraction(((i & (size - 1)) + 0.5f) * texel + reach * wave[i]);
            var (color, band) = Band(at, width, half, colors);
            canvas.Color[i] = color;
            canvas.Wear[i] = band;
            canvas.Height[i] = 1 - band;
        }
    }

    /// <summary>The colour at a place, 0..1, of one turn, and how far it is from the first band: 0 in it, 1 outside.</summary>
    private static (Vector3 Color, float Band) Band(float at, float width, float half, ReadOnlySpan<Vector3> colors)
    {
        var others = (1 - width) / (colors.Length - 1);
        var index = at < width ? 0 : Math.Min(1 + (int)((at - width) / others), colors.Length - 1);
        var (begin, end) = (index == 0 ? 0 : width + (index - 1) * others, index == 0 ? width : width + index * others);
        var (color, band) = (colors[index], index == 0 ? 0f : 1f);
        // At an edge both bands have a half.
        var (left, right) = (Math.Clamp(0.5f - (at - begin) / (2 * half), 0, 1), Math.Clamp(0.5f - (end - at) / (2 * half), 0, 1));
        var (before, after) = (index == 0 ? colors.Length - 1 : index - 1, index == colors.Length - 1 ? 0 : index + 1);
        color = TextureCanvas.Mix(TextureCanvas.Mix(color, colors[before], left), colors[after], right);
        band = Shaping.Mix(Shaping.Mix(band, before == 0 ? 0 : 1, left), after == 0 ? 0 : 1, right);
        return (color, band);
    }
}
