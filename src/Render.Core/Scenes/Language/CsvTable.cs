using System.Text;

namespace Render.Core.Scenes.Language;

/// <summary>A field of a table with its place.</summary>
/// <param name="Text">Without quotes.</param>
/// <param name="Line">From 1; where the field begins.</param>
/// <param name="Column">Characters from 1.</param>
internal readonly record struct CsvCell(string Text, int Line, int Column);

/// <summary>
/// Comma-separated values as RFC 4180 has them, read strictly: fields in quotes may hold commas, line breaks and doubled quotes; lines end in LF or
/// CR LF; lines without anything are passed over. UTF-8, with or without a byte order mark. The first line names the columns.
/// </summary>
internal sealed class CsvTable
{
    public const int MaxBytes = 256 << 20;

    public const int MaxRows = 1_000_000;

    public const int MaxColumns = 256;

    /// <summary>Of one line with all that its quotes hold, characters.</summary>
    public const int MaxLineLength = 1 << 20;

    /// <summary>In all lines together: what a table of so many takes as objects is several times what it takes as text.</summary>
    public const int MaxCells = 1 << 25;

    private CsvTable(string name, CsvCell[] header, List<CsvCell[]> rows) => (Name, Header, Rows) = (name, header, rows);

    /// <summary>What errors call the file.</summary>
    public string Name { get; }

    /// <summary>Names of the columns: different, none empty, 1..<see cref="MaxColumns"/>.</summary>
    public IReadOnlyList<CsvCell> Header { get; }

    /// <summary>Each with as many cells as there are columns, unless <see cref="ShapeError"/> says otherwise.</summary>
    public IReadOnlyList<CsvCell[]> Rows { get; }

    /// <summary>file:line:column.</summary>
    public string Where(CsvCell cell) => $"{Name}:{cell.Line}:{cell.Column}";

    /// <summary>The cell as a value of the scene language, to be read by its types.</summary>
    public ScalarNode Node(CsvCell cell) => new(Where(cell), cell.Text, Quoted: false);

