using System.Numerics;
using Render.Assets;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>The same box in every format; axes and units.</summary>
public sealed class FormatTests : IDisposable
{
    /// <summary>The one box in every format that a test can write.</summary>
    private static readonly (string Name, byte[] Content)[] Boxes =
    [
        ("box.glb", BoxFiles.Glb()), ("box.gltf", Text(BoxFiles.Gltf())), ("box.obj", Text(BoxFiles.Obj())), ("box.ply", Text(BoxFiles.Ply())),
        ("binary.ply", BoxFiles.BinaryPly()), ("box.stl", Text(BoxFiles.Stl())), ("binary.stl", BoxFiles.BinaryStl()), ("box.dae", Text(BoxFiles.Dae())),
        ("boxy.dae", Text(BoxFiles.Dae("Y_UP"))), ("box.off", Text(BoxFiles.Off())), ("box.x", Text(BoxFiles.X())), ("box.3ds", BoxFiles.ThreeDs()),
        ("boxy.fbx", Text(MeshFiles.Fbx(BoxFiles.Corners.Select(p => 100 * BoxFiles.YUp(p)), BoxFiles.Indices))),
        ("boxz.fbx", Text(MeshFiles.Fbx(BoxFiles.Corners.Select(p => 100 * p), BoxFiles.Indices, 2, (1, -1)))),
    ];

    private readonly TestFolder _folder = new();

    [Fact]
    public void The_same_box_comes_out_of_every_format()
    {
        foreach (var (name, content) in Boxes)
            _folder.Write(name, content);
        var expected = MeshTriangles.Canonical(Enumerable.Range(0, 12).Select(t => (Corner(3 * t), Corner(3 * t + 1), Corner(3 * t + 2))), 1e-4f);
        foreach (var (name, _) in Boxes)
        {
            var model = _folder.Import(name);
            Assert.True(expected.SequenceEqual(MeshTriangles.Canonical(model.Mesh, 1e-4f)), name + ": other triangles");
            Assert.True(Vector3.Distance(BoxFiles.Size, model.Mesh.Bounds.Max) < 1e-6f && model.Mesh.Bounds.Min.Length() < 1e-6f, name + ": other bounds");
            // Every format here leaves a box with flat faces: creases of 90 degrees are kept where normals are made.
            foreach (var t in MeshTriangles.Of(model.Mesh))
            {
                var (a, b, c) = (model.Mesh.Positions[t.A], model.Mesh.Positions[t.B], model.Mesh.Positions[t.C]);
                var face = Vector3.Normalize(Vector3.Cross(b - a, c - a));
                Assert.All(new[] { t.A, t.B, t.C }, v => Assert.True(Vector3.Distance(face, model.Mesh.Normals[v]) < 1e-5f, name + ": normal"));
            }
        }

        static Vector3 Corner(int i) => BoxFiles.Corners[BoxFiles.Indices[i]];
    }

    [Theory]
    [InlineData(UpAxis.Default, 1, 3, 2)]
    [InlineData(UpAxis.Z, 1, 2, 3)]
    [InlineData(UpAxis.Y, 1, 3, 2)]
    [InlineData(UpAxis.X, 3, 2, 1)]
    public void Obj_is_turned_from_the_axis_given(UpAxis up, float x, float y, float z)
    {
        _folder.Write("box.obj", "v 0 0 0\nv 1 0 0\nv 0 2 0\nv 0 0 3\nf 1 2 3\nf 1 4 2\nf 1 3 4\nf 2 4 3\n");
        var size = _folder.Import("box.obj", new(up)).Mesh.Bounds.Size;
        Assert.Equal(new Vector3(x, y, z), size);
    }

    [Fact]
    public void Unit_multiplies()
    {
        _folder.Write("box.ply", BoxFiles.Ply());
        Assert.Equal(0.003f, _folder.Import("box.ply", new(Unit: 0.001)).Mesh.Bounds.Size.Z, 1e-9f);
        _folder.Write("box.dae", BoxFiles.Dae());
        Assert.Equal(6, _folder.Import("box.dae", new(Unit: 2)).Mesh.Bounds.Size.Z, 1e-5f);
    }

