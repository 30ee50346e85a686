using System.Text;
using Render.Dataset.Check.Coco;
using Render.Tests.OwnAssets;
using Xunit;

namespace Render.Tests.Check;

/// <summary>The table of docs/check.md is made from the catalogue: RENDER_WRITE_DOCS=1 writes it anew.</summary>
public sealed class CheckDocumentTests
{
    private const string Begin = "<!-- codes -->\n", End = "<!-- end of codes -->";

    private static readonly string Document = Path.Combine(Path.GetDirectoryName(Repository.Assets)!, "docs", "check.md");

    [Fact]
    public void The_reference_page_has_every_code()
    {
        var text = File.ReadAllText(Document);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var wanted = Table();
        if (Environment.GetEnvironmentVariable("RENDER_WRITE_DOCS") == "1")
            File.WriteAllText(Document, text = text[..begin] + wanted + text[end..]);
        Assert.Contains(wanted, text, StringComparison.Ordinal);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var kind in FindingCatalogue.All)
        {
            table.Append($"\n### {kind.Code} {kind.Severity}: {kind.Title}\n\n{kind.Remedy}");
            if (kind.Repair is { } repair)
                table.Append($" `--fix`: {repair}.");
            table.Append('\n');
            foreach (var group in kind.Effects.GroupBy(e => (e.Effect, e.How)).OrderByDescending(g => g.Key.Effect))
                table.Append("\n- ")
                    .Append($"**{group.Key.Effect switch { Effect.Fails => "fails", Effect.Wrong => "wrong", _ => "leaves out" }}** {string.Join(", ", group.Select(e => Name(e.Consumer)))}: {group.Key.How}");
            table.Append('\n');
        }
        return table.ToString();
    }

    private static string Name(Consumer consumer) => consumer switch
    {
        Consumer.Pycocotools => "pycocotools",
        Consumer.Torchvision => "torchvision",
        Consumer.Cvat => "CVAT",
        _ => consumer.ToString(),
    };
}
