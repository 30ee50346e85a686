using System.Globalization;
using Render.Dataset.Check.Coco;

namespace Render.Cli;

/// <summary>What <c>render check --json</c> prints (docs/check.md has its shape).</summary>
internal sealed record CheckReport(string Schema, CheckedFile[] Files, long Errors, long Warnings, long Notes)
{
    public const string SchemaName = "render.check/1";

    public static CheckReport Of(IReadOnlyList<CheckedFile> files) => new(
        SchemaName, [.. files], Sum(files, "error"), Sum(files, "warning"), Sum(files, "note"));

    private static long Sum(IReadOnlyList<CheckedFile> files, string severity) => files.Sum(f => f.Findings.Where(x => x.Severity == severity).Sum(x => x.Count));
}

/// <summary>One file. Fixed: what the repair changed, where there was one.</summary>
internal sealed record CheckedFile(
    string File, string? ImageFolder, bool Whole, long Images, long Annotations, long Categories, long ImageFiles, long AbsentImageFiles, MaskForms Masks,
    CheckFinding[] Findings, CheckConsumer[] Consumers, CheckFix? Fix)
{
    public static CheckedFile Of(FileVerdict v, CheckFix? fix) => new(
        v.File, v.ImageFolder, v.IsWhole, v.Images, v.Annotations, v.Categories, v.ImageFiles, v.AbsentImageFiles, v.Masks,
        [.. v.Findings.Select(CheckFinding.Of)], [.. v.Consumers.Select(c => new CheckConsumer(Lower(c.Consumer), c.Worst is { } worst ? Lower(worst) : "reads", [.. c.Codes], [.. c.Remarks]))], fix);

#pragma warning disable CA1308 // Words of ours, to be read by programs.
    public static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}

internal sealed record CheckFinding(string Code, string Severity, string Title, long Count, long Mendable, string Remedy, CheckEffect[] Effects, CheckPlace[] Places)
{
    public static CheckFinding Of(Finding f) => new(
        f.Kind.Code, CheckedFile.Lower(f.Kind.Severity), f.Kind.Title, f.Count, f.Mendable, f.Kind.Remedy,
        [.. f.Kind.Effects.Select(e => new CheckEffect(CheckedFile.Lower(e.Consumer), CheckedFile.Lower(e.Effect), e.How))],
        [.. f.Places.Select(p => new CheckPlace(p.Image, p.Annotation, p.Offset, p.Line, p.Detail))]);
}

internal sealed record CheckEffect(string Consumer, string Effect, string How);

/// <summary>Offset: bytes before the element; line: from 1, 0 where it is not known.</summary>
internal sealed record CheckPlace(long? Image, long? Annotation, long Offset, long Line, string? Detail);

/// <summary>Verdict: reads, drops, wrong or fails, the worst of all findings.</summary>
internal sealed record CheckConsumer(string Consumer, string Verdict, string[] Codes, string[] Remarks);

/// <summary>A repaired copy. Changes: how often what was done, by the code of the finding. Left: what was found in the copy.</summary>
internal sealed record CheckFix(string File, Dictionary<string, long> Changes, CheckFinding[] Left);

/// <summary>The same for people.</summary>
internal static class CheckText
{
    private static readonly Dictionary<Consumer, string> Names = new()
    {
        [Consumer.Pycocotools] = "pycocotools",
        [Consumer.Torchvision] = "torchvision",
        [Consumer.Detectron2] = "Detectron2",
        [Consumer.MMDetection] = "MMDetection",
        [Consumer.Ultralytics] = "Ultralytics",
        [Consumer.FiftyOne] = "FiftyOne",
        [Consumer.Cvat] = "CVAT",
        [Consumer.Datumaro] = "Datumaro",
    };

    public static void Write(TextWriter to, FileVerdict verdict)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{verdict.File}: {verdict.Images} images, {verdict.Annotations} annotations, {verdict.Categories} categories; {verdict.ImageFiles} image files looked at, {verdict.AbsentImageFiles} absent"));
        foreach (var f in verdict.Findings)
        {
            to.WriteLine($"  {f.Kind.Code} {CheckedFile.Lower(f.Kind.Severity),-7} {f.Kind.Title} ({f.Count}x{(f.Mendable == 0 ? "" : f.Mendable == f.Count ? ", --fix mends it" : $", --fix mends {f.Mendable}")})");
            foreach (var p in f.Places)
                to.WriteLine($"         {Where(p)}{(p.Detail is null ? "" : ": " + p.Detail)}");
            to.WriteLine($"         {f.Kind.Remedy}");
        }
        foreach (var c in verdict.Consumers)
        {
            var what = c.Worst switch { null => "reads it", Effect.Drops => "leaves something out", Effect.Wrong => "learns or measures something wrong", _ => "fails" };
            to.WriteLine($"  {Names[c.Consumer],-12} {what}{(c.Codes.Count == 0 ? "" : " (" + string.Join(" ", c.Codes) + ")")}{string.Concat(c.Remarks.Select(r => "; " + r))}");
        }
    }

    public static void Write(TextWriter to, FileVerdict verdict, CheckFix? fix)
    {
        if (fix is null)
        {
            to.WriteLine($"  no copy of {verdict.File}: parts of it could not be read. Mend what makes them unreadable first.");
            return;
        }
        to.WriteLine($"  repaired copy: {fix.File}");
        foreach (var (code, count) in fix.Changes)
            to.WriteLine($"         {code} {count}x: {FindingCatalogue.All.First(k => k.Code == code).Repair}");
        foreach (var left in fix.Left)
            to.WriteLine($"         left: {left.Code} {left.Severity} {left.Title} ({left.Count}x)");
    }

    private static string Where(FindingPlace p)
    {
        var parts = new List<string>();
        if (p.Annotation is { } annotation)
            parts.Add($"annotation {annotation}");
        if (p.Image is { } image)
            parts.Add($"image {image}");
        if (p.Line > 0)
            parts.Add($"line {p.Line}, byte {p.Offset}");
        return parts.Count == 0 ? "the file" : string.Join(", ", parts);
    }
}
