using System.Globalization;
using System.Numerics;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Cli.Turntable;

/// <summary>What a user wants to know of a model before it goes into a scene; also what <c>render turntable --json</c> prints.</summary>
/// <param name="Asset">As it was asked for.</param>
/// <param name="Hash">sha256 over all files that went in.</param>
/// <param name="SizeM">Along x, y, z of the world, metres.</param>
/// <param name="MinM">Lowest corner of the bounds relative to the origin, metres.</param>
/// <param name="MaxM">Highest corner.</param>
/// <param name="Triangles">Those that can be seen; degenerate ones are gone.</param>
/// <param name="Vertices">Distinct ones: place, normal and texture coordinates.</param>
/// <param name="VertexColors">Whether the file has them.</param>
/// <param name="Materials">In the order of the file.</param>
/// <param name="Textures">Images, each once.</param>
/// <param name="Notes">What the import mended or left out, and what looks like a mistake.</param>
internal sealed record ModelFacts(
    string Asset, string Hash, float[] SizeM, float[] MinM, float[] MaxM, long Triangles, long Vertices, bool VertexColors,
    MaterialFacts[] Materials, TextureFacts[] Textures, string[] Notes)
{
    /// <summary>Outside this range the unit is probably not the one that was meant.</summary>
    private const float SmallestUsual = 0.001f, LargestUsual = 100;

    public static ModelFacts Of(string asset, Model model)
    {
        var (mesh, bounds) = (model.Mesh, model.Mesh.Bounds);
        return new(
            asset, model.ContentHash, Array(bounds.Size), Array(bounds.Min), Array(bounds.Max),
            mesh.Clusters.Sum(c => (long)c.TriangleCount), DistinctVertices(mesh), mesh.Colors is not null,
            [.. model.Materials.Select(material => MaterialFacts.Of(material, model))],
            [.. model.Textures.Select(t => new TextureFacts(t.Name, t.Width, t.Height))],
            [.. model.Warnings, .. SizeNotes(bounds.Size)]);
    }

    /// <summary>The facts as text, one line each, the most important first.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"size       {Metres(SizeM[0])} x {Metres(SizeM[1])} x {Metres(SizeM[2])} m (x, y, z)");
        yield return string.Create(CultureInfo.InvariantCulture, $"mesh       {Triangles:N0} triangles, {Vertices:N0} vertices{(VertexColors ? ", vertex colours" : "")}");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"origin     x {Metres(MinM[0])} to {Metres(MaxM[0])}, y {Metres(MinM[1])} to {Metres(MaxM[1])}, z {Metres(MinM[2])} to {Metres(MaxM[2])}");
        foreach (var material in Materials)
            yield return $"material   {material.Describe()}";
        foreach (var texture in Textures)
            yield return string.Create(CultureInfo.InvariantCulture, $"texture    {texture.Name}, {texture.Width} x {texture.Height}");
        foreach (var note in Notes)
            yield return $"note       {note}";
    }

    /// <summary>Four digits that matter, so that a needle and a house read alike.</summary>
    public static string Metres(float value)
    {
        var text = ((decimal)Math.Round(value, 6)).ToString("0.######", CultureInfo.InvariantCulture);
        var digits = Math.Abs(value) switch { >= 100 => 1, >= 10 => 2, >= 1 => 3, >= 0.1f => 4, _ => 5 };
        return value == 0 ? "0" : Math.Round((double)value, digits).ToString("0.#####", CultureInfo.InvariantCulture) is var rounded && rounded is "0" or "-0" ? text : rounded;
    }

    private static IEnumerable<string> SizeNotes(Vector3 size)
    {
        var longest = Math.Max(size.X, Math.Max(size.Y, size.Z));
        if (longest is < SmallestUsual or > LargestUsual)
            yield return $"Its longest side measures {Metres(longest)} m; if that is not meant, say the file's unit (--unit here, 'unit:' of the asset in a scene) or 'scale:'.";
    }

    private static long DistinctVertices(Mesh mesh)
    {
        var seen = new HashSet<(Vector3, Vector3, Vector2)>(mesh.Positions.Length);
        for (var i = 0; i < mesh.Positions.Length; i++)
            seen.Add((mesh.Positions[i], mesh.Normals[i], mesh.TexCoords[i]));
        return seen.Count;
    }

    private static float[] Array(Vector3 v) => [v.X, v.Y, v.Z];
}

