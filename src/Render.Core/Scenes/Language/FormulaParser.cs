using System.Globalization;

namespace Render.Core.Scenes.Language;

/// <summary>
/// Reads a formula: numbers, words in quotes, <c>$name</c>, <c>+ - * / ^</c>, comparisons, <c>and or not</c>, functions. Types and ranges are settled while it is
/// read, so that everything that could go wrong when it is evaluated is an error of the scene, with its place.
/// </summary>
internal sealed class FormulaParser
{
    private const int MaxLength = 1000;
    private const int MaxDepth = 40;

    private readonly ScalarNode _node;
    private readonly Func<string, Node, Term> _find;
    private readonly List<(int At, string Text)> _tokens = [];
    private int _next, _depth;

    private FormulaParser(ScalarNode node, Func<string, Node, Term> find)
    {
        (_node, _find) = (node, find);
        if (node.Text.Length > MaxLength)
            throw node.Error($"this formula is longer than {MaxLength} characters.", "Share it out to several entries of 'let'.");
        for (var at = 0; at < node.Text.Length;)
            at = Tokenize(at);
    }

    /// <param name="node">The formula.</param>
    /// <param name="find">A named draw, by its name and the place where it is asked for.</param>
    /// <exception cref="RenderException">It is none, or its result could be no number.</exception>
    public static Term Parse(ScalarNode node, Func<string, Node, Term> find)
    {
        var parser = new FormulaParser(node, find);
        var term = parser.Or();
        return parser._next == parser._tokens.Count ? term : throw parser.Unexpected("an operator");
    }

