using System.Numerics;
using System.Text;
using Render.Assets;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Shading;
using Render.Tests.Assets;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Import;

/// <summary>One mesh in every format that has one: the labels do not know from which file it came.</summary>
public sealed class SameMeshTests : IDisposable
{
    private const int Side = 160;
    private readonly DeviceFixture _fixture;
    private readonly string _folder = Directory.CreateTempSubdirectory("render-test-").FullName;
    private readonly AssetImporter _importer;

    public SameMeshTests(DeviceFixture fixture)
    {
        _fixture = fixture;
        _importer = new(new() { CacheDirectory = Path.Combine(_folder, "cache"), Workers = 1 });
    }

    [Fact]
    public void A_mesh_has_the_same_ids_and_the_same_size_from_every_format()
    {
        var files = new MeshFiles(Corners(), Indices());
        (string Name, byte[] Content, ImportSettings Settings)[] cases =
        [
            ("a.glb", files.Glb(), new()), ("a.gltf", Text(files.Gltf()), new()), ("a.obj", Text(files.Obj()), new()), ("a.ply", Text(files.Ply()), new()),
            ("b.ply", files.BinaryPly(), new()), ("a.stl", Text(files.Stl()), new()), ("b.stl", files.BinaryStl(), new()), ("a.dae", Text(files.Dae()), new()),
            ("b.dae", Text(files.Dae("Y_UP")), new()), ("a.off", Text(files.Off()), new()), ("a.x", Text(files.X()), new()), ("a.3ds", files.ThreeDs(), new()),
            ("a.fbx", Text(MeshFiles.Fbx(Corners().Select(p => 100 * MeshFiles.YUp(p)), Indices())), new()),
            // In another unit and with another axis than the format's default.
            ("mm.ply", new MeshFiles([.. Corners().Select(p => 1024 * p)], Indices()).BinaryPly(), new(Unit: 1.0 / 1024)),
            ("z.obj", Text(new MeshFiles([.. Corners().Select(TurnedForObj)], Indices()).Obj()), new(UpAxis.Z)),
        ];
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var (name, content, settings) in cases)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllBytes(path, content);
            models[name] = _importer.ImportModel(path, name, _folder, settings);
        }
        using var renderer = new FrameRenderer(_fixture.Device, new AssetLibrary(r => models[r], (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException()));
        foreach (var eye in new Vector3[] { new(3, -4, 2), new(-2, 1, 4), new(0.5f, 5, -1) })
        {
            var expected = Ids(renderer, "a.glb", eye);
            Assert.InRange(expected.Count(id => id == 1), 1500, Side * Side / 2);
            foreach (var (name, _, _) in cases)
            {
                var size = models[name].Mesh.Bounds.Size;
                Assert.True(Vector3.Distance(models["a.glb"].Mesh.Bounds.Size, size) < 1e-6f, $"{name}: {size}");
                Assert.Equal(Indices().Length / 3, models[name].Mesh.Triangles.Length);
                var differing = Ids(renderer, name, eye).Zip(expected).Count(pair => pair.First != pair.Second);
                Assert.True(differing == 0, $"{name}: {differing} pixels differ");
            }
        }
        _fixture.Clean();
    }

    public void Dispose()
    {
        _importer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The writer turns to Y up: turned before, so that the file is Z up.</summary>
    private static Vector3 TurnedForObj(Vector3 p) => new(p.X, -p.Z, p.Y);

    private static ushort[] Ids(FrameRenderer renderer, string model, Vector3 eye)
    {
        var frame = new Frame
        {
            Index = 0,
            Seed = 0,
            Image = new ImageSettings(Side, Side, Samples: 1),
            Cameras = [Studio.Camera(eye, Vector3.UnitZ, 260, Side, Side)],
            Environment = new FrameEnvironment(),
            Instances = [new FrameInstance { Name = "it", Model = model, ObjectToWorld = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }],
        };
        var rendered = new RenderedFrame();
        renderer.Render(frame, new ImageKey(0), Aov.InstanceId, rendered);
        return rendered.InstanceIds;
    }

    /// <summary>
    /// A ring with waves, of no symmetry: 40 x 16 vertices. Coordinates are whole 1024ths, which every format writes exactly; a format that only
    /// shifted or turned the mesh, or mirrored it, would show another outline.
    /// </summary>
    private static Vector3[] Corners()
    {
        var corners = new Vector3[40 * 16];
        for (var i = 0; i < corners.Length; i++)
        {
            var (u, v) = (i / 16 * 2 * MathF.PI / 40, i % 16 * 2 * MathF.PI / 16);
            var tube = 0.25f + 0.1f * MathF.Sin(3 * u) + 0.05f * MathF.Cos(u);
            var p = new Vector3(
                (1 + tube * MathF.Cos(v)) * MathF.Cos(u) * 1.2f, (0.8f + tube * MathF.Cos(v)) * MathF.Sin(u), 0.6f * tube * MathF.Sin(v) + 0.3f * MathF.Sin(2 * u + 1));
            corners[i] = new(MathF.Round(p.X * 1024) / 1024, MathF.Round(p.Y * 1024) / 1024, MathF.Round(p.Z * 1024) / 1024);
        }
        return corners;
    }

    private static uint[] Indices()
    {
        var indices = new List<uint>();
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < 16; j++)
            {
                uint At(int u, int v) => (uint)(u % 40 * 16 + v % 16);
                indices.AddRange([At(i, j), At(i + 1, j), At(i + 1, j + 1), At(i, j), At(i + 1, j + 1), At(i, j + 1)]);
            }
        }
        return [.. indices];
    }
}
