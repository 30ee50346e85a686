using System.Numerics;
using Render.Dataset.Coco;

namespace Render.Dataset.Records;

/// <summary>What the types do not say of the labels of an instance that not every scene asks for.</summary>
internal static class LabelCheck
{
    /// <param name="instance">Its category and its visible area are known to be possible.</param>
    /// <param name="image">Where it is seen.</param>
    /// <param name="path">Of the instance.</param>
    /// <param name="require">Takes whether a rule holds, where, and the rule.</param>
    public static void Check(InstanceOutput instance, ImageOutput image, string path, Action<bool, string, string> require)
    {
        if (instance.Amodal is { } amodal)
            Check(amodal, instance, image, $"{path}.amodal", require);
        if (instance.Pose is { } pose)
            Check(pose, $"{path}.pose", require);
        for (var i = 0; i < (instance.Keypoints?.Length ?? 0); i++)
            Check(instance.Keypoints![i], image, $"{path}.keypoints[{i}]", require);
    }

    private static void Check(AmodalOutput amodal, InstanceOutput instance, ImageOutput image, string path, Action<bool, string, string> require)
    {
        require(amodal.Area >= amodal.Inside && amodal.Inside >= instance.Area, path, "must have area >= inside >= the visible area");
        require(amodal.Area > 0 == amodal.Bbox is not null, $"{path}.bbox", "must be there where there are pixels, and only there");
        require(amodal.Area > 0 == amodal.Visibility is not null && amodal.Area > 0 == amodal.Truncation is not null, path,
            "must have visibility and truncation where there are pixels, and only there");
        if (amodal.Area > 0)
        {
            require(amodal.Bbox is { Length: 4 } b && b[0] >= -image.Width && b[1] >= -image.Height && b[2] >= 1 && b[3] >= 1
                && (long)b[0] + b[2] <= 2L * image.Width && (long)b[1] + b[3] <= 2L * image.Height, $"{path}.bbox", "must be a box on the canvas");
            require(amodal.Visibility == (double)instance.Area / amodal.Area, $"{path}.visibility", "must be the visible area over the amodal one");
            require(amodal.Truncation == (double)(amodal.Area - amodal.Inside) / amodal.Area, $"{path}.truncation", "must be the area outside the image over the amodal one");
        }
        var (hidden, before) = (0L, 0);
        foreach (var occluder in amodal.Occluders)
        {
            require(occluder is not null && occluder.Number > before && occluder.Number <= image.Instances.Length && occluder.Number != instance.Number
                && occluder.Pixels >= 1, $"{path}.occluders", "must be other instances of the image, ascending, with at least 1 pixel each");
            (hidden, before) = (hidden + occluder!.Pixels, occluder.Number);
        }
        require(instance.Area + hidden == amodal.Inside, $"{path}.occluders", "must hide all that is inside the image and not visible");
        if (amodal.Mask is { } mask)
            CheckMask(mask, amodal, image, $"{path}.mask", require);
    }

    private static void CheckMask(string mask, AmodalOutput amodal, ImageOutput image, string path, Action<bool, string, string> require)
    {
        var fault = "";
        try
        {
            var (area, _) = RunLength.Measure(RunLength.Decode(mask, (long)image.Width * image.Height), image.Height);
            require(area == amodal.Inside && area > 0, path, $"covers {area} pixels, and {amodal.Inside} are inside");
        }
        catch (InvalidDataException e)
        {
            fault = e.Message;
        }
        require(fault.Length == 0, path, $"is no mask: {fault}");
    }

    private static void Check(PoseOutput pose, string path, Action<bool, string, string> require)
    {
        require(pose.Model.Length > 0, $"{path}.model", "must name the model");
        require(pose.Rotation.Length == 9 && IsRotation(pose.Rotation), $"{path}.rotation", "must be a rotation: 3 x 3, row-major, orthonormal within 1e-4, determinant +1");
        require(IsFinite(pose.Translation), $"{path}.translation", "must be finite");
        require(IsFinite(pose.Scale) && pose.Scale.X != 0 && pose.Scale.Y != 0 && pose.Scale.Z != 0, $"{path}.scale", "must be finite and not 0");
        require(IsFinite(pose.BoxCenter), $"{path}.box_center", "must be finite");
        require(IsFinite(pose.BoxSize) && pose.BoxSize is { X: >= 0, Y: >= 0, Z: >= 0 }, $"{path}.box_size", "must be finite and at least 0");
    }

    private static void Check(KeypointOutput keypoint, ImageOutput image, string path, Action<bool, string, string> require)
    {
        require(keypoint is { Name.Length: > 0 }, $"{path}.name", "must name the point");
        require(keypoint.Visibility is 0 or 1 or 2, $"{path}.visibility", "must be 0, 1 or 2");
        require(keypoint.X is null == keypoint.Y is null, path, "must have x and y, or neither");
        require(keypoint.Visibility == 0 || (keypoint.X >= 0 && keypoint.X < image.Width && keypoint.Y >= 0 && keypoint.Y < image.Height && keypoint.Position is not null), path,
            "is labelled and so must have a position, and x and y inside the image");
        require(keypoint.Position is not { } p || IsFinite(p), $"{path}.position", "must be finite");
    }

    private static bool IsFinite(Vector3 v) => float.IsFinite(v.X) && float.IsFinite(v.Y) && float.IsFinite(v.Z);

    private static bool IsRotation(float[] r)
    {
        var (x, y, z) = (new Vector3(r[0], r[3], r[6]), new Vector3(r[1], r[4], r[7]), new Vector3(r[2], r[5], r[8]));
        static bool Near(float value, float wanted) => Math.Abs(value - wanted) <= 1e-4f;
        return Near(Vector3.Dot(x, x), 1) && Near(Vector3.Dot(y, y), 1) && Near(Vector3.Dot(z, z), 1)
            && Near(Vector3.Dot(x, y), 0) && Near(Vector3.Dot(y, z), 0) && Near(Vector3.Dot(Vector3.Cross(x, y), z), 1);
    }
}
