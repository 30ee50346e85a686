using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>One line of a YOLO label file: the class and the numbers behind it.</summary>
internal sealed record YoloObject(int Class, double[] Values);

/// <summary>
/// Reads a folder in the format that docs.ultralytics.com/datasets describes, and accepts nothing that one of its readers might stumble over: data.yaml,
/// images/SPLIT, labels/SPLIT, one label file an image. It knows nothing of what wrote it.
/// </summary>
internal sealed class StrictYoloReader
{
    public StrictYoloReader(string folder)
    {
        var keys = ReadYaml(Path.Combine(folder, "data.yaml"));
        Assert.Equal(keys.Count(pair => pair.Key.StartsWith("names.", StringComparison.Ordinal)), int.Parse(keys["nc"], CultureInfo.InvariantCulture));
        for (var i = 0; keys.TryGetValue($"names.{i}", out var name); i++)
            Names.Add(name);
        Assert.Equal(Names.Count, int.Parse(keys["nc"], CultureInfo.InvariantCulture));
        foreach (var (split, images) in keys.Where(pair => pair.Value.StartsWith("images/", StringComparison.Ordinal)))
        {
            // Ultralytics finds label files by putting "labels" for "images" in the path of an image.
            Assert.Equal($"images/{split}", images);
            var labels = Path.Combine(folder, "labels", split);
            var stems = Directory.GetFiles(Path.Combine(folder, images)).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(stems, Directory.GetFiles(labels).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));
            foreach (var stem in stems)
                Objects.Add((split, stem), ReadObjects(Path.Combine(labels, stem + ".txt")));
        }
        Keys = keys;
    }

    /// <summary>Everything in data.yaml; entries of a map as names.0.</summary>
    public Dictionary<string, string> Keys { get; }

    public List<string> Names { get; } = [];

    public Dictionary<(string Split, string Stem), YoloObject[]> Objects { get; } = [];

    /// <summary>The pixels of an image, row by row, whose centres the polygon encloses an odd number of times, and those around which it winds.</summary>
    public static (List<int> EvenOdd, List<int> NonZero) Fill(double[] polygon, int width, int height)
    {
        Assert.True(polygon.Length >= 6 && polygon.Length % 2 == 0);
        var (evenOdd, nonZero) = (new List<int>(), new List<int>());
        var (xs, ys) = (polygon.Where((_, i) => i % 2 == 0).Select(x => x * width).ToArray(), polygon.Where((_, i) => i % 2 == 1).Select(y => y * height).ToArray());
        var (left, right) = (Math.Max(0, (int)xs.Min() - 1), Math.Min(width, (int)xs.Max() + 2));
        for (var row = Math.Max(0, (int)ys.Min() - 1); row < Math.Min(height, (int)ys.Max() + 2); row++)
        {
            // Crossings of the line through the centres of the row, each with its direction.
            var crossings = new List<(double X, int Way)>();
            for (var i = 0; i < xs.Length; i++)
            {
                var j = (i + 1) % xs.Length;
                if (ys[i] < row + 0.5 != ys[j] < row + 0.5)
                    crossings.Add((xs[i] + (row + 0.5 - ys[i]) / (ys[j] - ys[i]) * (xs[j] - xs[i]), ys[i] < ys[j] ? 1 : -1));
            }
            for (var column = left; column < right; column++)
            {
                var before = crossings.Where(crossing => crossing.X < column + 0.5).ToArray();
                if (before.Length % 2 == 1)
                    evenOdd.Add(row * width + column);
                if (before.Sum(crossing => crossing.Way) != 0)
                    nonZero.Add(row * width + column);
            }
        }
        return (evenOdd, nonZero);
    }

    private static YoloObject[] ReadObjects(string file)
    {
        var text = File.ReadAllText(file);
        Assert.True(text.Length == 0 || text[^1] == '\n');
        return [.. text.Split('\n')[..^1].Select(line =>
        {
            var fields = line.Split(' ');
            Assert.Matches("^(0|[1-9][0-9]*)$", fields[0]);
            // Plain decimals: no sign, no exponent, no comma.
            Assert.All(fields[1..], field => Assert.Matches("^([0-9]+)(\\.[0-9]+)?$", field));
            return new YoloObject(int.Parse(fields[0], CultureInfo.InvariantCulture), [.. fields[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))]);
        })];
    }

    /// <summary>The part of YAML 1.2 that such files need: a map of plain or double-quoted scalars and flow lists, and one level of maps in it.</summary>
    private static Dictionary<string, string> ReadYaml(string file)
    {
        var bytes = File.ReadAllBytes(file);
        Assert.NotEqual(0xEF, bytes[0]);
        var (keys, map) = (new Dictionary<string, string>(StringComparer.Ordinal), "");
        foreach (var line in new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).Split('\n')[..^1])
        {
            var match = Regex.Match(line, "^(  )?([A-Za-z0-9_-]+):(?: (.+))?$");
            Assert.True(match.Success, line);
            var (key, value) = (match.Groups[2].Value, match.Groups[3].Value);
            if (match.Groups[1].Success)
                key = $"{map}.{key}";
            else
                map = key;
            if (!match.Groups[3].Success)
                continue;
            if (value[0] == '"')
            {
                Assert.Matches("^\"(?:[^\"\\\\]|\\\\[\"\\\\])*\"$", value);
                value = Regex.Replace(value[1..^1], "\\\\(.)", "$1");
            }
            else
                Assert.Matches("^[A-Za-z0-9_./\\[\\], -]+$", value);
            Assert.True(keys.TryAdd(key, value), key);
        }
        return keys;
    }
}
