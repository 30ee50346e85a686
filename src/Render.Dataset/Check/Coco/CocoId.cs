using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Render.Dataset.Check.Coco;

/// <summary>What stands where an id should.</summary>
internal enum IdKind
{
    Missing,
    Null,
    Integer,

    /// <summary>A number with a fraction or an exponent, whole or not.</summary>
    Float,

    /// <summary>Digits in quotes.</summary>
    Digits,

    /// <summary>Another string.</summary>
    Text,

    /// <summary>true, false, an array, an object, or a number beyond 64 bits.</summary>
    Other,
}

/// <summary>An id as it stands in the file. Value: the number that it is or means; of other strings a hash, so that references still find what they name.</summary>
internal readonly record struct CocoId(IdKind Kind, long Value)
{
    public bool IsKnown => Kind is IdKind.Integer or IdKind.Float or IdKind.Digits or IdKind.Text;

    public long? Shown => IsKnown ? Value : null;

    /// <summary>Whether it can be written as an integer without guessing.</summary>
    public bool IsNumber => Kind is IdKind.Integer or IdKind.Float or IdKind.Digits;

    public static CocoId Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new(IdKind.Null, 0);
            case JsonTokenType.Number when reader.TryGetInt64(out var integer) && reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0:
                return new(IdKind.Integer, integer);
            case JsonTokenType.Number when reader.TryGetDouble(out var real) && Math.Abs(real) < 1L << 53:
                return real == Math.Floor(real) ? new(IdKind.Float, (long)real) : new(IdKind.Text, Hash(reader.ValueSpan));
            case JsonTokenType.String:
                var text = JsonText.Text(ref reader);
                return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                    ? new(IdKind.Digits, digits)
                    : new(IdKind.Text, Hash(Encoding.UTF8.GetBytes(text)));
            default:
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    reader.Skip();
                return new(IdKind.Other, 0);
        }
    }

    /// <summary>Far from what anyone counts to.</summary>
    private static long Hash(ReadOnlySpan<byte> text) => (long)(XxHash3.HashToUInt64(text) | 1UL << 62) & long.MaxValue;
}
