using System.Globalization;

namespace Render.Core.Assets;

/// <summary>
/// A kind of thing that an import mends, replaces or leaves out. The codes are stable: programs may rely on them, and the reference
/// (docs/assets.md) lists every one.
/// </summary>
/// <param name="Code">Lower case with hyphens.</param>
/// <param name="One">The sentence for a count of 1; {0} is the count, {1} the subject.</param>
/// <param name="Many">The sentence for every other count.</param>
public sealed record ImportNoteKind(string Code, string One, string Many)
{
    private ImportNoteKind(string code, string sentence) : this(code, sentence, sentence)
    {
    }

    public static ImportNoteKind IndexOutOfRange { get; } = new("index-out-of-range",
        "{0} triangle dropped: an index points outside the vertices.", "{0} triangles dropped: an index points outside the vertices.");

    public static ImportNoteKind VertexNotFinite { get; } = new("vertex-not-finite",
        "{0} triangle dropped: a vertex is not finite.", "{0} triangles dropped: a vertex is not finite.");

    public static ImportNoteKind Degenerate { get; } = new("degenerate-triangle", "{0} triangle dropped: no area.", "{0} triangles dropped: no area.");

    public static ImportNoteKind IncompleteTriangle { get; } = new("incomplete-triangle",
        "The last corners of {0} part make no triangle and were left out.", "The last corners of {0} parts make no triangle and were left out.");

    public static ImportNoteKind EmptyPart { get; } = new("empty-part", "{0} part without a triangle was left out.", "{0} parts without a triangle were left out.");

    public static ImportNoteKind PointsAndLines { get; } = new("points-and-lines",
        "{0} part of points or lines was left out.", "{0} parts of points or lines were left out.");

    public static ImportNoteKind BadNormal { get; } = new("bad-normal",
        "{0} normal replaced by the triangle's: zero or not finite.", "{0} normals replaced by the triangle's: zero or not finite.");

    public static ImportNoteKind MissingNormals { get; } = new("missing-normals",
        "Normals were made for {0} part without any.", "Normals were made for {0} parts without any.");

    public static ImportNoteKind BadTexCoord { get; } = new("bad-texture-coordinate",
        "{0} texture coordinate that is not finite became 0.", "{0} texture coordinates that are not finite became 0.");

    public static ImportNoteKind BadColor { get; } = new("bad-vertex-color",
        "{0} vertex colour that is not finite became white.", "{0} vertex colours that are not finite became white.");

    public static ImportNoteKind BadTangents { get; } = new("bad-tangents",
        "Tangents of {0} part were made again: zero or not finite.", "Tangents of {0} parts were made again: zero or not finite.");

    public static ImportNoteKind AttributeLength { get; } = new("attribute-length",
        "{0} vertex attribute of another length than the positions was left out.", "{0} vertex attributes of another length than the positions were left out.");

    public static ImportNoteKind MissingPositions { get; } = new("missing-positions",
        "{0} part without positions was left out.", "{0} parts without positions were left out.");

    public static ImportNoteKind MissingTexCoords { get; } = new("missing-texture-coordinates",
        "{0} part lacks the texture coordinates that its material asks for.", "{0} parts lack the texture coordinates that their materials ask for.");

    public static ImportNoteKind ThirdTexCoordSet { get; } = new("third-texture-coordinate-set",
        "{0} texture of the material '{1}' was left out: a material may use two sets of texture coordinates.",
        "{0} textures of the material '{1}' were left out: a material may use two sets of texture coordinates.");

    public static ImportNoteKind BadSkinWeights { get; } = new("bad-skin-weights",
        "{0} vertex without skin weights follows its skin's first joint.", "{0} vertices without skin weights follow their skin's first joint.");

    public static ImportNoteKind UnusedBuffer { get; } = new("unused-buffer", "{0} buffer is used by nothing.", "{0} buffers are used by nothing.");

    public static ImportNoteKind OtherScenes { get; } = new("other-scenes",
        "{0} scene that is not the default was left out.", "{0} scenes that are not the default were left out.");

    public static ImportNoteKind MissingTexture { get; } = new("missing-texture", "The texture '{1}' is missing; the material has its factor alone.");

    public static ImportNoteKind BadTexture { get; } = new("bad-texture", "The texture {1} The material has its factor alone.");

    public static ImportNoteKind MissingFile { get; } = new("missing-file", "The file '{1}' is missing.");

