using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Render.Assets.Cache;
using Render.Assets.Images;
using Render.Assets.Readers;
using Render.Core;

namespace Render.Assets.Worker;

/// <summary>
/// The child process in which strangers' files are parsed. It takes requests on standard input and answers on standard output until its input is
/// closed; it gives itself a memory limit, ignores the signals that stop its parent, and dies with it. Started by <see cref="AssetImporter"/> only.
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
    public static int Run(string[] args)
    {
        if (args is not [var text] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var memory))
            return 2;
        ProcessLimits.Set(memory);
        // A terminal or a service manager signals the whole group: what becomes of an import in flight is the parent's decision, not a crash here.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        // Native libraries may print: what they print goes to standard error, and the answers to a descriptor that only we know.
        using var answers = new FileStream(new SafeFileHandle(ProcessLimits.TakeStandardOutput(), ownsHandle: true), FileAccess.Write, 0);
        using var requests = Console.OpenStandardInput();
        using var queue = new BlockingCollection<ImportRequest>();
        var parser = new Thread(() => Serve(queue, answers, memory / SpentPart), StackBytes) { IsBackground = true };
        parser.Start();
        // This thread only listens: when the parent closes the pipe or is killed, the process ends at once, whatever the parser is doing.
        while (Frames.Receive(requests, ImportRequest.From) is { } request)
            queue.Add(request);
        return 0;
    }

    private static void Serve(BlockingCollection<ImportRequest> queue, FileStream answers, long spentBytes)
    {
        foreach (var request in queue.GetConsumingEnumerable())
        {
            var response = Answer(request);
            Frames.Send(answers, (response with { IsSpent = response.IsSpent || Environment.WorkingSet > spentBytes }).ToBytes());
        }
    }

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
        var hash = ConfinedFiles.Hash(file);
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
        return new(null, "", hash, [.. files.Dependencies]);
    }
}
