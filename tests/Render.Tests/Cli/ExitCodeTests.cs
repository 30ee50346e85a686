using Render.Cli;
using Render.Core;
using Xunit;

namespace Render.Tests.Cli;

/// <summary>Every failure becomes the exit code that farms decide by, however deep it lies; none leaves the program as an exception.</summary>
public sealed class ExitCodeTests
{
#pragma warning disable CA2201 // What the runtime throws is what is caught.
    public static TheoryData<Exception, int> Failures => new()
    {
        { Of(Failure.Usage), 2 },
        { Of(Failure.InvalidInput), 3 },
        { Of(Failure.Refused), 4 },
        { Of(Failure.OutOfMemory), 33 },
        { new OutOfMemoryException(), 33 },
        { new InsufficientMemoryException(), 33 },
        { Of(Failure.TryAgain), 75 },
        { new IOException("No space left on device"), 75 },
        { new UnauthorizedAccessException(), 75 },
        { new AggregateException(new AggregateException(new IOException())), 75 },
        { new TypeInitializationException("T", Of(Failure.InvalidInput)), 3 },
        { new InvalidOperationException(), 1 },
        { new NullReferenceException(), 1 },
        // Of an import that was stopped: no bug.
        { new OperationCanceledException(), 130 },
    };
#pragma warning restore CA2201

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void A_failure_has_its_exit_code(Exception failure, int expected) => Assert.Equal(expected, ExitCodes.Run(verbose: false, () => throw failure));

    [Fact]
    public void Every_kind_of_failure_is_covered() =>
        Assert.Equal(Enum.GetValues<Failure>(), Failures.Select(row => row.Data.Item1).OfType<RenderException>().Select(e => e.Failure).Distinct().Order());

    /// <summary>Options come in any order, and only --verbose shows where in the program it happened.</summary>
    [Theory]
    [InlineData(false, "validate", "no-such.yaml")]
    [InlineData(true, "validate", "no-such.yaml", "--verbose")]
    [InlineData(true, "--verbose", "validate", "no-such.yaml")]
    [InlineData(true, "validate", "--verbose", "no-such.yaml")]
    public void A_stack_trace_is_shown_on_request_alone(bool verbose, params string[] arguments)
    {
        var result = RenderProcess.Run(arguments);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("render: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(verbose, result.Error.Contains("   at ", StringComparison.Ordinal));
        Assert.Equal(verbose, result.Error.TrimEnd().Contains('\n'));
    }

    private static RenderException Of(Failure failure) => new(failure, "a failure.");
}
