using System.Text;
using Render.Core.Scenes.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Render.Core.Scenes;

/// <summary>
/// The YAML of a scene exactly as written, every value with its file:line:column. Size, depth and number of values are capped; duplicate keys,
/// aliases, anchors, tags and further documents are refused.
/// </summary>
public sealed class SceneFile
{
    /// <summary>Characters.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Maps and lists within each other.</summary>
    public const int MaxDepth = 32;

    public const int MaxValues = 200_000;

    private SceneFile(string name, Node root) => (Name, Root) = (name, root);

    /// <summary>What errors call the file.</summary>
    public string Name { get; }

    internal Node Root { get; }

    /// <exception cref="RenderException">The file cannot be read or is not acceptable YAML.</exception>
    public static SceneFile Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxLength * 4L)
                throw TooLarge(path);
            return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RenderException(Failure.InvalidInput, "there is no such scene file.", path, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.InvalidInput, $"the scene file cannot be read: {e.Message}", path, inner: e);
        }
        catch (DecoderFallbackException e)
        {
            throw new RenderException(Failure.InvalidInput, "the file is not UTF-8 text.", path, inner: e);
        }
    }

    /// <param name="text">YAML.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="RenderException">Not acceptable YAML.</exception>
    public static SceneFile Parse(string text, string name = "scene")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw TooLarge(name);
        var parser = new Parser(new StringReader(text));
        try
        {
            return new(name, new TreeReader(parser, name).ReadDocument());
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner gives up on some broken plain words without saying where; the last good event is the nearest place.
            var after = parser.Current?.End ?? Mark.Empty;
            throw new RenderException(Failure.InvalidInput, "this is not valid YAML: something after this place cannot be read.",
                $"{name}:{Math.Max(1, after.Line)}:{Math.Max(1, after.Column)}", inner: e);
        }
        catch (YamlException e)
        {
            throw new RenderException(
                Failure.InvalidInput, $"this is not valid YAML: {Sentence(e)}", $"{name}:{e.Start.Line}:{e.Start.Column}", inner: e);
        }
    }

    private static RenderException TooLarge(string name) =>
        new(Failure.InvalidInput, $"the scene file is larger than {MaxLength >> 20} MiB.", name);

    private static string Sentence(YamlException e) => (e.InnerException ?? e).Message.TrimEnd('.') + ".";

    private sealed class TreeReader(Parser parser, string name)
    {
        private int _values;

        public Node ReadDocument()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new MapNode($"{name}:1:1", []);
            parser.Consume<DocumentStart>();
            var root = Read(0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                throw Error(second, "a scene file holds one document; a second one begins here.");
            // "---" and nothing behind it is an empty scene, like an empty file.
            return root is ScalarNode { Text: "", Quoted: false } ? new MapNode(root.Where, []) : root;
        }

        private Node Read(int depth)
        {
            if (parser.Accept<AnchorAlias>(out var alias))
                throw Error(alias, "aliases (*name) are not allowed.", "Write the value out.");
            var node = parser.Consume<NodeEvent>();
            if (!node.Anchor.IsEmpty)
                throw Error(node, "anchors (&name) are not allowed.", "Remove it.");
            if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
                throw Error(node, $"the tag '{node.Tag.Value}' is unknown: tags are not allowed.", "Remove it.");
            if (depth > MaxDepth)
                throw Error(node, $"maps and lists are nested more than {MaxDepth} deep.");
            if (++_values > MaxValues)
                throw Error(node, $"there are more than {MaxValues} values.");
            return node switch
            {
                Scalar scalar => new ScalarNode(Where(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain),
                SequenceStart => ReadList(node, depth),
                _ => ReadMap(node, depth),
            };
        }

        private ListNode ReadList(NodeEvent start, int depth)
        {
            var items = new List<Node>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Read(depth + 1));
            return new(Where(start), items);
        }

        private MapNode ReadMap(NodeEvent start, int depth)
        {
            var entries = new List<(ScalarNode, Node)>();
            var seen = new Dictionary<string, string>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (Read(depth + 1) is not ScalarNode key)
                    throw Error(start, "a key of this map is not a plain word.");
                if (!seen.TryAdd(key.Text, key.Where))
                    throw key.Error($"the key '{key.Text}' stands here a second time (the first: {seen[key.Text]}).", "Remove one.");
                entries.Add((key, Read(depth + 1)));
            }
            return new(Where(start), entries);
        }

        private string Where(ParsingEvent e) => $"{name}:{e.Start.Line}:{e.Start.Column}";

        private RenderException Error(ParsingEvent e, string message, string? remedy = null) =>
            new(Failure.InvalidInput, message, Where(e), remedy);
    }
}