    public static ImportNoteKind MissingMaterial { get; } = new("missing-material", "The material '{1}' is in none of the file's libraries; it became gray.");

    public static ImportNoteKind PropertyIgnored { get; } = new("property-ignored", "The material property '{1}' is not supported and was left out.");

    public static ImportNoteKind TextureAveraged { get; } = new("texture-averaged",
        "The texture '{1}' counts by its mean: this property has no texture here.");

    public static ImportNoteKind TextureLeftOut { get; } = new("texture-left-out", "The texture '{1}' was left out: this property has no texture here.");

    public static ImportNoteKind HeightMap { get; } = new("height-map", "The heights in '{1}' became a normal map; their scale is a guess.");

    public static ImportNoteKind BumpIsNormalMap { get; } = new("bump-is-normal-map", "'{1}' is given as heights but shows normals, and was taken as a normal map.");

    public static ImportNoteKind FactorOutOfRange { get; } = new("factor-out-of-range",
        "{0} value of the material '{1}' was brought into its range.", "{0} values of the material '{1}' were brought into their ranges.");

    public static ImportNoteKind Converted { get; } = new("specular-glossiness",
        "The specular-glossiness material '{1}' was converted to metallic-roughness.");

    public static ImportNoteKind Approximated { get; } = new("extension-approximated", "Approximated: the extension {1}.");

    public static ImportNoteKind Ignored { get; } = new("extension-ignored", "The extension {1} is not supported and was left out.");

    public static ImportNoteKind InvalidFile { get; } = new("invalid-file", "The file violates the glTF specification: {1}");

    public static ImportNoteKind CollisionGeometry { get; } = new("collision-geometry",
        "{0} collision shape was left out: what is seen is rendered.", "{0} collision shapes were left out: what is seen is rendered.");

    public static ImportNoteKind ElementIgnored { get; } = new("element-ignored", "{0} element <{1}> was left out.", "{0} elements <{1}> were left out.");

    /// <summary>Every kind, in the order of the reference.</summary>
    public static IReadOnlyList<ImportNoteKind> All { get; } =
    [
        IndexOutOfRange, VertexNotFinite, Degenerate, IncompleteTriangle, EmptyPart, PointsAndLines, MissingPositions, AttributeLength, BadNormal, MissingNormals,
        BadTangents, BadTexCoord, MissingTexCoords, ThirdTexCoordSet, BadColor, BadSkinWeights, UnusedBuffer, OtherScenes, InvalidFile, MissingFile, MissingTexture, BadTexture,
        MissingMaterial, PropertyIgnored, TextureAveraged, TextureLeftOut, HeightMap, BumpIsNormalMap, FactorOutOfRange, Converted, Approximated, Ignored,
        CollisionGeometry, ElementIgnored,
    ];
}

/// <summary>What an import mended, replaced or left out: one kind, counted.</summary>
/// <param name="Code">That of its <see cref="ImportNoteKind"/>.</param>
/// <param name="Count">At least 1.</param>
/// <param name="Text">One sentence.</param>
public sealed record ImportNote(string Code, int Count, string Text)
{
    public override string ToString() => Text;
}

/// <summary>Counts what happens while a file is imported. Kinds come out in the order of their first happening.</summary>
public sealed class ImportNotes
{
    private readonly Dictionary<(ImportNoteKind Kind, string Subject), int> _counts = [];
    private readonly List<(ImportNoteKind Kind, string Subject)> _order = [];

    /// <param name="kind">What happened.</param>
    /// <param name="count">How often; nothing is noted for 0.</param>
    /// <param name="subject">Whom it befell, where the sentence names it; each subject has a note of its own.</param>
    public void Add(ImportNoteKind kind, int count = 1, string subject = "")
    {
        if (count == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!_counts.TryGetValue((kind, subject), out var before))
            _order.Add((kind, subject));
        _counts[(kind, subject)] = before + count;
    }

    /// <summary>Adds what happened elsewhere.</summary>
    public void Include(ImportNotes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var key in other._order)
            Add(key.Kind, other._counts[key], key.Subject);
    }

    public ImportNote[] ToArray() => [.. _order.Select(key =>
    {
        var count = _counts[key];
        return new ImportNote(key.Kind.Code, count, string.Format(CultureInfo.InvariantCulture, count == 1 ? key.Kind.One : key.Kind.Many, count, key.Subject));
    })];
}
