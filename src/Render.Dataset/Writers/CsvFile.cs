using System.Buffers;
using System.Globalization;
using System.Text;

namespace Render.Dataset.Writers;

/// <summary>
/// A table as RFC 4180 has it: a header, fields separated by commas, every line ended by CR LF, and quotes around texts that hold a comma, a quote (which is doubled) or a line
/// break. UTF-8 without BOM. A field that is not known is empty.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _file;
    private readonly int _columns;
    private int _fields;

    /// <param name="file">Where it is made.</param>
    /// <param name="header">Names of the columns, each once.</param>
    public CsvFile(string file, IReadOnlyList<string> header)
    {
        (_file, _columns) = (new(file, append: false, new UTF8Encoding(false), 1 << 16), header.Count);
        foreach (var name in header)
            Add(name);
        EndRow();
    }

    public void Add(string? text)
    {
        if (_fields++ > 0)
            _file.Write(',');
        if (text is null)
            return;
        if (!text.AsSpan().ContainsAny(Special))
        {
            _file.Write(text);
            return;
        }
        _file.Write('"');
        _file.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        _file.Write('"');
    }

    /// <summary>Whole, exactly.</summary>
    public void Add(long? number) => Add(number?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The shortest decimal that reads back to the same bits.</summary>
    public void Add(double? number) => Add(number?.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The shortest decimal that reads back to the same bits.</summary>
    public void Add(float? number) => Add(number?.ToString("R", CultureInfo.InvariantCulture));

    public void EndRow()
    {
        if (_fields != _columns)
            throw new InvalidOperationException($"a row has {_fields} fields, and the header {_columns}");
        _fields = 0;
        _file.Write("\r\n");
    }

    public void Dispose() => _file.Dispose();
}
