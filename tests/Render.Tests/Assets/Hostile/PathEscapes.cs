using System.Text.Json.Nodes;

namespace Render.Tests.Assets.Hostile;

/// <summary>
/// Files that name something outside their root, in every spelling. The secrets are what the files ask for, so that a reader which leaves the root would
/// load them.
/// </summary>
public sealed class PathEscapes
{
    private readonly TestFolder _folder;

    /// <summary>Writes secrets and links; the files come from the families below.</summary>
    public PathEscapes(TestFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        Outside = Path.Combine(Path.GetDirectoryName(folder.Root)!, $"outside-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Outside);
        File.WriteAllBytes(Path.Combine(Outside, "secret.bin"), TriangleBytes);
        File.WriteAllBytes(Path.Combine(Outside, "secret.png"), Pictures.Png(2, 2, 9, 9, 9));
        File.WriteAllText(Path.Combine(Outside, "secret.mtl"), "newmtl m\nKd 1 0 0\n");
        Directory.CreateDirectory(Path.Combine(folder.Root, "sub"));
        Link("link", Outside);
        Link("link-relative", "../" + Path.GetFileName(Outside));
        Link("link-of-link", "link");
        Link("link-round", "link-round");
        foreach (var kind in new[] { "bin", "png", "mtl" })
            Link("link-file." + kind, Path.Combine(Outside, "secret." + kind));
    }

    /// <summary>The folder that nothing may look into, with a name that occurs nowhere else.</summary>
    public string Outside { get; }

    public static byte[] TriangleBytes => [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([0, 0, 0, 1, 0, 0, 0, 1, 0])];

    /// <summary>Ways to say "a secret file outside".</summary>
    /// <param name="kind">Extension of the secret.</param>
    public IEnumerable<string> Spellings(string kind)
    {
        var (secret, up) = ($"secret.{kind}", Path.GetFileName(Outside));
        return
        [
            $"../{up}/{secret}", $"./../{up}/{secret}", $"sub/../../{up}/{secret}", $"sub/..//../{up}/{secret}", $"sub/./../../{up}/{secret}",
            $"%2e%2e/{up}/{secret}", $"%2E%2E%2f{up}%2f{secret}", $"..%2F{up}/{secret}", $".%2e/{up}/{secret}", $"sub%2f..%2f..%2f{up}%2f{secret}",
            $"%252e%252e/{up}/{secret}", $"%25252e%25252e%25252f{up}%25252f{secret}",
            $"..\\{up}\\{secret}", $"..%5c{up}%5c{secret}", $"sub\\..\\..\\{up}\\{secret}",
            $"{Outside}/{secret}", $"/{Outside}/{secret}", $"%2f{Outside[1..]}/{secret}",
            $"file:{Outside}/{secret}", $"file://{Outside}/{secret}", $"FILE://localhost{Outside}/{secret}", $"file%3a{Outside}/{secret}",
            $"http://127.0.0.1:1/{secret}", $"\\\\127.0.0.1\\share\\{secret}", $"//127.0.0.1/share/{secret}", $"C:\\{secret}", $"C:/{secret}",
            $"/proc/self/root{Outside}/{secret}", $"../{up}/{secret}%00.{kind}",
            $"link/{secret}", $"link-relative/{secret}", $"link-of-link/{secret}", $"link-file.{kind}", $"sub/../link/{secret}", $"link/../{up}/{secret}",
        ];
    }

    /// <summary>A buffer in each spelling. Names of the files.</summary>
    public IReadOnlyList<string> GltfBuffers() => Write("buffer", ".gltf", "bin", uri => Gltf(uri, null));

    /// <summary>An image in each spelling.</summary>
    public IReadOnlyList<string> GltfImages() => Write("image", ".gltf", "png", uri => Gltf("own.bin", uri));

    public IReadOnlyList<string> MaterialLibraries() =>
        Write("mtllib", ".obj", "mtl", path => BoxFiles.Obj($"mtllib {path}\nusemtl m\n"));

    /// <summary>The map statements in turn.</summary>
    public IReadOnlyList<string> MaterialMaps()
    {
        string[] maps = ["map_Kd", "map_Ke", "norm"];
        return [.. Spellings("png").Select((path, i) =>
        {
            var name = $"map-{i:00}";
            _folder.Write(name + ".mtl", $"newmtl m\nKd 1 1 1\n{maps[i % maps.Length]} {path}\n");
            _folder.Write(name + ".obj", BoxFiles.Obj($"mtllib {name}.mtl\nusemtl m\n"));
            return name + ".obj";
        })];
    }

    /// <summary>A mesh in each spelling.</summary>
    public IReadOnlyList<string> UrdfMeshes() => Write("mesh", ".urdf", "bin", path =>
        $"<robot name='r'><link name='l'><visual><geometry><mesh filename='{path}'/></geometry></visual></link></robot>");

    /// <summary>A texture in each spelling, as the path in a package.</summary>
    public IReadOnlyList<string> UrdfTextures() => Write("texture", ".urdf", "png", path =>
        $"<robot name='r'><link name='l'><visual><geometry><box size='1 1 1'/></geometry><material name='m'><texture filename='{(path.StartsWith("link", StringComparison.Ordinal) && path.Contains('/', StringComparison.Ordinal) ? "package://" : "")}{path}'/></material></visual></link></robot>");

    /// <summary>Formats that hold paths of their author's machine as a matter of course: the name is passed over, and nothing outside is looked at.</summary>
    public IReadOnlyList<string> OtherFormats() =>
    [
        .. Write("dae", ".dae", "png", Dae),
        .. Write("x", ".x", "png", path => $$"""
            xof 0303txt 0032
            Mesh t { 3; 0;0;0;, 1;0;0;, 0;1;0;; 1; 3;0,1,2;;
              MeshMaterialList { 1; 1; 0; Material m { 1;1;1;1;; 1; 0;0;0;; 0;0;0;; TextureFilename { "{{path}}"; } } } }
            """),
        .. Write("fbx", ".fbx", "png", Fbx),
        .. Write("lws", ".lws", "lwo", path => $"LWSC\n3\n\nLoadObjectLayer 1 {path}\n"),
        .. Write("ply", ".ply", "png", path => BoxFiles.Ply().Replace("element vertex", $"comment TextureFile {path}\nelement vertex", StringComparison.Ordinal)),
        .. Write("ms", ".mesh.xml", "material", path => $"<mesh><sharedgeometry/><submeshes><submesh material=\"{path}\"/></submeshes></mesh>"),
    ];

    private static string Gltf(string buffer, string? image)
    {
        var json = JsonNode.Parse("""
            { "asset": { "version": "2.0" }, "scenes": [ { "nodes": [0] } ], "nodes": [ { "mesh": 0 } ],
              "meshes": [ { "primitives": [ { "attributes": { "POSITION": 0 }, "material": 0 } ] } ], "materials": [ {} ],
              "accessors": [ { "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0] } ],
              "bufferViews": [ { "buffer": 0, "byteLength": 36 } ] }
            """)!;
        json["buffers"] = new JsonArray(new JsonObject { ["uri"] = buffer, ["byteLength"] = 36 });
        if (image is not null)
        {
            json["images"] = new JsonArray(new JsonObject { ["uri"] = image });
            json["textures"] = new JsonArray(new JsonObject { ["source"] = 0 });
            json["materials"]![0]!["pbrMetallicRoughness"] = new JsonObject { ["baseColorTexture"] = new JsonObject { ["index"] = 0 } };
        }
        return json.ToJsonString();
    }

    private static string Dae(string path) => BoxFiles.Dae().Replace("<library_geometries>", $"""
        <library_images><image id="i"><init_from>{path.Replace("&", "&amp;", StringComparison.Ordinal)}</init_from></image></library_images>
        <library_effects><effect id="e"><profile_COMMON>
          <newparam sid="s"><surface type="2D"><init_from>i</init_from></surface></newparam>
          <newparam sid="t"><sampler2D><source>s</source></sampler2D></newparam>
          <technique sid="c"><lambert><diffuse><texture texture="t" texcoord="UV"/></diffuse></lambert></technique></profile_COMMON></effect></library_effects>
        <library_materials><material id="m"><instance_effect url="#e"/></material></library_materials>
        <library_geometries>
        """, StringComparison.Ordinal)
        .Replace("<triangles count=\"12\">", "<triangles count=\"12\" material=\"m\">", StringComparison.Ordinal)
        .Replace("<instance_geometry url=\"#box\"/>", """
            <instance_geometry url="#box"><bind_material><technique_common><instance_material symbol="m" target="#m"/></technique_common></bind_material></instance_geometry>
            """, StringComparison.Ordinal);

    private static string Fbx(string path) => $$"""
        ; FBX 7.3.0 project file
        FBXHeaderExtension:  { FBXVersion: 7300 }
        GlobalSettings:  { Version: 1000 }
        Objects:  {
            Geometry: 1, "Geometry::g", "Mesh" {
                Vertices: *9 { a: 0,0,0,1,0,0,0,1,0 }
                PolygonVertexIndex: *3 { a: 0,1,-3 }
                LayerElementMaterial: 0 { MappingInformationType: "AllSame" 
                    ReferenceInformationType: "IndexToDirect" 
                    Materials: *1 { a: 0 } }
                Layer: 0 { LayerElement:  { Type: "LayerElementMaterial" 
                    TypedIndex: 0 } }
            }
            Model: 2, "Model::m", "Mesh" { Version: 232 }
            Material: 3, "Material::m", "" { Version: 102 
                ShadingModel: "phong" }
            Texture: 4, "Texture::t", "" { Type: "TextureVideoClip" 
                FileName: "{{path}}" 
                RelativeFilename: "{{path}}" }
        }
        Connections:  {
            C: "OO",2,0
            C: "OO",1,2
            C: "OO",3,2
            C: "OP",4,3, "DiffuseColor"
        }
        """;

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_folder.Root, name), target);

    private string[] Write(string family, string extension, string kind, Func<string, string> content)
    {
        _folder.Write("own.bin", TriangleBytes);
        return [.. Spellings(kind).Select((path, i) =>
        {
            var name = $"{family}-{i:00}{extension}";
            _folder.Write(name, content(path));
            return name;
        })];
    }
}
