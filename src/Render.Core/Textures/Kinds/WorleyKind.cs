namespace Render.Core.Textures.Kinds;

/// <summary>Cells around scattered points: pebbles, leather, cracked ground, bubbles.</summary>
internal sealed class WorleyKind() : ProceduralKind(new("[0.3, 0.8]", "[0.1, 0.4]", "[0.002, 0.02]"))
{
    private static readonly TextureParameter Cells = TextureParameter.Whole("cells", 1, 64, "[4, 20]", "Cells on a side.");

    private static readonly TextureParameter Jitter = TextureParameter.Number("jitter", 0, 1, "[0.6, 1]", "0: a square grid; 1: scattered.");

    private static readonly TextureParameter Borders = TextureParameter.Number("borders", 0, 1, "{ choice: { 0: 1, 1: 2 } }",
        "0: tone and height by the distance from the points; 1: flat cells with borders between them.");

    private static readonly TextureParameter BorderWidth = TextureParameter.Number("border_width", 0.02, 1, "[0.05, 0.4]", "Of the borders, in cells.");

    private static readonly TextureParameter Variation = TextureParameter.Number("variation", 0, 1, "[0, 0.7]", "How far the cells differ in tone.");

    public override string Name => "worley";

    public override string Doc => "Cells around scattered points: pebbles, leather, cracked ground, bubbles.";

    public override TextureColors Colors { get; } = new(2, 8, "From the borders to the middle of the cells.", "[{ hsv: { value: [0.1, 0.5] }, base: '#3a322c' }, { hsv: {}, base: '#b9a88f' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Cells, Jitter, Borders, BorderWidth, Variation];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (borders, width, variation, seed) = (recipe[Borders], recipe[BorderWidth], recipe[Variation], recipe.SeedOf(1));
        var noise = new CellNoise(canvas.Size, recipe.Whole(Cells), recipe[Jitter], recipe.SeedOf(0));
        var shades = new float[recipe.Whole(Cells) * recipe.Whole(Cells)];
        for (var cell = 0; cell < shades.Length; cell++)
            shades[cell] = 1 - variation * TextureHash.UnitOf(seed, cell);
        var tones = new float[canvas.Height.Length];
        for (var i = 0; i < tones.Length; i++)
        {
            // Along the line between two points the difference of their distances grows twice as fast as the distance from the border.
            var flat = Shaping.Smooth(0, width, noise.Second[i] - noise.Nearest[i]);
            var round = Math.Max(1 - noise.Nearest[i], 0);
            var tone = round + borders * (flat - round);
            canvas.Height[i] = tone;
            canvas.Wear[i] = 1 - tone;
            tones[i] = tone * shades[noise.Owner[i]];
        }
        canvas.Paint(tones, recipe.LinearColors);
    }
}
