using Render.Core;

namespace Render.Assets.Readers.Urdf;

/// <summary>
/// The files that a robot names: relative to its own folder, or in a package, <c>package://NAME/path</c>, whose folder is looked for beside the robot's folder and
/// those above it, up to the root and never beyond.
/// </summary>
internal sealed class UrdfFiles(ConfinedFiles files)
{
    private static readonly string[] Schemes = ["package://", "model://"];

    /// <summary>The path below the root of a file that is there.</summary>
    /// <exception cref="RenderException">It is refused, or there is none.</exception>
    public string Resolve(string reference)
    {
        var scheme = Array.Find(Schemes, s => reference.StartsWith(s, StringComparison.Ordinal));
        var path = ConfinedFiles.Checked(scheme is null ? reference : reference[scheme.Length..], reference);
        if (scheme is null)
            return files.IsFile(Below(files.Folder, path)) ? Below(files.Folder, path) : throw Missing(reference, "it should be beside the URDF file or below");
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            throw Missing(reference, "it names a package and no file");
        var package = path[..slash];
        for (var folder = files.Folder; ; folder = folder[..Math.Max(0, folder.LastIndexOf('/'))])
        {
            var name = folder.Length > 0 ? folder[(folder.LastIndexOf('/') + 1)..] : files.RootName;
            if (name == package && files.IsFile(Below(folder, path[(slash + 1)..])))
                return Below(folder, path[(slash + 1)..]);
            if (files.IsFile(Below(folder, path)))
                return Below(folder, path);
            if (folder.Length == 0)
                throw Missing(reference, $"no folder '{package}' beside the URDF file's folder or above it, up to '{files.RootName}', holds it");
        }
    }

    /// <summary>A model of its own, with what lies beside it.</summary>
    public ConfinedFiles Open(string path) => files.Other(path);

    /// <summary>Null where there is no such file.</summary>
    /// <exception cref="RenderException">It is refused.</exception>
    public byte[]? Read(string reference)
    {
        try
        {
            return files.Other(Resolve(reference)).ReadModel();
        }
        catch (RenderException e) when (e.InnerException is FileNotFoundException)
        {
            return null;
        }
    }

    private static string Below(string folder, string path) => folder.Length == 0 ? path : folder + "/" + path;

    private static RenderException Missing(string reference, string why) => new(
        Failure.InvalidInput, $"names the file '{reference}', which is not there: {why}.", remedy: "Put it there, or give a folder that holds both as a root: --root NAME=DIR.",
        inner: new FileNotFoundException());
}
