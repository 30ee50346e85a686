using System.CommandLine;
using Render.Dataset;
using Render.Dataset.Merge;

namespace Render.Cli.Commands;

/// <summary><c>render merge</c>: several folders become one dataset, parts of one scene and seed or, by <c>--union</c>, of several.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Sources = new("folders") { Description = "Datasets of the same scene and seed; with --union, of any.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Out = Options.Out("Folder of the merged dataset; may hold some of the frames already.");
    private static readonly Option<string?> Layout = Options.Layout("what is there, else that of the first folder");
    private static readonly Option<bool> AllowMixed = new("--allow-mixed") { Description = "Accept folders that different versions or devices rendered." };

    private static readonly Option<bool> Union = new("--union")
    {
        Description = "Join datasets of different scenes or seeds: frames are numbered on, in the order of the folders, and categories joined by their names.",
    };

    public static Command Create()
    {
        var command = new Command("merge", "Merge datasets into one: parts of the same scene and seed, or --union.") { Sources, Out, Union, Layout, AllowMixed };
        command.SetAction(options =>
        {
            using var signals = new Signals();
            using var heartbeat = new Heartbeat(() => "frames are merged");
            Func<IReadOnlyList<string>, string, DatasetLayout?, bool, CancellationToken, MergeSummary> merge = options.GetValue(Union) ? DatasetUnion.Join : DatasetMerge.Merge;
            var summary = merge(options.GetRequiredValue(Sources), options.GetRequiredValue(Out), Options.ParseLayout(options.GetValue(Layout)), options.GetValue(AllowMixed), signals.Token);
            Console.Out.WriteLine($"{summary.Added} frames added, {summary.Present} were there already.");
            foreach (var file in summary.Annotations)
                Console.Out.WriteLine($"  labels  {Path.Combine(options.GetRequiredValue(Out), file)}");
            return ExitCodes.Done;
        });
        return command;
    }
}
