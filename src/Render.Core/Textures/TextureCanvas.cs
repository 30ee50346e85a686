using System.Numerics;

namespace Render.Core.Textures;

/// <summary>
/// What a kind of texture paints on: for each texel its colour, its height, and its share of the roughness's variation. Square, row-major, row 0 on top;
/// u runs along a row, v down the rows; texel x covers u from x / size to (x + 1) / size.
/// </summary>
internal sealed class TextureCanvas
{
    private const int RampSteps = 1024;

    public TextureCanvas(int size)
    {
        Size = size;
        (Color, Height, Wear) = (new Vector3[size * size], new float[size * size], new float[size * size]);
    }

    /// <summary>Texels on a side.</summary>
    public int Size { get; }

    /// <summary>Linear RGB, 0..1.</summary>
    public Vector3[] Color { get; }

    /// <summary>0 deepest, 1 highest; the recipe's relief says how high that is.</summary>
    public float[] Height { get; }

    /// <summary>0: as smooth as this texture gets, 1: as rough.</summary>
    public float[] Wear { get; }

    /// <summary>0..1 by texel, or null: as metallic everywhere as the recipe says.</summary>
    public float[]? Metal { get; set; }

    /// <summary>Colours each texel by its tone.</summary>
    /// <param name="tones">0: the first colour, 1: the last; clamped.</param>
    /// <param name="colors">At least one, evenly spaced, linear RGB; in between they are mixed in linear light.</param>
    public void Paint(ReadOnlySpan<float> tones, ReadOnlySpan<Vector3> colors)
    {
        Span<Vector3> ramp = stackalloc Vector3[RampSteps + 1];
        for (var i = 0; i <= RampSteps; i++)
            ramp[i] = At(colors, i / (float)RampSteps);
        for (var i = 0; i < tones.Length; i++)
            Color[i] = ramp[(int)(Math.Clamp(tones[i], 0, 1) * RampSteps + 0.5f)];
    }

    /// <summary>Lays a colour over all; 1 in the mask hides what is below.</summary>
    public void Cover(ReadOnlySpan<float> mask, Vector3 color)
    {
        for (var i = 0; i < mask.Length; i++)
            if (mask[i] > 0)
                Color[i] = Mix(Color[i], color, Math.Min(mask[i], 1));
    }

    // Vector3.Lerp may round otherwise where the machine fuses multiplication and addition.
    public static Vector3 Mix(Vector3 a, Vector3 b, float t) => a + (b - a) * t;

    private static Vector3 At(ReadOnlySpan<Vector3> colors, float tone)
    {
        var at = tone * (colors.Length - 1);
        var first = Math.Min((int)at, Math.Max(0, colors.Length - 2));
        return Mix(colors[first], colors[Math.Min(first + 1, colors.Length - 1)], at - first);
    }
}
