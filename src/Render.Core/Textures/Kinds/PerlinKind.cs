namespace Render.Core.Textures.Kinds;

/// <summary>Octaves of gradient noise: clouds, plaster, camouflage.</summary>
internal sealed class PerlinKind() : ProceduralKind(new("[0.3, 0.9]", "[0, 0.4]", "[0, 0.02]"))
{
    private static readonly TextureParameter Cells = TextureParameter.Whole("cells", 1, 64, "[2, 10]", "Cells of the coarsest noise on a side.");

    private static readonly TextureParameter Octaves = TextureParameter.Whole("octaves", 1, 8, "[2, 6]", "Layers, each twice as fine as the one before.");

    private static readonly TextureParameter Gain = TextureParameter.Number("gain", 0, 1, "[0.35, 0.65]", "Weight of a layer against the one before.");

    private static readonly TextureParameter Contrast = TextureParameter.Number("contrast", 0.1, 20, "{ log_uniform: [1, 4] }",
        "1 shows the noise as it is; 20 leaves two colours with sharp edges.");

    private static readonly TextureParameter Folded = TextureParameter.Number("folded", 0, 1, "{ choice: { 0: 2, 1: 1 } }",
        "Share of turbulence, noise folded at its middle: creases instead of clouds.");

    public override string Name => "perlin";

    public override string Doc => "Octaves of gradient noise: clouds, plaster, camouflage.";

    public override TextureColors Colors { get; } = new(2, 8, "From the lowest to the highest.", "[{ hsv: {}, base: '#3d4f3a' }, { hsv: {}, base: '#cfc59a' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Cells, Octaves, Gain, Contrast, Folded];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (folded, contrast) = (recipe[Folded], recipe[Contrast]);
        float[] Layers(bool fold) => LatticeNoise.Sum(canvas.Size, recipe.Whole(Cells), recipe.Whole(Cells), recipe.Whole(Octaves), recipe[Gain], recipe.SeedOf(0), fold);
        var smooth = folded < 1 ? Layers(false) : null;
        var creased = folded > 0 ? Layers(true) : null;
        var tones = new float[canvas.Height.Length];
        for (var i = 0; i < tones.Length; i++)
        {
            // The noise seldom leaves -1/2..1/2; folded, 0..1/2.
            var (a, b) = (smooth is null ? 0 : smooth[i], creased is null ? 0 : 2 * creased[i] - 0.5f);
            var noise = a + folded * (b - a);
            tones[i] = 0.5f + contrast * noise;
            canvas.Height[i] = Math.Clamp(0.5f + noise, 0, 1);
            canvas.Wear[i] = Math.Clamp(tones[i], 0, 1);
        }
        canvas.Paint(tones, recipe.LinearColors);
    }
}
