using System.Globalization;
using System.Numerics;

namespace Render.Core.Geometry;

/// <summary>Turns what a reader found into a <see cref="Mesh"/>: mends, makes normals and tangents, cuts into clusters. Deterministic.</summary>
public static class MeshBuilder
{
    /// <param name="parts">Object space; see <see cref="MeshPart"/>.</param>
    /// <param name="warnings">Receives one sentence for each kind of thing that was mended or dropped, with its count.</param>
    /// <exception cref="RenderException">No triangle is left.</exception>
    public static Mesh Build(IEnumerable<MeshPart> parts, ICollection<string> warnings)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(warnings);
        var repair = new MeshRepair();
        var made = 0;
        var finished = new List<MeshPart>();
        foreach (var part in parts)
        {
            var mended = repair.Mend(part);
            if (mended.Indices.Length == 0)
                continue;
            if (mended.Normals is null)
            {
                made++;
                mended = mended.MissingNormals == MissingNormals.Flat ? NormalBuilder.Flat(mended) : NormalBuilder.Smooth(mended);
            }
            finished.Add(mended.Tangents is null ? TangentBuilder.Derive(mended) : mended);
        }
        repair.Report(warnings);
        if (made > 0)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Normals were made for {made} part{(made == 1 ? "" : "s")} without any."));
        if (finished.Count == 0)
            throw new RenderException(Failure.InvalidInput, "holds no triangle with an area.", remedy: "Points and lines are not rendered.");
        return ClusterBuilder.Build(finished);
    }
}

/// <summary>Drops what cannot be rendered and counts it.</summary>
internal sealed class MeshRepair
{
    private int _outOfRange, _notFinite, _degenerate, _normals;

    /// <summary>The part without bad triangles and without vertices that no triangle uses; its normals are unit vectors.</summary>
    public MeshPart Mend(MeshPart part)
    {
        var kept = new List<int>(part.Indices.Length);
        var positions = part.Positions;
        for (var i = 0; i + 2 < part.Indices.Length; i += 3)
        {
            int a = part.Indices[i], b = part.Indices[i + 1], c = part.Indices[i + 2];
            if ((uint)a >= (uint)positions.Length || (uint)b >= (uint)positions.Length || (uint)c >= (uint)positions.Length)
                _outOfRange++;
            else if (!IsFinite(positions[a]) || !IsFinite(positions[b]) || !IsFinite(positions[c]))
                _notFinite++;
            else if (Triangle.Of(positions[a], positions[b], positions[c]).IsDegenerate)
                _degenerate++;
            else
            {
                kept.Add(a);
                kept.Add(b);
                kept.Add(c);
            }
        }
        var mended = Compact(part, kept);
        return mended with
        {
            Normals = Unit(mended),
            Tangents = mended.Normals is null ? null : Usable(mended.Tangents),
            TexCoords = Finite(mended.TexCoords),
            TexCoords1 = Finite(mended.TexCoords1),
            Colors = mended.Colors is null ? null : Array.ConvertAll(mended.Colors, c => float.IsFinite(c.LengthSquared()) ? c : Vector4.One),
        };
    }

    public void Report(ICollection<string> warnings)
    {
        Add(_outOfRange, "triangle", "dropped: an index points outside the vertices");
        Add(_notFinite, "triangle", "dropped: a vertex is not finite");
        Add(_degenerate, "triangle", "dropped: no area");
        Add(_normals, "normal", "replaced by the triangle's: zero or not finite");

        void Add(int count, string what, string fate)
        {
            if (count > 0)
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")} {fate}."));
        }
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
            _normals++;
            made ??= NormalBuilder.AtVertices(part);
            normals[i] = made[i];
        }
        return normals;
    }

    private static Vector4[]? Usable(Vector4[]? tangents) =>
        tangents is null || !Array.TrueForAll(tangents, t => float.IsFinite(t.LengthSquared()) && t.AsVector3().LengthSquared() > 1e-20f)
            ? null
            : Array.ConvertAll(tangents, t => new Vector4(Vector3.Normalize(t.AsVector3()), t.W < 0 ? -1 : 1));

    private static Vector2[]? Finite(Vector2[]? values) =>
        values is null ? null : Array.ConvertAll(values, v => float.IsFinite(v.X) && float.IsFinite(v.Y) ? v : Vector2.Zero);

    private static bool IsFinite(Vector3 p) => float.IsFinite(p.X) && float.IsFinite(p.Y) && float.IsFinite(p.Z);
}
