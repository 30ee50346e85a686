using System.Globalization;
using Render.Core;
using Render.Core.Assets;
using SharpGLTF.Schema2;
using SharpGLTF.Transforms;
using SharpGLTF.Validation;

namespace Render.Assets.Readers;

/// <summary>
/// glTF 2.0, text and binary, by SharpGLTF. The default scene's node tree is merged; skins and morph targets stand at rest; the result is turned
/// to Z up, (x, y, z) -> (x, -z, y).
/// </summary>
internal static class GltfReader
{
    private const int LargeFileBytes = 256 << 20;

    /// <summary>(x, y, z) -> (x, -z, y).</summary>
    private static readonly Transform ToZUp = new(1, 0, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0);

    public static bool Accepts(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("glTF"u8))
            return true;
        var text = file[..Math.Min(file.Length, 256)];
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        return text.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }

    /// <exception cref="RenderException">Not valid, not supported, or it names a file that is refused.</exception>
    public static ModelContents Read(ConfinedFiles files, ImportSettings settings)
    {
        if (settings.Up is not (UpAxis.Default or UpAxis.AsStored))
            throw new RenderException(Failure.InvalidInput, FormatAxes.NoMeaning("up", files.Name), remedy: "Remove it.");
        var document = GltfDocument.Parse(files.ReadModel(), files);
        var contents = new ModelContents();
        var buffers = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var root = Load(document, files, buffers);
        contents.NoteLater(ImportNoteKind.InvalidFile, Validate(document, buffers));
        GltfExtensions.Note(root.ExtensionsUsed, contents.Notes);
        contents.Notes.Add(ImportNoteKind.OtherScenes, Math.Max(0, root.LogicalScenes.Count - 1));
        contents.Notes.Add(ImportNoteKind.UnusedBuffer, document.UnusedBuffers);
        var primitives = new GltfPrimitives(WorldTransforms(root, settings.Up == UpAxis.AsStored ? Transform.Scale(settings.Unit) : Transform.Scale(settings.Unit).Then(ToZUp)), new(document, files, contents), contents);
        foreach (var node in SceneNodes(root))
            foreach (var primitive in node.Mesh?.Primitives ?? [])
                if (primitives.Read(primitive, node) is { } part)
                    contents.Add(part);
        return contents;
    }

    /// <summary>Without validation: a file that only bends the rules is loaded.</summary>
    private static ModelRoot Load(GltfDocument document, ConfinedFiles files, Dictionary<string, byte[]> buffers)
    {
        try
        {
            return Load(document, ValidationMode.Skip, uri => buffers[uri] = Buffer(document, files, uri));
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw new RenderException(Failure.InvalidInput, "not a valid glTF file: " + FirstLine(e), inner: e);
        }
    }

    private static byte[] Buffer(GltfDocument document, ConfinedFiles files, string uri)
    {
        var bytes = document.Buffers.GetValueOrDefault(uri) ?? files.ReadUri(uri) ?? throw new RenderException(Failure.InvalidInput, $"the buffer '{uri}' is missing.");
        return bytes.Length >= document.BufferBytes(uri) ? bytes : throw new RenderException(Failure.InvalidInput, string.Create(
            CultureInfo.InvariantCulture, $"the buffer '{uri}' holds {bytes.Length} bytes where {document.BufferBytes(uri)} are declared."));
    }

    /// <summary>What a strict reader finds wrong, or null. It takes twice as long as reading, and runs beside the building of the mesh.</summary>
    private static Task<string?> Validate(GltfDocument document, Dictionary<string, byte[]> buffers)
    {
        var task = Task.Run(() =>
        {
            try
            {
                Load(document, ValidationMode.Strict, uri => buffers[uri]);
                return null;
            }
            catch (Exception e) when (IsRefusal(e))
            {
                return FirstLine(e);
            }
        });
        // It holds a copy of the file: where that matters, it is gone before the mesh is built.
        if (document.File.Length > LargeFileBytes)
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        return task;
    }

    private static ModelRoot Load(GltfDocument document, ValidationMode validation, Func<string, byte[]> buffer)
    {
        // Images are read when a material uses them: a missing one is no reason to refuse the mesh.
        var context = ReadContext.Create(uri => document.IsImage(uri) ? GltfDocument.PlaceholderImage : buffer(uri));
        context.Validation = validation;
        using var stream = new MemoryStream(document.File, writable: false);
        return document.IsBinary ? context.ReadBinarySchema2(stream) : context.ReadTextSchema2(stream);
    }

    /// <summary>SharpGLTF throws its own, the JSON reader's, and on damaged files the runtime's exceptions.</summary>
    internal static bool IsRefusal(Exception e) => e is not (RenderException or OutOfMemoryException);

    /// <summary>Without the advice that SharpGLTF appends to its own messages, which is about the file's author.</summary>
    private static string FirstLine(Exception e)
    {
        var line = e.Message.Split('\n', 2)[0];
        var advice = line.IndexOf("Model generated by <", StringComparison.Ordinal);
        return (advice > 0 ? line[..advice] : line).TrimEnd().TrimEnd('.') + ".";
    }

    /// <summary>The nodes under the default scene's roots (the first scene's where none is the default; all roots where there is no scene).</summary>
    private static IEnumerable<Node> SceneNodes(ModelRoot root)
    {
        var scene = root.DefaultScene ?? (root.LogicalScenes.Count > 0 ? root.LogicalScenes[0] : null);
        var roots = scene?.VisualChildren.ToHashSet();
        return root.LogicalNodes.Where(n => roots is null || roots.Contains(n.VisualRoot));
    }

    /// <summary>Every node with its transform to object space, in double precision.</summary>
    private static Dictionary<Node, Transform> WorldTransforms(ModelRoot root, Transform toObject)
    {
        var world = new Dictionary<Node, Transform>();
        var open = new Stack<(Node Node, Transform Parent)>(root.LogicalNodes.Where(n => n.VisualParent is null).Select(n => (n, toObject)));
        while (open.TryPop(out var next))
        {
            var transform = Local(next.Node.LocalTransform).Then(next.Parent);
            world.Add(next.Node, transform);
            foreach (var child in next.Node.VisualChildren)
                open.Push((child, transform));
        }
        return world;
    }

    private static Transform Local(AffineTransform local) =>
        local.IsSRT ? Transform.From(local.Scale, local.Rotation, local.Translation) : Transform.From(local.Matrix);
}
