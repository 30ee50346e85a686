using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Render.Dataset.Reports;

namespace Render.Cli.Commands;

/// <summary><c>render report</c>: what a dataset holds, and the quotas of its strata, wished against got.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Folder = Options.Path("folder", "A dataset.");
    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object." };

    public static Command Create()
    {
        var command = new Command("report", "Count what a dataset holds: annotations by category, and the quotas of its strata, wished against got.") { Folder, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult options)
    {
        using var signals = new Signals();
        var at = 0L;
        using var heartbeat = new Heartbeat(() => string.Create(CultureInfo.InvariantCulture, $"frame {Interlocked.Read(ref at)} is counted"));
        var report = DatasetReport.Of(options.GetRequiredValue(Folder), frame => Interlocked.Exchange(ref at, frame), signals.Token);
        Console.Out.Write(options.GetValue(Json) ? JsonSerializer.Serialize(report, ReportJson.Default.DatasetReport) + "\n" : Text(report));
        return ExitCodes.Done;
    }

    private static string Text(DatasetReport report)
    {
        var lines = new List<string> { FormattableString.Invariant($"{report.Frames} frames, {report.Images} images, {report.Annotations.Values.Sum()} annotations, {report.Dropped} objects dropped") };
        lines.AddRange(report.Annotations.Select(entry => FormattableString.Invariant($"  {entry.Key}: {entry.Value}")));
        lines.AddRange(report.NotAnnotated.Select(entry => FormattableString.Invariant($"  not annotated, {entry.Key}: {entry.Value}")));
        foreach (var group in report.Strata)
        {
            lines.Add("");
            lines.Add(FormattableString.Invariant($"strata of {group.Group}: {group.Objects} objects, {group.Outside} annotations in no stratum"));
            lines.AddRange(Table(group));
            var unreached = group.Unreached.ToArray();
            lines.Add(unreached.Length == 0 ? "every object reached its stratum" : FormattableString.Invariant($"not always reached: {unreached.Length} of {group.Strata.Length} strata"));
            lines.AddRange(unreached.Select(stratum => FormattableString.Invariant($"  {string.Join(' ', Names(group, stratum))}: {stratum.Dropped} dropped; {stratum.Why}")));
        }
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Table(GroupStrataReport group)
    {
        var axes = Axes(group);
        var rows = new List<string[]> { (string[])[.. axes, "wished", "got", "off", "dropped"] };
        rows.AddRange(group.Strata.Select(stratum => (string[])[.. Names(group, stratum), stratum.Wished.ToString("0.0", CultureInfo.InvariantCulture),
            stratum.Got.ToString(CultureInfo.InvariantCulture), stratum.Off.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture), stratum.Dropped.ToString(CultureInfo.InvariantCulture)]));
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        return rows.Select(row => "  " + string.Join("  ", row.Select((cell, i) => i < axes.Length ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
    }

    private static string[] Axes(GroupStrataReport group) => group.Strata.Length == 0 ? [] : [.. group.Strata[0].Bins.Keys];

    private static IEnumerable<string> Names(GroupStrataReport group, StratumReport stratum) => Axes(group).Select(axis => stratum.Bins[axis]);
}
