using System.Text.Json.Nodes;

namespace Render.Core.Scenes.Language;

/// <summary>One key of a section: the single place where its name, type, default and documentation are declared.</summary>
internal abstract class Key(string name, NodeType type, string? fallback, string doc, string? example, bool required)
{
    public string Name => name;

    public NodeType AnyType => type;

    /// <summary>The default, as a scene would write it; null where there is none.</summary>
    public string? Default => fallback;

    /// <summary>One sentence or two.</summary>
    public string Doc => doc;

    /// <summary>A value as a scene would write it.</summary>
    public string? Example => example ?? fallback;

    public bool Required => required;

    /// <summary>Reads a value of this key; for what treats all keys alike.</summary>
    public abstract object? ReadAny(Node node, ReadContext context);
}

/// <param name="name">As the scene writes it; its last word is the unit where that is not metres.</param>
/// <param name="type">What may stand behind it.</param>
/// <param name="fallback">The default as YAML, read like any other value; null where absence means something of its own.</param>
/// <param name="doc">For the reference page and the schema.</param>
/// <param name="example">A value as YAML, where the default does not show it well.</param>
/// <param name="required">Absence is an error.</param>
internal sealed class Key<T>(string name, NodeType<T> type, string? fallback, string doc, string? example = null, bool required = false)
    : Key(name, type, fallback, doc, example, required)
{
    public NodeType<T> Type => type;

    public override object? ReadAny(Node node, ReadContext context) => type.Read(node, context);
}

/// <summary>The untyped face of a section, for the schema and the reference page.</summary>
internal interface ISection
{
    string Name { get; }

    string Doc { get; }

    IReadOnlyList<Key> Keys { get; }
}

/// <summary>A map with declared keys.</summary>
/// <param name="name">How the reference page and the errors call it.</param>
/// <param name="doc">One sentence or two.</param>
/// <param name="keys">All of them, in the order in which the reference page shows them.</param>
/// <param name="read">Makes the value; called after the keys have been checked.</param>
internal sealed class Section<T>(string name, string doc, IReadOnlyList<Key> keys, Func<SectionReader, T> read) : NodeType<T>, ISection
{
    public string Name => name;

    public string Doc => doc;

    public IReadOnlyList<Key> Keys => keys;

    public override string Describe => $"map with {string.Join(", ", keys.Select(k => k.Name))}";

    public override IEnumerable<ISection> Sections => [this];

    public override T Read(Node node, ReadContext context)
    {
        if (node is not MapNode map)
            throw Expected(node);
        foreach (var (key, _) in map.Entries)
            if (keys.All(k => k.Name != key.Text))
                throw Names.Unknown(key, $"key of {name}", key.Text, keys.Select(k => k.Name));
        foreach (var key in keys)
            if (key.Required && map.Find(key.Name) is null)
                throw node.Error($"the key '{key.Name}' is missing in {(context.Path.Length > 0 ? context.Path : name)}: {key.Doc}");
        return read(new(map, context));
    }

    /// <summary>Keys in the order of their declaration.</summary>
    public override JsonNode Canonical(Node node)
    {
        var result = new JsonObject();
        foreach (var key in keys)
            if ((node as MapNode)?.Find(key.Name) is { } value)
                result[key.Name] = key.AnyType.Canonical(value);
        return result;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.Refer(name.Replace(' ', '_'), () =>
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            var schema = key.AnyType.Schema(definitions);
            schema["description"] = key.Doc;
            if (key.Default is { } fallback)
                schema["default"] = SceneFile.Parse(fallback).Root.ToJson();
            properties[key.Name] = schema;
        }
        var result = new JsonObject
        {
            ["type"] = "object",
            ["description"] = doc,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (keys.Any(k => k.Required))
            result["required"] = new JsonArray([.. keys.Where(k => k.Required).Select(k => (JsonNode)k.Name)]);
        return result;
    });
}

/// <summary>The values of a map whose keys have been checked.</summary>
internal sealed class SectionReader(MapNode map, ReadContext context)
{
    public MapNode Node => map;

    public ReadContext Context => context;

    /// <summary>The same map, its values read with other knowledge.</summary>
    public SectionReader With(Func<ReadContext, ReadContext> with) => new(map, with(context));

    public bool Has(Key key) => map.Find(key.Name) is not null;

    /// <summary>Where the key's value stands; the map where it is absent.</summary>
    public Node NodeOf(Key key) => map.Find(key.Name) ?? map;

    /// <summary>The value, or the default. The key has a default or is required.</summary>
    /// <param name="key">One of the section's keys.</param>
    /// <param name="with">Other knowledge that its values are read with.</param>
    public T Get<T>(Key<T> key, Func<ReadContext, ReadContext>? with = null)
    {
        var inner = (with is null ? context : with(context)).Child(key.Name) with { Default = key.Default };
        var node = map.Find(key.Name) ?? (key.Default is { } fallback ? SceneFile.Parse(fallback, map.Where).Root : null);
        return node is null
            ? throw new InvalidOperationException($"'{key.Name}' has no default")
            : key.Type.Read(node, inner);
    }

    /// <summary>The value, or null where it is absent.</summary>
    public T? Find<T>(Key<T> key, Func<ReadContext, ReadContext>? with = null) => Has(key) ? Get(key, with) : default;

    /// <summary>Refuses a key that says nothing beside what else the section holds.</summary>
    public void Forbid(Key key, string because)
    {
        foreach (var (name, _) in map.Entries)
            if (name.Text == key.Name)
                throw name.Error($"'{key.Name}' has no meaning here: {because}.", "Remove it.");
    }
}
