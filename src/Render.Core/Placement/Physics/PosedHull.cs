using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>A convex hull where its body is now. Its vertices are turned only when asked for.</summary>
internal sealed class PosedHull
{
    private readonly Double3[] _vertices;
    private readonly double[] _offsets;
    private readonly int[][] _neighbours;
    private readonly int[][] _facesAt;
    private Double3 _row0, _row1, _row2;
    private int _last;

    /// <param name="hull">In its own axes.</param>
    /// <param name="origin">The point of it that becomes the body's origin.</param>
    /// <param name="scale">Then multiplies it.</param>
    public PosedHull(ConvexHull hull, Double3 origin, double scale)
    {
        Hull = hull;
        _vertices = Array.ConvertAll(hull.Vertices, v => (v - origin) * scale);
        _offsets = new double[hull.Faces.Length];
        for (var f = 0; f < _offsets.Length; f++)
            _offsets[f] = (hull.Offsets[f] - Double3.Dot(hull.Normals[f], origin)) * scale;
        var (neighbours, faces) = (Array.ConvertAll(_vertices, _ => new List<int>()), Array.ConvertAll(_vertices, _ => new List<int>()));
        foreach (var edge in hull.Edges)
        {
            neighbours[edge.From].Add(edge.To);
            neighbours[edge.To].Add(edge.From);
        }
        for (var f = 0; f < hull.Faces.Length; f++)
            foreach (var v in hull.Faces[f])
                faces[v].Add(f);
        (_neighbours, _facesAt) = (Array.ConvertAll(neighbours, n => n.ToArray()), Array.ConvertAll(faces, n => n.ToArray()));
        Radius = Math.Sqrt(_vertices.Max(v => Double3.Dot(v, v)));
        Depth = _offsets.Min();
        Support = Farthest;
    }

    public ConvexHull Hull { get; }

    /// <summary>From the body's origin to the farthest vertex.</summary>
    public double Radius { get; }

    /// <summary>From the body's origin to the nearest face.</summary>
    public double Depth { get; }

    /// <summary><see cref="Farthest"/>, as it is handed on.</summary>
    public Func<Double3, Double3> Support { get; }

    /// <summary>Of the body's origin.</summary>
    public Double3 Center { get; private set; }

    public Double3 Min { get; private set; }

    public Double3 Max { get; private set; }

    public void MoveTo(Double3 position, Rotation rotation)
    {
        (Center, (_row0, _row1, _row2)) = (position, rotation.ToRows());
        double Reach(Double3 direction) => Double3.Dot(direction, Farthest(direction));
        Double3 x = new(1, 0, 0), y = new(0, 1, 0), z = new(0, 0, 1);
        (Min, Max) = (new(-Reach(-x), -Reach(-y), -Reach(-z)), new(Reach(x), Reach(y), Reach(z)));
    }

    /// <summary>The vertex that lies farthest in a direction: uphill from vertex to vertex, which a convex body allows.</summary>
    public Double3 Farthest(Double3 direction)
    {
        var local = Unturned(direction);
        var (at, reach) = (_last, Double3.Dot(_vertices[_last], local));
        for (var climbing = true; climbing;)
        {
            climbing = false;
            foreach (var next in _neighbours[at])
                if (Double3.Dot(_vertices[next], local) is var height && height > reach)
                    (at, reach, climbing) = (next, height, true);
        }
        _last = at;
        return Turned(_vertices[at]) + Center;
    }

    /// <summary>Of the faces at the vertex that lies farthest in a direction, the one that looks there most.</summary>
    public int FaceTowards(Double3 direction)
    {
        Farthest(direction);
        var local = Unturned(direction);
        var (best, most) = (0, double.NegativeInfinity);
        foreach (var face in _facesAt[_last])
            if (Double3.Dot(Hull.Normals[face], local) is var along && along > most)
                (best, most) = (face, along);
        return best;
    }

    public Double3 NormalOf(int face) => Turned(Hull.Normals[face]);

    /// <summary>Height of a point over a face's plane.</summary>
    public double Height(int face, Double3 point) => Double3.Dot(Hull.Normals[face], Unturned(point - Center)) - _offsets[face];

    public void Outline(int face, List<Double3> corners)
    {
        corners.Clear();
        foreach (var v in Hull.Faces[face])
            corners.Add(Turned(_vertices[v]) + Center);
    }

    private Double3 Turned(Double3 v) => new(Double3.Dot(_row0, v), Double3.Dot(_row1, v), Double3.Dot(_row2, v));

    private Double3 Unturned(Double3 v) => _row0 * v.X + _row1 * v.Y + _row2 * v.Z;
}
