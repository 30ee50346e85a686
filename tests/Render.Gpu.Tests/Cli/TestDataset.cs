using System.Security.Cryptography;
using Render.Tests.Cli;
using Xunit;

namespace Render.Gpu.Tests.Cli;

/// <summary>A temporary folder in which the program makes datasets of scenes, <c>NAME.yaml</c> into <c>NAME/</c>; gone with this.</summary>
internal sealed class TestDataset : IDisposable
{
    /// <summary>What the validation layer says fails a run.</summary>
    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string> { ["RENDER_VALIDATION"] = "1" };

    public string Folder { get; } = Directory.CreateTempSubdirectory("render-test-").FullName;

    public string ScenePath(string name) => Path.Combine(Folder, name + ".yaml");

    /// <summary>Generates frames of a scene; the hashes of what is there then.</summary>
    public SortedDictionary<string, string> Generate(string name, string scene, string frames, int threads = 2)
    {
        File.WriteAllText(ScenePath(name), scene);
        var result = RenderProcess.Run(["generate", ScenePath(name), "-o", Path.Combine(Folder, name), "--frames", frames], null,
            new Dictionary<string, string>(Environment) { ["LP_NUM_THREADS"] = $"{threads}" });
        Assert.True(result.ExitCode == 0, result.Error);
        return Hashes(name);
    }

    /// <summary>Runs the program, which must succeed.</summary>
    public static RenderResult Run(params string[] arguments)
    {
        var result = RenderProcess.Run(arguments, null, Environment);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        return result;
    }

    /// <summary>sha256 of every file of the dataset but the runs' reports and the contact sheet, which shows whatever is there.</summary>
    public SortedDictionary<string, string> Hashes(string name)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var folder = Path.Combine(Folder, name);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file);
            if (!path.StartsWith("runs/", StringComparison.Ordinal) && !path.StartsWith('.') && path != "preview.png")
                hashes[path] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return hashes;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
