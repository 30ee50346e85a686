using System.Numerics;
using SharpGLTF.Schema2;
using SharpGLTF.Validation;
using Xunit;

namespace Render.Tests.OwnAssets;

/// <summary>Every own model, read back by SharpGLTF in its strictest mode: real sizes, closed surfaces that face outward, sound normals and UVs.</summary>
public sealed class ModelTests
{
    /// <summary>Width along x, depth along z, height along y (glTF's axes) in centimetres, as the real thing measures; allowed to be 15 % off.</summary>
    private static readonly Dictionary<string, (double Width, double Depth, double Height)> RealSizes = new()
    {
        ["bolt"] = (2.08, 1.8, 6.25),
        ["bottle"] = (6.6, 6.6, 23.4),
        ["can"] = (6.6, 6.6, 11.5),
        ["cardboard_box"] = (30, 22, 20.6),
        ["fork"] = (20, 2.4, 1.8),
        ["gear"] = (6.5, 6.5, 1.6),
        ["lamp"] = (25, 25, 42),
        ["mug"] = (11.1, 8.0, 9.5),
        ["nut"] = (2.08, 1.8, 1.05),
        ["plate"] = (26, 26, 2.4),
        ["sign_give_way"] = (69, 18, 220),
        ["sign_speed_limit"] = (60, 18, 220),
        ["sign_stop"] = (60, 18, 220),
        ["spring"] = (2.6, 2.6, 5.8),
        ["toy_brick"] = (6.4, 3.2, 2.4),
        ["traffic_cone"] = (20, 20, 30),
        ["washer"] = (2.4, 2.4, 0.25),
    };

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Repository.Assets, "meshes"), "*.glb")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_size_of_the_real_thing_and_stands_on_the_ground(string name)
    {
        List<Triangle> triangles = Load(name);
        Vector3 low = triangles.SelectMany(t => t.Positions).Aggregate(Vector3.Min), high = triangles.SelectMany(t => t.Positions).Aggregate(Vector3.Max);
        (double width, double depth, double height) = RealSizes[name];
        Assert.InRange(100 * (high.X - low.X), 0.85 * width, 1.15 * width);
        Assert.InRange(100 * (high.Z - low.Z), 0.85 * depth, 1.15 * depth);
        Assert.InRange(100 * (high.Y - low.Y), 0.85 * height, 1.15 * height);
        Assert.Equal(0, low.Y);
        // The axis is the origin's: the ground under it is within the base.
        Assert.InRange(0, low.X, high.X);
        Assert.Equal(0, (low.Z + high.Z) / 2, 1e-4);
        Assert.InRange(triangles.Count, 200, 16_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_shell_is_closed_and_faces_outward(string name)
    {
        List<Triangle> triangles = Load(name);
        var edges = new Dictionary<(Vector3, Vector3), int>();
        var shells = new Dictionary<Vector3, Vector3>();
        foreach (Triangle t in triangles)
        {
            for (int i = 0; i < 3; i++)
            {
                (Vector3 a, Vector3 b) = (t.Positions[i], t.Positions[(i + 1) % 3]);
                edges[(a, b)] = edges.GetValueOrDefault((a, b)) + 1;
                shells[Find(shells, a)] = Find(shells, b);
            }
        }
        Assert.Empty(edges.Where(e => e.Value != 1 || edges.GetValueOrDefault((e.Key.Item2, e.Key.Item1)) != 1).Select(e => e.Key).Take(5));
        foreach (IGrouping<Vector3, Triangle> shell in triangles.GroupBy(t => Find(shells, t.Positions[0])))
            Assert.True(shell.Sum(t => Vector3.Dot(t.Positions[0], Vector3.Cross(t.Positions[1], t.Positions[2])) / 6.0) > 1e-9, "a shell is inside out");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Normals_are_of_unit_length_and_on_the_side_of_their_faces(string name)
    {
        foreach (Triangle t in Load(name))
        {
            Vector3 face = Vector3.Normalize(Vector3.Cross(t.Positions[1] - t.Positions[0], t.Positions[2] - t.Positions[0]));
            foreach (Vector3 n in t.Normals)
            {
                Assert.Equal(1, n.Length(), 1e-3);
                Assert.True(Vector3.Dot(face, n) > 0.2, $"{face} against {n} at {t.Positions[0]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Texture_coordinates_are_finite_and_textures_decode_to_powers_of_two(string name)
    {
        Assert.All(Load(name).SelectMany(t => t.Uvs), uv => Assert.True(float.IsFinite(uv.X) && float.IsFinite(uv.Y) && uv.Length() < 100));
        foreach (SharpGLTF.Schema2.Image image in Open(name).LogicalImages)
        {
            var decoded = StbImageSharp.ImageResult.FromMemory(image.Content.Content.ToArray());
            Assert.True(BitOperations.IsPow2(decoded.Width) && BitOperations.IsPow2(decoded.Height));
        }
    }

    /// <summary>The representative of an item's set; the way there is halved on every visit.</summary>
    private static Vector3 Find(Dictionary<Vector3, Vector3> parents, Vector3 item)
    {
        while (parents.TryGetValue(item, out Vector3 parent) && parent != item)
        {
            if (parents.TryGetValue(parent, out Vector3 grandparent))
                parents[item] = grandparent;
            item = parent;
        }
        return item;
    }

    private static ModelRoot Open(string name) =>
        ModelRoot.Load(Path.Combine(Repository.Assets, "meshes", name + ".glb"), new ReadSettings { Validation = ValidationMode.Strict });

    private static List<Triangle> Load(string name)
    {
        var triangles = new List<Triangle>();
        foreach (MeshPrimitive primitive in Open(name).LogicalMeshes.SelectMany(m => m.Primitives))
        {
            IList<Vector3> positions = primitive.GetVertexAccessor("POSITION").AsVector3Array();
            IList<Vector3> normals = primitive.GetVertexAccessor("NORMAL").AsVector3Array();
            IList<Vector2> uvs = primitive.GetVertexAccessor("TEXCOORD_0").AsVector2Array();
            foreach ((int a, int b, int c) in primitive.GetTriangleIndices())
            {
                triangles.Add(new Triangle([positions[a], positions[b], positions[c]], [normals[a], normals[b], normals[c]],
                    [uvs[a], uvs[b], uvs[c]]));
            }
        }
        return triangles;
    }

    private sealed record Triangle(Vector3[] Positions, Vector3[] Normals, Vector2[] Uvs);
}
