using Xunit;

namespace Render.Tests.Assets;

/// <summary>Real models, where the reference job is at hand: RENDER_SHARED names the folder, else it lies beside the repository.</summary>
public sealed class ReferenceModelTests
{
    /// <summary>Counted in the files' own index accessors.</summary>
    [Theory]
    [InlineData("Avocado", 682)]
    [InlineData("BoomBox", 6036)]
    [InlineData("BoxTextured", 12)]
    [InlineData("CesiumMilkTruck", 3624)]
    [InlineData("Corset", 18324)]
    [InlineData("DamagedHelmet", 15452)]
    [InlineData("Duck", 4212)]
    [InlineData("WaterBottle", 4510)]
    public void Model_loads_with_its_triangles(string name, int triangles)
    {
        var folder = Path.Combine(SharedFolder(), "bench", "reference-job", "models");
        Assert.SkipUnless(Directory.Exists(folder), "the reference job is not here; set RENDER_SHARED to the folder that holds bench/reference-job");
        using var scratch = new TestFolder();
        File.Copy(Path.Combine(folder, name + ".glb"), Path.Combine(scratch.Root, "model.glb"));
        var model = scratch.Import("model.glb");
        Assert.Equal(triangles, model.Mesh.Triangles.Length);
        Assert.NotEmpty(model.Materials);
        Assert.All(model.Mesh.Normals, n => Assert.Equal(1, n.Length(), 1e-4f));
        var fill = model.Mesh.Triangles.Length / (double)model.Mesh.Clusters.Length;
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {model.Mesh.Clusters.Length} clusters, {fill:F1} triangles each, {model.Mesh.Positions.Length} vertices, "
            + $"{model.Mesh.Clusters.Count(c => c.Cone.W < 1) * 100 / model.Mesh.Clusters.Length} % with a cone, {model.Textures.Length} textures, {string.Join(" ", model.Warnings)}");
    }

    private static string SharedFolder()
    {
        if (Environment.GetEnvironmentVariable("RENDER_SHARED") is { Length: > 0 } named)
            return named;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Render.sln")))
            folder = folder.Parent;
        return Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared"));
    }
}
