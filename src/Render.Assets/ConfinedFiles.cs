using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Render.Core;
using Render.Core.Files;

namespace Render.Assets;

/// <summary>A file that an import looked for beside the model.</summary>
/// <param name="Path">Relative to the model's folder, with slashes.</param>
/// <param name="Hash">sha256, lower-case hex, of its content; empty where there was no such file.</param>
public readonly record struct Dependency(string Path, string Hash);

/// <summary>
/// Reads a model and the files beside it, and nothing else: a path in a file may only lead downwards from the model's folder, and its real path,
/// links followed, must lie under the root. Everything that was asked for is remembered with its hash.
/// </summary>
public sealed class ConfinedFiles
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Begins the path of a dependency that is relative to the root; no reference in a file may hold a colon.</summary>
    private const string FromRoot = "root:";

    private readonly RootedFolder _root;
    private readonly List<ConfinedFiles> _others = [];

    /// <summary>The model's folder below the root; "." where it is the root.</summary>
    private readonly string _folder;
    private readonly string _name;
    private readonly Dictionary<string, byte[]?> _read = new(StringComparer.Ordinal);

    /// <param name="path">The model, absolute.</param>
    /// <param name="root">The folder that must not be left, absolute; the model lies in it.</param>
    public ConfinedFiles(string path, string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _name = Path.GetFileName(path);
        _folder = Path.GetRelativePath(root, Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (Path.IsPathRooted(_folder) || _folder == ".." || _folder.StartsWith("../", StringComparison.Ordinal))
            throw Escape(path);
        _root = RootedFolder.At(root) ?? throw new RenderException(Failure.InvalidInput, "no such folder.", root);
        RootName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
    }

    private ConfinedFiles(RootedFolder root, string rootName, string path)
    {
        (_root, RootName) = (root, rootName);
        var slash = path.LastIndexOf('/');
        (_folder, _name) = (slash < 0 ? "." : path[..slash], path[(slash + 1)..]);
    }

    /// <summary>File name of the model.</summary>
    public string Name => _name;

    /// <summary>Largest file that is read, bytes: what one array holds.</summary>
    public static long MaxFileBytes => Array.MaxLength;

    /// <summary>What was asked for besides the model itself, by path.</summary>
    public IReadOnlyList<Dependency> Dependencies =>
        [.. _read.Where(r => r.Key != _name).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new Dependency(r.Key, r.Value is null ? "" : Hash(r.Value))), .. _others.SelectMany(o => o.AsOthers()).DistinctBy(d => d.Path)];

    /// <summary>Name of the folder that must not be left.</summary>
    public string RootName { get; }

    /// <summary>The folder of the model below the root, with slashes; empty where it is the root.</summary>
    public string Folder => _folder == "." ? "" : _folder;

    /// <summary>
    /// Another model of the same root, which may name files of its own: those count as asked for by this one. For formats whose files lie in several folders.
    /// </summary>
    /// <param name="path">Relative to the root.</param>
    /// <exception cref="RenderException">The path leads out of the root.</exception>
    public ConfinedFiles Other(string path)
    {
        var other = new ConfinedFiles(_root, RootName, Check(path));
        _others.Add(other);
        return other;
    }

    /// <summary>Whether there is such a file below the root.</summary>
    /// <param name="path">Relative to the root.</param>
    /// <exception cref="RenderException">The path leads out of the root.</exception>
    public bool IsFile(string path) => _root.Find(Check(path)) switch
    {
        RootedLookup.Found => true,
        RootedLookup.Outside => throw Escape(path),
        _ => false,
    };

    private IEnumerable<Dependency> AsOthers() => _read.OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => new Dependency($"{FromRoot}{_folder}/{r.Key}", r.Value is null ? "" : Hash(r.Value))).Concat(_others.SelectMany(o => o.AsOthers()));

    /// <summary>As <see cref="HashFile"/>, of what <see cref="Dependencies"/> named.</summary>
    internal string? HashDependency(string path) => AtRoot(path) is var (other, name) ? other.HashFile(name) : HashFile(path);

    /// <summary>As <see cref="Find"/>, of what <see cref="Dependencies"/> named.</summary>
    internal string? FindDependency(string path) => AtRoot(path) is var (other, name) ? other.Find(name) : Find(path);

    private (ConfinedFiles Other, string Name)? AtRoot(string path) =>
        path.StartsWith(FromRoot, StringComparison.Ordinal) ? (new ConfinedFiles(_root, RootName, Path.GetFileName(path)), path[FromRoot.Length..]) : null;

    /// <summary>sha256, lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The model's own bytes.</summary>
    public byte[] ReadModel() => Read(_name) ?? throw NoModel();

    /// <summary>The bytes of a file named by the model, or null where there is none. Each is read once.</summary>
    /// <param name="reference">As it stands in the model, not percent-encoded: <c>textures/wood.png</c>.</param>
    /// <exception cref="RenderException">The reference leads out of the folder or root.</exception>
    public byte[]? Read(string reference)
    {
        var relative = Check(reference);
        if (_read.TryGetValue(relative, out var bytes))
            return bytes;
        using (var file = Open(relative, reference, out _))
            bytes = file is null ? null : ReadAll(file, reference);
        _read.Add(relative, bytes);
        return bytes;
    }

    /// <summary>
    /// sha256, lower-case hex, of the model, which is read block by block and not kept: a file of gigabytes costs the caller no memory.
    /// </summary>
    /// <exception cref="RenderException">There is no such file, or it is too large.</exception>
    public string HashModel() => HashFile(_name) ?? throw NoModel();

    /// <summary>As <see cref="HashModel"/>, of a file named by the model; null where <see cref="Read"/> would give null.</summary>
    /// <param name="reference">As for <see cref="Read"/>.</param>
    /// <exception cref="RenderException">The reference leads out of the folder or root, or the file is too large.</exception>
    public string? HashFile(string reference)
    {
        using var file = Open(Check(reference), reference, out _);
        if (file is null)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return ReadBlocks(file, reference, hash) ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    /// <summary>The real path of a file named by the model, which is not read; null where <see cref="Read"/> would give null.</summary>
    /// <param name="reference">As for <see cref="Read"/>.</param>
    /// <exception cref="RenderException">The reference leads out of the folder or root.</exception>
    public string? Find(string reference)
    {
        using var file = Open(Check(reference), reference, out var real);
        return file is not null && RandomAccess.GetLength(file) > 0 ? real : null;
    }

    /// <summary>
    /// As <see cref="Read"/>; where there is no such file, the first in its folder, by ordinal order, whose name differs in capitals only: for formats
    /// that come from file systems which do not tell them apart.
    /// </summary>
    public byte[]? ReadIgnoringCase(string reference)
    {
        if (Read(reference) is { } exact)
            return exact;
        var relative = Check(reference);
        var folder = relative.LastIndexOf('/') is var slash and >= 0 ? relative[..(slash + 1)] : "";
        if (_root.List(_folder + "/" + folder, out var entries) == RootedLookup.Outside)
            throw Escape(reference);
        var found = entries.Where(entry => entry.Kind != RootedEntryKind.Folder).Select(entry => entry.Name)
            .Where(name => string.Equals(folder + name, relative, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault();
        return found is null ? null : Read(folder + found);
    }

    /// <summary>False for what <see cref="Read"/> refuses by its spelling alone.</summary>
    public static bool IsInside(string reference)
    {
        try
        {
            Check(reference);
            return true;
        }
        catch (RenderException)
        {
            return false;
        }
    }

    /// <summary>As <see cref="Read"/>, for a URI of a glTF file: percent-decoded first.</summary>
    public byte[]? ReadUri(string uri)
    {
        Check(uri);
        return Read(Uri.UnescapeDataString(uri));
    }

    /// <summary>The relative path in one spelling.</summary>
    /// <exception cref="RenderException">Absolute, a scheme, a backslash or a step upwards, percent-encoded any number of times or not.</exception>
    private static string Check(string reference) => Checked(reference, reference);

    /// <summary>A relative path in one spelling.</summary>
    /// <param name="path">The path.</param>
    /// <param name="reference">What it was taken from, for the message.</param>
    /// <exception cref="RenderException">Absolute, a scheme, a backslash or a step upwards, percent-encoded any number of times or not.</exception>
    internal static string Checked(string path, string reference)
    {
        // Exporters on Windows write it before the files beside the model.
        if (path.StartsWith(@".\", StringComparison.Ordinal) && path[2..] is not ("" or "." or "..") and var name && name.AsSpan().IndexOfAny("/\\:%\0") < 0)
            return name;
        for (var text = path; ; text = Uri.UnescapeDataString(text))
        {
            if (text.Length == 0 || text[0] == '/' || text.AsSpan().IndexOfAny(":\\\0") >= 0 || text.Split('/').Contains("..", StringComparer.Ordinal))
                throw Escape(reference);
            if (Uri.UnescapeDataString(text) == text)
                break;
        }
        return string.Join('/', path.Split('/').Where(s => s is not ("" or ".")));
    }

    private SafeFileHandle? Open(string relative, string reference, out string realPath) =>
        _root.Open(_folder + "/" + relative, out var file, out realPath) == RootedLookup.Outside ? throw Escape(reference) : file;

    private static RenderException Escape(string reference) => new(
        Failure.InvalidInput, $"names the file '{reference}', which is refused.",
        remedy: "A file may only name files in its own folder or below: no '..', absolute path, URL, backslash, or link out of the root.");

    private RenderException NoModel() => new(Failure.InvalidInput, "no such file.", _name);

    private static byte[]? ReadAll(SafeFileHandle file, string reference) => Reading(file, reference, length =>
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        for (var done = 0; done < bytes.Length;)
            done += ReadSome(file, bytes.AsSpan(done), done);
        return bytes;
    });

    /// <summary>False for an empty file.</summary>
    private static bool ReadBlocks(SafeFileHandle file, string reference, IncrementalHash hash) => Reading(file, reference, length =>
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int got;
            for (var done = 0L; done < length; done += got)
            {
                got = ReadSome(file, block.AsSpan(0, (int)Math.Min(BlockBytes, length - done)), done);
                hash.AppendData(block, 0, got);
            }
            return hash;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }) is not null;

    /// <summary>Null for an empty file; what goes wrong is said of the reference.</summary>
    private static T? Reading<T>(SafeFileHandle file, string reference, Func<long, T> read)
        where T : class
    {
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > MaxFileBytes)
                throw new RenderException(Failure.InvalidInput, $"'{reference}' is larger than 2 GiB.");
            return length == 0 ? null : read(length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.InvalidInput, $"'{reference}' cannot be read: {e.Message}", inner: e);
        }
    }

    private static int ReadSome(SafeFileHandle file, Span<byte> bytes, long offset) =>
        RandomAccess.Read(file, bytes, offset) is > 0 and var got ? got : throw new IOException("the file became shorter while it was read");
}
