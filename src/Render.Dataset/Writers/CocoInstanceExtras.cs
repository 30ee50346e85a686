using System.Text.Json;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// What an annotation says beyond boxes and masks, in COCO's files and in WebDataset's samples alike: keypoints as COCO has them; the user's <c>attributes</c>; and what COCO has no
/// key for, under keys that none of its consumers interprets: <c>amodal_bbox</c>, <c>amodal_area</c>, <c>amodal_segmentation</c> (run lengths of the
/// part inside the image), <c>visibility</c>, <c>truncation</c>, <c>occluders</c>; <c>pose</c> and <c>box_3d</c> in camera axes, metres.
/// </summary>
internal static class CocoInstanceExtras
{
    /// <param name="json">Within an annotation's object.</param>
    /// <param name="category">The instance's.</param>
    /// <param name="image">In which it is seen.</param>
    /// <param name="instance">An annotated one.</param>
    public static void Write(Utf8JsonWriter json, Category category, ImageOutput image, InstanceOutput instance)
    {
        if (category.Keypoints is not null && instance.Keypoints is { } keypoints)
            CocoKeypoints.Write(json, image, keypoints);
        if (instance.Attributes is { } attributes)
        {
            // The name under which CVAT and Datumaro keep what is said of an annotation; others pass it over.
            json.WriteStartObject("attributes"u8);
            foreach (var (name, value) in attributes)
                json.WriteString(CocoDocument.Ascii(name), CocoDocument.Ascii(value));
            json.WriteEndObject();
        }
        if (instance.Amodal is { Bbox: not null } amodal)
            Write(json, image, amodal);
        if (instance.Pose is not { } pose)
            return;
        json.WriteStartObject("pose"u8);
        json.WriteString("model"u8, CocoDocument.Ascii(pose.Model));
        Write(json, "rotation", pose.Rotation);
        Write(json, "translation", [pose.Translation.X, pose.Translation.Y, pose.Translation.Z]);
        Write(json, "scale", [pose.Scale.X, pose.Scale.Y, pose.Scale.Z]);
        json.WriteEndObject();
        json.WriteStartObject("box_3d"u8);
        Write(json, "center", [pose.BoxCenter.X, pose.BoxCenter.Y, pose.BoxCenter.Z]);
        Write(json, "size", [pose.BoxSize.X, pose.BoxSize.Y, pose.BoxSize.Z]);
        Write(json, "rotation", pose.Rotation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImageOutput image, AmodalOutput amodal)
    {
        json.WriteStartArray("amodal_bbox"u8);
        foreach (var value in amodal.Bbox!)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteNumber("amodal_area"u8, amodal.Area);
        if (amodal.Mask is { } mask)
        {
            json.WriteStartObject("amodal_segmentation"u8);
            json.WriteStartArray("size"u8);
            json.WriteNumberValue(image.Height);
            json.WriteNumberValue(image.Width);
            json.WriteEndArray();
            json.WriteString("counts"u8, mask);
            json.WriteEndObject();
        }
        json.WriteNumber("visibility"u8, amodal.Visibility!.Value);
        json.WriteNumber("truncation"u8, amodal.Truncation!.Value);
        json.WriteStartArray("occluders"u8);
        foreach (var occluder in amodal.Occluders)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, occluder.Number);
            json.WriteNumber("pixels"u8, occluder.Pixels);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
