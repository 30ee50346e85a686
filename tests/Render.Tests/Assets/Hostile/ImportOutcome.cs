using Render.Assets;
using Render.Core;

namespace Render.Tests.Assets.Hostile;

/// <summary>What became of one file, and what it cost the process that asked for it.</summary>
/// <param name="Triangles">0 where it was refused.</param>
/// <param name="Refusal">Null where it was loaded.</param>
/// <param name="AllocatedBytes">By the asking thread, in this process.</param>
public sealed record ImportOutcome(int Triangles, string? Refusal, long AllocatedBytes)
{
    /// <summary>Refused by a limit or a crash, not by a reader.</summary>
    public bool IsByLimit => Refusal is { } text && (text.Contains("took longer than", StringComparison.Ordinal)
        || text.Contains("memory", StringComparison.Ordinal) || text.Contains("MiB and was stopped", StringComparison.Ordinal)
        || text.Contains("crashed the import worker", StringComparison.Ordinal));

    /// <summary>Anything but a model or the one error that names the file and what to do ends the test.</summary>
    public static ImportOutcome Of(AssetImporter importer, string root, string name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var model = importer.ImportModel(Path.Combine(root, name), name, root, new());
            return new(model.Mesh.Triangles.Length, null, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (RenderException e)
        {
            Xunit.Assert.Equal((Failure.InvalidInput, name), (e.Failure, e.Where));
            return new(0, e.Message, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
