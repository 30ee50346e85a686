using System.Collections.Concurrent;
using System.Globalization;
using Render.Assets;
using Xunit;

namespace Render.Tests.Assets.Hostile;

/// <summary>Files of every format of assimp-testmodels and of our own assets with bits flipped, ends cut off, and pieces put in other places: no crash, hang or excess of this process.</summary>
public sealed class MutationTests(ITestOutputHelper output) : IDisposable
{
    private const int Mutations = 2000;
    private const int MaxSourceBytes = 64 << 10;
    private const int MaxSourcesOfAFormat = 3;

    /// <summary>A file of at most <see cref="MaxSourceBytes"/> with its neighbours; deflated pictures aside, what is made of it is of that order too.</summary>
    private const long AllowanceBytes = 32 << 20;

    private readonly TestFolder _folder = new();

    [Fact]
    public void Mutated_files_load_or_are_named()
    {
        Assert.SkipUnless(Directory.Exists(AssimpModels.Folder), AssimpModels.Absent);
        var sources = Sources();
        Assert.True(sources.Length > 60, $"{sources.Length} sources");
        var (loaded, refused, byLimit, most) = (0, 0, 0, 0L);
        // libassimp never comes back from some damaged files: the limit is what each of them costs.
        using var importer = new AssetImporter(_folder.Options with { Workers = 2, TimeLimit = TimeSpan.FromSeconds(3), MemoryLimitBytes = 1L << 30 });
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, Mutations), EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var source = sources[i % sources.Length];
            var name = string.Create(CultureInfo.InvariantCulture, $"{source.Folder}/m{i}{source.Extension}");
            var path = _folder.Write(name, Mutate(source.Content, new Random(i)));
            var outcome = ImportOutcome.Of(importer, _folder.Root, name);
            File.Delete(path);
            Interlocked.Increment(ref outcome.Refusal is null ? ref loaded : ref outcome.IsByLimit ? ref byLimit : ref refused);
            for (var seen = most; outcome.AllocatedBytes > seen && Interlocked.CompareExchange(ref most, outcome.AllocatedBytes, seen) != seen;)
                seen = most;
        });
        output.WriteLine($"{Mutations} mutations of {sources.Length} files: {loaded} loaded, {refused} refused, {byLimit} by a limit; at most {most >> 10} KiB for one in this process");
        Assert.True(loaded > Mutations / 10 && refused > Mutations / 10, "the mutations are too mild or too harsh to say anything");
        Assert.True(most < AllowanceBytes, $"{most} bytes for one file");
        _folder.Write("box.glb", BoxFiles.Glb());
        Assert.Equal(12, ImportOutcome.Of(importer, _folder.Root, "box.glb").Triangles);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Mutate(byte[] content, Random random)
    {
        var mutated = content.ToArray();
        switch (random.Next(3))
        {
            case 0:
                return mutated[..random.Next(1, mutated.Length)];
            case 1:
                for (var flips = random.Next(1, 17); flips > 0; flips--)
                    mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
                return mutated;
            default:
                var length = random.Next(1, Math.Max(2, mutated.Length / 4));
                content.AsSpan(random.Next(mutated.Length - length + 1), length).CopyTo(mutated.AsSpan(random.Next(mutated.Length - length + 1)));
                return mutated;
        }
    }

    /// <summary>Small files of each format that our own importer or libassimp knows, each in a folder with its small neighbours.</summary>
    private (string Folder, string Extension, byte[] Content)[] Sources()
    {
        var assets = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(assets.FullName, "assets", "meshes")))
            assets = assets.Parent!;
        var own = Directory.GetFiles(Path.Combine(assets.FullName, "assets", "meshes"), "*.glb").OrderBy(f => new FileInfo(f).Length).Take(3);
        var foreign = AssimpModels.Files.Select(f => Path.Combine(AssimpModels.Folder, f))
            .Where(f => new FileInfo(f).Length is > 100 and < MaxSourceBytes && !NoModel.Contains(Path.GetExtension(f).ToUpperInvariant()))
            .GroupBy(f => Path.GetExtension(f).ToUpperInvariant())
            .SelectMany(format => format.OrderBy(f => new FileInfo(f).Length).Where((_, i) => i % Math.Max(1, format.Count() / MaxSourcesOfAFormat) == 0).Take(MaxSourcesOfAFormat));
        return [.. own.Concat(foreign).Select((file, i) =>
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"s{i}");
            foreach (var neighbour in Directory.GetFiles(Path.GetDirectoryName(file)!))
                if (neighbour != file && new FileInfo(neighbour).Length < MaxSourceBytes / 4)
                    _folder.Write(Path.Combine(folder, Path.GetFileName(neighbour)), File.ReadAllBytes(neighbour));
            return (folder, Path.GetExtension(file), File.ReadAllBytes(file));
        })];
    }

    private static readonly string[] NoModel = [".PNG", ".JPG", ".TGA", ".BMP", ".BIN", ".TXT", ".MTL", ".GLSL", ".VERT", ".FRAG", ".MD", ".MATERIAL", ".MAX", ""];
}
