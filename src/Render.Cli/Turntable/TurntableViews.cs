using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;

namespace Render.Cli.Turntable;

/// <summary>One picture of a turntable.</summary>
/// <param name="Caption">Where the viewer stands.</param>
/// <param name="Frame">With one camera.</param>
internal sealed record TurntableView(string Caption, Frame Frame);

/// <summary>
/// A model on a turntable in front of a camera that stays where it is, as a product is photographed: it is the model that turns, so every side
/// gets the same light. The camera is far away with a long lens, so the ground fills the picture to its upper edge; it is as far away in every
/// view, so all pictures have one scale.
/// </summary>
internal static class TurntableViews
{
    /// <summary>Vertical and horizontal field of view, degrees.</summary>
    private const double FovDeg = 18;

    /// <summary>Around: the camera is this high. Less than half the field of view would show the end of the ground.</summary>
    private const double LowDeg = 18;

    private const double HighDeg = 48;

    /// <summary>Air around the bounding sphere.</summary>
    private const double Margin = 1.06;

    /// <summary>Reflectance of the ground, linear.</summary>
    private const float Ground = 0.42f;

    /// <summary>Keys a little from the left above the camera, soft as a large lamp is.</summary>
    private static readonly FrameLight Key = new()
    {
        Name = "key",
        Kind = LightKind.Sun,
        Intensity = new(2.2f),
        Direction = Vector3.Normalize(new(0.55f, 0.62f, -1.15f)),
        AngularDiameterDeg = 5,
    };

    /// <summary>What the model shows, by degrees that it is turned: the viewer stands on the other axis then.</summary>
    private static readonly string[] Sides = ["-y (front)", "-y +x", "+x", "+x +y", "+y (back)", "-x +y", "-x", "-x -y"];

    /// <param name="reference">Of the model.</param>
    /// <param name="bounds">Of its mesh.</param>
    /// <param name="radius">Of the sphere around the middle of the bounds that holds the mesh, metres.</param>
    /// <param name="environment">Reference of the map that lights it.</param>
    /// <param name="size">Pixels of a picture's side.</param>
    public static IReadOnlyList<TurntableView> Of(string reference, Bounds bounds, float radius, string environment, int size)
    {
        var distance = Margin * radius / Math.Sin(FovDeg / 2 * Math.PI / 180);
        TurntableView View(string caption, double turnDeg, double elevationDeg, bool upsideDown = false)
        {
            var turn = Matrix4x4.CreateTranslation(-bounds.Center) * (upsideDown ? Matrix4x4.CreateRotationX(MathF.PI) : Matrix4x4.Identity)
                * Matrix4x4.CreateRotationZ((float)(-turnDeg * Math.PI / 180));
            // A hair below the model: what is flat would else share its plane.
            var ground = Matrix4x4.CreateScale((float)(20 * distance)) * Matrix4x4.CreateTranslation(0, 0, -bounds.Size.Z / 2 - radius / 500);
            return new(caption, new()
            {
                Index = 0,
                Seed = 0,
                Image = new(size, size, Samples: 8, ExposureEv: 0.35f),
                Cameras = [Camera(distance, elevationDeg, size)],
                Environment = new() { Map = environment, Strength = 0.9f, RotationDeg = 225 },
                Lights = [Key],
                Instances =
                [
                    new() { Name = "ground", Model = "shape:plane", ObjectToWorld = Rows(ground), Materials = [new() { BaseColor = new(Ground), Roughness = 0.95f }] },
                    new() { Name = "model", Model = reference, ObjectToWorld = Rows(turn) },
                ],
            });
        }
        return
        [
            .. Sides.Select((side, i) => View(side, 45 * i, LowDeg)),
            View("-y +x, higher", 45, HighDeg), View("-x +y, higher", 225, HighDeg), View("top", 0, 90), View("bottom", 0, 90, upsideDown: true),
        ];
    }

    /// <summary>Pixels that a metre in the middle of the model takes.</summary>
    public static double PixelsPerMetre(float radius, int size) => size / 2.0 / Math.Tan(FovDeg / 2 * Math.PI / 180) / (Margin * radius / Math.Sin(FovDeg / 2 * Math.PI / 180));

    /// <summary>The radius of the sphere around the middle of a mesh's bounds that holds all of it; metres, above 0.</summary>
    public static float Radius(Mesh mesh) => MathF.Sqrt(Math.Max(mesh.Positions.Max(p => Vector3.DistanceSquared(p, mesh.Bounds.Center)), 1e-12f));

    /// <summary>Looks along +Y and down at the origin.</summary>
    private static FrameCamera Camera(double distance, double elevationDeg, int size)
    {
        var (sin, cos) = Math.SinCos(elevationDeg * Math.PI / 180);
        var focal = (float)(size / 2.0 / Math.Tan(FovDeg / 2 * Math.PI / 180));
        return new()
        {
            Fx = focal,
            Fy = focal,
            Cx = size / 2f,
            Cy = size / 2f,
            // Right (1, 0, 0), down (0, -sin, -cos), forward (0, cos, -sin); the origin lies straight ahead.
            WorldToCamera = [1, 0, 0, 0, 0, (float)-sin, (float)-cos, 0, 0, (float)cos, (float)-sin, (float)distance],
            Near = (float)(distance * 1e-3),
        };
    }

    /// <summary>3 x 4, row-major, for column vectors; System.Numerics has row vectors.</summary>
    private static float[] Rows(Matrix4x4 m) => [m.M11, m.M21, m.M31, m.M41, m.M12, m.M22, m.M32, m.M42, m.M13, m.M23, m.M33, m.M43];
}