    private int Tokenize(int at)
    {
        var text = _node.Text;
        var c = text[at];
        if (char.IsWhiteSpace(c))
            return at + 1;
        var end = at + 1;
        if (char.IsAsciiDigit(c) || (c == '.' && end < text.Length && char.IsAsciiDigit(text[end])))
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E')))
                end++;
        }
        else if (c == '$' || char.IsAsciiLetter(c) || c == '_')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
        }
        else if (c is '"' or '\'')
        {
            end = text.IndexOf(c, end) + 1;
            if (end == 0)
                throw Place(at).Error("this word begins with a quote that is never closed.", "Close it.");
        }
        else if (end < text.Length && text[at..(end + 1)] is "<=" or ">=" or "==" or "!=")
        {
            end++;
        }
        else if (!"+-*/^(),<>".Contains(c, StringComparison.Ordinal))
        {
            throw Place(at).Error($"'{c}' has no meaning in a formula.", c == '=' ? "Compare with ==." : c == '%' ? "Write mod(x, y)." : "See the reference page, 'Named draws'.");
        }
        _tokens.Add((at, text[at..end]));
        return end;
    }

    private Term Or() => Logic("or", And, (a, b) => draws => a(draws) | b(draws));

    private Term And() => Logic("and", Not, (a, b) => draws => a(draws) & b(draws));

    private Term Logic(string word, Func<Term> operand, Func<Func<LetDraws, bool>, Func<LetDraws, bool>, Func<LetDraws, bool>> join)
    {
        var start = _next;
        var left = operand();
        while (Take(word))
        {
            var right = _next;
            left = new TruthTerm(join(Truth(left, start).At, Truth(operand(), right).At));
        }
        return left;
    }

    private Term Not()
    {
        if (!Take("not"))
            return Comparison();
        using var _ = Deeper();
        var start = _next;
        var inner = Truth(Not(), start).At;
        return new TruthTerm(draws => !inner(draws));
    }

    private Term Comparison()
    {
        var start = _next;
        var left = Sum();
        if (Peek is not ("<" or "<=" or ">" or ">=" or "==" or "!="))
            return left;
        var sign = Next();
        var right = _next;
        var other = Sum();
        if (Peek is "<" or "<=" or ">" or ">=" or "==" or "!=")
            throw Unexpected("and, or");
        if (left is WordTerm || other is WordTerm)
            return Compare(left, start, sign, other, right);
        var (x, y) = (Number(left, start).At, Number(other, right).At);
        return new TruthTerm(sign switch
        {
            "<" => draws => x(draws) < y(draws),
            "<=" => draws => x(draws) <= y(draws),
            ">" => draws => x(draws) > y(draws),
            ">=" => draws => x(draws) >= y(draws),
            "==" => draws => x(draws) == y(draws),
            _ => draws => x(draws) != y(draws),
        });
    }

    private TruthTerm Compare(Term left, int start, string sign, Term right, int end)
    {
        if (left is not WordTerm a || right is not WordTerm b)
            throw At(left is WordTerm ? end : start).Error($"{left.Describe} is compared with {right.Describe}.", "Compare words with words; a word in a formula stands in quotes.");
        if (sign is not ("==" or "!="))
            throw At(start).Error($"words are compared with == and !=, not with {sign}.");
        if (!a.Words.Intersect(b.Words).Any())
            throw At(end).Error($"these are never equal: {a.Describe} on the left, {b.Describe} on the right.", "Is one misspelt?");
        return new(draws => a.At(draws) == b.At(draws) == (sign == "=="));
    }

    private Term Sum()
    {
        var start = _next;
        var left = Product();
        while (Peek is "+" or "-")
        {
            var minus = Next() == "-";
            var right = _next;
            var (a, b) = (Number(left, start), Number(Product(), right));
            left = minus ? FormulaFunctions.Two(a, b, a.Range - b.Range, (x, y) => x - y) : FormulaFunctions.Two(a, b, a.Range + b.Range, (x, y) => x + y);
        }
        return left;
    }

    private Term Product()
    {
        var start = _next;
        var left = Signed();
        while (Peek is "*" or "/")
        {
            var divides = Next() == "/";
            var right = _next;
            var (a, b) = (Number(left, start), Number(Signed(), right));
            if (divides && b.Range.Contains(0))
                throw At(right).Error("what is divided by can be 0.", "Keep it off 0, as with max($x, 0.01).");
            left = divides ? FormulaFunctions.Two(a, b, a.Range / b.Range, (x, y) => x / y) : FormulaFunctions.Two(a, b, a.Range * b.Range, (x, y) => x * y);
        }
        return left;
    }

    private Term Signed()
    {
        if (!Take("-"))
            return Power();
        using var _ = Deeper();
        var start = _next;
        var inner = Number(Signed(), start);
        return new NumberTerm(-inner.Range, draws => -inner.At(draws));
    }

    private Term Power()
    {
        var start = _next;
        var left = Atom();
        if (!Take("^"))
            return left;
        using var _ = Deeper();
        var right = _next;
        return FormulaFunctions.Power(Number(left, start), Number(Signed(), right), Complain(start));
    }

    private Term Atom()
    {
        using var _ = Deeper();
        if (_next == _tokens.Count)
            throw Unexpected("a number or $name");
        var start = _next;
        var token = Next();
        if (token[0] == '$')
            return token.Length > 1 ? _find(token[1..], At(start)) : throw At(start).Error("a name is missing behind $.");
        if (token[0] is '"' or '\'')
            return token[1..^1] is var word ? new WordTerm([word], _ => word) : null!;
        if (char.IsAsciiDigit(token[0]) || token[0] == '.')
            return double.TryParse(token, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? new NumberTerm(Interval.Of(number), _ => number)
                : throw At(start).Error($"'{token}' is not a number.");
        if (token == "(")
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        return token switch
        {
            "true" or "false" => new TruthTerm(_ => token == "true"),
            "pi" => new NumberTerm(new(Math.PI, Math.PI), _ => Math.PI),
            "if" => If(),
            _ when char.IsAsciiLetter(token[0]) => Call(token, start),
            _ => throw At(start).Error($"expected a number or $name, found '{token}'."),
        };
    }

    private Term If()
    {
        Expect("(");
        var at = _next;
        var condition = Truth(Or(), at).At;
        Expect(",");
        var then = Or();
        Expect(",");
        at = _next;
        var otherwise = Or();
        Expect(")");
        return (then, otherwise) switch
        {
            (NumberTerm a, NumberTerm b) => new NumberTerm(a.Range.Or(b.Range), draws => condition(draws) ? a.At(draws) : b.At(draws)),
            (TruthTerm a, TruthTerm b) => new TruthTerm(draws => condition(draws) ? a.At(draws) : b.At(draws)),
            (WordTerm a, WordTerm b) => new WordTerm([.. a.Words.Union(b.Words)], draws => condition(draws) ? a.At(draws) : b.At(draws)),
            (VectorTerm a, VectorTerm b) => new VectorTerm(a.Range.Or(b.Range), draws => condition(draws) ? a.At(draws) : b.At(draws)),
            _ => throw At(at).Error($"both outcomes of if must be of one kind; these are {then.Describe} and {otherwise.Describe}."),
        };
    }

    private NumberTerm Call(string name, int start)
    {
        if (!FormulaFunctions.All.TryGetValue(name, out var function))
            throw Names.Unknown(At(start), Peek == "(" ? "function" : "word of formulas", name, [.. FormulaFunctions.All.Keys, "if", "and", "or", "not", "true", "false", "pi"]);
        Expect("(");
        var arguments = new List<NumberTerm>();
        do
        {
            var at = _next;
            arguments.Add(Number(Or(), at));
        }
        while (Take(","));
        Expect(")");
        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? function.Apply([.. arguments], Complain(start))
            : throw At(start).Error($"{name} takes {function.Parameters}; here are {arguments.Count} arguments.");
    }

    private string? Peek => _next < _tokens.Count ? _tokens[_next].Text : null;

    private string Next() => _tokens[_next++].Text;

    private bool Take(string token)
    {
        if (Peek != token)
            return false;
        _next++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
            throw Unexpected($"'{token}'");
    }

    private RenderException Unexpected(string expected) => _next < _tokens.Count
        ? At(_next).Error($"expected {expected}, found '{Peek}'.")
        : _node.Error($"this formula ends where {expected} is expected.");

    private NumberTerm Number(Term term, int token) => term as NumberTerm ?? throw At(token).Error($"a number is needed here, and this is {term.Describe}.");

    private TruthTerm Truth(Term term, int token) =>
        term as TruthTerm ?? throw At(token).Error($"a condition is needed here, and this is {term.Describe}.", "Compare it, as in $x > 3.");

    private Func<string, RenderException> Complain(int token) => message => At(token).Error(message + ".", "Bound it, as with max($x, 0.01) or clamp($x, 0, 1).");

    /// <summary>The place of a token.</summary>
    private ScalarNode At(int token) => Place(token < _tokens.Count ? _tokens[token].At : 0);

    /// <summary>The place of a character; of a text of several lines, its beginning.</summary>
    private ScalarNode Place(int offset)
    {
        if (_node.Text.Contains('\n', StringComparison.Ordinal))
            return _node;
        var colon = _node.Where.LastIndexOf(':');
        var column = int.Parse(_node.Where.AsSpan(colon + 1), CultureInfo.InvariantCulture) + offset + (_node.Quoted ? 1 : 0);
        return _node with { Where = string.Create(CultureInfo.InvariantCulture, $"{_node.Where.AsSpan(0, colon)}:{column}") };
    }

    private DepthGuard Deeper() => ++_depth <= MaxDepth ? new(this) : throw _node.Error($"this formula is nested more than {MaxDepth} deep.");

    private readonly struct DepthGuard(FormulaParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
