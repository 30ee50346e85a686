using System.Runtime.InteropServices;
using Render.Core.Cameras;
using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Vulkan.Devices;

namespace Render.Vulkan.Passes;

/// <summary>
/// The rays of one camera with a lens on the device, and what the lens rasteriser needs to find them (Shaders/lens_rays.glsl, lens.glsl). Directions are
/// made in double precision and rounded once, so they are the same on every machine. The tables are made anew where the lens is another than before.
/// </summary>
internal sealed class LensRays(VulkanDevice device) : IDisposable
{
    /// <summary>As in Shaders/raster.glsl.</summary>
    private const int Tile = 32;

    /// <summary>As in Shaders/lens_rays.glsl.</summary>
    private const float ChangeScale = 1024;

    private readonly GrowingBuffer _rays = new(device, "rays of a lens", BufferUse.Texels);
    private readonly GrowingBuffer _changes = new(device, "changes of a lens's rays", BufferUse.Texels);
    private readonly GrowingBuffer _tiles = new(device, "tiles of a lens's rays", BufferUse.Texels);
    private readonly GrowingBuffer _constants = new(device, "constants of a lens", BufferUse.Upload);

    private LensKey? _key;

    /// <summary>Of what is held.</summary>
    public bool IsFisheye { get; private set; }

    /// <summary>
    /// The tangents of the rays along x and y, left, right, top, bottom, that hold all rays of the image; null where they are wider than a plane can show.
    /// </summary>
    public (double Left, double Right, double Top, double Bottom)? Tangents { get; private set; }

    /// <summary>How often tables were made.</summary>
    public int Made { get; private set; }

    /// <param name="camera">Has a lens.</param>
    /// <param name="width">Pixels of what is made.</param>
    /// <param name="height">Pixels of what is made.</param>
    /// <param name="margin">Pixels of it before the image's own on each axis.</param>
    public bool Holds(FrameCamera camera, int width, int height, (int X, int Y) margin = default) => _key == LensKey.Of(camera, width, height, margin);

    /// <summary>Makes the tables of a camera, unless they are there.</summary>
    /// <inheritdoc cref="Holds"/>
    /// <exception cref="Core.RenderException">The image is too large for the device.</exception>
    public void Prepare(FrameCamera camera, int width, int height, (int X, int Y) margin = default)
    {
        if (Holds(camera, width, height, margin))
            return;
        _key = null;
        Made++;
        _rays.Reserve(12L * width * height);
        _changes.Reserve(12L * width * height);
        var (columns, rows) = ((width + Tile - 1) / Tile, (height + Tile - 1) / Tile);
        _tiles.Reserve(16L * columns * rows);
        _constants.Reserve(Marshal.SizeOf<GpuLens>());

        var projection = new LensProjection(camera);
        var rays = new float[3 * width * height];
        var changes = new uint[3 * width * height];
        var tiles = new float[4 * columns * rows];
        var ranges = new LensRange[rows];
        Parallel.For(0, rows, row => ranges[row] = MakeRow(projection, width, height, margin, row, rays, changes, tiles));
        var range = ranges.Aggregate(LensRange.Empty, LensRange.Union);
        _rays.Buffer.Write<float>(rays);
        _changes.Buffer.Write<uint>(changes);
        _tiles.Buffer.Write<float>(tiles);
        _constants.Buffer.Write<GpuLens>([LensSearch.Constants(camera with { Cx = camera.Cx + margin.X, Cy = camera.Cy + margin.Y }, Math.Min(range.Angle, projection.MaxAngle))]);
        IsFisheye = camera.Lens!.Model == LensModel.KannalaBrandt;
        Tangents = range.Tangents;
        _key = LensKey.Of(camera, width, height, margin);
    }

    /// <summary>What reads rays.</summary>
    public BindingSet Bind(BindingSet set) => set.Bind(50, _rays.Buffer).Bind(51, _changes.Buffer);

    /// <summary>What looks for them too.</summary>
    public void BindSearch(BindingSet set) => Bind(set).Bind(52, _constants.Buffer).Bind(53, _tiles.Buffer);

    public void Dispose()
    {
        _rays.Dispose();
        _changes.Dispose();
        _tiles.Dispose();
        _constants.Dispose();
    }

