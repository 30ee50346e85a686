using System.Numerics;

namespace MakeAssets.Environments;

/// <summary>
/// A photographer's room with two dark walls, two white ones and a white ceiling, seen from 1 m above its floor: a large warm softbox, a tall
/// cool strip, a small neutral light overhead. The room shows the light that it receives from the boxes (one bounce, the boxes sampled at 5 x 5
/// points) plus a fill for all further bounces.
/// </summary>
internal static class Studio
{
    private const double RoomHalf = 4, Floor = -1, Ceiling = 2.6;

    // Centre, half-axes and radiance of each box; the light leaves along U x V.
    private static readonly Softbox[] Boxes =
    [
        new(new Vector3(2.4f, 1.2f, 1.1f), Vector3.Normalize(new Vector3(1.2f, -2.4f, 0)) * 0.95f, new Vector3(-0.25f, -0.13f, 0.70f),
            new Vector3(7.2f, 6.1f, 4.9f)),
        new(new Vector3(-2.0f, 1.9f, 0.7f), Vector3.Normalize(new Vector3(1.9f, 2.0f, 0)) * 0.34f, new Vector3(0.03f, -0.03f, 1.15f),
            new Vector3(4.6f, 5.6f, 7.0f)),
        new(new Vector3(-0.5f, -1.1f, 2.2f), new Vector3(0.55f, 0, 0), new Vector3(0, -0.42f, -0.10f), new Vector3(8.5f, 8.4f, 8.2f)),
    ];

    public static Vector3 Radiance(Vector3 direction)
    {
        double nearest = double.MaxValue;
        Vector3 seen = Vector3.Zero;
        foreach (Softbox box in Boxes)
        {
            if (box.Hit(direction) is not var (distance, edge) || distance >= nearest)
                continue;
            nearest = distance;
            // The diffuser is brighter over the lamp than at its rim, and a black frame surrounds it.
            float falloff = (float)(edge > 0.94 ? 0.01 : 0.72 + 0.28 * (1 - edge * edge));
            seen = box.Radiance * falloff;
        }
        return nearest < double.MaxValue ? seen : Room(direction);
    }

    private static Vector3 Room(Vector3 d)
    {
        double tx = RoomHalf / Math.Max(Math.Abs(d.X), 1e-9), ty = RoomHalf / Math.Max(Math.Abs(d.Y), 1e-9);
        double tz = (d.Z > 0 ? Ceiling : Floor) / (Math.Abs(d.Z) < 1e-9 ? 1e-9 : d.Z);
        double t = Math.Min(tx, Math.Min(ty, tz));
        Vector3 normal = t == tz ? new Vector3(0, 0, d.Z > 0 ? -1 : 1)
            : t == tx ? new Vector3(d.X > 0 ? -1 : 1, 0, 0) : new Vector3(0, d.Y > 0 ? -1 : 1, 0);
        // Metal without anything bright to mirror looks black: hence the white.
        Vector3 albedo = normal.Z > 0.5f ? new Vector3(0.30f, 0.28f, 0.26f)
            : normal.X > 0.5f || normal.Y > 0.5f || normal.Z < -0.5f ? new Vector3(0.80f, 0.80f, 0.79f) : new Vector3(0.12f, 0.12f, 0.13f);
        Vector3 point = d * (float)t, irradiance = new Vector3(0.45f, 0.44f, 0.43f);
        foreach (Softbox box in Boxes)
            irradiance += box.Irradiance(point, normal);
        return albedo * irradiance / (float)Math.PI;
    }

    private sealed record Softbox(Vector3 Centre, Vector3 U, Vector3 V, Vector3 Radiance)
    {
        private Vector3 Normal => Vector3.Normalize(Vector3.Cross(U, V));

        /// <summary>The distance along a ray from the origin, and how near to the rim (1) it meets the box.</summary>
        public (double Distance, double Edge)? Hit(Vector3 direction)
        {
            float facing = Vector3.Dot(Normal, direction);
            if (Math.Abs(facing) < 1e-6f)
                return null;
            float t = Vector3.Dot(Normal, Centre) / facing;
            if (t <= 0)
                return null;
            Vector3 p = t * direction - Centre;
            double u = Math.Abs(Vector3.Dot(p, U) / U.LengthSquared()), v = Math.Abs(Vector3.Dot(p, V) / V.LengthSquared());
            return u <= 1 && v <= 1 ? (t, Math.Max(u, v)) : null;
        }

        public Vector3 Irradiance(Vector3 point, Vector3 normal)
        {
            const int n = 5;
            double sum = 0, area = 4.0 * Vector3.Cross(U, V).Length();
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    Vector3 to = Centre + U * ((2f * i + 1) / n - 1) + V * ((2f * j + 1) / n - 1) - point;
                    float square = to.LengthSquared();
                    double cosines = Math.Max(0, Vector3.Dot(normal, to)) * Math.Max(0, -Vector3.Dot(Normal, to)) / square;
                    sum += cosines / square * area / (n * n);
                }
            }
            return Radiance * (float)sum;
        }
    }
}
