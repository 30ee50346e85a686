namespace Render.Core.Textures.Kinds;

/// <summary>
/// Sawn wood, its grain along u: growth rings across the board, bent by slow noise into the long loops of flat-sawn timber, with fibres, pores and
/// knots; in one sheet, or as boards that are laid side by side.
/// </summary>
internal sealed class WoodKind() : ProceduralKind(new("[0.3, 0.7]", "[0.1, 0.3]", "{ log_uniform: [0.0008, 0.004] }"))
{
    private static readonly TextureParameter Rings = TextureParameter.Whole("rings", 1, 64, "[5, 14]", "Growth rings across the tile.");

    private static readonly TextureParameter Figure = TextureParameter.Number("figure", 0, 1, "[0.2, 0.8]", "How far the rings are bent: 0 straight (quarter-sawn), 1 long loops (flat-sawn).");

    private static readonly TextureParameter Fibres = TextureParameter.Number("fibres", 0, 1, "[0.3, 0.8]", "Contrast of the fibres along the grain.");

    private static readonly TextureParameter Pores = TextureParameter.Number("pores", 0, 1, "[0, 0.8]", "How dark the pores are, short dashes along the grain.");

    private static readonly TextureParameter Knots = TextureParameter.Whole("knots", 0, 6, "{ choice: { 0: 3, 1: 1, 2: 1 } }", "Knots in a tile.");

    private static readonly TextureParameter Planks = TextureParameter.Whole("planks", 1, 16, "{ choice: { 1: 2, 4: 1, 6: 1 } }", "1: one sheet; else so many rows of boards with joints.");

    public override string Name => "wood";

    public override string Doc => "Sawn wood with its grain along u: rings, fibres, pores and knots, in one sheet or as boards.";

    public override TextureColors Colors { get; } = new(3, 3, "Of early wood, of late wood, and of pores and joints.", null,
        ("oak", ["#c79a63", "#95683a", "#4e331b"]), ("pine", ["#e6c48c", "#c58d4c", "#8a5a2b"]), ("walnut", ["#7d5738", "#4a2f1e", "#24150d"]),
        ("cherry", ["#b8754a", "#8c4d2c", "#552a17"]), ("maple", ["#e9d3ad", "#d0ad7c", "#9a7448"]), ("mahogany", ["#8c4630", "#5f2618", "#32110a"]),
        ("wenge", ["#54402f", "#2e211a", "#15100d"]), ("ash", ["#d9c5a3", "#b49670", "#7a6044"]), ("weathered", ["#a49f96", "#7d776e", "#45413b"]));

    public override IReadOnlyList<TextureParameter> Parameters { get; } = [Rings, Figure, Fibres, Pores, Knots, Planks];

    public override void Paint(TextureRecipe recipe, TextureCanvas canvas)
    {
        var (size, mask, colors) = (canvas.Size, canvas.Size - 1, recipe.LinearColors);
        var (rings, figure, fibres, pores, planks) = (recipe.Whole(Rings), recipe[Figure], recipe[Fibres], recipe[Pores], recipe.Whole(Planks));
        var bend = LatticeNoise.Sum(size, 1, 3, 4, 0.36f, recipe.SeedOf(0));
        var fibre = LatticeNoise.Sum(size, 4, size / 8, 3, 0.7f, recipe.SeedOf(1));
        var pore = new float[size * size];
        LatticeNoise.Add(pore, size, 9, size / 3, 1, recipe.SeedOf(2));
        var drift = LatticeNoise.Sum(size, 2, 4, 2, 0.5f, recipe.SeedOf(3));
        var knots = KnotsOf(recipe);
        var strengths = new float[rings];
        for (var k = 0; k < rings; k++)
            strengths[k] = 0.5f + 0.5f * TextureHash.UnitOf(recipe.SeedOf(5), k);
        var (tones, dark) = (new float[size * size], new float[size * size]);
        for (var y = 0; y < size; y++)
        {
            var boards = new Boards(y, size, planks, recipe.SeedOf(4));
            for (var x = 0; x < size; x++)
            {
                var i = y * size + x;
                var (board, joint) = boards.At(x);
                // Each board is cut from another place of the same wood.
                var (shiftX, shiftY) = planks == 1 ? (0, 0) : ((int)(board >> 5), (int)(board >> 17));
                var j = ((y + shiftY) & mask) * size + ((x + shiftX) & mask);
                var (u, v) = ((((x + shiftX) & mask) + 0.5f) / size, (((y + shiftY) & mask) + 0.5f) / size);
                var (around, core) = Around(knots, u, v, rings);
                var ring = rings * v + figure * (0.8f + 0.3f * rings) * bend[j] + 0.12f * fibre[j] + around;
                var whole = MathF.Floor(ring);
                var grown = ring - whole;
                var strength = strengths[Wrapped((int)whole, rings)];
                // Early wood passes slowly into late wood, which ends sharply.
                var late = grown * grown * (1 - Shaping.Smooth(0.86f, 1, grown)) * strength;
                var dash = pores * Shaping.Smooth(0.25f, 0.5f, pore[j]) * (1 - 0.6f * late);
                tones[i] = 0.12f + 0.85f * late + 0.45f * fibres * fibre[j] + 0.3f * drift[j] + 0.75f * core + (planks == 1 ? 0 : 0.5f * ((board & 31) / 31f - 0.5f));
                dark[i] = Math.Max(Math.Max(0.75f * dash, joint), 0.55f * core * core);
                canvas.Height[i] = Math.Clamp((1 - joint) * (0.85f - 0.35f * dash - 0.12f * late + 0.15f * fibres * fibre[j]), 0, 1);
                canvas.Wear[i] = Math.Clamp(0.6f - 0.35f * late + 0.4f * dash + 0.3f * fibre[j] + joint, 0, 1);
            }
        }
        canvas.Paint(tones, colors.AsSpan(0, 2));
        canvas.Cover(dark, colors[2]);
    }

