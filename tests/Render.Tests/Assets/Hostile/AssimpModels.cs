using System.Diagnostics;
using System.Globalization;

namespace Render.Tests.Assets.Hostile;

/// <summary>Debian's assimp-testmodels, installed by tools/setup test: 595 files in dozens of formats, some of them broken on purpose.</summary>
public static class AssimpModels
{
    public const string Folder = "/usr/share/assimp/models";

    public const string Absent = "assimp-testmodels is not installed: run tools/setup test";

    /// <summary>Relative to <see cref="Folder"/>, sorted.</summary>
    public static string[] Files => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>
    /// The files that libassimp loads with a triangle by itself, by its own file access and defaults, in a process of its own under a memory limit;
    /// one that crashes or hangs is not loaded.
    /// </summary>
    public static HashSet<string> LoadedByAssimp(IEnumerable<string> files)
    {
        const int Seconds = 10;
        var loaded = new HashSet<string>(StringComparer.Ordinal);
        Process? probe = null;
        foreach (var file in files)
        {
            probe ??= Start();
            probe.StandardInput.WriteLine(Path.Combine(Folder, file));
            probe.StandardInput.Flush();
            var answer = probe.StandardOutput.ReadLineAsync();
            if (!answer.Wait(TimeSpan.FromSeconds(Seconds)) || answer.Result is not { } line)
            {
                probe.Kill();
                probe.Dispose();
                probe = null;
            }
            else if (long.Parse(line, CultureInfo.InvariantCulture) > 0)
            {
                loaded.Add(file);
            }
        }
        probe?.Kill();
        probe?.Dispose();
        return loaded;
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("/bin/sh")
    {
        ArgumentList = { "-c", "ulimit -d 4194304 -c 0; exec \"$0\"", Path.Combine(AppContext.BaseDirectory, "Render.AssimpProbe") },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
