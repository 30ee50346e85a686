using System.Numerics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Textures;
using Render.Dataset.Coco;

namespace Render.Dataset.Records;

/// <summary>What the types of a record do not say: lengths, ranges, and names that become parts of paths.</summary>
internal static class RecordCheck
{
    private const int MostInstances = ushort.MaxValue;
    private const int MostVariants = 100;
    private const int MostPixelsASide = 32768;

    public static void Check(FrameRecord record, string where)
    {
        var checker = new Checker(where);
        checker.Check(record.Input);
        foreach (var variant in record.Input.Variants)
            checker.CheckVariant(variant, record.Input);
        if (record.Output is { } output)
            Check(output, where);
    }

    public static void Check(FrameOutput output, string where)
    {
        var checker = new Checker(where);
        checker.Split(output.Split, "$.output.split");
        checker.Require(output.Frame >= 0, "$.output.frame", "must be at least 0");
        for (var i = 0; i < output.Images.Length; i++)
            checker.Check(output.Images[i], output.Split, $"$.output.images[{i}]");
    }

    /// <summary>Whether a record belongs where it lies in a dataset: else two frames could claim one id, or one file.</summary>
    /// <param name="output">Checked by itself already.</param>
    /// <param name="index">The input's.</param>
    /// <param name="split">The input's.</param>
    /// <param name="frame">The number in the name of the record's file.</param>
    /// <param name="grid">The dataset's.</param>
    /// <param name="where">The record's file.</param>
    public static void CheckPlace(FrameOutput output, long index, string split, long frame, ImageGrid grid, string where)
    {
        var checker = new Checker(where);
        checker.Require(index == frame, "$.input.index", $"is {index} in the record of frame {frame}");
        checker.Require(output.Frame == frame, "$.output.frame", $"is {output.Frame} in the record of frame {frame}");
        checker.Require(output.Split == split, "$.output.split", $"is '{output.Split}', and the input's is '{split}'");
        checker.Require(output.Images.Length == grid.ImagesPerFrame, "$.output.images", $"must be {grid.ImagesPerFrame}, as dataset.json says");
        foreach (var (image, (i, key)) in output.Images.Zip(grid.Keys(frame).Index()))
        {
            var path = $"$.output.images[{i}]";
            checker.Require(new ImageKey(frame, image.Variant, image.Step, image.Camera) == key, path, $"must be {key}");
            checker.Require(image.Id == grid.ImageId(key), $"{path}.id", $"must be {grid.ImageId(key)}");
            checker.Require(image.FileStem == grid.FileStem(key), $"{path}.file_stem", $"must be '{grid.FileStem(key)}'");
            checker.Require(Path.GetFileNameWithoutExtension(image.Image) == image.FileStem, $"{path}.image", "must be named by the file stem");
        }
    }

    private sealed class Checker(string where)
    {
        public void Require(bool holds, string path, string rule)
        {
            if (!holds)
                throw new RenderException(Failure.InvalidInput, $"no valid frame record: {path} {rule}.", where);
        }

        /// <summary>It becomes a folder.</summary>
        public void Split(string split, string path) =>
            Require(SplitName.IsValid(split), path, $"must be the name of a split, which {SplitName.Rule}");

        /// <summary>A variant is the same frame, seen by as many cameras.</summary>
        public void CheckVariant(Frame variant, Frame of)
        {
            NotNull(variant, "$.input.variants");
            Check(variant);
            Require(variant.Variants.Length == 0, "$.input.variants", "must have no variants of their own");
            Require((variant.Index, variant.DrawnIndex, variant.Seed, variant.Split, variant.Cameras.Length) == (of.Index, of.DrawnIndex, of.Seed, of.Split, of.Cameras.Length), "$.input.variants",
                "must have the frame's index, seed, split and number of cameras");
        }

