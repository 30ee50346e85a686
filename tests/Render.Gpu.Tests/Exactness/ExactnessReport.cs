using System.Globalization;
using Render.Core.Frames;
using Render.Core.Geometry;

namespace Render.Gpu.Tests.Exactness;

/// <summary>Every pixel of some images against rays in double precision.</summary>
internal sealed class ExactnessReport
{
    /// <summary>Of so many pixels one may differ.</summary>
    private const int PixelsPerDifference = 20_000;

    private readonly Lock _lock = new();

    public long Pixels { get; private set; }

    /// <summary>Pixels with an instance.</summary>
    public long Covered { get; private set; }

    /// <summary>Pixels that show another instance than the ray meets.</summary>
    public long Differences { get; private set; }

    /// <summary>Pixels, of any kind of instance, whose depth is not that of the ray, but that of a surface whose edge is nearer than 1/100 px.</summary>
    public long DepthDifferences { get; private set; }

    /// <summary>What nothing excuses: neither an edge or contour within 1/100 px, nor a depth within 2^-20.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>What issue and conventions demand.</summary>
    public bool Passes => Wrong.Count == 0 && Differences <= Pixels / PixelsPerDifference;

    /// <param name="image">Ids, and depth where it is there.</param>
    /// <param name="view">The same frame's.</param>
    /// <param name="shift">Pixels by which the rays' sampling point is moved in x and y: what must turn the test red.</param>
    public void Compare(RenderedFrame image, RayView view, double shift = 0)
    {
        Parallel.For(0, image.Height, row =>
        {
            var (covered, differences, depthDifferences) = (0, 0, 0);
            for (var column = 0; column < image.Width; column++)
            {
                var pixel = row * image.Width + column;
                var (x, y, id) = (column + 0.5 + shift, row + 0.5 + shift, image.InstanceIds[pixel]);
                double? depth = image.Depth.Length > 0 ? image.Depth[pixel] : null;
                var hit = view.Cast(x, y);
                covered += id > 0 ? 1 : 0;
                if (hit.Instance == id && (depth is not { } d || Math.Abs(d - hit.Depth) <= RayView.DepthTolerance * hit.Depth))
                    continue;
                (differences, depthDifferences) = hit.Instance == id ? (differences, depthDifferences + 1) : (differences + 1, depthDifferences);
                if (!view.Admits(x, y, id, depth))
                    AddWrong(Describe(image, pixel, hit, view, x, y));
            }
            lock (_lock)
                (Pixels, Covered, Differences, DepthDifferences) =
                    (Pixels + image.Width, Covered + covered, Differences + differences, DepthDifferences + depthDifferences);
        });
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Pixels} pixels, {Covered} covered: {Differences} ids and {DepthDifferences} depths differ, {Wrong.Count} without excuse")
        + string.Concat(Wrong.Order(StringComparer.Ordinal).Take(12).Select(w => "\n  " + w));

    private void AddWrong(string what)
    {
        lock (_lock)
            Wrong.Add(what);
    }

    private static string Describe(RenderedFrame image, int pixel, RayHit hit, RayView view, double x, double y)
    {
        var id = image.InstanceIds[pixel];
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{(hit.Instance == id ? "depth" : "ID")} frame {image.Frame.Index}, pixel ({pixel % image.Width}, {pixel / image.Width}): {id}, depth {(image.Depth.Length > 0 ? image.Depth[pixel] : 0):R}; ray: {hit.Instance} ({Name(image, hit.Instance)}), depth {hit.Depth:R};");
        foreach (var s in view.Surfaces(x, y).OrderBy(s => s.NearestDepth).Take(4))
            text += string.Create(CultureInfo.InvariantCulture,
                $" [{s.Instance} {Name(image, s.Instance)} t{s.Triangle} {s.Depth:R} edge {s.EdgeDistance:0.0000}{(s.Certain ? "" : " uncertain")}]");
        return text;
    }

    private static string Name(RenderedFrame image, int instance) => instance == 0 ? "" : image.Frame.Instances[instance - 1].Model;
}