    /// <summary>One row of tiles, from the directions of its pixels and of their neighbours.</summary>
    private static LensRange MakeRow(
        LensProjection projection, int width, int height, (int X, int Y) margin, int row, float[] rays, uint[] changes, float[] tiles)
    {
        var (first, count) = (row * Tile, Math.Min(Tile, height - row * Tile));
        var stride = width + 2;
        var directions = new Double3?[stride * (count + 2)];
        for (var y = 0; y < count + 2; y++)
            for (var x = 0; x < stride; x++)
                directions[y * stride + x] = projection.Direction(x - margin.X - 0.5, first + y - margin.Y - 0.5);
        var (range, columns) = (LensRange.Empty, (width + Tile - 1) / Tile);
        var sums = new Double3[columns];
        var (alongX, alongY) = (new Double3[count * width], new Double3[count * width]);
        for (var y = 0; y < count; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y + 1) * stride + x + 1;
                if (directions[at] is not { } d)
                    continue;
                var (i, o) = (y * width + x, 3 * ((first + y) * width + x));
                alongX[i] = Change(directions[at - 1], d, directions[at + 1]);
                alongY[i] = Change(directions[at - stride], d, directions[at + stride]);
                (rays[o], rays[o + 1], rays[o + 2]) = ((float)d.X, (float)d.Y, (float)d.Z);
                (changes[o], changes[o + 1], changes[o + 2]) = (Halves(alongX[i].X, alongX[i].Y), Halves(alongX[i].Z, alongY[i].X), Halves(alongY[i].Y, alongY[i].Z));
                sums[x / Tile] += d;
                range = range.With(d, alongX[i].Length + alongY[i].Length);
            }
        }
        for (var column = 0; column < columns; column++)
        {
            var (centre, radius) = (sums[column].Length > 0 ? sums[column].Normalized() : default, -1.0);
            for (var y = 0; y < count; y++)
                for (var x = column * Tile; x < Math.Min(width, (column + 1) * Tile); x++)
                    if (directions[(y + 1) * stride + x + 1] is { } d)
                        radius = Math.Max(radius, (d - centre).Length + 0.5 * (alongX[y * width + x].Length + alongY[y * width + x].Length));
            var o = 4 * (row * columns + column);
            (tiles[o], tiles[o + 1], tiles[o + 2], tiles[o + 3]) = ((float)centre.X, (float)centre.Y, (float)centre.Z, (float)radius);
        }
        return range;
    }

    private static Double3 Change(Double3? before, Double3 at, Double3? after) => (before, after) switch
    {
        ({ } b, { } a) => (a - b) * 0.5,
        (null, { } a) => a - at,
        ({ } b, null) => at - b,
        _ => default,
    };

    private static uint Halves(double low, double high) =>
        BitConverter.HalfToUInt16Bits((Half)(low * ChangeScale)) | (uint)BitConverter.HalfToUInt16Bits((Half)(high * ChangeScale)) << 16;

    /// <summary>What the rays of some pixels lie within.</summary>
    private readonly record struct LensRange(double Angle, double Left, double Right, double Top, double Bottom)
    {
        /// <summary>Tangent of what a plane can still show well.</summary>
        private const double Widest = 6;

        public static LensRange Empty { get; } = new(0, double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);

        public (double Left, double Right, double Top, double Bottom)? Tangents =>
            Left >= -Widest && Right <= Widest && Top >= -Widest && Bottom <= Widest && Left <= Right ? (Left, Right, Top, Bottom) : null;

        public LensRange With(Double3 d, double margin)
        {
            var angle = Math.Atan2(Math.Sqrt(d.X * d.X + d.Y * d.Y), d.Z) + margin;
            if (angle > 1.45)
                return new(Math.Max(Angle, angle), double.MinValue, double.MaxValue, double.MinValue, double.MaxValue);
            // A step of a ray is one of its tangents, 1/z^2 times as long at most.
            var (x, y, more) = (d.X / d.Z, d.Y / d.Z, margin / (d.Z * d.Z));
            return new(Math.Max(Angle, angle), Math.Min(Left, x - more), Math.Max(Right, x + more), Math.Min(Top, y - more), Math.Max(Bottom, y + more));
        }

        public static LensRange Union(LensRange a, LensRange b) => new(
            Math.Max(a.Angle, b.Angle), Math.Min(a.Left, b.Left), Math.Max(a.Right, b.Right), Math.Min(a.Top, b.Top), Math.Max(a.Bottom, b.Bottom));
    }

    /// <summary>All that decides a table.</summary>
    private sealed record LensKey(LensModel Model, string Coefficients, double MaxAngleDeg, float Fx, float Fy, float Cx, float Cy, int Width, int Height, (int X, int Y) Margin)
    {
        public static LensKey Of(FrameCamera camera, int width, int height, (int X, int Y) margin) => new(camera.Lens!.Model,
            string.Join(' ', camera.Lens.K.Concat([double.NaN]).Concat(camera.Lens.P).Select(BitConverter.DoubleToInt64Bits)), camera.Lens.MaxAngleDeg,
            camera.Fx, camera.Fy, camera.Cx, camera.Cy, width, height, margin);
    }
}

/// <summary>The rays of the lenses that were last looked through; a rig's cameras keep theirs from frame to frame.</summary>
internal sealed class LensRayCache(VulkanDevice device) : IDisposable
{
    private const int Most = 8;

    private readonly List<LensRays> _recent = [];

    /// <summary>Null for a pinhole. No submission that uses any of them may be under way.</summary>
    /// <exception cref="Core.RenderException">The image is too large for the device.</exception>
    public LensRays? Of(FrameCamera camera, int width, int height) => Of(camera, width, height, default);

    /// <summary>The rays of the image's canvas, which is three times as wide and as high; those of the image itself are the same to the bit.</summary>
    /// <inheritdoc cref="Of(FrameCamera, int, int)"/>
    public LensRays? OfCanvas(FrameCamera camera, int width, int height) => Of(camera, 3 * width, 3 * height, (width, height));

    private LensRays? Of(FrameCamera camera, int width, int height, (int X, int Y) margin)
    {
        if (camera.Lens is null)
            return null;
        var at = _recent.FindIndex(r => r.Holds(camera, width, height, margin));
        if (at < 0 && _recent.Count < Most)
            _recent.Add(new(device));
        var rays = _recent[at < 0 ? ^1 : at];
        _recent.Remove(rays);
        _recent.Insert(0, rays);
        rays.Prepare(camera, width, height, margin);
        return rays;
    }

    public void Dispose()
    {
        foreach (var rays in _recent)
            rays.Dispose();
    }
}
