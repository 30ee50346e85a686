using System.Diagnostics;

namespace Render.Tests.Cli;

/// <summary>What a run of the program left: its exit code and what it printed.</summary>
public sealed record RenderResult(int ExitCode, string Output, string Error);

/// <summary>The built program, run as users run it: another process, with a bounded wait.</summary>
public static class RenderProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static RenderResult Run(params string[] arguments) => Run(arguments, null, null);

    /// <param name="arguments">Without the program's name.</param>
    /// <param name="input">Standard input; null: empty.</param>
    /// <param name="environment">Variables that are set on top of this process's own.</param>
    public static RenderResult Run(string[] arguments, string? input, IReadOnlyDictionary<string, string>? environment)
    {
        using var process = Start(arguments, environment);
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"render {string.Join(' ', arguments)} did not end within {Limit.TotalMinutes} minutes");
        }
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts it with all three streams redirected; the caller owns the process.</summary>
    public static Process Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // A shell starts what it puts in the background with SIGINT ignored, and who inherits that ignores it too: start as a terminal would.
        var start = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "render") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
    }
}
