using Render.Assets.Images;
using Render.Assets.Readers;
using Render.Core;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets;

/// <summary>Reads models, textures and environments from files, to be handed to Core's asset library as its loaders. Thread-safe.</summary>
public sealed class AssetImporter : IDisposable
{
    private bool _disposed;

    /// <param name="path">Absolute.</param>
    /// <param name="reference">As the scene names it; becomes the model's id and stands in errors.</param>
    /// <param name="root">Absolute; nothing outside it is read.</param>
    /// <param name="settings">Axis and unit, for formats that do not declare them.</param>
    /// <exception cref="RenderException">The asset cannot be had.</exception>
    public Model ImportModel(string path, string reference, string root, ImportSettings settings) => Named(reference, () =>
    {
        var model = ModelReaders.Read(new ConfinedFiles(path, root), settings);
        return new Model
        {
            Id = reference,
            ContentHash = model.ContentHash,
            Mesh = model.Mesh,
            Materials = model.Materials,
            Textures = model.Textures,
            Warnings = model.Warnings,
        };
    });

    /// <inheritdoc cref="ImportModel"/>
    public TextureImage ImportTexture(string path, string reference, string root, ColorSpace colorSpace) => Named(reference, () =>
        TextureBuilder.Build(new ConfinedFiles(path, root).ReadModel(), reference, colorSpace));

    /// <inheritdoc cref="ImportModel"/>
    public EnvironmentMap ImportEnvironment(string path, string reference, string root) => Named(reference, () =>
    {
        var file = new ConfinedFiles(path, root).ReadModel();
        var (width, height, pixels) = ImageDecoder.DecodeLinear(file, reference);
        return new EnvironmentMap { Id = reference, ContentHash = ConfinedFiles.Hash(file), Width = width, Height = height, Pixels = pixels };
    });

    public void Dispose() => _disposed = true;

    private T Named<T>(string reference, Func<T> import)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return import();
        }
        catch (RenderException e) when (e.Where != reference)
        {
            throw new RenderException(e.Failure, e.Message, reference, inner: e);
        }
    }
}
