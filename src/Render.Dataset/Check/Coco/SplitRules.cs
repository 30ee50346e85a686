using System.IO.Hashing;
using System.Text;
using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Compares the splits of one folder: images that are in two of them, and categories that mean different things. Images are one where their sha256 is;
/// only files of equal length are read for it. Kept of each image: some 100 bytes.
/// </summary>
internal sealed class SplitRules
{
    private readonly Dictionary<long, (string Split, ImageFolder Folder, string Name)?> _byLength = [];
    private readonly Dictionary<UInt128, (string Split, string Name)> _bySum = [];
    private readonly HashSet<long> _seen = [];
    private readonly Dictionary<long, string> _absentNames = [];
    private readonly Dictionary<string, Dictionary<long, string?>> _categories = new(StringComparer.Ordinal);

    /// <summary>The split whose file is being judged.</summary>
    public string Split { get; set; } = "";

    public void Add(FindingLog log, string? name, (string Name, long Length)? found, ImageFolder? folder)
    {
        if (name is null)
            return;
        if (found is not { } file || folder is null)
        {
            var hash = Hash(name);
            if (!_absentNames.TryAdd(hash, Split) && _absentNames[hash] != Split)
                log.Add(Kinds.SharedName, $"{JsonText.Shown(name)} is in {_absentNames[hash]} too");
            return;
        }
        // The other forms of a split name the same files.
        if (!_seen.Add(Hash($"{Split}\0{folder.Path}\0{file.Name}")) || _byLength.TryAdd(file.Length, (Split, folder, file.Name)))
            return;
        if (_byLength[file.Length] is { } first && first.Folder.Sha256(first.Name) is { } firstSum)
            _bySum.TryAdd(firstSum, (first.Split, first.Name));
        _byLength[file.Length] = null;
        if (folder.Sha256(file.Name) is { } sum && !_bySum.TryAdd(sum, (Split, file.Name)) && _bySum[sum] is var other && other.Split != Split)
            log.Add(Kinds.LeakedImage, $"{JsonText.Shown(name)} is {JsonText.Shown(other.Name)} of {other.Split}");
    }

    public void Compare(FindingLog log, IdTable<CategoryEntry> categories)
    {
        var mine = categories.Entries().ToDictionary(e => e.Id, e => e.Value.Name);
        foreach (var (split, theirs) in _categories)
            foreach (var (id, name) in mine.OrderBy(m => m.Key))
                if (split != Split && theirs.TryGetValue(id, out var other) && other != name)
                    log.AddAt(new(null, null, 0, 0, $"category {id} is '{JsonText.Shown(name ?? "")}', in {split} '{JsonText.Shown(other ?? "")}'"), Kinds.DifferentCategories);
        _categories.TryAdd(Split, mine);
    }

    private static long Hash(string text) => (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
}
