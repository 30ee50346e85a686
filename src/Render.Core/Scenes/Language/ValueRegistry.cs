using System.Security.Cryptography;

namespace Render.Core.Scenes.Language;

/// <summary>What is collected while a scene is read, over all of its values.</summary>
internal sealed class ValueRegistry
{
    private readonly SortedDictionary<string, string> _tables = new(StringComparer.Ordinal);

    /// <summary>sha256, lower-case hex, by reference, of the tables that distributions are read from: part of the scene's hash.</summary>
    public IReadOnlyDictionary<string, string> Tables => _tables;

    public void AddTable(string reference, AssetRoots roots)
    {
        if (_tables.ContainsKey(reference))
            return;
        using var stream = File.OpenRead(roots.Resolve(reference));
        _tables.Add(reference, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
