using System.Numerics;

namespace MakeAssets.Modelling;

/// <summary>A triangle's corner: position in metres (Z up), texture coordinates with the origin at the image's upper left.</summary>
internal readonly record struct Corner(Vector3 Position, Vector2 Uv);

/// <summary>What a GLB primitive holds: one material, indexed triangles, normals of unit length.</summary>
internal sealed record Primitive(int Material, Vector3[] Positions, Vector3[] Normals, Vector2[] Uvs, int[] Indices);

/// <summary>
/// Collects triangles given counter-clockwise as seen from outside, then finds the normals from a crease angle: edges bent less are smooth,
/// edges bent more are sharp. Positions are rounded to a micrometre, so surfaces that share an edge share it exactly.
/// </summary>
/// <param name="unit">Metres in one unit of the given coordinates.</param>
internal sealed class MeshBuilder(double unit = 0.001)
{
    private readonly List<(int Material, Corner A, Corner B, Corner C)> _triangles = [];

    public int TriangleCount => _triangles.Count;

    /// <summary>Adds a triangle; one that has no area after rounding is left out, so grids may collapse to a line or a point.</summary>
    public void Triangle(int material, Corner a, Corner b, Corner c)
    {
        (a, b, c) = (Round(a), Round(b), Round(c));
        if (a.Position != b.Position && b.Position != c.Position && c.Position != a.Position)
            _triangles.Add((material, a, b, c));
    }

    public void Quad(int material, Corner a, Corner b, Corner c, Corner d)
    {
        // The shorter diagonal keeps twisted quads close to the surface meant.
        if (Vector3.DistanceSquared(a.Position, c.Position) <= Vector3.DistanceSquared(b.Position, d.Position) * 1.0001f)
        {
            Triangle(material, a, b, c);
            Triangle(material, a, c, d);
        }
        else
        {
            Triangle(material, a, b, d);
            Triangle(material, b, c, d);
        }
    }

    /// <summary>Moves everything so that the lowest point has the height 0.</summary>
    public void StandOnGround()
    {
        float low = _triangles.Min(t => Math.Min(t.A.Position.Z, Math.Min(t.B.Position.Z, t.C.Position.Z)));
        Corner Lowered(Corner c) => c with
        {
            Position = new Vector3(c.Position.X, c.Position.Y, Round((c.Position.Z - low) * 1e6)),
        };
        for (int i = 0; i < _triangles.Count; i++)
            _triangles[i] = (_triangles[i].Material, Lowered(_triangles[i].A), Lowered(_triangles[i].B), Lowered(_triangles[i].C));
    }

    /// <summary>The triangles by material, with normals averaged (by area) over neighbours within the crease angle.</summary>
    public IReadOnlyList<Primitive> Build(double creaseDegrees)
    {
        var faces = _triangles.ConvertAll(t => Vector3.Cross(t.B.Position - t.A.Position, t.C.Position - t.A.Position));
        var around = new Dictionary<Vector3, List<int>>();
        for (int i = 0; i < _triangles.Count; i++)
        {
            foreach (Corner corner in (ReadOnlySpan<Corner>)[_triangles[i].A, _triangles[i].B, _triangles[i].C])
            {
                if (!around.TryGetValue(corner.Position, out List<int>? list))
                    around[corner.Position] = list = [];
                list.Add(i);
            }
        }
        float threshold = (float)Portable.Cos(creaseDegrees * Math.PI / 180);
        var primitives = new SortedDictionary<int, PrimitiveBuilder>();
        for (int i = 0; i < _triangles.Count; i++)
        {
            (int material, Corner a, Corner b, Corner c) = _triangles[i];
            if (!primitives.TryGetValue(material, out PrimitiveBuilder? primitive))
                primitives[material] = primitive = new PrimitiveBuilder();
            foreach (Corner corner in (ReadOnlySpan<Corner>)[a, b, c])
                primitive.Add(corner, SmoothNormal(i, around[corner.Position], faces, threshold));
        }
        return [.. primitives.Select(p => p.Value.Build(p.Key))];
    }

    private static Vector3 SmoothNormal(int face, List<int> neighbours, List<Vector3> faces, float threshold)
    {
        Vector3 own = faces[face], sum = Vector3.Zero;
        float length = own.Length();
        foreach (int other in neighbours)
        {
            if (other == face || Vector3.Dot(own, faces[other]) >= threshold * length * faces[other].Length())
                sum += faces[other];
        }
        Vector3 n = Vector3.Normalize(sum);
        return new Vector3(Round(n.X, 1e5), Round(n.Y, 1e5), Round(n.Z, 1e5));
    }

    private Corner Round(Corner corner)
    {
        // The factor to micrometres, and then exactly the float nearest to that decimal.
        double s = unit * 1e6;
        Vector3 p = corner.Position;
        return new Corner(
            new Vector3(Round(p.X * s), Round(p.Y * s), Round(p.Z * s)),
            new Vector2(Round(corner.Uv.X, 1e6), Round(corner.Uv.Y, 1e6)));
    }

    private static float Round(double micrometres) => (float)(Math.Round(micrometres) / 1e6) + 0f;

    private static float Round(float value, double steps) => (float)(Math.Round(value * steps) / steps) + 0f;

    private sealed class PrimitiveBuilder
    {
        private readonly Dictionary<(Vector3, Vector3, Vector2), int> _known = [];
        private readonly List<int> _indices = [];

        public void Add(Corner corner, Vector3 normal)
        {
            var key = (corner.Position, normal, corner.Uv);
            if (!_known.TryGetValue(key, out int index))
                _known[key] = index = _known.Count;
            _indices.Add(index);
        }

        public Primitive Build(int material)
        {
            var positions = new Vector3[_known.Count];
            var normals = new Vector3[_known.Count];
            var uvs = new Vector2[_known.Count];
            foreach (((Vector3 position, Vector3 normal, Vector2 uv), int index) in _known)
                (positions[index], normals[index], uvs[index]) = (position, normal, uv);
            return new Primitive(material, positions, normals, uvs, [.. _indices]);
        }
    }
}
