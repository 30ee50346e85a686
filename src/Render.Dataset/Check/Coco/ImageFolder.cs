using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Render.Core.Files;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// The folder that an annotation file's images lie in. Names are strangers': they are looked up below it only, links out of it are not followed.
/// </summary>
internal sealed class ImageFolder
{
    /// <summary>Images that are tried to find the folder.</summary>
    private const int Tried = 32;

    private readonly RootedFolder _root;
    private readonly Dictionary<string, string[]> _listings = new(StringComparer.Ordinal);

    private ImageFolder(string path, RootedFolder root) => (Path, _root) = (path, root);

    public string Path { get; }

    public static ImageFolder? At(string path) => RootedFolder.At(path) is { } root ? new(path, root) : null;

    /// <summary>Where the layouts of COCO, of this program, of FiftyOne and of Roboflow have the images of an annotation file, whichever holds some.</summary>
    /// <param name="file">The annotation file.</param>
    /// <param name="names">Some of its images' names.</param>
    public static ImageFolder? Find(string file, IReadOnlyList<string> names)
    {
        var home = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        var above = System.IO.Path.GetDirectoryName(home) ?? home;
        var split = SplitOf(file);
        string[] places =
        [
            System.IO.Path.Combine(above, "images", split), System.IO.Path.Combine(above, split), System.IO.Path.Combine(above, "images"), home,
            System.IO.Path.Combine(home, "images", split), System.IO.Path.Combine(home, split), System.IO.Path.Combine(home, "images"), System.IO.Path.Combine(home, "data"), above,
        ];
        return places.Distinct(StringComparer.Ordinal).Select(At).OfType<ImageFolder>()
            .Select(folder => (Folder: folder, Found: names.Take(Tried).Count(name => folder.Resolve(name) is not null)))
            .Where(f => f.Found > 0).OrderByDescending(f => f.Found).Select(f => f.Folder).FirstOrDefault();
    }

    /// <summary>The split that a file is named for: <c>val2017</c> of <c>instances_val2017.json</c>; all forms of one split have the same.</summary>
    public static string SplitOf(string file)
    {
        var stem = System.IO.Path.GetFileName(file);
        stem = stem.Split('.')[0];
        foreach (var task in new[] { "person_keypoints_", "image_info_", "instances_", "captions_", "panoptic_", "stuff_", "keypoints_" })
            if (stem.StartsWith(task, StringComparison.Ordinal) && stem.Length > task.Length)
                return stem[task.Length..];
        // Roboflow's train/_annotations.coco.json.
        return stem is "_annotations" or "annotations" or "labels" ? System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))) ?? stem : stem;
    }

    /// <summary>The name of a file that is there: the name itself, or one that differs in case or Unicode form alone; else null.</summary>
    public string? Resolve(string name)
    {
        if (!IsRelative(name))
            return null;
        if (_root.Find(name) == RootedLookup.Found)
            return name;
        var slash = name.LastIndexOf('/');
        var (folder, last) = (slash < 0 ? "" : name[..slash], name[(slash + 1)..]);
        if (!_listings.TryGetValue(folder, out var entries))
        {
            if (_listings.Count >= 64)
                _listings.Clear();
            _ = _root.List(folder, out var found);
            entries = [.. found.Where(e => e.Kind != RootedEntryKind.Folder).Select(e => e.Name).Order(StringComparer.Ordinal)];
            _listings.Add(folder, entries);
        }
        var other = Array.Find(entries, e => e.Equals(last, StringComparison.OrdinalIgnoreCase))
            ?? (last.Any(c => c > 127) ? Array.Find(entries, e => Skeleton(e) == Skeleton(last)) : null);
        return other is null ? null : folder.Length == 0 ? other : $"{folder}/{other}";
    }

    /// <summary>Opens a file that <see cref="Resolve"/> gave; null where it went away.</summary>
    public FileStream? Open(string name) =>
        _root.Open(name, out var handle, out _) == RootedLookup.Found && handle is not null ? new(handle, FileAccess.Read, 1 << 16) : null;

    /// <summary>The first half of the sha256 of a file; null where it cannot be read.</summary>
    public UInt128? Sha256(string name)
    {
        using var file = Open(name);
        return file is null ? null : BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(file));
    }

    private static bool IsRelative(string name) => name.Length > 0 && name[0] != '/' && !name.Contains('\0', StringComparison.Ordinal) && name.Length < 4096;

    /// <summary>A name without what Unicode's forms write in two ways: letters with accents, whole or in parts.</summary>
    private static string Skeleton(string name)
    {
        var kept = new System.Text.StringBuilder();
        foreach (var c in name)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                kept.Length = Math.Max(0, kept.Length - 1);
            else if (c < 128)
                kept.Append(c);
        }
        return kept.ToString();
    }
}
