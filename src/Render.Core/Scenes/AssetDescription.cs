using System.Text.Json.Nodes;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>An entry of <c>assets:</c>: one model or a set of them, with the category that labels it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Files">References of its models, at least one, sorted where it is a set.</param>
/// <param name="Category">Null: it occludes and is not labelled.</param>
/// <param name="Supercategory">The category's own name unless given.</param>
/// <param name="Turn">Turns the imported model so that what the scene calls up is up.</param>
/// <param name="Scale">Multiplies the imported model.</param>
/// <param name="Licence">The user's own words; null: not said.</param>
internal sealed record AssetDescription(
    string Name, IReadOnlyList<string> Files, string? Category, string? Supercategory, Rotation Turn, double Scale, string? Licence)
{
    private static readonly Key<string> File = new("file", new ModelFileType(), null,
        "One model: a file, or one of the unit shapes shape:plane, shape:box, shape:sphere, shape:cylinder.", "assets:meshes/mug.glb");

    private static readonly Key<IReadOnlyList<string>> Set = new("set", new FileSetType(), null,
        "All models that match a pattern (* and ? within a name, ** for folders); each instance takes one of them, each equally likely.", "assets:meshes/bolt*.glb");

    private static readonly Key<string> CategoryKey = new("category", new TextType("name of a category"), null,
        "What it is labelled as. Without one it occludes and is not labelled.", "mug");

    private static readonly Key<string> SupercategoryKey = new("supercategory", new TextType("name of a supercategory"), null,
        "COCO's supercategory. Default: the category itself.", "kitchen");

    private static readonly Key<char> Up = new("up", new WordType<char>("axis", ("x", 'x'), ("y", 'y'), ("z", 'z')), null,
        "Which of the file's axes points up, for the formats that do not say: OBJ and 3DS (default y), STL, PLY and others (default z).", "z");

    private static readonly Key<double> Unit = new("unit",
        new WordType<double>("unit", ("m", 1), ("cm", 0.01), ("mm", 0.001), ("in", 0.0254), ("ft", 0.3048)), null,
        "The file's unit of length, for the formats that do not say: all but glTF, FBX and DAE (default m).", "mm");

    private static readonly Key<double> ScaleKey = new("scale", new NumberType(null, 1e-6, 1e6), "1", "Multiplies the model's size.", "0.01");

    internal static readonly Key<string> LicenceKey = new("licence", new TextType("name of a licence"), null,
        "The licence of the model, which dataset.json then names; it changes no picture and no label.", "CC-BY-4.0");

    internal static readonly Section<AssetDescription> Section = new("asset", "A model, or a set of models, that objects are made of.",
        [File, Set, CategoryKey, SupercategoryKey, Up, Unit, ScaleKey, LicenceKey, CommonKeys.Stream], Read);

    private static AssetDescription Read(SectionReader r)
    {
        if (r.Has(File) == r.Has(Set))
            throw r.Node.Error($"the asset '{r.Context.Name}' needs either 'file' or 'set'.");
        IReadOnlyList<string> files = r.Find(Set) ?? [r.Get(File)];
        if (!r.Has(CategoryKey))
            r.Forbid(SupercategoryKey, "the asset has no category");
        var category = r.Find(CategoryKey);
        var (turn, unit) = (Rotation.Identity, 1.0);
        foreach (var key in (Key[])[Up, Unit])
            if (r.Has(key) && files.FirstOrDefault(f => DefaultUp(f) is null) is { } declared)
                throw r.NodeOf(key).Error($"'{key.Name}' has no meaning for '{declared}': its format declares axis and unit itself.", "Remove it.");
        if (r.Has(Up))
        {
            var wanted = r.Get(Up);
            var defaults = files.Select(DefaultUp).Distinct().ToList();
            if (defaults.Count > 1)
                throw r.NodeOf(Up).Error("the files of this set are of formats with different default axes.", "Make one asset of each format.");
            turn = ToZUp(wanted) * Inverse(ToZUp(defaults[0]!.Value));
        }
        if (r.Has(Unit))
            unit = r.Get(Unit);
        return new(r.Context.Name, files, category, r.Find(SupercategoryKey) ?? category, turn, unit * r.Get(ScaleKey), r.Find(LicenceKey));
    }

    /// <summary>The axis that the importer takes as up where the file does not say; null: the file, or the shape, says.</summary>
    private static char? DefaultUp(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".glb" or ".gltf" or ".fbx" or ".dae" or "" => null,
        ".obj" or ".3ds" => 'y',
        _ => 'z',
    };

    // (x, y, z) -> (x, -z, y) for y up, as everywhere; (x, y, z) -> (-z, y, x) for x up.
    private static Rotation ToZUp(char up) => up switch
    {
        'x' => Rotation.FromEuler(0, -90, 0),
        'y' => Rotation.FromEuler(90, 0, 0),
        _ => Rotation.Identity,
    };

    private static Rotation Inverse(Rotation r) => new(r.W, -r.X, -r.Y, -r.Z);

    private sealed class ModelFileType : NodeType<string>
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
