using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>A level surface that objects stand on: a rectangle, or a disc where <paramref name="Round"/>.</summary>
/// <param name="Name">As the scene calls it.</param>
/// <param name="Center">Of the surface; its z is the level.</param>
/// <param name="CosYaw">Cosine of the rectangle's turn about Z.</param>
/// <param name="SinYaw">Sine of the rectangle's turn about Z.</param>
/// <param name="HalfX">Half its length along its own x axis; infinite for the ground.</param>
/// <param name="HalfY">The same along y.</param>
/// <param name="Round">A disc (an ellipse) of these half axes.</param>
internal sealed record Surface(string Name, Double3 Center, double CosYaw, double SinYaw, double HalfX, double HalfY, bool Round)
{
    /// <summary>The plane z = 0.</summary>
    public static Surface Ground { get; } =
        new(OnSurface.Ground, Double3.Zero, 1, 0, double.PositiveInfinity, double.PositiveInfinity, Round: false);

    /// <summary>From the world to the surface's own axes.</summary>
    public (double X, double Y) ToLocal(double x, double y) => (CosYaw * x + SinYaw * y, -SinYaw * x + CosYaw * y);

    /// <summary>From the surface's own axes to the world's.</summary>
    public (double X, double Y) ToWorld(double x, double y) => (CosYaw * x - SinYaw * y, SinYaw * x + CosYaw * y);
}
