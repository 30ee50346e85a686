using System.Numerics;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using SharpGLTF.Schema2;

namespace Render.Assets.Readers;

/// <summary>The transform of every vertex of a part to object space: one for all, or blended from a skin's joints at rest.</summary>
internal sealed class SkinnedPose
{
    private readonly Transform[] _transforms;

    private SkinnedPose(Transform[] transforms) => _transforms = transforms;

    /// <summary>True where the transform at a vertex turns the winding round.</summary>
    public bool IsMirroredAt(int vertex) => At(vertex).Determinant < 0;

    public static SkinnedPose Rigid(Transform toObject) => new([toObject]);

    /// <summary>
    /// Linear blend skinning (glTF specification, 3.7.3.3) by all sets of joints and weights; the node's own transform does not count. Null where the
    /// streams are missing.
    /// </summary>
    /// <exception cref="RenderException">A joint that the skin does not have.</exception>
    public static SkinnedPose? Of(MeshPrimitive primitive, Skin skin, Dictionary<Node, Transform> world, int vertices, ImportNotes notes)
    {
        var joints = new Transform[skin.JointsCount];
        for (var j = 0; j < joints.Length; j++)
        {
            var (node, inverseBind) = skin.GetJoint(j);
            joints[j] = Transform.From(inverseBind).Then(world[node]);
        }
        var (sums, totals) = (new Transform[vertices], new double[vertices]);
        var sets = 0;
        for (; primitive.GetVertexAccessor(FormattableString.Invariant($"JOINTS_{sets}")) is { } jointAccessor
            && primitive.GetVertexAccessor(FormattableString.Invariant($"WEIGHTS_{sets}")) is { } weightAccessor
            && jointAccessor.Count == vertices && weightAccessor.Count == vertices; sets++)
        {
            var (indices, weights) = (jointAccessor.AsVector4Array(), weightAccessor.AsVector4Array());
            for (var i = 0; i < vertices; i++)
                Add(joints, indices[i], weights[i], ref sums[i], ref totals[i]);
        }
        if (sets == 0 || vertices == 0 || joints.Length == 0)
            return null;
        for (var i = 0; i < vertices; i++)
            sums[i] = totals[i] > 0 ? default(Transform).Plus(sums[i], 1 / totals[i]) : joints[0];
        notes.Add(ImportNoteKind.BadSkinWeights, totals.Count(t => !(t > 0)));
        return new(sums);
    }

    public Vector3[] Points(Vector3[] points) => Each(points, (p, m) => m.Point(p));

    /// <summary>Unit length.</summary>
    public Vector3[] Normals(Vector3[] normals) => Each(normals, (n, m) => m.Normal(n));

    /// <summary>Unit length; a mirror turns the handedness round.</summary>
    public Vector4[] Tangents(Vector4[] tangents) =>
        Each(tangents, (t, m) => new Vector4(m.Tangent(t.AsVector3()), m.Determinant < 0 ? -t.W : t.W));

    /// <summary>The triangles, those turned round that the transform mirrors. In place.</summary>
    public int[] Windings(int[] indices)
    {
        if (_transforms.Length == 1 && !IsMirroredAt(0))
            return indices;
        for (var i = 0; i + 2 < indices.Length; i += 3)
            if (IsMirroredAt(indices[i]))
                (indices[i + 1], indices[i + 2]) = (indices[i + 2], indices[i + 1]);
        return indices;
    }

    /// <summary>An index outside the vertices has the first one's: its triangle is dropped later.</summary>
    private Transform At(int vertex) => _transforms[(uint)vertex < (uint)_transforms.Length ? vertex : 0];

    private T[] Each<T>(T[] values, Func<T, Transform, T> apply)
    {
        Ranges.Run(values.Length, (from, to) =>
        {
            for (var i = from; i < to; i++)
                values[i] = apply(values[i], At(i));
        });
        return values;
    }

    private static void Add(Transform[] joints, Vector4 index, Vector4 weight, ref Transform sum, ref double total)
    {
        for (var k = 0; k < 4; k++)
        {
            // Not a number and less than nothing count as nothing.
            if (!(weight[k] > 0) || !float.IsFinite(weight[k]))
                continue;
            if (!(index[k] >= 0 && index[k] < joints.Length))
                throw new RenderException(Failure.InvalidInput, FormattableString.Invariant($"a vertex names joint {index[k]} of a skin with {joints.Length}."));
            sum = sum.Plus(joints[(int)index[k]], weight[k]);
            total += weight[k];
        }
    }
}
