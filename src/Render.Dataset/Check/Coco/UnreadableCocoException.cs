namespace Render.Dataset.Check.Coco;

/// <summary>The file cannot be read any further: what was found before it stands, and nothing can be said of the rest.</summary>
internal sealed class UnreadableCocoException(FindingKind kind, FindingPlace place) : Exception(place.Detail)
{
    public FindingKind Kind { get; } = kind;

    public FindingPlace Place { get; } = place;
}
