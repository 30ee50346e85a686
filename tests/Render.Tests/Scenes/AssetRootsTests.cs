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
