namespace Render.Core.Scenes.Language;

/// <summary>What errors say about a name that nobody knows.</summary>
public static class Names
{
    /// <summary>An error that gives the nearest known name and all of them.</summary>
    /// <param name="place">Where the unknown name stands.</param>
    /// <param name="what">What it should have been: <c>key of camera</c>, <c>distribution</c>.</param>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">In the order in which they are shown.</param>
    internal static RenderException Unknown(Node place, string what, string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        var nearest = Nearest(name, all);
        var remedy = all.Count == 0 ? "None is known here." : $"Known: {string.Join(", ", all)}.";
        return place.Error($"there is no {what} '{name}'" + (nearest is null ? "." : $"; did you mean '{nearest}'?"), remedy);
    }

    /// <summary>The known name with the fewest edits, or null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        // What begins like a known name was most likely cut short: fov for fov_deg.
        var all = known.ToList();
        if (name.Length >= 2 && all.Where(k => k.StartsWith(name, StringComparison.OrdinalIgnoreCase)).MinBy(k => k.Length) is { } longer)
            return longer;
        var best = all.Select(k => (Name: k, Edits: Edits(name, k))).OrderBy(k => k.Edits).ThenBy(k => k.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(1, Math.Min(best.Name.Length, name.Length) / 2) ? best.Name : null;
    }

    /// <summary>Whether one is the other with a letter more, less, another one, or two exchanged; case does not count.</summary>
    internal static bool AreOneEditApart(string a, string b) => Edits(a, b) == 1;

    /// <summary>Damerau-Levenshtein distance (optimal string alignment), without regard to case.</summary>
    private static int Edits(string a, string b)
    {
        // A name of a megabyte must not cost a quadratic table.
        if (a.Length > 100 || b.Length > 100)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]);
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
