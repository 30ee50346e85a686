using System.IO.Enumeration;
using Render.Core.Files;

namespace Render.Core.Scenes;

/// <summary>
/// The only way from a reference in a scene to a file: relative to the scene's folder, or <c>NAME:path</c> under a named root. <c>..</c> (also
/// percent-encoded), absolute paths, <c>file:</c> and other schemes, backslashes, and links that lead out of the root are refused; nothing outside is opened or looked at.
/// </summary>
public sealed class AssetRoots
{
    private const int MaxFiles = 1_000_000;

    private readonly string? _sceneFolder;
    private readonly SortedDictionary<string, string> _named = new(StringComparer.Ordinal);

    /// <param name="named">Folders by root name; <c>assets</c> is the program's own.</param>
    /// <param name="sceneFolder">What references without a root are relative to; null: there are none.</param>
    /// <exception cref="RenderException">A root's name or folder is not acceptable.</exception>
    public AssetRoots(IEnumerable<KeyValuePair<string, string>> named, string? sceneFolder = null)
    {
        ArgumentNullException.ThrowIfNull(named);
        foreach (var (name, folder) in named)
        {
            if (name.Length < 2 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || name is "file" or "shape" or "http" or "https")
                throw new RenderException(Failure.Usage, $"'{name}' cannot be the name of a root.", "--root", "Use two or more letters, digits, _ and -.");
            _named[name] = Path.GetFullPath(folder);
        }
        _sceneFolder = sceneFolder is null ? null : Path.GetFullPath(sceneFolder);
    }

    /// <summary>The same roots for a scene in another folder.</summary>
    public AssetRoots ForScene(string folder) => new(_named, folder);

    /// <summary>The absolute path of the file that a reference names.</summary>
    /// <param name="reference">As written in a scene or in a record.</param>
    /// <param name="where">For errors: file:line:column.</param>
    /// <exception cref="RenderException">The reference is refused, or there is no such file, or it is not a regular one: opening a pipe may never end.</exception>
    public string Resolve(string reference, string? where = null)
    {
        var (root, relative) = Split(reference, where);
        var path = Path.Combine(root, relative);
        return (RootedFolder.At(root)?.Find(relative) ?? RootedLookup.Missing) switch
        {
            RootedLookup.Found => path,
            RootedLookup.Outside => throw Refused(reference, where, "a link in this path leads out of its root."),
            RootedLookup.Circle => throw Refused(reference, where, "links in this path go in a circle."),
            RootedLookup.Irregular => throw Refused(reference, where, "it is not a regular file but a pipe, a socket or a device.", "Save what it gives as a file."),
            _ => throw Refused(reference, where, "there is no such file.", $"It should be {path}."),
        };
    }

    /// <summary>Whether there is such a file; what <see cref="Resolve"/> refuses for another reason than its absence is there.</summary>
    /// <exception cref="RenderException">The reference itself is refused.</exception>
    internal bool Has(string reference, string? where = null)
    {
        var (root, relative) = Split(reference, where);
        return (RootedFolder.At(root)?.Find(relative) ?? RootedLookup.Missing) != RootedLookup.Missing;
    }

    /// <summary>As <see cref="Resolve"/>, with the folder of the root that the file lies in, which nothing that the file refers to may leave.</summary>
    /// <exception cref="RenderException">As <see cref="Resolve"/>.</exception>
    public (string Path, string Root) Locate(string reference, string? where = null) => (Resolve(reference, where), Split(reference, where).Root);

