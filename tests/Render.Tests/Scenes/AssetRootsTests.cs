using Render.Core;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

public sealed class AssetRootsTests : IDisposable
{
    private readonly SceneFolder _folder = new("in/a.png", "in/b.png", "in/B.png", "in/deep/c.png", "out/secret.png", "in/x%2e.png");

    public void Dispose() => _folder.Dispose();

    private AssetRoots Roots => new([new("data", Path.Combine(_folder.Path, "in"))], Path.Combine(_folder.Path, "in"));

    [Theory]
    [InlineData("../out/secret.png")]
    [InlineData("deep/../../out/secret.png")]
    [InlineData("%2e%2e/out/secret.png")]
    [InlineData("%252e%252e/out/secret.png")]
    [InlineData("..%2fout/secret.png")]
    [InlineData("data:../out/secret.png")]
    [InlineData("data:/etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("%2fetc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://host/a.png")]
    [InlineData("..\\out\\secret.png")]
    [InlineData("deep%5c..%5c..%5cout")]
    [InlineData("none:a.png")]
    [InlineData("./a.png")]
    [InlineData("link.png")]
    [InlineData("linked/secret.png")]
    [InlineData("circle.png")]
    [InlineData("deep")]
    [InlineData("nothing.png")]
    public void What_leads_out_or_nowhere_is_refused(string reference)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/link.png"), Path.Combine(_folder.Path, "out/secret.png"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "in/linked"), "../out");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/circle.png"), "circle.png");
        Assert.Equal("here:1:2", Assert.Throws<RenderException>(() => Roots.Resolve(reference, "here:1:2")).Where);
        Assert.Throws<RenderException>(() => Roots.Expand(reference));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("data:a.png")]
    [InlineData("data:deep/c.png")]
    [InlineData("x%2e.png")]
    [InlineData("inner.png")]
    public void What_stays_within_is_found(string reference)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/inner.png"), "deep/c.png");
        Assert.True(File.Exists(Roots.Resolve(reference)));
    }

    /// <summary>Opening a pipe waits for whoever writes to it.</summary>
    [Fact]
    public void What_is_no_regular_file_is_refused_by_its_name()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.Path, "in/pipe.png")]))
            mkfifo.WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/to-pipe.png"), "pipe.png");
        foreach (var reference in new[] { "pipe.png", "data:pipe.png", "to-pipe.png" })
            Assert.Contains($"'{reference}': it is not a regular file", Assert.Throws<RenderException>(() => Roots.Resolve(reference)).Message, StringComparison.Ordinal);
        Assert.Contains("'pipe.png' is not a regular file", Assert.Throws<RenderException>(() => Roots.Expand("p*.png")).Message, StringComparison.Ordinal);
        string[] scenes =
        [
            "environment: { map: pipe.png }",
            "assets: { a: { manifest: pipe.png } }",
            "assets: { a: { file: pipe.png, category: a } }",
            "assets: { a: { set: '*.png', category: a } }",
        ];
        foreach (var scene in scenes)
            Assert.Contains("not a regular file", Assert.Throws<RenderException>(() => Scene.Parse("render: 1\n" + scene, Roots, "s.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_follow_links_that_stay_within()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "in/also"), "deep");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/inner.png"), Path.Combine(_folder.Path, "in/deep/c.png"));
        Assert.Equal(["also/c.png", "deep/c.png"], Roots.Expand("*/*.png"));
        Assert.Equal(["a.png", "also/c.png", "b.png", "deep/c.png", "inner.png"], Roots.Expand("**/*.png").Except(["B.png", "x%2e.png"]));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "in/round"), ".");
        Assert.Throws<RenderException>(() => Roots.Expand("**/*.png"));
    }

    [Fact]
    public void Patterns_are_expanded_in_the_order_of_their_bytes()
    {
        Assert.Equal(["data:B.png", "data:a.png", "data:b.png"], Roots.Expand("data:?.png"));
        Assert.Equal(["B.png", "a.png", "b.png", "deep/c.png", "x%2e.png"], Roots.Expand("**/*.png"));
        Assert.Equal(["deep/c.png"], Roots.Expand("d*/*.png"));
        Assert.Throws<RenderException>(() => Roots.Expand("*.jpg"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in/z.png"), Path.Combine(_folder.Path, "out/secret.png"));
        Assert.Throws<RenderException>(() => Roots.Expand("*.png"));
    }
}
