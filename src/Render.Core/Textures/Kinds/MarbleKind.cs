namespace Render.Core.Textures.Kinds;

/// <summary>Clouded stone with veins: where noise crosses zero, sharp lines are drawn, strong and weak by another noise.</summary>
internal sealed class MarbleKind() : ProceduralKind(new("[0.05, 0.35]", "[0, 0.1]", "0"))
{
    private static readonly TextureParameter Veins = TextureParameter.Whole("veins", 1, 8, "[1, 3]", "How often the great veins cross the tile.");

    private static readonly TextureParameter VeinWidth = TextureParameter.Number("vein_width", 0.005, 0.5, "{ log_uniform: [0.02, 0.09] }", "Of the great veins, in their distances.");

    private static readonly TextureParameter VeinStrength = TextureParameter.Number("vein_strength", 0, 1, "[0.6, 1]", "How much of the vein's colour shows.");

    private static readonly TextureParameter Clouds = TextureParameter.Number("clouds", 0, 1, "[0.5, 1]", "Contrast of the ground between the veins.");

    public override string Name => "marble";

    public override string Doc => "Clouded stone with veins.";

    public override TextureColors Colors { get; } = new(3, 3, "Of the ground, of its clouds, and of the veins.", null,
        ("carrara", ["#efeeea", "#cdced2", "#7d828c"]), ("nero", ["#101012", "#202024", "#e6e1d8"]), ("crema", ["#e9dabf", "#d9c29b", "#a07d52"]),
        ("verde", ["#1c3a2e", "#33604b", "#c4d8ca"]), ("rosso", ["#6a261e", "#8e4434", "#e8d5c8"]), ("emperador", ["#452f23", "#624736", "#cbb394"]),
        ("azul", ["#7f93a8", "#4f6680", "#e4e0d6"]));

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Veins, VeinWidth, VeinStrength, Clouds];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, colors, veins) = (canvas.Size, recipe.LinearColors, recipe.Whole(Veins));
        // Stretched and sheared by a whole number of tiles, so that veins have a direction and copies join.
        var great = LatticeNoise.Sum(size, veins, 2 * veins, 7, 0.48f, recipe.SeedOf(0));
        var small = LatticeNoise.Sum(size, 2 * veins, 4 * veins, 6, 0.5f, recipe.SeedOf(1));
        var clouds = LatticeNoise.Sum(size, 2, 3, 6, 0.58f, recipe.SeedOf(2));
        var strong = LatticeNoise.Sum(size, 3, 3, 2, 0.5f, recipe.SeedOf(3));
        var (width, strength, contrast) = (recipe[VeinWidth], recipe[VeinStrength], recipe[Clouds]);
        var shear = (TextureHash.Of(recipe.SeedOf(4), 0) & 1) == 0 ? 1 : -1;
        var (tones, mask) = (new float[size * size], new float[size * size]);
        for (var i = 0; i < tones.Length; i++)
        {
            var y = i / size;
            var j = y * size + ((i + shear * y) & (size - 1));
            var weight = Shaping.Smooth(-0.25f, 0.35f, strong[j]);
            var here = Math.Max(Line(great[j], width * (0.35f + 0.65f * weight)) * (0.35f + 0.65f * weight), 0.45f * Line(small[j], width * 0.4f) * (1 - weight));
            mask[i] = strength * here;
            // Clouds gather along the veins.
            tones[i] = Math.Clamp(0.45f + contrast * (1.3f * clouds[j] - 0.9f * (Math.Min(Math.Abs(great[j]) * 3, 1) - 0.5f)), 0, 1) * contrast;
            canvas.Wear[i] = mask[i];
            canvas.Height[i] = 1 - mask[i];
        }
        canvas.Paint(tones, colors.AsSpan(0, 2));
        canvas.Cover(mask, colors[2]);
    }

    // 1 on the line where the noise is 0, falling to 0 with a soft skirt.
    private static float Line(float noise, float width)
    {
        var d = Math.Abs(noise) / width;
        var skirt = 1 / (1 + d * d * 4);
        return d < 3 ? skirt * (1 - d * d / 9) : 0;
    }
}
