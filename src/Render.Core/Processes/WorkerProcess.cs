using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Render.Core.Processes;

/// <summary>How a worker process is started and bounded.</summary>
public sealed record WorkerOptions
{
    /// <summary>Program and first arguments; the memory limit follows them..</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>For one request, the start of the worker included: the processor time that it takes, and the time that it waits. What other programs take from it does not count.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What may pass by the clock until a request is answered, however busy the machine is. Default: ten times <see cref="TimeLimit"/>.</summary>
    public TimeSpan WaitLimit
    {
        get => field > TimeSpan.Zero ? field : 10 * TimeLimit;
        init;
    }

    /// <summary>Writable memory, bytes. At least 256 MiB.</summary>
    public long MemoryLimitBytes { get; init; } = 4L << 30;

    /// <summary>Ends a request under way at once, with its worker.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Set besides those that every worker gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary><c>render VERB</c> as it lies beside this program, by the same dotnet where that runs this program.</summary>
    public static string[] Default(string verb)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "render");
        return System.Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? [host, program + ".dll", verb] : [program, verb];
    }
}

/// <summary>How a worker process ended before it had answered.</summary>
public enum WorkerEnd
{
    /// <summary>A signal reached it before it could ignore it.</summary>
    Stopped,

    /// <summary>It took longer than <see cref="WorkerOptions.TimeLimit"/>.</summary>
    TimeLimit,

    /// <summary>It was not done within <see cref="WorkerOptions.WaitLimit"/>: the machine has too much to do.</summary>
    WaitLimit,
    MemoryLimit,
    Crash,
}

/// <param name="End">How.</param>
/// <param name="ExitCode">Of the process.</param>
/// <param name="FirstError">The first line that it wrote to standard error; empty: none.</param>
/// <param name="Cause">What this process saw of it.</param>
public sealed record WorkerDeath(WorkerEnd End, int ExitCode, string FirstError, Exception? Cause);

/// <summary>
/// The parent's end of one worker process (<see cref="WorkerHost"/>): started at the first request, kept for the next ones, replaced after a crash or a
/// limit. Not thread-safe.
/// </summary>
public sealed class WorkerProcess(WorkerOptions options) : IDisposable
{
    private const int KeptErrorBytes = 4096;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private Process? _process;
    private Task<string>? _errors;

    /// <summary>Sends a request and waits for its answer; null where the worker died of it: <paramref name="death"/> says how.</summary>
    /// <exception cref="RenderException">It cannot be started (try again).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the worker is gone.</exception>
    public T? Ask<T>(byte[] request, Func<BinaryReader, T> read, out WorkerDeath? death)
        where T : class
    {
        var isNew = _process is null;
        var process = _process ??= Start();
        WorkerEnd? expired;
        T? response = null;
        Exception? cause = null;
        using (options.Cancellation.Register(() => Kill(process)))
        using (var watch = new WorkerWatch(process, isNew, options, Kill))
        {
            try
            {
                PipeMessages.Send(process.StandardInput.BaseStream, request);
                response = PipeMessages.Receive(process.StandardOutput.BaseStream, read);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
            {
                cause = e;
            }
            expired = watch.End;
        }
        death = null;
        if (response is null)
        {
            death = Bury(expired, cause);
            options.Cancellation.ThrowIfCancellationRequested();
        }
        return response;
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(Grace))
                Kill(_process);
        }
        catch (IOException)
        {
            // It is gone already.
        }
        _process.Dispose();
        _process = null;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(options.Command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in options.Command.Skip(1))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(options.MemoryLimitBytes.ToString(CultureInfo.InvariantCulture));
        // The collector then throws OutOfMemoryException before the kernel refuses it a page.
        start.Environment["DOTNET_GCHeapHardLimit"] = (options.MemoryLimitBytes * 3 / 4).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        // A worker waits for its answer in any case: collections beside it only cost a thread.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // The work is over before the tiers have found what is hot: everything is compiled once, and well, where it is not precompiled.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        try
        {
            var process = Process.Start(start)!;
            _errors = Task.Run(() => FirstErrors(process.StandardError.BaseStream));
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RenderException(Failure.TryAgain, $"a worker process cannot be started: {e.Message}", options.Command[0], inner: e);
        }
    }

    /// <summary>Drains standard error, so that the worker never blocks on it, and keeps its beginning.</summary>
    private static string FirstErrors(Stream stream)
    {
        var (kept, buffer) = (new MemoryStream(), new byte[KeptErrorBytes]);
        while (stream.Read(buffer) is > 0 and var got)
            kept.Write(buffer, 0, (int)Math.Min(got, KeptErrorBytes - kept.Length));
        return Encoding.UTF8.GetString(kept.ToArray());
    }

    /// <summary>Names the way in which the worker ended, and makes way for a new one.</summary>
    private WorkerDeath Bury(WorkerEnd? expired, Exception? cause)
    {
        var process = _process!;
        _process = null;
        Kill(process);
        var exited = process.WaitForExit(Grace);
        var errors = _errors!.Wait(Grace) ? _errors.Result : "";
        var code = exited ? process.ExitCode : 0;
        process.Dispose();
        // 128 + SIGINT, 128 + SIGTERM: before it could ignore them.
        var end = expired is { } limit ? limit
            : code is 130 or 143 ? WorkerEnd.Stopped
            : errors.Contains("emory", StringComparison.Ordinal) ? WorkerEnd.MemoryLimit
            : WorkerEnd.Crash;
        return new(end, code, errors.Split('\n', 2)[0].Trim(), cause);
    }
}
