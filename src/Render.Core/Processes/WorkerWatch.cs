using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Render.Core.Processes;

/// <summary>
/// Ends a worker process that takes too long over one request. What counts is the processor time that it takes and the time that it waits, all of its threads asleep; what other
/// programs take from it does not, so that nothing is called hostile because the machine is busy. Disposing it ends the watch.
/// </summary>
internal sealed class WorkerWatch : IDisposable
{
    private readonly Process _process;
    private readonly WorkerOptions _options;
    private readonly Action<Process> _kill;
    private readonly TimeSpan _before;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private (TimeSpan Elapsed, TimeSpan Taken) _last;
    private TimeSpan _asleep;
    private WorkerEnd? _end;
    private bool _isOver;

    /// <param name="process">The worker.</param>
    /// <param name="isNew">Whether its start counts.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="kill">Ends it.</param>
    public WorkerWatch(Process process, bool isNew, WorkerOptions options, Action<Process> kill)
    {
        (_process, _options, _kill) = (process, options, kill);
        _before = isNew ? TimeSpan.Zero : Taken();
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(Math.Min(options.TimeLimit.TotalMilliseconds, options.WaitLimit.TotalMilliseconds) / 10, 10, 250));
        _timer = new(_ => Look(), null, interval, interval);
    }

    /// <summary>The limit for which it was ended; null: none.</summary>
    public WorkerEnd? End
    {
        get
        {
            lock (_lock)
                return _end;
        }
    }

    public void Dispose()
    {
        // The next request must not be ended by a look that was under way.
        lock (_lock)
            _isOver = true;
        _timer.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            var (elapsed, taken) = (Stopwatch.GetElapsedTime(_started), Taken() - _before);
            if (taken == _last.Taken && IsAsleep())
                _asleep += elapsed - _last.Elapsed;
            _last = (elapsed, taken);
            if (_end is not null || (taken + _asleep < _options.TimeLimit && elapsed < _options.WaitLimit))
                return;
            _end = taken + _asleep >= _options.TimeLimit ? WorkerEnd.TimeLimit : WorkerEnd.WaitLimit;
            _kill(_process);
        }
    }

    /// <summary>Processor time of all its threads since it was started.</summary>
    private TimeSpan Taken()
    {
        try
        {
            return _process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It is gone already.
            return _before;
        }
    }

    /// <summary>Whether none of its threads could run, had it a processor, or waits for a disk: state S of proc(5) for all of them.</summary>
    private bool IsAsleep()
    {
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/task")))
                if (File.ReadAllText(Path.Combine(thread, "stat")) is var line && line[(line.LastIndexOf(')') + 2)..][0] != 'S')
                    return false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // A thread, or all of them, have just ended.
            return false;
        }
    }
}
