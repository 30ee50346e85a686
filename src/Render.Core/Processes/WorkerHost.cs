using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Render.Core.Processes;

/// <summary>
/// The inside of a child process that works for its parent: it takes requests on standard input and answers on standard output until its input is
/// closed; it gives itself a memory limit, ignores the signals that stop its parent, and dies with it.
/// </summary>
public static class WorkerHost
{
    /// <param name="args">The memory limit in bytes.</param>
    /// <param name="read">Reads a request.</param>
    /// <param name="answer">Called on one thread, in the order of the requests, with the memory limit.</param>
    /// <param name="stackBytes">Of that thread.</param>
    /// <returns>Exit code: 0, or 2 where the arguments are wrong.</returns>
    public static int Run<TRequest>(string[] args, Func<BinaryReader, TRequest> read, Func<TRequest, long, byte[]> answer, int stackBytes)
        where TRequest : class
    {
        if (args is not [var text] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var memory))
            return 2;
        ProcessLimits.Set(memory);
        // A terminal or a service manager signals the whole group: what becomes of a request in flight is the parent's decision, not a crash here.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        // Native libraries may print: what they print goes to standard error, and the answers to a descriptor that only we know.
        using var answers = new FileStream(new SafeFileHandle(ProcessLimits.TakeStandardOutput(), ownsHandle: true), FileAccess.Write, 0);
        using var requests = Console.OpenStandardInput();
        using var queue = new BlockingCollection<TRequest>();
        var worker = new Thread(() =>
        {
            foreach (var request in queue.GetConsumingEnumerable())
                PipeMessages.Send(answers, answer(request, memory));
        }, stackBytes)
        { IsBackground = true };
        worker.Start();
        // This thread only listens: when the parent closes the pipe or is killed, the process ends at once, whatever the worker is doing.
        while (PipeMessages.Receive(requests, read) is { } request)
            queue.Add(request);
        return 0;
    }
}
