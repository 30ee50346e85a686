using System.Numerics;

namespace Render.Core.Textures.Kinds;

/// <summary>Round dots on a ground, in rows or scattered.</summary>
internal sealed class DotsKind() : ProceduralKind(new("[0.2, 0.7]", "[0, 0.3]", "[0, 0.006]"))
{
    private static readonly TextureParameter Cells = TextureParameter.Whole("cells", 1, 64, "[3, 16]", "Dots on a side.");

    private static readonly TextureParameter Radius = TextureParameter.Number("radius", 0.02, 0.5, "[0.2, 0.42]", "Of the dots, in distances between them.");

    private static readonly TextureParameter RadiusVariation = TextureParameter.Number("radius_variation", 0, 1, "{ choice: { 0: 1, 0.5: 1 } }",
        "How much smaller the smallest dots are: 1 leaves nothing of them.");

    private static readonly TextureParameter Jitter = TextureParameter.Number("jitter", 0, 1, "{ choice: { 0: 1, 1: 1 } }",
        "0: in rows; 1: each anywhere in its cell as far as it does not leave it.");

    private static readonly TextureParameter Softness = TextureParameter.Number("softness", 0, 1, "{ choice: { 0: 3, 0.4: 1 } }", "Share of the radius over which a dot fades.");

    public override string Name => "dots";

    public override string Doc => "Round dots on a ground, in rows or scattered; they never overlap.";

    public override TextureColors Colors { get; } = new(2, 8, "Of the ground, and of the dots, each of which has one of the others.", "[{ hsv: {}, base: '#f2ead8' }, { hsv: {}, base: '#1d7874' }, { hsv: {}, base: '#ee6c4d' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Cells, Radius, RadiusVariation, Jitter, Softness];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, colors, cells, seed) = (canvas.Size, recipe.LinearColors, recipe.Whole(Cells), recipe.SeedOf(0));
        var dots = new Dot[cells * cells];
        for (var cell = 0; cell < dots.Length; cell++)
        {
            float Unit(uint what) => TextureHash.UnitOf(unchecked(seed + what), cell);
            var radius = recipe[Radius] * (1 - recipe[RadiusVariation] * Unit(0));
            var free = (0.5f - radius) * recipe[Jitter];
            var color = colors[1 + (int)(TextureHash.Of(~seed, cell) % (uint)(colors.Length - 1))];
            dots[cell] = new(0.5f + free * (2 * Unit(1) - 1), 0.5f + free * (2 * Unit(2) - 1), radius, color);
        }
        var (texel, softness) = (cells / (float)size, recipe[Softness]);
        for (var y = 0; y < size; y++)
        {
            var v = (y + 0.5f) * texel;
            var row = (int)v;
            for (var x = 0; x < size; x++)
            {
                var u = (x + 0.5f) * texel;
                ref readonly var dot = ref dots[row * cells + (int)u];
                var (dx, dy, i) = (u - (int)u - dot.U, v - row - dot.V, y * size + x);
                var distance = MathF.Sqrt(dx * dx + dy * dy);
                var half = Math.Max(texel / 2, softness * dot.Radius / 2);
                var inside = Math.Clamp(0.5f - (distance - dot.Radius) / (2 * half), 0, 1);
                canvas.Color[i] = TextureCanvas.Mix(colors[0], dot.Color, inside);
                canvas.Wear[i] = 1 - inside;
                // A dome.
                canvas.Height[i] = distance < dot.Radius ? MathF.Sqrt(1 - distance * distance / (dot.Radius * dot.Radius)) : 0;
            }
        }
    }

    /// <param name="U">Of its middle, in its cell.</param>
    /// <param name="V">The same.</param>
    /// <param name="Radius">In cells.</param>
    /// <param name="Color">Linear RGB.</param>
    private readonly record struct Dot(float U, float V, float Radius, Vector3 Color);
}
