using System.Collections.Concurrent;
using System.Globalization;
using Render.Core.Processes;

namespace Render.Core.Placement.Physics;

/// <summary>
/// The child processes in which things fall: started when first needed, kept, one simulation at a time in each. What a simulation gives does not depend
/// on which process ran it, or on what that one ran before. Thread-safe.
/// </summary>
public sealed class PhysicsWorkers : IDisposable
{
    private readonly ConcurrentBag<WorkerProcess> _idle = [];
    private readonly SemaphoreSlim _slots;
    private readonly WorkerOptions _options;

    /// <param name="options">How they are started and bounded; null: <see cref="Defaults"/>.</param>
    /// <param name="workers">Processes at most; 0: as many as there are processors, up to 4.</param>
    public PhysicsWorkers(WorkerOptions? options = null, int workers = 0)
    {
        _options = options ?? Defaults;
        _slots = new(workers > 0 ? workers : Math.Clamp(Environment.ProcessorCount, 1, 4));
    }

    /// <summary><c>render physics-worker</c>; 1 GiB, and for a frame so much time that only a hang reaches it.</summary>
    public static WorkerOptions Defaults => new() { Command = WorkerOptions.Default(PhysicsWorker.Verb), TimeLimit = TimeSpan.FromMinutes(5), WaitLimit = TimeSpan.FromMinutes(20), MemoryLimitBytes = 1L << 30 };

    /// <summary>Lets things fall.</summary>
    /// <param name="request">What, and on what.</param>
    /// <param name="where">For errors: the frame.</param>
    /// <exception cref="RenderException">
    /// <see cref="Failure.Refused"/>: the process crashed or hit a limit, which concerns no other simulation; <see cref="Failure.TryAgain"/>: it cannot be started, was
    /// stopped, or the library is missing.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal SettleResponse Settle(SettleRequest request, string where)
    {
        _slots.Wait(_options.Cancellation);
        var worker = _idle.TryTake(out var idle) ? idle : new WorkerProcess(_options);
        try
        {
            var response = worker.Ask(request.ToBytes(), SettleResponse.From, out var death) ?? throw Named(death!, request, where);
            return response.Problem is null ? response : throw new RenderException(Failure.TryAgain, response.Problem, where);
        }
        finally
        {
            _idle.Add(worker);
            _slots.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var worker))
            worker.Dispose();
        _slots.Dispose();
    }

    private RenderException Named(WorkerDeath death, SettleRequest request, string where)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"letting {request.Bodies.Length} objects fall");
        return death.End switch
        {
            WorkerEnd.Stopped => new(Failure.TryAgain, $"{what}: the physics worker was stopped by a signal.", where, inner: death.Cause),
            WorkerEnd.TimeLimit => new(Failure.Refused, string.Create(CultureInfo.InvariantCulture, $"{what} took longer than {_options.TimeLimit.TotalSeconds:0.#} s, without what other programs took, and was stopped."), where,
                remedy: "Let fewer objects fall, or onto fewer triangles.", inner: death.Cause),
            WorkerEnd.WaitLimit => new(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"{what} was not done after {_options.WaitLimit.TotalSeconds:0.#} s and was stopped: the machine is very busy."), where,
                remedy: "Try again when the machine has less to do.", inner: death.Cause),
            WorkerEnd.MemoryLimit => new(Failure.Refused, string.Create(CultureInfo.InvariantCulture, $"{what} needs more than {_options.MemoryLimitBytes >> 20} MiB and was stopped."), where,
                remedy: "Let fewer objects fall, or onto fewer triangles.", inner: death.Cause),
            _ => new(Failure.Refused, string.Create(CultureInfo.InvariantCulture,
                $"{what} crashed the physics worker (exit code {death.ExitCode}{(death.FirstError.Length > 0 ? ": " + death.FirstError : "")})."), where, inner: death.Cause),
        };
    }
}
