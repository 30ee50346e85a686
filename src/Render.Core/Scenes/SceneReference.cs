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
        - **`scope:`** and **`sample:`** beside it say for what one draw holds, and how the draws are spread over the frames (see [Scope](#scope) and [Sampling](#sampling-over-the-frames)).
        - **Formulas.** `$name` and arithmetic on named draws may stand wherever a value or a distribution may (see [Named draws](#named-draws)).
        - **Names.** Assets, lights, surroundings and object groups are maps by names of your own. The name is the path of the thing's random numbers: adding, removing
          or reordering one thing moves no random draw of another. `stream: OLD_NAME` keeps the draws of something renamed.
          What is resolved from several draws, as places without overlap, may change with them.
        - **Order.** Instances are numbered in the order of the file, surroundings first, panels of visible lights last; categories in the order of the assets, or of `categories:`.
        - **Units.** Lengths are metres; any other unit is the last part of the key (`_deg`, `_k`, `_w_m2`, `_w_sr`, `_ev`). The world is right-handed with Z up.
        - **Colours.** Three numbers are linear RGB; `'#rrggbb'` (in quotes, for # begins a comment), names and `hsv` are sRGB.
        - **Files** are relative to the scene's folder, or `NAME:path` under a root: `assets:` is the program's own, others come from `--root NAME=DIR`.
          `..`, absolute paths, backslashes, URLs and links that lead out of the root are refused. In patterns `*` and `?` stand for parts of a name, `**` for any folders; what
          they find is sorted byte by byte.
        - **Overlap** is decided on the models' vertices: two objects are clear of each other where a straight line parts their convex outlines seen from above by at least
          the gap, or where one is wholly above the other. Each object gets 200 tries. One that finds no place is left out and listed in the frame's record with the reason,
          unless the group says `on_infeasible: error`. Surroundings other than the surface are no obstacle.
        - **Requirements** (`require`) are decided on the triangles and cameras of the frame, in double precision, before anything is rendered. Those that speak of the camera need one that does not look at the
          objects by itself: give `look_at`, and `position` or `distance`.
        - **Falling** objects (`place: drop`) are let go together, after all others have been placed, each as the convex hull of its model. What falls off everything, or has not come to rest in the time that it
          is given, is left out like an object that finds no place. One that does not come to lie as its group's `require` says falls again, while the others begin where they lie; after 12 drops it is left out, and
          the others settle without it.
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

    private const string DrawsHead = """

        ## Named draws

        Values that go together are made of the same draws. `let:` gives draws a name, and `$name` stands for one:

            let:
              hour: { uniform: [5, 21] }
              elevation: "clamp(70 - abs($hour - 13) * 9, 2, 70)"
              weather: { choice: { clear: 3, overcast: 1 } }
              wear: { beta: { alpha: 2, beta: 5 }, scope: instance }
            image: { exposure_ev: "if($hour < 7 or $hour > 19, 1.5, 0)" }
            environment: { map: { if: $weather == "clear", then: { files: sky/clear*.hdr }, else: sky/gray.hdr } }
            lights: { sun: { type: sun, elevation_deg: $elevation, temperature_k: "lerp(2500, 6500, $elevation / 70)" } }
            objects: { things: { pick: mug, material: { roughness: 0.2 + 0.7 * $wear } } }

        - **What it is.** A number, a word (also a file, a colour or the name of an asset: what it means is decided where it stands), true or false, three numbers (a point or a colour), a formula, or any
          distribution of these except rotations: draw their angle. Names hold letters, digits and `_`.
        - **One draw, many uses.** A named draw has a stream of its own, `let.NAME`; every use in a frame sees the same value. `scope: instance` draws it for each object of a group, `scope: group` for each group;
          each group then has draws of its own, `let.NAME@objects.GROUP`. A formula of such draws has their scope. Order does not matter; a circle is an error.
        - **Formulas** are plain text with a `$` in it, in quotes where they hold a comma, a colon or a `#`. Numbers, words in quotes (`$weather == "clear"`), `+ - * / ^`, parentheses, `< <= > >= == !=`, `and or not`, `true false pi`, and the
          functions below. `-2 ^ 2` is -4, `2 ^ 3 ^ 2` is 2 ^ 9, comparisons bind weaker than arithmetic, `not` weaker than comparisons, then `and`, then `or`.
        - **Conditions.** `{ if: $hour > 18, then: X, else: Y }`, X and Y values or distributions; the branch that is not taken changes nothing. In a formula: `if(condition, a, b)`.
        - **Nothing goes wrong while frames are drawn.** The range of every formula is known from those of its draws (interval arithmetic), and a formula that could leave the range of its key, divide by 0, or give a fraction where a whole number must be is an
          error of the scene, with its place. Bound it: `clamp(...)`, `max(...)`, `round(...)`, or `min` and `max` of a normal distribution. The bounds are those of each operation by itself, so `$x - $x` may need a `clamp` that never acts.
        - Parameters of distributions are constants. For a range that varies: `u: { uniform: [0, 1] }`, and `lerp($low, $high, $u)`.

        | function | |
        |---|---|
        | `if(condition, a, b)` | a where the condition holds, else b |

        """;

    private const string ScopeText = """

        ## Scope

        For what one draw holds, written beside the distribution: `roughness: { uniform: [0.2, 0.9], scope: frame }`.

        | scope | one draw for |
        |---|---|
        | `dataset` | all frames, and all objects: the draw of frame 0 and object 0 |
        | `frame` | each frame; all objects of a group share it |
        | `group` | each frame and group; of a group's own value the same as `frame`, of a named draw one for each group that uses it |
        | `instance` | each object of each frame |

        Default: `instance` for the values of an object group that are drawn for each object (all but `count`), `frame` for everything else, `frame` for named draws or the scope of those that they are made of. `group` and `instance` are for object groups and named draws.

        ## Sampling over the frames

        How the draws of a value are spread over the frames: `sampling:` at the top for all values, `sample:` beside a distribution for one: `fov_deg: { uniform: [40, 60], sample: stratified }`.

        - **independent** (the default): every frame by itself.
        - **stratified**: of the frames 64 k to 64 k + 63, each falls into another of 64 equally likely intervals of the value; within its interval it is random. Which frame has which is a random permutation that belongs to the value's path, so that adding,
          removing or reordering values moves no draw. Of values of several dimensions (points, colours) each dimension is spread by itself, of a choice first the choice and then each entry; of values drawn for each object, the draws of each object number.
          64 frames then cover a range as evenly as hundreds of independent ones.
        - **the name of a group**, `sample: light`: the values that name the same group share a scrambled Sobol sequence, so that they fill their space evenly *together*: each value by itself as with `stratified`, and each two and three of them as well.
          The dimensions (at most 32 in a group) go to the members in the order of their paths; a member more or less may move the draws of the others of its group, and of nothing else. Sobol' 1967; direction numbers: Joe and Kuo 2008; scrambling: Owen 1995.

        Placement, and which model of a set or manifest is taken, are always independent; `balanced` and `cycle` are spread by what they are.

        ## Strata and quotas

            objects:
              things:
                pick: [mug, bottle, can]
                count: [2, 5]
                strata:
                  category: equal
                  size_px: { small: [16, 32], medium: [32, 96], large: [96, 256] }
                  visible: { barely: [0.2, 0.5], half: [0.5, 0.8], clear: [0.8, 1] }

        Every object of the group is made for a stratum, a combination of bins, so that a data set holds as many annotations of each as their shares say.

        - **Which stratum** follows from the frame's number and the object's number in the group alone: the objects are numbered through, and each block of them, here of 27, holds every stratum exactly as often as its shares say, in a random
          order. Frames may be made in any order, by any number of machines. Where the count varies, objects are numbered through over 256 frames at a time (more where blocks are large), of which the last block is not whole.
        - **Shares** are whole numbers: `category: { mug: 2, can: 1 }`, `size_px: { small: { range: [16, 32], share: 3 }, large: [32, 96] }`. The share of a stratum is the product of those of its bins. A range holds its lower end; the upper one is the next range's, but 1 belongs to the last one of `visible`.
        - **Size**: the longer side of the box around the whole image of the object. `by: distance` (the default) lets it float before the camera at the distance that shows it so large; `by: scale` (the default where `place` is given) scales it where it is placed.
        - **Visible part**: what is seen of the object's pixels, all of which lie in the picture. Where too much is seen, an unlabelled occluder slides in between camera and object (`occluders`). Whatever is placed later, of any group, must leave what was placed in its bin.
        - **Named draws**: `draws: { wear: { new: [0, 0.2], old: [0.2, 1] } }` spreads a draw of `let` evenly over bins, and with it all that is made of it. Within a bin it is distributed as it was.
        - **Decided before rendering**, in double precision by rays through the centres of pixels (every n-th of objects above 40 pixels), with a margin. Cut-outs and see-through materials count as in labels: solid from their cut-off up. The frame's record says what was found.
        - **Out of reach.** Each object gets 200 tries, none of which depends on another's draws. If none is good it is dropped, and the record names the stratum and what stood in the way. `render report OUT` lists wished against got, and the strata that objects could not reach.
        - **Several cameras**: an object has another size in each, so its quotas are counted in the images of one: the first camera, or the one that `camera: NAME` names; of several `views`, in the first. The others show the same objects as they see them, and the report does not count those images.
        - **Filters of labels** (`min_pixels`, `min_size_px`, `min_visibility`): an object is placed so that it passes them, and what it is hidden by later leaves it so; a bin that no annotation can be in is an error. They then belong to the scene's hash, since they decide where objects stand.
        - Strata need cameras that do not look at the objects by themselves, and a scene in which nothing falls. Every asset that the group picks has a category.

        ## Freezing

        `render generate SCENE --freeze lights 'objects.*.material' ...`, or `freeze:` in the scene: what is named is its `base` in all frames. A path is what `render explain SCENE --frame N` shows; it stands for all below it; `*` stands for any part. The place of objects (`objects.GROUP.place`)
        and the model of a set (`objects.GROUP.pick.set`) are then as in frame 0. Every other draw stays what it was. What is frozen is part of the scene's hash: a folder takes frames of one freeze only. Values that are made of a frozen named draw follow it.

        ## Pairs that differ in one thing

            vary: { objects.things.material.base_color: [white, tan, black], environment.strength: [0.5, 2] }

        Each frame is rendered once with every combination (here six images: `-v00` to `-v05`, the last path changing fastest). A path is one that `render explain` shows, or that of a
        constant that the scene writes; the values are constants of the key's type. Every other draw stays as it is, so that where the varied value moves nothing, the labels of all variants
        are the same, bit for bit. What follows from a varied value follows it: another `scale` takes another place. COCO's images carry `variant` and `varied`, and so do the frames' records.

        `render ablate SCENE -o OUT` writes matched datasets from the same seed: `all`, and one each in which a family of values is frozen: `minus-lights` (lights, and the environment but
        for its background), `minus-textures` (the objects' materials), `minus-background` (the background, and the surroundings with their materials), `minus-poses` (places, rotations and
        scales of objects, and the cameras). `--dry-run` lists the paths of each.

        """;

    private const string ProceduralHead = """

        ## Procedural textures

        ![Every kind of procedural texture, on a sphere and on a box](procedural.png)

        `scenes/tests/procedural.yaml`: each kind with its defaults, of which every parameter is drawn. In a scene, `material: { procedural: any }`, or kinds with parameters, see
        [procedural texture](#procedural-texture).

        - **One relief.** Normals, roughness and colour are made of the same pattern, so that they agree; `normal_strength`, `hue_shift_deg`, `tint` and the like work on them as on files.
        - **As a reference.** `procedural:wood?rings=7&seed=12&size=512` may stand wherever an image file may: `base_color`, a map, a record. What it leaves out has the middle of its default; `colors=c79a63,95683a,4e331b` are sRGB;
          `&map=normal`, `&map=roughness` (green roughness, blue metallic) and `&map=height` are its other images. It names no file, belongs to no root, and is the same, byte for byte, on every machine.
        - **Variants.** A data set has 100 different textures of one `procedural:` unless `variants` says otherwise; they are drawn as if each were a frame of its own, and kept while memory lasts.
        - **Turning.** Stripes, wood and brushed metal run along the texture's axes; `texture_rotation_deg: [0, 360]` turns them, and the normals with them.

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
        text.Append(ProceduralHead);
        text.Append("\n## Distributions\n\nA map whose one key names it.\n\n| name | behind it | gives | |\n|---|---|---|---|\n");
        foreach (var kind in DistributionTable.All)
            text.Append($"| `{kind.Name}` | {Cell(kind.Argument)} | {Gives(kind)} | {Cell(kind.Doc)}<br>`{Cell(kind.Example)}` |\n");
        text.Append(DrawsHead);
        foreach (var (name, function) in FormulaFunctions.All)
            text.Append($"| `{name}({function.Parameters})` | {function.Doc} |\n");
        text.Append(ScopeText);
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
