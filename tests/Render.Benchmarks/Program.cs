using Render.Benchmarks;
using Render.Core;

// Benchmarks, headless; each ends with one line of JSON on standard output.
try
{
    return args switch
    {
        ["reference-job", .. var rest] => ReferenceJobBenchmark.Run(rest),
        _ => throw new RenderException(Failure.Usage, "usage: tools/bench reference-job [--job DIR] [--repeats N] [--device D] [--passes] -o OUT"),
    };
}
catch (RenderException e)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return e.Failure == Failure.Usage ? 2 : 3;
}
