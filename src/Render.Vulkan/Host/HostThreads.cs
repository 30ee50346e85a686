using System.Globalization;

namespace Render.Vulkan.Host;

/// <summary>
/// Threads that do one piece of work together with the thread that asks for it. What they share out among themselves is their own matter; a thread that has not woken by the
/// time the others are done is not waited for. One caller at a time.
/// </summary>
internal sealed class HostThreads : IDisposable
{
    private const int Idle = 0, Offered = 1, Running = 2;

    /// <summary>More than these share too little work.</summary>
    private const int Most = 32;

    private readonly Helper[] _helpers;
    private Action<int> _work = static _ => { };
    private volatile bool _ended;

    /// <param name="count">Threads that work, the caller's among them; at least 1.</param>
    public HostThreads(int count) => _helpers = [.. Enumerable.Range(1, count - 1).Select(number => new Helper(this, number))];

    /// <summary>One a processor; LP_NUM_THREADS, which bounds the threads of a software driver, bounds these too.</summary>
    public static int Default => Math.Clamp(
        int.TryParse(Environment.GetEnvironmentVariable("LP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var bound) && bound > 0
            ? Math.Min(bound, Environment.ProcessorCount) : Environment.ProcessorCount, 1, Most);

    /// <summary>Has every thread do the work, and returns when all that began it have ended it. An exception of any of them ends up here.</summary>
    /// <param name="work">Receives the thread's number, 0 for the caller's.</param>
    public void Run(Action<int> work)
    {
        _work = work;
        foreach (var helper in _helpers)
            helper.Offer();
        try
        {
            work(0);
        }
        finally
        {
            foreach (var helper in _helpers)
                helper.Withdraw();
        }
        foreach (var helper in _helpers)
            helper.Rethrow();
    }

    public void Dispose()
    {
        _ended = true;
        foreach (var helper in _helpers)
            helper.Dispose();
    }

    private sealed class Helper : IDisposable
    {
        private readonly HostThreads _owner;
        private readonly int _number;
        private readonly SemaphoreSlim _wake = new(0);
        private readonly Thread _thread;
        private int _state;
        private Exception? _failure;

        public Helper(HostThreads owner, int number)
        {
            (_owner, _number) = (owner, number);
            _thread = new(Loop) { IsBackground = true, Name = $"rasteriser {number}" };
            _thread.Start();
        }

        public void Offer()
        {
            Volatile.Write(ref _state, Offered);
            _wake.Release();
        }

        public void Withdraw()
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Offered) == Offered)
                return;
            // It is at its last piece of the work.
            var spin = default(SpinWait);
            while (Volatile.Read(ref _state) == Running)
                spin.SpinOnce(sleep1Threshold: -1);
        }

        public void Rethrow()
        {
            if (Interlocked.Exchange(ref _failure, null) is { } failure)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        public void Dispose()
        {
            _wake.Release();
            _thread.Join();
            _wake.Dispose();
        }

        private void Loop()
        {
            while (true)
            {
                _wake.Wait();
                if (_owner._ended)
                    return;
                if (Interlocked.CompareExchange(ref _state, Running, Offered) != Offered)
                    continue;
                try
                {
                    _owner._work(_number);
                }
                catch (Exception e)
                {
                    _failure = e;
                }
                Volatile.Write(ref _state, Idle);
            }
        }
    }
}
