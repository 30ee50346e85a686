using Render.Core.Geometry;
using Render.Core.Processes;
using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <param name="Shape">Index into the request's shapes.</param>
/// <param name="Scale">Of the shape.</param>
/// <param name="Position">Of the shape's origin at the start, metres.</param>
/// <param name="Rotation">At the start.</param>
/// <param name="Density">kg/m3.</param>
/// <param name="Friction">Coulomb's coefficient.</param>
/// <param name="Restitution">Part of the speed that a bounce keeps, 0..1.</param>
/// <param name="Rolling">Rolling friction as part of the body's radius.</param>
internal readonly record struct FallingBody(
    int Shape, double Scale, Double3 Position, Rotation Rotation, double Density, double Friction, double Restitution, double Rolling);

/// <summary>What is to fall, and where.</summary>
/// <param name="Seed">Of the solver.</param>
/// <param name="MaxSeconds">Most simulated time.</param>
/// <param name="Shapes">Of the bodies.</param>
/// <param name="Bodies">In name order: the result depends on it.</param>
/// <param name="Triangles">Three corners each, in the world: what does not move. Solid from both sides.</param>
internal sealed record SettleRequest(ulong Seed, double MaxSeconds, ConvexHull[] Shapes, FallingBody[] Bodies, Double3[] Triangles)
{
    public byte[] ToBytes() => PipeMessages.Of(w =>
    {
        w.Write(Seed);
        w.Write(MaxSeconds);
        w.Write(Shapes.Length);
        foreach (var shape in Shapes)
            Write(w, shape);
        w.Write(Bodies.Length);
        foreach (var body in Bodies)
        {
            w.Write(body.Shape);
            w.Write(body.Scale);
            Write(w, body.Position);
            w.Write(body.Rotation.W);
            w.Write(body.Rotation.X);
            w.Write(body.Rotation.Y);
            w.Write(body.Rotation.Z);
            w.Write(body.Density);
            w.Write(body.Friction);
            w.Write(body.Restitution);
            w.Write(body.Rolling);
        }
        w.Write(Triangles.Length);
        foreach (var corner in Triangles)
            Write(w, corner);
    });

    public static SettleRequest From(BinaryReader r)
    {
        var (seed, seconds) = (r.ReadUInt64(), r.ReadDouble());
        var shapes = Many(r, () => ReadHull(r));
        var bodies = Many(r, () => new FallingBody(r.ReadInt32(), r.ReadDouble(), ReadPoint(r), new(r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble()),
            r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble()));
        return new(seed, seconds, shapes, bodies, Many(r, () => ReadPoint(r)));
    }

    internal static void Write(BinaryWriter w, Double3 p)
    {
        w.Write(p.X);
        w.Write(p.Y);
        w.Write(p.Z);
    }

    internal static Double3 ReadPoint(BinaryReader r) => new(r.ReadDouble(), r.ReadDouble(), r.ReadDouble());

    internal static T[] Many<T>(BinaryReader r, Func<T> read)
    {
        var items = new T[r.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private static void Write(BinaryWriter w, ConvexHull hull)
    {
        w.Write(hull.Vertices.Length);
        foreach (var vertex in hull.Vertices)
            Write(w, vertex);
        w.Write(hull.Faces.Length);
        foreach (var face in hull.Faces)
        {
            w.Write(face.Length);
            foreach (var vertex in face)
                w.Write(vertex);
        }
    }

    private static ConvexHull ReadHull(BinaryReader r) => ConvexHull.Restore(Many(r, () => ReadPoint(r)), Many(r, () => Many(r, r.ReadInt32)));
}

/// <summary>What became of a body.</summary>
internal enum SettleEnd
{
    AtRest,

    /// <summary>Below everything that could hold it.</summary>
    FellOff,

    /// <summary>Still moving when the time was over.</summary>
    NeverRested,
}

/// <param name="End">What became of it.</param>
/// <param name="Position">Of the shape's origin, metres.</param>
/// <param name="Rotation">Of the shape.</param>
internal readonly record struct SettledBody(SettleEnd End, Double3 Position, Rotation Rotation);

/// <param name="Problem">Null, or why nothing could be simulated.</param>
/// <param name="Bodies">In the order of the request.</param>
/// <param name="Steps">Of the simulation.</param>
/// <param name="Seconds">Simulated time.</param>
internal sealed record SettleResponse(string? Problem, SettledBody[] Bodies, int Steps, double Seconds)
{
    public byte[] ToBytes() => PipeMessages.Of(w =>
    {
        w.Write(Problem ?? "");
        w.Write(Bodies.Length);
        foreach (var body in Bodies)
        {
            w.Write((int)body.End);
            SettleRequest.Write(w, body.Position);
            w.Write(body.Rotation.W);
            w.Write(body.Rotation.X);
            w.Write(body.Rotation.Y);
            w.Write(body.Rotation.Z);
        }
        w.Write(Steps);
        w.Write(Seconds);
    });

    public static SettleResponse From(BinaryReader r)
    {
        var problem = r.ReadString();
        var bodies = SettleRequest.Many(r, () => new SettledBody((SettleEnd)r.ReadInt32(), SettleRequest.ReadPoint(r),
            new(r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble())));
        return new(problem.Length == 0 ? null : problem, bodies, r.ReadInt32(), r.ReadDouble());
    }
}
