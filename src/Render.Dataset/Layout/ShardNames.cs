using System.Globalization;
using Render.Core.Frames;

namespace Render.Dataset.Layout;

/// <summary>
/// Names of shards and their members. Shard B of a split holds the committed frames 64 B to 64 B + 63 of that split, so where a frame belongs follows from its number and split alone, whoever
/// makes it.
/// </summary>
internal static class ShardNames
{
    /// <summary>Frame numbers of a shard.</summary>
    public const int Frames = FrameSelection.ShardFrames;

    public const string Folder = "shards";

    public const string Manifest = Folder + "/manifest.json";

    private const string Extension = ".tar";
    private const int LongestFolder = 32, LongestExtension = 8, StemDigits = 12;

    public static long Block(long frame) => frame / Frames;

    /// <summary>Path of a shard below the dataset's folder.</summary>
    public static string Path(string split, long block) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{split}/{block:D6}{Extension}");

    /// <summary>The block whose shard has this name; null where none has.</summary>
    public static long? BlockOf(string fileName) =>
        fileName.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(fileName[..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var block)
        && fileName == System.IO.Path.GetFileName(Path("", block)) ? block : null;

    /// <summary>The frame that a member belongs to; null where its name is none that a shard has.</summary>
    public static long? FrameOf(string member) =>
        member.Length > StemDigits && member[StemDigits] is '.' or '-' && !member.Contains('/', StringComparison.Ordinal)
        && long.TryParse(member.AsSpan(0, StemDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var frame) ? frame : null;

    /// <summary>The member that is a frame's record.</summary>
    public static string Record(long frame) => ImageGrid.FrameStem(frame) + ".json";

    /// <summary>The member that holds a file; null where it is none that belongs to an image of the frame.</summary>
    /// <param name="frame">Whose file it is.</param>
    /// <param name="path">Below the dataset's folder: FOLDER/SPLIT/STEM.EXTENSION.</param>
    public static string? Member(long frame, string path)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(path);
        return !stem.Contains('.', StringComparison.Ordinal) && Suffix(path, stem) is { } suffix && FrameOf($"{stem}.{suffix}") == frame ? $"{stem}.{suffix}" : null;
    }

    /// <summary>What follows the stem: images/train/x.png: png; masks/instance/train/x.png: instance.png. Null where the file is none that belongs to an image.</summary>
    public static string? Suffix(string path, string fileStem)
    {
        var extension = System.IO.Path.GetExtension(path);
        var folder = path.Split('/') is [.., var last, _, _] ? last : "";
        if (System.IO.Path.GetFileNameWithoutExtension(path) != fileStem || !folder.All(IsPlain) || folder.Length is 0 or > LongestFolder
            || extension.Length is < 2 or > LongestExtension || !extension[1..].All(IsPlain))
            return null;
        // Nothing but a record is called STEM.json.
        return folder != "images" ? folder + extension : extension is ".png" or ".jpg" ? extension[1..] : null;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_';
}
