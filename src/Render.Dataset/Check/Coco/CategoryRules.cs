using System.Text.Json;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges the list of categories and keeps it.</summary>
internal sealed class CategoryRules(FindingLog log)
{
    /// <summary>Categories whose names are kept.</summary>
    private const int MostNames = 200_000;

    private readonly KeySet _keys = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IdTable<CategoryEntry> Entries { get; } = new();

    public bool HasZero { get; private set; }

    public CocoId Judge(CocoStream stream)
    {
        _keys.Clear();
        var (id, name, points, supercategory) = (default(CocoId), (string?)null, -1, false);
        var reader = new Utf8JsonReader(stream.Element, new JsonReaderOptions { MaxDepth = CocoStream.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueSpan;
            if (!_keys.Add(key))
                log.Add(Kinds.DuplicateKey, $"\"{JsonText.Shown(JsonText.Text(ref reader))}\" of a category", mendable: true);
            reader.Read();
            if (key.SequenceEqual("id"u8))
                id = CocoId.Read(ref reader);
            else if (key.SequenceEqual("name"u8) && reader.TokenType == JsonTokenType.String)
                name = JsonText.Text(ref reader);
            else if (key.SequenceEqual("keypoints"u8) && reader.TokenType == JsonTokenType.StartArray)
                for (points = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; points++)
                    reader.Skip();
            else
            {
                supercategory |= key.SequenceEqual("supercategory"u8) && reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }
        }
        JudgeId(id, name, points);
        if (string.IsNullOrEmpty(name))
            log.Add(Kinds.BadCategory, $"category {id.Shown}");
        else if (_names.Count < MostNames && !_names.Add(name))
            log.Add(Kinds.DuplicateName, JsonText.Shown(name));
        if (!supercategory)
            log.Add(Kinds.NoSupercategory, $"category {id.Shown}");
        return id;
    }

    public void Finish()
    {
        var ids = Entries.Entries().Select(e => e.Id).Order().ToArray();
        if (ids.Length == 0)
            return;
        if (ids[0] is not (0 or 1) || ids[^1] - ids[0] != ids.Length - 1)
            log.AddAt(new(null, null, 0, 0, $"{ids.Length} categories with ids {ids[0]} to {ids[^1]}"), Kinds.CategoryGaps);
    }

    private void JudgeId(CocoId id, string? name, int points)
    {
        IdRules.Judge(log, id, "a category's id", mendable: id.IsNumber && !Entries.Contains(id.Value));
        if (!id.IsKnown)
            return;
        if (!Entries.TryAdd(id.Value, new(name is { Length: < 1024 } ? name : null, points)))
            log.Add(Kinds.DuplicateCategoryId, $"category {id.Value}");
        if (id.Value != 0)
            return;
        HasZero = true;
        log.Add(Kinds.CategoryZero, name is null ? null : JsonText.Shown(name), mendable: true);
    }
}
