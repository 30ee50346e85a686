using static Render.Dataset.Check.Coco.Consumer;
using static Render.Dataset.Check.Coco.Effect;
using static Render.Dataset.Check.Coco.Severity;

namespace Render.Dataset.Check.Coco;

public static partial class FindingCatalogue
{
    public static readonly FindingKind BadBox = new(
        "C401", Error, "a bbox is missing, null, or not four numbers", "Write [x, y, width, height].", "taken from the mask where there is one",
        new(Pycocotools, Fails, "COCOeval reads g['bbox']"), new(Torchvision, Fails, "the reference scripts reshape boxes to (-1, 4)"), new(Detectron2, Fails, "an empty one raises ValueError, a missing one KeyError later"),
        new(MMDetection, Fails, "x1, y1, w, h = ann['bbox']"), new(Ultralytics, Fails, "convert_coco reads four"), new(FiftyOne, Fails, "to_detection unpacks four"),
        new(Cvat, Fails, "where there is no mask: InvalidAnnotationError"), new(Datumaro, Fails, "MissingFieldError or InvalidAnnotationError"));

    public static readonly FindingKind EmptyBox = new(
        "C402", Error, "a bbox has no width or no height, or negative ones", "Write the box of what is seen, or remove the annotation.", "taken from the mask where there is one",
        new(MMDetection, Drops, "w < 1 or h < 1 is passed over"), new(Ultralytics, Drops, "convert_coco passes it over"), new(Torchvision, Fails, "the detection models refuse boxes without width or height"),
        new(Detectron2, Drops, "filter_empty_instances"), new(Pycocotools, Wrong, "nothing can match it: recall cannot reach 1"));

    public static readonly FindingKind BoxOutside = new(
        "C403", Warning, "a bbox reaches out of its image", "Clip it.", "clipped to the image",
        new(Ultralytics, Drops, "verify_image_label refuses coordinates above 1.01, and the image with them"), new(Pycocotools, Wrong, "the part outside counts in the overlap"));

    public static readonly FindingKind BoxElsewhere = new(
        "C404", Error, "a bbox lies wholly outside of its image", "Check the order of coordinates and the image's size.", "taken from the mask where there is one",
        new(MMDetection, Drops, "no overlap with the image"), new(Detectron2, Drops, "clipped to nothing"), new(Ultralytics, Drops, "verify_image_label refuses the image"), new(Torchvision, Wrong, "it is trained on"), new(Pycocotools, Wrong, "nothing can match it"));

    public static readonly FindingKind CornerBoxes = new(
        "C405", Error, "boxes look like [x1, y1, x2, y2]; COCO's are [x, y, width, height]", "Subtract: width = x2 - x1, height = y2 - y1.", null, Everyone(Wrong, "boxes are too large"));

    public static readonly FindingKind NormalisedBoxes = new(
        "C406", Error, "boxes look like fractions of the image; COCO's are pixels", "Multiply by width and height.", null, Everyone(Wrong, "boxes are smaller than a pixel"));

    public static readonly FindingKind ThinBox = new(
        "C407", Warning, "a side of a bbox is shorter than a pixel", "Nothing, if the object is that thin.", null, new ConsumerEffect(MMDetection, Drops, "w < 1 or h < 1 is passed over"));

    public static readonly FindingKind BoxOffMask = new(
        "C408", Warning, "a bbox is not that of its mask", "Take the box from the mask.", "taken from the mask",
        new(Torchvision, Wrong, "box and mask heads learn different things"), new(Detectron2, Wrong, "masks are cut to the box"), new(MMDetection, Wrong, "masks are cut to the box"), new(FiftyOne, Wrong, "masks are cut to the box"));

    public static readonly FindingKind BoxOffByOne = new(
        "C409", Warning, "a bbox is one pixel off its mask's", "width = last column - first column + 1.", "taken from the mask", new ConsumerEffect(FiftyOne, Wrong, "masks are cut to the box"));

