namespace Render.Core;

/// <summary>What kind of failure a <see cref="RenderException"/> is; each maps to one exit code of the command line.</summary>
public enum Failure
{
    /// <summary>The command line itself is wrong. Exit code 2.</summary>
    Usage,

    /// <summary>The scene, an asset or a checked file is invalid. Exit code 3.</summary>
    InvalidInput,

    /// <summary>Memory (host or device) ran out. Exit code 33.</summary>
    OutOfMemory,

    /// <summary>Something outside the input failed and a repetition may succeed: device lost, disk full, I/O. Exit code 75.</summary>
    TryAgain,

    /// <summary>A frame did not prove its own labels right and is not written; the others are unaffected. Exit code 4.</summary>
    Refused,
}

/// <summary>
/// The one exception that is meant for users: what happened, where, and what to do about it. Everything else that escapes is a bug of ours.
/// </summary>
public sealed class RenderException : Exception
{
    /// <param name="failure">Decides the exit code.</param>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="where">file:line:column, asset, frame or device; null where there is no place.</param>
    /// <param name="remedy">What to do about it; null where the message says it already.</param>
    /// <param name="inner">The cause, shown with --verbose only.</param>
    public RenderException(Failure failure, string message, string? where = null, string? remedy = null, Exception? inner = null)
        : base(Compose(message, where, remedy), inner)
    {
        Failure = failure;
        Where = where;
        Remedy = remedy;
    }

    public Failure Failure { get; }

    public string? Where { get; }

    public string? Remedy { get; }

    private static string Compose(string message, string? where, string? remedy) =>
        (where is null ? "" : where + ": ") + message + (remedy is null ? "" : " " + remedy);
}
