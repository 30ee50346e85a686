using System.Globalization;

namespace Render.Core.Frames;

/// <summary>What a named draw of the scene was, as images are tagged with it: a number, a word, or true or false.</summary>
public readonly record struct Tag
{
    public Tag(double number) => Number = number;

    public Tag(string word) => Word = word;

    public Tag(bool truth) => Truth = truth;

    /// <summary>Null: no number.</summary>
    public double? Number { get; }

    /// <summary>Null: no word.</summary>
    public string? Word { get; }

    /// <summary>Null: neither true nor false.</summary>
    public bool? Truth { get; }

    /// <summary>The word; true or false; the shortest decimal number that reads back to the same bits.</summary>
    public override string ToString() => Word ?? (Truth is { } truth ? truth ? "true" : "false" : Number?.ToString("R", CultureInfo.InvariantCulture) ?? "");
}
