using System.Runtime.InteropServices;

namespace Render.Cli;

/// <summary>
/// SIGTERM and SIGINT become one cancellation: the frames in hand are finished or dropped and the program leaves by itself with 143 or 130.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Signals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCodes.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCodes.Terminated)),
        ];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What a cancelled run exits with: decided by the signal that came first.</summary>
    public static int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        // No sudden death: the pipeline ends in order. Whoever sends a second signal does not want to wait for that.
        context.Cancel = !_source.IsCancellationRequested;
        if (!context.Cancel)
            return;
        ExitCode = exitCode;
        _source.Cancel();
    }
}
