using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>
/// Lets bodies fall until all rest. The solver and the integration are ODE's (quick step); contacts are <see cref="ContactFinder"/>'s. Everything is
/// counted in units of the bodies themselves (their typical radius, mass, and the square root of radius over gravity), so that bolts settle like barrels. One at a
/// time in a process, for the solver's random order is global to it.
/// </summary>
internal sealed unsafe class SettleSimulation : IDisposable
{
    /// <summary>m/s2.</summary>
    private const double Gravity = 9.81;

    /// <summary>Of a step, for bodies of typical size: 1/280 s at 5 cm.</summary>
    private const double StepTime = 0.05;

    /// <summary>Contacts begin so far before the touch, and hold there: what rests does not run into what it rests on.</summary>
    private const double Margin = 0.003;

    /// <summary>
    /// A body whose surface has moved less than this in <see cref="CalmSteps"/> is at rest: 0.5 mm at 5 cm. What only trembles goes nowhere. From then on it stands still,
    /// so that one that moves does not keep the whole pile awake, until something hits it or what it touches has gone.
    /// </summary>
    private const double RestMotion = 0.01;

    private const int CalmSteps = 40;

    /// <summary>What comes at a body at rest faster than this wakes it: a fall of 0.2 mm at 5 cm.</summary>
    private const double WakeSpeed = 0.08;

    private const int Iterations = 30;

    /// <summary>In a step nothing moves farther than this part of the thinnest body's depth: it cannot pass through a wall.</summary>
    private const double MostStep = 0.7;

    /// <summary>From then on, in units of time, drag grows until twice that time.</summary>
    private const double DragTime = 25;

    /// <summary>What does not rest in time is taken away, and the others get some more time, so often.</summary>
    private const int Rounds = 3;

    private readonly double _unit;
    private readonly double _step;
    private readonly double _maxSpeed;
    private readonly nint _world = OdeNative.CreateWorld();
    private readonly nint _contacts = OdeNative.CreateJointGroup(0);
    private readonly StaticTriangles _ground;
    private readonly ContactFinder _finder = new(Margin);
    private readonly MovingBody[] _all;
    private readonly List<MovingBody> _bodies;
    private readonly List<StaticTriangle> _near = [];
    private readonly Dictionary<(int, int), Double3> _axes = [];

    private readonly List<MovingBody> _changing = [];

    /// <summary>Bodies by their least x; nearly in order from step to step.</summary>
    private readonly List<MovingBody> _sorted;

    private SettleSimulation(SettleRequest request)
    {
        _unit = Median(request.Bodies.Select(b => b.Scale * request.Shapes[b.Shape].Vertices.Max(v => (v - request.Shapes[b.Shape].Mass.Center).Length)));
        _all = [.. Enumerable.Range(0, request.Bodies.Length).Select(i => new MovingBody(request, i, _unit))];
        (_bodies, _sorted) = ([.. _all], [.. _all]);
        _ground = new(Array.ConvertAll(request.Triangles, p => p * (1 / _unit)));
        // Smaller bodies fall through their own size in less time.
        var depth = _all.Min(b => b.Hull.Depth);
        _step = StepTime * Math.Clamp(Math.Sqrt(_all.Min(b => b.Hull.Radius)), 0.2, 1);
        _maxSpeed = MostStep * Math.Max(depth, 0.02) / _step;
        OdeNative.SetRandomSeed(new((nuint)(request.Seed & 0x7FFFFFFF)));
        OdeNative.SetGravity(_world, 0, 0, -1);
        OdeNative.SetErrorReduction(_world, 0.2);
        OdeNative.SetConstraintForceMixing(_world, 1e-6);
        OdeNative.SetIterations(_world, Iterations);
        OdeNative.SetContactLayer(_world, Margin);
        OdeNative.SetCorrectingSpeed(_world, 1);
        OdeNative.SetMaxAngularSpeed(_world, 0.5 / _step);
        OdeNative.SetAutoDisable(_world, 0);
        var mass = Median(_all.Select(b => b.Given.Density * Volume(request, b)));
        foreach (var body in _all)
            Create(body, request, mass);
    }

    public static SettleResponse Run(SettleRequest request)
    {
        if (request.Bodies.Length == 0)
            return new(null, [], 0, 0);
        using var simulation = new SettleSimulation(request);
        var steps = simulation.Settle(request.MaxSeconds);
        return new(null, [.. simulation._all.Select(b => b.Result(simulation._unit))], steps, steps * simulation._step * simulation.UnitTime);
    }

    public void Dispose()
    {
        OdeNative.DestroyJointGroup(_contacts);
        OdeNative.DestroyWorld(_world);
    }

    /// <summary>Seconds.</summary>
    private double UnitTime => Math.Sqrt(_unit / Gravity);

