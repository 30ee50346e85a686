using Render.Core;

namespace Render.Cli;

/// <summary>The exit codes that farms rely on (CONVENTIONS, "The command line"), and the one place where a failure becomes one of them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int InvalidInput = 3;
    public const int Quarantined = 4;
    public const int OutOfMemory = 33;
    public const int TryAgain = 75;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Runs a command; no exception leaves it. One line says what, where and what to do; the stack trace only with --verbose.</summary>
    public static int Run(bool verbose, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (Unwrap(e) is { } cause)
        {
            Console.Error.WriteLine($"render: {Say(cause)}");
            if (verbose)
                Console.Error.WriteLine(e);
            return Of(cause);
        }
    }

    private static Exception Unwrap(Exception e) => e switch
    {
        AggregateException { InnerException: { } inner } => Unwrap(inner),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => e,
    };

    private static string Say(Exception e) => Of(e) switch
    {
        _ when e is RenderException => e.Message,
        Interrupted or Terminated => "stopped by a signal; what was committed stays, and the same command goes on from there.",
        OutOfMemory => "memory ran out. Use fewer samples, a smaller image, or a machine with more memory.",
        TryAgain => $"{e.Message.TrimEnd('.')}. When that is mended, run the same command again.",
        _ => $"a bug of ours: {e.GetType().Name}: {e.Message} Please report it with the output of --verbose.",
    };

    private static int Of(Exception e) => e switch
    {
        RenderException { Failure: Failure.Usage } => Usage,
        RenderException { Failure: Failure.InvalidInput } => InvalidInput,
        RenderException { Failure: Failure.OutOfMemory } or OutOfMemoryException or InsufficientMemoryException => OutOfMemory,
        RenderException { Failure: Failure.Refused } => Quarantined,
        RenderException { Failure: Failure.TryAgain } or IOException or UnauthorizedAccessException => TryAgain,
        OperationCanceledException => Signals.ExitCode,
        _ => Bug,
    };
}
