using System.Diagnostics;
using Render.Core;

namespace Render.Dataset.Commit;

/// <summary>
/// An exclusive lock on a file (flock), which the system gives back when its owner dies. The file stays: removing it would let two owners hold
/// two files of one name.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Null where somebody else holds it, or where it should exist and does not.</summary>
    public static FileLock? TryTake(string path, FileMode mode = FileMode.OpenOrCreate)
    {
        try
        {
            return new(new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException) when (mode == FileMode.Open || File.Exists(path))
        {
            return null;
        }
    }

    /// <exception cref="RenderException"><see cref="Failure.TryAgain"/>: somebody else held it all the time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the lock was free.</exception>
    public static FileLock Take(string path, TimeSpan patience, CancellationToken cancellation = default)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryTake(path) is { } taken)
                return taken;
            if (waited.Elapsed > patience)
                throw new RenderException(
                    Failure.TryAgain, $"another process has held this lock for {patience.TotalSeconds:0} s.", path,
                    "Let it finish, or stop it, then run the same command again.");
            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    public void Dispose() => _file.Dispose();
}
