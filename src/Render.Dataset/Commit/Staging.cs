using System.Security.Cryptography;

namespace Render.Dataset.Commit;

/// <summary>
/// A writer's own folder for files that are not committed yet: <c>.staging/TOKEN/</c>, on the same file system as their places, so that
/// putting them there is
/// a rename. The lock <c>.staging/TOKEN.lock</c> is held for as long as the writer lives; a folder whose lock is free is swept by whoever
/// finds it.
/// </summary>
internal sealed class Staging : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _root;
    private readonly FileLock _lock;

    private Staging(string root, string token, FileLock taken) =>
        (_root, Token, _lock, Folder) = (root, token, taken, Path.Combine(root, token));

    /// <summary>Eight hex digits, drawn anew for each writer.</summary>
    public string Token { get; }

    public string Folder { get; }

    /// <summary>Sweeps what dead writers left in the dataset and opens a new staging folder.</summary>
    public static Staging Open(string dataset)
    {
        var root = Path.Combine(dataset, DatasetFiles.Staging);
        return DatasetFiles.Guard(root, () =>
        {
            Durable.CreateDirectory(root);
            SweepDead(root);
            while (true)
            {
                var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
                // A sweeper may take the lock of a writer that is just being born; then this is not our token.
                if (FileLock.TryTake(Path.Combine(root, token + ".lock"), FileMode.CreateNew) is not { } taken)
                    continue;
                var staging = new Staging(root, token, taken);
                Directory.CreateDirectory(staging.Folder);
                return staging;
            }
        });
    }

    /// <summary>Held while names in the dataset change.</summary>
    public FileLock LockDataset(CancellationToken cancellation = default) =>
        FileLock.Take(Path.Combine(_root, "dataset.lock"), Patience, cancellation);

    /// <summary>Held while annotation files are made; that may take long where there are many records.</summary>
    public FileLock LockAnnotations(CancellationToken cancellation = default) =>
        FileLock.Take(Path.Combine(_root, "annotations.lock"), TimeSpan.FromMinutes(30), cancellation);

    /// <summary>True where another living writer has a staging folder in the dataset.</summary>
    public bool HasOthers() => Directory.EnumerateFiles(_root, "*.lock").Any(file =>
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (name == Token || !IsToken(name))
            return false;
        using var free = FileLock.TryTake(file, FileMode.Open);
        return free is null;
    });

    /// <summary>Puts a finished staged file in its place, whatever stands there, and makes both durable.</summary>
    /// <param name="dataset">The dataset's folder.</param>
    /// <param name="path">Below the dataset's folder and below the staging folder.</param>
    public void Publish(string dataset, string path)
    {
        var (source, target) = (Path.Combine(Folder, path), Path.Combine(dataset, path));
        Durable.Flush(source);
        Durable.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(source, target, overwrite: true);
        Durable.Flush(Path.GetDirectoryName(target)!);
    }

    public void Dispose()
    {
        // What is left here was never committed; if it cannot be removed now, the next writer sweeps it.
        try
        {
            Directory.Delete(Folder, recursive: true);
            File.Delete(Path.Combine(_root, Token + ".lock"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Folder}: not removed: {e.Message}");
        }
        _lock.Dispose();
    }

    private static bool IsToken(string name) => name.Length == 8 && name.All(char.IsAsciiHexDigitLower);

    private static void SweepDead(string root)
    {
        foreach (var file in Directory.GetFiles(root, "*.lock"))
        {
            var token = Path.GetFileNameWithoutExtension(file);
            if (!IsToken(token) || !File.Exists(file))
                continue;
            using var free = FileLock.TryTake(file, FileMode.Open);
            if (free is null)
                continue;
            var folder = Path.Combine(root, token);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            File.Delete(file);
        }
    }
}