    private static double Volume(SettleRequest request, MovingBody body) =>
        request.Shapes[body.Given.Shape].Mass.Volume * body.Given.Scale * body.Given.Scale * body.Given.Scale;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private void Create(MovingBody body, SettleRequest request, double unitMass)
    {
        body.Handle = OdeNative.CreateBody(_world);
        var (shape, scale) = (request.Shapes[body.Given.Shape].Mass, body.Given.Scale / _unit);
        // Light bodies under heavy ones, and thin rods, are what an iterative solver is worst at; neither changes where things can rest.
        var total = Math.Clamp(body.Given.Density * Volume(request, body) / unitMass, 0.25, 4);
        var inertia = total / shape.Volume * scale * scale;
        var (diagonal, products) = (shape.Diagonal * inertia, shape.Products * inertia);
        var least = 0.1 * Math.Max(diagonal.X, Math.Max(diagonal.Y, diagonal.Z));
        OdeNative.SetMassParameters(out var mass, total, 0, 0, 0, diagonal.X + least, diagonal.Y + least, diagonal.Z + least, products.X, products.Y, products.Z);
        OdeNative.SetMass(body.Handle, mass);
        OdeNative.SetPosition(body.Handle, body.Position.X, body.Position.Y, body.Position.Z);
        var wxyz = stackalloc double[4] { body.Rotation.W, body.Rotation.X, body.Rotation.Y, body.Rotation.Z };
        OdeNative.SetQuaternion(body.Handle, wxyz);
        body.Pose();
    }

    private int Settle(double maxSeconds)
    {
        var (steps, limit) = (0, (int)Math.Clamp(maxSeconds / UnitTime / _step, 100, 1e6));
        for (var round = 0; round < Rounds && _bodies.Count > 0; round++)
        {
            var until = steps + (round == 0 ? limit : limit / 2);
            // What has not settled by itself after a while is helped by a little drag, more and more.
            for (var i = 0; steps < until; steps++, i++)
            {
                var drag = 0.002 + 0.2 * Math.Clamp(i * _step / DragTime - 1, 0, 1);
                OdeNative.SetLinearDamping(_world, drag);
                OdeNative.SetAngularDamping(_world, drag);
                Step();
                if (_bodies.TrueForAll(b => !b.Awake))
                    break;
            }
            if (steps < until)
                break;
            if (!Remove(b => b.Awake, SettleEnd.NeverRested))
                continue;
            // What may have rested on it must not float.
            foreach (var body in _bodies)
                Wake(body);
        }
        foreach (var body in _bodies)
            body.End = SettleEnd.AtRest;
        return steps;
    }

    private void Step()
    {
        OdeNative.EmptyJointGroup(_contacts);
        foreach (var body in _bodies)
            if (body.Awake)
                TouchGround(body);
        TouchEachOther();
        if (OdeNative.Step(_world, _step) == 0)
            throw new InvalidOperationException("ODE could not make a step: it had no memory for it.");
        foreach (var body in _bodies)
            if (body.Awake)
                Read(body);
        // Together, when all have moved: which of them comes first must not matter.
        foreach (var body in _bodies)
            if (body.Awake ? body.CalmSteps >= CalmSteps : body.IsHit || body.HasLostTouch(2 * RestMotion))
                _changing.Add(body);
        foreach (var body in _changing)
            if (body.Awake)
                Rest(body);
            else
                Wake(body);
        _changing.Clear();
        // What falls off leaves nothing behind that had rested on it until now.
        Remove(b => !(b.Hull.Max.Z >= _ground.Lowest - 1) || !double.IsFinite(b.Position.X + b.Position.Y + b.Position.Z), SettleEnd.FellOff);
    }

    private static void Rest(MovingBody body)
    {
        OdeNative.Disable(body.Handle);
        body.FallAsleep();
    }

    private static void Wake(MovingBody body)
    {
        OdeNative.Enable(body.Handle);
        body.WakeUp();
    }

    private void Read(MovingBody body)
    {
        double* p = OdeNative.Position(body.Handle), q = OdeNative.Quaternion(body.Handle), v = OdeNative.Velocity(body.Handle), w = OdeNative.AngularVelocity(body.Handle);
        body.Position = new(p[0], p[1], p[2]);
        body.Rotation = new(q[0], q[1], q[2], q[3]);
        (body.Velocity, body.Spin) = (new(v[0], v[1], v[2]), new(w[0], w[1], w[2]));
        if (body.Velocity.Length is var speed && speed > _maxSpeed)
        {
            body.Velocity *= _maxSpeed / speed;
            OdeNative.SetVelocity(body.Handle, body.Velocity.X, body.Velocity.Y, body.Velocity.Z);
        }
        body.CountCalm(RestMotion);
        body.Pose();
    }

