using System.Text.Encodings.Web;
using System.Text.Json;
using Render.Core.Frames;

namespace Render.Dataset.Writers;

/// <summary>
/// The camera of an image under a key of our own, <c>camera</c>, which consumers of COCO pass over: several cameras, or a lens, must be told from each other.
/// </summary>
internal static class CameraJson
{
    /// <summary>Name, model, fx, fy, cx, cy, pixel_center, coefficients of a lens with the angle from the axis up to which it sees, and world_to_camera (3 x 4, row-major, metres).</summary>
    public static void Write(Utf8JsonWriter json, FrameCamera camera)
    {
        json.WriteStartObject("camera"u8);
        json.WriteString("name"u8, JsonEncodedText.Encode(camera.Name, JavaScriptEncoder.Default));
        json.WriteString("model"u8, camera.Lens?.Model switch { null => "pinhole"u8, LensModel.BrownConrady => "brown_conrady"u8, _ => "fisheye"u8 });
        foreach (var (name, value) in new[] { ("fx", camera.Fx), ("fy", camera.Fy), ("cx", camera.Cx), ("cy", camera.Cy), ("pixel_center", 0.5f) })
            json.WriteNumber(name, value);
        foreach (var (name, values) in new[] { ("k", camera.Lens?.K), ("p", camera.Lens?.P) })
        {
            if (values is null or [])
                continue;
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        if (camera.Lens is { } lens)
            json.WriteNumber("max_angle_deg"u8, lens.MaxAngleDeg);
        json.WriteStartArray("world_to_camera"u8);
        foreach (var value in camera.WorldToCamera)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
