using System.Diagnostics;
using Spectre.Console;

namespace Render.Cli;

/// <summary>
/// Says on standard error how far a run is: one line that is redrawn on a terminal, else a heartbeat line at least every 30 s.
/// </summary>
internal sealed class Progress(long total, string unit)
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(20);
    private readonly bool _terminal = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Interactive;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _last = TimeSpan.MinValue;
    private long _done;

    public void Report(long done)
    {
        lock (_lock)
        {
            _done = done;
            var now = _clock.Elapsed;
            if (_last != TimeSpan.MinValue && now - _last < (_terminal ? TerminalInterval : HeartbeatInterval))
                return;
            if (!_terminal && _last == TimeSpan.MinValue)
            {
                _last = now; // the first heartbeat comes after an interval: short runs stay quiet
                return;
            }
            _last = now;
            Console.Error.Write(_terminal ? $"\r{Line(now)}\u001b[K" : Line(now) + "\n");
        }
    }

    public void Finish()
    {
        lock (_lock)
        {
            if (_terminal && _last != TimeSpan.MinValue)
                Console.Error.Write("\r\u001b[K");
        }
    }

    private string Line(TimeSpan elapsed)
    {
        var rate = _done / Math.Max(elapsed.TotalSeconds, 1e-3);
        return $"{_done}/{total} {unit}, {rate:0.0} a second" + (_done > 0 && _done < total ? $", {(total - _done) / rate:0} s left" : "");
    }
}
