using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets.Hostile;

/// <summary>Nothing outside the root is read, opened or looked at, whatever a file asks for.</summary>
public sealed partial class PathEscapeTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly PathEscapes _escapes;

    public PathEscapeTests() => _escapes = new(_folder);

    [Fact]
    public void Every_spelling_is_refused_by_its_name()
    {
        foreach (var name in _escapes.GltfBuffers().Concat(_escapes.GltfImages()).Concat(_escapes.MaterialLibraries()).Concat(_escapes.MaterialMaps())
            .Concat(_escapes.UrdfMeshes()).Concat(_escapes.UrdfTextures()))
        {
            var error = Assert.Throws<RenderException>(() => _folder.Import(name));
            Assert.Equal((Failure.InvalidInput, name), (error.Failure, error.Where));
            Assert.True(error.Message.Contains("which is refused", StringComparison.Ordinal), $"{error.Message}\n{File.ReadAllText(Path.Combine(_folder.Root, name))}");
        }
    }

    [Fact]
    public void Formats_with_their_authors_paths_load_without_the_texture()
    {
        var loaded = 0;
        foreach (var name in _escapes.OtherFormats())
        {
            try
            {
                Assert.Empty(_folder.Import(name).Textures);
                loaded++;
            }
            catch (RenderException e)
            {
                Assert.Equal((Failure.InvalidInput, name), (e.Failure, e.Where));
            }
        }
        Assert.True(loaded > 100, $"{loaded} loaded: the files do not reach their textures");
    }

    /// <summary>As exporters on Windows write it; no other backslash is read.</summary>
    [Theory]
    [InlineData(@".\own.png", true)]
    [InlineData(@".\sub\own.png", false)]
    [InlineData(@".\sub/own.png", false)]
    [InlineData(@".\.\own.png", false)]
    [InlineData(@".\..", false)]
    [InlineData(@".\%2e%2e", false)]
    [InlineData(@".\C:own.png", false)]
    [InlineData(@"\own.png", false)]
    public void A_file_beside_the_model_may_be_named_as_on_Windows(string reference, bool isRead)
    {
        Assert.Equal(isRead, Render.Assets.ConfinedFiles.IsInside(reference));
        _folder.Write("own.png", Pictures.Png(2, 2, 9, 9, 9));
        _folder.Write("own.mtl", $"newmtl m\nKd 1 1 1\nmap_Kd {reference}\n");
        _folder.Write("own.obj", BoxFiles.Obj("mtllib own.mtl\nusemtl m\n"));
        if (isRead)
            Assert.Single(_folder.Import("own.obj").Textures);
        else
            Assert.Throws<RenderException>(() => _folder.Import("own.obj"));
    }

    [Fact]
    public void Links_that_stay_inside_are_followed()
    {
        _folder.Write("shelf/textures/own.bin", PathEscapes.TriangleBytes);
        _folder.Write("models/a.gltf", File.ReadAllText(Path.Combine(_folder.Root, _escapes.GltfBuffers()[0]))
            .Replace($"../{Path.GetFileName(_escapes.Outside)}/secret.bin", "data/own.bin", StringComparison.Ordinal));
        foreach (var target in new[] { "../shelf/textures", Path.Combine(_folder.Root, "shelf", "textures"), "../sub/../shelf/./textures" })
        {
            var link = Path.Combine(_folder.Root, "models", "data");
            File.Delete(link);
            File.CreateSymbolicLink(link, target);
            Assert.Single(_folder.Import("models/a.gltf").Mesh.Triangles);
        }
    }

    /// <summary>The program and its workers under strace over the whole corpus: what the kernel was asked for and what it opened.</summary>
    [Fact]
    public async Task The_kernel_is_never_asked_for_anything_outside()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed: run tools/setup test");
        string[] files = [.. _escapes.GltfBuffers(), .. _escapes.GltfImages(), .. _escapes.MaterialLibraries(), .. _escapes.MaterialMaps(), .. _escapes.UrdfMeshes(), .. _escapes.UrdfTextures(),
            .. _escapes.OtherFormats()];
        var scene = new StringBuilder("render: 1\nassets:\n");
        for (var i = 0; i < files.Length; i++)
            scene.Append(System.Globalization.CultureInfo.InvariantCulture, $"  a{i}: {{ file: \"{files[i]}\", category: a }}\n");
        _folder.Write("scene.yaml", scene.ToString());
        var log = Path.Combine(Path.GetDirectoryName(_folder.Root)!, "strace.log");
        var error = await Traced(log, ["scene.yaml"]);
        Assert.Contains("which is refused", error, StringComparison.Ordinal);

        var lines = File.ReadAllLines(log);
        // Both processes were watched: each reads the models.
        foreach (var file in files)
            Assert.True(lines.Count(l => l.Contains($"\"{file}\"", StringComparison.Ordinal)) >= 2, $"{file} was not read");
        AssertInside(lines);
    }

    /// <summary>What a scene itself refers to: links as files, folders, parts of patterns, environments, textures and tables.</summary>
    [Fact]
    public async Task A_scene_never_asks_the_kernel_for_anything_outside()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed: run tools/setup test");
        Directory.CreateDirectory(Path.Combine(_folder.Root, "shelf"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "shelf", "link-file.obj"), Path.Combine(_escapes.Outside, "secret.bin"));
        string[] references =
        [
            "assets: { a: { file: link-file.bin, category: a } }",
            "assets: { a: { file: link/secret.bin, category: a } }",
            "assets: { a: { set: 'shelf/*.obj', category: a } }",
            "assets: { a: { set: 'link/*', category: a } }",
            "assets: { a: { set: 'shelf/**', category: a } }",
            "assets: { a: { manifest: link-file.bin } }",
            "environment: { map: link-file.png }",
            "environment: { map: { files: 'link-*.png' } }",
            "assets: { b: { file: shape:box, category: a } }\nobjects: { o: { pick: b, material: { base_color: link-file.png } } }",
        ];
        var scenes = references.Select((reference, i) => Path.GetFileName(_folder.Write($"scene-{i}.yaml", $"render: 1\n{reference}\n"))).ToArray();
        var log = Path.Combine(Path.GetDirectoryName(_folder.Root)!, "strace.log");
        var error = await Traced(log, scenes);
        Assert.True(references.Length == error.Split("out of its root").Length - 1, error);
        AssertInside(File.ReadAllLines(log));
    }

    /// <summary>Validates scenes one after the other under strace; each must be refused. Their errors.</summary>
    private async Task<string> Traced(string log, string[] scenes)
    {
        const string each = "render=$1 cache=$2; shift 2; for scene; do \"$render\" validate \"$scene\" --cache \"$cache\" && exit 1; [ $? = 3 ] || exit 1; done";
        var start = new ProcessStartInfo("strace")
        {
            ArgumentList =
            {
                "-f", "-y", "-s", "4096", "-e", "trace=%file", "-e", "signal=none", "-o", log,
                "sh", "-c", each, "sh", Path.Combine(AppContext.BaseDirectory, "render"), _folder.Options.CacheDirectory,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var scene in scenes)
            start.ArgumentList.Add(Path.Combine(_folder.Root, scene));
        using var process = Process.Start(start)!;
        var reading = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await reading;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, error);
        return error;
    }

    private void AssertInside(string[] lines)
    {
        var outside = Path.GetFileName(_escapes.Outside);
        foreach (var line in lines)
        {
            // What a link says is an answer of the kernel, not a question to it.
            var asked = ReadLink().Replace(line, "$1");
            Assert.False(asked.Contains(outside, StringComparison.Ordinal) || asked.Contains("/proc/self/root", StringComparison.Ordinal), line);
            // The kernel would not name what it followed a link to.
            Assert.True(!asked.Contains("link-", StringComparison.Ordinal) && !asked.Contains("\"link\"", StringComparison.Ordinal)
                || asked.Contains("NOFOLLOW", StringComparison.Ordinal) || asked.Contains("lstat", StringComparison.Ordinal) || asked.Contains("readlink", StringComparison.Ordinal), line);
        }
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("(readlink(?:at)?\\((?:[^\",]+, )?\"[^\"]*\", |readlink(?:at)? resumed>)\"[^\"]*\"")]
    private static partial Regex ReadLink();
}
