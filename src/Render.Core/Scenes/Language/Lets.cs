using System.Text.Json.Nodes;
using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>A named draw as those that use it see it.</summary>
/// <param name="Name">Without the $.</param>
/// <param name="Path">Of its random stream.</param>
/// <param name="Scope">For what one draw holds.</param>
/// <param name="Term">Its result.</param>
/// <param name="IsDrawn">Whether random numbers of its own go into it: neither a constant, a formula of other draws nor what is dealt out in turn.</param>
/// <param name="IsFrozen">Whether it is its base in all frames.</param>
internal sealed record Let(string Name, string Path, Scope Scope, Term Term, bool IsDrawn, bool IsFrozen);

/// <summary>
/// The <c>let:</c> of a scene: values under names, for other values to be made of. Each is a <see cref="Value{T}"/> with a stream of its own, <c>let.NAME</c>; what is
/// drawn for each group or object has one for each group that uses it, <c>let.NAME@objects.GROUP</c>. There is no order among them and no state: a use asks for the value.
/// </summary>
internal sealed class Lets(IReadOnlyList<(ScalarNode Name, Node Value)> entries)
{
    private readonly Dictionary<(string Name, string? Group), Let> _read = [];

    public static Lets None { get; } = new([]);

    /// <summary>Reads every entry, also those that nobody uses.</summary>
    public void Check(ReadContext context)
    {
        // As a group would use them; what is noted down is thrown away.
        var trial = context with { Group = "objects", Registry = new(), Lets = new(entries) };
        foreach (var (name, _) in entries)
            trial.Lets.Find(name.Text, name, trial with { Uses = [] });
    }

    /// <summary>A named draw for a value that uses it, which is noted down there.</summary>
    /// <param name="name">Without the $.</param>
    /// <param name="place">Of the use.</param>
    /// <param name="user">The value that is being read.</param>
    public Let Find(string name, Node place, ReadContext user)
    {
        var entry = entries.FirstOrDefault(e => e.Name.Text == name);
        if (entry.Name is null)
            throw Names.Unknown(place, "named draw", name, entries.Select(e => e.Name.Text));
        if (user.LetChain.Contains(name))
            throw place.Error($"'{name}' is made of itself: {string.Join(" -> ", user.LetChain.SkipWhile(n => n != name).Append(name).Select(n => "$" + n))}.");
        if (!_read.TryGetValue((name, null), out var let) && !_read.TryGetValue((name, user.Group), out let))
        {
            let = Read(entry.Name, entry.Value, user);
            _read[(name, let.Scope > Scope.Frame ? user.Group : null)] = let;
        }
        if (let.Scope > Scope.Frame && user.Group is null)
            throw place.Error($"${name} has a draw for each {(let.Scope == Scope.Group ? "group" : "object of a group")}, and {user.Path} belongs to no group of objects.", "Give it 'scope: frame'.");
        user.Uses?.Add(let);
        return let;
    }

    private static Let Read(ScalarNode name, Node node, ReadContext user)
    {
        var context = user with { Path = $"let.{name.Text}", Name = name.Text, Uses = null, IsLet = true, LetChain = [.. user.LetChain, name.Text], Default = null };
        switch (new LetKinds(context).Of(node))
        {
            case LetKind.Number:
                var number = new SampledType<double>(new NumberType()).Read(node, context);
                return Of(name.Text, number, new NumberTerm(RangeOf(number, node), draws => draws.Of(number)));
            case LetKind.Truth:
                var truth = new SampledType<bool>(new BooleanType()).Read(node, context);
                return Of(name.Text, truth, new TruthTerm(draws => draws.Of(truth)));
            case LetKind.Word:
                var word = new SampledType<string>(new LetWordType()).Read(node, context);
                return Of(name.Text, word, new WordTerm([.. word.Extremes.Distinct()], draws => draws.Of(word)));
            default:
                var isColor = new LetKinds(context).Of(node) == LetKind.Color;
                var vector = new SampledType<Double3>(isColor ? new ColorType() : new PointType("point", "metres")).Read(node, context);
                var ends = vector.Extremes.SelectMany(v => (double[])[v.X, v.Y, v.Z]).ToList();
                var range = ends.Count > 0 ? new Interval(ends.Min(), ends.Max()) : new(isColor ? 0 : double.NegativeInfinity, double.PositiveInfinity);
                return Of(name.Text, vector, new VectorTerm(range, draws => draws.Of(vector)));
        }
    }

    /// <summary>What is never drawn holds for all frames.</summary>
    private static Let Of<T>(string name, Value<T> value, Term term) =>
        new(name, value.Path, value.IsConstant ? Scope.Dataset : value.Scope, term, value.Dimensions > 0, value.IsFrozen);

    private static Interval RangeOf(Value<double> value, Node node)
    {
        var extremes = value.Extremes.ToList();
        if (extremes.Count == 0)
            return new(double.NegativeInfinity, double.PositiveInfinity);
        return new(extremes.Min(), extremes.Max(), IsWhole(node, value));
    }

    /// <summary>Whether nothing but whole numbers is drawn: seen from the way it is written.</summary>
    private static bool IsWhole(Node node, Value<double> value) => node switch
    {
        ScalarNode scalar => scalar.Number is { } number ? number == Math.Floor(number) : value.Distribution is FormulaDistribution<double> { IsWhole: true },
        MapNode map when map.Find(SampledKeys.If) is not null => IsWhole(map.Find(SampledKeys.Then)!, value) && IsWhole(map.Find(SampledKeys.Else)!, value),
        MapNode map => map.Find("integers") is not null || (LetKinds.Options.Any(kind => map.Find(kind) is not null) && value.Extremes.All(x => x == Math.Floor(x)) && LetKinds.EntriesOf(map).All(e => e is ScalarNode { Number: not null })),
        _ => false,
    };

    /// <summary>A word, or a file by its reference; what it names is seen where it is used.</summary>
    private sealed class LetWordType : NodeType<string>, IFileType<string>
    {
        public override string Describe => "word or file";

        public override string Read(Node node, ReadContext context) => node is ScalarNode { Text.Length: > 0 and <= 1000 } scalar ? scalar.Text : throw Expected(node);

        public string FromReference(string reference) => reference;

        public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
    }
}

/// <summary>The map behind <c>let:</c>.</summary>
internal sealed class LetsType : NodeType<Lets>
{
    public override string Describe => "map of name: number, word, true/false, [x, y, z], formula or distribution";

    public override Lets Read(Node node, ReadContext context)
    {
        if (node is not MapNode map)
            throw Expected(node);
        foreach (var (key, _) in map.Entries)
            if (key.Text.Length is 0 or > 100 || !(char.IsAsciiLetter(key.Text[0]) || key.Text[0] == '_') || !key.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw key.Error($"'{key.Text}' cannot be the name of a draw.", "Names begin with a letter and hold letters, digits and _.");
        return new(map.Entries);
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]*$" },
    };
}
