using System.Numerics;
using Render.Core;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Encoders;
using Render.Dataset.Records;
using Render.Tests.Geometry;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>
/// A frame with every label, made of rays, that proves itself; and one fault of each kind between what is seen and what is written, each of which is caught and named.
/// </summary>
public sealed class SelfProofTests
{
    private const int Width = 96, Height = 72;

    private static readonly AssetLibrary Models =
        new(reference => Shapes.TryGet(reference)!, (_, _) => throw new NotSupportedException(), _ => throw new NotSupportedException());

    private static readonly RayCaster Caster = new(Models);

    private static readonly Category[] Categories =
    [
        new(1, "crate", "thing", new() { Names = [.. Enumerable.Range(0, 8).Select(i => $"p{i}"), "absent"], Skeleton = [] }),
        new(2, "ball", "thing"),
    ];

    private readonly DatasetOptions _options = TestImages.Options("unused") with
    {
        Categories = Categories,
        Labels = new() { Semantic = true, Panoptic = true, Amodal = new(), Pose = true, Keypoints = true, Depth = new(), Range = new(), Normals = true, Coordinates = true, Albedo = true, Coco = CocoForms.Rle },
        Models = Models,
        Caster = Caster,
        Rays = new(Caster),
    };

    private readonly LabelledImage _image = new();
    private readonly PngEncoder _encoder = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Dictionary<string, ushort[]> _words = [];
    private readonly RenderedFrame _rendered;
    private ImageOutput _output;

    public SelfProofTests()
    {
        _rendered = Render(Scene());
        var work = new ImageWork(_options, Categories.ToDictionary(category => category.Name));
        // It proves itself here already.
        _output = work.Process(_rendered, Keep);
        _image.Read(_rendered, Categories.ToDictionary(category => category.Name));
    }

    /// <summary>The scene is such that each fault can be planted.</summary>
    [Fact]
    public void The_frame_has_everything_that_can_go_wrong()
    {
        Prove();
        Assert.Equal([null, null, NotAnnotated.Unlabelled, NotAnnotated.BelowMinPixels, null], _output.Instances.Select(i => i.NotAnnotated));
        Assert.Equal([0, 1, 2], _output.Instances.SelectMany(i => i.Keypoints ?? []).Where(k => k.Name != "absent").Select(k => k.Visibility).Distinct().Order());
        Assert.Contains(_output.Instances[1].Amodal!.Occluders, o => o.Number == 1);
        Assert.InRange(_output.Instances[4].Amodal!.Truncation!.Value, 0.1, 0.9);
    }

