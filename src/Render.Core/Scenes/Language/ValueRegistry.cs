using System.Security.Cryptography;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>Everything that a scene draws, collected while it is read.</summary>
internal sealed class ValueRegistry
{
    private readonly OrderedDictionary<string, ValueEntry> _values = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> _streams = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (SobolGroup Group, Node Place)> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _tables = new(StringComparer.Ordinal);

    /// <summary>Which values are frozen.</summary>
    public FreezePatterns Freeze { get; init; } = FreezePatterns.None;

    /// <summary>Which of the scene's variants is read.</summary>
    public Variant Variant { get; init; } = Variant.None;

    /// <summary>Every value once, in the order in which they are read. Those that no frame asks for are among them.</summary>
    public IReadOnlyList<ValueEntry> Values => _values.Values;

    /// <summary>Streams that are no values, by path, with what they decide on: the tries of a placement.</summary>
    public IReadOnlyDictionary<string, string> Streams => _streams;

    /// <summary>sha256, lower-case hex, by reference, of the tables that distributions are read from: part of the scene's hash.</summary>
    public IReadOnlyDictionary<string, string> Tables => _tables;

    /// <summary>Those of <see cref="Streams"/> that are frozen; null: none.</summary>
    public IReadOnlySet<string>? FrozenStreams { get; private set; }

    /// <summary>Paths of all values that are not constant, and of all streams, that are frozen, in the order of their bytes.</summary>
    public IReadOnlyList<string> Frozen =>
        [.. _values.Values.Where(v => v.IsFrozen).Select(v => v.Path).Concat(FrozenStreams ?? (IEnumerable<string>)[]).Order(StringComparer.Ordinal)];

    /// <summary>A value that is read again replaces itself.</summary>
    public void Add(ValueEntry value) => _values[value.Path] = value;

    /// <param name="path">Of the random stream.</param>
    /// <param name="what">What it decides on, in words.</param>
    public void AddStream(string path, string what) => _streams[path] = what;

    public void AddTable(string reference, AssetRoots roots)
    {
        if (_tables.ContainsKey(reference))
            return;
        using var stream = File.OpenRead(roots.Resolve(reference));
        _tables.Add(reference, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Makes a value a member of a group that shares a Sobol sequence.</summary>
    public Sampler Join(ScalarNode group, string path, int dimensions)
    {
        if (!_groups.TryGetValue(group.Text, out var found))
            _groups.Add(group.Text, found = (new(group.Text), group));
        found.Group.Add(path, dimensions);
        if (found.Group.Dimensions > SobolSequence.MaxDimensions)
            throw group.Error($"the values of '{group.Text}' have {found.Group.Dimensions} dimensions together; a group has {SobolSequence.MaxDimensions} at most.", "Give some of them another group, or 'sample: stratified'.");
        return new SobolSampler(found.Group);
    }

    /// <summary>When everything has been read.</summary>
    /// <exception cref="RenderException">A pattern freezes nothing, or a path of <c>vary:</c> names no value.</exception>
    public void Finish()
    {
        Variant.Check([.. _values.Keys]);
        Freeze.Check([.. _values.Keys, .. _streams.Keys]);
        var frozen = _streams.Keys.Where(Freeze.Matches).ToHashSet(StringComparer.Ordinal);
        FrozenStreams = frozen.Count > 0 ? frozen : null;
    }
}
