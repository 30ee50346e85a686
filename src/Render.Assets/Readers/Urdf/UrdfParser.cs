using System.Globalization;
using System.Numerics;
using System.Xml;
using System.Xml.Linq;
using Render.Assets.Readers.Assimp;
using Render.Core;
using Render.Core.Assets;

namespace Render.Assets.Readers.Urdf;

/// <summary>
/// The text of a URDF file, after the ROS wiki's "URDF XML format": links with what is seen of them, joints, materials. Collision shapes, inertias, transmissions,
/// sensors and the like are left out; those that somebody could miss are counted.
/// </summary>
internal sealed class UrdfParser(ImportNotes notes)
{
    private const int MostElements = 100_000;

    private readonly Dictionary<string, UrdfMaterial> _materials = new(StringComparer.Ordinal);

    /// <summary>True where the first element is a robot.</summary>
    public static bool Accepts(ReadOnlySpan<byte> file)
    {
        var text = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            var end = text.StartsWith("<?"u8) ? text.IndexOf("?>"u8) : text.StartsWith("<!--"u8) ? text.IndexOf("-->"u8) : -1;
            if (end < 0)
                return text.StartsWith("<robot"u8) && text.Length > 6 && text[6] is (byte)' ' or (byte)'>' or (byte)'\t' or (byte)'\r' or (byte)'\n';
            text = text[(end + 2)..].TrimStart(">"u8);
        }
    }

    /// <exception cref="RenderException">Not valid.</exception>
    public UrdfModel Parse(byte[] file)
    {
        XmlShape.Check(file);
        var robot = Load(file);
        if (robot.DescendantsAndSelf().Any(e => e.Name.NamespaceName.Contains("xacro", StringComparison.Ordinal)))
            throw new RenderException(Failure.InvalidInput, "is a xacro file, whose macros are not expanded.", remedy: "Run: xacro FILE > robot.urdf, and use that.");
        foreach (var material in robot.Elements("material"))
            _ = Material(material);
        var links = Named(robot.Elements("link"), "link", Link);
        var joints = Named(robot.Elements("joint"), "joint", Joint);
        notes.Add(ImportNoteKind.CollisionGeometry, robot.Elements("link").Elements("collision").Count());
        foreach (var other in robot.Elements().Where(e => e.Name.LocalName is not ("link" or "joint" or "material")).GroupBy(e => e.Name.LocalName))
            notes.Add(ImportNoteKind.ElementIgnored, other.Count(), other.Key);
        return new(links, joints, _materials);
    }

    private static XElement Load(byte[] file)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file, writable: false), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                MaxCharactersInDocument = file.Length + 1L,
            });
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            if (root.Descendants().Take(MostElements + 1).Count() > MostElements)
                throw new RenderException(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"has more than {MostElements} elements."));
            return root;
        }
        catch (XmlException e)
        {
            throw new RenderException(Failure.InvalidInput, "not valid XML: " + e.Message, inner: e);
        }
    }

    private static Dictionary<string, T> Named<T>(IEnumerable<XElement> elements, string what, Func<XElement, string, T> read)
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            var name = Text(element, "name");
            if (!all.TryAdd(name, read(element, name)))
                throw Bad(element, $"there are two {what}s '{name}'.");
        }
        return all;
    }

    private UrdfLink Link(XElement element, string name) => new(name, [.. element.Elements("visual").Select(Visual)]);

    private UrdfVisual Visual(XElement element)
    {
        var origin = Origin(element.Element("origin"));
        var material = element.Element("material") is { } said ? Material(said) : null;
        var shape = element.Element("geometry")?.Elements().FirstOrDefault() ?? throw Bad(element, "a visual without a geometry.");
        switch (shape.Name.LocalName)
        {
            case "box":
                return new(origin, "box", null, Positive(shape, Vector(shape, "size", null)), material);
            case "cylinder":
                var (radius, length) = (Number(shape, "radius", null), Number(shape, "length", null));
                return new(origin, "cylinder", null, Positive(shape, (2 * radius, 2 * radius, length)), material);
            case "sphere":
                var side = 2 * Number(shape, "radius", null);
                return new(origin, "sphere", null, Positive(shape, (side, side, side)), material);
            case "mesh":
                return new(origin, null, Text(shape, "filename"), Vector(shape, "scale", (1, 1, 1)), material);
            default:
                throw Bad(shape, $"the geometry '{shape.Name.LocalName}' is not known; box, cylinder, sphere and mesh are.");
        }
    }

    /// <summary>A material by its name alone is the one that stands elsewhere under it.</summary>
    private UrdfMaterial Material(XElement element)
    {
        var name = (string?)element.Attribute("name") ?? "";
        Vector4? color = null;
        if (element.Element("color") is { } said)
        {
            var rgba = Numbers(said, "rgba", 4);
            color = new((float)rgba[0], (float)rgba[1], (float)rgba[2], (float)rgba[3]);
        }
        var material = new UrdfMaterial(name, color, (string?)element.Element("texture")?.Attribute("filename"));
        if (material is { Color: null, Texture: null })
            return material;
        if (name.Length > 0)
            _materials.TryAdd(name, material);
        return material;
    }

    private static UrdfJoint Joint(XElement element, string name)
    {
        var kind = Text(element, "type") switch
        {
            "fixed" => UrdfJointKind.Fixed,
            "revolute" => UrdfJointKind.Revolute,
            "continuous" => UrdfJointKind.Continuous,
            "prismatic" => UrdfJointKind.Prismatic,
            "planar" => UrdfJointKind.Planar,
            "floating" => UrdfJointKind.Floating,
            var other => throw Bad(element, $"the joint '{name}' is of the type '{other}', which is not known."),
        };
        var axis = element.Element("axis") is { } said ? Vector(said, "xyz", (1, 0, 0)) : (1, 0, 0);
        var length = Math.Sqrt(axis.X * axis.X + axis.Y * axis.Y + axis.Z * axis.Z);
        if (!(length > 1e-9) && kind is UrdfJointKind.Revolute or UrdfJointKind.Continuous or UrdfJointKind.Prismatic)
            throw Bad(element, $"the axis of the joint '{name}' has no length.");
        var limit = element.Element("limit") is { } range && kind is UrdfJointKind.Revolute or UrdfJointKind.Prismatic
            ? (Number(range, "lower", 0), Number(range, "upper", 0))
            : ((double Lower, double Upper)?)null;
        if (limit is { } l && l.Lower > l.Upper)
            throw Bad(element, $"the lower limit of the joint '{name}' is above the upper one.");
        var mimic = element.Element("mimic") is { } m ? (Text(m, "joint"), Number(m, "multiplier", 1), Number(m, "offset", 0)) : ((string, double, double)?)null;
        return new(
            name, kind, Text(Child(element, "parent"), "link"), Text(Child(element, "child"), "link"), Origin(element.Element("origin")),
            (axis.X / length, axis.Y / length, axis.Z / length), limit, mimic);
    }

    /// <summary>Roll, pitch and yaw about the fixed axes x, y, z, then the shift.</summary>
    private static Transform Origin(XElement? element)
    {
        if (element is null)
            return Transform.Scale(1);
        var (roll, pitch, yaw) = Vector(element, "rpy", (0, 0, 0));
        var (x, y, z) = Vector(element, "xyz", (0, 0, 0));
        return UrdfPose.Turn((1, 0, 0), roll).Then(UrdfPose.Turn((0, 1, 0), pitch)).Then(UrdfPose.Turn((0, 0, 1), yaw)) with { X = x, Y = y, Z = z };
    }

    private static XElement Child(XElement element, string name) => element.Element(name) ?? throw Bad(element, $"'{name}' is missing.");

    private static string Text(XElement element, string attribute) =>
        (string?)element.Attribute(attribute) is { Length: > 0 } text ? text : throw Bad(element, $"'{attribute}' is missing.");

    private static double Number(XElement element, string attribute, double? otherwise) =>
        element.Attribute(attribute) is null && otherwise is { } value ? value : Numbers(element, attribute, 1)[0];

    private static (double X, double Y, double Z) Vector(XElement element, string attribute, (double, double, double)? otherwise)
    {
        if (element.Attribute(attribute) is null && otherwise is { } value)
            return value;
        var v = Numbers(element, attribute, 3);
        return (v[0], v[1], v[2]);
    }

    private static double[] Numbers(XElement element, string attribute, int count)
    {
        var words = Text(element, attribute).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = words.Select(w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && Math.Abs(n) < 1e6 ? n : double.NaN).ToArray();
        return numbers.Length == count && !numbers.Any(double.IsNaN) ? numbers : throw Bad(element, string.Create(CultureInfo.InvariantCulture, $"'{attribute}' must be {count} numbers below a million."));
    }

    private static (double X, double Y, double Z) Positive(XElement element, (double X, double Y, double Z) size) =>
        size is { X: > 0, Y: > 0, Z: > 0 } ? size : throw Bad(element, "a size must be greater than 0.");

    private static RenderException Bad(XElement element, string message)
    {
        var line = ((IXmlLineInfo)element).LineNumber;
        return new(Failure.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"line {line}, <{element.Name.LocalName}>: {message}"));
    }
}
