using System.Numerics;
using MakeAssets.Formats;

namespace MakeAssets.Environments;

/// <summary>
/// A radiance map over all directions, Z up: columns are the azimuth from +x toward +y, rows the polar angle from the zenith down. Each pixel is
/// the mean of 2 x 2 directions, so that the edges of lamps and windows are smooth where they are seen behind a scene.
/// </summary>
internal static class EquirectangularMap
{
    private const int Samples = 2;

    /// <param name="radiance">Linear RGB of a unit direction.</param>
    /// <param name="width">Pixels; half as many rows. Skies do with few, rooms need more.</param>
    public static byte[] Encode(Func<Vector3, Vector3> radiance, int width = 512)
    {
        Vector3[] rows = new Vector3[width / 2 * width];
        Parallel.For(0, width / 2, y =>
        {
            for (int x = 0; x < width; x++)
            {
                Vector3 sum = Vector3.Zero;
                for (int i = 0; i < Samples * Samples; i++)
                    sum += radiance(Direction(x + (i % Samples + 0.5) / Samples, y + (i / Samples + 0.5) / Samples, width));
                rows[y * width + x] = sum / (Samples * Samples);
            }
        });
        return RadianceWriter.Encode(width, width / 2, (x, y) => rows[y * width + x]);
    }

    private static Vector3 Direction(double x, double y, int width)
    {
        double azimuth = 2 * Math.PI * x / width, polar = 2 * Math.PI * y / width, s = Portable.Sin(polar);
        return new Vector3((float)(s * Portable.Cos(azimuth)), (float)(s * Portable.Sin(azimuth)), (float)Portable.Cos(polar));
    }
}
