using System.Text;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The reference page of the scene language, made from the declarations that read it.</summary>
public static class SceneReference
{
    private const string Head = """
        # The scene file

        Made from the declarations in `src/Render.Core`; do not edit. `render schema` prints the same as a JSON schema for editors.

        A scene file is YAML. It describes not one picture but a distribution of pictures: **a value or a distribution may stand anywhere** where the
        table says "or a distribution". `fov_deg: 50` is a constant; `fov_deg: { uniform: [40, 60] }` is drawn anew for each frame, or for each object of a group.

        - **Short form.** `[lo, hi]` is a uniform range where the key's type is a single number (whole numbers where it is a whole number).
        - **`base:`** beside a distribution is the value that it has when frozen: `{ uniform: [40, 60], base: 50 }`. Default: its median, or its first entry.
        - **Names.** Assets, lights, surroundings and object groups are maps by names of your own. The name is the path of the thing's random numbers: adding, removing
          or reordering one thing moves no random draw of another. `stream: OLD_NAME` keeps the draws of something renamed.
          What is resolved from several draws, as places without overlap, may change with them.
        - **Order.** Instances are numbered in the order of the file, surroundings first; categories in the order of the assets, or of `categories:`.
        - **Units.** Lengths are metres; any other unit is the last part of the key (`_deg`, `_k`, `_w_m2`, `_w_sr`, `_ev`). The world is right-handed with Z up.
        - **Colours.** Three numbers are linear RGB; `'#rrggbb'` (in quotes, for # begins a comment), names and `hsv` are sRGB.
        - **Files** are relative to the scene's folder, or `NAME:path` under a root: `assets:` is the program's own, others come from `--root NAME=DIR`.
          `..`, absolute paths, backslashes, URLs and links that lead out of the root are refused. In patterns `*` and `?` stand for parts of a name, `**` for any folders; what
          they find is sorted byte by byte.
        - **Overlap** is decided on the models' vertices: two objects are clear of each other where a straight line parts their convex outlines seen from above by at least
          the gap, or where one is wholly above the other. Each object gets 200 tries. One that finds no place is left out and listed in the frame's record with the reason,
          unless the group says `on_infeasible: error`. Surroundings other than the surface are no obstacle.
        - Nothing is silently ignored: an unknown or misplaced key is an error with file:line:column and the nearest known name. Aliases, anchors, tags and duplicate keys are refused.

        The smallest scene that gives a lit, labelled picture:

            render: 1
            assets: { mug: { file: assets:meshes/mug.glb, category: mug } }

        """;

    private const string ManifestHead = """

        ## Manifests

        A table of thousands of models: `assets: { products: { manifest: products.csv } }`, and then `pick: products`.

            file,category,supercategory,scale,sku
            cups/espresso.glb,cup,kitchen,1,A-1004
            cups/mug.glb,cup,kitchen,1,A-1007
            tools/hammer.glb,hammer,tools,0.001,

        - **Form.** CSV as RFC 4180 has it, UTF-8, with commas; the first line names the columns, in any order. Errors say file:line:column; of bad lines all are counted and the first 20 named.
        - **Empty cells** and missing columns mean what the asset itself says (`category`, `supercategory`, `up`, `unit`, `licence`); `scale` multiplies.
        - **Columns of your own** become `attributes` of the annotations (COCO, as text) and of the frame's record; empty cells are left out. A name that is nearly one of those below is an error.
        - **Categories** are numbered in the order in which they first occur, unless the scene's `categories:` says otherwise; then a category that it does not list is an error.
        - **Which model an object takes** depends on the names of the files and their weights alone: reordering lines moves no choice, a line more moves only the choices that fall to
          it, a line less only those that fell to it. The same holds for the files of a `set`.
        - **Opened when needed.** A run opens only the models that its frames hold, and keeps in memory those asked for last. All files must exist, and their contents
          are part of the scene's hash: GLB without references to other files and binary STL are hashed as files; of other formats each file is imported once, to learn what else belongs to it.
        - **A model that cannot be used** costs the frames that hold it, which are quarantined (exit code 4), and no other. So does a bad one of several textures or environments. `render validate` opens all of them and names those that are bad (exit code 3).
          What a scene lists by `file` or `set` is opened before the first frame, and a bad one stops the run there.

        | column | |
        |---|---|

        """;

    /// <summary>Markdown with a line feed at its end.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(Head);
        foreach (var section in AllSections())
            Append(text, section);
        text.Append(ManifestHead);
        foreach (var (name, doc) in AssetManifest.Columns)
            text.Append($"| `{name}` | {Cell(doc)} |\n");
        text.Append("\n## Distributions\n\nA map whose one key names it.\n\n| name | behind it | gives | |\n|---|---|---|---|\n");
        foreach (var kind in DistributionTable.All)
            text.Append($"| `{kind.Name}` | {Cell(kind.Argument)} | {Gives(kind)} | {Cell(kind.Doc)}<br>`{Cell(kind.Example)}` |\n");
        text.Append($"\n## Colour names\n\n{string.Join(", ", Colors.Names)}.\n");
        return text.ToString();
    }

    /// <summary>Every section once, each after the one that first mentions it.</summary>
    internal static IReadOnlyList<ISection> AllSections()
    {
        var all = new List<ISection>();
        Visit(SceneDescription.Section);
        return all;

        void Visit(ISection section)
        {
            if (all.Contains(section))
                return;
            all.Add(section);
            foreach (var inner in section.Keys.SelectMany(key => key.AnyType.Sections))
                Visit(inner);
        }
    }

    private static void Append(StringBuilder text, ISection section)
    {
        text.Append($"\n## {section.Name}\n\n{section.Doc}\n\n| key | value | default | |\n|---|---|---|---|\n");
        foreach (var key in section.Keys)
        {
            var fallback = key.Required ? "required" : key.Default is { } value ? $"`{Cell(value)}`" : "";
            var example = key.Example is { } shown && shown != key.Default ? $"<br>`{Cell(key.Name)}: {Cell(shown)}`" : "";
            text.Append($"| `{key.Name}` | {Cell(Kind(key.AnyType))} | {fallback} | {Cell(key.Doc)}{example} |\n");
        }
    }

    private static string Kind(NodeType type) => type is ISection section ? $"map, see [{section.Name}](#{section.Name.Replace(' ', '-').ToLowerInvariant()})" : type.Describe;

    private static string Gives(DistributionKind kind) =>
        string.Join(", ", Types.Where(type => kind.Supports(type.Type)).Select(type => type.Name));

    private static readonly (string Name, NodeType Type)[] Types =
    [
        ("numbers", new NumberType()), ("whole numbers", new IntegerType(0, 1)), ("true or false", new BooleanType()), ("points", new PointType("point", "metres")), ("sizes", new SizeType()),
        ("colours", new ColorType()), ("base colours", new BaseColorType()), ("rotations", new RotationType()), ("names", new AssetNameType()),
        ("files", new FileType("any")),
    ];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
