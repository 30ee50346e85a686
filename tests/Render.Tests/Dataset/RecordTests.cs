using System.Text;
using System.Text.Json.Nodes;
using Render.Core;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

public sealed class RecordTests
{
    private static readonly string Valid = Encoding.UTF8.GetString(
        RecordFile.Write(new() { Schema = FrameRecord.Version, Input = TestImages.Frame(3) }));

    [Fact]
    public void Reading_and_writing_again_gives_the_same_bytes()
    {
        for (var index = 0; index < 200; index++)
        {
            var record = new FrameRecord { Schema = FrameRecord.Version, Input = TestImages.Frame(index) };
            var bytes = RecordFile.Write(record);
            Assert.NotEqual(0xEF, bytes[0]);
            Assert.Equal((byte)'\n', bytes[^1]);
            var read = RecordFile.Read(bytes, "test");
            Assert.Equal(bytes, RecordFile.Write(read));
            foreach (var (a, b) in record.Input.Instances.Zip(read.Input.Instances))
                Assert.Equal(a.ObjectToWorld.Select(BitConverter.SingleToUInt32Bits), b.ObjectToWorld.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void Every_kind_of_float_comes_back_to_the_bit()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var matrix = Enumerable.Range(0, 12).Select(_ => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)))
                .Select(f => float.IsFinite(f) ? f : -0.0f).ToArray();
            var frame = TestImages.Frame(0);
            frame = frame with { Cameras = [frame.Cameras[0] with { WorldToCamera = matrix }] };
            var read = RecordFile.Read(RecordFile.Write(new() { Schema = FrameRecord.Version, Input = frame }), "test");
            Assert.Equal(matrix.Select(BitConverter.SingleToUInt32Bits), read.Input.Cameras[0].WorldToCamera.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void A_program_that_knows_little_writes_little()
    {
        const string Json = """
            {"schema":"render/record/1","input":{"index":0,"seed":1,"image":{"width":8,"height":8},
             "cameras":[{"fx":8,"fy":8,"cx":4,"cy":4,"world_to_camera":[1,0,0,0, 0,1,0,0, 0,0,1,0]}],
             "environment":{},"instances":[{"name":"a","model":"shape:box","object_to_world":[1,0,0,0, 0,1,0,0, 0,0,1,5]}]}}
            """;
        var frame = RecordFile.Read(Encoding.UTF8.GetBytes(Json), "standard input").Input;
        Assert.Equal(("train", 4, 0.01f), (frame.Split, frame.Image.Samples, frame.Cameras[0].Near));
        Assert.Null(frame.Instances[0].Category);
        Assert.Equal([0xEF, 0xBB, 0xBF], Encoding.UTF8.GetPreamble());
        Assert.Equal(8, RecordFile.Read([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Json)], "with BOM").Input.Image.Width);
    }

    [Fact]
    public void What_a_record_does_not_say_of_its_sensor_has_its_defaults()
    {
        var record = JsonNode.Parse(Valid)!;
        record["input"]!["sensor"] = new JsonObject { ["read_noise_e"] = 7, ["bayer"] = "grbg" };
        var sensor = RecordFile.Read(Encoding.UTF8.GetBytes(record.ToJsonString()), "test").Input.Sensor;
        Assert.Equal(new Core.Frames.FrameSensor { ReadNoiseE = 7, Bayer = Core.Frames.BayerPattern.Grbg }, sensor);
        Assert.Equal((10500, 12, 1), (sensor!.FullWellE, sensor.Bits, sensor.WhiteBalance.Y));
    }

    public static TheoryData<string, string, string> Damages => new()
    {
        { "$.schema", "\"render/record/2\"", "$.schema" },
        { "$.input.index", "-1", "$.input.index" },
        { "$.input.index", "null", "$.input.index" },
        { "$.input.split", "\"../..\"", "$.input.split" },
        { "$.input.image.width", "0", "$.input.image.width" },
        { "$.input.image.width", "6.5", "$.input.image.width" },
        { "$.input.image.samples", "5", "$.input.image.samples" },
        { "$.input.image.tone_curve", "\"sepia\"", "$.input.image.tone_curve" },
        { "$.input.image.tone_curve", "1", "$.input.image.tone_curve" },
        { "$.input.image.colour", "1", "colour" },
        { "$.input.sensor", "{\"full_well_e\":0}", "$.input.sensor.full_well_e" },
        { "$.input.sensor", "{\"bits\":32}", "$.input.sensor.bits" },
        { "$.input.sensor", "{\"white_balance\":[1,0,1]}", "$.input.sensor.white_balance" },
        { "$.input.sensor", "{\"jpeg_quality\":0}", "$.input.sensor.jpeg_quality" },
        { "$.input.sensor", "{\"bayer\":\"rgbw\"}", "$.input.sensor.bayer" },
        { "$.input.sensor", "{\"blur_px\":1e30}", "$.input.sensor.blur_px" },
        { "$.input.cameras", "[]", "$.input.cameras" },
        { "$.input.cameras[0].world_to_camera", "[1,2]", "$.input.cameras[0].world_to_camera" },
        { "$.input.cameras[0].fx", "1e39", "$.input.cameras[0]" },
        { "$.input.cameras[0].fx", "0", "fx" },
        { "$.input.lights[0].direction", "[0,0,2]", "$.input.lights[0].direction" },
        { "$.input.lights[0].intensity", "[0,0]", "$.input.lights[0].intensity" },
        { "$.input.lights[0].intensity", "[0,0,-1]", "$.input.lights[0].intensity" },
        { "$.input.lights[0].kind", "\"moon\"", "$.input.lights[0].kind" },
        { "$.input.instances[1].object_to_world[3]", "\"x\"", "$.input.instances[1].object_to_world[3]" },
        { "$.input.instances[1]", "null", "$.input.instances[1]" },
        { "$.input.instances[1].category", "\"\"", "$.input.instances[1].category" },
        { "$.input.instances[1].stratum", "{\"group\":\"a\",\"bins\":{},\"visible\":1.5}", "$.input.instances[1].stratum.visible" },
        { "$.input.instances[1].stratum", "{\"group\":\"a\",\"bins\":{},\"size_px\":-1}", "$.input.instances[1].stratum.size_px" },
        { "$.input.instances[1].stratum", "{\"group\":\"a\"}", "bins" },
        { "$.input.instances[1].keypoints", "[{\"name\":\"\",\"position\":[0,0,0]}]", "$.input.instances[1].keypoints" },
        { "$.input.instances[1].keypoints", "[{\"name\":\"a\",\"position\":[0,0,0]},{\"name\":\"a\",\"position\":[0,0,0]}]", "$.input.instances[1].keypoints" },
        { "$.input.instances[1].keypoints", "[{\"name\":\"a\",\"position\":[0,0]}]", "position" },
        { "$.input.instances[1].keypoints", "[{\"name\":\"a\",\"position\":[0,0,0],\"depth\":-1}]", "$.input.instances[1].keypoints['a'].depth" },
        { "$.input.instances[1].keypoints", "[{\"name\":\"a\",\"position\":[0,0,0],\"tolerance\":2}]", "$.input.instances[1].keypoints['a'].tolerance" },
        { "$.input.dropped", "[{\"name\":\"a\",\"reason\":\"b\",\"stratum\":{\"group\":\"a\",\"bins\":{},\"amodal_pixels\":-1}}]", "$.input.dropped[0].stratum.amodal_pixels" },
        { "$.input.tags", "{\"hour\":null}", "$.input.tags.hour" },
        { "$.input.tags", "{\"hour\":[1]}", "$.input.tags.hour" },
        { "$.input.tags", "{\"hour\":1e999}", "$.input.tags" },
        { "$.input.tags", "{\"a,b\":1}", "$.input.tags['a,b']" },
        { "$.input.assets", "{\"a\":\"b\"}", "$.input.assets['a']" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_record_is_refused_with_the_path(string path, string value, string expected)
    {
        var record = JsonNode.Parse(Valid)!;
        var (node, steps) = (record, path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.'));
        foreach (var step in steps[..^1])
            node = step[0] == '[' ? node[int.Parse(step[1..^1])]! : node[step]!;
        if (steps[^1][0] == '[')
            node[int.Parse(steps[^1][1..^1])] = JsonNode.Parse(value);
        else
            node[steps[^1]] = JsonNode.Parse(value);
        var error = Assert.Throws<RenderException>(() => RecordFile.Read(Encoding.UTF8.GetBytes(record.ToJsonString()), "frame.json"));
        Assert.Equal((Failure.InvalidInput, "frame.json"), (error.Failure, error.Where));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"schema\":\"render/record/1\"}")]
    [InlineData("{\"schema\":\"render/record/1\",\"schema\":\"render/record/1\"}")]
    public void What_is_no_record_is_refused(string json) => Assert.Equal(
        Failure.InvalidInput, Assert.Throws<RenderException>(() => RecordFile.Read(Encoding.UTF8.GetBytes(json), "x")).Failure);

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid.TrimEnd());
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Throws<RenderException>(() => RecordFile.Read(bytes.AsSpan(0, length), "x"));
    }

    [Fact]
    public void The_published_schema_is_the_one_of_the_types()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Render.sln")))
            folder = folder.Parent!;
        var file = Path.Combine(folder.FullName, "docs", "record.schema.json");
        if (Environment.GetEnvironmentVariable("RENDER_UPDATE_DOCS") == "1")
            File.WriteAllText(file, RecordSchema.Json());
        Assert.True(File.ReadAllText(file) == RecordSchema.Json(), $"{file} is stale: run this test once with RENDER_UPDATE_DOCS=1");
    }