        public void Check(Frame frame)
        {
            Require(frame.Index is >= 0 and < 1_000_000_000_000, "$.input.index", "must be from 0 to 999999999999");
            Require(frame.DrawnIndex is null or (>= 0 and < 1_000_000_000_000), "$.input.drawn_index", "must be from 0 to 999999999999");
            Split(frame.Split, "$.input.split");
            Side(frame.Image.Width, "$.input.image.width");
            Side(frame.Image.Height, "$.input.image.height");
            Require(frame.Image.Samples is 1 or 4 or 8 or 16, "$.input.image.samples", "must be 1, 4, 8 or 16");
            Finite([frame.Image.ExposureEv], "$.input.image.exposure_ev");
            if (frame.Sensor is { } sensor)
                SensorCheck.Check(sensor, (holds, path, rule) => Require(holds, path, rule));
            Require(frame.Cameras.Length > 0, "$.input.cameras", "must name at least one camera");
            Require(frame.Instances.Length <= MostInstances, "$.input.instances", $"must be at most {MostInstances}");
            for (var i = 0; i < frame.Cameras.Length; i++)
                Check(frame.Cameras[i], $"$.input.cameras[{i}]");
            Check(frame.Environment);
            if (frame.Fog is { } fog)
                Check(fog);
            for (var i = 0; i < frame.Lights.Length; i++)
                Check(frame.Lights[i], $"$.input.lights[{i}]");
            for (var i = 0; i < frame.Instances.Length; i++)
                Check(frame.Instances[i], $"$.input.instances[{i}]");
            for (var i = 0; i < frame.Dropped.Length; i++)
            {
                NotNull(frame.Dropped[i], $"$.input.dropped[{i}]");
                Check(frame.Dropped[i].Stratum, $"$.input.dropped[{i}].stratum");
            }
            Tags(frame.Tags, "$.input.tags");
            Require(frame.Variants.Length < MostVariants, "$.input.variants", $"must be fewer than {MostVariants}");
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
            if (camera.Lens is { } lens)
                Check(lens, $"{path}.lens");
        }

        private void Check(FrameLens lens, string path)
        {
            var (radial, tangential) = lens.Model == LensModel.KannalaBrandt ? (4, 0) : (6, 2);
            Require(lens.K.Length <= radial && Array.TrueForAll(lens.K, double.IsFinite), $"{path}.k", $"must be at most {radial} finite numbers");
            Require((lens.P.Length == 0 || lens.P.Length == tangential) && Array.TrueForAll(lens.P, double.IsFinite), $"{path}.p",
                tangential == 0 ? "must be left out" : "must be two finite numbers, or left out");
            Require(lens.MaxAngleDeg is > 0 and < 180, $"{path}.max_angle_deg", "must be above 0 and below 180");
        }

        private void Check(FrameEnvironment environment)
        {
            NonNegative(environment.Color, "$.input.environment.color");
            NonNegative(environment.Background ?? Vector3.Zero, "$.input.environment.background");
            Require(Enum.IsDefined(environment.BackgroundFit), "$.input.environment.background_fit", "is unknown");
            if (environment.BackgroundImage is { } image && ProceduralReference.Is(image))
                ProceduralReference.Check(image, where);
            if (environment.Sky is { } sky)
            {
                const string path = "$.input.environment.sky";
                Finite([sky.SunAzimuthDeg], path);
                Require(environment.Map is null, path, "must not stand beside a map");
                Require(sky.SunElevationDeg is >= -90 and <= 90, $"{path}.sun_elevation_deg", "must be from -90 to 90");
                Require(sky.Turbidity is >= 2 and <= 10, $"{path}.turbidity", "must be from 2 to 10");
                Require(sky.GroundAlbedo is >= 0 and <= 1, $"{path}.ground_albedo", "must be from 0 to 1");
            }
            Finite([environment.RotationDeg, environment.Strength], "$.input.environment");
            Require(environment.Strength >= 0, "$.input.environment.strength", "must be at least 0");
        }

        private void Check(FrameFog fog)
        {
            Finite([fog.Density, fog.Falloff, fog.BaseHeight], "$.input.fog");
            Require(fog.Density >= 0, "$.input.fog.density", "must be at least 0");
            Require(fog.Falloff >= 0, "$.input.fog.falloff", "must be at least 0");
            NonNegative(fog.Color ?? Vector3.Zero, "$.input.fog.color");
        }

        private void Check(FrameLight light, string path)
        {
            NotNull(light, path);
            NonNegative(light.Intensity, $"{path}.intensity");
            Finite([light.Position.X, light.Position.Y, light.Position.Z], $"{path}.position");
            Finite([light.InnerConeDeg, light.OuterConeDeg, light.AngularDiameterDeg, light.Radius], path);
            Require(light.Radius >= 0, $"{path}.radius", "must be at least 0");
            if (light.Kind != LightKind.Point)
                Require(MathF.Abs(light.Direction.Length() - 1) < 1e-3f, $"{path}.direction", "must have unit length");
            if (light.Kind != LightKind.Area)
                return;
            Require(light.Size.X is > 0 and < float.PositiveInfinity && light.Size.Y is > 0 and < float.PositiveInfinity, $"{path}.size", "must be two numbers above 0");
            Require(MathF.Abs(light.Side.Length() - 1) < 1e-3f && MathF.Abs(Vector3.Dot(light.Side, light.Direction)) < 1e-3f,
                $"{path}.side", "must have unit length and be at right angles to the direction");
        }

