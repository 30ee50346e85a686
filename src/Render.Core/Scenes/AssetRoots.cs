using System.Text.RegularExpressions;

namespace Render.Core.Scenes;

/// <summary>
/// The only way from a reference in a scene to a file: relative to the scene's folder, or <c>NAME:path</c> under a named root. <c>..</c> (also
/// percent-encoded), absolute paths, <c>file:</c> and other schemes, backslashes, and links that lead out of the root are refused before anything is read.
/// </summary>
public sealed class AssetRoots
{
    private const int MaxFiles = 1_000_000;

    /// <summary>In one path, as the kernel's own limit (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

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
    /// <exception cref="RenderException">The reference is refused, or there is no such file.</exception>
    public string Resolve(string reference, string? where = null)
    {
        var (root, relative) = Split(reference, where);
        var path = Path.Combine(root, relative);
        if (!File.Exists(path))
            throw Refused(reference, where, "there is no such file.", $"It should be {path}.");
        return Inside(root, path) ? path : throw Refused(reference, where, "a link in this path leads out of its root.");
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
        Walk(root, "", segments, 0);
        if (found.Count == 0)
            throw Refused(pattern, where, "no file matches this pattern.", $"It was looked for in {root}.");
        return [.. found.Select(f => prefix + f)];

        void Walk(string folder, string done, string[] rest, int at)
        {
            if (rest[at] == "**")
            {
                Walk(folder, done, at + 1 < rest.Length ? rest : [.. rest, "*"], at + 1);
                foreach (var name in Entries(folder, "*", folders: true))
                    Walk(Path.Combine(folder, name), done + name + "/", rest, at);
                return;
            }
            var last = at == rest.Length - 1;
            foreach (var name in Entries(folder, rest[at], folders: !last))
            {
                var path = Path.Combine(folder, name);
                if (!Inside(root, path))
                    throw Refused(pattern, where, $"'{done + name}' is a link that leads out of its root.");
                if (!last)
                    Walk(path, done + name + "/", rest, at + 1);
                else if (found.Add(done + name) && found.Count > MaxFiles)
                    throw Refused(pattern, where, $"more than {MaxFiles} files match.");
            }
        }
    }

    private static IEnumerable<string> Entries(string folder, string pattern, bool folders)
    {
        if (!Directory.Exists(folder))
            return [];
        var regex = new Regex("^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking | RegexOptions.Singleline);
        return (folders ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder))
            .Select(path => Path.GetFileName(path)).Where(name => regex.IsMatch(name) && (name[0] != '.' || pattern[0] == '.'));
    }

    private (string Root, string Relative) Split(string reference, string? where)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        Check(reference, reference, where);
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (_sceneFolder ?? throw Refused(reference, where, "there is no scene folder that it could be relative to.", "Use NAME:path."), reference);
        var name = reference[..colon];
        if (!_named.TryGetValue(name, out var root))
            throw Refused(reference, where, $"there is no root '{name}'.", $"Known roots: {string.Join(", ", _named.Keys)}. Others come from --root NAME=DIR.");
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

    /// <summary>True where no link below the root leads out of it. Links are read, not followed: nothing outside is looked at.</summary>
    private static bool Inside(string root, string path)
    {
        if (RealPath(root, 0) is not { } real)
            return false;
        var top = real.TrimEnd('/') + "/";
        var done = top;
        var names = new Stack<string>(Path.GetRelativePath(root, path).Split('/').Reverse());
        for (var links = 0; names.TryPop(out var name);)
        {
            var next = Path.GetFullPath(Path.Combine(done, name));
            if (!next.StartsWith(top, StringComparison.Ordinal))
                // A link may lead to the root itself, on the way to something in it.
                if (next + "/" == top && names.Count > 0)
                    next = top;
                else
                    return false;
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                done = next;
                continue;
            }
            if (++links > MaxLinks)
                return false;
            if (target.StartsWith('/'))
            {
                if (!target.StartsWith(top, StringComparison.Ordinal))
                    return false;
                (done, target) = (top, target[top.Length..]);
            }
            foreach (var part in target.Split('/').Reverse())
                names.Push(part);
        }
        return true;
    }

    /// <summary>The path with every link in it followed; null where links go in a circle.</summary>
    private static string? RealPath(string path, int links)
    {
        var real = "/";
        var parts = Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var next = Path.Combine(real, parts[i]);
            if (new FileInfo(next).LinkTarget is { } target)
                return links < MaxLinks ? RealPath(Path.Combine([Path.Combine(real, target), .. parts[(i + 1)..]]), links + 1) : null;
            real = next;
        }
        return real;
    }

    private static RenderException Refused(string reference, string? where, string message, string? remedy = null) =>
        new(Failure.InvalidInput, $"'{reference}': {message}", where, remedy);
}