    [Theory]
    [InlineData("box.glb")]
    [InlineData("box.dae")]
    public void Up_is_refused_where_the_file_declares_it(string name)
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        _folder.Write("box.dae", BoxFiles.Dae());
        var error = Assert.Throws<RenderException>(() => _folder.Import(name, new(UpAxis.Z)));
        Assert.Equal(Failure.InvalidInput, error.Failure);
        Assert.Contains("'up'", error.Message, StringComparison.Ordinal);
        Assert.Equal(name, error.Where);
    }

    [Fact]
    public void Fbx_unit_is_metres()
    {
        // FBX counts in centimetres times its scale factor: a triangle of 100 units at scale 1 is 1 m.
        foreach (var (scale, expected) in new[] { ("1", 1f), ("100", 100f), ("2.54", 2.54f) })
        {
            _folder.Write("t.fbx", MeshFiles.Fbx([new(0, 0, 0), new(100, 0, 0), new(0, 100, 0)], [0, 1, 2], unitScale: scale));
            Assert.Equal(expected, _folder.Import("t.fbx").Mesh.Bounds.Size.X, 1e-4f * expected);
        }
    }

    [Fact]
    public void Ply_vertices_in_one_place_keep_each_its_color()
    {
        _folder.Write("flag.ply", """
            ply
            format ascii 1.0
            element vertex 6
            property float x
            property float y
            property float z
            property uchar red
            property uchar green
            property uchar blue
            element face 2
            property list uchar int vertex_indices
            end_header
            0 0 0 255 0 0
            1 0 0 255 0 0
            1 1 0 255 0 0
            0 0 0 0 0 255
            1 1 0 0 0 255
            0 1 0 0 0 255
            3 0 1 2
            3 3 4 5

            """);
        var mesh = _folder.Import("flag.ply").Mesh;
        Assert.Equal(6, mesh.Positions.Length);
        Assert.All(mesh.Positions.Zip(mesh.Colors!).Where(v => v.First.X > v.First.Y), v => Assert.Equal(new(1, 0, 0, 1), v.Second));
        Assert.All(mesh.Positions.Zip(mesh.Colors!).Where(v => v.First.X < v.First.Y), v => Assert.Equal(new(0, 0, 1, 1), v.Second));
        Assert.Equal(3, mesh.Colors!.Count(c => c.X == 1));
    }

    [Fact]
    public void Ply_colors_are_srgb()
    {
        _folder.Write("box.ply", BoxFiles.Ply("255 188 0"));
        var color = _folder.Import("box.ply").Mesh.Colors![0];
        // 188 / 255 in sRGB is 0.5029 in linear light.
        Assert.True(Vector4.Distance(new(1, 0.5029f, 0, 1), color) < 1e-3f, color.ToString());
    }

    [Fact]
    public void Material_library_gives_color_exponent_opacity_and_texture()
    {
        _folder.Write("tex/red.png", Pictures.Png(2, 2, 255, 0, 0));
        _folder.Write("box.mtl", "newmtl paint\nKd 0.2 0.4 0.8\nNs 30\nd 0.25\nmap_Kd tex/red.png\n");
        _folder.Write("box.obj", BoxFiles.Obj("mtllib box.mtl\nusemtl paint\n"));
        var model = _folder.Import("box.obj");
        var material = Assert.Single(model.Materials);
        Assert.Equal("paint", material.Name);
        Assert.True(Vector4.Distance(new(0.2f, 0.4f, 0.8f, 0.25f), material.BaseColor) < 1e-6f);
        Assert.Equal(Core.Materials.AlphaMode.Blend, material.AlphaMode);
        Assert.Equal(0.5f, material.Roughness, 1e-5f); // (2 / 32)^(1/4)
        Assert.Equal([255, 0, 0, 255], model.Textures[material.BaseColorTexture!.Texture].Levels[1]);
    }

    [Fact]
    public void Up_of_3ds_speaks_of_the_file()
    {
        _folder.Write("box.3ds", BoxFiles.ThreeDs());
        Assert.Equal(new Vector3(1, 2, 3), _folder.Import("box.3ds", new(UpAxis.Z)).Mesh.Bounds.Size, (a, b) => Vector3.Distance(a, b) < 1e-6f);
        Assert.Equal(new Vector3(1, 3, 2), _folder.Import("box.3ds", new(UpAxis.Y)).Mesh.Bounds.Size, (a, b) => Vector3.Distance(a, b) < 1e-6f);
    }

    /// <summary>BOP's models: millimetres, texture coordinates at the vertices, the image's name in a comment.</summary>
    [Fact]
    public void Ply_with_a_texture()
    {
        _folder.Write("obj.png", Pictures.Png(2, 2, 10, 200, 30));
        _folder.Write("obj.ply", """
            ply
            format ascii 1.0
            comment TextureFile obj.png
            element vertex 3
            property float x
            property float y
            property float z
            property float nx
            property float ny
            property float nz
            property float texture_u
            property float texture_v
            element face 1
            property list uchar int vertex_indices
            end_header
            0 0 0 0 0 1 0 0
            100 0 0 0 0 1 1 0
            0 100 0 0 0 1 0 1
            3 0 1 2

            """);
        var model = _folder.Import("obj.ply", new(Unit: 0.001));
        Assert.Equal(0.1f, model.Mesh.Bounds.Size.X, 1e-6f);
        var material = Assert.Single(model.Materials);
        Assert.Equal([10, 200, 30, 255], model.Textures[material.BaseColorTexture!.Texture].Levels[^1]);
        for (var i = 0; i < 3; i++)
        {
            // v grows upwards in the file and downwards here.
            var p = model.Mesh.Positions[i] * 10;
            Assert.True(Vector2.Distance(new(p.X, 1 - p.Y), model.Mesh.TexCoords[i]) < 1e-5f);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
