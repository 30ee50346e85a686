using System.Numerics;
using System.Text.Json.Nodes;
using Render.Assets;
using Render.Core;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>Files that are damaged or mean harm become one named error, and the next asset loads.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("%2e%2e/secret.bin")]
    [InlineData("%2E%2E%2fsecret.bin")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("..%5csecret.bin")]
    [InlineData("link/secret.bin")]
    [InlineData("link.bin")]
    [InlineData("ABSOLUTE")]
    [InlineData("file:ABSOLUTE")]
    [InlineData("file://ABSOLUTE")]
    public void A_buffer_outside_the_root_is_refused(string uri)
    {
        var secret = Path.Combine(Path.GetDirectoryName(_folder.Root)!, "secret.bin");
        // Just what the file asks for: a reader that leaves the root would load it.
        File.WriteAllBytes(secret, [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<Vector3>([Vector3.Zero, Vector3.UnitX, Vector3.UnitY])]);
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link"), Path.GetDirectoryName(_folder.Root)!);
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link.bin"), secret);
        _folder.Write("evil.gltf", TriangleWithBuffer(uri.Replace("ABSOLUTE", secret, StringComparison.Ordinal)));
        Assert.Contains("which is refused", Refusal("evil.gltf").Message, StringComparison.Ordinal);
        // The same file does load where the buffer is allowed.
        File.Copy(secret, Path.Combine(_folder.Root, "own.bin"));
        _folder.Write("good.gltf", TriangleWithBuffer("own.bin"));
        Assert.Single(_folder.Import("good.gltf").Mesh.Triangles);
    }

    [Theory]
    [InlineData("mtllib ../secret.mtl\n", "newmtl m\n")]
    [InlineData("mtllib m.mtl\nusemtl m\n", "newmtl m\nmap_Kd ../secret.png\n")]
    [InlineData("mtllib m.mtl\nusemtl m\n", "newmtl m\nmap_Kd /etc/hostname\n")]
    public void A_material_library_outside_the_root_is_refused(string header, string library)
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_folder.Root)!, "secret.mtl"), library);
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(_folder.Root)!, "secret.png"), Pictures.Png(1, 1, 9, 9, 9));
        _folder.Write("m.mtl", library);
        _folder.Write("evil.obj", BoxFiles.Obj(header));
        Assert.Contains("which is refused", Refusal("evil.obj").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_trees_giant_accessors_and_cycles_are_refused()
    {
        var chain = new GlbBuilder();
        var box = chain.Mesh(chain.Attributes(BoxFiles.Corners), BoxFiles.Indices);
        for (var i = 0; i < 100_000; i++)
            chain.Add("nodes", i == 99_999 ? new JsonObject { ["mesh"] = box } : new JsonObject { ["children"] = new JsonArray(i + 1) });
        _folder.Write("chain.glb", chain.ToBytes(0));
        Assert.Contains("deeper than", Refusal("chain.glb").Message, StringComparison.Ordinal);

        var giant = JsonNode.Parse(TriangleWithBuffer("own.bin"))!;
        giant["accessors"]![0]!["count"] = 170_000_000;
        _folder.Write("own.bin", new byte[36]);
        _folder.Write("giant.gltf", giant.ToJsonString());
        Assert.Contains("170000000", Refusal("giant.gltf").Message, StringComparison.Ordinal);
        giant["accessors"]![0]!.AsObject().Remove("bufferView");
        _folder.Write("zeros.gltf", giant.ToJsonString());
        Assert.Contains("170000000", Refusal("zeros.gltf").Message, StringComparison.Ordinal);

        var cycle = JsonNode.Parse(TriangleWithBuffer("own.bin"))!;
        cycle["nodes"] = JsonNode.Parse("""[ { "children": [1] }, { "children": [0] } ]""");
        _folder.Write("cycle.gltf", cycle.ToJsonString());
        Assert.Contains("cycle", Refusal("cycle.gltf").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hang_or_crash_is_named_and_the_next_asset_loads()
    {
        // libassimp's FBX parser recurses: by the machine's speed this runs out of time or of stack.
        _folder.Write("deep.fbx", "; FBX 7.3.0 project file\n" + string.Concat(Enumerable.Repeat("A:  {\n", 1_000_000)));
        _folder.Write("box.glb", BoxFiles.Glb());
        using var importer = new AssetImporter(_folder.Options with { TimeLimit = TimeSpan.FromSeconds(10) });
        var error = Assert.Throws<RenderException>(() => importer.ImportModel(Path.Combine(_folder.Root, "deep.fbx"), "deep.fbx", _folder.Root, new()));
        Assert.Equal((Failure.InvalidInput, "deep.fbx"), (error.Failure, error.Where));
        Assert.Matches("longer than 10 s|crashed the import worker", error.Message);
        Assert.Equal(12, importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()).Mesh.Triangles.Length);
    }

    [Fact]
    public void Memory_is_limited()
    {
        // 64 MiB of zeros in a small file; 256 MiB as RGBA, and as much again for the mipmaps.
        _folder.Write("bomb.png", Pictures.Png(8192, 8192, 0, (_, _) => [0]));
        _folder.Write("small.png", Pictures.Png(4, 4, 1, 2, 3));
        using var importer = new AssetImporter(_folder.Options with { MemoryLimitBytes = 384 << 20 });
        var error = Assert.Throws<RenderException>(() => Texture("bomb.png"));
        Assert.Equal((Failure.InvalidInput, "bomb.png"), (error.Failure, error.Where));
        Assert.Contains("memory", error.Message + " " + error.InnerException?.Message, StringComparison.Ordinal);
        Assert.Equal(4, Texture("small.png").Width);

        Core.Materials.TextureImage Texture(string name) =>
            importer.ImportTexture(Path.Combine(_folder.Root, name), name, _folder.Root, Core.Materials.ColorSpace.Srgb);
    }

    /// <summary>A terminal's Ctrl-C goes to the whole group; the file being read has no part in it.</summary>
    [Fact]
    public void Signals_that_stop_the_parent_do_not_stop_the_worker()
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        _folder.Write("again.glb", GlbWithTexture());
        var started = Path.Combine(_folder.Root, "started");
        using var importer = new AssetImporter(_folder.Options with
        {
            WorkerCommand = ["/bin/sh", "-c", $"echo $$ >> '{started}'; exec \"$0\" \"$@\"", .. _folder.Options.WorkerCommand],
        });
        importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new());
        foreach (var signal in new[] { "INT", "TERM" })
            using (var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -{signal} {File.ReadAllText(started).Trim()}; sleep 0.3"]))
                kill.WaitForExit();
        importer.ImportModel(Path.Combine(_folder.Root, "again.glb"), "again.glb", _folder.Root, new());
        Assert.Equal(2, importer.Parsed);
        Assert.Single(File.ReadAllLines(started));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_worker_that_a_signal_stops_early_is_not_the_files_fault(string signal)
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        using var importer = new AssetImporter(_folder.Options with { WorkerCommand = ["env", "--default-signal=INT", "/bin/sh", "-c", $"kill -{signal} $$"] });
        var error = Assert.Throws<RenderException>(() => importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()));
        Assert.Equal((Failure.TryAgain, "box.glb"), (error.Failure, error.Where));
    }

    [Theory]
    [InlineData("exec sleep 60")]
    [InlineData("while :; do :; done")]
    public void Time_is_limited(string script)
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        using var importer = new AssetImporter(_folder.Options with
        {
            TimeLimit = TimeSpan.FromSeconds(0.5),
            WorkerCommand = ["/bin/sh", "-c", script],
        });
        var error = Assert.Throws<RenderException>(() => importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()));
        Assert.Equal((Failure.InvalidInput, "box.glb"), (error.Failure, error.Where));
        Assert.Contains("longer than 0.5 s", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A worker that gets no processor, here for it is stopped, has not been given anything hostile.</summary>
    [Fact]
    public void A_machine_that_is_busy_is_not_the_files_fault()
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        var options = _folder.Options with { TimeLimit = TimeSpan.FromSeconds(5), WorkerCommand = ["/bin/sh", "-c", "(sleep 5.5; kill -CONT $$) > /dev/null 2>&1 & kill -STOP $$; exec \"$0\" \"$@\"", .. _folder.Options.WorkerCommand] };
        using (var importer = new AssetImporter(options))
            Assert.Equal(12, importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()).Mesh.Triangles.Length);
        _folder.Write("again.glb", GlbWithTexture());
        using var impatient = new AssetImporter(options with { WaitLimit = TimeSpan.FromSeconds(0.5) });
        var error = Assert.Throws<RenderException>(() => impatient.ImportModel(Path.Combine(_folder.Root, "again.glb"), "again.glb", _folder.Root, new()));
        Assert.Equal((Failure.TryAgain, "again.glb"), (error.Failure, error.Where));
        Assert.Contains("not done after 0.5 s and was stopped: the machine is very busy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancellation_ends_an_import_and_its_worker()
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        var started = Path.Combine(_folder.Root, "started");
        using var stop = new CancellationTokenSource();
        using var importer = new AssetImporter(_folder.Options with
        {
            WorkerCommand = ["/bin/sh", "-c", $"echo $$ > '{started}.part'; mv '{started}.part' '{started}'; exec sleep 60"],
            Cancellation = stop.Token,
        });
        Core.Geometry.Model Import() => importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new());
        var import = Task.Run(Import, CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(started), TimeSpan.FromSeconds(10)));
        stop.Cancel();
        // Long before the limit; and not the file's fault, as the limit would be.
        Assert.True(SpinWait.SpinUntil(() => import.IsCompleted, TimeSpan.FromSeconds(20)));
        Assert.ThrowsAny<OperationCanceledException>(() => import.GetAwaiter().GetResult());
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(started).Trim()}"));
        Assert.ThrowsAny<OperationCanceledException>(Import);
        Assert.ThrowsAny<OperationCanceledException>(() => importer.HashModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()));
    }

    [Theory]
    [InlineData("echo nonsense")]
    [InlineData("echo Stack overflow. >&2; kill -ABRT $$")]
    [InlineData("exit 0")]
    public void A_worker_out_of_its_mind_is_an_error(string script)
    {
        _folder.Write("box.glb", BoxFiles.Glb());
        using var importer = new AssetImporter(_folder.Options with { WorkerCommand = ["/bin/sh", "-c", script] });
        var error = Assert.Throws<RenderException>(() => importer.ImportModel(Path.Combine(_folder.Root, "box.glb"), "box.glb", _folder.Root, new()));
        Assert.Equal((Failure.InvalidInput, "box.glb"), (error.Failure, error.Where));
    }

    [Theory]
    [InlineData("none.glb", "no such file")]
    [InlineData("empty.glb", "no such file")]
    [InlineData("text.glb", "glTF")]
    [InlineData("text.xyz", "")]
    public void What_is_no_model_is_named(string name, string expected)
    {
        _folder.Write("empty.glb", "");
        _folder.Write("text.glb", "glTF is a fine format");
        _folder.Write("text.xyz", "this is no model");
        Assert.Contains(expected, Refusal(name).Message, StringComparison.Ordinal);
    }

    /// <summary>Opening a pipe waits for a writer who never comes.</summary>
    [Fact]
    public async Task A_pipe_is_no_file()
    {
        using (var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.Root, "pipe.glb"), Path.Combine(_folder.Root, "pipe.bin")]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        _folder.Write("names.gltf", TriangleWithBuffer("pipe.bin"));
        using var importer = new AssetImporter(_folder.Options);
        var path = Path.Combine(_folder.Root, "pipe.glb");
        var work = Task.Run(() =>
        {
            Assert.Equal(64, importer.HashModel(path, "pipe.glb", _folder.Root, new()).Length);
            Assert.Contains("no such file", Refusal("pipe.glb").Message, StringComparison.Ordinal);
            Assert.Contains("is missing", Refusal("names.gltf").Message, StringComparison.Ordinal);
        }, TestContext.Current.CancellationToken);
        await work.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    private RenderException Refusal(string name)
    {
        var error = Assert.Throws<RenderException>(() => _folder.Import(name));
        Assert.Equal((Failure.InvalidInput, name), (error.Failure, error.Where));
        return error;
    }

    private static string TriangleWithBuffer(string uri) => $$"""
        { "asset": { "version": "2.0" }, "scenes": [ { "nodes": [0] } ], "nodes": [ { "mesh": 0 } ],
          "meshes": [ { "primitives": [ { "attributes": { "POSITION": 0 } } ] } ],
          "accessors": [ { "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0] } ],
          "bufferViews": [ { "buffer": 0, "byteLength": 36 } ], "buffers": [ { "uri": {{JsonValue.Create(uri).ToJsonString()}}, "byteLength": 36 } ] }
        """;

    private static byte[] GlbWithTexture()
    {
        var glb = new GlbBuilder();
        glb.Add("images", new JsonObject { ["bufferView"] = glb.View<byte>(Pictures.Png(16, 16, 2, (x, y) => [(byte)(16 * x), (byte)(16 * y), 77])), ["mimeType"] = "image/png" });
        glb.Add("textures", new JsonObject { ["source"] = 0 });
        glb.Add("materials", JsonNode.Parse("""{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }""")!);
        glb.Add("nodes", new JsonObject { ["mesh"] = glb.Mesh(glb.Attributes(BoxFiles.Corners), BoxFiles.Indices, material: 0) });
        return glb.ToBytes();
    }
}
