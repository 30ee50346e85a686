using System.Numerics;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Coco;
using Render.Dataset.Records;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Visibility;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Labels;

/// <summary>
/// Scenes whose labels are known in closed form: rectangles in pixels at known depths. A pixel belongs to a rectangle where its centre lies in it, left and
/// top edges included, so counts are exact.
/// </summary>
public sealed class KnownAnswerTests(DeviceFixture fixture)
{
    private const int Width = 64, Height = 48;

    [Fact]
    public void Half_hidden_half_outside_and_beyond_the_canvas()
    {
        var scene = new Rectangles();
        scene.Add(10, 10, 30, 20, 2);       // 1: 20 x 10, its right half hidden by 2
        scene.Add(20, 5, 40, 40, 1);        // 2: in front
        scene.Add(-10, 30, 10, 40, 2);      // 3: half of it left of the image
        scene.Add(-500, 44, 500, 46, 3);    // 4: wider than the canvas
        scene.Add(100, 10, 110, 20, 2);     // 5: on the canvas, outside the image
        scene.Add(500, 10, 510, 20, 2);     // 6: beyond the canvas
        var labels = Label(scene);
        Check(labels[0], area: 100, amodal: 200, inside: 200, [10, 10, 20, 10], cut: false, (2, 100));
        Check(labels[1], area: 700, amodal: 700, inside: 700, [20, 5, 20, 35], cut: false);
        Check(labels[2], area: 100, amodal: 200, inside: 100, [-10, 30, 20, 10], cut: false);
        Check(labels[3], area: 128, amodal: 2 * 3 * Width, inside: 128, [-Width, 44, 3 * Width, 2], cut: true);
        Check(labels[4], area: 0, amodal: 100, inside: 0, [100, 10, 10, 10], cut: false);
        Check(labels[5], area: 0, amodal: 0, inside: 0, null, cut: false);
        Assert.Equal((0.5, 0), (labels[0].Amodal!.Visibility!.Value, labels[0].Amodal!.Truncation!.Value));
        Assert.Equal((0.5, 0.5), (labels[2].Amodal!.Visibility!.Value, labels[2].Amodal!.Truncation!.Value));
        Assert.Equal((0, 1), (labels[4].Amodal!.Visibility!.Value, labels[4].Amodal!.Truncation!.Value));
        Assert.Equal(NotAnnotated.NotVisible, labels[4].NotAnnotated);
    }

    [Fact]
    public void Exactly_touching_ones_share_no_pixel_and_leave_none_out()
    {
        var scene = new Rectangles();
        // Edges through pixel centres: the centre on an edge belongs to one of the two alone.
        scene.Add(5.5f, 5.5f, 20.5f, 30.5f, 2);
        scene.Add(20.5f, 5.5f, 40.5f, 30.5f, 2);
        scene.Add(5.5f, 30.5f, 40.5f, 40.5f, 2);
        var labels = Label(scene);
        Check(labels[0], 15 * 25, 15 * 25, 15 * 25, [5, 5, 15, 25], false);
        Check(labels[1], 20 * 25, 20 * 25, 20 * 25, [20, 5, 20, 25], false);
        Check(labels[2], 35 * 10, 35 * 10, 35 * 10, [5, 30, 35, 10], false);
    }

    [Fact]
    public void One_inside_another_and_one_behind_two()
    {
        var scene = new Rectangles();
        scene.Box(10, 10, 40, 40, 1.5f, 2.5f);   // 1: a closed box of which the front is seen
        scene.Add(15, 15, 20, 20, 2);            // 2: inside it
        scene.Add(0, 0, 64, 48, 3);              // 3: behind both; the box covers the same pixels of it, seen once
        var labels = Label(scene);
        Check(labels[0], 900, 900, 900, [10, 10, 30, 30], false);
        Check(labels[1], 0, 25, 25, [15, 15, 5, 5], false, (1, 25));
        Check(labels[2], Width * Height - 900, Width * Height, Width * Height, [0, 0, Width, Height], false, (1, 900));
        Assert.Equal(NotAnnotated.NotVisible, labels[1].NotAnnotated);
    }

    [Fact]
    public void Wires_of_a_pixel_and_thinner_ones_between_centres()
    {
        var scene = new Rectangles();
        scene.Add(10, 0, 11, 48, 2);             // 1: upright, one column
        scene.Add(0, 20, 64, 21, 1);             // 2: across, in front of 1 at one pixel
        scene.Add(30.6f, 0, 31.4f, 48, 2);       // 3: between two centres: covers none
        scene.Add(40.4f, 0, 40.6f, 48, 2);       // 4: a fifth of a pixel, over the centres
        var labels = Label(scene);
        Check(labels[0], 47, 48, 48, [10, 0, 1, 48], false, (2, 1));
        Check(labels[1], 64, 64, 64, [0, 20, 64, 1], false);
        Check(labels[2], 0, 0, 0, null, false);
        Check(labels[3], 47, 48, 48, [40, 0, 1, 48], false, (2, 1));
    }