        private void Check(FrameInstance instance, string path)
        {
            NotNull(instance, path);
            Require(instance.Model.Length > 0, $"{path}.model", "must name a model");
            Require(instance.Category is not "", $"{path}.category", "must not be empty; leave it out where the instance has no label");
            Matrix(instance.ObjectToWorld, $"{path}.object_to_world");
            Check(instance.Stratum, $"{path}.stratum");
            Check(instance.Keypoints ?? [], $"{path}.keypoints");
            for (var i = 0; i < instance.Materials.Length; i++)
            {
                NotNull(instance.Materials[i], $"{path}.materials[{i}]");
                new MaterialCheck(Require).Check(instance.Materials[i], $"{path}.materials[{i}]");
            }
        }

        private void Check(FrameKeypoint[] points, string path)
        {
            foreach (var point in points)
            {
                NotNull(point, path);
                Require(point.Name.Length > 0 && points.Count(other => other?.Name == point.Name) == 1, path, "must be named, each with a name of its own");
                Finite([point.Position.X, point.Position.Y, point.Position.Z, point.Depth], $"{path}['{point.Name}']");
                Require(point.Depth >= 0, $"{path}['{point.Name}'].depth", "must be at least 0");
                Require(point.Tolerance is >= 0 and <= 1, $"{path}['{point.Name}'].tolerance", "must be from 0 to 1");
            }
        }

        private void Check(FrameStratum? stratum, string path)
        {
            Require(stratum?.SizePx is null or (>= 0 and < double.PositiveInfinity), $"{path}.size_px", "must be a finite number, at least 0");
            Require(stratum?.AmodalPixels is null or >= 0, $"{path}.amodal_pixels", "must be at least 0");
            Require(stratum?.Visible is null or (>= 0 and <= 1), $"{path}.visible", "must be from 0 to 1");
        }

        public void Check(ImageOutput image, string split, string path)
        {
            NotNull(image, path);
            Require(image.Id >= 1, $"{path}.id", "must be at least 1");
            if (image.SeenBy is { } camera)
                Check(camera, $"{path}.seen_by");
            Side(image.Width, $"{path}.width");
            Side(image.Height, $"{path}.height");
            Tags(image.Tags, $"{path}.tags");
            foreach (var (file, hash) in image.Files)
            {
                Require(DatasetFiles.IsInside(file), $"{path}.files['{file}']", "must be a path below the dataset's folder");
                Hash(hash, $"{path}.files['{file}']");
            }
            Require(image.HasColor || !image.Files.Keys.Any(file => file.StartsWith("images/", StringComparison.Ordinal)), $"{path}.image", "must be one of the files");
            Require(DatasetFiles.IsInside(image.Image), $"{path}.image", "must be a path below the dataset's folder");
            Require(image.Image.StartsWith($"images/{split}/", StringComparison.Ordinal), $"{path}.image", $"must lie below images/{split}/");
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
            LabelCheck.Check(instance, image, path, (holds, place, rule) => Require(holds, place, rule));
            if (instance.Area == 0)
                return;
            Require(instance.Bbox is { Length: 4 } b && b[0] >= 0 && b[1] >= 0 && b[2] >= 1 && b[3] >= 1
                && b[0] + b[2] <= image.Width && b[1] + b[3] <= image.Height, $"{path}.bbox", "must be a box inside the image");
            Require(instance.Visible is not null, $"{path}.visible", "is missing");
            CheckMask(instance, image, $"{path}.visible");
        }

        private void CheckMask(InstanceOutput instance, ImageOutput image, string path)
        {
            uint[] counts;
            try
            {
                counts = RunLength.Decode(instance.Visible!, (long)image.Width * image.Height);
            }
            catch (InvalidDataException e)
            {
                throw new RenderException(Failure.InvalidInput, $"no valid frame record: {path}: {e.Message}.", where, inner: e);
            }
            var (area, box) = RunLength.Measure(counts, image.Height);
            Require(area == instance.Area, path, $"covers {area} pixels, and the area is {instance.Area}");
            Require(box == instance.Box, path, $"lies in {box}, and the bbox is {instance.Box}");
        }

        /// <summary>Their names become keys and names of columns.</summary>
        private void Tags(SortedDictionary<string, Tag>? tags, string path)
        {
            foreach (var (name, tag) in tags ?? [])
            {
                Require(name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'), $"{path}['{name}']", "must be called by letters, digits and _");
                Require(tag.Number is not { } number || double.IsFinite(number), $"{path}['{name}']", "must be finite");
            }
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
