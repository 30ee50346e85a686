using Render.Dataset.Encoders;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Which code makes a file's bytes follows from the build and the scene, never from what a machine has installed.</summary>
public sealed class CodecTests
{
    [Fact]
    public void Pictures_are_encoded_by_the_library_that_comes_with_the_program()
    {
        Assert.NotEmpty(Libvips.EncodeJpeg(new byte[8 * 8 * 3], 8, 8));
        string[] codecs = ["libvips", "libjpeg", "libturbojpeg", "libpng", "libspng", "libheif", "libwebp", "libtiff"];
        var loaded = File.ReadLines("/proc/self/maps").Where(line => line.Contains('/')).Select(line => line[line.IndexOf('/')..]).Distinct()
            .Where(path => codecs.Any(codec => Path.GetFileName(path).StartsWith(codec, StringComparison.Ordinal))).ToList();
        Assert.Contains(loaded, path => Path.GetFileName(path).StartsWith("libvips", StringComparison.Ordinal));
        Assert.All(loaded, path => Assert.StartsWith(AppContext.BaseDirectory, path, StringComparison.Ordinal));
    }
}
