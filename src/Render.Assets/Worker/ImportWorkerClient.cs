using System.Globalization;
using Render.Core;
using Render.Core.Processes;

namespace Render.Assets.Worker;

/// <summary>The parent's end of one import worker: started at the first request, kept for the next ones, replaced after a crash, a limit, or when it has grown large. Not thread-safe.</summary>
internal sealed class ImportWorkerClient(ImportOptions options) : IDisposable
{
    private readonly WorkerProcess _worker = new(new()
    {
        Command = options.WorkerCommand,
        TimeLimit = options.TimeLimit,
        WaitLimit = options.WaitLimit,
        MemoryLimitBytes = options.MemoryLimitBytes,
        Cancellation = options.Cancellation,
        Environment = new Dictionary<string, string> { ["VIPS_WARNING"] = "0", ["VIPS_BLOCK_UNTRUSTED"] = "1" },
    });

    /// <summary>Has the worker read an asset; returns what went in.</summary>
    /// <exception cref="RenderException">The asset cannot be read, or the worker crashed or hit a limit on it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the worker is gone.</exception>
    public ImportResponse Import(ImportRequest request)
    {
        var response = _worker.Ask(request.ToBytes(), ImportResponse.From, out var death) ?? throw Named(death!);
        if (response.IsSpent)
            Dispose();
        if (response.Failure is { } failure)
            throw new RenderException(failure, response.Message);
        return response;
    }

    public void Dispose() => _worker.Dispose();

    private RenderException Named(WorkerDeath death)
    {
        if (death.End == WorkerEnd.Stopped)
            return new(Failure.TryAgain, "the import worker was stopped by a signal while it read this.", inner: death.Cause);
        if (death.End == WorkerEnd.WaitLimit)
            return new(Failure.TryAgain, string.Create(CultureInfo.InvariantCulture,
                $"reading it was not done after {options.WaitLimit.TotalSeconds:0.#} s and was stopped: the machine is very busy."),
                remedy: "Try again when it has less to do.", inner: death.Cause);
        var message = death.End switch
        {
            WorkerEnd.TimeLimit => string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {options.TimeLimit.TotalSeconds:0.#} s, without what other programs took, and was stopped."),
            WorkerEnd.MemoryLimit => string.Create(CultureInfo.InvariantCulture, $"reading it needs more than {options.MemoryLimitBytes >> 20} MiB and was stopped."),
            _ => string.Create(CultureInfo.InvariantCulture,
                $"reading it crashed the import worker (exit code {death.ExitCode}{(death.FirstError.Length > 0 ? ": " + death.FirstError : "")})."),
        };
        return new(Failure.InvalidInput, message, remedy: "The file is damaged or hostile; load and save it again with a modelling program.", inner: death.Cause);
    }
}
