namespace Render.Core.Textures.Kinds;

/// <summary>Metal with fine parallel scratches of a brush, along u.</summary>
internal sealed class BrushedMetalKind() : ProceduralKind(new("[0.2, 0.45]", "[0.1, 0.35]", "{ log_uniform: [0.0001, 0.0006] }", "1"))
{
    private static readonly TextureParameter Length = TextureParameter.Number("length", 0.02, 1, "[0.2, 1]", "Of the finest strokes, in tiles.");

    private static readonly TextureParameter Contrast = TextureParameter.Number("contrast", 0, 1, "[0.3, 0.8]", "Between light and dark strokes.");

    public override string Name => "brushed_metal";

    public override string Doc => "Metal with the fine parallel strokes of a brush, along u; turn them by texture_rotation_deg.";

    public override TextureColors Colors { get; } = new(2, 2, "Of the dark and of the light strokes: reflectances of the metal.", null,
        ("steel", ["#8a8c8f", "#bdbfc1"]), ("aluminium", ["#c4c6c9", "#eceded"]), ("brass", ["#b08f45", "#e6cb84"]), ("copper", ["#b36c4d", "#eba988"]),
        ("gold", ["#d9a443", "#ffe09a"]), ("titanium", ["#7a746c", "#aaa397"]), ("black_steel", ["#33353a", "#5a5d63"]));

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Length, Contrast];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var size = canvas.Size;
        var across = Math.Max(1, (int)(1 / recipe[Length] + 0.5f));
        var strokes = new float[size * size];
        LatticeNoise.Add(strokes, size, across, size / 2, 0.45f, recipe.SeedOf(0));
        LatticeNoise.Add(strokes, size, Math.Min(2 * across, size), size / 4, 0.4f, recipe.SeedOf(1));
        LatticeNoise.Add(strokes, size, across, size / 12, 0.3f, recipe.SeedOf(2));
        var sheen = LatticeNoise.Sum(size, 2, 4, 3, 0.5f, recipe.SeedOf(3));
        var (tones, contrast) = (new float[size * size], recipe[Contrast]);
        for (var i = 0; i < tones.Length; i++)
        {
            var stroke = Math.Clamp(0.5f + strokes[i], 0, 1);
            tones[i] = 0.5f + contrast * (stroke - 0.5f + 0.25f * sheen[i]);
            canvas.Height[i] = stroke;
            canvas.Wear[i] = Math.Clamp(0.5f + 0.7f * strokes[i] + 0.5f * sheen[i], 0, 1);
        }
        canvas.Paint(tones, recipe.LinearColors);
    }
}
