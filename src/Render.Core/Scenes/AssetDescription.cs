using System.Text.Json.Nodes;
using Render.Core.Assets;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>A model that an asset may be, with what the scene says of it.</summary>
/// <param name="File">Its reference.</param>
/// <param name="Category">Null: it occludes and is not labelled.</param>
/// <param name="Supercategory">The category's own name unless given; null where there is no category.</param>
/// <param name="Turn">Turns the imported model so that what the scene calls up is up.</param>
/// <param name="Scale">Multiplies the imported model.</param>
/// <param name="Licence">The user's own words; null: not said.</param>
/// <param name="Attributes">The user's own words by the user's own names, which every annotation of it carries; null: none.</param>
/// <param name="CategoryPlace">Line and column of the category in its manifest; zeros where it is of none.</param>
/// <param name="Keypoints">Its named points; null where it has none, or where no label asks for them.</param>
internal sealed record AssetModel(
    string File, string? Category, string? Supercategory, Rotation Turn, double Scale, string? Licence, SortedDictionary<string, string>? Attributes = null,
    (int Line, int Column) CategoryPlace = default, ModelKeypoints? Keypoints = null);

/// <summary>An entry of <c>assets:</c>: one model, or many of which each instance takes one.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Models">At least one, each file once.</param>
/// <param name="Choice">Which of the models an instance takes; null where there is only one.</param>
/// <param name="Manifest">The table that lists the models; null: they stand in the scene itself.</param>
internal sealed record AssetDescription(string Name, IReadOnlyList<AssetModel> Models, NamedChoice? Choice, AssetManifest? Manifest)
{
    private static readonly Key<string> File = new("file", new ModelFileType(), null,
        "One model: a file, or one of the unit shapes shape:plane, shape:box, shape:sphere, shape:cylinder.", "assets:meshes/mug.glb");

    private static readonly Key<IReadOnlyList<string>> Set = new("set", new FileSetType(), null,
        "All models that match a pattern (* and ? within a name, ** for folders); each instance takes one of them, each equally likely. "
        + "A file more moves only the choices that fall to it.", "assets:meshes/bolt*.glb");

    private static readonly Key<string> ManifestKey = new("manifest", new FileType("CSV"), null,
        "A table of models, one a line: see Manifests. Each instance takes one of them.", "products.csv");

    internal static readonly Key<string> CategoryKey = new("category", new TextType("name of a category"), null,
        "What it is labelled as. Without one it occludes and is not labelled.", "mug");

    internal static readonly Key<string> SupercategoryKey = new("supercategory", new TextType("name of a supercategory"), null,
        "COCO's supercategory. Default: the category itself.", "kitchen");

    private static readonly Key<ModelKeypoints> KeypointsKey = new("keypoints", new ModelKeypoints.OfAsset(), null,
        "Named points of the model, for `labels: { keypoints: true }`, or a file of them. Default: the file beside the model that is called like it, but ends in .keypoints.yaml or .keypoints.json, where there is one.",
        "{ points: { tip: [0, 0, 0.3], foot: [0, 0, 0] }, skeleton: [[tip, foot]] }");

    internal static readonly Key<char> Up = new("up", new WordType<char>("axis", ("x", 'x'), ("y", 'y'), ("z", 'z')), null,
        "Which of the file's axes points up, for the formats that do not say: STL, PLY, OFF and 3DS (default z), OBJ and others (default y).", "z");

    internal static readonly Key<double> Unit = new("unit",
        new WordType<double>("unit", ("m", 1), ("cm", 0.01), ("mm", 0.001), ("in", 0.0254), ("ft", 0.3048)), null,
        "The file's unit of length, for the formats that do not say: all but glTF, FBX, DAE and BLEND (default m).", "mm");

    internal static readonly Key<double> ScaleKey = new("scale", new NumberType(null, 1e-6, 1e6), "1", "Multiplies the model's size.", "0.01");

    private static readonly Key<IReadOnlyDictionary<string, double>> Joints = new("joints", new NumberMapType("map of joints and where they stand"), null,
        "Where the joints of a URDF file stand: `NAME_deg` of one that turns, `NAME` (metres) of one that slides. The others are at rest.", "{ elbow_deg: 30 }");

    internal static readonly Key<string> LicenceKey = new("licence", new TextType("name of a licence"), null,
        "The licence of the model, which dataset.json then names; it changes no picture and no label.", "CC-BY-4.0");

    internal static readonly Section<AssetDescription> Section = new("asset", "A model, or many models, that objects are made of.",
        [File, Set, ManifestKey, CategoryKey, SupercategoryKey, KeypointsKey, Up, Unit, ScaleKey, Joints, LicenceKey, CommonKeys.Stream], Read);

    /// <summary>
    /// Whether its models are opened only when a frame holds them. What the scene itself lists is opened, and so known to be good, before frame 0.
    /// </summary>
    public bool IsLazy => Manifest is not null;

