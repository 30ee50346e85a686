using System.Text.Json;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Which member of the file's object an element belongs to.</summary>
internal enum CocoPart
{
    Images,
    Annotations,
    Categories,

    /// <summary>Any other member: its whole value is one element.</summary>
    Other,
}

/// <summary>
/// Reads a COCO file element by element: the buffer holds one image, annotation or category at a time, so memory does not grow with the file. Literals
/// that only Python's writer makes (NaN, Infinity) and bytes that are no UTF-8 are logged and stepped over; everything else that is no JSON (RFC 8259) ends
/// the reading. An element, or a single string, of more than <see cref="LargestElement"/> bytes and nesting beyond <see cref="MaxDepth"/> do so too.
/// </summary>
internal sealed class CocoStream : IDisposable
{
    public const int LargestElement = 64 << 20;
    public const int MaxDepth = 64;
    private const int FirstBuffer = 1 << 20;

    private readonly FileStream _file;
    private readonly FindingLog _log;
    private readonly NonFiniteLiterals _nonFinite = new();
    private readonly Utf8Repair _utf8 = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start, _end, _elementStart, _elementLength;
    private long _bufferOffset, _line = 1;
    private bool _isLast;
    private JsonReaderState _state = new(new() { MaxDepth = MaxDepth });
    private Step _step;

    /// <param name="file">Is opened for reading.</param>
    /// <param name="log">Takes what is wrong with the file as JSON.</param>
    public CocoStream(string file, FindingLog log)
    {
        _log = log;
        _file = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
    }

    private enum Step
    {
        Beginning,
        Members,
        Elements,
        End,
    }

    public CocoPart Part { get; private set; }

    /// <summary>The name of the member.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The element's first token.</summary>
    public JsonTokenType Kind { get; private set; }

    /// <summary>UTF-8, valid until the next call; literals that are no JSON stand as 0 in it.</summary>
    public ReadOnlySpan<byte> Element => _buffer.AsSpan(_elementStart, _elementLength);

    /// <summary>Bytes before the element in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>From 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the number that begins at this byte of the element was NaN or Infinity.</summary>
    public bool IsNonFinite(long start) => _nonFinite.Contains(Offset + start);

    /// <summary>Whether one stands in these bytes of the element.</summary>
    public bool HasNonFiniteIn(int start, int end) => _nonFinite.Any(Offset + start, Offset + end);

    public bool HasNonFinite => _nonFinite.Any(Offset, Offset + _elementLength);

    public long Length => _file.Length;

    public long Position => _bufferOffset + _start;

    public IReadOnlySet<string> Keys => _keys;

