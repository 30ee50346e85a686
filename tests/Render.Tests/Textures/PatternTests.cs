using System.Numerics;
using Render.Core.Materials;
using Render.Core.Textures;
using Xunit;

namespace Render.Tests.Textures;

/// <summary>What the patterns must look like, by counting texels.</summary>
public sealed class PatternTests
{
    private static readonly (byte, byte, byte) Black = (0, 0, 0), White = (255, 255, 255);

    private static TextureImage Image(string reference) => ProceduralTextureTests.Library().Texture("procedural:" + reference, ColorSpace.Srgb);

    private static (byte R, byte G, byte B) Texel(TextureImage image, int x, int y)
    {
        var at = (y * image.Width + x) * 4;
        return (image.Levels[0][at], image.Levels[0][at + 1], image.Levels[0][at + 2]);
    }

    private static double Share(TextureImage image, Func<(byte R, byte G, byte B), double> weight) =>
        Enumerable.Range(0, image.Width * image.Height).Average(i => weight(Texel(image, i % image.Width, i / image.Width)));

    // Linear light, so that a texel on an edge counts by its share.
    private static double Light((byte R, byte G, byte B) c) => SrgbTables.ToLinear(c.R);

    [Theory, InlineData(2), InlineData(8), InlineData(16)]
    public void A_checker_has_the_colour_of_its_square(int cells)
    {
        var image = Image($"checker?colors=000000,ffffff&cells={cells}&gap=0&variation=0&size=128");
        for (var i = 0; i < 128 * 128; i++)
            Assert.Equal((i % 128 * cells / 128 + i / 128 * cells / 128) % 2 == 0 ? Black : White, Texel(image, i % 128, i / 128));
    }

    [Fact]
    public void An_odd_number_of_squares_is_the_next_even_one_and_edges_between_texels_are_mixed()
    {
        var image = Image("checker?colors=000000,ffffff&cells=5&gap=0&variation=0&size=128");
        Assert.Equal(0.5, Share(image, Light), 3);
        // 128 / 6 = 21.33: the texel over the edge has a third of black.
        Assert.Equal(2 / 3.0, Light(Texel(image, 21, 5)), 2);
    }

    [Theory, InlineData(0.1), InlineData(0.25)]
    public void The_gap_of_a_checker_takes_its_share(double gap)
    {
        var image = Image(FormattableString.Invariant($"checker?colors=000000,000000,ffffff&cells=4&gap={gap}&variation=0&size=512"));
        Assert.Equal(1 - (1 - gap) * (1 - gap), Share(image, Light), 0.01);
    }

    [Theory, InlineData(3, 0.3), InlineData(8, 0.5), InlineData(7, 0.81)]
    public void Stripes_have_their_width_and_their_period(int count, double width)
    {
        var image = Image(FormattableString.Invariant($"stripes?colors=ffffff,000000&count={count}&width={width}&softness=0&waviness=0&size=512"));
        Assert.Equal(width, Share(image, Light), 3);
        var rises = Enumerable.Range(0, 512).Count(x => Light(Texel(image, x, 9)) < 0.5 && Light(Texel(image, (x + 1) % 512, 9)) >= 0.5);
        Assert.Equal(count, rises);
        Assert.All(Enumerable.Range(0, 512), y => Assert.Equal(Texel(image, 77, 0), Texel(image, 77, y)));
    }

    [Fact]
    public void Stripes_of_three_colours_come_in_turn()
    {
        var image = Image("stripes?colors=ff0000,00ff00,0000ff&count=4&width=0.5&softness=0&waviness=0&size=64");
        var row = Enumerable.Range(0, 16).Select(x => Texel(image, x, 0)).ToArray();
        Assert.All(row[..8], c => Assert.Equal(((byte)255, (byte)0, (byte)0), c));
        Assert.All(row[8..12], c => Assert.Equal(((byte)0, (byte)255, (byte)0), c));
        Assert.All(row[12..], c => Assert.Equal(((byte)0, (byte)0, (byte)255), c));
    }

    [Theory, InlineData(0.2, 0), InlineData(0.35, 1), InlineData(0.5, 0)]
    public void Dots_cover_the_area_of_their_circles(double radius, double jitter)
    {
        var image = Image(FormattableString.Invariant($"dots?colors=000000,ffffff&cells=6&radius={radius}&radius_variation=0&jitter={jitter}&softness=0&size=512"));
        Assert.Equal(Math.PI * radius * radius, Share(image, Light), 0.004);
    }

    [Theory, InlineData(0), InlineData(90), InlineData(217)]
    public void A_linear_gradient_passes_from_corner_to_corner(double angle)
    {
        var image = Image(FormattableString.Invariant($"gradient?colors=000000,ffffff&angle_deg={angle}&radius=0&middle=0.5&size=128"));
        var (dx, dy) = (Math.Cos(angle * Math.PI / 180), Math.Sin(angle * Math.PI / 180));
        for (var i = 0; i < 128 * 128; i += 37)
        {
            var (u, v) = ((i % 128 + 0.5) / 128 - 0.5, (i / 128 + 0.5) / 128 - 0.5);
            Assert.Equal((u * dx + v * dy) / (Math.Abs(dx) + Math.Abs(dy)) + 0.5, Light(Texel(image, i % 128, i / 128)), 0.006);
        }
    }