    /// <summary>What is wrong with the number of a row's cells, or null.</summary>
    public RenderException? ShapeError(CsvCell[] row) => row.Length == Header.Count
        ? null
        : new(Failure.InvalidInput, $"this line has {row.Length} fields, and there are {Header.Count} columns.", Where(row[0]),
            "A field that holds a comma must stand in quotes.");

    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="RenderException">It cannot be read or is not such a table.</exception>
    public static CsvTable Load(string path, string name)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new RenderException(Failure.InvalidInput, $"the table is larger than {MaxBytes >> 20} MiB.", name);
            // The runtime's readers of text would take a byte order mark's word for UTF-16 and UTF-32.
            var bytes = File.ReadAllBytes(path).AsSpan();
            if (bytes.StartsWith(Encoding.UTF8.Preamble))
                bytes = bytes[Encoding.UTF8.Preamble.Length..];
            return Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.InvalidInput, $"the table cannot be read: {e.Message}", name, inner: e);
        }
        catch (DecoderFallbackException e)
        {
            throw new RenderException(Failure.InvalidInput, "the table is not UTF-8 text.", name, "Save it as CSV UTF-8.", e);
        }
    }

    /// <param name="text">The table.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="RenderException">It is not such a table.</exception>
    public static CsvTable Parse(string text, string name)
    {
        var scanner = new Scanner(text, name);
        var header = scanner.NextRow() ?? throw new RenderException(Failure.InvalidInput, "the table is empty.", name + ":1:1", "Its first line names the columns.");
        CheckHeader(header, scanner);
        var rows = new List<CsvCell[]>();
        var cells = 0;
        while (scanner.NextRow() is { } row)
        {
            if ((cells += row.Length) > MaxCells)
                throw scanner.Error(row[0].Line, row[0].Column, $"there are more than {MaxCells} fields.", "Share them out to several tables.");
            if (rows.Count == MaxRows)
                throw scanner.Error(row[0].Line, row[0].Column, $"there are more than {MaxRows} lines.", "Share them out to several tables.");
            rows.Add(row);
        }
        return new(name, header, rows);
    }

    private static void CheckHeader(CsvCell[] header, Scanner scanner)
    {
        RenderException Error(CsvCell cell, string message, string remedy) => scanner.Error(cell.Line, cell.Column, message, remedy);
        if (header is [var only] && only.Text.IndexOfAny([';', '\t']) is >= 0 and var at)
            throw Error(only, $"the columns seem to be parted by {(only.Text[at] == ';' ? "semicolons" : "tabs")}.", "Save the table with commas between the fields.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in header)
        {
            if (cell.Text.Length is 0 or > 100 || cell.Text != cell.Text.Trim() || cell.Text.Any(char.IsControl))
                throw Error(cell, $"'{cell.Text}' cannot be the name of a column.", "A name has 1 to 100 characters and neither begins nor ends with a space.");
            if (!seen.Add(cell.Text))
                throw Error(cell, $"the column '{cell.Text}' stands here a second time.", "Remove or rename one.");
        }
    }

    private sealed class Scanner(string text, string name)
    {
        private int _at, _lineStart, _line = 1, _rowStart, _rowLine;

        public RenderException Error(int line, int column, string message, string remedy) =>
            new(Failure.InvalidInput, message, $"{name}:{line}:{column}", remedy);

        /// <summary>The next line that holds anything; null at the end.</summary>
        public CsvCell[]? NextRow()
        {
            while (_at < text.Length)
            {
                var row = new List<CsvCell>();
                (_rowStart, _rowLine) = (_at, _line);
                do
                {
                    if (row.Count == MaxColumns)
                        throw Error(_line, _at - _lineStart + 1, $"this line has more than {MaxColumns} fields.",
                            "Leave out columns that are not needed; a field that holds a comma must stand in quotes.");
                    row.Add(NextField());
                }
                while (TakeComma());
                if (row is not [{ Text: "" }])
                    return [.. row];
            }
            return null;
        }

        private bool TakeComma()
        {
            if (_at < text.Length && text[_at] == ',')
            {
                _at++;
                return true;
            }
            TakeLineEnd();
            return false;
        }

        private CsvCell NextField()
        {
            var (line, column) = (_line, _at - _lineStart + 1);
            if (_at < text.Length && text[_at] == '"')
                return new(Quoted(line, column), line, column);
            var start = _at;
            while (_at < text.Length && text[_at] is not (',' or '\r' or '\n'))
            {
                if (text[_at] == '"')
                    throw Error(line, _at - _lineStart + 1, "there is a quote inside a field that does not begin with one.",
                        "Put the whole field in quotes and write the quote within it twice.");
                Next();
            }
            return new(text[start.._at], line, column);
        }

        private string Quoted(int line, int column)
        {
            var field = new StringBuilder();
            _at++;
            while (true)
            {
                if (_at == text.Length)
                    throw Error(line, column, "this field begins with a quote that is never closed.", "Close it.");
                var c = text[_at];
                if (c == '"')
                {
                    _at++;
                    if (_at == text.Length || text[_at] is ',' or '\r' or '\n')
                        return field.ToString();
                    if (text[_at] != '"')
                        throw Error(_line, _at - _lineStart + 1, "there is something behind the closing quote of this field.",
                            "A quote within a field is written twice.");
                }
                field.Append(c);
                Next();
                if (c == '\n')
                    (_line, _lineStart) = (_line + 1, _at);
            }
        }

        private void Next()
        {
            _at++;
            if (_at - _rowStart > MaxLineLength)
                throw Error(_rowLine, 1, $"this line is longer than {MaxLineLength} characters.", "Is a quote open, or is this no table?");
        }

        private void TakeLineEnd()
        {
            if (_at == text.Length)
                return;
            if (text[_at] == '\r' && (_at + 1 == text.Length || text[_at + 1] != '\n'))
                throw Error(_line, _at - _lineStart + 1, "there is a carriage return without a line feed.", "Save the table with line ends of Unix or Windows.");
            _at += text[_at] == '\r' ? 2 : 1;
            (_line, _lineStart) = (_line + 1, _at);
        }
    }
}
