using System.Numerics;
using Render.Core.Sampling;

namespace Render.Core.Textures.Kinds;

/// <summary>A plain surface with scratches: thin, slightly bent lines of many lengths and directions.</summary>
internal sealed class ScratchesKind() : ProceduralKind(new("[0.15, 0.45]", "[0.2, 0.5]", "{ log_uniform: [0.0008, 0.004] }", "{ choice: { 0: 2, 1: 1 } }"))
{
    private static readonly TextureParameter Count = TextureParameter.Whole("count", 0, 2000, "[20, 200]", "Scratches in a tile.");

    private static readonly TextureParameter Length = TextureParameter.Number("length", 0.01, 1, "[0.1, 0.6]", "Of the longest, in tiles; the shortest have a tenth.");

    private static readonly TextureParameter Width = TextureParameter.Number("width", 0.0005, 0.05, "{ log_uniform: [0.0015, 0.005] }", "Of the widest, in tiles.");

    private static readonly TextureParameter Spread = TextureParameter.Number("spread_deg", 0, 180, "{ choice: { 180: 2, 25: 1 } }",
        "How far their directions differ: 180 is any direction.", "degrees");

    private static readonly TextureParameter Bare = TextureParameter.Number("bare", 0, 1, "{ choice: [0, 1] }", "1: scratches show bare metal under the surface.");

    public override string Name => "scratches";

    public override string Doc => "A plain surface with scratches: thin, slightly bent lines of many lengths.";

    public override TextureColors Colors { get; } = new(2, 2, "Of the surface, and of the scratches.",
        "[{ hsv: { saturation: [0, 0.8], value: [0.15, 0.9] }, base: '#24425c' }, { hsv: { saturation: [0, 0.15], value: [0.65, 0.9] }, base: '#c9c9c6' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Count, Length, Width, Spread, Bare];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, colors, count) = (canvas.Size, recipe.LinearColors, recipe.Whole(Count));
        var mask = new float[size * size];
        var seed = recipe.SeedOf(0);
        var main = 180f * TextureHash.UnitOf(recipe.SeedOf(1), 0);
        for (var k = 0; k < count; k++)
        {
            float Unit(int what) => TextureHash.UnitOf(seed, k, what);
            var angle = main + recipe[Spread] * (Unit(0) - 0.5f);
            // Few long, wide and deep ones, many that are not.
            var length = recipe[Length] * (0.1f + 0.9f * Unit(1) * Unit(1));
            var width = recipe[Width] * (0.3f + 0.7f * Unit(2) * Unit(2));
            Scratch(mask, size, new(Unit(3), Unit(4)), angle, length, Math.Max(width * size, 0.7f), 0.25f + 0.75f * Unit(5), 40 * (Unit(6) - 0.5f));
        }
        var grain = LatticeNoise.Sum(size, 4, 4, 6, 0.6f, recipe.SeedOf(2));
        var (metallic, bare) = (recipe[Metallic], recipe[Bare]);
        canvas.Metal = bare > metallic && count > 0 ? new float[size * size] : null;
        for (var i = 0; i < mask.Length; i++)
        {
            var m = mask[i];
            canvas.Color[i] = Vector3.Min(TextureCanvas.Mix(colors[0] * (1 + 0.08f * grain[i]), colors[1], m), Vector3.One);
            canvas.Height[i] = 1 - m;
            canvas.Wear[i] = Math.Clamp(0.35f + 0.5f * m + 0.4f * grain[i], 0, 1);
            if (canvas.Metal is { } metal)
                metal[i] = metallic + (bare - metallic) * m;
        }
    }

    private readonly record struct Place(float U, float V);

    /// <summary>
    /// Draws one along the axis that it is nearest to, texel column by texel column (or row by row), so that it has no gaps; deepest in its middle.
    /// </summary>
    /// <param name="mask">Depth by texel, 0..1; the deepest counts.</param>
    /// <param name="size">Texels on a side.</param>
    /// <param name="middle">In tiles.</param>
    /// <param name="angle">Degrees.</param>
    /// <param name="length">Tiles.</param>
    /// <param name="width">Texels.</param>
    /// <param name="depth">0..1.</param>
    /// <param name="bend">By how many degrees its direction turns from one end to the other.</param>
    private static void Scratch(float[] mask, int size, Place middle, float angle, float length, float width, float depth, float bend)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(angle);
        var steep = Math.Abs(sin) > Math.Abs(cos);
        var (along, slope) = steep ? ((float)Math.Abs(sin), (float)(cos / sin)) : ((float)Math.Abs(cos), (float)(sin / cos));
        var half = Math.Max(1, (int)(length * size * along / 2));
        var (majorAt, minorAt) = steep ? (middle.V * size, middle.U * size) : (middle.U * size, middle.V * size);
        // A parabola: its slope changes by the tangent of the bend over the whole length.
        var curve = bend * 0.0174533f / (4 * half);
        var (mask1, reach) = (size - 1, width / along / 2);
        for (var s = -half; s <= half; s++)
        {
            var t = s / (float)half;
            var strength = depth * (1 - t * t);
            var centre = minorAt + slope * s + curve * s * s;
            for (var m = (int)MathF.Floor(centre - reach - 0.5f); m <= centre + reach + 0.5f; m++)
            {
                var cover = strength * Math.Clamp(reach + 0.5f - Math.Abs(m - centre), 0, 1);
                var (major, minor) = (((int)majorAt + s) & mask1, m & mask1);
                ref var texel = ref mask[steep ? major * size + minor : minor * size + major];
                texel = Math.Max(texel, cover);
            }
        }
    }
}
