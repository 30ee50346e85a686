namespace Render.Cli;

/// <summary>Writes a line to standard error at least every 30 s while it lives, so that whoever watches a log knows that the run does.</summary>
internal sealed class Heartbeat : IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
    private readonly Timer _timer;

    /// <param name="line">What is going on; called from a thread of the pool.</param>
    public Heartbeat(Func<string> line)
        : this(line, Interval, Console.Error)
    {
    }

    internal Heartbeat(Func<string> line, TimeSpan interval, TextWriter to) => _timer = new(_ => to.WriteLine($"render: {line()}"), null, interval, interval);

    public void Dispose() => _timer.Dispose();
}
