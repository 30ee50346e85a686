using System.CommandLine;
using Render.Dataset.Merge;

namespace Render.Cli.Commands;

/// <summary><c>render merge</c>: several folders of one scene and seed become one dataset.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Sources = new("folders") { Description = "Datasets of the same scene and seed.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Out = Options.Out("Folder of the merged dataset; may hold some of the frames already.");
    private static readonly Option<bool> AllowMixed = new("--allow-mixed") { Description = "Accept folders that different versions or devices rendered." };

    public static Command Create()
    {
        var command = new Command("merge", "Merge datasets of the same scene and seed into one.") { Sources, Out, AllowMixed };
        command.SetAction(options =>
        {
            using var signals = new Signals();
            using var heartbeat = new Heartbeat(() => "frames are merged");
            var summary = DatasetMerge.Merge(
                options.GetRequiredValue(Sources), options.GetRequiredValue(Out), options.GetValue(AllowMixed), cancellation: signals.Token);
            Console.Out.WriteLine($"{summary.Added} frames added, {summary.Present} were there already.");
            foreach (var file in summary.Annotations)
                Console.Out.WriteLine($"  labels  {Path.Combine(options.GetRequiredValue(Out), file)}");
            return ExitCodes.Done;
        });
        return command;
    }
}
