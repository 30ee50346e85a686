using System.Numerics;
using Render.Core;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Geometry;

public class ShapesTests
{
    public static TheoryData<string> All => [.. Shapes.References];

    [Fact]
    public void Other_references_are_no_shapes_and_unknown_shapes_are_refused_with_the_known_names()
    {
        Assert.Null(Shapes.TryGet("models/plane.glb"));
        var error = Assert.Throws<RenderException>(() => Shapes.TryGet("shape:plain"));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains("shape:plane", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(All))]
    public void The_same_reference_is_the_same_model(string reference)
    {
        Assert.Same(Shapes.TryGet(reference), Shapes.TryGet(reference));
        Assert.Matches("^[0-9a-f]{64}$", Shapes.TryGet(reference)!.ContentHash);
    }

    [Theory, MemberData(nameof(All))]
    public void Clusters_cover_every_triangle_and_vertex_once_and_stay_within_their_bounds(string reference)
    {
        var mesh = Shapes.TryGet(reference)!.Mesh;
        var (vertex, triangle) = (0u, 0u);
        foreach (var cluster in mesh.Clusters.OrderBy(c => c.TriangleOffset))
        {
            Assert.Equal((vertex, triangle), (cluster.VertexOffset, cluster.TriangleOffset));
            Assert.InRange(cluster.VertexCount, 3u, (uint)Cluster.MaxVertices);
            Assert.InRange(cluster.TriangleCount, 1u, (uint)Cluster.MaxTriangles);
            (vertex, triangle) = (vertex + cluster.VertexCount, triangle + cluster.TriangleCount);
            for (var t = cluster.TriangleOffset; t < triangle; t++)
                for (var corner = 0; corner < 3; corner++)
                    Assert.InRange(mesh.Triangles[t] >> (8 * corner) & 255, 0u, cluster.VertexCount - 1);
            for (var v = cluster.VertexOffset; v < vertex; v++)
            {
                var distance = Vector3.Distance(mesh.Positions[v], new(cluster.Sphere.X, cluster.Sphere.Y, cluster.Sphere.Z));
                Assert.True(distance <= cluster.Sphere.W);
            }
        }
        Assert.Equal((mesh.Positions.Length, mesh.Triangles.Length), ((int)vertex, (int)triangle));
    }

    [Theory]
    [InlineData("shape:box")]
    [InlineData("shape:sphere")]
    [InlineData("shape:cylinder")]
    public void Solids_are_closed_every_edge_is_walked_once_each_way(string reference)
    {
        var edges = new HashSet<(Vector3, Vector3)>();
        foreach (var (a, b, c) in Triangles(reference))
            foreach (var edge in new[] { (a.Position, b.Position), (b.Position, c.Position), (c.Position, a.Position) })
                Assert.True(edges.Add(edge), $"{edge} twice");
        Assert.All(edges, edge => Assert.Contains((edge.Item2, edge.Item1), edges));
    }

    // Inscribed polygons and polyhedra: a little less than the smooth solid.
    [Theory]
    [InlineData("shape:box", 6, 1, 1e-6)]
    [InlineData("shape:sphere", Math.PI, Math.PI / 6, 8e-3)]
    [InlineData("shape:cylinder", 1.5 * Math.PI, Math.PI / 4, 2e-3)]
    public void Area_and_volume_are_those_of_the_solid(string reference, double area, double volume, double tolerance)
    {
        var (areaFound, volumeFound) = (0.0, 0.0);
        foreach (var (a, b, c) in Triangles(reference))
        {
            areaFound += Vector3.Cross(b.Position - a.Position, c.Position - a.Position).Length() / 2.0;
            volumeFound += Vector3.Dot(a.Position, Vector3.Cross(b.Position, c.Position)) / 6.0;
        }
        Assert.InRange(areaFound, area * (1 - tolerance), area * (1 + 1e-6));
        Assert.InRange(volumeFound, volume * (1 - tolerance), volume * (1 + 1e-6));
    }