    [Fact]
    public void The_schema_knows_every_property_that_is_written()
    {
        var schema = JsonNode.Parse(RecordSchema.Json())!;
        Check(JsonNode.Parse(Valid)!, schema, schema, "$");
    }

    /// <summary>Types, properties, required ones, lengths: what the schema says, applied by hand.</summary>
    private static void Check(JsonNode? value, JsonNode schema, JsonNode root, string path)
    {
        if (schema is not JsonObject node)
            return;
        // A pointer into the schema itself: #/properties/input.
        while ((string?)node["$ref"] is { } pointer)
            node = (JsonObject)pointer.Split('/').Skip(1).Aggregate(root, (at, step) => at[step]!);
        switch (value)
        {
            case JsonObject members when node["properties"] is JsonObject properties:
                foreach (var required in node["required"]?.AsArray() ?? [])
                    Assert.True(members.ContainsKey((string)required!), $"{path}.{required}");
                foreach (var (name, member) in members)
                {
                    Assert.True(properties.ContainsKey(name), $"{path}.{name}");
                    Check(member, properties[name]!, root, $"{path}.{name}");
                }
                break;
            case JsonArray items:
                Assert.True(items.Count >= ((int?)node["minItems"] ?? 0) && items.Count <= ((int?)node["maxItems"] ?? int.MaxValue), path);
                foreach (var item in items)
                    Check(item, node["items"]!, root, path + "[]");
                break;
            default:
                break;
        }
    }
}
