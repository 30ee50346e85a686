using System.Numerics;
using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Vulkan.Passes;

/// <summary>
/// How a light that stands somewhere sees the scene for its shadow maps: through one map around the cone of a narrow spot, else through the faces of a
/// cube around the light, those in which there is anything that may cast a shadow.
/// </summary>
/// <param name="Axes">Right-handed, unit length; a spot's third is its axis, an area light's first two its sides.</param>
/// <param name="Cube">False: face 4 alone, along the third axis.</param>
/// <param name="HalfWidth">Tangent of the angle from a face's axis to the middle of its sides.</param>
/// <param name="Faces">Bit 2 a + s: the face along axis a, with s = 1 against it.</param>
/// <param name="Position">Of the light, metres.</param>
/// <param name="Near">Metres along a face's axis; what is nearer casts no shadow.</param>
internal sealed record LocalShadowView(
    (Double3 X, Double3 Y, Double3 Z) Axes, bool Cube, double HalfWidth, uint Faces, Double3 Position, double Near)
{
    /// <summary>Texels beyond each side of a face: the reach of the smallest filter.</summary>
    private const int Margin = 4;

    /// <summary>Degrees; a spot with a wider cone (half its angle) is seen through a cube, whose texels are more alike.</summary>
    private const float WidestCone = 55;

    private const uint AxisFace = 1u << 4, BackFace = 1u << 5, AllFaces = (1u << 6) - 1;

    /// <summary>Metres; a light of no size has no other bound.</summary>
    private const double LeastNear = 1e-3;

    public int Maps => BitOperations.PopCount(Faces);

    /// <param name="light">A point, spot or area light.</param>
    /// <param name="boxes">Corners of the instances' boxes, in the world.</param>
    /// <returns>Null where there is nothing that could cast a shadow.</returns>
    public static LocalShadowView? Fit(FrameLight light, IReadOnlyList<Double3[]> boxes)
    {
        var narrow = light.Kind == LightKind.Spot && light.OuterConeDeg <= WidestCone;
        var halfWidth = narrow ? PortableMath.SinCosDegrees(light.OuterConeDeg) is var (sin, cos) ? sin / cos : 0 : 1;
        var near = Math.Max(light.Radius, LeastNear);
        var view = new LocalShadowView(AxesOf(light), !narrow, Math.Max(halfWidth, 1e-3), narrow ? AxisFace : light.Kind == LightKind.Area ? AllFaces & ~BackFace : AllFaces, Of(light.Position), near);
        uint faces = 0;
        foreach (var box in boxes)
            for (var face = 0; face < 6; face++)
                if ((view.Faces >> face & 1) != 0 && view.MaySee(face, box))
                    faces |= 1u << face;
        return faces == 0 ? null : view with { Faces = faces };
    }

    /// <summary>Sides and axis of a light.</summary>
    public static (Double3 X, Double3 Y, Double3 Z) AxesOf(FrameLight light)
    {
        if (light.Kind == LightKind.Point)
            return (new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));
        var z = Of(light.Direction).Normalized();
        if (light.Kind == LightKind.Area)
        {
            var y = Double3.Cross(z, Of(light.Side)).Normalized();
            return (Double3.Cross(y, z), y, z);
        }
        var x = Math.Abs(z.Z) < 0.9 ? Double3.Cross(new(0, 0, 1), z).Normalized() : Double3.Cross(new(0, 1, 0), z).Normalized();
        return (x, Double3.Cross(z, x), z);
    }

    /// <summary>Texels that the tangent 1 takes on a map of this many texels a side.</summary>
    public double TexelsPerTangent(int size) => (size / 2.0 - Margin) / HalfWidth;

    /// <summary>The view through a face, which is mirrored where that looks against its axis.</summary>
    /// <param name="face">0 to 5.</param>
    /// <param name="size">Texels on a side.</param>
    public SceneView View(int face, int size)
    {
        var (u, v, w) = FaceAxes(face);
        var (focal, centre) = (TexelsPerTangent(size), size / 2.0);
        var rows = new double[12];
        void Row(int first, Double3 row) =>
            (rows[first], rows[first + 1], rows[first + 2], rows[first + 3]) = (row.X, row.Y, row.Z, -Double3.Dot(row, Position));
        Row(0, u * focal + w * centre);
        Row(4, v * focal + w * centre);
        Row(8, w);
        return new(size, size, rows, Orthographic: false, (float)Near);
    }

    // As inFace in Shaders/local_shadow.glsl.
    private (Double3 U, Double3 V, Double3 W) FaceAxes(int face)
    {
        var (x, y, z) = Axes;
        var (u, v, w) = (face >> 1) switch { 0 => (y, z, x), 1 => (z, x, y), _ => (x, y, z) };
        return (u, v, (face & 1) == 0 ? w : -w);
    }

    // Whether a box is not all beyond one of the five planes of a face, which is a little wider than what falls to it.
    private bool MaySee(int face, Double3[] box)
    {
        var (u, v, w) = FaceAxes(face);
        var sides = (1 << 5) - 1;
        var width = HalfWidth * 1.05;
        foreach (var corner in box)
        {
            var d = corner - Position;
            var (a, b, c) = (Double3.Dot(u, d), Double3.Dot(v, d), Double3.Dot(w, d));
            sides &= (a < -width * c ? 1 : 0) | (a > width * c ? 2 : 0) | (b < -width * c ? 4 : 0) | (b > width * c ? 8 : 0) | (c < Near ? 16 : 0);
        }
        return sides == 0;
    }

    private static Double3 Of(Vector3 v) => new(v.X, v.Y, v.Z);
}
