using System.Text.Json;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// COCO's keys for keypoints (cocodataset.org/#format-data, keypoint detection): <c>keypoints</c> and <c>num_keypoints</c> of annotations, <c>keypoints</c> and <c>skeleton</c>
/// of categories, and <c>sigmas</c> beside them, in which COCO's own are constants of its evaluation.
/// </summary>
internal static class CocoKeypoints
{
    /// <summary>
    /// Pixel centres are whole numbers here, as in the reference's annotations: half a pixel less than the record, and within the outermost centres.
    /// </summary>
    public static void Write(Utf8JsonWriter json, ImageOutput image, KeypointOutput[] keypoints)
    {
        json.WriteStartArray("keypoints"u8);
        foreach (var keypoint in keypoints)
        {
            var isLabelled = keypoint.Visibility > 0;
            json.WriteNumberValue(isLabelled ? Math.Clamp(keypoint.X!.Value - 0.5, 0, image.Width - 1) : 0);
            json.WriteNumberValue(isLabelled ? Math.Clamp(keypoint.Y!.Value - 0.5, 0, image.Height - 1) : 0);
            json.WriteNumberValue(keypoint.Visibility);
        }
        json.WriteEndArray();
        json.WriteNumber("num_keypoints"u8, keypoints.Count(keypoint => keypoint.Visibility > 0));
    }

    /// <summary>Of a category.</summary>
    public static void WriteNames(Utf8JsonWriter json, KeypointSet keypoints)
    {
        json.WriteStartArray("keypoints"u8);
        foreach (var name in keypoints.Names)
            json.WriteStringValue(CocoDocument.Ascii(name));
        json.WriteEndArray();
        json.WriteStartArray("skeleton"u8);
        foreach (var bone in keypoints.Skeleton)
        {
            json.WriteStartArray();
            foreach (var end in bone)
                json.WriteNumberValue(end);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        if (keypoints.Sigmas is not { } sigmas)
            return;
        json.WriteStartArray("sigmas"u8);
        foreach (var sigma in sigmas)
            json.WriteNumberValue(sigma);
        json.WriteEndArray();
    }
}
