using System.Diagnostics;
using System.Globalization;
using System.Text;
using Render.Core;

namespace Render.Assets.Worker;

/// <summary>The parent's end of one worker process: started at the first request, kept for the next ones, replaced after a crash, a limit, or when it has grown large. Not thread-safe.</summary>
internal sealed class ImportWorkerClient(ImportOptions options) : IDisposable
{
    private const int KeptErrorBytes = 4096;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private Process? _process;
    private Task<string>? _errors;

    /// <summary>Has the worker read an asset; returns what went in.</summary>
    /// <exception cref="RenderException">The asset cannot be read, or the worker crashed or hit a limit on it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the worker is gone.</exception>
    public ImportResponse Import(ImportRequest request)
    {
        var process = _process ??= Start();
        var expired = 0;
        ImportResponse? response = null;
        Exception? cause = null;
        using (options.Cancellation.Register(() => Kill(process)))
        using (new Timer(_ => { Interlocked.Exchange(ref expired, 1); Kill(process); }, null, options.TimeLimit, Timeout.InfiniteTimeSpan))
        {
            try
            {
                Frames.Send(process.StandardInput.BaseStream, request.ToBytes());
                response = Frames.Receive(process.StandardOutput.BaseStream, ImportResponse.From);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
            {
                cause = e;
            }
        }
        if (response is null)
        {
            var died = Died(Volatile.Read(ref expired) != 0, cause);
            options.Cancellation.ThrowIfCancellationRequested();
            throw died;
        }
        if (response.IsSpent)
            Dispose();
        if (response.Failure is { } failure)
            throw new RenderException(failure, response.Message);
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
        var start = new ProcessStartInfo(options.WorkerCommand[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in options.WorkerCommand.Skip(1))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(options.MemoryLimitBytes.ToString(CultureInfo.InvariantCulture));
        // The collector then throws OutOfMemoryException before the kernel refuses it a page.
        start.Environment["DOTNET_GCHeapHardLimit"] = (options.MemoryLimitBytes * 3 / 4).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // A large model is over before the tiers have found what is hot: everything is compiled once, and well, where it is not precompiled.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["VIPS_WARNING"] = "0";
        start.Environment["VIPS_BLOCK_UNTRUSTED"] = "1";
        try
        {
            var process = Process.Start(start)!;
            _errors = Task.Run(() => FirstErrors(process.StandardError.BaseStream));
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RenderException(Failure.TryAgain, $"the import worker cannot be started: {e.Message}", options.WorkerCommand[0], inner: e);
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
    private RenderException Died(bool expired, Exception? cause)
    {
        var process = _process!;
        _process = null;
        Kill(process);
        var exited = process.WaitForExit(Grace);
        var errors = _errors!.Wait(Grace) ? _errors.Result : "";
        var code = exited ? process.ExitCode : 0;
        process.Dispose();
        // Before it could ignore them: 128 + SIGINT, 128 + SIGTERM.
        if (!expired && code is 130 or 143)
            return new(Failure.TryAgain, "the import worker was stopped by a signal while it read this.", inner: cause);
        var first = errors.Split('\n', 2)[0].Trim();
        var message = expired
            ? string.Create(CultureInfo.InvariantCulture, $"reading it took longer than {options.TimeLimit.TotalSeconds:0.#} s and was stopped.")
            : errors.Contains("emory", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"reading it needs more than {options.MemoryLimitBytes >> 20} MiB and was stopped.")
            : string.Create(CultureInfo.InvariantCulture, $"reading it crashed the import worker (exit code {code}{(first.Length > 0 ? ": " + first : "")}).");
        return new(Failure.InvalidInput, message, remedy: "The file is damaged or hostile; load and save it again with a modelling program.", inner: cause);
    }
}