    private static int Wrapped(int ring, int rings)
    {
        while (ring < 0)
            ring += rings;
        while (ring >= rings)
            ring -= rings;
        return ring;
    }

    /// <param name="U">Of its middle, tiles.</param>
    /// <param name="V">The same.</param>
    /// <param name="Radius">Across the grain, tiles.</param>
    private readonly record struct Knot(float U, float V, float Radius);

    private static Knot[] KnotsOf(TextureRecipe recipe)
    {
        var seed = recipe.SeedOf(6);
        return [.. Enumerable.Range(0, recipe.Whole(Knots)).Select(k =>
            new Knot(TextureHash.UnitOf(seed, k, 0), TextureHash.UnitOf(seed, k, 1), 0.018f + 0.022f * TextureHash.UnitOf(seed, k, 2)))];
    }

    /// <summary>By how many rings knots bend the grain, and how much of a knot itself is here, 0..1.</summary>
    private static (float Rings, float Core) Around(Knot[] knots, float u, float v, int rings)
    {
        var (bent, core) = (0f, 0f);
        foreach (var knot in knots)
        {
            var (du, dv) = (Shaping.Around(knot.U, u) / (1.2f * knot.Radius), Shaping.Around(knot.V, v) / knot.Radius);
            var squared = du * du + dv * dv;
            if (squared > 100)
                continue;
            // The grain flows around: rings are pushed away from the knot's line, to nothing at ten radii.
            var far = 1 - squared / 100;
            var near = far * far / (1 + 0.16f * squared);
            bent += near * rings * knot.Radius * 2.6f * dv / (1 + Math.Abs(dv));
            var distance = MathF.Sqrt(squared);
            core = Math.Max(core, Shaping.Smooth(1.15f, 0.75f, distance) * (0.6f + 0.4f * Shaping.Fraction(distance * 3.3f)));
        }
        return (bent, core);
    }

    /// <summary>The boards that a row of texels crosses: each row of boards has two joints.</summary>
    private readonly struct Boards
    {
        private const float Joint = 0.0022f;

        private readonly int _size;
        private readonly float _edge;
        private readonly float _first;
        private readonly float _second;
        private readonly bool _single;
        private readonly uint _left;
        private readonly uint _right;
        private readonly float _length;

        public Boards(int y, int size, int planks, uint seed)
        {
            var at = (y + 0.5f) / size * planks;
            (_size, _single) = (size, planks == 1);
            var row = (int)at;
            var inside = at - row;
            _edge = Math.Min(inside, 1 - inside) / planks;
            _first = TextureHash.UnitOf(seed, row, 1);
            _length = 0.35f + 0.3f * TextureHash.UnitOf(seed, row, 2);
            _second = Shaping.Fraction(_first + _length);
            (_left, _right) = (TextureHash.Of(seed, row, 3), TextureHash.Of(seed, row, 4));
        }

        /// <summary>Random bits of the board, and how much of a joint is here.</summary>
        public (uint Board, float Joint) At(int x)
        {
            if (_single)
                return (0, 0);
            var u = (x + 0.5f) / _size;
            var distance = Math.Min(_edge, Math.Min(Math.Abs(Shaping.Around(_first, u)), Math.Abs(Shaping.Around(_second, u))));
            var soft = 0.7f / _size;
            return (Shaping.Fraction(u - _first) < _length ? _left : _right, Math.Clamp((Joint + soft - distance) / (2 * soft), 0, 1));
        }
    }
}
