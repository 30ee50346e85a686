using System.Numerics;
using System.Text;
using Render.Assets;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Scenes;
using Render.Tests.Cli;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>Scenes, the importer and the turntable mean the same by the axes and the unit of a file, whatever its extension is.</summary>
public sealed class FormatAxesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>
    /// A file of each format that a test can write and that does not declare its axes. The box is 1 by 2 by 3, so that every turn shows; the default is
    /// the table of docs/assets.md.
    /// </summary>
    [Theory]
    [InlineData("box.obj", 'y')]
    [InlineData("box.x", 'y')]
    [InlineData("box.raw", 'y')]
    [InlineData("box.nff", 'y')]
    [InlineData("box.stl", 'z')]
    [InlineData("BOX.STL", 'z')]
    [InlineData("box.ply", 'z')]
    [InlineData("box.off", 'z')]
    [InlineData("box.3ds", 'z')]
    [InlineData("box.prj", 'z')]
    public void A_default_and_the_same_axis_written_out_are_one_pose_in_scenes_and_in_the_importer(string name, char otherwise)
    {
        _folder.Write(name, Box(name));
        var unsaid = MeshTriangles.Canonical(_folder.Import(name).Mesh, 1e-3f);
        Assert.Equal(unsaid, InScene(name, ""));
        foreach (var (axis, up) in new[] { ('x', UpAxis.X), ('y', UpAxis.Y), ('z', UpAxis.Z) })
        {
            var said = MeshTriangles.Canonical(_folder.Import(name, new(up)).Mesh, 1e-3f);
            Assert.True(said.SequenceEqual(InScene(name, $", up: {axis}")), $"up: {axis} is another pose in a scene than in the importer");
            Assert.Equal(axis == otherwise, said.SequenceEqual(unsaid));
        }
    }

    /// <summary>Nothing is opened for it.</summary>
    [Theory]
    [InlineData("m.glb")]
    [InlineData("m.gltf")]
    [InlineData("m.vrm")]
    [InlineData("m.fbx")]
    [InlineData("m.dae")]
    [InlineData("M.DAE")]
    [InlineData("m.zae")]
    [InlineData("m.blend")]
    public void What_a_format_declares_is_refused_with_one_message_in_scenes_and_at_the_turntable(string name)
    {
        _folder.Write(name, "not opened");
        foreach (var (setting, value) in new[] { ("up", "z"), ("unit", "m") })
        {
            var expected = $"'{setting}' has no meaning for '{name}': its format declares axis and unit itself. Remove it.";
            var error = Assert.Throws<RenderException>(() => InScene(name, $", {setting}: {value}"));
            Assert.Equal(Failure.InvalidInput, error.Failure);
            Assert.Matches("^test.yaml:1:[0-9]+: ", error.Message);
            Assert.EndsWith(": " + expected, error.Message, StringComparison.Ordinal);
            var result = RenderProcess.Run("turntable", Path.Combine(_folder.Root, name), "-o", Path.Combine(_folder.Root, "sheet.png"), "--" + setting, value);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(expected.Replace($"'{setting}'", $"'--{setting}'", StringComparison.Ordinal), result.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>What is inside counts where it declares its axes: another name makes no other format of it.</summary>
    [Fact]
    public void A_declared_axis_is_kept_under_another_name()
    {
        _folder.Write("box.dae", BoxFiles.Dae());
        _folder.Write("collada.xml", BoxFiles.Dae());
        Assert.Equal(MeshTriangles.Canonical(_folder.Import("box.dae").Mesh), MeshTriangles.Canonical(_folder.Import("collada.xml").Mesh));
        var error = Assert.Throws<RenderException>(() => _folder.Import("collada.xml", new(UpAxis.Z)));
        Assert.Contains("'up' has no meaning for 'collada.xml'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Box(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".obj" => Encoding.UTF8.GetBytes(BoxFiles.Obj()),
        ".x" => Encoding.UTF8.GetBytes(BoxFiles.X()),
        ".stl" => BoxFiles.BinaryStl(),
        ".ply" => BoxFiles.BinaryPly(),
        ".off" => Encoding.UTF8.GetBytes(BoxFiles.Off()),
        ".3ds" or ".prj" => BoxFiles.ThreeDs(),
        ".raw" => Encoding.UTF8.GetBytes(string.Concat(Triangles().Select(t => string.Join(' ', t.Select(Numbers)) + "\n"))),
        ".nff" => Encoding.UTF8.GetBytes("f 1 1 1 1 0 0 0 0\n" + string.Concat(Triangles().Select(t => "p 3\n" + string.Join('\n', t.Select(Numbers)) + "\n"))),
        _ => throw new ArgumentException("a format that no test writes", nameof(name)),
    };

    private static IEnumerable<Vector3[]> Triangles() => BoxFiles.Indices.Chunk(3).Select(t => t.Select(i => BoxFiles.Corners[i]).ToArray());

    private static string Numbers(Vector3 p) => FormattableString.Invariant($"{p.X} {p.Y} {p.Z}");

    /// <summary>The triangles where a scene puts them that says nothing but where the origin is.</summary>
    private (Vector3, Vector3, Vector3)[] InScene(string name, string more)
    {
        var library = new AssetLibrary(reference => _folder.Import(reference), (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());
        var yaml = $"{{ render: 1, assets: {{ m: {{ file: {name}{more} }} }}, objects: {{ o: {{ place: {{ position: [0, 0, 0] }} }} }} }}";
        var instance = Scene.Parse(yaml, new([new("assets", _folder.Root)], _folder.Root), "test.yaml").Resolve(library).Draw(0, 0).Instances[0];
        var m = instance.ObjectToWorld;
        Vector3 World(Vector3 p) => new(
            (float)(m[0] * p.X + m[1] * p.Y + m[2] * p.Z + m[3]), (float)(m[4] * p.X + m[5] * p.Y + m[6] * p.Z + m[7]), (float)(m[8] * p.X + m[9] * p.Y + m[10] * p.Z + m[11]));
        var mesh = library.Model(name).Mesh;
        return MeshTriangles.Canonical(MeshTriangles.Of(mesh).Select(t => (World(mesh.Positions[t.A]), World(mesh.Positions[t.B]), World(mesh.Positions[t.C]))), 1e-3f);
    }
}
