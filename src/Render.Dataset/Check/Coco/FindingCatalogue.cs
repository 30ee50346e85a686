using static Render.Dataset.Check.Coco.Consumer;
using static Render.Dataset.Check.Coco.Effect;
using static Render.Dataset.Check.Coco.Severity;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Every kind of fault, with what each consumer does about it as its source says (docs/check.md names files and commits). Codes are never reused.
/// The hundreds: 1 the file, 2 ids, 3 images, 4 boxes and areas, 5 masks, 6 categories, 7 keypoints, 8 splits.
/// </summary>
public static partial class FindingCatalogue
{
    // Late: the fields of the other files are set after this one's.
    private static readonly Lazy<FindingKind[]> Table = new(() =>
        [.. typeof(FindingCatalogue).GetFields().Where(f => f.FieldType == typeof(FindingKind)).Select(f => (FindingKind)f.GetValue(null)!).OrderBy(k => k.Code, StringComparer.Ordinal)]);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<FindingKind> All => Table.Value;

    public static readonly FindingKind ByteOrderMark = new(
        "C101", Error, "the file begins with a byte order mark", "Save it as UTF-8 without BOM.", "left out",
        new(Pycocotools, Fails, "json.load refuses a text that begins with U+FEFF"), new(Torchvision, Fails, "as pycocotools"), new(Detectron2, Fails, "as pycocotools"),
        new(MMDetection, Fails, "as pycocotools"), new(Ultralytics, Fails, "json.load, likewise"));

    public static readonly FindingKind NotJson = new(
        "C102", Error, "the file is no JSON", "Write it again; what follows this place was not judged.", null, Everyone(Fails, "the parser stops here"));

    public static readonly FindingKind OutOfBounds = new(
        "C103", Error, "the file is nested too deep, or one element is too large to be judged", "Split the element; what follows this place was not judged.", null);

    public static readonly FindingKind NonFiniteLiteral = new(
        "C104", Error, "a number is NaN or Infinity, which is no JSON", "Write a number; Python's json.dump(..., allow_nan=False) shows where they come from.",
        "boxes and areas are taken from the mask where that is whole; any other member with one is left out",
        new(Datumaro, Fails, "orjson refuses the whole file"), new(Pycocotools, Wrong, "json.load takes it; COCOeval compares with NaN, which is never true"),
        new(Torchvision, Wrong, "NaN enters the targets"), new(Detectron2, Wrong, "NaN enters the targets"), new(MMDetection, Wrong, "NaN passes all comparisons of parse_data_info"));

    public static readonly FindingKind InvalidUtf8 = new(
        "C105", Error, "bytes are no UTF-8", "Write the file with encoding='utf-8'.", null,
        new(Pycocotools, Fails, "open(..., 'r') raises UnicodeDecodeError where the locale is UTF-8"), new(Torchvision, Fails, "as pycocotools"),
        new(Detectron2, Fails, "as pycocotools"), new(MMDetection, Fails, "as pycocotools"), new(Ultralytics, Fails, "likewise"), new(Datumaro, Fails, "orjson refuses the whole file"));

    public static readonly FindingKind DuplicateKey = new(
        "C106", Warning, "a key stands twice in one object", "Keep one; Python's readers take the last, others may take the first.", "the last is kept");

    public static readonly FindingKind NoCocoObject = new(
        "C107", Error, "the file is no object with the lists images, annotations and categories", "Write all three lists, empty ones too.", null,
        new(Pycocotools, Fails, "COCO() asserts an object, getCatIds and getAnnIds read the lists"), new(Torchvision, Drops, "without images it has no samples"),
        new(Detectron2, Fails, "loadCats without categories raises KeyError"), new(MMDetection, Fails, "get_cat_ids without categories raises KeyError"),
        new(Ultralytics, Fails, "convert_coco reads data[\"images\"] and data[\"annotations\"]"),
        new(Cvat, Fails, "_parse_field raises MissingFieldError"), new(Datumaro, Fails, "_parse_field raises MissingFieldError"));

    public static readonly FindingKind OtherTask = new(
        "C108", Note, "annotations are panoptic segments or captions; of them the ids alone are judged", "Nothing.", null);

    public static readonly FindingKind NoElement = new(
        "C109", Error, "an entry of a list is no object", "Remove it.", "left out", Everyone(Fails, "subscripting it raises TypeError"));

    public static readonly FindingKind MistypedId = new(
        "C201", Error, "an id is a string, null or something else, not an integer", "Write ids as JSON integers.", "digits in quotes become numbers; annotations get new ids",
        new(Pycocotools, Wrong, "\"5\" and 5 are different keys: annotations are lost from their image"), new(Ultralytics, Fails, "f'{id:d}' raises ValueError for strings"),
        new(FiftyOne, Fails, "parse_coco_categories counts up to the largest category id"), new(Cvat, Fails, "_parse_field raises InvalidFieldTypeError"),
        new(Datumaro, Fails, "_parse_field raises InvalidFieldTypeError"), new(Torchvision, Wrong, "as pycocotools; labels are no tensor"),
        new(Detectron2, Wrong, "as pycocotools"), new(MMDetection, Wrong, "as pycocotools"));

