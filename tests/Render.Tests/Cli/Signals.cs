using System.Runtime.InteropServices;

namespace Render.Tests.Cli;

/// <summary>Signals to processes that the tests started.</summary>
public static partial class Signals
{
    private const int SigTerm = 15;

    public static void Terminate(int processId)
    {
        if (kill(processId, SigTerm) != 0)
            throw new InvalidOperationException($"process {processId} could not be signalled");
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
