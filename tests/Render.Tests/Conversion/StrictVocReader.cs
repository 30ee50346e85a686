using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>One object: xmin, ymin, xmax, ymax as the file has them, pixel numbers from 1, both included; occluded is null where the file does not say.</summary>
internal sealed record VocObject(string Name, int[] Box, int Truncated, int Difficult, int? Occluded);

/// <summary>Reads the annotations of Pascal VOC as the description of its development kit has them. It knows nothing of what wrote them.</summary>
internal sealed record VocAnnotation(string FileName, int Width, int Height, int Segmented, VocObject[] Objects)
{
    private static readonly string[] ObjectFields = ["name", "pose", "truncated", "difficult", "occluded", "bndbox"];

    public static VocAnnotation Read(string file)
    {
        var root = XDocument.Load(file).Root!;
        Assert.Equal("annotation", root.Name.LocalName);
        Assert.All(root.Elements(), element => Assert.Contains(element.Name.LocalName, new[] { "folder", "filename", "source", "size", "segmented", "object" }));
        var size = root.Element("size")!;
        Assert.Equal(3, Integer(size, "depth"));
        var (width, height) = (Integer(size, "width"), Integer(size, "height"));
        var objects = root.Elements("object").Select(element =>
        {
            Assert.All(element.Elements(), field => Assert.Contains(field.Name.LocalName, ObjectFields));
            var box = element.Element("bndbox")!;
            Assert.Equal(["xmin", "ymin", "xmax", "ymax"], box.Elements().Select(e => e.Name.LocalName));
            int[] edges = [.. box.Elements().Select(e => int.Parse(e.Value, NumberStyles.None, CultureInfo.InvariantCulture))];
            Assert.True(edges[0] >= 1 && edges[1] >= 1 && edges[0] <= edges[2] && edges[1] <= edges[3] && edges[2] <= width && edges[3] <= height);
            return new VocObject(
                (string)element.Element("name")!, edges, Flag(element, "truncated"), Flag(element, "difficult"), element.Element("occluded") is null ? null : Flag(element, "occluded"));
        }).ToArray();
        return new((string)root.Element("filename")!, width, height, Flag(root, "segmented"), objects);
    }

    private static int Flag(XElement element, string name)
    {
        Assert.Contains(Integer(element, name), new[] { 0, 1 });
        return Integer(element, name);
    }

    private static int Integer(XElement element, string name) => int.Parse(Assert.Single(element.Elements(name)).Value, NumberStyles.None, CultureInfo.InvariantCulture);
}
