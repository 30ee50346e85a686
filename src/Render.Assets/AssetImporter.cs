using System.Collections.Concurrent;
using Render.Assets.Cache;
using Render.Assets.Readers;
using Render.Assets.Worker;
using Render.Core;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets;

/// <summary>
/// Models, textures and environments from files, to be handed to Core's asset library as its loaders. Files are parsed in worker processes only,
/// and the results come back through the cache: this process never parses a stranger's file. Thread-safe.
/// </summary>
public sealed class AssetImporter : IDisposable
{
    private readonly AssetCache _cache;
    private readonly FileHashIndex _hashes;
    private readonly ConcurrentBag<ImportWorkerClient> _idle = [];
    private readonly SemaphoreSlim _slots;
    private readonly ImportOptions _options;
    private long _parsed;
    private bool _disposed;

    /// <exception cref="RenderException">The cache folder cannot be used.</exception>
    public AssetImporter(ImportOptions? options = null)
    {
        _options = options ?? new();
        _cache = new(_options.CacheDirectory);
        _hashes = new(_options.CacheDirectory);
        _slots = new(_options.Workers);
    }

    /// <summary>Assets that were parsed, not found in the cache.</summary>
    public long Parsed => Interlocked.Read(ref _parsed);

    /// <param name="path">Absolute.</param>
    /// <param name="reference">As the scene names it; becomes the model's id and stands in errors.</param>
    /// <param name="root">Absolute; nothing outside it is read.</param>
    /// <param name="settings">Axis and unit, for formats that do not declare them.</param>
    /// <exception cref="RenderException">The asset cannot be had.</exception>
    public Model ImportModel(string path, string reference, string root, ImportSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Import(new(AssetKind.Model, path, root, settings, ColorSpace.Linear, ""), settings.Key, reference,
            file => AssetCodec.ReadModel(file, reference));
    }

    /// <summary>
    /// The content hash of the model that <see cref="ImportModel"/> would give. The files are hashed, not parsed, where it is known which they are: from an
    /// earlier import, or because the format names no other. Else the model is imported for it, once. What cannot be imported has the hash of its main file.
    /// </summary>
    /// <param name="path">Absolute.</param>
    /// <param name="reference">As the scene names it; stands in errors.</param>
    /// <param name="root">Absolute; nothing outside it is read.</param>
    /// <param name="settings">Axis and unit, for formats that do not declare them.</param>
    /// <exception cref="RenderException">A file cannot be read.</exception>
    public string HashModel(string path, string reference, string root, ImportSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _options.Cancellation.ThrowIfCancellationRequested();
        try
        {
            // Pipes and devices have no length, and opening one may never end.
            if (new FileInfo(path).Length == 0)
                return ContentHashes.Of(ConfinedFiles.Hash([]), []);
            var mainHash = _hashes.Of(path);
            var request = new ImportRequest(AssetKind.Model, path, root, settings, ColorSpace.Linear, "");
            if (_cache.Manifest(ManifestKey(request, settings.Key, mainHash)) is { } manifest)
            {
                var files = new ConfinedFiles(path, root);
                return ContentHashes.Of(mainHash, manifest.Select(d => d with { Hash = files.FindDependency(d.Path) is { } file ? _hashes.Of(file) : "" }), settings.Joints);
            }
            if (SelfContained.Is(path))
                return ContentHashes.Of(mainHash, []);
            try
            {
                return ImportModel(path, reference, root, settings).ContentHash;
            }
            catch (RenderException e) when (e.Failure == Failure.InvalidInput)
            {
                // Named by whoever opens it.
                return ContentHashes.Of(mainHash, []);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.InvalidInput, $"the file cannot be read: {e.Message}", reference, inner: e);
        }
    }

