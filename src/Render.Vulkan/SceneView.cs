using Render.Core.Frames;

namespace Render.Vulkan;

/// <summary>
/// How the world is seen: by a camera, or by a light that casts shadows. World space to the screen point
/// (pixel x * w, pixel y * w, w), w the distance along the axis in metres; orthographic: to (pixel x, pixel y, depth in metres).
/// </summary>
/// <param name="Width">Pixels, at most <see cref="MaxSize"/>.</param>
/// <param name="Height">Pixels, at most <see cref="MaxSize"/>.</param>
/// <param name="WorldToScreen">3 x 4, row-major, in double so that it can be composed with poses before the one rounding.</param>
/// <param name="Orthographic">Parallel projection: the third row gives the depth, and w is 1.</param>
/// <param name="Near">Metres; perspective only: nothing nearer is seen.</param>
public sealed record SceneView(int Width, int Height, double[] WorldToScreen, bool Orthographic, float Near)
{
    /// <summary>The camera where it has a lens: <see cref="WorldToScreen"/> then goes to camera space, and the rest of the way is the lens's.</summary>
    public FrameCamera? ThroughLens { get; init; }

    /// <summary>Pixels beside and above the image that count too: its canvas. Perspective only.</summary>
    public (int X, int Y) Margin { get; init; }

    /// <summary>Pixels; the guard band of the rasteriser ends here.</summary>
    public const int MaxSize = 16384;

    public static SceneView Of(FrameCamera camera, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(camera);
        var m = camera.WorldToCamera;
        if (camera.Lens is not null)
            return new(width, height, Array.ConvertAll(m, value => (double)value), false, Math.Max(camera.Near, 1e-6f)) { ThroughLens = camera };
        var rows = new double[12];
        for (var c = 0; c < 4; c++)
        {
            rows[c] = (double)camera.Fx * m[c] + (double)camera.Cx * m[8 + c];
            rows[4 + c] = (double)camera.Fy * m[4 + c] + (double)camera.Cy * m[8 + c];
            rows[8 + c] = m[8 + c];
        }
        return new(width, height, rows, false, Math.Max(camera.Near, 1e-6f));
    }
}
