using System.Numerics;
using Render.Core;
using Render.Core.Geometry;
using Render.Tests.Assets;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>Clusters, normals and tangents over random and closed-form meshes.</summary>
public sealed class MeshBuilderTests
{
    public static TheoryData<string> Meshes => ["grid", "sphere", "soup", "pieces", "fan", "flat soup"];

    [Theory]
    [MemberData(nameof(Meshes))]
    public void Clusters_keep_every_triangle_and_their_limits(string kind)
    {
        var part = Part(kind);
        var mesh = Build(part);
        var expected = Enumerable.Range(0, part.Indices.Length / 3).Select(t =>
            (part.Positions[part.Indices[3 * t]], part.Positions[part.Indices[3 * t + 1]], part.Positions[part.Indices[3 * t + 2]]));
        Assert.Equal(MeshTriangles.Canonical(expected), MeshTriangles.Canonical(mesh));
        var (vertices, triangles) = (0u, 0u);
        foreach (var c in mesh.Clusters)
        {
            Assert.InRange(c.TriangleCount, 1u, (uint)Cluster.MaxTriangles);
            Assert.InRange(c.VertexCount, 1u, (uint)Cluster.MaxVertices);
            // One after another, so no vertex and no triangle belongs to two.
            Assert.Equal((vertices, triangles), (c.VertexOffset, c.TriangleOffset));
            (vertices, triangles) = (vertices + c.VertexCount, triangles + c.TriangleCount);
        }
        Assert.Equal(((uint)mesh.Positions.Length, (uint)mesh.Triangles.Length), (vertices, triangles));
    }

    [Theory]
    [MemberData(nameof(Meshes))]
    public void Spheres_and_cones_hold_their_triangles(string kind)
    {
        var mesh = Build(Part(kind));
        var useful = 0;
        foreach (var (cluster, a, b, c) in MeshTriangles.Of(mesh))
        {
            var center = cluster.Sphere.AsVector3();
            foreach (var v in new[] { a, b, c })
                Assert.True(Vector3.Distance(center, mesh.Positions[v]) <= cluster.Sphere.W);
            Assert.Equal(1, cluster.Cone.AsVector3().Length(), 1e-5f);
            if (cluster.Cone.W >= 1)
                continue;
            useful++;
            var normal = Vector3.Normalize(Vector3.Cross(mesh.Positions[b] - mesh.Positions[a], mesh.Positions[c] - mesh.Positions[a]));
            var cosine = Vector3.Dot(normal, cluster.Cone.AsVector3());
            Assert.True(cosine >= Math.Sqrt(1 - cluster.Cone.W * cluster.Cone.W) - 1e-6, $"{cosine} against sine {cluster.Cone.W}");
        }
        Assert.True(useful > 0 || kind is "soup" or "pieces" or "flat soup");
    }

    [Fact]
    public void Clusters_of_a_grid_are_full_and_compact()
    {
        // 128 unit-legged right triangles fill 64 unit squares: a disc of that area has radius 4.5; a square's corner is at 5.7.
        var mesh = Build(Part("grid"));
        var full = mesh.Clusters.Length * Cluster.MaxTriangles;
        Assert.True(mesh.Triangles.Length > 0.9 * full, $"{mesh.Triangles.Length} triangles in {mesh.Clusters.Length} clusters");
        Assert.True(mesh.Clusters.Average(c => c.Sphere.W) < 8, $"radius {mesh.Clusters.Average(c => c.Sphere.W):F2}");
    }

    [Fact]
    public void The_same_part_gives_the_same_mesh()
    {
        var (a, b) = (Build(Part("soup")), Build(Part("soup")));
        Assert.Equal(a.Clusters, b.Clusters);
        Assert.Equal(a.Triangles, b.Triangles);
    }

    [Fact]
    public void Smooth_normals_of_a_sphere_point_outwards()
    {
        var part = Part("sphere") with { Normals = null };
        var mesh = Build(part);
        // The sphere is open at its poles and along its seam (y = 0, x > 0), where one side is missing from the average.
        var inner = Enumerable.Range(0, mesh.Positions.Length).Where(i => Math.Abs(mesh.Positions[i].Z) < 0.98f && (mesh.Positions[i].X < 0 || Math.Abs(mesh.Positions[i].Y) > 0.01f));
        Assert.All(inner, i => Assert.True(Vector3.Distance(Vector3.Normalize(mesh.Positions[i]), mesh.Normals[i]) < 0.005f));
        Assert.True(inner.Count() > 4000);
    }

