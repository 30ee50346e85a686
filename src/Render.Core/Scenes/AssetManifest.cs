using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>
/// A table of models (CSV with a line of names): the column <c>file</c>, other columns that say of one model what an asset says of all of its own, and
/// columns of the user's own, whose texts become attributes of the model's annotations. Its files must exist when the scene is read; they are opened
/// when a frame holds them.
/// </summary>
internal sealed class AssetManifest
{
    private const string FileColumn = "file";

    private static readonly Key<double> Weight = new("weight", new NumberType("weight", 0, 1e12), "1",
        "How often the model is taken, against the others of the table; 0: never.", "2.5");

    /// <summary>What the columns with a meaning are, in the order of the reference page.</summary>
    public static readonly IReadOnlyList<(string Name, string Doc)> Columns =
    [
        (FileColumn, "Required. The model, relative to the folder of the table, or `NAME:path` under a root, or a unit shape. Each file once."),
        (AssetDescription.CategoryKey.Name, AssetDescription.CategoryKey.Doc),
        (AssetDescription.SupercategoryKey.Name, AssetDescription.SupercategoryKey.Doc),
        (AssetDescription.Up.Name, AssetDescription.Up.Doc),
        (AssetDescription.Unit.Name, AssetDescription.Unit.Doc),
        (AssetDescription.ScaleKey.Name, "Multiplies the model's size, besides the `scale` of the asset."),
        (AssetDescription.LicenceKey.Name, AssetDescription.LicenceKey.Doc),
        (Weight.Name, Weight.Doc),
    ];

    /// <summary>What the asset says, for lines that leave it open.</summary>
    internal sealed record Defaults(
        string? Category, string? Supercategory, string? Licence, AssetDescription.Said<char>? Up, AssetDescription.Said<double>? Unit, double Scale);

    private AssetManifest(string reference, string path, List<AssetModel> models, List<double> weights)
    {
        (Reference, Path, Models) = (reference, path, models);
        Choice = models.Count > 1 ? new([.. models.Select(m => m.File)], weights) : null;
        Hash = HashOf(models, weights);
    }

    /// <summary>As the scene names it.</summary>
    public string Reference { get; }

    /// <summary>What errors call it.</summary>
    public string Path { get; }

    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<AssetModel> Models { get; }

    /// <summary>Null where there is only one model.</summary>
    public NamedChoice? Choice { get; }

    /// <summary>
    /// sha256, lower-case hex, of what it says: equal whatever the order of lines and columns, the way of quoting, and the licences are.
    /// </summary>
    public string Hash { get; }

    /// <param name="reference">Resolved already.</param>
    /// <param name="defaults">For empty cells and missing columns.</param>
    /// <param name="node">Where the scene names it.</param>
    /// <param name="context">The asset's.</param>
    /// <exception cref="RenderException">The table is not acceptable; of bad lines all are counted and the first <see cref="ErrorList.Named"/> named.</exception>
    public static AssetManifest Read(string reference, Defaults defaults, Node node, ReadContext context)
    {
        var path = context.Roots.Resolve(reference, node.Where);
        var table = CsvTable.Load(path, path);
        if (table.Rows.Count == 0)
            throw new RenderException(Failure.InvalidInput, "the table names no model.", path, "Give it a line for each model.");
        var reader = new Reader(table, reference, defaults, context);
        var (models, weights, errors) = (new List<AssetModel>(), new List<double>(), new List<RenderException>());
        foreach (var row in table.Rows)
        {
            try
            {
                var (model, weight) = reader.Read(row);
                models.Add(model);
                weights.Add(weight);
            }
            catch (RenderException e)
            {
                errors.Add(e);
            }
        }
        if (errors.Count > 0)
            throw ErrorList.Join(errors, $"{errors.Count} of the {table.Rows.Count} lines cannot be used", path);
        return weights.Sum() > 0
            ? new(reference, path, models, weights)
            : throw new RenderException(Failure.InvalidInput, "the weights of the models must add up to more than 0.", path);
    }

