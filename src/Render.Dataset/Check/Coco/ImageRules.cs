using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>One image as it stands in the file.</summary>
internal record struct CocoImage(CocoId Id, string? FileName, int Width, int Height);

/// <summary>
/// Judges the list of images and keeps what the annotations need. About 20 bytes an image whose ids count up, and up to 16 for each of its name, its
/// lower-case name and its stem.
/// </summary>
internal sealed class ImageRules(FindingLog log)
{
    private readonly KeySet _keys = new();
    private readonly IdSet _names = new(), _stems = new(), _folded = new();

    public IdTable<ImageEntry> Entries { get; } = new();

    public long LargestId { get; private set; }

    public CocoImage Judge(CocoStream stream, Func<CocoImage, (int Width, int Height)?> sizeOnDisk)
    {
        var image = Read(stream);
        log.Of(image.Id.Shown, null);
        var isRepeated = image.Id.IsKnown && Entries.Contains(image.Id.Value);
        IdRules.Judge(log, image.Id, "an image's id", mendable: image.Id.IsNumber && !isRepeated);
        if (image.Width <= 0 || image.Height <= 0)
            log.Add(Kinds.BadSize, $"width {image.Width}, height {image.Height}", mendable: sizeOnDisk(image) is not null);
        var isSameFile = JudgeName(image.FileName);
        if (!image.Id.IsKnown)
            return image;
        LargestId = Math.Max(LargestId, image.Id.Value);
        if (!Entries.TryAdd(image.Id.Value, image is { Width: > 0, Height: > 0 } ? new(image.Width, image.Height, false) : default))
            log.Add(Kinds.DuplicateImageId, $"image {image.Id.Value}", mendable: isSameFile);
        return image;
    }

    public void Finish()
    {
        var (empty, first) = (0L, long.MaxValue);
        foreach (var (id, entry) in Entries.Entries())
        {
            if (entry.IsAnnotated)
                continue;
            empty++;
            first = Math.Min(first, id);
        }
        if (empty > 0)
            log.AddAt(new(first, null, 0, 0, $"{empty} of {Entries.Count}"), Kinds.EmptyImages, count: empty);
    }

    private CocoImage Read(CocoStream stream)
    {
        _keys.Clear();
        var image = default(CocoImage);
        var reader = new Utf8JsonReader(stream.Element, new JsonReaderOptions { MaxDepth = CocoStream.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueSpan;
            if (!_keys.Add(key))
                log.Add(Kinds.DuplicateKey, $"\"{JsonText.Shown(JsonText.Text(ref reader))}\" of an image", mendable: true);
            reader.Read();
            if (key.SequenceEqual("id"u8))
                image.Id = CocoId.Read(ref reader);
            else if (key.SequenceEqual("file_name"u8) && reader.TokenType == JsonTokenType.String)
                image.FileName = JsonText.Text(ref reader);
            else if (key.SequenceEqual("width"u8) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var width))
                image.Width = stream.IsNonFinite(reader.TokenStartIndex) ? 0 : width;
            else if (key.SequenceEqual("height"u8) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var height))
                image.Height = stream.IsNonFinite(reader.TokenStartIndex) ? 0 : height;
            else
                reader.Skip();
        }
        return image;
    }

    /// <summary>Whether an image of this name was there before.</summary>
    private bool JudgeName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            log.Add(Kinds.BadFileName);
            return false;
        }
        var shown = JsonText.Shown(name);
        if (name.StartsWith('/') || (name.Length > 2 && char.IsAsciiLetter(name[0]) && name[1] == ':' && name[2] is '/' or '\\'))
            log.Add(Kinds.AbsolutePath, shown);
        else if (name.Contains('\\', StringComparison.Ordinal))
            log.Add(Kinds.Backslash, shown, mendable: true);
        if (name.Contains("..", StringComparison.Ordinal) && name.Split('/', '\\').Contains(".."))
            log.Add(Kinds.ParentPath, shown);
        if (!System.Text.Ascii.IsValid(name) && name.Any(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark))
            log.Add(Kinds.CombiningName, shown);
        var dot = name.LastIndexOf('.');
        var stem = dot > name.LastIndexOf('/') + 1 ? name[..dot] : name;
        var (isNew, newStem, newFold) = (_names.Add(Hash(name)), _stems.Add(Hash(stem)), _folded.Add(Hash(name.ToLowerInvariant())));
        if (!isNew)
            log.Add(Kinds.DuplicateFileName, shown);
        else if (!newFold)
            log.Add(Kinds.CaseCollision, shown);
        else if (!newStem)
            log.Add(Kinds.SameStem, shown);
        return !isNew;
    }

    private static long Hash(string name) => (long)XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(name));
}
