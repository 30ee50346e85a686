using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement.Physics;

/// <summary>The objects of one frame that fall, and what they fall on: gathered in scene order, then let go together.</summary>
internal sealed class Pile(DrawKey key)
{
    /// <summary>Half of the ground's square that can hold something, metres.</summary>
    private const double GroundReach = 1000;

    private readonly List<(ModelShape Shape, FallingBody Body)> _falling = [];
    private readonly List<(double X, double Y, double Z, double Radius)> _starts = [];
    private readonly SortedSet<int> _gone = [];
    private readonly RandomStream _seeds = key.Stream("physics");
    private readonly SortedDictionary<int, SettledBody> _settled = [];
    private readonly List<(ModelShape Shape, Pose Pose)> _standing = [];
    private readonly List<Double3> _walls = [];
    private readonly HashSet<Surface> _walled = [];
    private (Double3 Min, Double3 Max)? _region;
    private double _seconds;
    private bool _onGround;

    /// <summary>Something that does not move.</summary>
    public void Stand(ModelShape shape, Pose pose) => _standing.Add((shape, pose));

    /// <summary>Something that falls.</summary>
    /// <param name="strategy">How.</param>
    /// <param name="instance">The number in its group.</param>
    /// <param name="shape">Of its model.</param>
    /// <param name="rotation">At the start.</param>
    /// <param name="scale">Of the model.</param>
    /// <param name="start">Of its origin; it is raised where another object begins there.</param>
    /// <param name="surface">What it falls on.</param>
    /// <param name="placed">Objects that are there already.</param>
    public void Fall(Falling strategy, int instance, ModelShape shape, Rotation rotation, double scale, Double3 start, Surface surface, IEnumerable<Footprint> placed)
    {
        _falling.Add((shape, default));
        _starts.Add(default);
        var matter = strategy.Matter;
        Drop(_falling.Count - 1, new(0, scale, start, rotation, matter.Density.Draw(key, instance), matter.Friction.Draw(key, instance), matter.Restitution.Draw(key, instance),
            matter.Rolling.Draw(key, instance)), surface, placed);
        _seconds = Math.Max(_seconds, strategy.MaxSeconds);
        _onGround |= ReferenceEquals(surface, Surface.Ground);
        if (strategy.HasWalls && _walled.Add(surface))
            Wall(surface, strategy.Reach(surface));
    }

    /// <summary>Something falls once more, from another start, while the others begin where <see cref="Keep"/> says.</summary>
    /// <param name="number">In the order in which they were added.</param>
    /// <param name="rotation">At the start.</param>
    /// <param name="start">Of its origin; it is raised where another object is.</param>
    /// <param name="surface">What it falls on.</param>
    /// <param name="placed">As before.</param>
    public void FallAgain(int number, Rotation rotation, Double3 start, Surface surface, IEnumerable<Footprint> placed) =>
        Drop(number, _falling[number].Body with { Position = start, Rotation = rotation }, surface, placed);

    /// <summary>Next time it begins where it has come to rest.</summary>
    public void Keep(int number, SettledBody at)
    {
        var (shape, body) = _falling[number];
        _falling[number] = (shape, body with { Position = at.Position, Rotation = at.Rotation });
        var (center, radius) = BallOf(number);
        _starts[number] = (center.X, center.Y, center.Z, radius);
    }

    /// <summary>Next time it is not there.</summary>
    public void TakeAway(int number) => _gone.Add(number);

    /// <summary>Where all of them come to rest, in the order in which they were added; what was taken away, where it was last.</summary>
    /// <exception cref="RenderException">As <see cref="PhysicsWorkers.Settle"/>.</exception>
    public SettledBody[] Settle(PhysicsWorkers workers)
    {
        var numbers = Enumerable.Range(0, _falling.Count).Where(i => !_gone.Contains(i)).ToArray();
        var shapes = numbers.Select(i => _falling[i].Shape).Distinct().ToArray();
        var request = new SettleRequest(_seeds.NextBits(), _seconds, Array.ConvertAll(shapes, s => s.Hull),
            [.. numbers.Select(i => _falling[i].Body with { Shape = Array.IndexOf(shapes, _falling[i].Shape) })], [.. Obstacles()]);
        var settled = workers.Settle(request, $"frame {key.Frame}").Bodies;
        for (var i = 0; i < numbers.Length; i++)
            _settled[numbers[i]] = settled[i];
        return [.. Enumerable.Range(0, _falling.Count).Select(i => _settled[i])];
    }

