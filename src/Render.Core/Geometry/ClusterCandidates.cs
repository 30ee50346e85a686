using System.Numerics;
using System.Runtime.Intrinsics;

namespace Render.Core.Geometry;

/// <summary>The triangles that a growing cluster may take next, by coordinate, so that eight distances are measured at once. Order means nothing.</summary>
internal sealed class ClusterCandidates
{
    private static readonly int Lanes = Vector256<float>.Count;
    private int[] _triangles = new int[64];
    private float[] _x = new float[64], _y = new float[64], _z = new float[64], _distances = new float[64];

    public int Count { get; private set; }

    public int Triangle(int at) => _triangles[at];

    /// <summary>As the last <see cref="Measure"/> found it.</summary>
    public float Distance(int at) => _distances[at];

    public void Clear() => Count = 0;

    public void Add(int triangle, Vector3 center)
    {
        if (Count == _triangles.Length)
        {
            Array.Resize(ref _triangles, 2 * Count);
            Array.Resize(ref _x, 2 * Count);
            Array.Resize(ref _y, 2 * Count);
            Array.Resize(ref _z, 2 * Count);
            Array.Resize(ref _distances, 2 * Count);
        }
        (_triangles[Count], _x[Count], _y[Count], _z[Count]) = (triangle, center.X, center.Y, center.Z);
        Count++;
    }

    public void RemoveAt(int at)
    {
        Count--;
        (_triangles[at], _x[at], _y[at], _z[at]) = (_triangles[Count], _x[Count], _y[Count], _z[Count]);
    }

    /// <summary>Measures squared distances from a point, plus a constant; returns a nearest one. There is at least one.</summary>
    public int Measure(Vector3 from, float plus)
    {
        var (x, y, z, constant) = (Vector256.Create(from.X), Vector256.Create(from.Y), Vector256.Create(from.Z), Vector256.Create(plus));
        // The length of the arrays is a multiple of the lanes; what lies behind the last one is measured and not looked at.
        for (var i = 0; i < Count; i += Lanes)
        {
            var (dx, dy, dz) = (Vector256.LoadUnsafe(ref _x[i]) - x, Vector256.LoadUnsafe(ref _y[i]) - y, Vector256.LoadUnsafe(ref _z[i]) - z);
            (dx * dx + dy * dy + dz * dz + constant).StoreUnsafe(ref _distances[i]);
        }
        var nearest = 0;
        for (var i = 1; i < Count; i++)
            if (_distances[i] < _distances[nearest])
                nearest = i;
        return nearest;
    }

    /// <summary>The first one after <paramref name="at"/> whose distance is not clearly above <paramref name="most"/>; -1 where there is none.</summary>
    public int Next(int at, float most)
    {
        var bound = Vector256.Create(most * 1.001f);
        for (var i = at + 1; i < Count;)
        {
            var block = i & -Lanes;
            var mask = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref _distances[block]), bound).ExtractMostSignificantBits() >> (i - block);
            if (mask != 0)
                return i + BitOperations.TrailingZeroCount(mask) is var found && found < Count ? found : -1;
            i = block + Lanes;
        }
        return -1;
    }
}
