using NetVips;
using Xunit;

namespace Render.Gpu.Tests.Shading;

/// <summary>
/// Pictures that were looked at and found good, one folder a driver: tests/Render.Gpu.Tests/Golden/lavapipe. A missing one is red. What was
/// rendered instead is written to artifacts/golden; RENDER_UPDATE_GOLDEN=1 makes it the new golden image.
/// </summary>
internal static class GoldenImage
{
    /// <summary>
    /// Largest difference of a channel. The same build gives the same bytes on one machine; another CPU's vector width changes the order of the
    /// driver's own roundings, which may move a byte over an edge, and a shadow's or a group's decision by a sample at a few pixels.
    /// </summary>
    private const int Tolerance = 2;

    private const double PixelsBeyond = 0.002;

    /// <param name="name">File name without ending.</param>
    /// <param name="rgb">Width * Height * 3 bytes.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static void Check(string name, byte[] rgb, int width, int height)
    {
        var folder = Path.Combine(Folder(), "lavapipe");
        var file = Path.Combine(folder, name + ".png");
        if (Environment.GetEnvironmentVariable("RENDER_UPDATE_GOLDEN") == "1")
            Write(file, rgb, width, height);
        if (!File.Exists(file))
            Assert.Fail($"there is no golden image {file}; this is what was rendered: {WriteCandidate(name, rgb, width, height)}");
        using var golden = Image.NewFromFile(file);
        Assert.Equal((width, height, 3), (golden.Width, golden.Height, golden.Bands));
        var expected = golden.WriteToMemory<byte>();
        var beyond = 0;
        for (var i = 0; i < rgb.Length; i += 3)
            if (Math.Abs(rgb[i] - expected[i]) > Tolerance || Math.Abs(rgb[i + 1] - expected[i + 1]) > Tolerance || Math.Abs(rgb[i + 2] - expected[i + 2]) > Tolerance)
                beyond++;
        if (beyond > PixelsBeyond * width * height)
            Assert.Fail($"{beyond} of {width * height} pixels differ by more than {Tolerance} from {file}; rendered: {WriteCandidate(name, rgb, width, height)}");
    }

    private static string WriteCandidate(string name, byte[] rgb, int width, int height)
    {
        var file = Path.Combine(Folder(), "..", "..", "..", "artifacts", "golden", name + ".png");
        Write(file, rgb, width, height);
        return file;
    }

    private static void Write(string file, byte[] rgb, int width, int height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var image = Image.NewFromMemory(rgb, width, height, 3, Enums.BandFormat.Uchar);
        image.WriteToFile(file);
    }

    private static string Folder() => Path.Combine(Repository(), "tests", "Render.Gpu.Tests", "Golden");

    /// <summary>The folder of the solution.</summary>
    public static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                return folder.FullName;
        throw new InvalidOperationException("the repository is not above the test program.");
    }
}
