using System.Numerics;
using Render.Core.Assets;

namespace Render.Core.Geometry;

/// <summary>Turns what a reader found into a <see cref="Mesh"/>: mends, makes normals and tangents, cuts into clusters. Deterministic.</summary>
public static class MeshBuilder
{
    /// <param name="parts">Object space; see <see cref="MeshPart"/>.</param>
    /// <param name="notes">Receives what was mended or dropped, counted.</param>
    /// <exception cref="RenderException">No triangle is left.</exception>
    public static Mesh Build(IEnumerable<MeshPart> parts, ImportNotes notes)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(notes);
        var repair = new MeshRepair(notes);
        var finished = new List<MeshPart>();
        var withoutNormals = 0;
        foreach (var part in parts)
        {
            var mended = repair.Mend(part);
            if (mended.Indices.Length == 0)
                continue;
            if (mended.Normals is null)
            {
                withoutNormals++;
                mended = mended.MissingNormals == MissingNormals.Flat ? NormalBuilder.Flat(mended) : NormalBuilder.Smooth(mended);
            }
            finished.Add(mended.Tangents is null ? TangentBuilder.Derive(mended) : mended);
        }
        notes.Add(ImportNoteKind.MissingNormals, withoutNormals);
        if (finished.Count == 0)
            throw new RenderException(Failure.InvalidInput, "holds no triangle with an area" + Reasons(notes) + ".", remedy: "Points and lines are not rendered.");
        return ClusterBuilder.Build(finished);
    }

    /// <summary>Why nothing was left, for the one error that an empty file becomes.</summary>
    private static string Reasons(ImportNotes notes) =>
        notes.ToArray() is { Length: > 0 } all ? ": " + string.Join(" ", all.Select(n => n.Text)).TrimEnd('.') : "";
}

/// <summary>Drops what cannot be rendered and counts it.</summary>
internal sealed class MeshRepair(ImportNotes notes)
{
    /// <summary>The part without bad triangles and without vertices that no triangle uses; its normals are unit vectors.</summary>
    public MeshPart Mend(MeshPart part)
    {
        var kept = new List<int>(part.Indices.Length);
        var positions = part.Positions;
        var (outOfRange, notFinite, degenerate) = (0, 0, 0);
        for (var i = 0; i + 2 < part.Indices.Length; i += 3)
        {
            int a = part.Indices[i], b = part.Indices[i + 1], c = part.Indices[i + 2];
            if ((uint)a >= (uint)positions.Length || (uint)b >= (uint)positions.Length || (uint)c >= (uint)positions.Length)
                outOfRange++;
            else if (!IsFinite(positions[a]) || !IsFinite(positions[b]) || !IsFinite(positions[c]))
                notFinite++;
            else if (Triangle.Of(positions[a], positions[b], positions[c]).IsDegenerate)
                degenerate++;
            else
            {
                kept.Add(a);
                kept.Add(b);
                kept.Add(c);
            }
        }
        notes.Add(ImportNoteKind.IndexOutOfRange, outOfRange);
        notes.Add(ImportNoteKind.VertexNotFinite, notFinite);
        notes.Add(ImportNoteKind.Degenerate, degenerate);
        notes.Add(ImportNoteKind.EmptyPart, part.Indices.Length < 3 ? 1 : 0);
        notes.Add(ImportNoteKind.IncompleteTriangle, part.Indices.Length > 3 && part.Indices.Length % 3 != 0 ? 1 : 0);
        var mended = Compact(part, kept);
        return mended with
        {
            Normals = Unit(mended),
            Tangents = mended.Normals is null ? null : Usable(mended.Tangents),
            TexCoords = Finite(mended.TexCoords),
            TexCoords1 = Finite(mended.TexCoords1),
            Colors = Finite(mended.Colors),
        };
    }

    private static MeshPart Compact(MeshPart part, List<int> indices)
    {
        var remap = new int[part.Positions.Length];
        foreach (var i in indices)
            remap[i] = 1;
        var used = remap.AsSpan().Count(1);
        if (used == remap.Length)
            return part with { Indices = [.. indices] };
        var source = new int[used];
        for (int i = 0, number = 0; i < remap.Length; i++)
        {
            if (remap[i] == 0)
                continue;
            remap[i] = number;
            source[number++] = i;
        }
        var compacted = new int[indices.Count];
        for (var i = 0; i < compacted.Length; i++)
            compacted[i] = remap[indices[i]];
        return part.Gather(source, compacted);
    }

    private Vector3[]? Unit(MeshPart part)
    {
        if (part.Normals is not { } given)
            return null;
        var normals = new Vector3[given.Length];
        Vector3[]? made = null;
        for (var i = 0; i < normals.Length; i++)
        {
            var length = given[i].Length();
            if (float.IsFinite(length) && length > 1e-20f)
            {
                normals[i] = given[i] / length;
                continue;
            }
            notes.Add(ImportNoteKind.BadNormal);
            made ??= NormalBuilder.AtVertices(part);
            normals[i] = made[i];
        }
        return normals;
    }

    private Vector4[]? Usable(Vector4[]? tangents)
    {
        if (tangents is null)
            return null;
        if (Array.TrueForAll(tangents, t => float.IsFinite(t.LengthSquared()) && t.AsVector3().LengthSquared() > 1e-20f))
            return Array.ConvertAll(tangents, t => new Vector4(Vector3.Normalize(t.AsVector3()), t.W < 0 ? -1 : 1));
        notes.Add(ImportNoteKind.BadTangents);
        return null;
    }

    private Vector2[]? Finite(Vector2[]? values)
    {
        if (values is null)
            return null;
        notes.Add(ImportNoteKind.BadTexCoord, values.Count(v => !float.IsFinite(v.X) || !float.IsFinite(v.Y)));
        return Array.ConvertAll(values, v => float.IsFinite(v.X) && float.IsFinite(v.Y) ? v : Vector2.Zero);
    }

    private Vector4[]? Finite(Vector4[]? colors)
    {
        if (colors is null)
            return null;
        notes.Add(ImportNoteKind.BadColor, colors.Count(c => !float.IsFinite(c.LengthSquared())));
        return Array.ConvertAll(colors, c => float.IsFinite(c.LengthSquared()) ? c : Vector4.One);
    }

    private static bool IsFinite(Vector3 p) => float.IsFinite(p.X) && float.IsFinite(p.Y) && float.IsFinite(p.Z);
}
