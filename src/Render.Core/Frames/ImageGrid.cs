using System.Globalization;

namespace Render.Core.Frames;

/// <summary>
/// How many images a frame of the scene has: the enumeration of all keys in the order frame, variant, step, camera. It does not depend on
/// the number of frames, so a set can be extended without changing an id.
/// </summary>
/// <param name="Variants">At least 1.</param>
/// <param name="Steps">At least 1.</param>
/// <param name="Cameras">At least 1.</param>
public readonly record struct ImageGrid(int Variants, int Steps, int Cameras)
{
    /// <summary>One image a frame.</summary>
    public static ImageGrid Single => new(1, 1, 1);

    public long ImagesPerFrame => (long)Variants * Steps * Cameras;

    /// <summary>1 + the rank of the key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The key lies outside the enumeration.</exception>
    public long ImageId(ImageKey key)
    {
        if (key.Frame < 0 || (uint)key.Variant >= (uint)Variants || (uint)key.Step >= (uint)Steps || (uint)key.Camera >= (uint)Cameras)
            throw new ArgumentOutOfRangeException(nameof(key), key, $"outside {this}");
        return checked(1 + key.Camera + Cameras * (key.Step + Steps * (key.Variant + Variants * key.Frame)));
    }

    /// <summary>The keys of one frame, in the order of their ids.</summary>
    public IEnumerable<ImageKey> Keys(long frame)
    {
        for (var variant = 0; variant < Variants; variant++)
            for (var step = 0; step < Steps; step++)
                for (var camera = 0; camera < Cameras; camera++)
                    yield return new(frame, variant, step, camera);
    }

    /// <summary>The name of the image's files without folder and extension: <c>000000000012-v01-s003-c1</c>, each part only where it exists.</summary>
    public string FileStem(ImageKey key) =>
        FrameStem(key.Frame)
        + (Variants > 1 ? string.Create(CultureInfo.InvariantCulture, $"-v{key.Variant:00}") : "")
        + (Steps > 1 ? string.Create(CultureInfo.InvariantCulture, $"-s{key.Step:000}") : "")
        + (Cameras > 1 ? string.Create(CultureInfo.InvariantCulture, $"-c{key.Camera}") : "");

    /// <summary>The name of the frame's record without folder and extension.</summary>
    public static string FrameStem(long frame) => frame.ToString("D12", CultureInfo.InvariantCulture);
}
