using Render.Assets.Cache;
using Render.Assets.Images;
using Render.Assets.Readers;
using Render.Core;
using Render.Core.Processes;

namespace Render.Assets.Worker;

/// <summary>
/// The child process in which strangers' files are parsed, as <see cref="WorkerHost"/> describes it. Started by <see cref="AssetImporter"/> only.
/// </summary>
public static class ImportWorker
{
    /// <summary>The hidden verb of the command line.</summary>
    public const string Verb = "import-worker";

    /// <summary>Deep enough for any honest file; a recursion without end reaches it soon.</summary>
    private const int StackBytes = 16 << 20;

    /// <summary>A worker that keeps more than this part of its memory limit after an asset gives way to a fresh one.</summary>
    private const int SpentPart = 4;

    /// <param name="args">The memory limit in bytes.</param>
    /// <returns>Exit code: 0, or 2 where the arguments are wrong.</returns>
    public static int Run(string[] args) => WorkerHost.Run(args, ImportRequest.From, (request, memory) =>
    {
        var response = Answer(request);
        return (response with { IsSpent = response.IsSpent || Environment.WorkingSet > memory / SpentPart }).ToBytes();
    }, StackBytes);

    private static ImportResponse Answer(ImportRequest request)
    {
        try
        {
            return Import(request);
        }
        catch (RenderException e)
        {
            return new(e.Failure, e.Remedy is null && e.Failure == Failure.InvalidInput ? $"{e.Message} {Remedy(request)}" : e.Message, "", []);
        }
        catch (OutOfMemoryException)
        {
            return new(Failure.InvalidInput, "needs more memory than an import may take. " + Remedy(request), "", [], IsSpent: true);
        }
        catch (IOException e)
        {
            return new(Failure.TryAgain, "the result cannot be written to the cache: " + e.Message, "", []);
        }
#pragma warning disable CA1031 // Whatever a parser throws on a damaged file is that file's fault, and the parent is told so.
        catch (Exception e)
        {
            return new(Failure.InvalidInput, $"cannot be read: {e.GetType().Name}: {e.Message} {Remedy(request)}", "", []);
        }
#pragma warning restore CA1031
    }

    private static string Remedy(ImportRequest request) => request.Kind == AssetKind.Model
        ? "Load and save it again with a modelling program, or take it out of the scene."
        : "Load and save it again with an image editor, or take it out of the scene.";

    private static ImportResponse Import(ImportRequest request)
    {
        var files = new ConfinedFiles(request.Path, request.Root);
        var file = files.ReadModel();
        var hash = Task.Run(() => ConfinedFiles.Hash(file));
        using var output = new CacheWriter(request.Output);
        switch (request.Kind)
        {
            case AssetKind.Model:
                AssetCodec.Write(output, ModelReaders.Read(files, hash, request.Settings));
                break;
            case AssetKind.Texture:
                AssetCodec.Write(output, TextureBuilder.Build(file, Path.GetFileName(request.Path), request.ColorSpace));
                break;
            default:
                AssetCodec.Write(output, EnvironmentBuilder.Build(file, Path.GetFileName(request.Path)));
                break;
        }
        output.Complete();
        return new(null, "", hash.GetAwaiter().GetResult(), [.. files.Dependencies]);
    }
}
