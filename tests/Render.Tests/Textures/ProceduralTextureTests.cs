using System.Security.Cryptography;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Materials;
using Render.Core.Textures;
using Xunit;

namespace Render.Tests.Textures;

public sealed class ProceduralTextureTests
{
    public static TheoryData<string> Kinds => [.. ProceduralTable.All.Select(kind => kind.Name)];

    internal static AssetLibrary Library() => new(r => throw new InvalidOperationException(r), (r, _) => throw new InvalidOperationException(r), r => throw new InvalidOperationException(r));

    // A recipe of the kind with every parameter drawn evenly from its range (whole numbers and counts from the lower part, so that patterns are resolved).
    internal static TextureRecipe Random(ProceduralKind kind, Random random, int size = 128)
    {
        var values = kind.AllParameters.Select(p =>
        {
            var share = random.NextDouble();
            var value = p.Min + (p.Max - p.Min) * (p.IsWhole ? share * share * share : share);
            return p.IsWhole ? Math.Round(value) : value;
        });
        var colors = Enumerable.Range(0, random.Next(kind.Colors.Min, kind.Colors.Max + 1)).Select(_ => (uint)random.Next(1 << 24));
        return new(kind, size, (uint)random.Next(), [.. colors], [.. values]);
    }

    private static TextureCanvas Painted(TextureRecipe recipe)
    {
        var canvas = new TextureCanvas(recipe.Size);
        recipe.Kind.Paint(recipe, canvas);
        return canvas;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_painted_is_finite_and_in_range_whatever_the_parameters(string name)
    {
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            var recipe = Random(ProceduralTable.Find(name)!, random, 64);
            var canvas = Painted(recipe);
            Assert.All(canvas.Color, c => Assert.True(c.X is >= 0 and <= 1 && c.Y is >= 0 and <= 1 && c.Z is >= 0 and <= 1, $"{c} of {ProceduralReference.Write(recipe)}"));
            Assert.All(canvas.Height, h => Assert.InRange(h, 0f, 1f));
            Assert.All(canvas.Wear, w => Assert.True(float.IsFinite(w)));
            Assert.All(canvas.Metal ?? [], m => Assert.InRange(m, 0f, 1f));
        }
    }

    // The step from the last column to the first is like the steps between other columns, and so with rows: there is no seam.
    [Theory, MemberData(nameof(Kinds))]
    public void Opposite_edges_join(string name)
    {
        var kind = ProceduralTable.Find(name)!;
        if (kind.Wrap != TextureWrap.Repeat)
            return;
        var random = new Random(11);
        for (var i = 0; i < 25; i++)
        {
            var recipe = Random(kind, random);
            var height = Painted(recipe).Height;
            foreach (var down in (bool[])[false, true])
            {
                var steps = Enumerable.Range(0, recipe.Size).Select(at => Enumerable.Range(0, recipe.Size).Average(k =>
                {
                    int Index(int along) => down ? along % recipe.Size * recipe.Size + k : k * recipe.Size + along % recipe.Size;
                    return Math.Abs(height[Index(at + 1)] - height[Index(at)]);
                })).ToArray();
                Assert.True(steps[^1] <= 1.3 * steps[..^1].Max() + 1e-4, $"{steps[^1]} against {steps[..^1].Max()} of {ProceduralReference.Write(recipe)}");
            }
        }
    }

    // Against differences in double precision of the same heights.
    [Theory, MemberData(nameof(Kinds))]
    public void Normals_are_those_of_the_height_field(string name)
    {
        var random = new Random(5);
        for (var i = 0; i < 5; i++)
        {
            var recipe = Random(ProceduralTable.Find(name)!, random, 64);
            var relief = recipe[recipe.Kind.Relief];
            var (height, normals) = (Painted(recipe).Height, ProceduralMaps.Of(recipe, "test").Normal.Levels[0]);
            double At(int x, int y) => height[(y + 64) % 64 * 64 + (x + 64) % 64];
            for (var y = 0; y < 64; y++)
            {
                for (var x = 0; x < 64; x++)
                {
                    // Tile widths: a texel is 1/64 wide; v runs down, y up.
                    var (du, dv) = (relief * (At(x + 1, y) - At(x - 1, y)) / (2.0 / 64), relief * (At(x, y + 1) - At(x, y - 1)) / (2.0 / 64));
                    var length = Math.Sqrt(du * du + dv * dv + 1);
                    var texel = normals.AsSpan((y * 64 + x) * 4, 4);
                    Assert.InRange(texel[0] / 127.5 - 128 / 127.5 - -du / length, -1.01 / 127.5, 0.01 / 127.5);
                    Assert.InRange(texel[1] / 127.5 - 128 / 127.5 - dv / length, -1.01 / 127.5, 0.01 / 127.5);
                    Assert.InRange(texel[2] / 127.5 - 128 / 127.5 - 1 / length, -1.01 / 127.5, 0.01 / 127.5);
                }
            }
        }
    }

