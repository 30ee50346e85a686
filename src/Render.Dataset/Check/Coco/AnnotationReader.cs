using System.Text.Json;

namespace Render.Dataset.Check.Coco;

/// <summary>Reads one annotation's object into a <see cref="CocoAnnotation"/>; nothing in it is trusted, nothing throws.</summary>
internal sealed class AnnotationReader
{
    /// <summary>Numbers beyond are taken for infinite: nothing in an image is that far, and products of two stay finite.</summary>
    private const double Largest = 1e100;

    private readonly KeySet _keys = new();
    private readonly SegmentationReader _segmentation = new();

    /// <param name="stream">Stands at an object.</param>
    /// <param name="into">Is overwritten.</param>
    public void Read(CocoStream stream, CocoAnnotation into)
    {
        into.Clear();
        _keys.Clear();
        var reader = new Utf8JsonReader(stream.Element, new JsonReaderOptions { MaxDepth = CocoStream.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (!_keys.Add(name))
                into.RepeatedKey ??= JsonText.Shown(JsonText.Text(ref reader));
            ReadMember(name, ref reader, stream, into);
        }
    }

    private void ReadMember(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, CocoStream stream, CocoAnnotation into)
    {
        reader.Read();
        if (name.SequenceEqual("id"u8))
            into.Id = CocoId.Read(ref reader);
        else if (name.SequenceEqual("image_id"u8))
            into.ImageId = CocoId.Read(ref reader);
        else if (name.SequenceEqual("category_id"u8))
            into.CategoryId = CocoId.Read(ref reader);
        else if (name.SequenceEqual("bbox"u8))
            into.BoxState = ReadBox(ref reader, stream, into.Box);
        else if (name.SequenceEqual("area"u8))
            into.AreaState = ReadNumber(ref reader, stream, out into.Area);
        else if (name.SequenceEqual("iscrowd"u8))
            ReadCrowd(ref reader, into);
        else if (name.SequenceEqual("segmentation"u8))
            _segmentation.Read(ref reader, stream, into);
        else if (name.SequenceEqual("keypoints"u8))
            into.KeypointsState = ReadNumbers(ref reader, stream, into.Keypoints);
        else if (name.SequenceEqual("num_keypoints"u8))
            into.NumKeypointsState = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out into.NumKeypoints) ? FieldState.Good : Wrong(ref reader);
        else if (name.SequenceEqual("ignore"u8))
            into.IsIgnored = !IsZero(ref reader);
        else
        {
            into.HasSegments |= name.SequenceEqual("segments_info"u8);
            into.HasCaption |= name.SequenceEqual("caption"u8);
            reader.Skip();
        }
    }

    private static FieldState ReadBox(ref Utf8JsonReader reader, CocoStream stream, double[] box)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Wrong(ref reader);
        var (state, count) = (FieldState.Good, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var number = ReadNumber(ref reader, stream, out var value);
            state = number < state ? number : state;
            if (count < 4)
                box[count] = value;
            count++;
        }
        return count != 4 || state is FieldState.Null ? FieldState.Mistyped : state;
    }

    internal static FieldState ReadNumbers(ref Utf8JsonReader reader, CocoStream stream, List<double> into)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Wrong(ref reader);
        var state = FieldState.Good;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var number = ReadNumber(ref reader, stream, out var value);
            state = number < state ? number : state;
            into.Add(value);
        }
        return state == FieldState.Null ? FieldState.Mistyped : state;
    }

    internal static FieldState ReadNumber(ref Utf8JsonReader reader, CocoStream stream, out double value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out value))
            return Wrong(ref reader);
        return stream.IsNonFinite(reader.TokenStartIndex) || !(Math.Abs(value) < Largest) ? FieldState.NonFinite : FieldState.Good;
    }

    private static void ReadCrowd(ref Utf8JsonReader reader, CocoAnnotation into)
    {
        into.CrowdIsBool = reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        if (into.CrowdIsBool)
            (into.Crowd, into.CrowdState) = (reader.TokenType == JsonTokenType.True ? 1 : 0, FieldState.Good);
        else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out into.Crowd) && into.Crowd is 0 or 1)
            into.CrowdState = FieldState.Good;
        else
            into.CrowdState = Wrong(ref reader);
    }

    private static bool IsZero(ref Utf8JsonReader reader)
    {
        var zero = reader.TokenType is JsonTokenType.False || (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value == 0);
        reader.Skip();
        return zero;
    }

    private static FieldState Wrong(ref Utf8JsonReader reader)
    {
        var state = reader.TokenType == JsonTokenType.Null ? FieldState.Null : FieldState.Mistyped;
        reader.Skip();
        return state;
    }
}
