using System.Numerics;
using SharpGLTF.Schema2;
using SharpGLTF.Transforms;

namespace Render.Assets.Readers;

/// <summary>The transform of every vertex of a primitive to object space: one for all, or blended from a skin's joints at rest.</summary>
internal sealed class SkinnedPose
{
    private readonly Matrix4x4Double[] _matrices;

    private SkinnedPose(Matrix4x4Double[] matrices)
    {
        _matrices = matrices;
        IsMirrored = Determinant(matrices[0]) < 0;
    }

    /// <summary>True where the transform turns the winding round.</summary>
    public bool IsMirrored { get; }

    public static SkinnedPose Rigid(Matrix4x4Double toObject) => new([toObject]);

    /// <summary>Linear blend skinning (specification, 3.7.3.3); the node's own transform does not count. Null where the streams are missing.</summary>
    public static SkinnedPose? Of(
        MeshPrimitive primitive, Skin skin, Dictionary<Node, Matrix4x4Double> world, int vertices)
    {
        if (primitive.GetVertexAccessor("JOINTS_0") is not { } jointAccessor || primitive.GetVertexAccessor("WEIGHTS_0") is not { } weightAccessor
            || jointAccessor.Count != vertices || weightAccessor.Count != vertices || vertices == 0)
            return null;
        var joints = new Matrix4x4Double[skin.JointsCount];
        for (var j = 0; j < joints.Length; j++)
        {
            var (node, inverseBind) = skin.GetJoint(j);
            joints[j] = (Matrix4x4Double)inverseBind * world[node];
        }
        var (indices, weights) = (jointAccessor.AsVector4Array(), weightAccessor.AsVector4Array());
        var blended = new Matrix4x4Double[vertices];
        for (var i = 0; i < vertices; i++)
        {
            var (index, weight) = (indices[i], weights[i]);
            var total = (double)weight.X + weight.Y + weight.Z + weight.W;
            if (!(total > 0))
            {
                blended[i] = joints[0];
                continue;
            }
            var sum = default(Matrix4x4Double);
            for (var k = 0; k < 4; k++)
                if (weight[k] != 0)
                    sum = Sum(sum, joints[(int)index[k]], weight[k] / total);
            blended[i] = sum;
        }
        return new(blended);
    }

    public Vector3[] Points(Vector3[] points)
    {
        for (var i = 0; i < points.Length; i++)
        {
            var (p, m) = (points[i], At(i));
            points[i] = new(
                (float)(p.X * m.M11 + p.Y * m.M21 + p.Z * m.M31 + m.M41),
                (float)(p.X * m.M12 + p.Y * m.M22 + p.Z * m.M32 + m.M42),
                (float)(p.X * m.M13 + p.Y * m.M23 + p.Z * m.M33 + m.M43));
        }
        return points;
    }

    /// <summary>By the matrix of cofactors, which is the inverse transpose up to scale and exists for flattened parts too; unit length.</summary>
    public Vector3[] Normals(Vector3[] normals)
    {
        for (var i = 0; i < normals.Length; i++)
        {
            var (n, m) = (normals[i], At(i));
            var sign = Determinant(m) < 0 ? -1 : 1;
            normals[i] = Unit(
                sign * (n.X * (m.M22 * m.M33 - m.M23 * m.M32) + n.Y * (m.M13 * m.M32 - m.M12 * m.M33) + n.Z * (m.M12 * m.M23 - m.M13 * m.M22)),
                sign * (n.X * (m.M23 * m.M31 - m.M21 * m.M33) + n.Y * (m.M11 * m.M33 - m.M13 * m.M31) + n.Z * (m.M13 * m.M21 - m.M11 * m.M23)),
                sign * (n.X * (m.M21 * m.M32 - m.M22 * m.M31) + n.Y * (m.M12 * m.M31 - m.M11 * m.M32) + n.Z * (m.M11 * m.M22 - m.M12 * m.M21)));
        }
        return normals;
    }

    /// <summary>Directions on the surface; a mirror turns the handedness round.</summary>
    public Vector4[] Tangents(Vector4[] tangents)
    {
        for (var i = 0; i < tangents.Length; i++)
        {
            var (t, m) = (tangents[i], At(i));
            var direction = Unit(
                t.X * m.M11 + t.Y * m.M21 + t.Z * m.M31, t.X * m.M12 + t.Y * m.M22 + t.Z * m.M32, t.X * m.M13 + t.Y * m.M23 + t.Z * m.M33);
            tangents[i] = new(direction, IsMirrored ? -t.W : t.W);
        }
        return tangents;
    }

    private Matrix4x4Double At(int vertex) => _matrices.Length == 1 ? _matrices[0] : _matrices[vertex];

    private static Vector3 Unit(double x, double y, double z)
    {
        var scale = 1 / Math.Sqrt(x * x + y * y + z * z);
        return new((float)(x * scale), (float)(y * scale), (float)(z * scale));
    }

    private static double Determinant(in Matrix4x4Double m) =>
        m.M11 * (m.M22 * m.M33 - m.M23 * m.M32) - m.M12 * (m.M21 * m.M33 - m.M23 * m.M31) + m.M13 * (m.M21 * m.M32 - m.M22 * m.M31);

    private static Matrix4x4Double Sum(in Matrix4x4Double a, in Matrix4x4Double b, double w) => new(
        a.M11 + w * b.M11, a.M12 + w * b.M12, a.M13 + w * b.M13, a.M14 + w * b.M14,
        a.M21 + w * b.M21, a.M22 + w * b.M22, a.M23 + w * b.M23, a.M24 + w * b.M24,
        a.M31 + w * b.M31, a.M32 + w * b.M32, a.M33 + w * b.M33, a.M34 + w * b.M34,
        a.M41 + w * b.M41, a.M42 + w * b.M42, a.M43 + w * b.M43, a.M44 + w * b.M44);
}
