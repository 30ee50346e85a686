using Render.Assets.Images;
using Render.Core;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets.Readers;

/// <summary>What a reader collects from one file: parts in object space (Z up, metres), materials, textures, warnings.</summary>
internal sealed class ModelContents
{
    private readonly Dictionary<(string Name, ColorSpace), int?> _textureIndices = [];
    private readonly List<Task<string?>> _checks = [];

    public List<MeshPart> Parts { get; } = [];

    public List<Material> Materials { get; } = [];

    public List<TextureImage> Textures { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Adds a warning unless the same was said already.</summary>
    public void Warn(string sentence)
    {
        if (!Warnings.Contains(sentence))
            Warnings.Add(sentence);
    }

    /// <summary>Adds what a check finds that runs beside the building of the mesh; null for nothing.</summary>
    public void WarnLater(Task<string?> check) => _checks.Add(check);

    /// <summary>
    /// Index of a texture, decoded at its first use in this colour space; null, with a warning, where it is missing or cannot be decoded: the
    /// material then has its factor alone.
    /// </summary>
    /// <param name="name">Tells images apart within the file, and names it in messages.</param>
    /// <param name="load">The encoded image, or null where there is none.</param>
    /// <param name="colorSpace">How its numbers are meant in this use.</param>
    public int? Texture(string name, Func<byte[]?> load, ColorSpace colorSpace)
    {
        if (_textureIndices.TryGetValue((name, colorSpace), out var known))
            return known;
        int? index = null;
        try
        {
            if (load() is { } file)
            {
                Textures.Add(TextureBuilder.Build(file, name, colorSpace));
                index = Textures.Count - 1;
            }
            else
            {
                Warn($"The texture '{name}' is missing; the material has its factor alone.");
            }
        }
        catch (RenderException e) when (e.Where == name)
        {
            Warn($"The texture {e.Message} The material has its factor alone.");
        }
        _textureIndices.Add((name, colorSpace), index);
        return index;
    }

    /// <summary>Mends, clusters and puts together. The id is given on loading.</summary>
    public Model ToModel(string contentHash)
    {
        var mesh = MeshBuilder.Build(Parts, Warnings);
        foreach (var check in _checks)
            if (check.GetAwaiter().GetResult() is { } sentence)
                Warn(sentence);
        return new()
        {
            Id = "",
            ContentHash = contentHash,
            Mesh = mesh,
            Materials = [.. Materials],
            Textures = [.. Textures],
            Warnings = [.. Warnings],
        };
    }
}
