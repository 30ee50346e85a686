namespace Render.Vulkan;

/// <summary>
/// Where the sub-samples of a pixel lie, in 1/256 pixel from its centre, x to the right, y down. Sample 0 is the centre in every pattern, because
/// labels are read there; the mean of a pattern is the centre. The points were spread by repulsion on the torus of one pixel. The shaders have
/// the same tables (Shaders/samples.glsl).
/// </summary>
public static class SamplePattern
{
    private static readonly (int X, int Y)[] Pattern4 = [(0, 0), (93, 25), (-68, 68), (-25, -93)];

    private static readonly (int X, int Y)[] Pattern8 =
        [(0, 0), (-125, 63), (97, -15), (-54, 106), (110, -108), (-75, -40), (12, -86), (35, 80)];

    private static readonly (int X, int Y)[] Pattern16 =
    [
        (0, 0), (-97, 89), (66, -75), (57, -15), (61, 108), (-86, -85), (71, 45), (11, -104),
        (7, 73), (-43, 117), (116, -122), (-124, 35), (120, -41), (-80, -12), (-30, -55), (-49, 42),
    ];

    /// <summary>The pattern of 1, 4, 8 or 16 samples.</summary>
    public static ReadOnlySpan<(int X, int Y)> Of(int samples) => samples switch
    {
        1 => Pattern4.AsSpan(0, 1),
        4 => Pattern4,
        8 => Pattern8,
        16 => Pattern16,
        _ => throw new ArgumentOutOfRangeException(nameof(samples), $"{samples} samples: 1, 4, 8 or 16."),
    };
}
