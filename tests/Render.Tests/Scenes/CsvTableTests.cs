using System.Text;
using Render.Core;
using Render.Core.Scenes.Language;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>Comma-separated values as RFC 4180 has them.</summary>
public sealed class CsvTableTests
{
    [Fact]
    public void Quotes_hold_commas_line_breaks_and_quotes()
    {
        var table = CsvTable.Parse("\"a\",b\r\n\"1, \"\"2\"\"\nrest\",\"\"\r\n\r\n x ,y", "t.csv");
        Assert.Equal(["a", "b"], table.Header.Select(c => c.Text));
        Assert.Equal([["1, \"2\"\nrest", ""], [" x ", "y"]], table.Rows.Select(r => r.Select(c => c.Text).ToArray()));
        Assert.Equal("t.csv:3:7", table.Where(table.Rows[0][1]));
        Assert.Equal("t.csv:5:5", table.Where(table.Rows[1][1]));
    }

    [Theory]
    [InlineData("", "t.csv:1:1", "empty")]
    [InlineData("a,b\n\"1,2\n3", "t.csv:2:1", "never closed")]
    [InlineData("a,b\n1,2\"3\"", "t.csv:2:4", "inside a field")]
    [InlineData("a,b\n\"1\"2,3", "t.csv:2:4", "behind the closing quote")]
    [InlineData("a,b\r1,2", "t.csv:1:4", "carriage return")]
    [InlineData("a,a\n1,2", "t.csv:1:3", "second time")]
    [InlineData("a,,b\n1,2,3", "t.csv:1:3", "name of a column")]
    [InlineData("a;b\n1;2", "t.csv:1:1", "semicolons")]
    public void What_is_no_table_is_refused_with_its_place(string text, string place, string says)
    {
        var error = Assert.Throws<RenderException>(() => CsvTable.Parse(text, "t.csv"));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bounds hold while a line is read: it costs no more than its bound, however much there is of it.</summary>
    [Theory]
    [InlineData(',', "", "t.csv:1:257", "more than 256 fields")]
    [InlineData(',', "a,b\n", "t.csv:2:257", "more than 256 fields")]
    [InlineData('x', "a,b\n1,", "t.csv:2:1", "longer than 1048576 characters")]
    [InlineData('\n', "a,b\n1,\"", "t.csv:2:1", "longer than 1048576 characters")]
    public void A_line_has_bounds(char again, string before, string place, string says)
    {
        var text = before + new string(again, 8 << 20);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<RenderException>(() => CsvTable.Parse(text, "t.csv"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 3 * sizeof(char) * CsvTable.MaxLineLength);
        Assert.StartsWith(place + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_at_its_bounds_is_read()
    {
        var names = string.Join(',', Enumerable.Range(0, CsvTable.MaxColumns));
        var values = new string(',', CsvTable.MaxColumns - 1);
        var table = CsvTable.Parse($"{names}\n{values}{new string('x', CsvTable.MaxLineLength - values.Length)}\n", "t.csv");
        Assert.Equal(CsvTable.MaxColumns, table.Rows.Single().Length);
    }

    [Fact]
    public void Tables_are_UTF_8_with_or_without_a_byte_order_mark()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var mark in new[] { false, true })
            {
                File.WriteAllText(path, "é,b\n1,2\n", new UTF8Encoding(mark));
                Assert.Equal("é", CsvTable.Load(path, "t.csv").Header[0].Text);
            }
            Encoding[] others = [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1];
            foreach (var encoding in others)
            {
                File.WriteAllText(path, "é,b\n1,2\n", encoding);
                Assert.Contains("not UTF-8", Assert.Throws<RenderException>(() => CsvTable.Load(path, "t.csv")).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var random = new Random(5);
        const string alphabet = "ab, \"\r\n;é\t";
        for (var run = 0; run < 300; run++)
        {
            var columns = random.Next(2, 6);
            var rows = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Enumerable.Range(0, columns)
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => alphabet[random.Next(alphabet.Length)]))).ToArray()).ToArray();
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var text = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(c => $"c{c}")) + end);
            foreach (var row in rows)
                text.Append(string.Join(',', row.Select(f => random.Next(2) == 0 || f.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : f))).Append(end);
            Assert.Equal(rows, CsvTable.Parse(text.ToString(), "t").Rows.Select(r => r.Select(c => c.Text).ToArray()));
        }
    }

    [Fact]
    public void Broken_text_raises_nothing_but_its_own_error()
    {
        var random = new Random(6);
        const string alphabet = "a,\"\r\n";
        for (var run = 0; run < 2000; run++)
        {
            var text = "a,b\n" + string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            try
            {
                CsvTable.Parse(text, "t");
            }
            catch (RenderException e)
            {
                Assert.Matches(@"^t:\d+:\d+: ", e.Message);
            }
        }
    }
}
