using System.Globalization;
using Render.Core;
using Render.Core.Frames;

namespace Render.Dataset;

/// <summary>Where everything lies in a dataset's folder, and the one place where failures of the disk become messages.</summary>
internal static class DatasetFiles
{
    public const string Description = "dataset.json";
    public const string Records = "frames";
    public const string Annotations = "annotations";
    public const string Runs = "runs";
    public const string Staging = ".staging";

    /// <summary>The folders that hold nothing but what a writer made.</summary>
    public static readonly string[] Folders = [Records, "images", "masks", "depth", "range", "normals", "coordinates", "albedo", Layout.ShardNames.Folder, Annotations, Runs, Staging];

    /// <summary>Path of a frame's record below the dataset's folder.</summary>
    public static string Record(long frame) => $"{Records}/{ImageGrid.FrameStem(frame)}.json";

    /// <summary>The frames that have a record, ascending.</summary>
    public static long[] CommittedFrames(string folder)
    {
        var records = Path.Combine(folder, Records);
        if (!Directory.Exists(records))
            return [];
        var frames = Guard(records, () => Directory.EnumerateFiles(records, "*.json")
            .Select(file => long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var frame)
                && Path.GetFileName(Record(frame)) == Path.GetFileName(file) ? frame : -1)
            .Where(frame => frame >= 0).ToArray());
        Array.Sort(frames);
        return frames;
    }

    /// <summary>A relative path with forward slashes that stays below the folder and names no hidden file.</summary>
    public static bool IsInside(string path) =>
        path.Length > 0 && !path.Contains('\\', StringComparison.Ordinal) && path.Split('/').All(part => part.Length > 0 && part[0] != '.');

    public static byte[] Read(string file) => Guard(file, () => File.ReadAllBytes(file));

    /// <summary>Runs something that touches the disk.</summary>
    /// <exception cref="RenderException"><see cref="Failure.TryAgain"/>: the disk is full, unreadable, or not ours to write.</exception>
    public static T Guard<T>(string where, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(where, e);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string where, Action action) => Guard(where, () =>
    {
        action();
        return true;
    });

    public static RenderException Failed(string where, Exception cause) => new(
        Failure.TryAgain, cause.Message.TrimEnd('.') + ".", where,
        "Mend that (free space, permissions, the disk itself) and run the same command again; it goes on where it stopped.", cause);
}
