using static Render.Dataset.Check.Coco.Consumer;

namespace Render.Dataset.Check.Coco;

/// <summary>What a consumer makes of a file.</summary>
/// <param name="Consumer">Who.</param>
/// <param name="Worst">The worst that errors and warnings do to it; null where none touches it.</param>
/// <param name="Codes">All findings that touch it, notes too.</param>
/// <param name="Remarks">What it does with the forms of masks in the file, which are no faults.</param>
public sealed record ConsumerVerdict(Consumer Consumer, Effect? Worst, IReadOnlyList<string> Codes, IReadOnlyList<string> Remarks)
{
    internal static IReadOnlyList<ConsumerVerdict> All(IReadOnlyList<Finding> findings, MaskForms masks) => [.. Enum.GetValues<Consumer>().Select(consumer =>
    {
        var touching = findings.Select(f => (f.Kind.Code, f.Kind.Severity, Effect: f.Kind.Effects.Where(e => e.Consumer == consumer).Select(e => (Effect?)e.Effect).Max())).Where(f => f.Effect is not null).ToArray();
        return new ConsumerVerdict(consumer, touching.Where(f => f.Severity > Severity.Note).Max(f => f.Effect), [.. touching.Select(f => f.Code)], [.. RemarksOn(consumer, masks)]);
    })];

    private static IEnumerable<string> RemarksOn(Consumer consumer, MaskForms masks)
    {
        var (polygons, strings, lists, boxes) = (masks.Polygons > 0, masks.RunStrings > 0, masks.RunLists > 0, masks.BoxesAlone > 0);
        switch (consumer)
        {
            case Torchvision when strings:
                yield return "the reference scripts pass segmentations through frPyObjects, which takes polygons and lists of runs, not strings: decode those with pycocotools.mask";
                break;
            case Torchvision when boxes:
                yield return "the reference scripts read 'segmentation' of every annotation";
                break;
            case Detectron2 when (strings || lists) && polygons:
                yield return "one INPUT.MASK_FORMAT serves all: with run lengths it has to be 'bitmask'";
                break;
            case Detectron2 when strings || lists:
                yield return "set INPUT.MASK_FORMAT to 'bitmask'";
                break;
            case Ultralytics when strings || lists:
                yield return "convert_coco(use_segments=True) reads polygons only; boxes are converted";
                break;
            case Cvat when boxes:
                yield return "an annotation without the key 'segmentation' is refused; an empty list is taken for none";
                break;
        }
    }
}
