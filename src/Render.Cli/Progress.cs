using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Render.Cli;

/// <summary>Says on standard error how far a run is: one line that is redrawn on a terminal, else a heartbeat.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromSeconds(0.25);
    private readonly long _total;
    private readonly bool _terminal = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Interactive;
    private readonly Heartbeat? _heartbeat;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private long _done;

    public Progress(long total)
    {
        _total = total;
        if (!_terminal)
            _heartbeat = new(Line);
    }

    /// <summary>Called by whichever thread finished an image.</summary>
    public void Report(long done)
    {
        lock (_lock)
        {
            _done = Math.Max(_done, done);
            if (!_terminal || (_drawn != TimeSpan.MinValue && _clock.Elapsed - _drawn < RedrawInterval))
                return;
            _drawn = _clock.Elapsed;
            Console.Error.Write($"\r{Line()}\u001b[K");
        }
    }

    public void Dispose()
    {
        _heartbeat?.Dispose();
        if (_drawn != TimeSpan.MinValue)
            Console.Error.Write("\r\u001b[K");
    }

    private string Line()
    {
        var rate = _done / Math.Max(_clock.Elapsed.TotalSeconds, 1e-3);
        return string.Create(CultureInfo.InvariantCulture, $"{_done}/{_total} frames, {rate:0.0} a second")
            + (_done > 0 && _done < _total ? string.Create(CultureInfo.InvariantCulture, $", {(_total - _done) / rate:0} s left") : "");
    }
}
