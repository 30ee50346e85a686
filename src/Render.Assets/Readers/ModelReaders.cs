using Render.Assets.Readers.Assimp;
using Render.Assets.Readers.Urdf;
using Render.Core;
using Render.Core.Geometry;

namespace Render.Assets.Readers;

/// <summary>Chooses the reader by the file's first bytes and reads. To be run in the import worker: a file may crash the process.</summary>
internal static class ModelReaders
{
    /// <param name="files">The model and what lies beside it.</param>
    /// <param name="hash">sha256 of the model's own bytes, lower-case hex, found meanwhile.</param>
    /// <param name="settings">Axis and unit.</param>
    /// <exception cref="RenderException">Not valid; the message does not name the asset.</exception>
    public static Model Read(ConfinedFiles files, Task<string> hash, ImportSettings settings)
    {
        if (!(settings.Unit > 0) || !double.IsFinite(settings.Unit))
            throw new RenderException(Failure.InvalidInput, "'unit' must be a positive number of metres.");
        var file = files.ReadModel();
        var contents = UrdfParser.Accepts(file) ? UrdfReader.Read(files, settings) : ReadMeshes(files, settings);
        return contents.ToModel(ContentHashes.Of(hash.GetAwaiter().GetResult(), files.Dependencies, settings.Joints));
    }

    /// <summary>Of every format but URDF, which refers to such files.</summary>
    /// <exception cref="RenderException">Not valid; the message does not name the file.</exception>
    public static ModelContents ReadMeshes(ConfinedFiles files, ImportSettings settings)
    {
        if (settings.Joints.Length > 0)
            throw new RenderException(Failure.InvalidInput, "has no joints: it is not a URDF file.");
        return GltfReader.Accepts(files.ReadModel()) ? GltfReader.Read(files, settings) : AssimpReader.Read(files, settings);
    }
}
