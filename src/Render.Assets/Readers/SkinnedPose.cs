using System.Numerics;
using SharpGLTF.Schema2;

namespace Render.Assets.Readers;

/// <summary>The transform of every vertex of a part to object space: one for all, or blended from a skin's joints at rest.</summary>
internal sealed class SkinnedPose
{
    private readonly Transform[] _transforms;

    private SkinnedPose(Transform[] transforms) => _transforms = transforms;

    /// <summary>True where the transform turns the winding round.</summary>
    public bool IsMirrored => _transforms[0].Determinant < 0;

    public static SkinnedPose Rigid(Transform toObject) => new([toObject]);

    /// <summary>
    /// Linear blend skinning (glTF specification, 3.7.3.3); the node's own transform does not count. Null where the streams are missing.
    /// </summary>
    public static SkinnedPose? Of(MeshPrimitive primitive, Skin skin, Dictionary<Node, Transform> world, int vertices)
    {
        if (primitive.GetVertexAccessor("JOINTS_0") is not { } jointAccessor || primitive.GetVertexAccessor("WEIGHTS_0") is not { } weightAccessor
            || jointAccessor.Count != vertices || weightAccessor.Count != vertices || vertices == 0)
            return null;
        var joints = new Transform[skin.JointsCount];
        for (var j = 0; j < joints.Length; j++)
        {
            var (node, inverseBind) = skin.GetJoint(j);
            joints[j] = Transform.From(inverseBind).Then(world[node]);
        }
        var (indices, weights) = (jointAccessor.AsVector4Array(), weightAccessor.AsVector4Array());
        var blended = new Transform[vertices];
        for (var i = 0; i < vertices; i++)
            blended[i] = Blend(joints, indices[i], weights[i]);
        return new(blended);
    }

    public Vector3[] Points(Vector3[] points) => Each(points, (p, m) => m.Point(p));

    /// <summary>Unit length.</summary>
    public Vector3[] Normals(Vector3[] normals) => Each(normals, (n, m) => m.Normal(n));

    /// <summary>Unit length; a mirror turns the handedness round.</summary>
    public Vector4[] Tangents(Vector4[] tangents)
    {
        var sign = IsMirrored ? -1 : 1;
        return Each(tangents, (t, m) => new Vector4(m.Tangent(t.AsVector3()), sign * t.W));
    }

    private T[] Each<T>(T[] values, Func<T, Transform, T> apply)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = apply(values[i], _transforms[_transforms.Length == 1 ? 0 : i]);
        return values;
    }

    private static Transform Blend(Transform[] joints, Vector4 index, Vector4 weight)
    {
        var total = (double)weight.X + weight.Y + weight.Z + weight.W;
        if (!(total > 0))
            return joints[0];
        var sum = default(Transform);
        for (var k = 0; k < 4; k++)
            if (weight[k] != 0)
                sum = sum.Plus(joints[(int)index[k]], weight[k] / total);
        return sum;
    }
}
