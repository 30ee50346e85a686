using System.Security.Cryptography;
using Render.Core;

namespace Render.Dataset.Conversion;

/// <summary>Reads the files that records name, and nothing else: no link is followed out of the dataset, and each file is what its hash says.</summary>
/// <param name="root">The dataset's folder.</param>
internal sealed class SourceFiles(string root)
{
    private readonly HashSet<string> _plainFolders = new(StringComparer.Ordinal);

    /// <param name="path">Below the dataset's folder, as the record's check allows it.</param>
    public string FullPath(string path) => Path.Combine(root, path);

    /// <param name="path">Below the dataset's folder, as the record's check allows it.</param>
    /// <param name="hash">sha256, lower-case hex.</param>
    /// <exception cref="RenderException">It is missing, a link, or another file than the record says.</exception>
    public byte[] Read(string path, string hash)
    {
        RefuseLinks(path);
        var file = FullPath(path);
        if (!File.Exists(file))
            throw new RenderException(Failure.InvalidInput, "a record names this file, and it is not there.", file, "Remove the record and make the frame again.");
        var bytes = DatasetFiles.Read(file);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash)
            throw new RenderException(Failure.InvalidInput, "it is not the file that its record describes.", file, "Remove the record and make the frame again.");
        return bytes;
    }

    private void RefuseLinks(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
            if (!_plainFolders.Contains(path[..at]))
            {
                RefuseLink(path[..at]);
                _plainFolders.Add(path[..at]);
            }
        RefuseLink(path);
    }

    private void RefuseLink(string path)
    {
        if (new FileInfo(FullPath(path)).LinkTarget is { } target)
            throw new RenderException(Failure.InvalidInput, $"it is a link to {target}, and links are not followed.", FullPath(path), "Put the files themselves there.");
    }
}
