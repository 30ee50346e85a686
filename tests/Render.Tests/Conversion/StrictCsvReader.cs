using System.Text;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// Reads a table by the grammar of RFC 4180, section 2, with a header and UTF-8 texts (RFC 7111), and accepts nothing else: no bare quote, no line that ends without CR, no row of
/// another length. It knows nothing of what wrote it.
/// </summary>
internal sealed class StrictCsvReader
{
    private readonly string _text;
    private int _at;

    public StrictCsvReader(string file)
    {
        var bytes = File.ReadAllBytes(file);
        Assert.NotEqual(0xEF, bytes[0]);
        _text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Header = Record();
        Assert.Equal(Header.Count, Header.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("", Header);
        while (_at < _text.Length)
        {
            var fields = Record();
            Assert.Equal(Header.Count, fields.Count);
            Rows.Add(Header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }
    }

    public List<string> Header { get; }

    /// <summary>The fields of each row by the names of their columns.</summary>
    public List<Dictionary<string, string>> Rows { get; } = [];

    /// <summary>record = field *(COMMA field), and the CR LF behind it.</summary>
    private List<string> Record()
    {
        var fields = new List<string> { Field() };
        while (_text[_at] == ',')
        {
            _at++;
            fields.Add(Field());
        }
        Assert.Equal("\r\n", _text.Substring(_at, 2));
        _at += 2;
        return fields;
    }

    private string Field() => _text[_at] == '"' ? Escaped() : NonEscaped();

    /// <summary>DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE</summary>
    private string Escaped()
    {
        var field = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (_text[_at] == '"' && _text[++_at] != '"')
                return field.ToString();
            field.Append(_text[_at]);
        }
    }

    /// <summary>*TEXTDATA: what is printed, but neither comma nor quote.</summary>
    private string NonEscaped()
    {
        var start = _at;
        while (_text[_at] is >= ' ' and not ('"' or ','))
            _at++;
        return _text[start.._at];
    }
}
