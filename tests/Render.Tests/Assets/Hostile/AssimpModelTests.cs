using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Render.Assets;
using Xunit;

namespace Render.Tests.Assets.Hostile;

/// <summary>
/// Every file of assimp-testmodels, whatever it is, loads or becomes one named error, and nearly all that libassimp loads with a triangle load here. Those
/// that do not stand with their reason in assimp-testmodels.refused.txt; with RENDER_UPDATE_REFUSED=1 the test writes it anew.
/// </summary>
public sealed class AssimpModelTests(ITestOutputHelper output) : IDisposable
{
    private const string RefusedFile = "assimp-testmodels.refused.txt";

    /// <summary>Of a file that is not loaded, whatever its length: messages, hashes, tables.</summary>
    private const long AllowanceBytes = 8 << 20;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Every_file_loads_or_is_named_and_few_that_libassimp_loads_are_refused()
    {
        Assert.SkipUnless(Directory.Exists(AssimpModels.Folder), AssimpModels.Absent);
        var files = AssimpModels.Files;
        var probing = Task.Run(() => AssimpModels.LoadedByAssimp(files));
        var outcomes = new ConcurrentDictionary<string, ImportOutcome>(StringComparer.Ordinal);
        using (var importer = new AssetImporter(_folder.Options with { Workers = 2, TimeLimit = TimeSpan.FromSeconds(30) }))
            Parallel.ForEach(Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = 2 },
                file => outcomes[file] = ImportOutcome.Of(importer, AssimpModels.Folder, file));
        var expected = await probing;
        output.WriteLine(Table(files, outcomes, expected));

        foreach (var (file, outcome) in outcomes.Where(o => o.Value.Refusal is not null))
            Assert.True(outcome.AllocatedBytes < AllowanceBytes, $"{file}: {outcome.AllocatedBytes} bytes");
        var refused = expected.Where(file => outcomes[file].Refusal is not null).Order(StringComparer.Ordinal).ToArray();
        Assert.True(expected.Count > 300, $"libassimp loads {expected.Count} files only: the probe does not work");
        Assert.True(refused.Length <= 0.15 * expected.Count, $"{refused.Length} of {expected.Count} are refused");
        CheckList(refused, outcomes);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The list in the tree and what is refused agree, both ways.</summary>
    private static void CheckList(string[] refused, ConcurrentDictionary<string, ImportOutcome> outcomes)
    {
        if (Environment.GetEnvironmentVariable("RENDER_UPDATE_REFUSED") == "1")
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                folder = folder.Parent!;
            File.WriteAllLines(Path.Combine(folder.FullName, "tests/Render.Tests/Assets/Hostile", RefusedFile),
                refused.Select(file => $"{file}\t{outcomes[file].Refusal![(file.Length + 2)..]}"));
            return;
        }
        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Assets/Hostile", RefusedFile)).ToDictionary(line => line.Split('\t')[0], line => line.Split('\t')[1]);
        foreach (var file in refused)
            Assert.True(listed.ContainsKey(file), $"{file} is refused and not in {RefusedFile}: {outcomes[file].Refusal}");
        foreach (var file in listed.Keys)
            Assert.True(outcomes.TryGetValue(file, out var outcome) && outcome.Refusal is not null, $"{file} is in {RefusedFile}, and loads");
    }

    private static string Table(string[] files, ConcurrentDictionary<string, ImportOutcome> outcomes, HashSet<string> expected)
    {
        var table = new StringBuilder("format files loaded refused by-limit libassimp\n");
        foreach (var format in files.GroupBy(f => Path.GetExtension(f).ToUpperInvariant()).OrderByDescending(g => g.Count()))
            Row(format.Key, [.. format]);
        Row("all", files);
        foreach (var file in files.Where(f => outcomes[f].IsByLimit))
            table.AppendLine(outcomes[file].Refusal);
        return table.ToString();

        void Row(string name, string[] members) => table.AppendLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} {members.Length,5} {members.Count(f => outcomes[f].Refusal is null),6} {members.Count(f => outcomes[f] is { Refusal: not null, IsByLimit: false }),7} {members.Count(f => outcomes[f].IsByLimit),8} {members.Count(expected.Contains),9}"));
    }
}