    /// <summary>The references that match a pattern, sorted by their bytes: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders.</summary>
    /// <exception cref="RenderException">The pattern is refused, or nothing matches.</exception>
    public IReadOnlyList<string> Expand(string pattern, string? where = null)
    {
        var (root, relative) = Split(pattern, where);
        var prefix = pattern[..^relative.Length];
        var segments = relative.Split('/');
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var folder = RootedFolder.At(root);
        if (folder is not null)
            Walk("", segments, 0);
        if (found.Count == 0)
            throw Refused(pattern, where, "no file matches this pattern.", $"It was looked for in {root}.");
        return [.. found.Select(f => prefix + f)];

        void Walk(string done, string[] rest, int at)
        {
            var entries = Listed(done);
            if (rest[at] == "**")
            {
                Walk(done, at + 1 < rest.Length ? rest : [.. rest, "*"], at + 1);
                foreach (var entry in entries.Where(e => e.Kind != RootedEntryKind.File && e.Name[0] != '.'))
                    Walk(done + entry.Name + "/", rest, at);
                return;
            }
            var last = at == rest.Length - 1;
            foreach (var entry in Matching(entries, rest[at]))
            {
                if (!last && entry.Kind != RootedEntryKind.File)
                    Walk(done + entry.Name + "/", rest, at + 1);
                else if (last && IsFile(done, entry) && found.Add(done + entry.Name) && found.Count > MaxFiles)
                    throw Refused(pattern, where, $"more than {MaxFiles} files match.");
            }
        }

        // Of what turns out to be no folder: nothing.
        RootedEntry[] Listed(string path)
        {
            var result = folder.List(path, out var entries);
            return result is RootedLookup.Outside or RootedLookup.Circle ? throw Bad(path.TrimEnd('/'), result) : entries;
        }

        bool IsFile(string done, RootedEntry entry)
        {
            var path = done + entry.Name;
            if (entry.Kind != RootedEntryKind.Other)
                return entry.Kind == RootedEntryKind.File;
            var result = folder.Find(path);
            if (result == RootedLookup.Found)
                return true;
            return result == RootedLookup.Missing && folder.List(path, out _) == RootedLookup.Found ? false : throw Bad(path, result);
        }

        RenderException Bad(string path, RootedLookup result) => Refused(pattern, where, result switch
        {
            RootedLookup.Outside => $"'{path}' is a link that leads out of its root.",
            RootedLookup.Circle => $"'{path}' is a link in a circle.",
            RootedLookup.Irregular => $"'{path}' is not a regular file but a pipe, a socket or a device.",
            _ => $"'{path}' is a link that leads nowhere.",
        });
    }

    private static IEnumerable<RootedEntry> Matching(RootedEntry[] entries, string pattern) =>
        entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Name, ignoreCase: false) && (entry.Name[0] != '.' || pattern[0] == '.'));

    private (string Root, string Relative) Split(string reference, string? where)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        Check(reference, reference, where);
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (_sceneFolder ?? throw Refused(reference, where, "there is no scene folder that it could be relative to.", "Use NAME:path."), reference);
        var name = reference[..colon];
        if (!_named.TryGetValue(name, out var root))
            throw Refused(reference, where, $"there is no root '{name}'.", _named.Count == 0 ? "No root is known here; they come from --root NAME=DIR." : $"Known roots: {string.Join(", ", _named.Keys)}. Others come from --root NAME=DIR.");
        var relative = reference[(colon + 1)..];
        Check(relative, reference, where);
        return (root, relative);
    }

    /// <summary>Whoever decodes percent signs later must not find what is refused here, however often they decode.</summary>
    private static void Check(string path, string reference, string? where)
    {
        for (var text = path; ; text = Uri.UnescapeDataString(text))
        {
            if (text.Contains('\\', StringComparison.Ordinal))
                throw Refused(reference, where, "backslashes are not allowed in a path.", "Write /.");
            if (text.Length == 0 || text[0] == '/' || text.Any(char.IsControl))
                throw Refused(reference, where, "it must be a relative path.", "Paths are relative to the scene's folder, or NAME:path under a root.");
            if (text.Split('/').Any(segment => segment is ".." or "." or ""))
                throw Refused(reference, where, "a path may not hold '..', '.' or an empty name.", "Give the folder as a root: --root NAME=DIR.");
            if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
                throw Refused(reference, where, "URLs are not allowed.", "Paths are relative to the scene's folder, or NAME:path under a root.");
            if (Uri.UnescapeDataString(text) == text)
                return;
        }
    }

    private static RenderException Refused(string reference, string? where, string message, string? remedy = null) =>
        new(Failure.InvalidInput, $"'{reference}': {message}", where, remedy);
}