    public static readonly FindingKind BadArea = new(
        "C411", Error, "an area is missing, null or no number", "Write the number of pixels of the mask, or width x height where there is none.", "taken from the mask, or from the box where there is none",
        new(Pycocotools, Fails, "COCOeval reads g['area']"), new(MMDetection, Fails, "ann['area'] raises KeyError or TypeError"), new(Torchvision, Fails, "evaluation, as pycocotools"), new(Detectron2, Fails, "evaluation, as pycocotools"));

    public static readonly FindingKind BoxArea = new(
        "C412", Warning, "an area is width x height though there is a smaller mask", "Take the area from the mask: it decides which of small, medium and large an object counts to.", "taken from the mask",
        new ConsumerEffect(Pycocotools, Wrong, "COCOeval counts it to the wrong size"));

    public static readonly FindingKind WrongArea = new(
        "C413", Warning, "an area is not that of the mask", "Take the area from the mask.", "taken from the mask", new ConsumerEffect(Pycocotools, Wrong, "COCOeval may count it to the wrong size"));

    public static readonly FindingKind NoArea = new(
        "C414", Error, "an area is 0 or negative", "Take the area from the mask, or from the box.", "taken from the mask, or from the box where there is none",
        new(MMDetection, Drops, "ann['area'] <= 0 is passed over"), new(Pycocotools, Wrong, "COCOeval counts it to none of the sizes"));

    public static readonly FindingKind SomeMasks = new(
        "C501", Warning, "some annotations have a segmentation and others have none", "Give all a mask, or train on boxes alone.", null,
        new(Torchvision, Fails, "the reference scripts read obj['segmentation']"), new(Detectron2, Fails, "annotations_to_instances reads it of all where the first has one"), new(Pycocotools, Fails, "COCOeval on masks reads ann['segmentation']"),
        new(Ultralytics, Fails, "convert_coco with use_segments: fewer segments than boxes"), new(Cvat, Fails, "MissingFieldError"), new(Datumaro, Drops, "with a warning"));

    public static readonly FindingKind EmptyMask = new(
        "C502", Warning, "a segmentation is null or an empty list", "Leave the key out where there is no mask.", null,
        new(Pycocotools, Fails, "frPyObjects([]) raises IndexError where masks are asked for"), new(Cvat, Drops, "the box alone is imported"), new(Datumaro, Drops, "the box alone is imported"));

    public static readonly FindingKind BadMask = new(
        "C503", Error, "a segmentation is neither polygons nor run lengths", "Write [[x, y, ...], ...] or {\"size\": [height, width], \"counts\": ...}.", null,
        new(Pycocotools, Fails, "annToRLE raises"), new(Detectron2, Fails, "transform_instance_annotations raises"), new(MMDetection, Fails, "the mask cannot be made"), new(Cvat, Fails, "the annotation cannot be read"), new(Datumaro, Fails, "the annotation cannot be read"));

    public static readonly FindingKind FlatPolygon = new(
        "C504", Error, "a polygon is a list of numbers instead of a list of polygons", "Write [[x, y, ...]].", "put into a list",
        new(Detectron2, Fails, "load_coco_json takes len() of a number"), new(Ultralytics, Fails, "convert_coco joins the entries of the list"), new(Cvat, Fails, "len() of a number"), new(Datumaro, Fails, "len() of a number"),
        new(Pycocotools, Fails, "frPyObjects takes len() of a number"), new(MMDetection, Fails, "the mask cannot be made"));

    public static readonly FindingKind NestedPolygon = new(
        "C505", Error, "polygons are nested otherwise than [[x, y, ...], ...]", "Write all x and y of a polygon in one flat list.", "flattened",
        new(Pycocotools, Fails, "frPyObjects takes points for polygons"), new(Detectron2, Drops, "polygons of fewer than six numbers are left out, and the annotation with them"), new(MMDetection, Fails, "the mask cannot be made"),
        new(Cvat, Fails, "polygons of fewer than three points"), new(Datumaro, Fails, "polygons of fewer than three points"), new(Ultralytics, Wrong, "points are joined as parts"));

