namespace Render.Core.Frames;

/// <summary>What may be the name of a split: it becomes a folder, and a part of the names of annotation files.</summary>
public static class SplitName
{
    public const int MostLetters = 64;

    /// <summary>The same rule as a regular expression, for schemas.</summary>
    public const string Pattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

    /// <summary>The same rule in words.</summary>
    public const string Rule = "begins with a letter and holds at most 64 letters, digits, _ and -";

    public static bool IsValid(string name) => name is { Length: > 0 and <= MostLetters } && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