    public static readonly FindingKind FloatId = new(
        "C202", Error, "an id is written as a float", "Write 12, not 12.0: pandas makes floats of columns with gaps.", "written as an integer where it is whole",
        new(Ultralytics, Fails, "f'{id:d}' raises ValueError for floats"), new(Cvat, Fails, "_parse_field raises InvalidFieldTypeError"), new(Datumaro, Fails, "_parse_field raises InvalidFieldTypeError"));

    public static readonly FindingKind MissingId = new(
        "C203", Error, "an id is missing", "Write id, image_id and category_id in every annotation, and id in every image and category.", "annotations get new ids",
        new(Pycocotools, Fails, "createIndex raises KeyError"), new(Torchvision, Fails, "as pycocotools"), new(Detectron2, Fails, "as pycocotools"),
        new(MMDetection, Fails, "as pycocotools"), new(Ultralytics, Fails, "convert_coco raises KeyError"), new(Cvat, Fails, "MissingFieldError"), new(Datumaro, Fails, "MissingFieldError"));

    public static readonly FindingKind DuplicateImageId = new(
        "C204", Error, "two images have the same id", "Give each image an id of its own, and its annotations that id.", "a second record of the same file is left out",
        new(Pycocotools, Wrong, "the last image takes all annotations of both"), new(Torchvision, Wrong, "as pycocotools"), new(Detectron2, Wrong, "as pycocotools"),
        new(MMDetection, Wrong, "as pycocotools"), new(Ultralytics, Wrong, "the last image takes them all"), new(FiftyOne, Wrong, "the last image takes them all"),
        new(Cvat, Wrong, "the last image takes them all"), new(Datumaro, Wrong, "one image takes them all"));

    public static readonly FindingKind DuplicateAnnotationId = new(
        "C205", Error, "two annotations have the same id", "Number annotations through, over all images.", "the later one gets a new id",
        new(Pycocotools, Wrong, "anns keeps the last: getAnnIds and loadAnns then give it twice, and the other never"), new(Torchvision, Wrong, "as pycocotools"),
        new(Detectron2, Fails, "load_coco_json asserts unique ids"), new(MMDetection, Fails, "load_data_list asserts unique ids"));

    public static readonly FindingKind DuplicateCategoryId = new(
        "C206", Error, "two categories have the same id", "Give each category an id of its own.", null,
        new(Pycocotools, Wrong, "cats keeps the last"), new(Detectron2, Wrong, "thing_classes then has more names than there are ids"), new(FiftyOne, Wrong, "the last name takes the annotations of both"));

    public static readonly FindingKind AnnotationIdZero = new(
        "C207", Error, "an annotation has the id 0", "Count annotations from 1.", "it gets a new id",
        new(Pycocotools, Wrong, "COCOeval notes matches by the annotation's id and takes 0 for none: what matches it counts as a false positive"), new(Detectron2, Wrong, "evaluation, as pycocotools"),
        new(MMDetection, Wrong, "evaluation, as pycocotools"), new(Torchvision, Wrong, "evaluation, as pycocotools"));

    public static readonly FindingKind NegativeId = new("C208", Warning, "an annotation's id is negative", "Count annotations from 1.", "it gets a new id");

    public static readonly FindingKind UnknownImage = new(
        "C209", Error, "an annotation's image_id names no image", "Remove it, or add the image.", "the annotation is left out",
        new(Pycocotools, Drops, "no image leads to it; annToMask raises KeyError"), new(Torchvision, Drops, "never seen"), new(Detectron2, Drops, "with a warning"), new(MMDetection, Drops, "never seen"),
        new(Ultralytics, Fails, "images[image_id] raises KeyError"), new(Cvat, Fails, "InvalidAnnotationError"), new(Datumaro, Drops, "with a warning"));

    public static readonly FindingKind UnknownCategory = new(
        "C210", Error, "an annotation's category_id names no category", "Add the category, or remove the annotation.", "the annotation is left out",
        new(Detectron2, Fails, "load_coco_json raises KeyError"), new(MMDetection, Drops, "parse_data_info passes it over"), new(Cvat, Fails, "UndeclaredLabelError"), new(Datumaro, Fails, "UndeclaredLabelError"),
        new(FiftyOne, Fails, "classes[category_id] raises IndexError beyond the largest id"), new(Ultralytics, Wrong, "the class index has no name"));

    public static readonly FindingKind EmptyImages = new(
        "C211", Note, "images have no annotation", "Nothing, if nothing is on them: such images teach what is background.", null,
        new(Detectron2, Drops, "filter_empty leaves them out of training"), new(MMDetection, Drops, "filter_empty_gt, where it is set, leaves them out"), new(Ultralytics, Drops, "convert_coco writes no file for them: they count as background"));

    private static ConsumerEffect[] Everyone(Effect effect, string how) => [.. Enum.GetValues<Consumer>().Select(c => new ConsumerEffect(c, effect, how))];
}
