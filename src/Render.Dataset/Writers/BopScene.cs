using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Render.Core.Frames;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// The three JSON files of a BOP scene while its images go by, one line an image. Lengths are millimetres. Pixel centres are whole numbers, as the toolkit
/// back-projects depth, so cam_K has half a pixel less than the records. Boxes are x, y, width, height in whole pixels, tight.
/// </summary>
internal sealed class BopScene(ConversionTarget target, string folder) : IDisposable
{
    private const double Millimetres = 1000;

    private readonly FileStream _camera = Open(target, folder, "camera"), _poses = Open(target, folder, "gt"), _facts = Open(target, folder, "gt_info");
    private readonly JsonLine _cameraLine = new(), _poseLine = new(), _factLine = new();
    private bool _any;

    /// <param name="number">Of the image within the scene.</param>
    /// <param name="camera">Without a lens.</param>
    /// <param name="depthUnit">Metres a step.</param>
    public void Begin(int number, FrameCamera camera, double depthUnit)
    {
        foreach (var file in new[] { _camera, _poses, _facts })
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(_any ? "," : "{")}\n  \"{number}\": ")));
        _any = true;
        var (json, m) = (_cameraLine.Json, camera.WorldToCamera);
        json.WriteStartObject();
        Write(json, "cam_K"u8, [camera.Fx, 0, camera.Cx - 0.5, 0, camera.Fy, camera.Cy - 0.5, 0, 0, 1]);
        json.WriteNumber("depth_scale"u8, Math.Round(depthUnit * Millimetres, 12));
        Write(json, "cam_R_w2c"u8, [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]]);
        Write(json, "cam_t_w2c"u8, [m[3] * Millimetres, m[7] * Millimetres, m[11] * Millimetres]);
        json.WriteEndObject();
        _cameraLine.Flush(_camera);
        _poseLine.Json.WriteStartArray();
        _factLine.Json.WriteStartArray();
    }

    /// <param name="objectId">Of the instance's model.</param>
    /// <param name="pose">Of the instance.</param>
    /// <param name="instance">With amodal labels.</param>
    /// <param name="valid">Pixels of the silhouette inside the image that have a depth.</param>
    public void Add(int objectId, PoseOutput pose, InstanceOutput instance, int valid)
    {
        var json = _poseLine.Json;
        json.WriteStartObject();
        Write(json, "cam_R_m2c"u8, [.. pose.Rotation.Select(value => (double)value)]);
        Write(json, "cam_t_m2c"u8, [pose.Translation.X * Millimetres, pose.Translation.Y * Millimetres, pose.Translation.Z * Millimetres]);
        json.WriteNumber("obj_id"u8, objectId);
        json.WriteEndObject();
        json = _factLine.Json;
        json.WriteStartObject();
        Write(json, "bbox_obj"u8, [.. instance.Amodal!.Bbox!.Select(value => (double)value)]);
        Write(json, "bbox_visib"u8, [.. instance.Bbox!.Select(value => (double)value)]);
        json.WriteNumber("px_count_all"u8, instance.Amodal.Area);
        json.WriteNumber("px_count_valid"u8, valid);
        json.WriteNumber("px_count_visib"u8, instance.Area);
        json.WriteNumber("visib_fract"u8, instance.Amodal.Visibility!.Value);
        json.WriteEndObject();
    }

    public void End()
    {
        _poseLine.Json.WriteEndArray();
        _factLine.Json.WriteEndArray();
        _poseLine.Flush(_poses);
        _factLine.Flush(_facts);
    }

    /// <summary>The files are whole afterwards.</summary>
    public void Finish()
    {
        foreach (var file in new[] { _camera, _poses, _facts })
        {
            file.Write("\n}\n"u8);
            file.Flush();
        }
    }

    public void Dispose()
    {
        foreach (var disposable in new IDisposable[] { _camera, _poses, _facts, _cameraLine, _poseLine, _factLine })
            disposable.Dispose();
    }

    private static FileStream Open(ConversionTarget target, string folder, string name) => File.Create(target.Path($"{folder}/scene_{name}.json"));

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> key, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>A value that is written piece by piece and then goes to a file.</summary>
    private sealed class JsonLine : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();

        public JsonLine() => Json = new(_buffer);

        public Utf8JsonWriter Json { get; }

        public void Flush(Stream file)
        {
            Json.Flush();
            file.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
            Json.Reset();
        }

        public void Dispose() => Json.Dispose();
    }
}
