using System.Globalization;
using System.Text;
using Render.Dataset.Commit;

namespace Render.Dataset.Writers;

/// <summary>
/// The <c>README.md</c> of a dataset on the Hugging Face hub (huggingface.co/docs/hub/datasets-cards): a head in YAML and a text, both of what the dataset says of itself and nothing else.
/// A licence is named only where the user's own words about the dataset have one.
/// </summary>
internal static class DatasetCard
{
    /// <summary>Identifiers that the hub knows (huggingface.co/docs/hub/repositories-licenses), of those that data is commonly put under.</summary>
    private static readonly HashSet<string> Licences = new(StringComparer.Ordinal)
    {
        "apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "gpl-3.0", "lgpl-3.0", "agpl-3.0", "mpl-2.0", "unlicense", "wtfpl", "cc", "cc0-1.0", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0",
        "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0", "cdla-sharing-1.0", "cdla-permissive-1.0", "cdla-permissive-2.0", "odc-by", "odbl", "pddl", "other",
    };

    /// <summary>Upper ends of the hub's classes of size, each with its name.</summary>
    private static readonly (long Below, string Name)[] Sizes =
    [
        (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
        (long.MaxValue, "1B<n<10B"),
    ];

    /// <summary>What is counted of a split.</summary>
    public sealed class Split
    {
        public long Images { get; private set; }

        public long Annotations { get; private set; }

        /// <summary>An image with so many.</summary>
        public void Add(int annotations) => (Images, Annotations) = (Images + 1, Annotations + annotations);
    }

    /// <param name="info">The dataset's.</param>
    /// <param name="splits">By the names of their folders.</param>
    /// <param name="columns">Of tags and of what is varied.</param>
    public static string Of(DatasetInfo info, IReadOnlyList<(string Name, Split Counts)> splits, IReadOnlyList<string> columns)
    {
        var text = new StringBuilder();
        AppendHead(text, info, splits);
        text.Append("\n# Rendered images with annotated objects\n\n");
        foreach (var (name, value) in info.About)
            text.Append(CultureInfo.InvariantCulture, $"- {Plain(name)}: {Plain(value)}\n");
        text.Append("\n| split | images | annotations |\n|---|---|---|\n");
        foreach (var (name, counts) in splits)
            text.Append(CultureInfo.InvariantCulture, $"| {HubName(name, splits)} | {counts.Images} | {counts.Annotations} |\n");
        text.Append("\n## Categories\n\n| number | name | supercategory |\n|---|---|---|\n");
        foreach (var category in info.Categories)
            text.Append(CultureInfo.InvariantCulture, $"| {category.Id - 1} | {Plain(category.Name)} | {Plain(category.Supercategory)} |\n");
        text.Append("""

            ## Fields

            - `image`, `image_id`, `width`, `height`: pixels
            - `objects.bbox`: x, y, width, height around the visible pixels, as COCO has them: edges of pixels, 0 is the left and upper edge of the image
            - `objects.area`: number of visible pixels
            - `objects.categories`: numbers of the table above
            - `objects.id`: unique over all splits

            """);
        foreach (var column in columns)
            text.Append(CultureInfo.InvariantCulture, $"- `{column.Replace('`', '\'')}`\n");
        AppendOrigin(text, info);
        return text.ToString();
    }

    private static void AppendHead(StringBuilder text, DatasetInfo info, IReadOnlyList<(string Name, Split Counts)> splits)
    {
        text.Append("---\n");
        var licence = info.About.GetValueOrDefault("license") ?? info.About.GetValueOrDefault("licence");
        if (licence is not null && Licences.Contains(licence.ToLowerInvariant()))
            text.Append(CultureInfo.InvariantCulture, $"license: {licence.ToLowerInvariant()}\n");
        else if (licence is not null)
            text.Append(CultureInfo.InvariantCulture, $"license: other\nlicense_name: {Quoted(licence)}\n");
        text.Append("annotations_creators:\n- machine-generated\ntask_categories:\n- object-detection\n");
        var images = splits.Sum(split => split.Counts.Images);
        text.Append(CultureInfo.InvariantCulture, $"size_categories:\n- {Sizes.First(size => images < size.Below).Name}\n");
        if (splits.Count > 0)
            text.Append("configs:\n- config_name: default\n  data_files:\n");
        foreach (var (name, _) in splits)
            text.Append(CultureInfo.InvariantCulture, $"  - split: {Quoted(HubName(name, splits))}\n    path: {Quoted(name + "/**")}\n");
        text.Append("---\n");
    }

    /// <summary>Trainers ask for <c>validation</c>, and the hub's loaders take a folder that is called <c>val</c> for it.</summary>
    private static string HubName(string split, IReadOnlyList<(string Name, Split Counts)> splits) =>
        split == "val" && !splits.Any(other => other.Name == "validation") ? "validation" : split;

    private static void AppendOrigin(StringBuilder text, DatasetInfo info)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## Origin\n\n- Rendered by Render {Plain(info.Build)}, seed {info.Seed}, scene {info.SceneHash}\n");
        foreach (var licence in info.Assets.GroupBy(asset => asset.Licence).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"- {licence.Count()} assets: {(licence.Key is { } name ? $"licence {Plain(name)}" : "no licence is named")}\n");
    }

    /// <summary>In one line, and without anything that Markdown or HTML would read.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text.ReplaceLineEndings(" "))
        {
            if ("\\`*_{}[]<>()#+!|~&".Contains(c, StringComparison.Ordinal))
                plain.Append('\\');
            plain.Append(char.IsControl(c) ? ' ' : c);
        }
        return plain.ToString();
    }

    /// <summary>A double-quoted YAML scalar.</summary>
    private static string Quoted(string text) =>
        $"\"{string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
