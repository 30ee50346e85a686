using System.Numerics;
using Render.Core;
using Render.Core.Geometry;
using SharpGLTF.Schema2;

namespace Render.Assets.Readers;

/// <summary>One mesh primitive as one node places it, in object space.</summary>
internal static class GltfPrimitive
{
    /// <summary>Null for points and lines, which are left out with a warning.</summary>
    public static MeshPart? Read(
        MeshPrimitive primitive, Node node, Dictionary<Node, Transform> world, GltfMaterials materials, ModelContents contents)
    {
        try
        {
            if (primitive.GetVertexAccessor("POSITION") is not { } accessor)
                return null;
            if (Indices(primitive, accessor.Count) is not { } indices)
            {
                contents.Warn("Points and lines were left out.");
                return null;
            }
            var positions = Morphed(primitive, node, "POSITION", GltfAccessors.Vector3s(accessor));
            var normals = primitive.GetVertexAccessor("NORMAL") is { } n && n.Count == positions.Length
                ? Morphed(primitive, node, "NORMAL", GltfAccessors.Vector3s(n))
                : null;
            var tangents = Stream(primitive, "TANGENT", positions.Length, GltfAccessors.Vector4s);
            var pose = node.Skin is { } skin && SkinnedPose.Of(primitive, skin, world, positions.Length) is { } skinned
                ? skinned
                : SkinnedPose.Rigid(world[node]);
            var material = materials.Index(primitive.Material);
            return new()
            {
                Material = material,
                Positions = pose.Points(positions),
                Normals = normals is null ? null : pose.Normals(normals),
                Tangents = normals is null || tangents is null ? null : pose.Tangents(tangents),
                TexCoords = Stream(primitive, "TEXCOORD_0", positions.Length, GltfAccessors.Vector2s),
                TexCoords1 = Stream(primitive, "TEXCOORD_1", positions.Length, GltfAccessors.Vector2s),
                Colors = Stream(primitive, "COLOR_0", positions.Length, a => a.AsColorArray().ToArray()),
                Indices = pose.IsMirrored ? Turned(indices) : indices,
                MissingNormals = MissingNormals.Flat,
                TangentTexCoordSet = contents.Materials[material].NormalTexture?.TexCoordSet ?? 0,
            };
        }
        catch (Exception e) when (GltfReader.IsRefusal(e))
        {
            throw new RenderException(Failure.InvalidInput, $"the mesh '{primitive.LogicalParent.Name}' is damaged: {e.Message}", inner: e);
        }
    }

    private static T[]? Stream<T>(MeshPrimitive primitive, string name, int count, Func<Accessor, T[]> read) =>
        primitive.GetVertexAccessor(name) is { } accessor && accessor.Count == count ? read(accessor) : null;

    /// <summary>Base values plus the weighted differences of the morph targets at rest.</summary>
    private static Vector3[] Morphed(MeshPrimitive primitive, Node node, string name, Vector3[] values)
    {
        var weights = node.MorphWeights;
        for (var target = 0; target < Math.Min(primitive.MorphTargetsCount, weights.Count); target++)
        {
            if (weights[target] == 0 || !primitive.GetMorphTargetAccessors(target).TryGetValue(name, out var accessor))
                continue;
            var differences = accessor.AsVector3Array();
            for (var i = 0; i < Math.Min(values.Length, differences.Count); i++)
                values[i] += weights[target] * differences[i];
        }
        return values;
    }

    /// <summary>Triangle lists, strips and fans as a list (specification, 3.7.2.1); null for points and lines.</summary>
    private static int[]? Indices(MeshPrimitive primitive, int vertices)
    {
        int[] given = primitive.IndexAccessor is { } accessor
            ? GltfAccessors.Indices(accessor)
            : [.. Enumerable.Range(0, vertices)];
        return primitive.DrawPrimitiveType switch
        {
            PrimitiveType.TRIANGLES => given,
            PrimitiveType.TRIANGLE_STRIP => [.. Enumerable.Range(0, Math.Max(0, given.Length - 2))
                .SelectMany(i => new[] { given[i], given[i + 1 + i % 2], given[i + 2 - i % 2] })],
            PrimitiveType.TRIANGLE_FAN => [.. Enumerable.Range(0, Math.Max(0, given.Length - 2))
                .SelectMany(i => new[] { given[i + 1], given[i + 2], given[0] })],
            _ => null,
        };
    }

    private static int[] Turned(int[] indices)
    {
        for (var i = 0; i + 2 < indices.Length; i += 3)
            (indices[i + 1], indices[i + 2]) = (indices[i + 2], indices[i + 1]);
        return indices;
    }
}
