namespace Render.Core.Scenes;

/// <summary>
/// Joins the points of all models of a category: names in the order in which they first occur, and all bones and pairs. A model need not have all of them; what two
/// models say of the same points must agree.
/// </summary>
internal sealed class CategoryKeypoints
{
    private readonly List<string> _names = [];
    private readonly List<int[]> _skeleton = [];
    private readonly Dictionary<string, double?> _sigmas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _flip = new(StringComparer.Ordinal);

    /// <exception cref="RenderException">The points contradict those of a model that came before.</exception>
    public void Add(ModelKeypoints model)
    {
        foreach (var point in model.Points)
        {
            if (_sigmas.TryAdd(point.Name, point.Sigma))
                _names.Add(point.Name);
            else if (_sigmas[point.Name] != point.Sigma)
                throw model.Place.Error($"the point '{point.Name}' has another sigma in another model of the category.", "Give it the same one everywhere.");
        }
        if (_sigmas.Values.Any(s => s is null) && _sigmas.Values.Any(s => s is not null))
            throw model.Place.Error("these points have sigmas, and those of another model of the category have none, or the other way round.", "Give all of them one, or none.");
        foreach (var (a, b) in model.Skeleton)
        {
            int[] bone = [_names.IndexOf(a) + 1, _names.IndexOf(b) + 1];
            if (!_skeleton.Exists(other => other.Order().SequenceEqual(bone.Order())))
                _skeleton.Add(bone);
        }
        foreach (var (a, b) in model.Flip.Concat(model.Flip.Select(pair => (pair.B, pair.A))))
            if (!_flip.TryAdd(a, b) && _flip[a] != b)
                throw model.Place.Error($"'{a}' changes places with '{_flip[a]}' in another model of the category, and with '{b}' here.");
    }

    /// <summary>The list that all objects of the category have in common.</summary>
    public KeypointSet ToSet() => new()
    {
        Names = [.. _names],
        Skeleton = [.. _skeleton],
        Sigmas = _sigmas.Values.Any(s => s is null) ? null : [.. _names.Select(name => _sigmas[name]!.Value)],
        Flip = _flip.Count == 0 ? null : [.. _names.Select(name => _names.IndexOf(_flip.GetValueOrDefault(name, name)))],
    };
}