    private void TouchGround(MovingBody body)
    {
        _near.Clear();
        var reach = new Double3(Margin, Margin, Margin);
        _ground.Find(body.Hull.Min - reach, body.Hull.Max + reach, _near);
        body.Forget(_near);
        foreach (var triangle in _near)
        {
            if (_finder.Find(body.Hull, triangle, body.Sides.TryGetValue(triangle.Number, out var front) ? front : null) is { } side)
                body.Sides[triangle.Number] = side;
            Hold(body, null);
        }
    }

    private void TouchEachOther()
    {
        foreach (var body in _bodies)
            if (body.Awake)
                body.Touching.Clear();
        for (var i = 1; i < _sorted.Count; i++)
            for (var j = i; j > 0 && IsBefore(_sorted[j], _sorted[j - 1]); j--)
                (_sorted[j], _sorted[j - 1]) = (_sorted[j - 1], _sorted[j]);
        for (var i = 0; i < _sorted.Count; i++)
        {
            for (var j = i + 1; j < _sorted.Count && _sorted[j].Hull.Min.X <= _sorted[i].Hull.Max.X + Margin; j++)
            {
                var (a, b) = _sorted[i].Number < _sorted[j].Number ? (_sorted[i], _sorted[j]) : (_sorted[j], _sorted[i]);
                if ((!a.Awake && !b.Awake) || !AreNear(a.Hull, b.Hull))
                    continue;
                var axis = _axes.GetValueOrDefault((a.Number, b.Number));
                _finder.Find(a.Hull, b.Hull, ref axis);
                _axes[(a.Number, b.Number)] = axis;
                Hold(a, b);
            }
        }
    }

    private static bool IsBefore(MovingBody a, MovingBody b) => a.Hull.Min.X < b.Hull.Min.X || (a.Hull.Min.X == b.Hull.Min.X && a.Number < b.Number);

    private static bool AreNear(PosedHull a, PosedHull b) => a.Min.Y <= b.Max.Y + Margin && b.Min.Y <= a.Max.Y + Margin
        && a.Min.Z <= b.Max.Z + Margin && b.Min.Z <= a.Max.Z + Margin && (a.Center - b.Center).Length <= a.Radius + b.Radius + Margin;

    /// <summary>Joints for the contacts found last. What is at rest does not move, but where it is hit it will from the next step on.</summary>
    private void Hold(MovingBody a, MovingBody? b)
    {
        var (normal, points) = (_finder.Normal, _finder.Points);
        if (points.Count == 0)
            return;
        if (b is not null && a.Awake)
            a.Touching.Add(b);
        if (b is { Awake: true })
            b.Touching.Add(a);
        var (handleA, handleB) = (a.Awake ? a.Handle : 0, b is { Awake: true } ? b.Handle : 0);
        var contact = new OdeContact
        {
            // On a face that holds it at three points nothing rolls.
            Mode = OdeContact.FrictionAndBounce | (points.Count <= 2 ? OdeContact.Rolling : 0),
            Friction = Mean(a.Given.Friction, b?.Given.Friction),
            Bounce = Mean(a.Given.Restitution, b?.Given.Restitution),
            BounceSpeed = 0.3,
            NormalX = normal.X,
            NormalY = normal.Y,
            NormalZ = normal.Z,
        };
        contact.Friction2 = contact.Friction;
        contact.RollingFriction = contact.RollingFriction2 = contact.SpinningFriction = Mean(a.Given.Rolling * a.Hull.Radius, b?.Given.Rolling * b?.Hull.Radius);
        foreach (var point in points)
        {
            (contact.X, contact.Y, contact.Z, contact.Depth) = (point.Position.X, point.Position.Y, point.Position.Z, point.Depth);
            OdeNative.Attach(OdeNative.CreateContact(_world, _contacts, contact), handleA, handleB);
            if (!a.Awake)
                a.IsHit |= Double3.Dot(b!.VelocityAt(point.Position), normal) > WakeSpeed;
            else if (b is { Awake: false })
                b.IsHit |= Double3.Dot(a.VelocityAt(point.Position), normal) < -WakeSpeed;
        }
    }

    /// <summary>Geometric; of one alone against what does not move.</summary>
    private static double Mean(double a, double? b) => b is { } other ? Math.Sqrt(a * other) : a;

    /// <summary>Takes bodies out of the simulation; whether there were any.</summary>
    private bool Remove(Predicate<MovingBody> which, SettleEnd end)
    {
        if (!_bodies.Exists(which))
            return false;
        foreach (var body in _bodies.FindAll(which))
        {
            OdeNative.DestroyBody(body.Handle);
            body.End = end;
            _sorted.Remove(body);
            _bodies.Remove(body);
        }
        return true;
    }
}
