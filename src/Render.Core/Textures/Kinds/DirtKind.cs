using System.Numerics;

namespace Render.Core.Textures.Kinds;

/// <summary>A surface with patches of dirt that cover a given share of it, and specks.</summary>
internal sealed class DirtKind() : ProceduralKind(new("[0.35, 0.6]", "[0.3, 0.6]", "[0.001, 0.006]", "{ choice: { 0: 2, 1: 1 } }"))
{
    private const int Steps = 4096;

    private static readonly TextureParameter Coverage = TextureParameter.Number("coverage", 0, 1, "[0.15, 0.6]", "Share of the surface that is dirty at least by half.");

    private static readonly TextureParameter Cells = TextureParameter.Whole("cells", 1, 32, "[2, 6]", "Patches on a side.");

    private static readonly TextureParameter Softness = TextureParameter.Number("softness", 0, 1, "[0.2, 0.8]", "0: the patches have sharp edges; 1: they fade far.");

    private static readonly TextureParameter Specks = TextureParameter.Number("specks", 0, 1, "[0, 0.6]", "How densely small specks lie between the patches.");

    public override string Name => "dirt";

    public override string Doc => "A plain surface with patches of dirt and specks. Dirt is rough, and never metal where the surface is.";

    public override TextureColors Colors { get; } = new(2, 2, "Of the surface, and of the dirt.",
        "[{ hsv: { saturation: [0, 0.6], value: [0.4, 0.95] }, base: '#9fb3b8' }, { hsv: { hue_deg: [18, 42], saturation: [0.25, 0.6], value: [0.12, 0.4] }, base: '#4f4031' }]");

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Coverage, Cells, Softness, Specks];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, colors, coverage) = (canvas.Size, recipe.LinearColors, recipe[Coverage]);
        var patches = LatticeNoise.Sum(size, recipe.Whole(Cells), recipe.Whole(Cells), 6, 0.58f, recipe.SeedOf(0));
        var grain = LatticeNoise.Sum(size, 16, 16, 4, 0.75f, recipe.SeedOf(1));
        var threshold = Threshold(patches, coverage);
        var half = 0.02f + 0.25f * recipe[Softness];
        var mask = new float[size * size];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = coverage is > 0 and < 1 ? Shaping.Smooth(threshold - half, threshold + half, patches[i]) : coverage;
        if (recipe[Specks] > 0)
            AddSpecks(mask, size, recipe[Specks], recipe.SeedOf(2));
        canvas.Metal = new float[size * size];
        var metallic = recipe[Metallic];
        for (var i = 0; i < mask.Length; i++)
        {
            // Thin dirt lets the surface through, most where the grain is low.
            var opaque = mask[i] * Math.Clamp(0.85f + 0.5f * grain[i], 0, 1);
            canvas.Color[i] = Vector3.Min(TextureCanvas.Mix(colors[0] * (1 + 0.06f * grain[i]), colors[1] * (1 + 0.8f * grain[i]), opaque), Vector3.One);
            canvas.Height[i] = Math.Clamp(0.25f + mask[i] * (0.35f + 0.4f * grain[i]) + 0.03f * grain[i], 0, 1);
            canvas.Wear[i] = Math.Clamp(mask[i] * (0.9f + 0.2f * grain[i]) + 0.1f, 0, 1);
            canvas.Metal[i] = metallic * (1 - mask[i]);
        }
    }

    /// <summary>Above it lies the given share of the values: by a histogram, so that the coverage is what it says.</summary>
    private static float Threshold(float[] values, float share)
    {
        Span<int> histogram = stackalloc int[Steps];
        foreach (var value in values)
            histogram[Math.Clamp((int)((value + 1) * (Steps / 2)), 0, Steps - 1)]++;
        var (above, wanted) = (0, (int)(share * values.Length + 0.5f));
        for (var step = Steps - 1; step > 0; step--)
        {
            above += histogram[step];
            if (above >= wanted)
                return step / (Steps / 2f) - 1;
        }
        return -1;
    }

    /// <summary>Round specks, at most one in each cell of a lattice, none of which leaves the eight cells around; most are small.</summary>
    private static void AddSpecks(float[] mask, int size, float density, uint seed)
    {
        const int cells = 40;
        var texel = cells / (float)size;
        for (var cell = 0; cell < cells * cells; cell++)
        {
            float Unit(int what) => TextureHash.UnitOf(seed, cell, what);
            if (Unit(0) >= density)
                continue;
            var share = Unit(1);
            var (u, v, reach) = (cell % cells + Unit(2), cell / cells + Unit(3), 0.05f + 0.3f * share * share * share);
            for (var y = (int)MathF.Floor((v - reach) / texel); y <= (v + reach) / texel; y++)
            {
                for (var x = (int)MathF.Floor((u - reach) / texel); x <= (u + reach) / texel; x++)
                {
                    var (dx, dy) = ((x + 0.5f) * texel - u, (y + 0.5f) * texel - v);
                    ref var here = ref mask[(y & (size - 1)) * size + (x & (size - 1))];
                    here = Math.Max(here, 0.8f * Shaping.Smooth(reach, reach * 0.3f, MathF.Sqrt(dx * dx + dy * dy)));
                }
            }
        }
    }
}