    private static AssetDescription Read(SectionReader r)
    {
        if (new Key[] { File, Set, ManifestKey }.Count(r.Has) != 1)
            throw r.Node.Error($"the asset '{r.Context.Name}' needs one of 'file', 'set' and 'manifest'.");
        if (!r.Has(CategoryKey) && !r.Has(ManifestKey))
        {
            r.Forbid(SupercategoryKey, "the asset has no category");
            r.Forbid(KeypointsKey, "the asset has no category");
        }
        if (!r.Has(File))
            r.Forbid(KeypointsKey, "the asset is many models; give each of them a file beside it, MODEL.keypoints.yaml");
        var (category, supercategory, licence) = (r.Find(CategoryKey), r.Find(SupercategoryKey), r.Find(LicenceKey));
        var (up, unit, scale) = (Find(Up), Find(Unit), r.Get(ScaleKey));
        if (r.Has(ManifestKey))
        {
            var manifest = AssetManifest.Read(r.Get(ManifestKey), new(category, supercategory, licence, up, unit, scale), r.NodeOf(ManifestKey), r.Context);
            return new(r.Context.Name, manifest.Models, manifest.Choice, manifest);
        }
        if (r.Has(Joints) && !(r.Has(File) && JointPositions.AreIn(r.Get(File))))
            r.Forbid(Joints, "only a URDF file has joints, given by 'file'");
        IReadOnlyList<string> files = r.Find(Set) ?? [r.Has(Joints) ? JointPositions.Append(r.Get(File), r.Get(Joints)) : r.Get(File)];
        var points = r.Find(KeypointsKey);
        var models = files.Select(file => new AssetModel(
            file, category, category is null ? null : supercategory ?? category, TurnOf(file, up), UnitOf(file, unit) * scale, licence,
            Keypoints: category is not null && r.Context.WantsKeypoints ? points ?? ModelKeypoints.Beside(file, r.Node, r.Context) : null)).ToList();
        return new(r.Context.Name, models, models.Count > 1 ? new NamedChoice([.. files]) : null, null);

        Said<T>? Find<T>(Key<T> key) => r.Has(key) ? new(r.Get(key), r.NodeOf(key)) : null;
    }

    /// <summary>A value and where it stands.</summary>
    internal sealed record Said<T>(T Value, Node Node);

    /// <summary>The turn that brings the axis that is said to be up to +Z, after the importer's own turn.</summary>
    /// <exception cref="RenderException">The file's format declares its axis.</exception>
    internal static Rotation TurnOf(string file, Said<char>? up)
    {
        if (up is null)
            return Rotation.Identity;
        var axes = FormatAxes.Of(file);
        return axes.AreDeclared ? throw Declared(Up, file, up.Node) : ToZUp(up.Value) * Inverse(ToZUp(axes.Up));
    }

    /// <summary>Metres a unit of the file.</summary>
    /// <exception cref="RenderException">The file's format declares its unit.</exception>
    internal static double UnitOf(string file, Said<double>? unit) => unit is null ? 1 : FormatAxes.Of(file).AreDeclared ? throw Declared(Unit, file, unit.Node) : unit.Value;

    private static RenderException Declared(Key key, string file, Node node) =>
        node.Error(FormatAxes.NoMeaning(key.Name, file), "Remove it.");

    // (x, y, z) -> (x, -z, y) for y up, as everywhere; (x, y, z) -> (-z, y, x) for x up.
    private static Rotation ToZUp(char up) => up switch
    {
        'x' => Rotation.FromEuler(0, -90, 0),
        'y' => Rotation.FromEuler(90, 0, 0),
        _ => Rotation.Identity,
    };

    private static Rotation Inverse(Rotation r) => new(r.W, -r.X, -r.Y, -r.Z);

    internal sealed class ModelFileType : NodeType<string>
    {
        public override string Describe => "model file or shape:NAME";

        public override string Read(Node node, ReadContext context)
        {
            if (node is not ScalarNode { Text.Length: > 0 } scalar)
                throw Expected(node);
            if (scalar.Text.StartsWith("shape:", StringComparison.Ordinal))
                return "shape:" + ShapeNames.Type.Read(scalar with { Text = scalar.Text[6..] }, context);
            context.Roots.Resolve(scalar.Text, node.Where);
            return scalar.Text;
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
    }

    private sealed class FileSetType : NodeType<IReadOnlyList<string>>
    {
        public override string Describe => "pattern of model files";

        public override IReadOnlyList<string> Read(Node node, ReadContext context) =>
            node is ScalarNode { Text.Length: > 0 } scalar ? context.Roots.Expand(scalar.Text, node.Where) : throw Expected(node);

        public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };
    }
}

/// <summary>The built-in unit shapes, by the names that scenes use.</summary>
internal static class ShapeNames
{
    public static readonly WordType<string> Type =
        new("shape", ("plane", "plane"), ("box", "box"), ("sphere", "sphere"), ("cylinder", "cylinder"));
}