    public static readonly FindingKind OddPolygon = new(
        "C506", Error, "a polygon has an odd number of coordinates", "Write x and y of every point.", null,
        new(Detectron2, Drops, "load_coco_json leaves the polygon out"), new(Pycocotools, Wrong, "the last number is dropped"), new(Ultralytics, Fails, "reshape(-1, 2)"), new(Cvat, Fails, "InvalidAnnotationError"), new(Datumaro, Fails, "InvalidAnnotationError"));

    public static readonly FindingKind ShortPolygon = new(
        "C507", Error, "a polygon has fewer than three points", "Remove it.", "left out where other polygons remain",
        new(Pycocotools, Wrong, "four numbers are taken for a box"), new(Detectron2, Drops, "load_coco_json leaves the polygon out"), new(Cvat, Fails, "InvalidAnnotationError"), new(Datumaro, Fails, "InvalidAnnotationError"));

    public static readonly FindingKind PolygonOutside = new(
        "C508", Warning, "a polygon reaches out of its image", "Clip it.", null, new ConsumerEffect(Ultralytics, Drops, "verify_image_label refuses coordinates above 1.01, and the image with them"));

    public static readonly FindingKind CrossedPolygon = new(
        "C509", Warning, "a polygon crosses itself", "Draw it anew, or use run lengths: fills by even-odd and by winding differ.", null);

    public static readonly FindingKind FlatlinePolygon = new(
        "C510", Error, "a polygon encloses nothing", "Remove it.", "left out where other polygons remain",
        new(Pycocotools, Wrong, "its mask is empty or a line"), new(Torchvision, Wrong, "its mask is empty"), new(Detectron2, Wrong, "its mask is empty"), new(MMDetection, Wrong, "its mask is empty"));

    public static readonly FindingKind SwappedSize = new(
        "C511", Error, "run lengths give their size as [width, height]; COCO's is [height, width]", "Exchange them, and check that the runs go down the columns.", "exchanged, or the runs turned, where the bbox then fits",
        new(Pycocotools, Wrong, "the mask has another shape than the image"), new(Torchvision, Fails, "masks of different shapes cannot be stacked"), new(Detectron2, Fails, "transform_instance_annotations asserts the shape"), new(MMDetection, Fails, "the mask has another shape than the image"),
        new(FiftyOne, Wrong, "masks are cut at the wrong place"), new(Cvat, Fails, "InvalidAnnotationError for lists"), new(Datumaro, Fails, "InvalidAnnotationError for lists"));

    public static readonly FindingKind WrongMaskSize = new(
        "C512", Error, "run lengths are not of the image's size", "Make the mask at the size of the image.", null,
        new(Pycocotools, Wrong, "rleIou gives -1 for masks of other sizes"), new(Torchvision, Fails, "masks of different shapes cannot be stacked"), new(Detectron2, Fails, "transform_instance_annotations asserts the shape"), new(MMDetection, Fails, "the mask has another shape than the image"),
        new(Cvat, Fails, "InvalidAnnotationError for lists"), new(Datumaro, Fails, "InvalidAnnotationError for lists"));

    public static readonly FindingKind WrongSum = new(
        "C513", Error, "run lengths do not add up to height x width", "Write the last run too; check for lost characters.", null,
        new(Pycocotools, Wrong, "rleDecode writes past its buffer, or leaves the rest undefined"), new(Torchvision, Wrong, "as pycocotools"), new(Detectron2, Wrong, "as pycocotools"), new(MMDetection, Wrong, "as pycocotools"), new(FiftyOne, Wrong, "as pycocotools"));

    public static readonly FindingKind BadRuns = new(
        "C514", Error, "counts are no run lengths", "Write the string of pycocotools.mask.encode, decoded as ASCII.", null,
        new(Pycocotools, Wrong, "rleFrString reads past the end, or gives runs of any length"), new(Torchvision, Wrong, "as pycocotools"), new(Detectron2, Wrong, "as pycocotools"), new(MMDetection, Wrong, "as pycocotools"), new(FiftyOne, Wrong, "as pycocotools"));

