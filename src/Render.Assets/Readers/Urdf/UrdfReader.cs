using System.Numerics;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets.Readers.Urdf;

/// <summary>
/// A robot from a URDF file as one model: what is seen of its links, with its joints where the settings say. Z up, metres. Meshes are taken as their numbers stand,
/// whatever axis their file declares up, as RViz does.
/// </summary>
internal sealed class UrdfReader
{
    private const float UnsaidGray = 0.6f;

    private readonly UrdfModel _robot;
    private readonly UrdfFiles _files;
    private readonly ModelContents _contents;
    private readonly Dictionary<UrdfMaterial, int> _materials = [];
    private readonly Dictionary<string, (IReadOnlyList<MeshPart> Parts, int FirstMaterial)> _meshes = new(StringComparer.Ordinal);

    private UrdfReader(UrdfModel robot, UrdfFiles files, ModelContents contents) => (_robot, _files, _contents) = (robot, files, contents);

    /// <exception cref="RenderException">Not valid, a joint cannot stand where it should, or a mesh cannot be had.</exception>
    public static ModelContents Read(ConfinedFiles files, ImportSettings settings)
    {
        if (settings.Up != UpAxis.Default)
            throw new RenderException(Failure.InvalidInput, FormatAxes.NoMeaning("up", files.Name), remedy: "Remove it.");
        var contents = new ModelContents();
        var robot = new UrdfParser(contents.Notes).Parse(files.ReadModel());
        var poses = UrdfPose.Of(robot, JointPositions.Parse(settings.Joints));
        var reader = new UrdfReader(robot, new(files), contents);
        foreach (var link in robot.Links.Values)
            foreach (var visual in link.Visuals)
                reader.Add(link, visual, poses[link.Name].Then(Transform.Scale(settings.Unit)));
        return contents;
    }

    private void Add(UrdfLink link, UrdfVisual visual, Transform linkToObject)
    {
        var (x, y, z) = visual.Size;
        var pose = SkinnedPose.Rigid(new Transform(x, 0, 0, 0, y, 0, 0, 0, z, 0, 0, 0).Then(visual.Origin).Then(linkToObject));
        if (visual.Shape is { } shape)
        {
            _contents.Add(Placed(PartOf(shape) with { Material = MaterialOf(visual.Material, link) }, pose));
            return;
        }
        var (parts, first) = Mesh(visual.Mesh!);
        foreach (var part in parts)
            // A material in the mesh's own file is more than a colour for the whole.
            _contents.Add(Placed(part with { Material = IsUnsaid(_contents.Materials[first + part.Material]) ? MaterialOf(visual.Material, link) : first + part.Material }, pose));
    }

    private static MeshPart Placed(MeshPart part, SkinnedPose pose) => part with
    {
        Positions = pose.Points([.. part.Positions]),
        Normals = part.Normals is null ? null : pose.Normals([.. part.Normals]),
        Tangents = part.Tangents is null ? null : pose.Tangents([.. part.Tangents]),
        Indices = pose.Windings([.. part.Indices]),
    };

    /// <summary>A unit shape.</summary>
    private static MeshPart PartOf(string shape)
    {
        var mesh = Shapes.TryGet("shape:" + shape)!.Mesh;
        var indices = new List<int>(3 * mesh.Triangles.Length);
        foreach (var cluster in mesh.Clusters)
            foreach (var word in mesh.Triangles.AsSpan((int)cluster.TriangleOffset, (int)cluster.TriangleCount))
                for (var k = 0; k < 3; k++)
                    indices.Add((int)(cluster.VertexOffset + (word >> 8 * k & 255)));
        return new() { Material = 0, Positions = mesh.Positions, Normals = mesh.Normals, Tangents = mesh.Tangents, TexCoords = mesh.TexCoords, Indices = [.. indices] };
    }

    /// <summary>The parts of a mesh, read once, and the number that its first material has among the robot's.</summary>
    private (IReadOnlyList<MeshPart> Parts, int FirstMaterial) Mesh(string reference)
    {
        var path = _files.Resolve(reference);
        if (_meshes.TryGetValue(path, out var known))
            return known;
        try
        {
            var mesh = ModelReaders.ReadMeshes(_files.Open(path), new(UpAxis.AsStored));
            _meshes.Add(path, known = (mesh.Parts, _contents.TakeOver(mesh)));
            return known;
        }
        catch (RenderException e) when (e.Failure == Failure.InvalidInput)
        {
            throw new RenderException(Failure.InvalidInput, $"its mesh '{reference}': {e.Message}", inner: e);
        }
    }

    /// <summary>What readers call the material of a file that has none.</summary>
    private static bool IsUnsaid(Material material) => material.BaseColorTexture is null && material.Name is "" or "default" or "DefaultMaterial";

    private int MaterialOf(UrdfMaterial? said, UrdfLink link)
    {
        var material = said is { Color: null, Texture: null } ? _robot.Materials.GetValueOrDefault(said.Name) : said;
        if (material is null && said is not null)
            _contents.Notes.Add(ImportNoteKind.MissingMaterial, subject: said.Name);
        material ??= new(link.Name, null, null);
        if (material.Name.Length == 0)
            material = material with { Name = link.Name };
        if (_materials.TryGetValue(material, out var index))
            return index;
        var texture = material.Texture is { } file ? _contents.Texture(file, () => _files.Read(file), ColorSpace.Srgb) : null;
        var unsaid = material.Texture is null ? new Vector4(new Vector3((float)SrgbTables.Encode(UnsaidGray)), 1) : Vector4.One;
        var color = Vector4.Clamp(material.Color ?? unsaid, Vector4.Zero, Vector4.One);
        index = _contents.Add(new Material
        {
            Name = material.Name,
            BaseColor = new((float)SrgbTables.Decode(color.X), (float)SrgbTables.Decode(color.Y), (float)SrgbTables.Decode(color.Z), color.W),
            BaseColorTexture = texture is { } number ? new(number) : null,
            AlphaMode = color.W < 1 ? AlphaMode.Blend : AlphaMode.Opaque,
            DoubleSided = true,
        });
        _materials.Add(material, index);
        return index;
    }
}
