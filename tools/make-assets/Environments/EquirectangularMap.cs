using System.Numerics;
using MakeAssets.Formats;

namespace MakeAssets.Environments;

/// <summary>
/// A radiance map over all directions, Z up: columns are the azimuth from +x toward +y, rows the polar angle from the zenith down.
/// </summary>
internal static class EquirectangularMap
{
    public const int Width = 512, Height = 256;

    public static byte[] Encode(Func<Vector3, Vector3> radiance) =>
        RadianceWriter.Encode(Width, Height, (x, y) => radiance(Direction(x + 0.5, y + 0.5)));

    private static Vector3 Direction(double x, double y)
    {
        double azimuth = 2 * Math.PI * x / Width, polar = Math.PI * y / Height, s = Portable.Sin(polar);
        return new Vector3((float)(s * Portable.Cos(azimuth)), (float)(s * Portable.Sin(azimuth)), (float)Portable.Cos(polar));
    }
}