    public static readonly FindingKind RunList = new(
        "C515", Note, "run lengths stand as a list of numbers", "Nothing for COCO's own readers; pycocotools.mask.decode alone takes compressed ones only.", "compressed",
        new ConsumerEffect(Ultralytics, Fails, "convert_coco with use_segments takes the object's keys for polygons, where iscrowd is 0"));

    public static readonly FindingKind RowMajor = new(
        "C516", Error, "run lengths go along the rows: read so, the mask fits its bbox; COCO's go down the columns", "Encode with numpy.asfortranarray(mask).", "turned", Everyone(Wrong, "the mask is another one"));

    public static readonly FindingKind NothingMasked = new(
        "C517", Error, "a mask has no pixel", "Remove the annotation.", null,
        new(Pycocotools, Wrong, "nothing can match it"), new(Torchvision, Wrong, "an empty mask is trained on"), new(Detectron2, Drops, "filter_empty_instances by masks"), new(MMDetection, Wrong, "an empty mask is trained on"));

    public static readonly FindingKind NoCrowd = new(
        "C521", Error, "iscrowd is missing or null", "Write \"iscrowd\": 0.", "0 is written",
        new(Pycocotools, Fails, "COCOeval reads o['iscrowd']"), new(Torchvision, Fails, "the reference scripts read obj['iscrowd']"), new(Detectron2, Fails, "evaluation, as pycocotools"), new(MMDetection, Fails, "evaluation, as pycocotools"),
        new(Cvat, Fails, "MissingFieldError"), new(Datumaro, Fails, "MissingFieldError"));

    public static readonly FindingKind BoolCrowd = new("C522", Warning, "iscrowd is true or false", "Write 1 or 0: Python takes true for 1, typed readers do not.", "1 or 0 is written");

    public static readonly FindingKind BadCrowd = new(
        "C523", Error, "iscrowd is neither 0 nor 1", "Write 0 for an object, 1 for a group.", null,
        new(Pycocotools, Wrong, "whatever is no 0 is ignored in the score"), new(Torchvision, Drops, "whatever is not 0 is left out"), new(Cvat, Fails, "InvalidFieldTypeError where it is no integer"), new(Datumaro, Fails, "InvalidFieldTypeError where it is no integer"));

    public static readonly FindingKind CrowdPolygon = new("C524", Warning, "iscrowd is 1 and the mask is made of polygons; the format has run lengths for crowds", "Write run lengths, or iscrowd 0.", null);

    public static readonly FindingKind Ignored = new(
        "C525", Error, "an annotation has a key ignore that is not 0", "Remove it, and the annotation where it is meant.", null,
        new(Detectron2, Fails, "load_coco_json asserts that there is none"), new(MMDetection, Drops, "passed over"), new(Pycocotools, Wrong, "COCOeval overwrites it with iscrowd"));

    public static readonly FindingKind SameAnnotation = new(
        "C526", Warning, "an annotation stands twice: image, category, box and mask are the same", "Remove one.", "the later one is left out",
        new(Pycocotools, Wrong, "one of them can never be matched"), new(Ultralytics, Drops, "equal boxes are kept once"));

    public static readonly FindingKind Overlap = new(
        "C527", Warning, "masks of two instances share more than a tenth of the smaller one", "Nothing, if masks are amodal; else one pixel has one owner.", null,
        new ConsumerEffect(Ultralytics, Wrong, "polygons2masks_overlap gives the shared pixels to the smaller one"));

    public static readonly FindingKind BadCategory = new(
        "C601", Error, "a category has no name", "Write its name as a string.", null,
        new(Detectron2, Fails, "c['name'] raises KeyError"), new(Cvat, Fails, "MissingFieldError"), new(Datumaro, Fails, "MissingFieldError"), new(MMDetection, Drops, "it is found by its name"), new(FiftyOne, Wrong, "the number stands for the name"));

