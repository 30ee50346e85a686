using System.CommandLine;
using System.Text.Json;
using Render.Core;
using Render.Dataset.Check.Coco;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary><c>render check</c>: judges anyone's COCO files, and writes repaired copies.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Source = Options.Path("path", "A COCO file, or a folder with annotations/*.json and images.");
    private static readonly Option<string?> Images = new("--images") { Description = "Folder of the images; default: looked for beside the file." };
    private static readonly Option<bool> NoImages = new("--no-images") { Description = "Do not look at image files." };
    private static readonly Option<int> Places = new("--places") { Description = "Places that are named of each kind of finding.", DefaultValueFactory = _ => 5 };
    private static readonly Option<string?> Fix = new("--fix") { Description = "Writes a repaired copy to this path (a folder where a folder is checked), which must not be there. What is left decides the exit code." };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object." };

    public static Command Create()
    {
        Places.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 10_000)
                result.AddError("--places: 0 to 10000.");
        });
        var command = new Command("check", "Judge COCO files, anyone's: what is wrong, where, what each consumer would make of it.") { Source, Images, NoImages, Places, Fix, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        RefuseShards(options.GetRequiredValue(Source), options);
        using var signals = new Signals();
        var settings = new CocoCheckOptions(options.GetValue(Images), !options.GetValue(NoImages), options.GetValue(Places));
        var check = DatasetCheck.Open(options.GetRequiredValue(Source), settings, signals.Token);
        var (source, target) = (options.GetRequiredValue(Source), options.GetValue(Fix));
        if (target is not null)
            DatasetCheck.RefuseExisting(target);
        var (files, errors) = (new List<CheckedFile>(), false);
        using (new Heartbeat(() => $"{check.Progress.File}: {check.Progress.Position >> 20} MiB are judged"))
            foreach (var verdict in check.Run())
            {
                var repair = target is null ? null : check.Repair(verdict, Directory.Exists(source) ? Path.Combine(target, Path.GetRelativePath(source, verdict.File)) : target);
                var fix = repair is { } r ? new CheckFix(r.Report.File, new(r.Report.Changes, StringComparer.Ordinal), [.. r.Left.Findings.Select(CheckFinding.Of)]) : null;
                files.Add(CheckedFile.Of(verdict, fix));
                errors |= (repair?.Left ?? verdict).HasErrors;
                if (options.GetValue(Json))
                    continue;
                CheckText.Write(Console.Out, verdict);
                if (target is not null)
                    CheckText.Write(Console.Out, verdict, fix);
            }
        var report = CheckReport.Of(files);
        Console.Out.WriteLine(options.GetValue(Json)
            ? JsonSerializer.Serialize(report, ReportJson.Default.CheckReport)
            : Summary(report));
        return errors ? ExitCodes.InvalidInput : ExitCodes.Done;
    }

    /// <summary>Images in shards are no files of a folder; that none is there would be said of each of them.</summary>
    private static void RefuseShards(string source, ParseResult options)
    {
        if (options.GetValue(NoImages) || options.GetValue(Images) is not null || !RecordedLabels.IsSharded(source))
            return;
        throw new RenderException(
            Failure.Usage, "the images of this dataset lie in shards, where they are not looked at.", source,
            "Judge the annotations alone with --no-images, or unpack it: render merge FOLDER --layout files -o OTHER.");
    }

    private static string Summary(CheckReport report)
    {
        var counts = new[] { (report.Errors, "error"), (report.Warnings, "warning"), (report.Notes, "note") }.Where(c => c.Item1 > 0).Select(c => Plural(c.Item1, c.Item2)).ToArray();
        return $"{(counts.Length == 0 ? "nothing found" : string.Join(", ", counts))} in {Plural(report.Files.Length, "file")}.";
    }

    private static string Plural(long count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";
}
