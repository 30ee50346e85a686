using System.Numerics;
using System.Text.Json.Nodes;
using Render.Assets;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>KHR_draco_mesh_compression.</summary>
public sealed class DracoTests : IDisposable
{
    private const string Models = "/usr/share/assimp/models/glTF2";
    private readonly TestFolder _folder = new();

    /// <summary>Khronos' engine, as it is and compressed: 34 meshes below one node tree.</summary>
    [Fact]
    public void A_compressed_model_is_the_model_but_for_its_quantization()
    {
        Assert.SkipUnless(Directory.Exists(Models), "Debian's assimp-testmodels is not installed.");
        using var importer = new AssetImporter(_folder.Options);
        var plain = importer.ImportModel(Path.Combine(Models, "2CylinderEngine-glTF-Binary", "2CylinderEngine.glb"), "plain", Models, new());
        var packed = importer.ImportModel(Path.Combine(Models, "draco", "2CylinderEngine.gltf"), "packed", Models, new());
        Assert.True(Vector3.Distance(plain.Mesh.Bounds.Min, packed.Mesh.Bounds.Min) < 0.1f, packed.Mesh.Bounds.ToString());
        Assert.True(Vector3.Distance(plain.Mesh.Bounds.Max, packed.Mesh.Bounds.Max) < 0.1f, packed.Mesh.Bounds.ToString());
        Assert.Equal(plain.Materials.Select(m => m.Name), packed.Materials.Select(m => m.Name));
        Assert.Equal(Area(plain), Area(packed), 1e-3 * Area(plain));
        Assert.DoesNotContain(packed.Notes, n => n.Code is "invalid-file" or "missing-normals");

        static double Area(Core.Geometry.Model model) => MeshTriangles.Of(model.Mesh).Sum(t =>
            Vector3.Cross(model.Mesh.Positions[t.B] - model.Mesh.Positions[t.A], model.Mesh.Positions[t.C] - model.Mesh.Positions[t.A]).Length() / 2.0);
    }

    [Fact]
    public void Damaged_data_is_refused_by_name()
    {
        var glb = new GlbBuilder();
        var mesh = glb.Mesh(glb.Attributes(BoxFiles.Corners), BoxFiles.Indices);
        var view = glb.View<byte>("DRACO\u0002\u0002 and then nothing that makes sense"u8);
        glb.Json["meshes"]![mesh]!["primitives"]![0]!["extensions"] = new JsonObject
        {
            ["KHR_draco_mesh_compression"] = new JsonObject { ["bufferView"] = view, ["attributes"] = new JsonObject { ["POSITION"] = 0 } },
        };
        glb.Json["extensionsUsed"] = new JsonArray("KHR_draco_mesh_compression");
        glb.Json["extensionsRequired"] = new JsonArray("KHR_draco_mesh_compression");
        glb.Add("nodes", new JsonObject { ["mesh"] = mesh });
        _folder.Write("bad.glb", glb.ToBytes());
        var error = Assert.Throws<RenderException>(() => _folder.Import("bad.glb"));
        Assert.Equal((Failure.InvalidInput, "bad.glb"), (error.Failure, error.Where));
        Assert.Contains("Draco", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();
}