    /// <summary>An image file with its mipmaps.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="reference">As the scene names it; becomes the texture's name and stands in errors.</param>
    /// <param name="root">Absolute; nothing outside it is read.</param>
    /// <param name="colorSpace">How the image's numbers are meant.</param>
    /// <exception cref="RenderException">The asset cannot be had.</exception>
    public TextureImage ImportTexture(string path, string reference, string root, ColorSpace colorSpace) =>
        Import(new(AssetKind.Texture, path, root, new(), colorSpace, ""), colorSpace.ToString(), reference,
            file => AssetCodec.ReadTexture(file, reference));

    /// <summary>An equirectangular environment: Radiance .hdr or OpenEXR, or any image that is read as a texture, then taken as sRGB.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="reference">As the scene names it; becomes the environment's id and stands in errors.</param>
    /// <param name="root">Absolute; nothing outside it is read.</param>
    /// <exception cref="RenderException">The asset cannot be had.</exception>
    public EnvironmentMap ImportEnvironment(string path, string reference, string root) =>
        Import(new(AssetKind.Environment, path, root, new(), ColorSpace.Linear, ""), "", reference,
            file => AssetCodec.ReadEnvironment(file, reference));

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var worker))
            worker.Dispose();
        _slots.Dispose();
        _hashes.Save();
    }

    private T Import<T>(ImportRequest request, string settings, string reference, Func<CacheReader, T> read)
        where T : class
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _options.Cancellation.ThrowIfCancellationRequested();
        try
        {
            return FromCache(request, settings, read) ?? FromFile(request, settings, read);
        }
        catch (RenderException e) when (e.Where != reference)
        {
            throw new RenderException(e.Failure, e.Message, reference, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.TryAgain, $"the cache cannot be used: {e.Message}", reference, "Name another folder with --cache DIR.", e);
        }
    }

    /// <summary>Null where some file, a setting or the code is not as it was, or the entry is corrupt.</summary>
    private T? FromCache<T>(ImportRequest request, string settings, Func<CacheReader, T> read)
        where T : class
    {
        var files = new ConfinedFiles(request.Path, request.Root);
        var mainHash = files.HashModel();
        if (_cache.Manifest(ManifestKey(request, settings, mainHash)) is not { } manifest)
            return null;
        var dependencies = manifest.Select(d => d with { Hash = files.HashDependency(d.Path) ?? "" });
        return _cache.Find(EntryKey(request, settings, mainHash, dependencies), read);
    }

    private T FromFile<T>(ImportRequest request, string settings, Func<CacheReader, T> read)
        where T : class
    {
        var temporary = _cache.TemporaryPath();
        try
        {
            var response = InWorker(request with { Output = temporary });
            Interlocked.Increment(ref _parsed);
            var key = EntryKey(request, settings, response.MainHash, response.Dependencies);
            _cache.Keep(temporary, key);
            _cache.WriteManifest(ManifestKey(request, settings, response.MainHash), response.Dependencies);
            return _cache.Find(key, read)
                ?? throw new RenderException(Failure.InvalidInput, "the import worker wrote a damaged result.", remedy: "The file may be hostile.");
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private ImportResponse InWorker(ImportRequest request)
    {
        _slots.Wait(_options.Cancellation);
        var worker = _idle.TryTake(out var idle) ? idle : new ImportWorkerClient(_options);
        try
        {
            return worker.Import(request);
        }
        finally
        {
            _idle.Add(worker);
            _slots.Release();
        }
    }

    private static string ManifestKey(ImportRequest request, string settings, string mainHash) =>
        AssetCache.Key(KindName(request), settings, mainHash);

    private static string EntryKey(ImportRequest request, string settings, string mainHash, IEnumerable<Dependency> dependencies) =>
        AssetCache.Key(KindName(request), settings, ContentHashes.Of(mainHash, dependencies));

    private static string KindName(ImportRequest request) => request.Kind switch
    {
        AssetKind.Model => "model",
        AssetKind.Texture => "texture",
        _ => "environment",
    };
}
