namespace Render.Dataset.Check.Coco;

/// <summary>How bad a finding is. Only errors make <c>render check</c> exit with 3.</summary>
public enum Severity
{
    /// <summary>Legal and read by all; worth knowing.</summary>
    Note,

    /// <summary>Suspicious, or lossy somewhere; what is learnt is still right, as far as the file tells.</summary>
    Warning,

    /// <summary>Some consumer fails on it, or learns something wrong.</summary>
    Error,
}

/// <summary>The programs that COCO files are made for. What is said of them was read in their sources (docs/check.md names the versions).</summary>
public enum Consumer
{
    /// <summary>cocoapi's Python package: loading, and COCOeval.</summary>
    Pycocotools,

    /// <summary>CocoDetection and the detection reference scripts.</summary>
    Torchvision,

    /// <summary>load_coco_json and the default mapper.</summary>
    Detectron2,

    /// <summary>CocoDataset.</summary>
    MMDetection,

    /// <summary>convert_coco, and the check of the labels that it makes.</summary>
    Ultralytics,

    /// <summary>COCODetectionDatasetImporter.</summary>
    FiftyOne,

    /// <summary>The COCO import, by CVAT's own Datumaro.</summary>
    Cvat,

    /// <summary>CocoInstances.</summary>
    Datumaro,
}

/// <summary>What a consumer does with a fault.</summary>
public enum Effect
{
    /// <summary>It leaves something out.</summary>
    Drops,

    /// <summary>It learns or measures something wrong.</summary>
    Wrong,

    /// <summary>It raises an exception.</summary>
    Fails,
}

/// <param name="Consumer">Who.</param>
/// <param name="Effect">What happens there.</param>
/// <param name="How">In which function, and how.</param>
public sealed record ConsumerEffect(Consumer Consumer, Effect Effect, string How);

/// <summary>A kind of fault that <see cref="CocoCheck"/> finds; all of them stand in <see cref="FindingCatalogue"/>.</summary>
/// <param name="Code">Stable: never given to another kind.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Title">What it is.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Repair">What <c>--fix</c> does where it can be mended without guessing; null where it never can.</param>
/// <param name="Effects">Whom it breaks.</param>
public sealed record FindingKind(string Code, Severity Severity, string Title, string Remedy, string? Repair, params ConsumerEffect[] Effects);

/// <summary>Where a fault was found.</summary>
/// <param name="Image">The image's id, where there is one.</param>
/// <param name="Annotation">The annotation's id, where there is one.</param>
/// <param name="Offset">Bytes from the beginning of the file to the element.</param>
/// <param name="Line">From 1.</param>
/// <param name="Detail">What was found there; null where the title says it all.</param>
public readonly record struct FindingPlace(long? Image, long? Annotation, long Offset, long Line, string? Detail);

/// <summary>One kind of fault in one file.</summary>
/// <param name="Kind">What.</param>
/// <param name="Count">How often.</param>
/// <param name="Mendable">How many of them <c>--fix</c> mends.</param>
/// <param name="Places">The first of them.</param>
public sealed record Finding(FindingKind Kind, long Count, long Mendable, IReadOnlyList<FindingPlace> Places);
