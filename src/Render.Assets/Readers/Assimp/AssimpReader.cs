using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets.Readers.Assimp;

/// <summary>
/// Every format but glTF, by the native libassimp: OBJ, PLY, STL, FBX, DAE, 3DS, X, OFF and dozens more. The node tree is merged, skins stand as
/// they were bound; axes and unit as <see cref="ImportSettings"/> says. Vertex colours are taken as sRGB, the numbers of materials as linear.
/// </summary>
internal static unsafe class AssimpReader
{
    private const int MaxNodeDepth = 1000;
    private const uint Triangles = 4;

    /// <exception cref="RenderException">Not valid, or it names a file that is refused.</exception>
    public static ModelContents Read(ConfinedFiles files, ImportSettings settings)
    {
        DeclaredCounts.Check(files.ReadModel(), files.Name);
        XmlShape.Check(files.ReadModel());
        using var system = new AssimpFiles(files);
        var properties = AssimpNative.CreateProperties();
        if (settings.Up == UpAxis.AsStored)
            AssimpNative.SetProperty(properties, "IMPORT_COLLADA_IGNORE_UP_DIRECTION", 1);
        AiScene* scene = null;
        try
        {
            // libassimp takes vertices for identical that differ in colour alone. PLY has the colours, and indices of its own.
            var join = Path.GetExtension(files.Name).Equals(".ply", StringComparison.OrdinalIgnoreCase) ? 0 : PostProcess.JoinIdenticalVertices;
            scene = AssimpNative.Import(files.Name, join | PostProcess.Triangulate
                | PostProcess.SortByPrimitiveType | PostProcess.TransformTextureCoordinates | PostProcess.GlobalScale, system.System, properties);
            if (scene is null || scene->Root is null)
                throw system.Refusal ?? Failed(Marshal.PtrToStringUTF8((nint)AssimpNative.ErrorString()) ?? "");
            var format = AssimpFormat.Of(scene);
            // Other formats hold absolute paths of their author's machine as a matter of course: their base names are looked for instead.
            if (system.Refusal is { } refusal && format.IsObj)
                throw refusal;
            var contents = new ModelContents();
            if (format.IsObj && system.MaterialLibraries.Count == 0 && system.Missing.Count > 0)
                contents.Notes.Add(ImportNoteKind.MissingFile, subject: system.Missing[0]);
            var libraries = new MaterialLibrary(files);
            system.MaterialLibraries.ForEach(libraries.Add);
            Read(scene, new(scene, format, files, libraries, contents), format.ToObject(files.Name, settings), contents);
            return contents;
        }
        catch (DllNotFoundException e)
        {
            throw new RenderException(Failure.TryAgain, "this format needs libassimp.so.5, which is not installed.",
                remedy: "Run: apt-get install libassimp5", inner: e);
        }
        finally
        {
            if (scene is not null)
                AssimpNative.Release(scene);
            AssimpNative.ReleaseProperties(properties);
        }
    }

    private static Exception Failed(string error) => error.Contains("bad_alloc", StringComparison.Ordinal)
        ? new InsufficientMemoryException(error)
        : new RenderException(Failure.InvalidInput, "cannot be read: " + (error.Length > 0 ? error.TrimEnd('.', ' ', '\n') : "unknown format") + ".");

    private static void Read(AiScene* scene, AssimpMaterials materials, Transform toObject, ModelContents contents)
    {
        var open = new Stack<(nint Node, Transform ToObject, int Depth)>();
        open.Push(((nint)scene->Root, toObject, 1));
        while (open.TryPop(out var next))
        {
            var node = (AiNode*)next.Node;
            if (next.Depth > MaxNodeDepth)
                throw new RenderException(Failure.InvalidInput, "the node tree is too deep.");
            toObject = Transform.From(Matrix4x4.Transpose(node->Transform)).Then(next.ToObject);
            for (uint i = 0; i < node->MeshCount; i++)
            {
                if (node->Meshes[i] >= scene->MeshCount)
                    throw new RenderException(Failure.InvalidInput, "a node names a mesh that is not there.");
                var mesh = scene->Meshes[node->Meshes[i]];
                if (mesh->Vertices is null || mesh->Faces is null)
                    contents.Notes.Add(ImportNoteKind.EmptyPart);
                else if ((mesh->PrimitiveTypes & Triangles) == 0)
                    contents.Notes.Add(ImportNoteKind.PointsAndLines);
                else
                    contents.Add(Part(mesh, toObject, materials));
            }
            // Some readers (RAW) count a child that they do not make.
            for (var i = (int)node->ChildCount - 1; i >= 0; i--)
                if (node->Children[i] is not null)
                    open.Push(((nint)node->Children[i], toObject, next.Depth + 1));
        }
    }

    private static MeshPart Part(AiMesh* mesh, Transform toObject, AssimpMaterials materials)
    {
        var count = checked((int)mesh->VertexCount);
        T[]? Stream<T>(nint start)
            where T : unmanaged => start == 0 ? null : new ReadOnlySpan<T>((void*)start, count).ToArray();

        var pose = SkinnedPose.Rigid(toObject);
        var normals = Stream<Vector3>((nint)mesh->Normals);
        return new()
        {
            Material = materials.Index(mesh->Material),
            Positions = pose.Points(Stream<Vector3>((nint)mesh->Vertices)!),
            Normals = normals is null ? null : pose.Normals(normals),
            TexCoords = TexCoords(Stream<Vector3>(mesh->TexCoords[0])),
            TexCoords1 = TexCoords(Stream<Vector3>(mesh->TexCoords[1])),
            Colors = Stream<Vector4>(mesh->Colors[0]) is { } colors ? Array.ConvertAll(colors, Linear) : null,
            Indices = pose.Windings(Indices(mesh)),
        };
    }

    /// <summary>libassimp's v grows upwards.</summary>
    private static Vector2[]? TexCoords(Vector3[]? given) => given is null ? null : Array.ConvertAll(given, t => new Vector2(t.X, 1 - t.Y));

    private static Vector4 Linear(Vector4 c) =>
        new((float)SrgbTables.Decode(Math.Clamp(c.X, 0, 1)), (float)SrgbTables.Decode(Math.Clamp(c.Y, 0, 1)), (float)SrgbTables.Decode(Math.Clamp(c.Z, 0, 1)), c.W);

    private static int[] Indices(AiMesh* mesh)
    {
        var indices = new List<int>(checked((int)mesh->FaceCount * 3));
        for (uint f = 0; f < mesh->FaceCount; f++)
        {
            var face = mesh->Faces[f];
            if (face.IndexCount != 3)
                continue;
            int Index(int k) => (int)Math.Min(face.Indices[k], int.MaxValue);
            indices.AddRange([Index(0), Index(1), Index(2)]);
        }
        return [.. indices];
    }
}
