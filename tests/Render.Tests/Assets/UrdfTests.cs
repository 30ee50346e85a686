using System.Numerics;
using System.Text;
using Render.Assets;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>URDF: poses against closed forms, joints and their limits, meshes and packages, and what is refused.</summary>
public sealed class UrdfTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Link(string name, string visual = "") => $"<link name='{name}'>{visual}</link>";

    private static string Box(string material, string size = "0.1 0.1 1", string origin = "<origin xyz='0 0 0.5'/>") =>
        $"<visual>{origin}<geometry><box size='{size}'/></geometry><material name='{material}'><color rgba='1 0.5 0 1'/></material></visual>";

    private static string Joint(string name, string type, string parent, string child, string rest) =>
        $"<joint name='{name}' type='{type}'><parent link='{parent}'/><child link='{child}'/>{rest}</joint>";

    /// <summary>A shoulder half a metre up, an upper arm of a metre, a forearm of a metre, a finger that slides along it, a finger that follows.</summary>
    private static string Arm(string more = "") => $"""
        <?xml version="1.0"?>
        <!-- an arm -->
        <robot name="arm">
          {Link("base", Box("stone", "0.4 0.4 0.5", "<origin xyz='0 0 0.25'/>") + "<collision><geometry><box size='1 1 1'/></geometry></collision>")}
          {Link("upper", Box("steel"))}
          {Link("fore", Box("copper"))}
          {Link("finger", Box("rubber", "0.02 0.02 0.1", "<origin xyz='0 0 0.05'/>"))}
          {Link("thumb", Box("wood", "0.02 0.02 0.1", "<origin xyz='0 0 0.05'/>"))}
          {Joint("shoulder", "revolute", "base", "upper", "<origin xyz='0 0 0.5'/><axis xyz='0 2 0'/><limit lower='-2' upper='2' effort='1' velocity='1'/>")}
          {Joint("elbow", "continuous", "upper", "fore", "<origin xyz='0 0 1'/><axis xyz='0 1 0'/>")}
          {Joint("slide", "prismatic", "fore", "finger", "<origin xyz='0 0 1'/><axis xyz='1 0 0'/><limit lower='0' upper='0.2' effort='1' velocity='1'/>")}
          {Joint("follow", "prismatic", "fore", "thumb", "<origin xyz='0 0 1'/><axis xyz='1 0 0'/><limit lower='-1' upper='0' effort='1' velocity='1'/><mimic joint='slide' multiplier='-2' offset='-0.01'/>")}
          <transmission name="t"/><gazebo/><gazebo/>
          {more}
        </robot>
        """;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(90, 0, 0)]
    [InlineData(30, 45, 0.1)]
    [InlineData(-100, 200, 0.2)]
    [InlineData(12.5, -400, 0.05)]
    public void An_arm_of_two_links_stands_as_the_closed_form_says(double shoulder, double elbow, double slide)
    {
        var model = Pose(Arm(), ("shoulder_deg", shoulder), ("elbow_deg", elbow), ("slide", slide));
        // About +y, +z turns to +x: in that plane a link of length l at angle a reaches (l sin a, l cos a).
        var (a, b) = (shoulder * Math.PI / 180, (shoulder + elbow) * Math.PI / 180);
        (double X, double Z) At(double upper, double fore, double across) => (
            upper * Math.Sin(a) + fore * Math.Sin(b) + across * Math.Cos(b), 0.5 + upper * Math.Cos(a) + fore * Math.Cos(b) - across * Math.Sin(b));
        foreach (var (material, expected) in new[]
        {
            ("stone", (0, 0.25)), ("steel", At(0.5, 0, 0)), ("copper", At(1, 0.5, 0)), ("rubber", At(1, 1.05, slide)), ("wood", At(1, 1.05, -2 * slide - 0.01)),
        })
        {
            var center = Center(model, material);
            Assert.True(Vector3.Distance(center, new((float)expected.Item1, 0, (float)expected.Item2)) < 1e-5f, $"{material}: {center}, not {expected}");
        }
        Assert.Equal(["copper", "rubber", "steel", "stone", "wood"], model.Materials.Select(m => m.Name).Order(StringComparer.Ordinal));
        // sRGB 0.5 is linear 0.214.
        Assert.Equal(0.21404f, model.Materials[0].BaseColor.Y, 1e-4f);
    }

    [Fact]
    public void Two_poses_are_two_models_and_the_file_alone_is_at_rest()
    {
        var rest = Pose(Arm());
        Assert.Equal(Pose(Arm(), ("elbow_deg", 0), ("slide", 0)).Mesh.Positions, rest.Mesh.Positions);
        var bent = Pose(Arm(), ("elbow_deg", 30));
        Assert.NotEqual(rest.ContentHash, bent.ContentHash);
        using var importer = new AssetImporter(_folder.Options);
        var path = Path.Combine(_folder.Root, "arm.urdf");
        foreach (var joints in new[] { "", "elbow_deg=30" })
            Assert.Equal(importer.ImportModel(path, "arm", _folder.Root, new(Joints: joints)).ContentHash, importer.HashModel(path, "arm", _folder.Root, new(Joints: joints)));
        Assert.Equal(["collision-geometry", "element-ignored", "element-ignored"], rest.Notes.Select(n => n.Code));
        Assert.Contains(rest.Notes, n => n is { Count: 2 } && n.Text.Contains("<gazebo>", StringComparison.Ordinal));
    }

    /// <summary>A range without 0: its middle.</summary>
    [Fact]
    public void Rest_lies_within_the_limits()
    {
        var far = Joint("far", "prismatic", "base", "tip", "<axis xyz='0 0 1'/><limit lower='2' upper='4' effort='1' velocity='1'/>");
        Assert.Equal(3.5f, Center(Pose($"<robot name='r'>{Link("base", Box("a"))}{Link("tip", Box("b"))}{far}</robot>"), "b").Z, 1e-6f);
    }

    [Theory]
    [InlineData("shoulder_deg", 115, "'shoulder_deg' is 115, outside its limits -114.5916 to 114.5916")]
    [InlineData("slide", -0.01, "outside its limits 0 to 0.2")]
    [InlineData("sholder_deg", 1, "did you mean 'shoulder_deg'?")]
    [InlineData("shoulder", 1, "its key is 'shoulder_deg', in degrees")]
    [InlineData("slide_deg", 1, "slides: its key is 'slide', in metres")]
    [InlineData("follow", 0, "follows 'slide'")]
    [InlineData("nothing_like_it", 0, "Known: shoulder_deg, elbow_deg, slide")]
    public void Positions_that_cannot_be_are_refused(string key, double value, string expected) => Refused(Arm(), expected, (key, value));

    [Theory]
    [InlineData("<joint name='x' type='fixed'><parent link='fore'/><child link='base'/></joint>", "circle")]
    [InlineData("<joint name='x' type='fixed'><parent link='base'/><child link='fore'/></joint>", "hangs on two joints")]
    [InlineData("<joint name='x' type='fixed'><parent link='base'/><child link='ghost'/></joint>", "'ghost', which is not there")]
    [InlineData("<link name='loose'/>", "several roots: base, loose")]
    [InlineData("<link name='base'/>", "two links 'base'")]
    [InlineData("<link name='l'/><joint name='m' type='revolute'><parent link='base'/><child link='l'/><mimic joint='m'/></joint>", "'m' mimics itself")]
    [InlineData("<link name='l'/><joint name='m' type='revolute'><parent link='base'/><child link='l'/><mimic joint='ghost'/></joint>", "mimics 'ghost', which is not there")]
    [InlineData("<link name='l'/><joint name='m' type='wobbly'><parent link='base'/><child link='l'/></joint>", "type 'wobbly', which is not known")]
    [InlineData("<link name='l'/><joint name='m' type='revolute'><parent link='base'/><child link='l'/><axis xyz='0 0 0'/></joint>", "axis of the joint 'm' has no length")]
    [InlineData("<link name='l'/><joint name='m' type='fixed'><child link='l'/></joint>", "'parent' is missing")]
    [InlineData("<link name='l'><visual><geometry><box size='1 1'/></geometry></visual></link>", "'size' must be 3 numbers")]
    [InlineData("<link name='l'><visual><geometry><box size='1 nan 1'/></geometry></visual></link>", "'size' must be 3 numbers")]
    [InlineData("<link name='l'><visual><geometry><sphere radius='-1'/></geometry></visual></link>", "must be greater than 0")]
    [InlineData("<link name='l'><visual><geometry><torus/></geometry></visual></link>", "'torus' is not known")]
    [InlineData("<link name='l'><visual/></link>", "without a geometry")]
    [InlineData("<x:macro xmlns:x='http://www.ros.org/wiki/xacro'/>", "xacro")]
    [InlineData("<link", "not valid XML")]
    public void Robots_that_are_none_are_refused(string more, string expected) => Refused(Arm(more), expected);

    [Fact]
    public void Hostile_xml_is_refused()
    {
        Refused("<!DOCTYPE robot [<!ENTITY a 'b'>]><robot name='r'><link name='&a;'/></robot>", "");
        Refused("<robot name='r'>" + string.Concat(Enumerable.Repeat("<a>", 2000)) + string.Concat(Enumerable.Repeat("</a>", 2000)) + "</robot>", "deeper than 1000");
        Refused("<robot name='r'>" + string.Concat(Enumerable.Repeat("<a/>", 100_001)) + "</robot>", "more than 100000 elements");
        var chain = new StringBuilder("<robot name='r'>" + Link("l0", Box("a")));
        for (var i = 1; i <= 1100; i++)
            chain.Append(Link($"l{i}")).Append(Joint($"j{i}", "fixed", $"l{i - 1}", $"l{i}", ""));
        Refused(chain + "</robot>", "longer than 1000");
    }

    /// <summary>Mimics of mimics, in any order of the file; those a thousand deep too.</summary>
    [Fact]
    public void A_joint_may_follow_one_that_follows()
    {
        var text = new StringBuilder("<robot name='r'>" + Link("l0", Box("a")));
        for (var i = 1; i <= 20; i++)
            text.Append(Link($"l{i}", Box($"m{i}", "1 1 1", ""))).Append(Joint($"j{i}", "prismatic", "l0", $"l{i}",
                "<axis xyz='0 0 1'/><limit lower='-9' upper='9' effort='1' velocity='1'/>" + (i < 20 ? $"<mimic joint='j{i + 1}' multiplier='1' offset='0.125'/>" : "")));
        Assert.Equal(1 + 19 * 0.125f, Center(Pose(text + "</robot>", ("j20", 1)), "m1").Z, 1e-5f);
    }

    /// <summary>Roll, pitch, yaw about fixed axes, a scale that mirrors, and the numbers of the file whatever is up in it.</summary>
    [Theory]
    [InlineData("mesh.obj")]
    [InlineData("mesh.dae")]
    [InlineData("mesh.glb")]
    public void A_mesh_lies_where_its_origin_says(string file)
    {
        Vector3[] corners = [new(1, 2, 3), new(2, 2, 4), new(1, 5, 3)];
        _folder.Write("mesh.obj", string.Concat(corners.Select(c => FormattableString.Invariant($"v {c.X} {c.Y} {c.Z}\n"))) + "f 1 2 3\n");
        var glb = new GlbBuilder();
        glb.Add("nodes", new System.Text.Json.Nodes.JsonObject { ["mesh"] = glb.Mesh(glb.Attributes(corners), [0, 1, 2]) });
        _folder.Write("mesh.glb", glb.ToBytes());
        _folder.Write("mesh.dae", $"""
            <?xml version="1.0"?><COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1"><asset><up_axis>Y_UP</up_axis></asset>
            <library_geometries><geometry id="g"><mesh><source id="p"><float_array id="pa" count="9">{string.Join(' ', corners.Select(c => FormattableString.Invariant($"{c.X} {c.Y} {c.Z}")))}</float_array>
            <technique_common><accessor source="#pa" count="3" stride="3"><param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/></accessor></technique_common></source>
            <vertices id="v"><input semantic="POSITION" source="#p"/></vertices><triangles count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles></mesh></geometry></library_geometries>
            <library_visual_scenes><visual_scene id="s"><node id="n"><instance_geometry url="#g"/></node></visual_scene></library_visual_scenes><scene><instance_visual_scene url="#s"/></scene></COLLADA>
            """);
        var model = Pose($"<robot name='r'><link name='l'><visual><origin xyz='0.5 -1 2' rpy='0.3 -0.7 1.9'/><geometry><mesh filename='{file}' scale='2 1 -1'/></geometry></visual></link></robot>");
        var turn = Quaternion.CreateFromAxisAngle(Vector3.UnitZ, 1.9f) * Quaternion.CreateFromAxisAngle(Vector3.UnitY, -0.7f) * Quaternion.CreateFromAxisAngle(Vector3.UnitX, 0.3f);
        Vector3[] expected = [.. corners.Select(c => Vector3.Transform(c * new Vector3(2, 1, -1), turn) + new Vector3(0.5f, -1, 2))];
        Assert.All(expected, e => Assert.Contains(model.Mesh.Positions, p => Vector3.Distance(p, e) < 1e-5f));
        // A mirror turns the winding round: the normal is that of the corners the other way.
        var (t, positions) = (MeshTriangles.Of(model.Mesh).Single(), model.Mesh.Positions);
        var normal = Vector3.Cross(positions[t.B] - positions[t.A], positions[t.C] - positions[t.A]);
        Assert.True(Vector3.Dot(normal, Vector3.Cross(expected[2] - expected[0], expected[1] - expected[0])) > 0);
    }

    /// <summary>Upward to the package's folder, or to a folder that holds it, and never beyond the root.</summary>
    [Fact]
    public void Packages_are_found_above_the_file()
    {
        _folder.Write("robots/pkg/meshes/box.stl", MeshFilesStl());
        _folder.Write("robots/other/box.stl", MeshFilesStl());
        string Robot(string file) => $"<robot name='r'><link name='l'><visual><geometry><mesh filename='{file}'/></geometry><material name='red'><color rgba='1 0 0 1'/></material></visual></link></robot>";
        foreach (var file in new[] { "package://pkg/meshes/box.stl", "model://pkg/meshes/box.stl", "package://other/box.stl", "near/box.stl" })
        {
            _folder.Write("robots/pkg/urdf/near/box.stl", MeshFilesStl());
            _folder.Write("robots/pkg/urdf/r.urdf", Robot(file));
            var model = _folder.Import("robots/pkg/urdf/r.urdf");
            Assert.Single(model.Mesh.Triangles);
            Assert.Equal(("red", 1f), (model.Materials[^1].Name, model.Materials[^1].BaseColor.X));
        }
        // Another mesh behind the same name is another model.
        _folder.Write("robots/pkg/urdf/r.urdf", Robot("package://pkg/meshes/box.stl"));
        var before = _folder.Import("robots/pkg/urdf/r.urdf");
        _folder.Write("robots/pkg/meshes/box.stl", MeshFilesStl(2));
        var after = _folder.Import("robots/pkg/urdf/r.urdf");
        Assert.NotEqual(before.ContentHash, after.ContentHash);
        Assert.Equal(2 * before.Mesh.Bounds.Max.X, after.Mesh.Bounds.Max.X);
        foreach (var (file, expected) in new[]
        {
            ("package://nowhere/box.stl", "no folder 'nowhere'"), ("missing.stl", "which is not there"), ("package://pkg", "no file"),
            ("package://../pkg/meshes/box.stl", "which is refused"), ("package://pkg/../../box.stl", "which is refused"), ("package:///etc/box.stl", "which is refused"), ("file:///etc/box.stl", "which is refused"),
        })
        {
            _folder.Write("robots/pkg/urdf/bad.urdf", Robot(file));
            var error = Assert.Throws<RenderException>(() => _folder.Import("robots/pkg/urdf/bad.urdf"));
            Assert.Equal(Failure.InvalidInput, error.Failure);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void References_have_one_spelling()
    {
        var joints = new Dictionary<string, double> { ["slide"] = 0.1, ["elbow_deg"] = -30, ["odd name&=?"] = 1e-7 };
        var reference = JointPositions.Append("a/arm.urdf", joints);
        Assert.Equal("a/arm.urdf?elbow_deg=-30&odd%20name%26%3D%3F=1E-07&slide=0.1", reference);
        var (file, text) = JointPositions.Split(reference);
        Assert.Equal("a/arm.urdf", file);
        Assert.Equal(joints.OrderBy(j => j.Key, StringComparer.Ordinal), JointPositions.Parse(text));
        Assert.Equal(("mug.glb", ""), JointPositions.Split("mug.glb"));
        foreach (var bad in new[] { "a=1&a=2", "a", "a=nan", "a=b", "a=1=2" })
            Assert.Throws<RenderException>(() => JointPositions.Parse(bad));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>In a scene the reference of the model holds the pose; joints of what has none are an error with its place.</summary>
    [Fact]
    public void A_scene_says_where_joints_stand()
    {
        _folder.Write("arm.urdf", Arm());
        var path = _folder.Write("scene.yaml", "render: 1\nassets:\n  arm: { file: arm.urdf, category: arm, joints: { slide: 0.1, elbow_deg: 30 } }\nobjects:\n  arms: { pick: arm }\n");
        var scene = Render.Core.Scenes.Scene.Load(path, new([]));
        Assert.Equal(["arm.urdf?elbow_deg=30&slide=0.1"], scene.References.Models);
        foreach (var asset in new[] { "{ file: shape:box, joints: { a: 1 } }", "{ set: '*.urdf', joints: { a: 1 } }" })
        {
            _folder.Write("scene.yaml", $"render: 1\nassets:\n  arm: {asset}\nobjects:\n  arms: {{ pick: arm }}\n");
            var error = Assert.Throws<RenderException>(() => Render.Core.Scenes.Scene.Load(path, new([])));
            Assert.Contains("'joints' has no meaning here", error.Message, StringComparison.Ordinal);
            Assert.Contains("scene.yaml:3:", error.Where!, StringComparison.Ordinal);
        }
    }

    private static byte[] MeshFilesStl(float side = 1)
    {
        float[] numbers = [0, 0, 1, 0, 0, 0, side, 0, 0, 0, side, 0];
        return [.. new byte[80], 1, 0, 0, 0, .. numbers.SelectMany(BitConverter.GetBytes), 0, 0];
    }

    private Model Pose(string robot, params (string Key, double Value)[] joints)
    {
        _folder.Write("arm.urdf", robot);
        var text = JointPositions.Split(JointPositions.Append("arm.urdf", joints.ToDictionary(j => j.Key, j => j.Value))).Joints;
        return _folder.Import("arm.urdf", new(Joints: text));
    }

    private void Refused(string robot, string expected, params (string, double)[] joints)
    {
        var error = Assert.Throws<RenderException>(() => Pose(robot, joints));
        Assert.Equal((Failure.InvalidInput, "arm.urdf"), (error.Failure, error.Where));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Of the box around what has the material.</summary>
    private static Vector3 Center(Model model, string material)
    {
        var number = Array.FindIndex(model.Materials, m => m.Name == material);
        var points = model.Mesh.Clusters.Where(c => c.Material == number).SelectMany(c => model.Mesh.Positions.Skip((int)c.VertexOffset).Take((int)c.VertexCount)).ToArray();
        return points.Aggregate(Vector3.Zero, (sum, p) => sum + p) / points.Length;
    }
}
