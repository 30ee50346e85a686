using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>
/// Boxes around what a camera sees of a box that may be partly behind it or beyond its lens, against a ray through every pixel of a canvas three times as wide and high, met
/// by the slabs of the box and by the witness's lens.
/// </summary>
public sealed class HullImageTests : IDisposable
{
    private const int Width = 100, Height = 80;

    private static readonly ConvexHull Box = new ModelShape(Shapes.TryGet("shape:box")!).Hull;

    private readonly SceneFolder _folder = new("box.glb");

    private static readonly FrameLens?[] Lenses =
    [
        null,
        new FrameLens { Model = LensModel.KannalaBrandt, MaxAngleDeg = 70 },
        new FrameLens { Model = LensModel.KannalaBrandt, K = [-0.02, 0.004], MaxAngleDeg = 105 },
        new FrameLens { Model = LensModel.BrownConrady, K = [-0.33, 0, 0], P = [0.001, -0.001] },
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_in_front_is_projected(int number)
    {
        var lens = Lenses[number];
        var camera = new FrameCamera { Fx = lens is null ? 25 : 60, Fy = lens is null ? 26 : 62, Cx = 51, Cy = 39, WorldToCamera = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], Near = 0.5f, Lens = lens };
        var (sight, random, directions) = (new CameraSight(camera, Width, Height), new Random(7), Directions(camera));
        var (parts, wholes, none) = (0, 0, 0);
        for (var i = 0; i < 120; i++)
        {
            var turn = Rotation.FromEuler(random.Next(360), random.Next(360), random.Next(360));
            Double3 Any(double size) => new(size * (random.NextDouble() - 0.5), size * (random.NextDouble() - 0.5), size * (random.NextDouble() - 0.5));
            var (scale, position) = (new Double3(0.2 + 2 * random.NextDouble(), 0.2 + 2 * random.NextDouble(), 0.2 + 2 * random.NextDouble()), Any(4) + new Double3(0, 0, 0.5));
            var pose = Pose.Of(turn, scale, position);
            var met = Met(directions, pose, lens is null ? camera.Near : 0, out var isCut);
            var seen = sight.BoxOfSeen(Box, pose, out var isWhole);
            if (met is not { } pixels)
            {
                // Less than a pixel, or out of the canvas; of what the rim of a lens cuts a crescent thinner than a pixel.
                var thin = lens is null ? 1.5 : 6;
                Assert.True(seen is not { } box || (box.OnCanvas(Width, Height) is var small && (small.Width < thin || small.Height < thin)), $"{i}: {seen}");
                none++;
                continue;
            }
            // Centres of pixels lie up to a pixel within the outline; corners of it may be thinner than a pixel.
            var part = seen!.Value.OnCanvas(Width, Height);
            var slack = isCut ? 0.6 : 0.1;
            Assert.True(part.MinX <= pixels.MinX + slack && part.MinY <= pixels.MinY + slack && part.MaxX >= pixels.MaxX - slack && part.MaxY >= pixels.MaxY - slack, $"{i}: {part} is less than {pixels}");
            // Where it leaves the canvas, what is on that may be less than its box.
            var more = lens is null || isWhole ? 4 : 8;
            var isOnCanvas = part == seen.Value;
            Assert.True(!isOnCanvas || part.MinX >= pixels.MinX - more && part.MinY >= pixels.MinY - more && part.MaxX <= pixels.MaxX + more && part.MaxY <= pixels.MaxY + more, $"{i}: {part} is more than {pixels}");
            (parts, wholes) = isWhole ? (parts, wholes + 1) : (parts + (isOnCanvas ? 1 : 0), wholes);
            if (isWhole)
                Assert.Equal(sight.BoxOf(Box, pose), seen);
        }
        Assert.True(parts >= (lens is null ? 3 : 10) && wholes >= 3 && none > 2, $"{parts} parts on the canvas, {wholes} wholes, {none} unseen");
    }

    /// <summary>A block beside and behind the camera, whose image fills the right of the picture and leaves it to the right, above and below.</summary>
    [Theory]
    [InlineData("in_view: 0.02", true)]
    [InlineData("in_view: 0.9", false)]
    [InlineData("in_view: 1", false)]
    [InlineData("visible: 0.05", true)]
    [InlineData("visible: 0.95", false)]
    public void An_object_that_is_partly_behind_the_camera_is_in_view_by_what_is_in_front(string wish, bool stands)
    {
        var frame = _folder.Resolve($$"""
            render: 1
            image: { width: 160, height: 120 }
            camera: { position: [0, 0, 0], look_at: [0, 5, 0], fov_deg: 60 }
            assets: { box: { file: box.glb } }
            objects: { beam: { pick: box, scale: 30, place: { position: [1.7, 0.5, 0] }, require: { {{wish}} } } }
            """).Draw(1, 0);
        Assert.Equal(stands, frame.Instances.Length == 1);
    }

    private static Double3?[] Directions(FrameCamera camera)
    {
        var lens = camera.Lens is null ? null : new RayLens(camera);
        var directions = new Double3?[9 * Width * Height];
        for (var i = 0; i < directions.Length; i++)
        {
            var (x, y) = (i % (3 * Width) - Width + 0.5, i / (3 * Width) - Height + 0.5);
            directions[i] = lens is null ? new((x - camera.Cx) / camera.Fx, (y - camera.Cy) / camera.Fy, 1) : lens.Direction(x, y);
        }
        return directions;
    }

    /// <summary>The box around the centres of the pixels whose rays meet the unit cube in a pose at a depth from the near plane on; null: none does.</summary>
    private static ImageBox? Met(Double3?[] directions, Pose pose, double near, out bool isCut)
    {
        var toObject = new Affine(pose.Row0, pose.Row1, pose.Row2, pose.Position).Inverse();
        var (box, eye) = (ImageBox.Empty, toObject.Translation);
        isCut = false;
        for (var i = 0; i < directions.Length; i++)
        {
            if (directions[i] is not { } direction)
            {
                isCut = true;
                continue;
            }
            var d = toObject.Direction(direction);
            var (first, last) = (near, double.PositiveInfinity);
            void Slab(double e, double v) =>
                (first, last) = (Math.Max(first, Math.Min((-0.5 - e) / v, (0.5 - e) / v)), Math.Min(last, Math.Max((-0.5 - e) / v, (0.5 - e) / v)));
            Slab(eye.X, d.X);
            Slab(eye.Y, d.Y);
            Slab(eye.Z, d.Z);
            if (first <= last)
                box = box.With((i % (3 * Width) - Width + 0.5, i / (3 * Width) - Height + 0.5));
        }
        return box.Width >= 0 ? box : null;
    }
}
