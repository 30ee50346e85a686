using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>A body while it falls, in the units of its simulation.</summary>
internal sealed class MovingBody
{
    private Double3 _calmPosition;
    private Rotation _calmRotation;

    public MovingBody(SettleRequest request, int number, double unit)
    {
        Given = request.Bodies[number];
        var (shape, scale) = (request.Shapes[Given.Shape], Given.Scale / unit);
        Hull = new(shape, shape.Mass.Center, scale);
        (Number, Origin) = (number, shape.Mass.Center * scale);
        Position = Given.Position * (1 / unit) + Turned(Given.Rotation, Origin);
        Rotation = Given.Rotation;
    }

    public int Number { get; }

    public FallingBody Given { get; }

    /// <summary>With its centre of mass as origin.</summary>
    public PosedHull Hull { get; }

    /// <summary>The centre of mass, seen from the shape's origin, unturned.</summary>
    public Double3 Origin { get; }

    /// <summary>ODE's.</summary>
    public nint Handle { get; set; }

    /// <summary>Of the centre of mass.</summary>
    public Double3 Position { get; set; }

    public Rotation Rotation { get; set; }

    public bool Awake { get; set; } = true;

    /// <summary>
    /// On which side of a triangle (the front?) it came to lie on it, for the triangles that it is near: a thin body that a heavy one presses into a table
    /// still belongs above it.
    /// </summary>
    public Dictionary<int, bool> Sides { get; private set; } = [];

    /// <summary>Steps since it was somewhere else.</summary>
    public int CalmSteps { get; set; }

    public SettleEnd End { get; set; } = SettleEnd.NeverRested;

    /// <summary>Counts a step in which no point of it has gone farther than this from where the count began; else begins again.</summary>
    public void CountCalm(double motion)
    {
        var (a, b) = (Rotation, _calmRotation);
        var sign = a.W * b.W + a.X * b.X + a.Y * b.Y + a.Z * b.Z < 0 ? -1 : 1;
        var (w, x, y, z) = (a.W - sign * b.W, a.X - sign * b.X, a.Y - sign * b.Y, a.Z - sign * b.Z);
        // The difference of two quaternions is half the angle between them.
        if ((Position - _calmPosition).Length + 2 * Math.Sqrt(w * w + x * x + y * y + z * z) * Hull.Radius <= motion)
            CalmSteps++;
        else
            (CalmSteps, _calmPosition, _calmRotation) = (0, Position, Rotation);
    }

    /// <summary>Forgets the sides of triangles that it is no longer near.</summary>
    public void Forget(IReadOnlyList<StaticTriangle> near)
    {
        if (Sides.Count == 0)
            return;
        var kept = new Dictionary<int, bool>();
        foreach (var triangle in near)
            if (Sides.TryGetValue(triangle.Number, out var side))
                kept[triangle.Number] = side;
        Sides = kept;
    }

    public void Pose() => Hull.MoveTo(Position, Rotation);

    public SettledBody Result(double unit) => new(End, (Position - Turned(Rotation, Origin)) * unit, Rotation);

    private static Double3 Turned(Rotation rotation, Double3 p)
    {
        var (row0, row1, row2) = rotation.ToRows();
        return new(Double3.Dot(row0, p), Double3.Dot(row1, p), Double3.Dot(row2, p));
    }
}
