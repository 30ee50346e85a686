using System.Numerics;
using Render.Core.Geometry;
using Render.Core.Placement;
using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>
/// Meshes made of the cells of a lattice, so that faces, edges and corners coincide as they do in what people make: they run into each other just when they have a cell in common.
/// </summary>
public sealed class MeshOverlapTests
{
    /// <summary>Edge of a cell, metres; no power of two.</summary>
    private const double Cell = 0.3;

    private static readonly Dictionary<string, (int X, int Y, int Z)[]> _solids = new(StringComparer.Ordinal)
    {
        ["cell"] = Cells("#"),
        ["bar"] = Cells("###"),
        ["slab"] = Cells("###|###|###"),
        ["corner"] = Cells("##|#."),
        ["slot"] = Cells("#.#|###"),
        ["ring"] = Cells("###|#.#|###"),
        ["cross"] = Cells(".#.|###|.#."),
        ["tower"] = [(0, 0, 0), (0, 0, 1), (0, 0, 2)],
        ["stairs"] = [(0, 0, 0), (1, 0, 0), (0, 0, 1)],
    };

    private static readonly Dictionary<string, ModelShape> _shapes = _solids.ToDictionary(s => s.Key, s => Shape(s.Key, s.Value), StringComparer.Ordinal);

    /// <summary>In the plane of the lattice, and with the whole world turned: then what touched does so but for rounding.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20, 35, 70)]
    public void Solids_of_a_lattice_meet_when_they_share_a_cell(double turnX, double turnY, double turnZ)
    {
        var (random, world, met, count) = (new Random(11), Rotation.FromEuler(turnX, turnY, turnZ), 0, 3000);
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (Random(random), Random(random));
            var shared = Placed(a).ToHashSet().Overlaps(Placed(b));
            met += shared ? 1 : 0;
            Assert.True(shared == MeshOverlap.Meet(_shapes[a.Name], PoseOf(a, world), _shapes[b.Name], PoseOf(b, world)), $"{a} and {b}: {(shared ? "share a cell" : "do not")}");
        }
        Assert.InRange(met, count / 10, count * 9 / 10);
    }

    /// <summary>The least distance of two solids of cells is that of two of their cells.</summary>
    [Fact]
    public void Solids_are_nearer_than_a_distance_when_two_of_their_cells_are()
    {
        var (random, world) = (new Random(12), Rotation.FromEuler(20, 35, 70));
        for (var i = 0; i < 600; i++)
        {
            var (a, b) = (Random(random), Random(random));
            b = b with { At = (b.At.X + random.Next(4), b.At.Y - random.Next(4), b.At.Z + random.Next(4)) };
            var least = Placed(a).Min(p => Placed(b).Min(q => Math.Sqrt(Between(p.X, q.X) + Between(p.Y, q.Y) + Between(p.Z, q.Z))));
            if (Placed(a).ToHashSet().Overlaps(Placed(b)) || least == 0)
                continue;
            least *= Cell;
            bool AreNearer(double distance) => MeshOverlap.AreNearer(_shapes[a.Name], PoseOf(a, world), _shapes[b.Name], PoseOf(b, world), distance);
            Assert.Equal((false, false, true), (AreNearer(least * 0.999), AreNearer(least), AreNearer(least * 1.001)));
        }

        static double Between(int p, int q) => Math.Max(0, Math.Abs(p - q) - 1) is var gap ? gap * gap : 0;
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.05, true)]
    [InlineData(0.95, true)]
    [InlineData(1, false)]
    [InlineData(1.05, false)]
    public void Boxes_of_one_size_meet_when_moved_along_an_axis_by_less_than_it(double by, bool expected)
    {
        var box = new ModelShape(Shapes.TryGet("shape:box")!);
        foreach (var along in (Double3[])[new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), new(-1, 0, 0)])
            foreach (var turn in (Rotation[])[Rotation.Identity, Rotation.FromEuler(10, 20, 30)])
                Assert.Equal(expected, MeshOverlap.Meet(box, At(Double3.Zero, turn), box, At(along * by, turn)));

        // Along the turned axes.
        static Pose At(Double3 position, Rotation turn) => Pose.Of(turn, new(0.2, 0.2, 0.2), default).Apply(position) is var p ? Pose.Of(turn, new(0.2, 0.2, 0.2), p) : default;
    }

    /// <summary>A sheet has no inside, but what lies on it and faces the same side is behind the same surface.</summary>
    [Fact]
    public void Sheets_meet_when_they_cover_each_other_facing_the_same_side()
    {
        var plane = new ModelShape(Shapes.TryGet("shape:plane")!);
        Pose At(double x, double z = 0, double turn = 0) => Pose.Of(Rotation.FromEuler(turn, 0, 0), new(1, 1, 1), new(x, 0, z));
        Assert.True(MeshOverlap.Meet(plane, At(0), plane, At(0)));
        Assert.True(MeshOverlap.Meet(plane, At(0), plane, At(0.9)));
        Assert.False(MeshOverlap.Meet(plane, At(0), plane, At(1)));
        Assert.False(MeshOverlap.Meet(plane, At(0), plane, At(0, 0.001)));
        Assert.False(MeshOverlap.Meet(plane, At(0), plane, At(0, turn: 180)));
        Assert.True(MeshOverlap.Meet(plane, At(0), plane, At(0, turn: 30)));
    }

    private readonly record struct Solid(string Name, int Turn, (int X, int Y, int Z) At);

    private static Solid Random(Random random) =>
        new(_solids.Keys.ElementAt(random.Next(_solids.Count)), random.Next(24), (random.Next(-1, 2), random.Next(-1, 2), random.Next(-1, 2)));

    /// <summary>The lattice's own turns: quarter turns about x, then y, then z.</summary>
    private static (int X, int Y, int Z) Angles(int turn) => (turn % 4 * 90, turn / 4 % 2 * 90, turn / 8 * 90);

    /// <summary>The places of its cells, in whole numbers.</summary>
    private static IEnumerable<(int X, int Y, int Z)> Placed(Solid solid) => _solids[solid.Name].Select(cell =>
    {
        var (p, angles) = (cell, Angles(solid.Turn));
        for (var i = 0; i < angles.X / 90; i++)
            p = (p.X, -p.Z, p.Y);
        for (var i = 0; i < angles.Y / 90; i++)
            p = (p.Z, p.Y, -p.X);
        for (var i = 0; i < angles.Z / 90; i++)
            p = (-p.Y, p.X, p.Z);
        return (p.X + solid.At.X, p.Y + solid.At.Y, p.Z + solid.At.Z);
    });

    private static Pose PoseOf(Solid solid, Rotation world)
    {
        var (x, y, z) = Angles(solid.Turn);
        return Pose.Of(Rotation.FromEuler(x, y, z), new(Cell, Cell, Cell), new Double3(solid.At.X, solid.At.Y, solid.At.Z) * Cell).Turned(world);
    }

    private static (int X, int Y, int Z)[] Cells(string rows) =>
        [.. rows.Split('|').SelectMany((row, y) => row.Select((c, x) => (c, x, y))).Where(p => p.c == '#').Select(p => (p.x, p.y, 0))];

    /// <summary>The faces between a cell and none; cell (0, 0, 0) has its middle in the origin.</summary>
    private static ModelShape Shape(string name, (int X, int Y, int Z)[] cells)
    {
        var builder = new ShapeBuilder();
        foreach (var (x, y, z) in cells)
        {
            foreach (var (normal, right) in ((Vector3, Vector3)[])[(Vector3.UnitX, Vector3.UnitY), (Vector3.UnitY, Vector3.UnitZ), (Vector3.UnitZ, Vector3.UnitX),
                (-Vector3.UnitX, Vector3.UnitZ), (-Vector3.UnitY, Vector3.UnitX), (-Vector3.UnitZ, Vector3.UnitY)])
            {
                if (cells.Contains((x + (int)normal.X, y + (int)normal.Y, z + (int)normal.Z)))
                    continue;
                var (middle, up) = (new Vector3(x, y, z) + normal / 2, Vector3.Cross(normal, right));
                int Corner(float u, float v) => builder.Vertex(middle + u * right + v * up, normal, right, default);
                builder.Quad(Corner(-0.5f, -0.5f), Corner(0.5f, -0.5f), Corner(0.5f, 0.5f), Corner(-0.5f, 0.5f));
            }
        }
        return new(builder.Build(name));
    }
}