    /// <summary>Goes to the next element; false at the end of the file.</summary>
    /// <exception cref="UnreadableCocoException">What follows is no JSON, or too large or too deep.</exception>
    public bool Next()
    {
        _nonFinite.ForgetBefore(Position);
        while (true)
        {
            switch (_step)
            {
                case Step.Beginning:
                    Begin();
                    break;
                case Step.Members when Read(whole: false) == JsonTokenType.PropertyName:
                    if (Member())
                        return true;
                    break;
                case Step.Members:
                    Read(whole: false);
                    _step = Step.End;
                    break;
                case Step.Elements when Read(whole: true) != JsonTokenType.EndArray:
                    return true;
                case Step.Elements:
                    _step = Step.Members;
                    break;
                default:
                    return false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void Begin()
    {
        Fill();
        if (_buffer.AsSpan(0, _end) is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
            throw Unreadable(Kinds.NotJson, "the file is UTF-16; JSON is UTF-8");
        if (_buffer.AsSpan(0, _end) is [0x1f, 0x8b, ..])
            throw Unreadable(Kinds.NotJson, "the file is compressed by gzip");
        if (_buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
        {
            _start = 3;
            _log.AddAt(new(null, null, 0, 1, null), Kinds.ByteOrderMark, mendable: true);
        }
        if (Read(whole: false) != JsonTokenType.StartObject)
            throw Unreadable(Kinds.NoCocoObject, $"the file holds {Named(Kind)} instead of an object");
        _step = Step.Members;
    }

    /// <summary>A member of the object; true where it is one whole element.</summary>
    private bool Member()
    {
        Key = JsonText.Unescape(Element);
        if (_keys.Count < 1024 && !_keys.Add(Key))
            _log.AddAt(new(null, null, Offset, Line, $"\"{JsonText.Shown(Key)}\" stands twice in the file's object"), Kinds.DuplicateKey);
        Part = Key switch { "images" => CocoPart.Images, "annotations" => CocoPart.Annotations, "categories" => CocoPart.Categories, _ => CocoPart.Other };
        if (Part == CocoPart.Other)
        {
            Read(whole: true);
            return true;
        }
        if (Read(whole: false) == JsonTokenType.StartArray)
        {
            _step = Step.Elements;
            return false;
        }
        _log.AddAt(new(null, null, Offset, Line, $"\"{Key}\" is {Named(Kind)}"), Kinds.NoCocoObject);
        for (var depth = Kind == JsonTokenType.StartObject ? 1 : 0; depth > 0;)
            depth += Read(whole: false) switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
        return false;
    }

    /// <summary>The next token; where it opens an object or an array and all of it is wanted, everything up to its end.</summary>
    private JsonTokenType Read(bool whole)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
            try
            {
                if (reader.Read())
                {
                    var (kind, from) = (reader.TokenType, (int)reader.TokenStartIndex);
                    if (!whole || reader.TrySkip())
                    {
                        Take(kind, from, (int)reader.BytesConsumed);
                        _state = reader.CurrentState;
                        return Kind;
                    }
                }
                else if (_isLast)
                {
                    return Kind = JsonTokenType.None;
                }
            }
            catch (JsonException e)
            {
                var mended = _nonFinite.Mend(_buffer.AsSpan(_start, _end - _start), (int)reader.BytesConsumed, Position, _isLast, LogNonFinite);
                if (mended == NonFiniteLiterals.Result.Mended)
                    continue;
                if (mended == NonFiniteLiterals.Result.NotThere)
                    throw Unreadable(e);
            }
            Fill();
        }
    }

    private void Take(JsonTokenType kind, int from, int consumed)
    {
        var skipped = _buffer.AsSpan(_start, from);
        _line += skipped.Count((byte)'\n');
        (Kind, Line, Offset) = (kind, _line, Position + from);
        (_elementStart, _elementLength) = (_start + from, consumed - from);
        if (kind == JsonTokenType.PropertyName)
            _elementLength = Element[1..].IndexOf((byte)'"') is var end && !Element.Contains((byte)'\\') ? end + 2 : Element.LastIndexOf((byte)'"') + 1;
        _line += _buffer.AsSpan(_start + from, consumed - from).Count((byte)'\n');
        _start += consumed;
    }

    /// <summary>More of the file behind what is in the buffer.</summary>
    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            (_end, _start) = (_end - _start, 0);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length > LargestElement)
                throw Unreadable(Kinds.OutOfBounds, $"one element of \"{JsonText.Shown(Key)}\" is larger than {LargestElement >> 20} MiB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = _file.ReadAtLeast(_buffer.AsSpan(_end), 1, throwOnEndOfStream: false);
        _end += read;
        _isLast = read == 0;
        foreach (var bad in _utf8.Mend(_buffer, _end, _bufferOffset, _isLast))
            _log.AddAt(new(null, null, bad, 0, $"byte {bad}"), Kinds.InvalidUtf8);
    }

    private void LogNonFinite(long offset, string literal) =>
        _log.AddAt(new(null, null, offset, _line + _buffer.AsSpan(_start, (int)(offset - Position)).Count((byte)'\n'), literal), Kinds.NonFiniteLiteral);

    private UnreadableCocoException Unreadable(FindingKind kind, string detail) => new(kind, new(null, null, Position, _line, detail));

    private UnreadableCocoException Unreadable(JsonException e)
    {
        // The state that reading goes on from counts lines from the beginning of the file.
        var tooDeep = e.Message.Contains("maximum configured depth", StringComparison.Ordinal);
        var where = $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
        var kind = tooDeep ? Kinds.OutOfBounds : Kinds.NotJson;
        var message = tooDeep ? $"nested deeper than {MaxDepth}" : e.Message.Split(" LineNumber:")[0];
        return new(kind, new(null, null, Position, (e.LineNumber ?? 0) + 1, $"{where}: {message}"));
    }

    private static string Named(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.None => "nothing",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
