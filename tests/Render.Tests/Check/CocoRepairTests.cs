using Render.Core;
using Render.Dataset.Check.Coco;
using Render.Tests.Cli;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Check;

/// <summary>A repaired copy has nothing left that can be mended, and keeps what was right.</summary>
public sealed class CocoRepairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Faults => [.. Enumerable.Range(0, PlantedFaults.All.Length)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_can_be_mended_is_and_nothing_else_comes(int index)
    {
        var fault = PlantedFaults.All[index];
        var file = new CocoFile(_folder["in"]);
        fault.Plant(file);
        file.Write();
        var check = DatasetCheck.Open(_folder["in"]);
        foreach (var verdict in check.Run())
        {
            var target = _folder["out-" + Path.GetFileName(verdict.File)];
            if (check.Repair(verdict, target) is not var (report, left))
            {
                Assert.True(!verdict.IsWhole || verdict.Findings.Any(f => f.Kind.Code == "C105"));
                Assert.False(File.Exists(target));
                continue;
            }
            Assert.Empty(left.Findings.Where(f => f.Mendable > 0).Select(CocoCheckTests.Say));
            foreach (var finding in verdict.Findings.Where(f => f.Mendable > 0))
                Assert.True(left.Findings.Where(f => f.Kind == finding.Kind).Sum(f => f.Count) == finding.Count - finding.Mendable, CocoCheckTests.Say(finding));
            Assert.Equal(verdict.Findings.Any(f => f.Mendable > 0 || f.Kind.Code == "C104"), report.Changes.Count > 0);
            // Leaving annotations out may leave images without any; nothing else may be new.
            Assert.Empty(left.Findings.Where(f => f.Kind.Code is not "C211" && verdict.Findings.All(v => v.Kind != f.Kind)).Select(CocoCheckTests.Say));
        }
    }

    [Fact]
    public void What_is_right_is_copied_element_by_element()
    {
        var file = new CocoFile(_folder["in"]);
        file.Add("annotations", """{ "id": 7, "image_id": 99, "category_id": 1, "bbox": [1, 1, 2, 2], "area": 4, "iscrowd": 0 }""");
        var before = File.ReadAllText(file.Write());
        var check = DatasetCheck.Open(file.Path);
        var (report, left) = check.Repair(Assert.Single(check.Run()), _folder["out.json"])!.Value;
        Assert.Equal([("C209", 1L)], report.Changes.Select(c => (c.Key, c.Value)));
        Assert.Empty(left.Findings);
        var after = File.ReadAllText(_folder["out.json"]);
        Assert.Equal(4, left.Annotations);
        for (var i = 0; i < 4; i++)
        {
            var text = file.Annotation(i).ToJsonString();
            Assert.Contains(text, before, StringComparison.Ordinal);
            Assert.Contains(text, after, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Turned_runs_and_exchanged_sizes_become_the_mask_that_was_meant()
    {
        var meant = CocoFile.Runs(4, 5, 6, 7).ToJsonString();
        var file = new CocoFile(_folder["in"]);
        file.Annotation(2)["segmentation"] = CocoFile.Runs(4, 5, 6, 7, alongRows: true);
        file.Annotation(3)["segmentation"]!["size"] = new System.Text.Json.Nodes.JsonArray(40, 30);
        file.Write();
        var check = DatasetCheck.Open(file.Path);
        check.Repair(Assert.Single(check.Run()), _folder["out.json"]);
        var after = File.ReadAllText(_folder["out.json"]);
        Assert.Contains(meant, after, StringComparison.Ordinal);
        Assert.Contains(CocoFile.Runs(14, 5, 9, 3).ToJsonString(), after, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_overwritten_and_the_exit_code_is_of_what_is_left()
    {
        var file = new CocoFile(_folder["in"]);
        file.Annotation(0).Remove("iscrowd");
        var before = File.ReadAllBytes(file.Write());
        Assert.Equal(3, RenderProcess.Run("check", file.Path).ExitCode);
        Assert.Equal(2, RenderProcess.Run("check", file.Path, "--fix", file.Path).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(file.Path));
        var fixed_ = RenderProcess.Run("check", _folder["in"], "--fix", _folder["out"], "--json");
        Assert.True(fixed_.ExitCode == 0, fixed_.Error + fixed_.Output);
        using var report = System.Text.Json.JsonDocument.Parse(fixed_.Output);
        var fix = report.RootElement.GetProperty("files")[0].GetProperty("fix");
        Assert.Equal(1, fix.GetProperty("changes").GetProperty("C521").GetInt64());
        Assert.True(File.Exists(_folder["out/annotations/instances_train.json"]));
        Assert.Equal(0, RenderProcess.Run("check", _folder["out"]).ExitCode);
        Assert.Throws<RenderException>(() => DatasetCheck.Open(_folder["none"]));
    }
}