    [Theory]
    [InlineData("a wrong pixel of the id image", "the id image holds 2 at pixel")]
    [InlineData("a wrong pixel of the category image", "the category image holds 2 at pixel")]
    [InlineData("a category image without a palette", "the category image does not decode")]
    [InlineData("a wrong segment", "the panoptic image holds 257 at pixel")]
    [InlineData("a segment of what is not annotated", "the panoptic image holds 4 at pixel")]
    [InlineData("a keypoint moved by a pixel", "'p0' of instance 1 is seen at")]
    [InlineData("a keypoint moved in space", "'p0' of instance 1 lies at")]
    [InlineData("a visible keypoint called hidden", "is called hidden, and nothing lies before it")]
    [InlineData("a hidden keypoint called visible", "is called visible, and instance")]
    [InlineData("a visible keypoint called outside", "is inside the image, its record says visibility 0")]
    [InlineData("a keypoint outside called hidden", "is not inside the image, its record says visibility 1")]
    [InlineData("a keypoint left out", "has other keypoints than its category")]
    [InlineData("a keypoint that the model does not have", "'absent' of instance 1 is described")]
    [InlineData("a 3D box shifted by a millimetre", "3D box of instance 1 lies 0.001 m from the model's")]
    [InlineData("a 3D box of another size", "3D box of instance 1 lies")]
    [InlineData("a pose turned by a quarter", "the pose of instance 1 takes")]
    [InlineData("a depth that is not the object's", "outside its 3D box")]
    [InlineData("a depth that is missing", "at depth 0 m")]
    [InlineData("overlapping masks", "which shows 2")]
    [InlineData("a visible pixel outside of the amodal mask", "its amodal mask does not cover")]
    [InlineData("a wrong area", "its record says 1")]
    [InlineData("a wrong box", "instance 1 lies in")]
    [InlineData("a wrong amodal area", "pixels of the canvas")]
    [InlineData("a wrong step of the depth image", "the depth image holds")]
    [InlineData("a step of depth where nothing is seen", "where 0 m are seen at 0.001 m a step")]
    [InlineData("a depth image in another unit", "m are seen at 0.001 m a step")]
    [InlineData("a file of depths with another number", ", expected ")]
    [InlineData("a file of depths that is cut off", "the depth image does not decode")]
    [InlineData("depths beyond the range that are not counted", "pixels beyond its range, its record says 0")]
    [InlineData("a wrong step of the range image", "the range image holds")]
    [InlineData("ranges that are depths", "m, where the depth and the pixel's ray give")]
    [InlineData("normals of half the length", "has a normal of length")]
    [InlineData("normals in the axes of OpenGL", "rad from that of instance")]
    [InlineData("normals of the other side", "rad from that of instance")]
    [InlineData("normals where nothing is seen", "shows instance 0 with the normal")]
    [InlineData("a file of normals with another number", "the image of normals holds")]
    [InlineData("coordinates whose axes change places", "pixels away")]
    [InlineData("coordinates of the far side", "that are seen")]
    [InlineData("coordinates from corner to corner of another box", "pixels away")]
    [InlineData("coordinates of what is not labelled", "which is not labelled, with the coordinates")]
    [InlineData("coordinates left out", "which is labelled, with the coordinates (0, 0, 0)")]
    [InlineData("a file of coordinates with another number", "the image of coordinates holds")]
    [InlineData("another base colour", "the image of base colours holds")]
    [InlineData("a base colour where nothing is seen", "the image of base colours holds 9 at pixel")]
    [InlineData("another category", "its record says the category 'ball'")]
    public void Each_kind_of_fault_is_caught_by_its_name(string fault, string message)
    {
        Plant(fault);
        var error = Assert.Throws<RenderException>(Prove);
        Assert.Equal(Failure.Refused, error.Failure);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_through_lenses()
    {
        foreach (var lens in new FrameLens[] { new() { Model = LensModel.BrownConrady, K = [-0.2, 0.05, 0.01], P = [0.002, -0.001] }, new() { Model = LensModel.KannalaBrandt, K = [0.03, -0.004, 0.001, -0.0002], MaxAngleDeg = 100 } })
        {
            var scene = Scene();
            var rendered = Render(scene with { Cameras = [scene.Cameras[0] with { Lens = lens }] }, amodal: false);
            var options = _options with { Labels = _options.Labels with { Amodal = null } };
            var work = new ImageWork(options, Categories.ToDictionary(category => category.Name));
            _output = work.Process(rendered, Keep);
            _image.Read(rendered, Categories.ToDictionary(category => category.Name));
            void Check() => new FrameProof(options).Check(_image, _output, Files());
            Check();
            foreach (var (fault, message) in new[] { ("ranges that are depths", "the range at pixel"), ("normals in the axes of OpenGL", "rad from"), ("coordinates whose axes change places", "pixels away") })
            {
                var (words, files, ranges) = (_words.ToDictionary(), _files.ToDictionary(), rendered.Range.ToArray());
                PlantWords(fault, rendered);
                Assert.Contains(message, Assert.Throws<RenderException>(Check).Message, StringComparison.Ordinal);
                ranges.CopyTo(rendered.Range, 0);
                foreach (var name in words.Keys)
                    (_words[name], _files[name]) = (words[name], files[name]);
            }
            Check();
            Change(1, i => i with { Keypoints = [.. i.Keypoints!.Select(k => k with { X = k.X + 0.01f })] });
            Assert.Contains("pixels from", Assert.Throws<RenderException>(Check).Message, StringComparison.Ordinal);
            Change(1, i => i with { Keypoints = [.. i.Keypoints!.Select(k => k with { X = k.X - 0.01f })] });
            Check();
            var at = _output.Instances.First(i => i.Keypoints?.Any(k => k.Visibility == 1) is true);
            Change(at.Number, i => i with { Keypoints = [.. i.Keypoints!.Select(k => k with { Visibility = k.Visibility == 1 ? 2 : k.Visibility })] });
            Assert.Contains("called visible", Assert.Throws<RenderException>(Check).Message, StringComparison.Ordinal);
        }
    }

    private void Prove() => new FrameProof(_options).Check(_image, _output, Files());

    private string Keep(string path, ReadOnlySpan<byte> bytes)
    {
        var name = path.StartsWith("masks/", StringComparison.Ordinal) ? path.Split('/')[1] : path.Split('/')[0];
        _files[name] = bytes.ToArray();
        if (name is "depth" or "range" or "normals" or "coordinates")
            _words[name] = [.. PngReader.Read(_files[name]).Samples.Chunk(2).Select(word => (ushort)(word[0] << 8 | word[1]))];
        return new string('0', 64);
    }

    private LabelFiles Files() => new()
    {
        Instance = _files["instance"],
        Semantic = _files["semantic"],
        Panoptic = _files["panoptic"],
        Depth = Words("depth"),
        Range = Words("range"),
        Normals = Words("normals"),
        Coordinates = Words("coordinates"),
        Albedo = _files["albedo"],
    };

    private WordImage Words(string name) => new() { File = _files[name], Values = _words[name] };

    /// <summary>Other numbers, and a file that holds them.</summary>
    private void SetWords(string name, Func<ushort, int, int> change)
    {
        _words[name] = [.. _words[name].Select((value, i) => (ushort)change(value, i))];
        _files[name] = (_words[name].Length == Width * Height ? _encoder.EncodeGray16(_words[name], Width, Height) : _encoder.EncodeRgb16(_words[name], Width, Height)).ToArray();
    }

    private void Plant(string fault)
    {
        var (first, ids) = (_output.Instances[0], _rendered.InstanceIds);
        var seen = Array.IndexOf(ids, (ushort)1);
        switch (fault)
        {
            case "a wrong pixel of the id image":
                _files["instance"] = _encoder.EncodeGray16([.. ids.Select((id, i) => (ushort)(i == seen + 1 ? 2 : id == 3 ? 0 : id))], Width, Height).ToArray();
                break;
            case "a wrong pixel of the category image":
                _files["semantic"] = _encoder.EncodeIndexed8([.. ids.Select((id, i) => (byte)(i == seen + 1 ? 2 : Category(id)))], Width, Height, new byte[9]).ToArray();
                break;
            case "another base colour":
                _files["albedo"] = _encoder.EncodeRgb8([.. _rendered.Albedo.Select((value, i) => (byte)(i == 3 * seen + 2 ? 8 : value))], Width, Height).ToArray();
                break;
            case "a base colour where nothing is seen":
                _rendered.Albedo[3 * Array.IndexOf(ids, (ushort)0)] = 9;
                _files["albedo"] = _encoder.EncodeRgb8(_rendered.Albedo, Width, Height).ToArray();
                break;
            case "a category image without a palette":
                _files["semantic"] = _encoder.EncodeGray8([.. ids.Select(id => (byte)Category(id))], Width, Height).ToArray();
                break;
            case "a wrong segment":
                _files["panoptic"] = _encoder.EncodeLabelRgb8([.. ids.SelectMany(id => new byte[] { (byte)Segment(id), (byte)(id == 1 ? 1 : 0), 0 })], Width, Height).ToArray();
                break;
            case "a segment of what is not annotated":
                _files["panoptic"] = _encoder.EncodeLabelRgb8([.. ids.SelectMany(id => new byte[] { (byte)(id == 4 ? 4 : Segment(id)), 0, 0 })], Width, Height).ToArray();
                break;
            case "overlapping masks":
                Change(1, i => i with { Visible = Overlapping() });
                break;
            case "a visible pixel outside of the amodal mask":
                SetAmodal(_rendered, 1, (x, y) => y * Width + x != seen && _rendered.Amodal[1][x, y]);
                break;
            case "a depth that is not the object's":
                _rendered.Depth[seen + 1] *= 2;
                break;
            case "a depth that is missing":
                _rendered.Depth[seen + 1] = 0;
                break;
            case "a wrong area":
                Change(1, i => i with { Area = 1 });
                break;
            case "a wrong box":
                Change(1, i => i with { Bbox = [first.Bbox![0], first.Bbox[1] + 1, .. first.Bbox[2..]] });
                break;
            case "a wrong amodal area":
                Change(2, i => i with { Amodal = i.Amodal! with { Area = i.Amodal.Area - 1 } });
                break;
            case "another category":
                Change(1, i => i with { Category = "ball" });
                break;
            case "a 3D box shifted by a millimetre":
                Change(1, i => i with { Pose = i.Pose! with { BoxCenter = i.Pose.BoxCenter + new Vector3(0, 0, -0.001f) } });
                break;
            case "a 3D box of another size":
                Change(1, i => i with { Pose = i.Pose! with { BoxSize = i.Pose.BoxSize * 1.01f } });
                break;
            case "a pose turned by a quarter":
                var r = first.Pose!.Rotation;
                Change(1, i => i with { Pose = i.Pose! with { Rotation = [-r[1], r[0], r[2], -r[4], r[3], r[5], -r[7], r[6], r[8]] } });
                break;
            default:
                if (!PlantWords(fault, _rendered))
                    PlantPoint(fault);
                break;
        }
    }

    private bool PlantWords(string fault, RenderedFrame rendered)
    {
        var (ids, words) = (rendered.InstanceIds, _words.ToDictionary());
        var (seen, nothing) = (Array.IndexOf(ids, (ushort)1), Array.IndexOf(ids, (ushort)0));
        // With its steps, so that it is a fault of the range alone.
        void Range(Func<int, float> metres)
        {
            for (var i = 0; i < ids.Length; i++)
                rendered.Range[i] = metres(i);
            SetWords("range", (_, i) => (int)Math.Round(rendered.Range[i] / 0.001));
        }
        void File(string name)
        {
            SetWords(name, (value, i) => i == 3 * seen ? value + 1 : value);
            _words[name] = words[name];
        }
        switch (fault)
        {
            case "a wrong step of the depth image":
                SetWords("depth", (value, i) => i == seen + 1 ? value + 1 : value);
                break;
            case "a step of depth where nothing is seen":
                SetWords("depth", (value, i) => i == nothing ? 1 : value);
                break;
            case "a depth image in another unit":
                SetWords("depth", (value, _) => value / 10);
                break;
            case "a file of depths with another number":
                SetWords("depth", (value, i) => i == seen ? value + 1 : value);
                _words["depth"] = words["depth"];
                break;
            case "a file of depths that is cut off":
                _files["depth"] = _files["depth"][..^20];
                break;
            case "depths beyond the range that are not counted":
                rendered.Depth[nothing] = 70;
                SetWords("depth", (value, i) => i == nothing ? 65535 : value);
                break;
            case "a wrong step of the range image":
                SetWords("range", (value, i) => i == seen + 1 ? value - 1 : value);
                break;
            case "ranges that are depths":
                Range(i => rendered.Depth[i]);
                break;
            case "normals of half the length":
                SetWords("normals", (value, _) => value == 0 ? 0 : 32768 + (value - 32768) / 2);
                break;
            case "normals in the axes of OpenGL":
                SetWords("normals", (value, i) => value == 0 || i % 3 == 0 ? value : 65536 - value);
                break;
            case "normals of the other side":
                SetWords("normals", (value, _) => value == 0 ? 0 : 65536 - value);
                break;
            case "normals where nothing is seen":
                SetWords("normals", (value, i) => ids[i / 3] == 0 ? i % 3 == 2 ? 1 : 32768 : value);
                break;
            case "a file of normals with another number":
                File("normals");
                break;
            case "coordinates whose axes change places":
                SetWords("coordinates", (_, i) => words["coordinates"][(i % 3) switch { 0 => i + 1, 1 => i - 1, _ => i }]);
                break;
            case "coordinates of the far side":
                // The same rays, a fifth farther away.
                SetCoordinates(rendered, 1.2);
                break;
            case "coordinates from corner to corner of another box":
                SetWords("coordinates", (value, _) => value == 0 ? 0 : 1 + (value - 1) * 9 / 10);
                break;
            case "coordinates of what is not labelled":
                SetWords("coordinates", (value, i) => ids[i / 3] == 3 ? 1000 : value);
                break;
            case "coordinates left out":
                SetWords("coordinates", (value, i) => ids[i / 3] == 2 ? 0 : value);
                break;
            case "a file of coordinates with another number":
                File("coordinates");
                break;
            default:
                return false;
        }
        return true;
    }

    /// <summary>Of points on the pixels' rays, so many times as far as what is seen, where the model's box goes as far.</summary>
    private void SetCoordinates(RenderedFrame rendered, double times)
    {
        var view = Caster.View(rendered.Frame);
        SetWords("coordinates", (value, i) =>
        {
            var (pixel, id) = (i / 3, rendered.InstanceIds[i / 3]);
            if (value == 0)
                return 0;
            var point = ToModel(rendered.Frame, id).Point(view.Ray(pixel % Width + 0.5, pixel / Width + 0.5)!.Value * (rendered.Depth[pixel] * times));
            var bounds = Models.Model(rendered.Frame.Instances[id - 1].Model).Mesh.Bounds;
            var (min, size) = (bounds.Min[i % 3], bounds.Size[i % 3]);
            var at = i % 3 == 0 ? point.X : i % 3 == 1 ? point.Y : point.Z;
            return 1 + (int)Math.Round(65534 * Math.Clamp((at - min) / size, 0, 1));
        });
    }

    private static Affine ToModel(Frame frame, int number) =>
        Affine.Of(frame.Cameras[0].WorldToCamera).After(Affine.Of(frame.Instances[number - 1].ObjectToWorld)).Inverse();

    private void PlantPoint(string fault)
    {
        switch (fault)
        {
            case "a keypoint moved by a pixel":
                ChangePoint(1, k => k.Name == "p0", k => k with { X = k.X + 1 });
                break;
            case "a keypoint moved in space":
                ChangePoint(1, k => k.Name == "p0", k => k with { Position = k.Position + new Vector3(0.001f, 0, 0) });
                break;
            case "a visible keypoint called hidden":
                ChangePoint(1, k => k.Visibility == 2, k => k with { Visibility = 1 });
                break;
            case "a hidden keypoint called visible":
                ChangePoint(1, k => k.Visibility == 1, k => k with { Visibility = 2 });
                break;
            case "a visible keypoint called outside":
                ChangePoint(1, k => k.Visibility == 2, k => k with { Visibility = 0 });
                break;
            case "a keypoint outside called hidden":
                ChangePoint(5, k => k is { Visibility: 0, X: not null }, k => k with { Visibility = 1 });
                break;
            case "a keypoint left out":
                Change(1, i => i with { Keypoints = i.Keypoints![1..] });
                break;
            case "a keypoint that the model does not have":
                ChangePoint(1, k => k.Name == "absent", k => k with { X = 1, Y = 1, Visibility = 1 });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault");
        }
    }

    private void Change(int number, Func<InstanceOutput, InstanceOutput> change) =>
        _output = _output with { Instances = [.. _output.Instances.Select(i => i.Number == number ? change(i) : i)] };

    /// <summary>Changes the first such point.</summary>
    private void ChangePoint(int number, Predicate<KeypointOutput> which, Func<KeypointOutput, KeypointOutput> change) => Change(number, i =>
    {
        var points = i.Keypoints!.ToArray();
        var at = Array.FindIndex(points, which);
        points[at] = change(points[at]);
        return i with { Keypoints = points };
    });

    /// <summary>The mask of number 1 with a pixel of number 2 for its own last one.</summary>
    private string Overlapping()
    {
        var columns = Enumerable.Range(0, Width * Height).Select(at => _rendered.InstanceIds[at % Height * Width + at / Height]).ToArray();
        var mask = columns.Select(id => id == 1).ToArray();
        (mask[Array.LastIndexOf(columns, (ushort)1)], mask[Array.IndexOf(columns, (ushort)2)]) = (false, true);
        var counts = new List<uint> { 0 };
        for (var at = 0; at < mask.Length; at++)
        {
            if (mask[at] != (counts.Count % 2 == 0))
                counts.Add(0);
            counts[^1]++;
        }
        return RunLength.Encode(counts.ToArray());
    }

    private static int Category(int id) => id is 0 or 3 ? 0 : id == 2 ? 2 : 1;

    private static int Segment(int id) => id is 3 or 4 ? 0 : id;

    /// <summary>1: a crate; 2: a mirrored ball behind it; 3: without a category; 4: a crate of a few pixels; 5: a crate half outside. The camera is not at the world's origin.</summary>
    private static Frame Scene()
    {
        FrameKeypoint[] corners = [.. Enumerable.Range(0, 8).Select(i => new FrameKeypoint { Name = $"p{i}", Position = new((i & 1) - 0.5f, (i >> 1 & 1) - 0.5f, (i >> 2 & 1) - 0.5f) })];
        var turn = Matrix4x4.CreateFromYawPitchRoll(0.5f, 0.4f, 0.3f);
        FrameInstance Thing(string model, string? category, float x, float y, float z, float size, float mirror = 1) => new()
        {
            Name = $"{model}",
            Model = model,
            Category = category,
            Supercategory = category is null ? null : "thing",
            ObjectToWorld = [turn.M11 * size, turn.M12 * size, turn.M13 * size * mirror, x + 5, turn.M21 * size, turn.M22 * size, turn.M23 * size * mirror, y - 3, turn.M31 * size, turn.M32 * size, turn.M33 * size * mirror, z + 1],
            Keypoints = category == "crate" ? corners : null,
        };
        return RayScene.Frame([1, 0, 0, -5, 0, 1, 0, 3, 0, 0, 1, -1]) with
        {
            Image = new(Width, Height),
            Cameras = [new() { Fx = 80, Fy = 82, Cx = Width / 2f, Cy = Height / 2f, WorldToCamera = [1, 0, 0, -5, 0, 1, 0, 3, 0, 0, 1, -1], Near = 0.1f }],
            Instances =
            [
                Thing("shape:box", "crate", 0, 0, 3, 0.8f), Thing("shape:sphere", "ball", 0.4f, 0.2f, 4, 1, -1), Thing("shape:cylinder", null, -0.9f, -0.5f, 3, 0.5f),
                Thing("shape:box", "crate", -0.9f, 0.7f, 3, 0.06f), Thing("shape:box", "crate", 1.8f, -0.3f, 3, 0.7f),
            ],
        };
    }

    private static RenderedFrame Render(Frame frame, bool amodal = true)
    {
        var rendered = new RenderedFrame();
        rendered.Reset(frame, new(0), Aov.Color | Aov.InstanceId | Aov.Range | Aov.Normals | Aov.Coordinates | Aov.Albedo | (amodal ? Aov.Amodal : 0));
        var view = Caster.View(frame);
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            var hit = view.Cast(pixel % Width + 0.5, pixel / Width + 0.5);
            (rendered.InstanceIds[pixel], rendered.Depth[pixel]) = ((ushort)hit.Instance, (float)hit.Depth);
            SetSurface(rendered, view, pixel, hit);
            if (hit.Instance > 0)
                (rendered.Albedo[3 * pixel], rendered.Albedo[3 * pixel + 1], rendered.Albedo[3 * pixel + 2]) = ((byte)(40 * hit.Instance), (byte)pixel, 7);
        }
        for (var number = 1; amodal && number <= frame.Instances.Length; number++)
        {
            var alone = Caster.View(frame with { Instances = [frame.Instances[number - 1]] });
            SetAmodal(rendered, number, (x, y) => alone.Cast(x + 0.5, y + 0.5).Instance > 0);
        }
        return rendered;
    }

