namespace Render.Core.Textures;

/// <summary>
/// Random numbers for what a procedural texture is made of, from whole numbers by whole-number operations alone: the same on every machine. The mixing
/// function is Wellons' lowbias32 ("Prospecting for Hash Functions", 2018), a bijection whose bits all depend on all bits.
/// </summary>
internal static class TextureHash
{
    private const float Unit = 1f / (1 << 24);

    public static uint Mix(uint x)
    {
        unchecked
        {
            x = (x ^ (x >> 16)) * 0x7feb352d;
            x = (x ^ (x >> 15)) * 0x846ca68b;
            return x ^ (x >> 16);
        }
    }

    /// <summary>Of a place in a layer of a texture.</summary>
    public static uint Of(uint seed, int x, int y = 0) => Mix(unchecked(Mix(unchecked(Mix(seed) + (uint)x)) + (uint)y));

    /// <summary>A multiple of 2^-24 in [0, 1).</summary>
    public static float UnitOf(uint seed, int x, int y = 0) => (Of(seed, x, y) >> 8) * Unit;
}
