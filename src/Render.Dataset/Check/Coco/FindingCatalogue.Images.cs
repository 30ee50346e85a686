using static Render.Dataset.Check.Coco.Consumer;
using static Render.Dataset.Check.Coco.Effect;
using static Render.Dataset.Check.Coco.Severity;

namespace Render.Dataset.Check.Coco;

public static partial class FindingCatalogue
{
    public static readonly FindingKind BadSize = new(
        "C301", Error, "an image's width or height is missing, or no positive integer", "Write both as integers.", "taken from the image file where it is there",
        new(Detectron2, Fails, "load_coco_json raises KeyError where one is missing"), new(MMDetection, Fails, "parse_data_info raises KeyError or compares with it"),
        new(Ultralytics, Fails, "convert_coco divides by it"), new(Pycocotools, Fails, "annToMask raises KeyError where one is missing"), new(Datumaro, Drops, "the size is unknown, or InvalidFieldTypeError"),
        new(Cvat, Fails, "InvalidFieldTypeError where it is no integer"));

    public static readonly FindingKind BadFileName = new(
        "C302", Error, "an image's file_name is missing, empty or no string", "Write the path of the file below the folder of images.", null,
        new(Torchvision, Fails, "_load_image raises KeyError"), new(Detectron2, Fails, "load_coco_json raises KeyError"), new(MMDetection, Fails, "KeyError"), new(Ultralytics, Fails, "KeyError"),
        new(Cvat, Fails, "MissingFieldError"), new(Datumaro, Drops, "the image is reported as an item error"));

    public static readonly FindingKind DuplicateFileName = new(
        "C303", Error, "two images have the same file_name", "Join their annotations under one image.", null,
        new(Pycocotools, Wrong, "what is annotated on one record counts as background on the other"), new(Torchvision, Wrong, "likewise"), new(Detectron2, Wrong, "likewise"), new(MMDetection, Wrong, "likewise"),
        new(Ultralytics, Wrong, "convert_coco opens the label file with 'a': labels of both are joined"), new(Datumaro, Wrong, "items of one name: one takes the place of the other"), new(Cvat, Wrong, "as Datumaro"));

    public static readonly FindingKind SameStem = new(
        "C304", Warning, "two images' names differ in the extension alone", "Rename one.", null,
        new(Ultralytics, Wrong, "both share one label file, STEM.txt, that is appended to"), new(Datumaro, Wrong, "items are named without extension: one takes the place of the other"), new(Cvat, Wrong, "as Datumaro"));

    public static readonly FindingKind CaseCollision = new(
        "C305", Warning, "two images' names differ in upper and lower case alone", "Rename one: on macOS and Windows they are one file.", null);

    public static readonly FindingKind AbsolutePath = new(
        "C306", Error, "a file_name is an absolute path", "Write it relative to the folder of images: os.path.join drops the folder before it.", null,
        new(Torchvision, Fails, "FileNotFoundError on every other machine"), new(Detectron2, Fails, "likewise"), new(MMDetection, Fails, "likewise"),
        new(Ultralytics, Wrong, "convert_coco writes the label beside the image, outside of save_dir"));

    public static readonly FindingKind Backslash = new(
        "C307", Error, "a file_name holds a backslash", "Write / between folders.", "backslashes become slashes",
        new(Torchvision, Fails, "FileNotFoundError but on Windows"), new(Detectron2, Fails, "likewise"), new(MMDetection, Fails, "likewise"), new(Datumaro, Fails, "the image is not found but on Windows"), new(Cvat, Fails, "as Datumaro"));

    public static readonly FindingKind ParentPath = new("C308", Warning, "a file_name leads out of its folder by ..", "Name the file below the folder of images.", null);

    public static readonly FindingKind CombiningName = new(
        "C309", Warning, "a file_name holds combining characters (Unicode NFD, as macOS writes it)", "Rename to composed characters (NFC): archives and copies change one into the other, and then the file is not found.", null);

    public static readonly FindingKind AbsentImage = new(
        "C351", Warning, "image files are not there", "Give their folder with --images, or fetch them.", null,
        new(Torchvision, Fails, "Image.open raises FileNotFoundError"), new(Detectron2, Fails, "likewise"), new(MMDetection, Fails, "likewise"));

    public static readonly FindingKind RenamedImage = new(
        "C352", Error, "the file on disk is spelt otherwise (case, Unicode form)", "Spell file_name as the file is.", "spelt as on disk",
        new(Torchvision, Fails, "FileNotFoundError on Linux"), new(Detectron2, Fails, "likewise"), new(MMDetection, Fails, "likewise"));

    public static readonly FindingKind WrongImageSize = new(
        "C353", Error, "width and height are not those of the image file", "Find out which image was annotated: a resized one needs its labels scaled.", null,
        new(Detectron2, Fails, "check_image_size raises SizeMismatchError"), new(Torchvision, Wrong, "masks are made at the file's size, boxes stay"), new(MMDetection, Wrong, "masks and image differ in size"),
        new(Ultralytics, Wrong, "boxes are normalised by the wrong size"), new(FiftyOne, Wrong, "boxes are normalised by one of the two"));

    public static readonly FindingKind BadImage = new(
        "C354", Error, "an image file is truncated, damaged, or no image", "Replace it.", null,
        new(Torchvision, Fails, "Pillow raises OSError for truncated files"), new(Detectron2, Fails, "likewise"), new(Ultralytics, Drops, "verify_image ignores it; a JPEG without its end it writes anew, in place"));

    public static readonly FindingKind TurnedImage = new(
        "C355", Error, "an image's EXIF says that it is to be turned or mirrored", "Turn the pixels, remove the tag, and label again what was labelled otherwise.", null,
        new(Detectron2, Fails, "read_image applies it: SizeMismatchError where sides are exchanged, else labels lie elsewhere"), new(Torchvision, Wrong, "Image.open does not apply it"),
        new(MMDetection, Wrong, "depends on the decoder's flags"), new(Ultralytics, Wrong, "exif_size exchanges the sides for two of the eight values"));

    public static readonly FindingKind LeakedImage = new(
        "C801", Error, "an image is in two splits", "Keep it in one: what was trained on is no test.", null,
        new(Pycocotools, Wrong, "the score is too good"), new(Torchvision, Wrong, "likewise"), new(Detectron2, Wrong, "likewise"), new(MMDetection, Wrong, "likewise"), new(Ultralytics, Wrong, "likewise"));

    public static readonly FindingKind SharedName = new("C802", Warning, "a file_name is in two splits, and the files are not there to compare", "Fetch the images and check again.", null);

    public static readonly FindingKind DifferentCategories = new(
        "C803", Error, "an id means one category in one split and another in the other", "Use one list of categories for all splits.", null,
        new(Pycocotools, Wrong, "the score compares different classes"), new(Torchvision, Wrong, "likewise"), new(Detectron2, Wrong, "likewise"),
        new(MMDetection, Wrong, "likewise"), new(Ultralytics, Wrong, "one data.yaml names the classes of all splits"));
}
