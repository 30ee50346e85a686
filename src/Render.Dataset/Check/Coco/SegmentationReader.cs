using System.Text.Json;
using Render.Dataset.Coco;

namespace Render.Dataset.Check.Coco;

/// <summary>Reads a segmentation in whatever form it stands, also in those that no consumer takes but whose meaning is plain.</summary>
internal sealed class SegmentationReader
{
    private readonly List<double> _numbers = [];

    public void Read(ref Utf8JsonReader reader, CocoStream stream, CocoAnnotation into)
    {
        into.Coordinates.Clear();
        into.Ends.Clear();
        into.Counts.Clear();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                into.Form = SegmentationForm.Null;
                return;
            case JsonTokenType.StartArray:
                into.Form = ReadPolygons(ref reader, stream, into);
                return;
            case JsonTokenType.StartObject:
                into.Form = ReadRuns(ref reader, stream, into);
                return;
            default:
                into.Form = SegmentationForm.Mistyped;
                return;
        }
    }

    /// <summary>Walks the lists at any depth: numbers of one innermost list are one ring, or one point where they are two.</summary>
    private SegmentationForm ReadPolygons(ref Utf8JsonReader reader, CocoStream stream, CocoAnnotation into)
    {
        var (depth, deepest, state, pairs, lists) = (1, 1, FieldState.Good, 0, 0);
        _numbers.Clear();
        while (depth > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    deepest = Math.Max(deepest, ++depth);
                    state = _numbers.Count > 0 ? FieldState.Mistyped : state;
                    _numbers.Clear();
                    break;
                case JsonTokenType.EndArray:
                    if (_numbers.Count > 0 || (depth == 2 && deepest == 2))
                    {
                        lists++;
                        pairs += _numbers.Count == 2 ? 1 : 0;
                        into.Coordinates.AddRange(_numbers);
                        into.Ends.Add(into.Coordinates.Count);
                        _numbers.Clear();
                    }
                    depth--;
                    break;
                default:
                    var number = AnnotationReader.ReadNumber(ref reader, stream, out var value);
                    state = number < state ? number : state;
                    _numbers.Add(value);
                    break;
            }
        }
        if (state < FieldState.NonFinite)
            return SegmentationForm.Mistyped;
        if (into.Coordinates.Count == 0)
            return deepest <= 2 ? SegmentationForm.Empty : SegmentationForm.Mistyped;
        var arePoints = lists >= 3 && pairs == lists;
        if (arePoints && deepest == 2)
            Join(into.Ends);
        // Polygons of points cannot be told apart once their lists are gone, unless there is one.
        return state == FieldState.NonFinite ? SegmentationForm.NonFinite
            : deepest == 1 ? SegmentationForm.FlatPolygon
            : deepest == 2 ? (arePoints ? SegmentationForm.Points : SegmentationForm.Polygons)
            : arePoints || deepest > 3 ? SegmentationForm.Mistyped : SegmentationForm.NestedPolygons;
    }

    private static void Join(List<int> ends)
    {
        var end = ends[^1];
        ends.Clear();
        ends.Add(end);
    }

    private static SegmentationForm ReadRuns(ref Utf8JsonReader reader, CocoStream stream, CocoAnnotation into)
    {
        var (form, sizeState, size) = (SegmentationForm.Mistyped, FieldState.Missing, new List<double>(2));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("size"u8))
            {
                size.Clear();
                sizeState = AnnotationReader.ReadNumbers(ref reader, stream, size);
            }
            else if (name.SequenceEqual("counts"u8) && reader.TokenType == JsonTokenType.String)
            {
                form = SegmentationForm.CompressedRuns;
                var text = reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(JsonText.Text(ref reader)) : reader.ValueSpan;
                into.CountsFault = RunLength.TryDecode(text, into.Counts, long.MaxValue, out into.CountsSum);
            }
            else if (name.SequenceEqual("counts"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                form = SegmentationForm.RunList;
                ReadCounts(ref reader, into);
            }
            else
                reader.Skip();
        }
        if (sizeState != FieldState.Good || size.Count != 2 || size.Exists(s => s != Math.Floor(s) || s is < 1 or > int.MaxValue))
            return SegmentationForm.Mistyped;
        (into.Rows, into.Columns) = ((long)size[0], (long)size[1]);
        return form;
    }

    private static void ReadCounts(ref Utf8JsonReader reader, CocoAnnotation into)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out var count))
            {
                into.Counts.Add(count);
                into.CountsSum += count;
                continue;
            }
            into.CountsFault ??= $"run {into.Counts.Count} is no count";
            into.Counts.Add(0);
            reader.Skip();
        }
    }
}
