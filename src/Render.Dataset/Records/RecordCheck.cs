using System.Numerics;
using Render.Core;
using Render.Core.Frames;

namespace Render.Dataset.Records;

/// <summary>What the types of a record do not say: lengths, ranges, and names that become parts of paths.</summary>
internal static class RecordCheck
{
    private const int MostInstances = ushort.MaxValue;
    private const int MostPixelsASide = 32768;

    public static void Check(FrameRecord record, string where)
    {
        new Checker(where).Check(record.Input);
        if (record.Output is { } output)
            Check(output, where);
    }

    public static void Check(FrameOutput output, string where)
    {
        var checker = new Checker(where);
        checker.Split(output.Split, "$.output.split");
        checker.Require(output.Frame >= 0, "$.output.frame", "must be at least 0");
        for (var i = 0; i < output.Images.Length; i++)
            checker.Check(output.Images[i], $"$.output.images[{i}]");
    }

    private sealed class Checker(string where)
    {
        public void Require(bool holds, string path, string rule)
        {
            if (!holds)
                throw new RenderException(Failure.InvalidInput, $"no valid frame record: {path} {rule}.", where);
        }

        /// <summary>It becomes a folder.</summary>
        public void Split(string split, string path) => Require(
            split.Length is > 0 and <= 64 && split.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'), path,
            "must be 1 to 64 letters, digits, _ or -");

        public void Check(Frame frame)
        {
            Require(frame.Index is >= 0 and < 1_000_000_000_000, "$.input.index", "must be from 0 to 999999999999");
            Split(frame.Split, "$.input.split");
            Side(frame.Image.Width, "$.input.image.width");
            Side(frame.Image.Height, "$.input.image.height");
            Require(frame.Image.Samples is 1 or 4 or 8 or 16, "$.input.image.samples", "must be 1, 4, 8 or 16");
            Finite([frame.Image.ExposureEv], "$.input.image.exposure_ev");
            Require(frame.Cameras.Length > 0, "$.input.cameras", "must name at least one camera");
            Require(frame.Instances.Length <= MostInstances, "$.input.instances", $"must be at most {MostInstances}");
            for (var i = 0; i < frame.Cameras.Length; i++)
                Check(frame.Cameras[i], $"$.input.cameras[{i}]");
            Check(frame.Environment);
            for (var i = 0; i < frame.Lights.Length; i++)
                Check(frame.Lights[i], $"$.input.lights[{i}]");
            for (var i = 0; i < frame.Instances.Length; i++)
                Check(frame.Instances[i], $"$.input.instances[{i}]");
            for (var i = 0; i < frame.Dropped.Length; i++)
                NotNull(frame.Dropped[i], $"$.input.dropped[{i}]");
            foreach (var (reference, hash) in frame.Assets)
                Hash(hash, $"$.input.assets['{reference}']");
        }

        private void Check(FrameCamera camera, string path)
        {
            NotNull(camera, path);
            Finite([camera.Fx, camera.Fy, camera.Cx, camera.Cy, camera.Near], path);
            Require(camera.Fx > 0 && camera.Fy > 0, path, "must have fx and fy above 0");
            Require(camera.Near > 0, $"{path}.near", "must be above 0");
            Matrix(camera.WorldToCamera, $"{path}.world_to_camera");
        }

        private void Check(FrameEnvironment environment)
        {
            NonNegative(environment.Color, "$.input.environment.color");
            NonNegative(environment.Background ?? Vector3.Zero, "$.input.environment.background");
            Finite([environment.RotationDeg, environment.Strength], "$.input.environment");
            Require(environment.Strength >= 0, "$.input.environment.strength", "must be at least 0");
        }

        private void Check(FrameLight light, string path)
        {
            NotNull(light, path);
            NonNegative(light.Intensity, $"{path}.intensity");
            Finite([light.Position.X, light.Position.Y, light.Position.Z], $"{path}.position");
            Finite([light.InnerConeDeg, light.OuterConeDeg, light.AngularDiameterDeg], path);
            if (light.Kind != LightKind.Point)
                Require(MathF.Abs(light.Direction.Length() - 1) < 1e-3f, $"{path}.direction", "must have unit length");
        }

        private void Check(FrameInstance instance, string path)
        {
            NotNull(instance, path);
            Require(instance.Model.Length > 0, $"{path}.model", "must name a model");
            Require(instance.Category is not "", $"{path}.category", "must not be empty; leave it out where the instance has no label");
            Matrix(instance.ObjectToWorld, $"{path}.object_to_world");
            for (var i = 0; i < instance.Materials.Length; i++)
                NotNull(instance.Materials[i], $"{path}.materials[{i}]");
        }

        public void Check(ImageOutput image, string path)
        {
            NotNull(image, path);
            Require(image.Id >= 1, $"{path}.id", "must be at least 1");
            Side(image.Width, $"{path}.width");
            Side(image.Height, $"{path}.height");
            foreach (var (file, hash) in image.Files)
            {
                Require(DatasetFiles.IsInside(file), $"{path}.files['{file}']", "must be a path below the dataset's folder");
                Hash(hash, $"{path}.files['{file}']");
            }
            Require(image.Files.ContainsKey(image.Image), $"{path}.image", "must be one of the files");
            for (var i = 0; i < image.Instances.Length; i++)
                Check(image.Instances[i], image, i, $"{path}.instances[{i}]");
        }

        private void Check(InstanceOutput instance, ImageOutput image, int index, string path)
        {
            NotNull(instance, path);
            Require(instance.Number == index + 1, $"{path}.number", $"must be {index + 1}");
            Require(instance.Area >= 0, $"{path}.area", "must be at least 0");
            if (instance.NotAnnotated is null)
                Require(instance.Category is not null && instance.Area > 0, path, "is annotated and so must have a category and visible pixels");
            if (instance.Area == 0)
                return;
            Require(instance.Bbox is { Length: 4 } b && b[0] >= 0 && b[1] >= 0 && b[2] >= 1 && b[3] >= 1
                && b[0] + b[2] <= image.Width && b[1] + b[3] <= image.Height, $"{path}.bbox", "must be a box inside the image");
            Require(instance.Visible is not null, $"{path}.visible", "is missing");
        }

        private void NotNull(object? value, string path) => Require(value is not null, path, "must not be null");

        private void Side(int pixels, string path) =>
            Require(pixels is >= 1 and <= MostPixelsASide, path, $"must be from 1 to {MostPixelsASide}");

        private void Matrix(float[] matrix, string path)
        {
            Require(matrix.Length == 12, path, "must be 12 numbers: 3 x 4, row-major");
            Finite(matrix, path);
        }

        private void NonNegative(Vector3 v, string path) =>
            Require(v.X is >= 0 and < float.PositiveInfinity && v.Y is >= 0 and < float.PositiveInfinity && v.Z is >= 0 and < float.PositiveInfinity,
                path, "must be three finite numbers, at least 0");

        private void Finite(ReadOnlySpan<float> values, string path)
        {
            foreach (var value in values)
                Require(float.IsFinite(value), path, "must be finite");
        }

        private void Hash(string hash, string path) =>
            Require(hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower), path, "must be a sha256 in lower-case hex");
    }
}
