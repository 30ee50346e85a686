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
        var faults = new Fault[part.Indices.Length / 3];
        Ranges.Run(faults.Length, (from, to) =>
        {
            for (var t = from; t < to; t++)
                faults[t] = FaultOf(part.Positions, part.Indices[3 * t], part.Indices[3 * t + 1], part.Indices[3 * t + 2]);
        });
        notes.Add(ImportNoteKind.IndexOutOfRange, faults.AsSpan().Count(Fault.IndexOutOfRange));
        notes.Add(ImportNoteKind.VertexNotFinite, faults.AsSpan().Count(Fault.NotFinite));
        notes.Add(ImportNoteKind.Degenerate, faults.AsSpan().Count(Fault.Degenerate));
        var whole = faults.AsSpan().Count(Fault.None);
        var kept = 3 * whole == part.Indices.Length ? part.Indices : Kept(part.Indices, faults, whole);
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

    /// <summary>What is wrong with a triangle.</summary>
    private enum Fault : byte
    {
        None,
        IndexOutOfRange,
        NotFinite,
        Degenerate,
    }

    private static Fault FaultOf(Vector3[] positions, int a, int b, int c)
    {
        if ((uint)a >= (uint)positions.Length || (uint)b >= (uint)positions.Length || (uint)c >= (uint)positions.Length)
            return Fault.IndexOutOfRange;
        if (!IsFinite(positions[a]) || !IsFinite(positions[b]) || !IsFinite(positions[c]))
            return Fault.NotFinite;
        return Triangle.Of(positions[a], positions[b], positions[c]).IsDegenerate ? Fault.Degenerate : Fault.None;
    }

    /// <summary>The indices of the triangles without a fault.</summary>
    private static int[] Kept(int[] indices, Fault[] faults, int whole)
    {
        var kept = new int[3 * whole];
        for (int t = 0, at = 0; t < faults.Length; t++)
        {
            if (faults[t] != Fault.None)
                continue;
            indices.AsSpan(3 * t, 3).CopyTo(kept.AsSpan(at));
            at += 3;
        }
        return kept;
    }

    private static MeshPart Compact(MeshPart part, int[] indices)
    {
        var remap = new int[part.Positions.Length];
        foreach (var i in indices)
            remap[i] = 1;
        var used = remap.AsSpan().Count(1);
        if (used == remap.Length)
            return part with { Indices = indices };
        var source = new int[used];
        for (int i = 0, number = 0; i < remap.Length; i++)
        {
            if (remap[i] == 0)
                continue;
            remap[i] = number;
            source[number++] = i;
        }
        var compacted = new int[indices.Length];
        for (var i = 0; i < compacted.Length; i++)
            compacted[i] = remap[indices[i]];
        return part.Gather(source, compacted);
    }

    private Vector3[]? Unit(MeshPart part)
    {
        if (part.Normals is not { } given)
            return null;
        var normals = new Vector3[given.Length];
        var bad = 0;
        Ranges.Run(normals.Length, (from, to) =>
        {
            var badHere = 0;
            for (var i = from; i < to; i++)
            {
                var length = given[i].Length();
                if (float.IsFinite(length) && length > 1e-20f)
                    normals[i] = given[i] / length;
                else
                    (normals[i], badHere) = (new(float.NaN), badHere + 1);
            }
            Interlocked.Add(ref bad, badHere);
        });
        notes.Add(ImportNoteKind.BadNormal, bad);
        if (bad == 0)
            return normals;
        var made = NormalBuilder.AtVertices(part);
        for (var i = 0; i < normals.Length; i++)
            if (float.IsNaN(normals[i].X))
                normals[i] = made[i];
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
        var bad = 0;
        foreach (var v in values)
            bad += float.IsFinite(v.X) && float.IsFinite(v.Y) ? 0 : 1;
        notes.Add(ImportNoteKind.BadTexCoord, bad);
        return bad == 0 ? values : Array.ConvertAll(values, v => float.IsFinite(v.X) && float.IsFinite(v.Y) ? v : Vector2.Zero);
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
