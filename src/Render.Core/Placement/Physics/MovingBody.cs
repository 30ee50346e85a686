using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>A body while it falls, in the units of its simulation.</summary>
internal sealed class MovingBody
{
    private readonly List<(MovingBody Body, Double3 Position, Rotation Rotation)> _leansOn = [];
    private readonly List<int> _gone = [];
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

    /// <summary>Of the centre of mass.</summary>
    public Double3 Velocity { get; set; }

    /// <summary>Angular velocity.</summary>
    public Double3 Spin { get; set; }

    /// <summary>Whether it moves; what does not is solid for the others.</summary>
    public bool Awake { get; private set; } = true;

    /// <summary>Whether something came at it while it was at rest.</summary>
    public bool IsHit { get; set; }

    /// <summary>Bodies that it touched in the last step in which it moved.</summary>
    public List<MovingBody> Touching { get; } = [];

    /// <summary>
    /// On which side of a triangle (the front?) it came to lie on it, for the triangles that it is near: a thin body that a heavy one presses into a table
    /// still belongs above it.
    /// </summary>
    public Dictionary<int, bool> Sides { get; } = [];

    /// <summary>Steps since it was somewhere else.</summary>
    public int CalmSteps { get; private set; }

    public SettleEnd End { get; set; } = SettleEnd.NeverRested;

    /// <summary>Counts a step in which no point of it has gone farther than this from where the count began; else begins again.</summary>
    public void CountCalm(double motion)
    {
        if (Moved(_calmPosition, _calmRotation) <= motion)
            CalmSteps++;
        else
            (CalmSteps, _calmPosition, _calmRotation) = (0, Position, Rotation);
    }

    /// <summary>It stands still from now on.</summary>
    public void FallAsleep()
    {
        (Awake, Velocity, Spin) = (false, default, default);
        _leansOn.Clear();
        foreach (var other in Touching)
            _leansOn.Add((other, other.Position, other.Rotation));
    }

    public void WakeUp() => (Awake, IsHit, CalmSteps, _calmPosition, _calmRotation) = (true, false, 0, Position, Rotation);

    /// <summary>Whether something that it touched when it fell asleep has gone farther than this since.</summary>
    public bool HasLostTouch(double motion)
    {
        foreach (var (body, position, rotation) in _leansOn)
            if (body.Moved(position, rotation) > motion)
                return true;
        return false;
    }

    public Double3 VelocityAt(Double3 point) => Velocity + Double3.Cross(Spin, point - Position);

    /// <summary>How far a point of it has gone at most from where it was.</summary>
    private double Moved(Double3 position, Rotation rotation)
    {
        var (a, b) = (Rotation, rotation);
        var sign = a.W * b.W + a.X * b.X + a.Y * b.Y + a.Z * b.Z < 0 ? -1 : 1;
        var (w, x, y, z) = (a.W - sign * b.W, a.X - sign * b.X, a.Y - sign * b.Y, a.Z - sign * b.Z);
        // The difference of two quaternions is half the angle between them.
        return (Position - position).Length + 2 * Math.Sqrt(w * w + x * x + y * y + z * z) * Hull.Radius;
    }

    /// <summary>Forgets the sides of triangles that it is no longer near.</summary>
    public void Forget(IReadOnlyList<StaticTriangle> near)
    {
        if (Sides.Count == 0)
            return;
        foreach (var number in Sides.Keys)
            if (!IsAmong(near, number))
                _gone.Add(number);
        foreach (var number in _gone)
            Sides.Remove(number);
        _gone.Clear();
    }

    private static bool IsAmong(IReadOnlyList<StaticTriangle> triangles, int number)
    {
        for (var i = 0; i < triangles.Count; i++)
            if (triangles[i].Number == number)
                return true;
        return false;
    }

    public void Pose() => Hull.MoveTo(Position, Rotation);

    public SettledBody Result(double unit) => new(End, (Position - Turned(Rotation, Origin)) * unit, Rotation);

    private static Double3 Turned(Rotation rotation, Double3 p)
    {
        var (row0, row1, row2) = rotation.ToRows();
        return new(Double3.Dot(row0, p), Double3.Dot(row1, p), Double3.Dot(row2, p));
    }
}