    // The same on every machine, whatever its vectors.
    [Theory]
    [InlineData("checker?cells=6&gap=0.05&relief=0.01", "e0c85c77539db4b0")]
    [InlineData("stripes?waviness=0.5", "233b7a55c73c98bc")]
    [InlineData("dots?jitter=1&radius_variation=0.5", "cbb758fb3200b13e")]
    [InlineData("gradient?angle_deg=33", "74802c3092496c70")]
    [InlineData("perlin?folded=0.3", "5414d97d1d85f5e5")]
    [InlineData("worley?borders=0.5", "e982df47cbe95235")]
    [InlineData("wood?knots=2&planks=3", "6856a5523f5890e3")]
    [InlineData("marble", "fb39bdfd971af035")]
    [InlineData("brushed_metal", "8a92218f01da0eba")]
    [InlineData("scratches?bare=1", "7cf2dee09ec8364a")]
    [InlineData("dirt?metallic=1", "213380f91bc5fa4e")]
    public void Bytes_are_the_same_on_every_machine(string reference, string hash)
    {
        var library = Library();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var separator = reference.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        foreach (var map in (string[])["color", "normal", "roughness", "height"])
            foreach (var level in library.Texture($"procedural:{reference}{separator}seed=4&size=128&map={map}", ColorSpace.Linear).Levels)
                all.AppendData(level);
        Assert.Equal(hash, Convert.ToHexStringLower(all.GetHashAndReset())[..16]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Another_seed_is_another_texture(string name)
    {
        var library = Library();
        string Of(int seed) => Convert.ToHexString(SHA256.HashData(library.Texture($"procedural:{name}?seed={seed}&size=64{(name == "dots" ? "&jitter=1" : name == "stripes" ? "&waviness=1" : "")}", ColorSpace.Srgb).Levels[0]));
        if (name == "gradient")
            Assert.Equal(Of(1), Of(2));
        else
            Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void A_reference_says_everything_and_reads_back()
    {
        var random = new Random(3);
        foreach (var kind in ProceduralTable.All)
        {
            var recipe = Random(kind, random);
            var (again, map) = ProceduralReference.Parse(ProceduralReference.Write(recipe) + "&map=normal", null);
            Assert.Equal((recipe.Kind, recipe.Size, recipe.Seed, ProceduralReference.Map.Normal), (again.Kind, again.Size, again.Seed, map));
            Assert.Equal(recipe.Colors, again.Colors);
            Assert.Equal(recipe.Values, again.Values);
        }
    }

    [Theory]
    [InlineData("procedural:wod", "there is no procedural texture 'wod'", "wood")]
    [InlineData("procedural:wood?ring=3", "there is no parameter of wood 'ring'", "rings")]
    [InlineData("procedural:wood?rings=3.5", "'3.5' is no value of rings", "whole number 1..64")]
    [InlineData("procedural:wood?rings=65", "'65' is no value of rings", "whole number 1..64")]
    [InlineData("procedural:wood?roughness=NaN", "'NaN' is no value of roughness", "0..1")]
    [InlineData("procedural:wood?rings=3&rings=4", "'rings' is said twice", "")]
    [InlineData("procedural:wood?colors=ffffff", "wood takes 3 to 3 colours, not 1", "")]
    [InlineData("procedural:checker?colors=fffff,000000", "'fffff' is not a colour", "")]
    [InlineData("procedural:checker?size=100", "the size must be a power of two, 64..2048", "")]
    [InlineData("procedural:checker?seed=-1", "the seed must be a whole number", "")]
    [InlineData("procedural:checker?map=bump", "there is no map 'bump'", "height")]
    public void A_wrong_reference_says_what_is_known(string reference, string message, string known)
    {
        var error = Assert.Throws<RenderException>(() => ProceduralReference.Check(reference, "here"));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message + error.Remedy, StringComparison.Ordinal);
        Assert.Equal("here", error.Where);
    }

    [Fact]
    public void A_library_makes_a_texture_once_and_knows_its_maps_by_their_contents()
    {
        var library = Library();
        var color = library.Texture("procedural:wood?seed=1&size=64", ColorSpace.Srgb);
        Assert.Same(color, library.Texture("procedural:wood?size=64&seed=1&map=color", ColorSpace.Srgb));
        var normal = library.Texture("procedural:wood?seed=1&size=64&map=normal", ColorSpace.Linear);
        Assert.Equal((ColorSpace.Srgb, ColorSpace.Linear, 64, 64), (color.ColorSpace, normal.ColorSpace, color.Width, normal.Width));
        Assert.NotEqual(color.ContentHash, normal.ContentHash);
        Assert.NotEqual(color.ContentHash, library.Texture("procedural:wood?seed=2&size=64", ColorSpace.Srgb).ContentHash);
        Assert.Equal([64, 32, 16, 8, 4, 2, 1], color.Levels.Select(level => (int)Math.Sqrt(level.Length / 4)));
    }
}
