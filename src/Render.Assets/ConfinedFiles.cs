using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Render.Core;

namespace Render.Assets;

/// <summary>A file that an import looked for beside the model.</summary>
/// <param name="Path">Relative to the model's folder, with slashes.</param>
/// <param name="Hash">sha256, lower-case hex, of its content; empty where there was no such file.</param>
public readonly record struct Dependency(string Path, string Hash);

/// <summary>
/// Reads a model and the files beside it, and nothing else: a path in a file may only lead downwards from the model's folder, and its real path,
/// links followed, must lie under the root. Everything that was asked for is remembered with its hash.
/// </summary>
public sealed partial class ConfinedFiles
{
    private readonly string _root, _folder, _name;
    private readonly Dictionary<string, byte[]?> _read = new(StringComparer.Ordinal);

    /// <param name="path">The model, absolute.</param>
    /// <param name="root">The folder that must not be left, absolute; the model lies in it.</param>
    public ConfinedFiles(string path, string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _name = Path.GetFileName(path);
        _root = RealPath(root) ?? throw new RenderException(Failure.InvalidInput, "no such folder.", root);
    }

    /// <summary>File name of the model.</summary>
    public string Name => _name;

    /// <summary>Largest file that is read, bytes: what one array holds.</summary>
    public static long MaxFileBytes => Array.MaxLength;

    /// <summary>What was asked for besides the model itself, by path.</summary>
    public IReadOnlyList<Dependency> Dependencies =>
        [.. _read.Where(r => r.Key != _name).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new Dependency(r.Key, r.Value is null ? "" : Hash(r.Value)))];

    /// <summary>sha256, lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The model's own bytes.</summary>
    public byte[] ReadModel() => Read(_name) ?? throw new RenderException(Failure.InvalidInput, "no such file.", _name);

    /// <summary>The bytes of a file named by the model, or null where there is none. Each is read once.</summary>
    /// <param name="reference">As it stands in the model, not percent-encoded: <c>textures/wood.png</c>.</param>
    /// <exception cref="RenderException">The reference leads out of the folder or root.</exception>
    public byte[]? Read(string reference)
    {
        var relative = Check(reference);
        if (_read.TryGetValue(relative, out var bytes))
            return bytes;
        bytes = RealPath(Path.Join(_folder, relative)) is { } real ? ReadAll(Confined(real, reference), reference) : null;
        _read.Add(relative, bytes);
        return bytes;
    }

    /// <summary>The real path of a file named by the model, which is not read; null where <see cref="Read"/> would give null.</summary>
    /// <param name="reference">As for <see cref="Read"/>.</param>
    /// <exception cref="RenderException">The reference leads out of the folder or root.</exception>
    public string? Find(string reference) =>
        RealPath(Path.Join(_folder, Check(reference))) is { } real && new FileInfo(Confined(real, reference)) is { Exists: true, Length: > 0 } ? real : null;

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
        var found = RealPath(Path.Join(_folder, folder)) is not { } path || !Directory.Exists(Confined(path + "/", reference)) ? null : Directory.EnumerateFiles(path).Select(Path.GetFileName).OfType<string>()
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
    /// <exception cref="RenderException">Absolute, a scheme, a backslash or a step upwards, percent-encoded or not.</exception>
    private static string Check(string reference)
    {
        var decoded = Uri.UnescapeDataString(reference);
        var segments = decoded.Split('/');
        if (reference.Length == 0 || reference[0] == '/' || decoded[0] == '/' || decoded.Contains(':', StringComparison.Ordinal)
            || decoded.Contains('\\', StringComparison.Ordinal) || decoded.Contains('\0', StringComparison.Ordinal)
            || segments.Contains("..", StringComparer.Ordinal))
            throw Escape(reference);
        return string.Join('/', reference.Split('/').Where(s => s is not ("" or ".")));
    }

    private string Confined(string real, string reference) =>
        real.StartsWith(_root == "/" ? "/" : _root + "/", StringComparison.Ordinal) ? real : throw Escape(reference);

    private static RenderException Escape(string reference) => new(
        Failure.InvalidInput, $"names the file '{reference}', which is refused.",
        remedy: "A file may only name files in its own folder or below: no '..', absolute path, URL, backslash, or link out of the root.");

    private static byte[]? ReadAll(string path, string reference)
    {
        var info = new FileInfo(path);
        // Folders, pipes and devices have no length: none of them is opened.
        if (!info.Exists || info.Length == 0)
            return null;
        if (info.Length > MaxFileBytes)
            throw new RenderException(Failure.InvalidInput, $"'{reference}' is larger than 2 GiB.");
        try
        {
            using var file = File.OpenHandle(path);
            var bytes = GC.AllocateUninitializedArray<byte>((int)info.Length);
            for (var done = 0; done < bytes.Length;)
            {
                var got = RandomAccess.Read(file, bytes.AsSpan(done), done);
                if (got == 0)
                    throw new IOException("the file became shorter while it was read");
                done += got;
            }
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RenderException(Failure.InvalidInput, $"'{reference}' cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>The path with all links followed; null where nothing is there.</summary>
    private static string? RealPath(string path)
    {
        var found = NativeRealPath(path, 0);
        if (found == 0)
            return null;
        try
        {
            return Marshal.PtrToStringUTF8(found);
        }
        finally
        {
            NativeFree(found);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeRealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void NativeFree(nint pointer);
}
