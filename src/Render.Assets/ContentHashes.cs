using System.Text;

namespace Render.Assets;

/// <summary>Hashes of sets of files.</summary>
internal static class ContentHashes
{
    /// <summary>
    /// sha256, lower-case hex, over all files that went into a model: the model's hash, then path and hash of each dependency in the order of
    /// their paths. The model's own name does not count. Two poses of one robot are two models.
    /// </summary>
    public static string Of(string modelHash, IEnumerable<Dependency> dependencies, string joints = "")
    {
        var text = new StringBuilder(modelHash).Append('\n');
        foreach (var dependency in dependencies.OrderBy(d => d.Path, StringComparer.Ordinal))
            text.Append(dependency.Hash).Append(' ').Append(dependency.Path).Append('\n');
        if (joints.Length > 0)
            text.Append("joints ").Append(joints).Append('\n');
        return ConfinedFiles.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