    [Fact]
    public void The_plane_is_the_unit_square_in_z_0_and_faces_up()
    {
        var mesh = Shapes.TryGet("shape:plane")!.Mesh;
        Assert.Equal(new Bounds(new(-0.5f, -0.5f, 0), new(0.5f, 0.5f, 0)), mesh.Bounds);
        Assert.Equal(2, mesh.Triangles.Length);
        Assert.All(mesh.Normals, n => Assert.Equal(Vector3.UnitZ, n));
    }

    [Theory, MemberData(nameof(All))]
    public void Bounds_are_the_unit_box(string reference)
    {
        var bounds = Shapes.TryGet(reference)!.Mesh.Bounds;
        Assert.Equal(0, bounds.Center.Length(), 1e-6);
        Assert.Equal(1, bounds.Size.X, 1e-6);
        Assert.Equal(1, bounds.Size.Y, 1e-6);
    }

    [Theory, MemberData(nameof(All))]
    public void Front_faces_and_normals_point_outwards_and_tangent_frames_are_orthonormal(string reference)
    {
        foreach (var (a, b, c) in Triangles(reference))
        {
            var face = Vector3.Normalize(Vector3.Cross(b.Position - a.Position, c.Position - a.Position));
            foreach (var vertex in new[] { a, b, c })
            {
                var tangent = new Vector3(vertex.Tangent.X, vertex.Tangent.Y, vertex.Tangent.Z);
                Assert.True(Vector3.Dot(face, vertex.Normal) > 0.9f);
                Assert.Equal(1, vertex.Normal.Length(), 1e-5);
                Assert.Equal(1, tangent.Length(), 1e-5);
                Assert.Equal(0, Vector3.Dot(tangent, vertex.Normal), 1e-5);
                Assert.Equal(1, vertex.Tangent.W);
            }
        }
    }

    // The derivative of position by texture coordinates, from the triangle alone: tangent along u, bitangent against v (which grows downwards).
    [Theory, MemberData(nameof(All))]
    public void Texture_coordinates_lie_in_0_1_and_agree_with_the_tangent_frame(string reference)
    {
        foreach (var (a, b, c) in Triangles(reference))
        {
            var (e1, e2, d1, d2) = (b.Position - a.Position, c.Position - a.Position, b.TexCoord - a.TexCoord, c.TexCoord - a.TexCoord);
            var determinant = d1.X * d2.Y - d2.X * d1.Y;
            Assert.True(determinant < 0, "mirrored texture");
            var (alongU, alongV) = (Vector3.Normalize((e1 * d2.Y - e2 * d1.Y) / determinant), Vector3.Normalize((e2 * d1.X - e1 * d2.X) / determinant));
            foreach (var vertex in new[] { a, b, c })
            {
                var tangent = new Vector3(vertex.Tangent.X, vertex.Tangent.Y, vertex.Tangent.Z);
                Assert.InRange(vertex.TexCoord.X, 0, 1);
                Assert.InRange(vertex.TexCoord.Y, 0, 1);
                Assert.True(Vector3.Dot(tangent, alongU) > 0.9f);
                Assert.True(Vector3.Dot(vertex.Tangent.W * Vector3.Cross(vertex.Normal, tangent), -alongV) > 0.9f);
            }
        }
    }

    private readonly record struct Corner(Vector3 Position, Vector3 Normal, Vector4 Tangent, Vector2 TexCoord);

    private static IEnumerable<(Corner A, Corner B, Corner C)> Triangles(string reference)
    {
        var mesh = Shapes.TryGet(reference)!.Mesh;
        foreach (var cluster in mesh.Clusters)
        {
            for (var t = cluster.TriangleOffset; t < cluster.TriangleOffset + cluster.TriangleCount; t++)
            {
                Corner At(int shift)
                {
                    var v = cluster.VertexOffset + (mesh.Triangles[t] >> shift & 255);
                    return new(mesh.Positions[v], mesh.Normals[v], mesh.Tangents[v], mesh.TexCoords[v]);
                }
                yield return (At(0), At(8), At(16));
            }
        }
    }
}