    private static void SetSurface(RenderedFrame rendered, RayView view, int pixel, RayHit hit)
    {
        var (x, y) = (pixel % Width + 0.5, pixel / Width + 0.5);
        if (hit.Instance == 0)
        {
            rendered.Range[pixel] = 0;
            return;
        }
        // A pinhole's ray has the depth 1, a lens's the length 1.
        var point = view.Ray(x, y)!.Value * view.Reach(x, y);
        rendered.Range[pixel] = (float)point.Length;
        var surface = new RaySurface(hit.Instance, hit.Triangle, 0, 0, 0, 0, 0, true);
        var (normal, own) = (view.Normal(surface, x, y)!.Value, ToModel(rendered.Frame, hit.Instance).Point(point));
        for (var axis = 0; axis < 3; axis++)
        {
            rendered.Normals[3 * pixel + axis] = (float)(axis == 0 ? normal.X : axis == 1 ? normal.Y : normal.Z);
            rendered.Coordinates[3 * pixel + axis] = (float)(axis == 0 ? own.X : axis == 1 ? own.Y : own.Z);
        }
    }

    private static void SetAmodal(RenderedFrame rendered, int number, Func<int, int, bool> covers)
    {
        const int Stride = 3 * Width / 32;
        var words = new uint[Stride * 3 * Height];
        for (var y = 0; y < 3 * Height; y++)
            for (var x = 0; x < 3 * Width; x++)
                if (covers(x - Width, y - Height))
                    words[y * Stride + x / 32] |= 1u << x % 32;
        rendered.Amodal.Set(number, -Width, -Height, Stride, words);
    }
}
