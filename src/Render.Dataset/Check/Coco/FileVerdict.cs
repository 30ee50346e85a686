namespace Render.Dataset.Check.Coco;

/// <summary>How the masks of annotations that are no crowds are written.</summary>
/// <param name="Polygons">As polygons.</param>
/// <param name="RunStrings">As compressed run lengths.</param>
/// <param name="RunLists">As run lengths in a list.</param>
/// <param name="BoxesAlone">None.</param>
public sealed record MaskForms(long Polygons, long RunStrings, long RunLists, long BoxesAlone);

/// <summary>What <see cref="CocoCheck"/> says of one file.</summary>
/// <param name="File">As it was given.</param>
/// <param name="ImageFolder">Where its images were looked for; null where no folder holds any.</param>
/// <param name="IsWhole">Whether it could be read to its end.</param>
/// <param name="Images">Entries.</param>
/// <param name="Annotations">Entries.</param>
/// <param name="Categories">Entries.</param>
/// <param name="ImageFiles">Image files that were looked at.</param>
/// <param name="AbsentImageFiles">Image files that are not there.</param>
/// <param name="Masks">How masks are written.</param>
/// <param name="Findings">Errors first.</param>
/// <param name="Consumers">What each consumer makes of it.</param>
public sealed record FileVerdict(
    string File, string? ImageFolder, bool IsWhole, long Images, long Annotations, long Categories, long ImageFiles, long AbsentImageFiles, MaskForms Masks,
    IReadOnlyList<Finding> Findings, IReadOnlyList<ConsumerVerdict> Consumers)
{
    public bool HasErrors => Findings.Any(f => f.Kind.Severity == Severity.Error);
}
