using System.Collections.Concurrent;
using System.Numerics;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// The built-in unit shapes, by reference: <c>shape:plane</c> (1 x 1 in z = 0, facing +Z), <c>shape:box</c> (edge 1), <c>shape:sphere</c>
/// (diameter 1), <c>shape:cylinder</c> (diameter 1, height 1, axis Z); all centred on the origin, sizes come with the pose. UVs cover 0..1;
/// seen from outside, u grows to the right and v downwards (on sides with +Z up), so no texture appears mirrored.
/// </summary>
public static class Shapes
{
    private const string Prefix = "shape:";

    /// <summary>Around the axis: the silhouette of a unit sphere then leaves the true circle by 0.6 thousandths.</summary>
    private const int Segments = 64;

    private const int Rings = 32;

    private static readonly Dictionary<string, Action<ShapeBuilder>> Definitions = new(StringComparer.Ordinal)
    {
        ["plane"] = Plane,
        ["box"] = Box,
        ["sphere"] = Sphere,
        ["cylinder"] = Cylinder,
    };

    private static readonly ConcurrentDictionary<string, Lazy<Model>> Built = new(StringComparer.Ordinal);

    /// <summary>The references of all shapes.</summary>
    public static IEnumerable<string> References => Definitions.Keys.Select(name => Prefix + name);

    /// <summary>Null where the reference names no shape. Throws <see cref="RenderException"/> for an unknown <c>shape:</c> name.</summary>
    public static Model? TryGet(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!reference.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        if (!Definitions.TryGetValue(reference[Prefix.Length..], out var define))
            throw new RenderException(Failure.InvalidInput, $"unknown shape '{reference}'.", remedy: $"Known: {string.Join(", ", References)}.");
        return Built.GetOrAdd(reference, r => new(() =>
        {
            var builder = new ShapeBuilder();
            define(builder);
            return builder.Build(r);
        })).Value;
    }

    private static void Plane(ShapeBuilder builder) => Square(builder, Vector3.Zero, Vector3.UnitX, Vector3.UnitY);

    private static void Box(ShapeBuilder builder)
    {
        Square(builder, Vector3.UnitX / 2, Vector3.UnitY, Vector3.UnitZ);
        Square(builder, -Vector3.UnitX / 2, -Vector3.UnitY, Vector3.UnitZ);
        Square(builder, Vector3.UnitY / 2, -Vector3.UnitX, Vector3.UnitZ);
        Square(builder, -Vector3.UnitY / 2, Vector3.UnitX, Vector3.UnitZ);
        Square(builder, Vector3.UnitZ / 2, Vector3.UnitX, Vector3.UnitY);
        Square(builder, -Vector3.UnitZ / 2, Vector3.UnitX, -Vector3.UnitY);
    }

    /// <summary>A unit square that faces right x up.</summary>
    private static void Square(ShapeBuilder builder, Vector3 center, Vector3 right, Vector3 up)
    {
        int Corner(float x, float y) => builder.Vertex(
            center + x * right + y * up, Vector3.Cross(right, up), right, new(0.5f + x, 0.5f - y));
        builder.Quad(Corner(-0.5f, -0.5f), Corner(0.5f, -0.5f), Corner(0.5f, 0.5f), Corner(-0.5f, 0.5f));
    }

    private static void Sphere(ShapeBuilder builder)
    {
        int Vertex(float segment, int ring)
        {
            // The seam's two columns and the poles' many vertices have bitwise the same positions: the surface is closed.
            var (sinAzimuth, cosAzimuth) = Direction(segment % Segments / Segments);
            var (sinPolar, cosPolar) = ring == Rings ? (0f, -1f) : Direction(0.5f * ring / Rings);
            var normal = new Vector3(sinPolar * cosAzimuth, sinPolar * sinAzimuth, cosPolar);
            return builder.Vertex(normal / 2, normal, new(-sinAzimuth, cosAzimuth, 0), new(segment / Segments, (float)ring / Rings));
        }
        for (var ring = 0; ring < Rings; ring++)
        {
            for (var segment = 0; segment < Segments; segment++)
            {
                if (ring == 0)
                    builder.Triangle(Vertex(segment + 0.5f, 0), Vertex(segment, 1), Vertex(segment + 1, 1));
                else if (ring == Rings - 1)
                    builder.Triangle(Vertex(segment, ring), Vertex(segment + 0.5f, Rings), Vertex(segment + 1, ring));
                else
                    builder.Quad(Vertex(segment, ring + 1), Vertex(segment + 1, ring + 1), Vertex(segment + 1, ring), Vertex(segment, ring));
            }
        }
    }

    private static void Cylinder(ShapeBuilder builder)
    {
        int Side(int segment, float z)
        {
            var (sin, cos) = Direction((float)(segment % Segments) / Segments);
            return builder.Vertex(new(cos / 2, sin / 2, z), new(cos, sin, 0), new(-sin, cos, 0), new((float)segment / Segments, 0.5f - z));
        }
        int Cap(int segment, float z)
        {
            var (sin, cos) = Direction((float)(segment % Segments) / Segments);
            var up = MathF.Sign(z);
            return builder.Vertex(new(cos / 2, sin / 2, z), new(0, 0, up), Vector3.UnitX, new(0.5f + cos / 2, 0.5f - up * sin / 2));
        }
        int Center(float z) => builder.Vertex(new(0, 0, z), new(0, 0, MathF.Sign(z)), Vector3.UnitX, new(0.5f, 0.5f));
        for (var segment = 0; segment < Segments; segment++)
            builder.Quad(Side(segment, -0.5f), Side(segment + 1, -0.5f), Side(segment + 1, 0.5f), Side(segment, 0.5f));
        for (var segment = 0; segment < Segments; segment++)
            builder.Triangle(Center(0.5f), Cap(segment, 0.5f), Cap(segment + 1, 0.5f));
        for (var segment = 0; segment < Segments; segment++)
            builder.Triangle(Center(-0.5f), Cap(segment + 1, -0.5f), Cap(segment, -0.5f));
    }

    /// <summary>Sine and cosine of a fraction of a full turn; not the platform's, for geometry is the same on every machine.</summary>
    private static (float Sin, float Cos) Direction(float turn)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(360.0 * turn);
        return ((float)sin, (float)cos);
    }
}
