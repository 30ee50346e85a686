using System.CommandLine;
using System.Text.Json;
using Render.Dataset.Conversion;

namespace Render.Cli.Commands;

/// <summary><c>render convert</c>: a dataset in other formats, from its records and masks; nothing is rendered.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> Source = Options.Path("dataset", "The output folder of a run. Nothing in it is changed.");
    private static readonly Option<string> Out = Options.Out("Folder of the conversions, one folder a format; may hold conversions of the same dataset already.");
    private static readonly Option<string> To = new("--to")
    {
        Description = $"Formats, separated by commas: {string.Join("; ", ConversionFormat.All.Select(format => $"{format.Name} ({format.Summary})"))}.",
        Required = true,
    };

    private static readonly Option<bool> Copy = new("--copy") { Description = "Copy image files. Else they are second names (hard links) of the dataset's own where the disk allows it: whoever edits one in place edits both." };
    private static readonly Option<long> ShardBytes = new("--shard-bytes") { Description = "Most bytes of a WebDataset shard.", DefaultValueFactory = _ => 1_000_000_000 };
    private static readonly Option<int> ShardImages = new("--shard-images") { Description = "Most images of a WebDataset shard.", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<bool> Json = new("--json") { Description = "What was made as one JSON object." };

    public static Command Create()
    {
        var command = new Command("convert", "Write a dataset in other formats, from its records and masks; nothing is rendered.") { Source, To, Out, Copy, ShardBytes, ShardImages, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        using var signals = new Signals();
        var done = 0L;
        ConversionSummary summary;
        using (new Heartbeat(() => $"{Interlocked.Read(ref done)} frames are converted"))
            summary = DatasetConversion.Convert(
                new()
                {
                    Source = options.GetRequiredValue(Source),
                    Target = options.GetRequiredValue(Out),
                    Formats = options.GetRequiredValue(To).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    Copy = options.GetValue(Copy),
                    ShardBytes = options.GetValue(ShardBytes),
                    ShardImages = options.GetValue(ShardImages),
                },
                frames => Interlocked.Exchange(ref done, frames), signals.Token);
        if (options.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(ConvertReport.Of(summary), ReportJson.Default.ConvertReport));
        else
            Write(summary);
        return ExitCodes.Done;
    }

    private static void Write(ConversionSummary summary)
    {
        foreach (var format in summary.Formats)
        {
            Console.Out.WriteLine($"{format.Format}: {format.Images} images, {format.Annotations} annotations in {Path.Combine(summary.Folder, format.Format)}");
            if (format.Polygons is { } fit)
                Console.Out.WriteLine($"  {fit}");
            foreach (var note in format.Notes)
                Console.Out.WriteLine($"  {note}");
        }
    }
}
