using System.Numerics;
using System.Text;
using Render.Assets.Images;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets.Readers;

/// <summary>What a reader collects from one file: parts in object space (Z up, metres), materials, textures, notes.</summary>
internal sealed class ModelContents
{
    private readonly Dictionary<(string Name, ColorSpace), int?> _textureIndices = [];
    private readonly List<(ImportNoteKind Kind, Task<string?> Check)> _checks = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private readonly List<Material> _materials = [];
    private readonly List<MeshPart> _parts = [];

    public IReadOnlyList<MeshPart> Parts => _parts;

    public IReadOnlyList<Material> Materials => _materials;

    public List<TextureImage> Textures { get; } = [];

    public ImportNotes Notes { get; } = new();

    /// <summary>Index of the material, its values brought into their ranges.</summary>
    public int Add(Material material)
    {
        _materials.Add(MaterialRanges.Mend(material, Notes));
        return _materials.Count - 1;
    }

    /// <summary>Notes what a check finds that runs beside the building of the mesh: a subject, or null for nothing.</summary>
    public void NoteLater(ImportNoteKind kind, Task<string?> check) => _checks.Add((kind, check));

    /// <summary>
    /// Adds a part whose material is added already. Where the material asks for texture coordinates that there are none of, they are (0, 0), in
    /// colour and labels alike.
    /// </summary>
    public void Add(MeshPart part)
    {
        var material = _materials[part.Material];
        var sets = material.Textures().Select(t => t.TexCoordSet).ToHashSet();
        var (needs0, needs1) = (sets.Contains(0) && part.TexCoords is null, sets.Contains(1) && part.TexCoords1 is null);
        Notes.Add(ImportNoteKind.MissingTexCoords, needs0 || needs1 ? 1 : 0);
        _parts.Add(part with
        {
            TexCoords = needs0 ? new Vector2[part.Positions.Length] : part.TexCoords,
            TexCoords1 = needs1 ? new Vector2[part.Positions.Length] : part.TexCoords1,
            TangentTexCoordSet = material.NormalTexture?.TexCoordSet ?? 0,
        });
    }

    /// <summary>Takes over materials, textures and notes of another file, whose parts are added by the caller. Returns what its numbers of materials grow by.</summary>
    public int TakeOver(ModelContents other)
    {
        var (textures, materials) = (Textures.Count, _materials.Count);
        TextureReference? Moved(TextureReference? slot) => slot is null ? null : slot with { Texture = slot.Texture + textures };
        Textures.AddRange(other.Textures);
        _materials.AddRange(other._materials.Select(m => m with
        {
            BaseColorTexture = Moved(m.BaseColorTexture),
            MetallicRoughnessTexture = Moved(m.MetallicRoughnessTexture),
            NormalTexture = Moved(m.NormalTexture),
            OcclusionTexture = Moved(m.OcclusionTexture),
            EmissiveTexture = Moved(m.EmissiveTexture),
        }));
        Notes.Include(other.Notes);
        _checks.AddRange(other._checks);
        return materials;
    }

    /// <summary>
    /// Index of a texture, decoded at its first use in this colour space; null, with a note, where it is missing or cannot be decoded: the
    /// material then has its factor alone.
    /// </summary>
    /// <param name="name">Tells images apart within the file, and names it in messages.</param>
    /// <param name="load">The encoded image, or null where there is none.</param>
    /// <param name="colorSpace">How its numbers are meant in this use.</param>
    public int? Texture(string name, Func<byte[]?> load, ColorSpace colorSpace)
    {
        if (_textureIndices.TryGetValue((name, colorSpace), out var known))
            return known;
        return Keep(name, colorSpace, Readable(name, load, file => TextureBuilder.Build(file, name, colorSpace)));
    }

    /// <summary>Index of a texture that is made of decoded images.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="recipe">What it is made of and how, hashes of images included: the same recipe is the same texture.</param>
    /// <param name="colorSpace">How its numbers are meant.</param>
    /// <param name="make">Its texels.</param>
    public int Texture(string name, string recipe, ColorSpace colorSpace, Func<DecodedImage> make)
    {
        if (_textureIndices.TryGetValue((recipe, colorSpace), out var known))
            return known!.Value;
        return Keep(recipe, colorSpace, TextureBuilder.Build(make(), name, ConfinedFiles.Hash(Encoding.UTF8.GetBytes(recipe)), colorSpace))!.Value;
    }

    /// <summary>A decoded image, to make textures of, its numbers meant for this use; null, with a note, where it is missing or cannot be decoded.</summary>
    public SourceImage? Image(string name, Func<byte[]?> load, ColorSpace colorSpace) =>
        Readable(name, load, file => new SourceImage(ConfinedFiles.Hash(file), ImageDecoder.Decode(file, name, colorSpace)));

    /// <summary>Mends, clusters and puts together. The id is given on loading.</summary>
    public Model ToModel(string contentHash)
    {
        var mesh = MeshBuilder.Build(Parts, Notes);
        foreach (var (kind, check) in _checks)
            if (check.GetAwaiter().GetResult() is { } subject)
                Notes.Add(kind, subject: subject);
        return new()
        {
            Id = "",
            ContentHash = contentHash,
            Mesh = mesh,
            Materials = [.. Materials],
            Textures = [.. Textures],
            Notes = Notes.ToArray(),
        };
    }

    private int? Keep(string name, ColorSpace colorSpace, TextureImage? texture)
    {
        int? index = null;
        if (texture is not null)
        {
            Textures.Add(texture);
            index = Textures.Count - 1;
        }
        _textureIndices.Add((name, colorSpace), index);
        return index;
    }

    private T? Readable<T>(string name, Func<byte[]?> load, Func<byte[], T> read)
        where T : class
    {
        if (_unreadable.Contains(name))
            return null;
        try
        {
            if (load() is { } file)
                return read(file);
            Notes.Add(ImportNoteKind.MissingTexture, subject: name);
        }
        catch (RenderException e) when (e.Where == name)
        {
            Notes.Add(ImportNoteKind.BadTexture, subject: e.Message);
        }
        _unreadable.Add(name);
        return null;
    }
}

/// <summary>A decoded image.</summary>
/// <param name="Hash">sha256, lower-case hex, of the file.</param>
/// <param name="Pixels">RGBA.</param>
internal sealed record SourceImage(string Hash, DecodedImage Pixels);
