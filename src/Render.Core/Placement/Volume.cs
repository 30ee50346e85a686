using System.Text.Json.Nodes;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>A part of space in which points are drawn, every part of it as likely as it is large.</summary>
internal abstract class Volume
{
    /// <summary>A point; takes three uniform numbers from the stream.</summary>
    public abstract Double3 Draw(RandomStream stream);
}

/// <summary>Between two corners, level with the axes.</summary>
internal sealed class BoxVolume(Double3 min, Double3 max) : Volume
{
    internal static readonly Key<Double3> Min = new("min", new PointType("corner", "metres"), null, "The corner with the least coordinates.",
        "[-0.5, -0.5, 0.2]", required: true);

    internal static readonly Key<Double3> Max = new("max", new PointType("corner", "metres"), null, "The opposite corner.", "[0.5, 0.5, 1]", required: true);

    internal static readonly Section<Volume> Section = new("box to scatter in", "Two corners.", [Min, Max], r =>
    {
        var (min, max) = (r.Get(Min), r.Get(Max));
        return min.X <= max.X && min.Y <= max.Y && min.Z <= max.Z
            ? new BoxVolume(min, max)
            : throw r.Node.Error("the box is inside out: a coordinate of min is above that of max.");
    });

    public override Double3 Draw(RandomStream stream) => min + new Double3(stream.NextUnit(), stream.NextUnit(), stream.NextUnit()) * (max - min);
}

/// <summary>A ball: the cube of the distance from its centre is uniform, and so is the sine of the elevation (Archimedes).</summary>
internal sealed class BallVolume(Double3 center, double radius) : Volume
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The centre.", "[0, 0, 1]");

    private static readonly Key<double> Radius = new("radius", new NumberType("metres", 0), null, "The radius.", "0.5", required: true);

    private static readonly Section<Volume> Parameters = new("ball to scatter in", "A ball around a centre.", [Center, Radius], r => new BallVolume(r.Get(Center), r.Get(Radius)));

    internal static readonly Key<Volume> Sphere = new("sphere", Parameters, null, "The ball.", "{ center: [0, 0, 1], radius: 0.5 }", required: true);

    internal static readonly Section<Volume> Section = new("sphere to scatter in", "A sphere, all of what is inside it.", [Sphere], r => r.Get(Sphere));

    public override Double3 Draw(RandomStream stream)
    {
        var distance = radius * PortableMath.Exp(PortableMath.Log(stream.NextOpenUnit()) / 3);
        var sine = 2 * stream.NextUnit() - 1;
        var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
        var across = Math.Sqrt(Math.Max(0, 1 - sine * sine));
        return center + new Double3(across * cos, across * sin, sine) * distance;
    }
}

/// <summary>An upright cylinder: the square of the distance from its axis is uniform.</summary>
internal sealed class CylinderVolume(Double3 center, double radius, double height) : Volume
{
    private static readonly Key<Double3> Center = new("center", new PointType("point", "metres"), "[0, 0, 0]", "The middle of its axis.", "[0, 0, 1]");

    private static readonly Key<double> Radius = new("radius", new NumberType("metres", 0), null, "The radius.", "0.5", required: true);

    private static readonly Key<double> Height = new("height", new NumberType("metres", 0), null, "From bottom to top.", "1", required: true);

    private static readonly Section<Volume> Parameters = new("upright cylinder to scatter in", "An upright cylinder around a centre.", [Center, Radius, Height],
        r => new CylinderVolume(r.Get(Center), r.Get(Radius), r.Get(Height)));

    internal static readonly Key<Volume> Cylinder = new("cylinder", Parameters, null, "The cylinder.", "{ center: [0, 0, 1], radius: 0.5, height: 1 }", required: true);

    internal static readonly Section<Volume> Section = new("cylinder to scatter in", "An upright cylinder, all of what is inside it.", [Cylinder], r => r.Get(Cylinder));

    public override Double3 Draw(RandomStream stream)
    {
        var distance = radius * Math.Sqrt(stream.NextUnit());
        var (sin, cos) = PortableMath.SinCosDegrees(360 * stream.NextUnit());
        return center + new Double3(distance * cos, distance * sin, (stream.NextUnit() - 0.5) * height);
    }
}

/// <summary>One of the volumes, told apart by the key that only it has.</summary>
internal sealed class VolumeType : NodeType<Volume>
{
    private static readonly IReadOnlyList<(Key[] Keys, Section<Volume> Section)> All =
        [([BoxVolume.Min, BoxVolume.Max], BoxVolume.Section), ([BallVolume.Sphere], BallVolume.Section), ([CylinderVolume.Cylinder], CylinderVolume.Section)];

    public override string Describe => "map with min and max, or sphere, or cylinder";

    public override IEnumerable<ISection> Sections => All.SelectMany(volume => volume.Section.Sections);

    public override Volume Read(Node node, ReadContext context)
    {
        if (node is not MapNode { Entries: [var (first, _), ..] } map)
            throw Expected(node);
        return (SectionOf(map) ?? throw Names.Unknown(first, "volume to scatter in", first.Text, All.SelectMany(volume => volume.Keys.Select(key => key.Name)))).Read(node, context);
    }

    public override JsonNode Canonical(Node node) => node is MapNode map && SectionOf(map) is { } section ? section.Canonical(node) : node.ToJson();

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["anyOf"] = new JsonArray([.. All.Select(volume => volume.Section.Schema(definitions))]) };

    private static Section<Volume>? SectionOf(MapNode map) => All.FirstOrDefault(volume => volume.Keys.Any(key => map.Find(key.Name) is not null)).Section;
}
