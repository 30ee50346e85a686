using System.Text;
using System.Text.RegularExpressions;

namespace Render.Core.Scenes.Language;

/// <summary>
/// Which values are frozen: paths or patterns of them, <c>lights.*</c>. A pattern names what it matches and everything below: <c>lights</c> is all lights.
/// </summary>
internal sealed class FreezePatterns
{
    private readonly List<(string Text, Node? Place, Regex Regex)> _patterns = [];

    public static FreezePatterns None { get; } = new([], []);

    /// <param name="given">From the command line.</param>
    /// <param name="written">From the scene.</param>
    public FreezePatterns(IEnumerable<string> given, IEnumerable<ScalarNode> written)
    {
        foreach (var text in given)
            _patterns.Add((text, null, Compile(text)));
        foreach (var node in written)
            _patterns.Add((node.Text, node, Compile(node.Text)));
    }

    public bool Matches(string path) => _patterns.Any(pattern => pattern.Regex.IsMatch(path));

    /// <summary>Refuses a pattern that names nothing.</summary>
    /// <param name="paths">Of everything that can be frozen.</param>
    public void Check(IReadOnlyCollection<string> paths)
    {
        foreach (var (text, place, regex) in _patterns)
        {
            if (paths.Any(path => regex.IsMatch(path)))
                continue;
            var known = paths.Concat(paths.SelectMany(Above)).Distinct().Order(StringComparer.Ordinal).ToList();
            var parent = text.LastIndexOf('.') is > 0 and var dot ? text[..dot] : text;
            var near = known.Where(path => path.StartsWith(parent, StringComparison.Ordinal)).Take(8).ToList();
            var message = $"nothing that is drawn has the path '{text}'" + (Names.Nearest(text, known) is { } nearest ? $"; did you mean '{nearest}'?" : ".");
            var remedy = near.Count > 0 ? $"Near: {string.Join(", ", near)}." : $"Known: {string.Join(", ", known.Where(path => !path.Contains('.', StringComparison.Ordinal)))}, and what is below them.";
            throw place is null ? new RenderException(Failure.Usage, message, "--freeze", remedy) : place.Error(message, remedy);
        }
    }

    /// <summary>a.b of a.b.c, and a.</summary>
    private static IEnumerable<string> Above(string path)
    {
        for (var at = path.LastIndexOf('.'); at > 0; at = path.LastIndexOf('.', at - 1))
            yield return path[..at];
    }

    private static Regex Compile(string pattern)
    {
        var text = new StringBuilder("^").Append(Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)).Append("($|[.@])");
        return new(text.ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
