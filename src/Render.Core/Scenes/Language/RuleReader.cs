using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>How a value is drawn, from what stands beside its distribution and from where it stands: scope, sampling, freezing. Registers it.</summary>
internal sealed class RuleReader
{
    private static readonly WordType<Scope> Scopes = new("scope",
        ("dataset", Scope.Dataset), ("frame", Scope.Frame), ("group", Scope.Group), ("instance", Scope.Instance));

    private readonly Node _node;
    private readonly ReadContext _outer;
    private readonly List<Let> _uses = [];
    private readonly Node? _scopeNode, _sampleNode;
    private readonly Scope? _given;

    public RuleReader(Node node, ReadContext context)
    {
        (_node, _outer) = (node, context);
        _scopeNode = (node as MapNode)?.Find(SampledKeys.Scope);
        _sampleNode = (node as MapNode)?.Find(SampledKeys.Sample);
        if (_scopeNode is not null)
        {
            _given = Scopes.Read(_scopeNode, context);
            if (_given > Scope.Frame && context.Group is null && !context.IsLet)
                throw _scopeNode.Error($"'{ScopeName(_given.Value)}' has no meaning here: {context.Path} belongs to no group of objects.", "Known here: dataset, frame.");
        }
        Context = context with { Uses = _uses };
    }

    /// <summary>What the value's parts are read with.</summary>
    public ReadContext Context { get; }

    private Scope Default => _outer.Group is null || _outer.IsLet ? Scope.Frame : Scope.Instance;

    public static JsonObject ScopeSchema() => Scopes.Schema(new());

    public static JsonObject SampleSchema() => new() { ["type"] = "string" };

    public static string ScopeName(Scope scope) => scope.ToString().ToLowerInvariant();

    public Value<T> Make<T>(Distribution<T> distribution, (bool, T) frozen, string type)
    {
        var scope = ScopeOf();
        // What a named draw is drawn for each group or object of, every group draws for itself.
        var path = _outer.IsLet && scope > Scope.Frame ? $"{_outer.Path}@{_outer.Group}" : _outer.Path;
        var sampler = SamplerOf(scope, path, distribution.Dimensions);
        return Register(new Value<T>(path, distribution, frozen, new(scope, sampler, _outer.Registry.Freeze.Matches(path))), type);
    }

    public Value<T> Register<T>(Value<T> value, string type)
    {
        _outer.Registry.Add(ValueEntry.Of(value, type, _node, value.Dimensions == 0 ? null : value.SamplerName, [.. _uses.Select(let => let.Path).Distinct()]));
        return value;
    }

    /// <summary>As given, or that of the named draws that it is made of, where these are drawn more often.</summary>
    private Scope ScopeOf()
    {
        var needed = _uses.Count == 0 ? Scope.Dataset : _uses.Max(let => let.Scope);
        if (_given is not { } given)
            return needed > Default ? needed : Default;
        if (_uses.Find(let => let.Scope > given) is { } finer)
            throw _scopeNode!.Error($"'{ScopeName(given)}' cannot be: this value is made of ${finer.Name}, which is drawn for each {(finer.Scope == Scope.Instance ? "object" : ScopeName(finer.Scope))}.",
                $"Write 'scope: {ScopeName(finer.Scope)}', or give ${finer.Name} 'scope: {ScopeName(given)}'.");
        return given;
    }

    private Sampler? SamplerOf(Scope scope, string path, int dimensions)
    {
        if (_sampleNode is null)
            return scope == Scope.Dataset ? null : _outer.Sampler;
        if (_sampleNode is not ScalarNode { Text.Length: > 0 and <= 100 } word || !(char.IsAsciiLetter(word.Text[0]) || word.Text[0] == '_')
            || !word.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw _sampleNode.Error($"expected independent, stratified or the name of a group, found {_sampleNode.Kind}.");
        if (dimensions == 0)
            throw word.Error("nothing is drawn here that could be spread over the frames.", "Remove 'sample'.");
        if (word.Text == SamplingType.Independent)
            return null;
        if (scope == Scope.Dataset)
            throw word.Error("a value of scope dataset has one draw for all frames, which cannot be spread over them.", "Remove 'sample'.");
        if (Names.AreOneEditApart(word.Text, SamplingType.Stratified) || Names.AreOneEditApart(word.Text, SamplingType.Independent))
            throw Names.Unknown(word, "way of sampling", word.Text, [SamplingType.Independent, SamplingType.Stratified]);
        return word.Text == SamplingType.Stratified ? SamplingType.Strata : _outer.Registry.Join(word, path, dimensions);
    }
}
