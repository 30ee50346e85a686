using System.Globalization;
using System.Text;
using System.Xml;
using Render.Dataset.Conversion;
using Render.Dataset.Encoders;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// Pascal VOC as its development kit reads it (VOC2012 devkit_doc): <c>Annotations/*.xml</c> with boxes of pixel numbers from 1, first and last included;
/// <c>JPEGImages</c>; <c>SegmentationClass</c> and <c>SegmentationObject</c> as palette PNGs, 0 background, 255 void (a labelled object without annotation);
/// <c>ImageSets</c>. Objects of the object image count from 1 in the order of the XML file.
/// </summary>
internal sealed class VocWriter(ConversionTarget target) : FormatWriter(target)
{
    private const int Void = 255;

    /// <summary>
    /// Parts of an object from which on a flag is set, after VOC's guidelines for annotators (more than 15 % outside, more than 5 % hidden): outside the
    /// image, hidden of what is inside. Difficult is what shows less than a tenth.
    /// </summary>
    private const double Truncated = 0.15, Occluded = 0.05, Difficult = 0.1;

    private static readonly byte[] Palette = LabelColors.Palette(256);

    private readonly InstanceRaster _raster = new();
    private readonly PngEncoder _png = new();
    private readonly SortedDictionary<string, StreamWriter> _sets = new(StringComparer.Ordinal);
    private byte[] _classes = [], _objects = [];
    private long _encoded, _unsegmented;

    public override int Add(SourceImage image)
    {
        var stem = image.Output.FileStem;
        PlaceImage(image, $"JPEGImages/{stem}.jpg");
        var isSegmented = Target.Info.Categories.Length < Void && image.Annotated.Count < Void;
        if (isSegmented)
            Segment(image, stem);
        else
            _unsegmented++;
        Target.Write($"Annotations/{stem}.xml", Describe(image, isSegmented));
        SetOf("Main", image.Split).Write(stem + "\n");
        if (isSegmented)
            SetOf("Segmentation", image.Split).Write(stem + "\n");
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        var labels = new StringBuilder("# label:color_rgb:parts:actions\nbackground:0,0,0::\n");
        foreach (var category in Target.Info.Categories)
            labels.Append(CultureInfo.InvariantCulture, $"{category.Name}:{string.Join(',', LabelColors.Of(category.Id))}::\n");
        if (Array.Exists(Target.Info.Categories, category => category.Name.Contains(':', StringComparison.Ordinal)))
            Target.Note("No labelmap.txt: a category's name holds a colon, which separates its columns.");
        else if (Array.Exists(Target.Info.Categories, category => category.Name == "background" || category.Name[0] == '#'))
            Target.Note("No labelmap.txt: a category is called 'background', as the file calls 0, or begins with '#', as its comments do.");
        else
            Target.Write("labelmap.txt", labels.ToString());
        if (_encoded > 0)
            Target.Note($"{_encoded} PNG images are JPEG here (quality 95, 4:4:4), since readers of VOC look for .jpg; with 'format: jpg' in the scene's image they are the rendered files themselves.");
        if (_unsegmented > 0)
            Target.Note($"{_unsegmented} images have no segmentation: more than 254 categories or objects do not fit an 8-bit image with 255 for void.");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var set in _sets.Values)
            set.Dispose();
        base.Dispose(disposing);
    }

    private void PlaceImage(SourceImage image, string path)
    {
        if (image.Extension == ".jpg")
        {
            Target.Place(path, image, image.Output.Image);
            return;
        }
        if (!Target.HasColor(image))
            return;
        Target.Write(path, Libvips.EncodeJpeg(RgbPngReader.Read(image.Read(image.Output.Image), image.FullPath(image.Output.Image)), image.Width, image.Height));
        _encoded++;
    }

    private void Segment(SourceImage image, string stem)
    {
        var seen = image.Output.Instances.Where(instance => instance.Category is not null && instance.Area > 0).ToArray();
        var numbers = _raster.Paint(image, seen);
        var (classOf, objectOf) = (new byte[image.Output.Instances.Length + 1], new byte[image.Output.Instances.Length + 1]);
        foreach (var instance in seen)
            (classOf[instance.Number], objectOf[instance.Number]) = (Void, Void);
        foreach (var (i, instance) in image.Annotated.Index())
            (classOf[instance.Number], objectOf[instance.Number]) = ((byte)Target.Category(instance).Id, (byte)(i + 1));
        if (_classes.Length != numbers.Length)
            (_classes, _objects) = (new byte[numbers.Length], new byte[numbers.Length]);
        for (var i = 0; i < numbers.Length; i++)
            (_classes[i], _objects[i]) = (classOf[numbers[i]], objectOf[numbers[i]]);
        Target.Write($"SegmentationClass/{stem}.png", _png.EncodeIndexed8(_classes, image.Width, image.Height, Palette));
        Target.Write($"SegmentationObject/{stem}.png", _png.EncodeIndexed8(_objects, image.Width, image.Height, Palette));
    }

    private StreamWriter SetOf(string task, string split)
    {
        var path = $"ImageSets/{task}/{split}.txt";
        if (!_sets.TryGetValue(path, out var set))
            _sets.Add(path, set = new(Target.Path(path), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        return set;
    }

    private static string Describe(SourceImage image, bool isSegmented)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "\t", NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("annotation");
            xml.WriteElementString("folder", "VOC");
            xml.WriteElementString("filename", image.Output.FileStem + ".jpg");
            xml.WriteStartElement("size");
            Write(xml, "width", image.Width);
            Write(xml, "height", image.Height);
            Write(xml, "depth", 3);
            xml.WriteEndElement();
            Write(xml, "segmented", isSegmented ? 1 : 0);
            foreach (var instance in image.Annotated)
                Describe(xml, image, instance);
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void Describe(XmlWriter xml, SourceImage image, InstanceOutput instance)
    {
        var box = instance.Box;
        xml.WriteStartElement("object");
        xml.WriteElementString("name", instance.Category);
        xml.WriteElementString("pose", "Unspecified");
        var touches = box.X == 0 || box.Y == 0 || box.X + box.Width == image.Width || box.Y + box.Height == image.Height;
        Write(xml, "truncated", (instance.Amodal is null ? touches : instance.Amodal.Truncation > Truncated) ? 1 : 0);
        Write(xml, "difficult", instance.Amodal?.Visibility < Difficult ? 1 : 0);
        if (instance.Amodal is { Inside: > 0 } amodal)
            Write(xml, "occluded", amodal.Inside - instance.Area > Occluded * amodal.Inside ? 1 : 0);
        xml.WriteStartElement("bndbox");
        Write(xml, "xmin", box.X + 1);
        Write(xml, "ymin", box.Y + 1);
        Write(xml, "xmax", box.X + box.Width);
        Write(xml, "ymax", box.Y + box.Height);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string name, int value) => xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));
}
