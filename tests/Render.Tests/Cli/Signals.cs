using System.Runtime.InteropServices;

namespace Render.Tests.Cli;

/// <summary>Signals to processes that the tests started.</summary>
public static partial class Signals
{
    public static void Send(int processId, int signal)
    {
        if (kill(processId, signal) != 0)
            throw new InvalidOperationException($"process {processId} could not be signalled");
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
