using System.Diagnostics;
using Render.Cli;
using Xunit;

namespace Render.Tests.Cli;

/// <summary>What whoever watches a run sees: signs of life, and nothing that only a terminal could show.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_run_says_at_least_every_30_seconds_that_it_lives()
    {
        Assert.InRange(Heartbeat.Interval, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        var log = new Lines(wanted: 3);
        using (new Heartbeat(() => "7 frames are done", TimeSpan.FromMilliseconds(1), log))
            await log.Complete.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.All(log.Written.Take(3), line => Assert.Equal("render: 7 frames are done", line));
    }

    /// <summary>With and without NO_COLOR, on a terminal too: help and errors are plain text; what is no terminal gets no control sequence at all.</summary>
    [Theory]
    [InlineData(true, "--help")]
    [InlineData(true, "generate", "--help")]
    [InlineData(true, "validate", "no-such.yaml")]
    [InlineData(true, "generate", "--no-such-option")]
    [InlineData(false, "generate", "--help")]
    [InlineData(false, "validate", "no-such.yaml")]
    public void Nothing_is_coloured(bool noColor, params string[] arguments)
    {
        var terminal = OnTerminal(arguments, noColor);
        Assert.Contains(arguments.Contains("--help") ? "Usage" : "render: ", terminal, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"\x1b\[[0-9;:]*m", terminal);

        var result = RenderProcess.Run(arguments, null, noColor ? new Dictionary<string, string> { ["NO_COLOR"] = "1" } : null);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    private static string OnTerminal(string[] arguments, bool noColor)
    {
        var command = string.Join(' ', arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "render")).Select(a => $"'{a}'"));
        var start = new ProcessStartInfo("script", ["-q", "-c", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor" },
        };
        start.Environment.Remove("NO_COLOR");
        if (noColor)
            start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "it did not end");
        return text;
    }

    private sealed class Lines(int wanted) : StringWriter
    {
        public List<string> Written { get; } = [];

        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            lock (Written)
            {
                Written.Add(value!);
                if (Written.Count == wanted)
                    Complete.SetResult();
            }
        }
    }
}