    private static string HashOf(List<AssetModel> models, List<double> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (model, weight) in models.Zip(weights).OrderBy(m => m.First.File, StringComparer.Ordinal))
        {
            var attributes = new JsonObject((model.Attributes ?? []).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
            var turn = model.Turn;
            JsonArray line = [model.File, model.Category, model.Supercategory, new JsonArray(turn.W, turn.X, turn.Y, turn.Z), model.Scale, weight, attributes];
            hash.AppendData(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads the lines of one table.</summary>
    private sealed class Reader
    {
        private readonly CsvTable _table;
        private readonly Defaults _defaults;
        private readonly ReadContext _context;
        private readonly string _folder;
        private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
        private readonly List<(string Name, int Index)> _attributes = [];
        private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
        private readonly AssetDescription.ModelFileType _fileType = new();

        public Reader(CsvTable table, string reference, Defaults defaults, ReadContext context)
        {
            (_table, _defaults, _context) = (table, defaults, context);
            _folder = reference[..(reference.LastIndexOfAny(['/', ':']) + 1)];
            for (var i = 0; i < table.Header.Count; i++)
            {
                var cell = table.Header[i];
                if (Columns.Any(c => c.Name == cell.Text))
                    _columns.Add(cell.Text, i);
                else
                    _attributes.Add((Checked(cell), i));
            }
            if (!_columns.ContainsKey(FileColumn))
                throw Names.Unknown(table.Node(table.Header[0]), "column", FileColumn, table.Header.Select(c => c.Text));
        }

        public (AssetModel Model, double Weight) Read(CsvCell[] row)
        {
            if (_table.ShapeError(row) is { } error)
                throw error;
            var file = File(row);
            var category = Find(row, AssetDescription.CategoryKey)?.Value ?? _defaults.Category;
            var supercategory = Find(row, AssetDescription.SupercategoryKey);
            if (supercategory is not null && category is null)
                throw supercategory.Node.Error("the model has a supercategory and no category.", "Give it a category, or leave both out.");
            var scale = _defaults.Scale * (Find(row, AssetDescription.ScaleKey)?.Value ?? 1);
            var unit = AssetDescription.UnitOf(file, Find(row, AssetDescription.Unit) ?? _defaults.Unit);
            var turn = AssetDescription.TurnOf(file, Find(row, AssetDescription.Up) ?? _defaults.Up);
            var licence = Find(row, AssetDescription.LicenceKey)?.Value ?? _defaults.Licence;
            var at = row[_columns.GetValueOrDefault(AssetDescription.CategoryKey.Name, _columns[FileColumn])];
            var model = new AssetModel(file, category, category is null ? null : supercategory?.Value ?? _defaults.Supercategory ?? category, turn,
                unit * scale, licence, Attributes(row), (at.Line, at.Column),
                category is not null && _context.WantsKeypoints ? ModelKeypoints.Beside(file, _table.Node(row[_columns[FileColumn]]), _context) : null);
            return (model, Find(row, Weight)?.Value ?? 1);
        }

        private string File(CsvCell[] row)
        {
            var cell = row[_columns[FileColumn]];
            var node = _table.Node(cell);
            if (cell.Text.Length == 0)
                throw node.Error("the line names no file.");
            var reference = cell.Text.Contains(':', StringComparison.Ordinal) ? cell.Text : _folder + cell.Text;
            if (!_lines.TryAdd(reference, cell.Line))
                throw node.Error($"the file '{cell.Text}' stands in line {_lines[reference]} already.", "Remove one of the two lines.");
            return _fileType.Read(node with { Text = reference }, _context);
        }

        private SortedDictionary<string, string>? Attributes(CsvCell[] row)
        {
            SortedDictionary<string, string>? attributes = null;
            foreach (var (name, index) in _attributes)
                if (row[index].Text.Length > 0)
                    (attributes ??= new(StringComparer.Ordinal)).Add(name, row[index].Text);
            return attributes;
        }

        private AssetDescription.Said<T>? Find<T>(CsvCell[] row, Key<T> key)
        {
            if (!_columns.TryGetValue(key.Name, out var column) || row[column].Text.Length == 0)
                return null;
            var node = _table.Node(row[column]);
            if (row[column].Text != row[column].Text.Trim())
                throw node.Error($"'{node.Text}' begins or ends with a space.", "Remove it.");
            return new(key.Type.Read(node, _context), node);
        }

        /// <summary>A column of the user's own is welcome, one that was meant to be ours is not: it would say nothing, silently.</summary>
        private string Checked(CsvCell cell)
        {
            var meant = Columns.Select(c => c.Name).FirstOrDefault(name =>
                string.Equals(name, cell.Text, StringComparison.OrdinalIgnoreCase) || (name.Length > 6 && Names.AreOneEditApart(name, cell.Text)));
            return meant is null
                ? cell.Text
                : throw _table.Node(cell).Error($"the column '{cell.Text}' would be an attribute of your own; did you mean '{meant}'?",
                    $"Known columns: {string.Join(", ", Columns.Select(c => c.Name))}. Rename it to one of them, or to something else.");
        }
    }
}
