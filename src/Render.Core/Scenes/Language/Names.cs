namespace Render.Core.Scenes.Language;

/// <summary>What errors say about a name that nobody knows.</summary>
internal static class Names
{
    /// <summary>An error that gives the nearest known name and all of them.</summary>
    /// <param name="place">Where the unknown name stands.</param>
    /// <param name="what">What it should have been: <c>key of camera</c>, <c>distribution</c>.</param>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">In the order in which they are shown.</param>
    public static RenderException Unknown(Node place, string what, string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        var nearest = NearestName.Of(name, all);
        var remedy = all.Count == 0 ? "None is known here." : $"Known: {string.Join(", ", all)}.";
        return place.Error($"there is no {what} '{name}'" + (nearest is null ? "." : $"; did you mean '{nearest}'?"), remedy);
    }
}
