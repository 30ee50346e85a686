using System.Numerics;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using SharpGLTF.Schema2;

namespace Render.Assets.Readers;

/// <summary>Mesh primitives as nodes place them, in object space.</summary>
internal sealed class GltfPrimitives(Dictionary<Node, Transform> world, GltfMaterials materials, ModelContents contents)
{
    /// <summary>Null, with a note, for what has no triangles: points, lines, primitives without positions.</summary>
    /// <exception cref="RenderException">The mesh is damaged.</exception>
    public MeshPart? Read(MeshPrimitive primitive, Node node)
    {
        try
        {
            if (primitive.GetVertexAccessor("POSITION") is not { } accessor)
            {
                contents.Notes.Add(ImportNoteKind.MissingPositions);
                return null;
            }
            if (Indices(primitive, accessor.Count) is not { } indices)
            {
                contents.Notes.Add(ImportNoteKind.PointsAndLines);
                return null;
            }
            return Part(primitive, node, accessor, indices);
        }
        catch (Exception e) when (GltfReader.IsRefusal(e))
        {
            throw new RenderException(Failure.InvalidInput, $"the mesh '{primitive.LogicalParent.Name}' is damaged: {e.Message}", inner: e);
        }
    }

    private MeshPart Part(MeshPrimitive primitive, Node node, Accessor accessor, int[] indices)
    {
        var streams = new Streams(primitive, node, accessor.Count, contents.Notes);
        var positions = streams.Of("POSITION", GltfAccessors.Vector3s, Add)!;
        var normals = streams.Of("NORMAL", GltfAccessors.Vector3s, Add);
        // The differences of tangents have no handedness.
        var tangents = normals is null ? null : streams.Of("TANGENT", GltfAccessors.Vector4s, GltfAccessors.Vector3s, (t, w, d) => t + new Vector4(w * d, 0));
        var (material, sets) = materials.Of(primitive.Material);
        var pose = node.Skin is { } skin && SkinnedPose.Of(primitive, skin, world, positions.Length, contents.Notes) is { } skinned
            ? skinned
            : SkinnedPose.Rigid(world[node]);
        return new()
        {
            Material = material,
            Normals = normals is null ? null : pose.Normals(normals),
            Tangents = tangents is null ? null : pose.Tangents(tangents),
            Positions = pose.Points(positions),
            TexCoords = TexCoords(streams, sets.First),
            TexCoords1 = TexCoords(streams, sets.Second),
            Colors = streams.Of("COLOR_0", a => a.AsColorArray().ToArray(), (c, w, d) => c + w * d),
            Indices = pose.Windings(indices),
            MissingNormals = MissingNormals.Flat,
        };

        static Vector3 Add(Vector3 value, float weight, Vector3 difference) => value + weight * difference;
    }

    private static Vector2[]? TexCoords(Streams streams, int set) =>
        streams.Of(FormattableString.Invariant($"TEXCOORD_{set}"), GltfAccessors.Vector2s, (t, w, d) => t + w * d);

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

    /// <summary>The vertex attributes of a primitive, with its morph targets at rest: base values plus the weighted differences (3.7.2.2).</summary>
    private readonly struct Streams(MeshPrimitive primitive, Node node, int count, ImportNotes notes)
    {
        /// <summary>Null where the primitive has none, or, with a note, one of another length.</summary>
        public T[]? Of<T>(string name, Func<Accessor, T[]> read, Func<T, float, T, T> add) => Of(name, read, read, add);

        public T[]? Of<T, TDifference>(
            string name, Func<Accessor, T[]> read, Func<Accessor, TDifference[]> readDifference, Func<T, float, TDifference, T> add)
        {
            if (primitive.GetVertexAccessor(name) is not { } accessor)
                return null;
            if (accessor.Count != count)
            {
                notes.Add(ImportNoteKind.AttributeLength);
                return null;
            }
            var values = read(accessor);
            var weights = node.MorphWeights;
            for (var target = 0; target < Math.Min(primitive.MorphTargetsCount, weights.Count); target++)
            {
                if (weights[target] == 0 || !primitive.GetMorphTargetAccessors(target).TryGetValue(name, out var differenceAccessor))
                    continue;
                var differences = readDifference(differenceAccessor);
                if (differences.Length != count)
                {
                    notes.Add(ImportNoteKind.AttributeLength);
                    continue;
                }
                for (var i = 0; i < values.Length; i++)
                    values[i] = add(values[i], weights[target], differences[i]);
            }
            return values;
        }
    }
}