/// <param name="Name">Image file or slot.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record TextureFacts(string Name, int Width, int Height);

/// <param name="Name">As in the file; <c>material: { of: NAME }</c> of a scene changes it alone.</param>
/// <param name="BaseColor">sRGB, #rrggbb; multiplies the image.</param>
/// <param name="Metallic">0..1; multiplies the image.</param>
/// <param name="Roughness">0..1; multiplies the image.</param>
/// <param name="Images">Which of its slots have an image.</param>
/// <param name="Properties">Whatever else is not as usual: alpha, emission, unlit, double-sided.</param>
internal sealed record MaterialFacts(string Name, string BaseColor, float Metallic, float Roughness, string[] Images, string[] Properties)
{
    public static MaterialFacts Of(Material material, Model model)
    {
        string? Image(string slot, TextureReference? reference) => reference is null ? null
            : string.Create(CultureInfo.InvariantCulture, $"{slot} {model.Textures[reference.Texture].Width} x {model.Textures[reference.Texture].Height}");
        string?[] images =
        [
            Image("colour", material.BaseColorTexture), Image("metallic-roughness", material.MetallicRoughnessTexture), Image("normal", material.NormalTexture),
            Image("occlusion", material.OcclusionTexture), Image("emission", material.EmissiveTexture),
        ];
        string?[] properties =
        [
            material.AlphaMode switch
            {
                AlphaMode.Mask => string.Create(CultureInfo.InvariantCulture, $"holes below alpha {material.AlphaCutoff:0.##}"),
                AlphaMode.Blend => string.Create(CultureInfo.InvariantCulture, $"blended, alpha {material.BaseColor.W:0.##}"),
                _ => null,
            },
            material.Emissive == Vector3.Zero ? null
                : string.Create(CultureInfo.InvariantCulture, $"emits {material.Emissive.X:0.##}, {material.Emissive.Y:0.##}, {material.Emissive.Z:0.##}"),
            material.Unlit ? "unlit" : null,
            material.DoubleSided ? "double-sided" : null,
            material.Ior == 1.5f ? null : string.Create(CultureInfo.InvariantCulture, $"ior {material.Ior:0.###}"),
            material.Specular == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"specular {material.Specular:0.##}"),
            material.SpecularColor == Vector3.One ? null
                : string.Create(CultureInfo.InvariantCulture, $"specular colour {material.SpecularColor.X:0.##}, {material.SpecularColor.Y:0.##}, {material.SpecularColor.Z:0.##}"),
            material.Clearcoat == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"clear coat {material.Clearcoat:0.##}, roughness {material.ClearcoatRoughness:0.##}"),
            material.Transmission == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"transmission {material.Transmission:0.##}"),
        ];
        return new(material.Name, Hex(material.BaseColor), material.Metallic, material.Roughness, [.. images.OfType<string>()], [.. properties.OfType<string>()]);
    }

    public string Describe() => string.Join(", ",
        [
            $"{(Name.Length == 0 ? "(no name)" : Name)}: {BaseColor}",
            string.Create(CultureInfo.InvariantCulture, $"metallic {Metallic:0.##}"),
            string.Create(CultureInfo.InvariantCulture, $"roughness {Roughness:0.##}"),
            .. Images.Length == 0 ? [] : new[] { "images: " + string.Join(" + ", Images) },
            .. Properties,
        ]);

    /// <summary>IEC 61966-2-1.</summary>
    private static string Hex(Vector4 linear)
    {
        static int Channel(float c) => (int)Math.Round(255 * (c <= 0.0031308f ? 12.92 * Math.Max(c, 0) : 1.055 * Math.Pow(Math.Min(c, 1), 1 / 2.4) - 0.055));
        return $"#{Channel(linear.X):x2}{Channel(linear.Y):x2}{Channel(linear.Z):x2}";
    }
}