    // The textbook form, corner by corner, in double precision.
    [Theory, InlineData(1, 1), InlineData(5, 3), InlineData(7, 32), InlineData(16, 64)]
    public void Lattice_noise_is_gradient_noise_on_a_torus(int cellsX, int cellsY)
    {
        var field = new float[128 * 128];
        LatticeNoise.Add(field, 128, cellsX, cellsY, 1, 99);
        static double Fade(double t) => t * t * t * (t * (t * 6 - 15) + 10);
        double Corner(double u, double v, int cx, int cy)
        {
            var k = TextureHash.Of(99, cx % cellsX, cy % cellsY) >> 28;
            var angle = (11.25 + 22.5 * k) * Math.PI / 180;
            return Math.Cos(angle) * (u - cx) + Math.Sin(angle) * (v - cy);
        }
        for (var i = 0; i < field.Length; i++)
        {
            var (u, v) = ((i % 128 + 0.5) * cellsX / 128, (i / 128 + 0.5) * cellsY / 128);
            var (cx, cy) = ((int)u, (int)v);
            var top = double.Lerp(Corner(u, v, cx, cy), Corner(u, v, cx + 1, cy), Fade(u - cx));
            var bottom = double.Lerp(Corner(u, v, cx, cy + 1), Corner(u, v, cx + 1, cy + 1), Fade(u - cx));
            Assert.Equal(Math.Sqrt(2) * double.Lerp(top, bottom, Fade(v - cy)), field[i], 1e-5);
        }
    }

    // Against every point of nine copies of the tile.
    [Theory, InlineData(1, 1f), InlineData(2, 1f), InlineData(7, 0.5f), InlineData(40, 1f)]
    public void Cell_noise_finds_the_nearest_two_points(int cells, float jitter)
    {
        const int size = 64;
        var noise = new CellNoise(size, cells, jitter, 5);
        var points = Enumerable.Range(0, cells * cells).Select(c => new Vector2(
            c % cells + 0.5f + jitter * (TextureHash.UnitOf(5, c) - 0.5f), c / cells + 0.5f + jitter * (TextureHash.UnitOf(~5u, c) - 0.5f))).ToArray();
        for (var i = 0; i < size * size; i += 5)
        {
            var (u, v) = ((i % size + 0.5) * cells / size, (i / size + 0.5) * cells / size);
            var all = points.SelectMany((p, c) => Enumerable.Range(0, 25).Select(k =>
                (Distance: Math.Sqrt(Math.Pow(p.X + (k % 5 - 2) * cells - u, 2) + Math.Pow(p.Y + (k / 5 - 2) * cells - v, 2)), Cell: c))).OrderBy(d => d.Distance).Take(2).ToArray();
            Assert.Equal(all[0].Distance, noise.Nearest[i], 1e-4);
            Assert.Equal(all[1].Distance, noise.Second[i], 1e-4);
            if (all[1].Distance - all[0].Distance > 1e-3)
                Assert.Equal(all[0].Cell, noise.Owner[i]);
        }
    }

    [Theory, InlineData(0.1), InlineData(0.4), InlineData(0.75)]
    public void Dirt_covers_what_is_asked_for(double coverage)
    {
        var kind = ProceduralTable.Find("dirt")!;
        var (recipe, _) = ProceduralReference.Parse(FormattableString.Invariant($"procedural:dirt?coverage={coverage}&specks=0&metallic=1&seed=8"), null);
        var canvas = new TextureCanvas(recipe.Size);
        kind.Paint(recipe, canvas);
        // Not metal where dirt lies by more than half.
        Assert.Equal(coverage, canvas.Metal!.Average(m => m < 0.5f ? 1.0 : 0), 0.01);
    }

    [Fact]
    public void Scratches_are_few_texels_and_none_where_none_are_asked_for()
    {
        var without = Image("scratches?colors=204060,ffffff&count=0&seed=2");
        var with = Image("scratches?colors=204060,ffffff&count=60&seed=2");
        var changed = Share(with, c => c.R > 140 ? 1 : 0);
        Assert.Equal(0, Share(without, c => c.R > 140 ? 1 : 0));
        Assert.InRange(changed, 0.001, 0.08);
    }

    // Neighbours along the grain are more alike than across it.
    [Theory, InlineData("wood?seed=3"), InlineData("brushed_metal?seed=3")]
    public void Grain_runs_along_u(string reference)
    {
        var image = Image(reference);
        double Step(int dx, int dy) => Enumerable.Range(0, 512 * 512)
            .Average(i => Math.Abs(Texel(image, i % 512, i / 512).R - Texel(image, (i + dx) % 512, (i / 512 + dy) % 512).R));
        Assert.True(4 * Step(4, 0) < 3 * Step(0, 4), $"{Step(4, 0)} along, {Step(0, 4)} across");
    }

    [Fact]
    public void Wider_veins_cover_more_of_marble()
    {
        double Veins(double width) => Share(Image(FormattableString.Invariant($"marble?colors=ffffff,ffffff,000000&vein_width={width}&vein_strength=1&seed=5")), c => 1 - Light(c));
        Assert.True(Veins(0.03) > 0.005 && Veins(0.12) > 1.8 * Veins(0.03), $"{Veins(0.03)}, {Veins(0.12)}");
    }
}