    [Fact]
    public void Holes_are_cut_out_of_what_is_hidden_too()
    {
        var scene = new Rectangles();
        // Texels of 10 x 10 pixels, opaque and clear by turns.
        scene.Add(10, 10, 50, 40, 2, cut: true);
        scene.Add(0, 0, 30, 48, 1);
        var labels = Label(scene);
        // Bilinear between four texels of a checker, alpha is 0.5 exactly on the borders between them, also where four meet: (1 - u)(1 - v) + u v = 1/2 there. The borders
        // run between pixels, so every texel is its 100 pixels, or none.
        var amodal = labels[0].Amodal!;
        Assert.Equal((600, 600, 300), (amodal.Area, amodal.Inside, labels[0].Area));
        Assert.Equal([new OccluderOutput(2, 300)], amodal.Occluders);
        var counts = RunLength.Decode(amodal.Mask!, Width * Height);
        for (int run = 0, at = 0; run < counts.Length; run++)
            for (var i = 0; i < counts[run]; i++, at++)
                Assert.Equal(at / Height is >= 10 and < 50 && at % Height is >= 10 and < 40 && ((at / Height / 10) + (at % Height / 10)) % 2 == 0, run % 2 == 1);
    }

    [Fact]
    public void Five_thousand_instances()
    {
        var scene = new Rectangles();
        // 50 x 100 of them, each 3 x 2 pixels, one pixel apart in x, and so overlapping its right neighbour, which is farther; the first column lies outside.
        for (var row = 0; row < 100; row++)
            for (var column = 0; column < 50; column++)
                scene.Add(column - 3, row * 0.25f, column, row * 0.25f + 2, 1 + 0.01f * (100 * row + column));
        var labels = Label(scene);
        Assert.Equal(5000, labels.Length);
        foreach (var (i, label) in labels.Index())
        {
            var (row, column) = Math.DivRem(i, 50);
            var (top, bottom) = ((int)Math.Ceiling(row * 0.25 - 0.5), (int)Math.Ceiling(row * 0.25 + 2 - 0.5));
            Assert.Equal((3 * (bottom - top), Math.Max(0, Math.Min(3, column)) * (bottom - top)), (label.Amodal!.Area, label.Amodal.Inside));
            Assert.Equal([column - 3, top, 3, bottom - top], label.Amodal.Bbox!);
            Assert.Equal(label.Amodal.Inside, label.Area + label.Amodal.Occluders.Sum(o => o.Pixels));
        }
        Assert.Equal(labels.Sum(l => l.Area), Enumerable.Range(0, 49 * 27).Count(pixel => pixel / 49 < 27 && pixel % 49 < 49));
    }

    private static void Check(InstanceOutput label, int area, int amodal, int inside, int[]? box, bool cut, params (int Number, int Pixels)[] occluders)
    {
        Assert.Equal((area, amodal, inside, cut), (label.Area, label.Amodal!.Area, label.Amodal.Inside, label.Amodal.Cut));
        Assert.Equal(box, label.Amodal.Bbox);
        Assert.Equal(occluders.Select(o => new OccluderOutput(o.Number, o.Pixels)), label.Amodal.Occluders);
    }

    /// <summary>Rendered, labelled and proved as in a data set.</summary>
    private InstanceOutput[] Label(Rectangles scene)
    {
        var image = new RenderedFrame();
        var labels = new LabelSettings { Amodal = new(), Instance = true, MinPixels = 1 };
        using (var renderer = new FrameRenderer(fixture.Device, TestScene.Assets))
            renderer.Render(scene.Frame(), default, DatasetWriter.Needs(labels), image);
        var options = new DatasetOptions
        {
            Folder = "unused",
            SceneHash = "",
            CanonicalScene = "",
            Seed = 0,
            Build = "",
            Categories = [new(1, "thing", "thing")],
            Labels = labels,
            Run = new("", ""),
        };
        var work = new ImageWork(options, options.Categories.ToDictionary(c => c.Name));
        var output = work.Process(image, (_, _) => new string('0', 64));
        RecordCheck.Check(new FrameOutput { Frame = 0, Split = "train", Images = [output] }, "test");
        fixture.Clean();
        return output.Instances;
    }

    /// <summary>Rectangles in the image's pixels, each an instance, facing the camera.</summary>
    private sealed class Rectangles
    {
        private readonly TestScene _scene = new() { Width = Width, Height = Height };

        public Frame Frame()
        {
            var frame = _scene.Frame();
            return frame with { Instances = [.. frame.Instances.Select(i => i with { Category = "thing", Supercategory = "thing" })] };
        }

        public void Add(float left, float top, float right, float bottom, float depth, bool cut = false)
        {
            var corners = Corners(left, top, right, bottom, depth);
            if (!cut)
            {
                _scene.Add(corners);
                return;
            }
            var texels = new byte[4 * 3 * 4];
            for (var i = 0; i < 12; i++)
                texels[4 * i + 3] = (byte)((i % 4 + i / 4) % 2 == 0 ? 255 : 0);
            var texture = new TextureImage { Name = "cut", ContentHash = "cut", Width = 4, Height = 3, ColorSpace = ColorSpace.Srgb, Levels = [texels, new byte[2 * 1 * 4], new byte[4]] };
            var material = new Material { AlphaMode = AlphaMode.Mask, AlphaCutoff = 0.5f, BaseColorTexture = new TextureReference(0, 0, new(0, 0), new(1, 1), 0, TextureWrap.Clamp, TextureWrap.Clamp) };
            _scene.Add(corners, null, material, [new(0, 0), new(1, 0), new(1, 1), new(0, 0), new(1, 1), new(0, 1)], texture);
        }

        public void Box(float left, float top, float right, float bottom, float near, float far) =>
            _scene.Add([.. Corners(left, top, right, bottom, near), .. Corners(left, top, right, bottom, far)]);

        private Vector3[] Corners(float left, float top, float right, float bottom, float depth)
        {
            var (a, b, c, d) = (_scene.At(left, top, depth), _scene.At(right, top, depth), _scene.At(right, bottom, depth), _scene.At(left, bottom, depth));
            return [a, b, c, a, c, d];
        }
    }
}
