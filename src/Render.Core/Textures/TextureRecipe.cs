using System.Numerics;
using Render.Core.Materials;

namespace Render.Core.Textures;

/// <summary>Everything that a procedural texture is made of: equal recipes are equal textures. <see cref="ProceduralReference"/> writes it as text.</summary>
/// <param name="Kind">How it is painted.</param>
/// <param name="Size">Texels on a side, a power of two from <see cref="MinSize"/> to <see cref="MaxSize"/>.</param>
/// <param name="Seed">Another seed is another texture of the same look.</param>
/// <param name="Colors">sRGB, 0xrrggbb; as many as the kind takes.</param>
/// <param name="Values">Of the kind's parameters, in their order.</param>
internal sealed record TextureRecipe(ProceduralKind Kind, int Size, uint Seed, IReadOnlyList<uint> Colors, IReadOnlyList<double> Values)
{
    public const int MinSize = 64;
    public const int MaxSize = 2048;
    public const int DefaultSize = 512;

    /// <summary>The value of a parameter.</summary>
    public float this[TextureParameter parameter] => (float)Values[IndexOf(parameter)];

    public int Whole(TextureParameter parameter) => (int)Values[IndexOf(parameter)];

    /// <summary>Linear RGB.</summary>
    public Vector3[] LinearColors => [.. Colors.Select(Linear)];

    /// <summary>Seeds the layers of a texture independently.</summary>
    public uint SeedOf(int layer) => TextureHash.Of(Seed, layer, 0x5eed);

    private int IndexOf(TextureParameter parameter)
    {
        for (var i = 0; i < Kind.AllParameters.Count; i++)
            if (ReferenceEquals(Kind.AllParameters[i], parameter))
                return i;
        throw new ArgumentException($"{Kind.Name} has no {parameter.Name}.", nameof(parameter));
    }

    private static Vector3 Linear(uint rgb) =>
        new(SrgbTables.ToLinear((byte)(rgb >> 16)), SrgbTables.ToLinear((byte)(rgb >> 8)), SrgbTables.ToLinear((byte)rgb));
}