    private void Drop(int number, FallingBody body, Surface surface, IEnumerable<Footprint> placed)
    {
        _falling[number] = (_falling[number].Shape, body);
        var (center, radius) = BallOf(number);
        var z = center.Z;
        foreach (var other in placed)
            if (other.Box.MinX < center.X + radius && center.X - radius < other.Box.MaxX && other.Box.MinY < center.Y + radius && center.Y - radius < other.Box.MaxY)
                z = Math.Max(z, other.MaxZ + radius);
        // As low as the balls around those before allow.
        foreach (var other in _starts.Where((s, i) => i != number && !_gone.Contains(i)).OrderBy(s => s.Z))
        {
            var (dx, dy, reach) = (other.X - center.X, other.Y - center.Y, 1.01 * (other.Radius + radius));
            var free = reach * reach - dx * dx - dy * dy;
            if (free > 0 && Math.Abs(z - other.Z) < Math.Sqrt(free))
                z = other.Z + Math.Sqrt(free);
        }
        _starts[number] = (center.X, center.Y, z, radius);
        _falling[number] = (_falling[number].Shape, body with { Position = body.Position + new Double3(0, 0, z - center.Z) });
        Widen(new(center.X - radius, center.Y - radius, surface.Center.Z), new(center.X + radius, center.Y + radius, z + radius));
    }

    /// <summary>Around its centre of mass.</summary>
    private (Double3 Center, double Radius) BallOf(int number)
    {
        var (shape, body) = _falling[number];
        var middle = shape.Hull.Mass.Center;
        return (Pose.Of(body.Rotation, new(body.Scale, body.Scale, body.Scale), body.Position).Apply(middle), shape.Hull.Vertices.Max(v => (v - middle).Length) * body.Scale);
    }

    private void Widen(Double3 min, Double3 max)
    {
        var (low, high) = _region ?? (min, max);
        _region = (new(Math.Min(low.X, min.X), Math.Min(low.Y, min.Y), Math.Min(low.Z, min.Z)), new(Math.Max(high.X, max.X), Math.Max(high.Y, max.Y), Math.Max(high.Z, max.Z)));
    }

    private void Wall(Surface surface, (double X, double Y) reach)
    {
        (double X, double Y)[] corners = [(-reach.X, -reach.Y), (reach.X, -reach.Y), (reach.X, reach.Y), (-reach.X, reach.Y)];
        for (var i = 0; i < 4; i++)
        {
            var (from, to) = (surface.ToWorld(corners[i].X, corners[i].Y), surface.ToWorld(corners[(i + 1) % 4].X, corners[(i + 1) % 4].Y));
            // Higher than any pile can grow.
            Double3 At((double X, double Y) p, double z) => new(surface.Center.X + p.X, surface.Center.Y + p.Y, z);
            var (low, high) = (surface.Center.Z - 1, surface.Center.Z + GroundReach);
            _walls.AddRange([At(from, low), At(to, low), At(to, high), At(from, low), At(to, high), At(from, high)]);
        }
    }

    /// <summary>Corners of all triangles that something which rolls away can still meet: those over twice the region, and a little.</summary>
    private IEnumerable<Double3> Obstacles()
    {
        var (min, max) = _region!.Value;
        var reach = (max - min).Length + 1;
        (min, max) = (min - new Double3(reach, reach, 0), max + new Double3(reach, reach, 0));
        foreach (var (shape, pose) in _standing)
        {
            var tree = shape.Tree;
            foreach (var (a, b, c) in tree.Corners)
            {
                var (p, q, r) = (At(tree, pose, a), At(tree, pose, b), At(tree, pose, c));
                if (Math.Min(p.X, Math.Min(q.X, r.X)) <= max.X && Math.Max(p.X, Math.Max(q.X, r.X)) >= min.X
                    && Math.Min(p.Y, Math.Min(q.Y, r.Y)) <= max.Y && Math.Max(p.Y, Math.Max(q.Y, r.Y)) >= min.Y)
                {
                    yield return p;
                    yield return q;
                    yield return r;
                }
            }
        }
        foreach (var corner in _walls)
            yield return corner;
        if (!_onGround)
            yield break;
        Double3 Ground(double x, double y) => new(min.X + x * GroundReach, min.Y + y * GroundReach, 0);
        foreach (var corner in (Double3[])[Ground(-1, -1), Ground(1, -1), Ground(1, 1), Ground(-1, -1), Ground(1, 1), Ground(-1, 1)])
            yield return corner;
    }

    private static Double3 At(TriangleTree tree, Pose pose, int vertex) =>
        pose.Apply(new(tree.Mesh.Positions[vertex].X, tree.Mesh.Positions[vertex].Y, tree.Mesh.Positions[vertex].Z));
}
