namespace Render.Core.Textures.Kinds;

/// <summary>Squares of two colours; with a gap they are tiles in their grout.</summary>
internal sealed class CheckerKind() : ProceduralKind(new("[0.2, 0.7]", "[0, 0.2]", "[0, 0.004]"))
{
    private static readonly TextureParameter Cells = TextureParameter.Whole("cells", 2, 128, "[2, 16]",
        "Squares on a side; an odd number is taken as the next even one, so that copies join.");

    private static readonly TextureParameter Gap = TextureParameter.Number("gap", 0, 0.4, "{ choice: [0, 0.05] }", "Width of the gap between squares, in squares.");

    private static readonly TextureParameter Variation = TextureParameter.Number("variation", 0, 1, "[0, 0.2]", "How far the squares of one colour differ in brightness.");

    public override string Name => "checker";

    public override string Doc => "Squares of two colours in turn; with a gap, tiles in their grout.";

    public override TextureColors Colors { get; } = new(2, 3, "Of the two kinds of squares, and of the gap (default: half as bright as the first).",
        "[{ hsv: {}, base: '#e8e2d4' }, { hsv: {}, base: '#2f4858' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Cells, Gap, Variation];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (cells, gap, variation) = ((recipe.Whole(Cells) + 1) / 2 * 2, recipe[Gap] / 2, recipe[Variation]);
        var (colors, size, seed) = (recipe.LinearColors, canvas.Size, recipe.SeedOf(0));
        var grout = colors.Length > 2 ? colors[2] : colors[0] * 0.5f;
        var texel = cells / (float)size;
        var (shades, wears) = (new float[cells * cells], new float[cells * cells]);
        for (var cell = 0; cell < shades.Length; cell++)
            (shades[cell], wears[cell]) = (1 - variation * TextureHash.UnitOf(seed, cell), 0.7f + 0.3f * TextureHash.UnitOf(~seed, cell));
        for (var y = 0; y < size; y++)
        {
            var (row, edgeY, signY) = Place(y, texel);
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                var (column, edgeX, signX) = Place(x, texel);
                // Signed distances to the nearest edges in half texels, clamped: the share of each colour in the texel.
                var share = 0.5f - 0.5f * signX * signY * Math.Min(2 * edgeX / texel, 1) * Math.Min(2 * edgeY / texel, 1);
                var color = TextureCanvas.Mix(colors[0], colors[1], share) * shades[row * cells + column];
                var (edge, inside) = (Math.Min(edgeX, edgeY), 1f);
                if (gap > 0)
                {
                    inside = Math.Clamp((edge - gap) / texel + 0.5f, 0, 1);
                    color = TextureCanvas.Mix(grout, color, inside);
                    canvas.Height[i] = Shaping.Smooth(gap, gap + 0.06f + texel, edge);
                }
                canvas.Color[i] = color;
                canvas.Wear[i] = 1 - inside * wears[row * cells + column];
            }
        }
    }

    // Number of the cell, distance to its nearer edge in cells, and which of the two colours is its.
    private static (int Cell, float Edge, float Sign) Place(int i, float texel)
    {
        var at = (i + 0.5f) * texel;
        var cell = (int)at;
        var inside = at - cell;
        return (cell, Math.Min(inside, 1 - inside), (cell & 1) == 0 ? 1 : -1);
    }
}