    [Fact]
    public void Smooth_normals_do_not_depend_on_the_cut_of_a_face()
    {
        // The apex of a pyramid: whatever diagonals its faces are cut along, angle weights give the axis.
        Vector3[] p = [new(0, 0, 0.3f), new(1, 1, 0), new(-1, 1, 0), new(-1, -1, 0), new(1, -1, 0), new(0, 1, 0)];
        var part = new MeshPart { Material = 0, Positions = p, Indices = [0, 1, 5, 0, 5, 2, 0, 2, 3, 0, 3, 4, 0, 4, 1] };
        var smooth = NormalBuilder.Smooth(part);
        var apex = Array.IndexOf(smooth.Positions, p[0]);
        Assert.True(Vector3.Distance(Vector3.UnitZ, smooth.Normals![apex]) < 1e-6f);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    public void Tangents_follow_u_and_mirrored_coordinates_turn_the_hand(float direction, float hand)
    {
        Vector3[] p = [new(0, 0, 0), new(2, 0, 0), new(2, 0, 1), new(0, 0, 1)];
        var part = new MeshPart
        {
            Material = 0,
            Positions = p,
            Normals = [.. Enumerable.Repeat(-Vector3.UnitY, 4)],
            TexCoords = [.. p.Select(v => new Vector2(direction * v.X, 1 - v.Z))],
            Indices = [0, 1, 2, 0, 2, 3],
        };
        foreach (var (t, n) in Build(part) is var mesh ? mesh.Tangents.Zip(mesh.Normals) : [])
        {
            Assert.True(Vector4.Distance(new(direction, 0, 0, hand), t) < 1e-6f);
            // The bitangent points up in the image: to falling v, which is rising z.
            Assert.True(Vector3.Distance(Vector3.UnitZ, t.W * Vector3.Cross(n, t.AsVector3())) < 1e-6f);
        }
    }

    [Fact]
    public void Vertices_where_both_hands_meet_are_split()
    {
        // A face mirrored about x = 0: u = |x|.
        Vector3[] p = [new(-1, 0, 0), new(0, 0, 0), new(0, 0, 1), new(1, 0, 0)];
        var part = new MeshPart
        {
            Material = 0,
            Positions = p,
            Normals = [.. Enumerable.Repeat(-Vector3.UnitY, 4)],
            TexCoords = [.. p.Select(v => new Vector2(Math.Abs(v.X), 1 - v.Z))],
            Indices = [0, 1, 2, 1, 3, 2],
        };
        var mesh = Build(part);
        Assert.Equal(6, mesh.Positions.Length);
        for (var i = 0; i < 6; i++)
            Assert.True(Vector3.Distance(Vector3.UnitZ, mesh.Tangents[i].W * Vector3.Cross(mesh.Normals[i], mesh.Tangents[i].AsVector3())) < 1e-6f);
        Assert.Equal(3, mesh.Tangents.Count(t => t.W > 0));
    }

    [Fact]
    public void A_mesh_without_triangles_is_refused() =>
        Assert.Throws<RenderException>(() => Build(new() { Material = 0, Positions = [Vector3.Zero], Indices = [0, 0, 0, 0, 0, 7] }));

    private static Mesh Build(MeshPart part) => MeshBuilder.Build([part], new());

    private static MeshPart Part(string kind)
    {
        var random = new Random(7);
        Vector3 Random() => new(random.NextSingle(), random.NextSingle(), random.NextSingle());
        switch (kind)
        {
            case "grid":
                return Surface(64, 64, (x, y) => new(x, y, 0));
            case "sphere":
                return Surface(96, 48, (x, y) => Direction(x / 96f * 2 * MathF.PI, (0.02f + 0.96f * y / 48f) * MathF.PI));
            case "soup":
                Vector3[] points = [.. Enumerable.Range(0, 400).Select(_ => Random())];
                return new() { Material = 3, Positions = points, Indices = [.. Enumerable.Range(0, 2000).SelectMany(_ => random.GetItems(Enumerable.Range(0, 400).ToArray(), 400).Distinct().Take(3))] };
            case "pieces":
                Vector3[] corners = [.. Enumerable.Range(0, 900).SelectMany(_ => Random() is var at ? new[] { at, at + 0.01f * Random(), at + 0.01f * Random() } : [])];
                return new() { Material = 0, Positions = corners, Indices = [.. Enumerable.Range(0, corners.Length)] };
            case "fan":
                Vector3[] rim = [Vector3.Zero, .. Enumerable.Range(0, 5001).Select(i => Direction(i * 2 * MathF.PI / 5001, MathF.PI / 2))];
                return new() { Material = 0, Positions = rim, Indices = [.. Enumerable.Range(0, 5000).SelectMany(i => new[] { 0, i + 1, i + 2 })] };
            default:
                return NormalBuilder.Flat(Part("soup"));
        }
    }

    private static Vector3 Direction(float azimuth, float polar) =>
        new(MathF.Cos(azimuth) * MathF.Sin(polar), MathF.Sin(azimuth) * MathF.Sin(polar), MathF.Cos(polar));

    private static MeshPart Surface(int columns, int rows, Func<int, int, Vector3> at)
    {
        Vector3[] positions = [.. from y in Enumerable.Range(0, rows + 1) from x in Enumerable.Range(0, columns + 1) select at(x, y)];
        var indices = new List<int>();
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
            {
                var i = y * (columns + 1) + x;
                // Outwards for a sphere of falling z with growing y.
                indices.AddRange([i, i + columns + 1, i + 1, i + 1, i + columns + 1, i + columns + 2]);
            }
        return new() { Material = 0, Positions = positions, Indices = [.. indices] };
    }
}