    public static readonly FindingKind DuplicateName = new(
        "C602", Warning, "two categories have the same name", "Join them, or tell them apart.", null,
        new(MMDetection, Wrong, "get_cat_ids by name gives both: labels are shifted"), new(FiftyOne, Wrong, "both become one class"), new(Detectron2, Wrong, "two classes of one name"));

    public static readonly FindingKind CategoryGaps = new(
        "C603", Warning, "category ids are not 1, 2, 3, ...", "Number them through, unless models depend on the numbers.", null,
        new(Ultralytics, Wrong, "convert_coco with cls91to80=False writes id - 1 as class: beyond the names, images are refused"), new(FiftyOne, Wrong, "gaps become classes named by their number"), new(Torchvision, Wrong, "labels are the ids: num_classes is the largest id + 1"));

    public static readonly FindingKind CategoryZero = new(
        "C604", Error, "a category has the id 0", "Count categories from 1.", "all ids are raised by one",
        new(Cvat, Drops, "_get_label_id takes 0 for no label"), new(Datumaro, Drops, "_get_label_id takes 0 for no label"), new(Torchvision, Wrong, "the detection models keep 0 for the background"), new(Ultralytics, Wrong, "convert_coco writes class -1"));

    public static readonly FindingKind NoSupercategory = new(
        "C605", Note, "a category has no supercategory", "Write one; its own name will do.", null, new ConsumerEffect(Pycocotools, Fails, "getCatIds(supNms=...) raises KeyError"));

    public static readonly FindingKind BadKeypoints = new(
        "C701", Error, "keypoints are not three numbers for each of the category's points", "Write x, y, v of every point, 0, 0, 0 where it is not labelled.", null,
        new(Pycocotools, Fails, "computeOks subtracts arrays of different lengths"), new(Detectron2, Fails, "reshape(-1, 3)"), new(FiftyOne, Wrong, "points are read by threes"), new(Cvat, Fails, "InvalidAnnotationError"), new(Datumaro, Fails, "InvalidAnnotationError"),
        new(Ultralytics, Fails, "reshape(-1, 3)"), new(MMDetection, Fails, "MMPose reshapes to (1, -1, 3)"));

    public static readonly FindingKind BadVisibility = new(
        "C702", Error, "a keypoint's visibility is not 0, 1 or 2", "0: not labelled, 1: labelled but hidden, 2: visible.", null,
        new(Pycocotools, Wrong, "whatever is above 0 counts as labelled"), new(Ultralytics, Wrong, "it is a weight"));

    public static readonly FindingKind NoKeypointCount = new(
        "C703", Error, "num_keypoints is missing", "Write the number of points with v > 0.", "counted",
        new(Pycocotools, Fails, "COCOeval on keypoints reads gt['num_keypoints']"), new(Detectron2, Fails, "evaluation, as pycocotools"));

    public static readonly FindingKind WrongKeypointCount = new(
        "C704", Warning, "num_keypoints is not the number of points with v > 0", "Count again.", "counted", new ConsumerEffect(Pycocotools, Wrong, "COCOeval ignores annotations where it is 0"));

    public static readonly FindingKind KeypointOutside = new(
        "C705", Warning, "a labelled keypoint lies outside of its image", "Set it to 0, 0, 0.", null, new(Detectron2, Drops, "its visibility becomes 0"), new(Ultralytics, Drops, "verify_image_label refuses coordinates above 1.01, and the image with them"));

    public static readonly FindingKind NoSkeleton = new(
        "C706", Warning, "annotations have keypoints, and their category does not name them", "Write keypoints and skeleton in the category.", null,
        new(Cvat, Fails, "COCO Keypoints: MissingFieldError"), new(Datumaro, Fails, "coco_person_keypoints: MissingFieldError"), new(Pycocotools, Fails, "showAnns reads the skeleton"));
}
