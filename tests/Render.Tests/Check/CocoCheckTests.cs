using Render.Dataset.Check.Coco;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Check;

/// <summary>Every code finds the fault that it is for, and only that; what is right gives none.</summary>
public sealed class CocoCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Faults => [.. Enumerable.Range(0, PlantedFaults.All.Length)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_right_gives_no_finding()
    {
        new CocoFile(_folder.Path).Write();
        var verdict = Assert.Single(DatasetCheck.Open(_folder.Path).Run());
        Assert.Empty(verdict.Findings.Select(Say));
        Assert.Equal((2, 4, 2, 2, 0), (verdict.Images, verdict.Annotations, verdict.Categories, verdict.ImageFiles, verdict.AbsentImageFiles));
        Assert.All(verdict.Consumers, c => Assert.Null(c.Worst));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found_and_nothing_else(int index)
    {
        var fault = PlantedFaults.All[index];
        var file = new CocoFile(_folder.Path);
        fault.Plant(file);
        file.Write();
        var findings = DatasetCheck.Open(_folder.Path).Run().SelectMany(v => v.Findings).ToArray();
        Assert.Contains(findings, f => f.Kind.Code == fault.Code);
        Assert.Empty(findings.Where(f => f.Kind.Code != fault.Code && !fault.With.Contains(f.Kind.Code)).Select(Say));
    }

    [Fact]
    public void Every_code_has_a_planted_fault_and_is_given_once()
    {
        Assert.Equal(FindingCatalogue.All.Select(k => k.Code), FindingCatalogue.All.Select(k => k.Code).Distinct());
        Assert.Equal(FindingCatalogue.All.Select(k => k.Code), PlantedFaults.All.Select(f => f.Code).Distinct().Order(StringComparer.Ordinal));
        Assert.All(FindingCatalogue.All, k => Assert.True(k.Severity != Severity.Error || k.Effects.Length > 0 || k.Code == "C103", $"{k.Code} is an error that breaks nobody"));
    }

    [Fact]
    public void Notes_are_named_and_do_not_make_a_consumer_fail()
    {
        var file = new CocoFile(_folder.Path);
        file.Category(0).Remove("supercategory");
        file.Annotation(3).Remove("iscrowd");
        var consumers = CocoCheck.Run(file.Write()).Consumers.ToDictionary(c => c.Consumer);
        Assert.Equal((Effect.Fails, "C521 C605"), (consumers[Consumer.Pycocotools].Worst, string.Join(' ', consumers[Consumer.Pycocotools].Codes)));
        file.Annotation(3)["iscrowd"] = 0;
        consumers = CocoCheck.Run(file.Write()).Consumers.ToDictionary(c => c.Consumer);
        Assert.Equal((null, "C605"), (consumers[Consumer.Pycocotools].Worst, string.Join(' ', consumers[Consumer.Pycocotools].Codes)));
        Assert.NotEmpty(consumers[Consumer.Torchvision].Remarks);
        Assert.Empty(consumers[Consumer.Pycocotools].Remarks);
    }

    [Fact]
    public void A_place_says_where()
    {
        var file = new CocoFile(_folder.Path);
        file.Annotation(2)["area"] = 40;
        var bytes = File.ReadAllBytes(file.Write());
        var place = Assert.Single(Assert.Single(CocoCheck.Run(file.Path).Findings).Places);
        Assert.Equal((2, 3, 1), (place.Image, place.Annotation, place.Line));
        Assert.StartsWith("{\"id\":3", System.Text.Encoding.UTF8.GetString(bytes, (int)place.Offset, 10), StringComparison.Ordinal);
        Assert.Contains("40", place.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_may_come_in_any_order()
    {
        var names = new[] { "images", "annotations", "categories", "info" };
        foreach (var order in Permutations(names))
        {
            var file = new CocoFile(_folder.Path);
            file.Annotation(2)["area"] = 40;
            var parts = order.ToDictionary(n => n, n => file.Root[n]!.DeepClone());
            file.Root.Clear();
            foreach (var name in order)
                file.Root.Add(name, parts[name]);
            var verdict = CocoCheck.Run(file.Write());
            Assert.Equal(["C413"], verdict.Findings.Select(f => f.Kind.Code));
            Assert.Equal((2, 4, 2), (verdict.Images, verdict.Annotations, verdict.Categories));
        }
    }

    [Fact]
    public void What_this_program_writes_gives_no_finding()
    {
        using (var writer = Render.Dataset.DatasetWriter.Open(TestImages.Options(_folder["out"])))
        {
            foreach (var frame in Enumerable.Range(0, 12).Select(i => TestImages.Frame(i)))
                writer.Add(TestImages.Render(frame.Index));
            writer.Finish();
        }
        var verdicts = DatasetCheck.Open(_folder["out"]).Run().ToArray();
        Assert.Equal(4, verdicts.Length);
        foreach (var verdict in verdicts)
        {
            Assert.Empty(verdict.Findings.Select(Say));
            var strict = verdict.File.Contains("polygon", StringComparison.Ordinal) ? StrictCocoReader.Polygons(verdict.File) : StrictCocoReader.RunLengths(verdict.File);
            Assert.Equal((strict.Images.Count, strict.Annotations.Count, strict.Categories.Count), (verdict.Images, verdict.Annotations, verdict.Categories));
            Assert.Equal(verdict.Images, verdict.ImageFiles);
        }
    }

    internal static string Say(Finding f) => $"{f.Kind.Code} {f.Kind.Title} {f.Count}: {string.Join("; ", f.Places)}";

    private static IEnumerable<string[]> Permutations(string[] names) => names.Length == 1
        ? [names]
        : names.SelectMany(name => Permutations([.. names.Where(n => n != name)]).Select(rest => (string[])[name, .. rest]));
}
