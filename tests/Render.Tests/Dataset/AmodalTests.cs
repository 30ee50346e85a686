using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Records;
using Xunit;

namespace Render.Tests.Dataset;

/// <summary>Amodal labels against a count of single pixels, on random masks: thin, holed, scattered, of one pixel, full, on every border, outside the image.</summary>
public sealed class AmodalTests
{
    private const int Width = TestImages.Width, Height = TestImages.Height;

    [Fact]
    public void Masks_keep_every_pixel_and_their_runs_are_those_of_a_walk_down_the_columns()
    {
        var (masks, runs) = (new AmodalMasks(), new MaskRuns());
        for (var seed = 0; seed < 10_000; seed++)
        {
            var (left, top, stride, words) = Mask(seed);
            masks.Clear(2, Width, Height);
            masks.Set(2, left, top, stride, words);
            Assert.True(masks[1].IsEmpty);
            var mask = masks[2];
            bool Pixel(int x, int y) => x >= left && x < left + 32 * stride && y >= top && y < top + words.Length / stride
                && (words[(y - top) * stride + (x - left) / 32] >> (x - left) % 32 & 1) != 0;
            var (area, box, counts, inside) = (0, (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue), new List<uint> { 0 }, false);
            var same = true;
            for (var y = -Height; seed < 2000 && y < 2 * Height; y++)
            {
                var row = 0;
                for (var x = -Width; x < 2 * Width; x++)
                {
                    same &= Pixel(x, y) == mask[x, y];
                    if (!Pixel(x, y))
                        continue;
                    (area, row) = (area + 1, row + (x is >= 5 and < 50 ? 1 : 0));
                    box = (Math.Min(box.Item1, x), Math.Min(box.Item2, y), Math.Max(box.Item3, x), Math.Max(box.Item4, y));
                }
                same &= row == mask.CountRow(y, 5, 50);
            }
            Assert.True(same, $"mask {seed}");
            if (seed < 2000)
                Assert.Equal((area, area == 0), (mask.Area, mask.IsEmpty));
            if (area > 0)
                Assert.Equal(box, (mask.Left, mask.Top, mask.Right, mask.Bottom));
            for (var at = 0; at < Width * Height; at++)
            {
                if (Pixel(at / Height, at % Height) != inside)
                {
                    inside = !inside;
                    counts.Add(0);
                }
                counts[^1]++;
            }
            Assert.Equal(counts, runs.Of(mask, Width, Height).ToArray());
        }
    }

    [Fact]
    public void Counts_occluders_and_masks_are_those_of_single_pixels()
    {
        var image = new LabelledImage();
        var annotator = new AmodalAnnotator(masks: true);
        var categories = TestImages.Categories.ToDictionary(category => category.Name);
        for (var index = 0; index < 200; index++)
        {
            var rendered = Render(index);
            image.Read(rendered, categories);
            annotator.Begin(image);
            for (var number = 1; number <= rendered.Frame.Instances.Length; number++)
            {
                var area = rendered.InstanceIds.Count(id => id == number);
                var amodal = annotator.Annotate(image, new() { Number = number, Area = area }).Amodal!;
                var (all, inside, hidden) = (0, 0, new SortedDictionary<int, int>());
                for (var y = -Height; y < 2 * Height; y++)
                {
                    for (var x = -Width; x < 2 * Width; x++)
                    {
                        if (!rendered.Amodal[number][x, y])
                            continue;
                        all++;
                        if (x < 0 || x >= Width || y < 0 || y >= Height)
                            continue;
                        inside++;
                        var id = rendered.InstanceIds[y * Width + x];
                        if (id != number)
                            hidden[id] = hidden.GetValueOrDefault(id) + 1;
                    }
                }
                Assert.Equal((all, inside), (amodal.Area, amodal.Inside));
                Assert.Equal(all == 0 ? (null, null) : ((double?)area / all, (double?)(all - inside) / all), (amodal.Visibility, amodal.Truncation));
                Assert.Equal(hidden.Select(entry => new OccluderOutput(entry.Key, entry.Value)), amodal.Occluders);
                Assert.Equal(image.IsLabelled(number) && inside > 0, amodal.Mask is not null);
                if (amodal.Mask is { } mask)
                    Assert.Equal(inside, RunLength.Measure(RunLength.Decode(mask, Width * Height), Height).Area);
            }
        }
    }

    [Fact]
    public void Filters_leave_out_for_their_reasons_and_say_so()
    {
        var instance = new InstanceOutput
        {
            Number = 1,
            Category = "mug",
            Area = 20,
            Bbox = [0, 0, 5, 4],
            Amodal = new() { Area = 80, Inside = 40, Bbox = [0, 0, 20, 4], Cut = false, Visibility = 0.25, Truncation = 0.5, Occluders = [new(2, 20)] },
        };
        NotAnnotated? Reason(LabelSettings labels) => InstanceFilter.Apply(labels, instance).NotAnnotated;
        var none = new LabelSettings { MinPixels = 1 };
        Assert.Null(Reason(none));
        Assert.Null(Reason(none with { MinPixels = 20, MinSizePx = 4, MinVisibility = 0.25, MaxTruncation = 0.5 }));
        Assert.Equal(NotAnnotated.BelowMinPixels, Reason(none with { MinPixels = 21, MinSizePx = 5 }));
        Assert.Equal(NotAnnotated.BelowMinSize, Reason(none with { MinSizePx = 5, MinVisibility = 1 }));
        Assert.Equal(NotAnnotated.BelowMinVisibility, Reason(none with { MinVisibility = 0.26, MaxTruncation = 0 }));
        Assert.Equal(NotAnnotated.AboveMaxTruncation, Reason(none with { MaxTruncation = 0.49 }));
        Assert.Equal(NotAnnotated.Unlabelled, InstanceFilter.Apply(none with { MinPixels = 21 }, instance with { NotAnnotated = NotAnnotated.Unlabelled }).NotAnnotated);
        Assert.True((none with { MinVisibility = 0.1 }).CountsAmodal && (none with { MaxTruncation = 0 }).CountsAmodal && !none.CountsAmodal);
    }

    [Fact]
    public void Faults_in_the_amodal_labels_are_caught()
    {
        var rendered = Enumerable.Range(0, 100).Select(Render).First(r => Enumerable.Range(1, 2).Any(n => ShowsMuch(r, n)));
        var image = new LabelledImage();
        var categories = TestImages.Categories.ToDictionary(category => category.Name);
        var options = TestImages.Options("unused") with { Labels = new() { Amodal = new(), Instance = false } };
        var work = new ImageWork(options, categories);
        var output = work.Process(rendered, (_, _) => new string('0', 64));
        image.Read(rendered, categories);
        new FrameProof(options).Check(image, output, default);
        var at = Array.FindIndex(output.Instances, i => i.Amodal is { Occluders.Length: > 1, Mask: not null } && i.Area > 0);
        var (sound, instance) = (output.Instances[at].Amodal!, output.Instances[at]);
        var counts = RunLength.Decode(sound.Mask!, Width * Height);
        void Caught(AmodalOutput wrong, string reason) => Refused(output with { Instances = [.. output.Instances.Select((other, i) => i == at ? instance with { Amodal = wrong } : other)] }, reason);
        void Refused(ImageOutput wrong, string reason)
        {
            var error = Assert.Throws<RenderException>(() => new FrameProof(options).Check(image, wrong, default));
            Assert.Equal(Failure.Refused, error.Failure);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
        Caught(sound with { Area = sound.Area + 1 }, "of the canvas");
        Caught(sound with { Inside = sound.Inside - 1 }, "of the image");
        Caught(sound with { Bbox = [sound.Bbox![0] + 1, .. sound.Bbox[1..]] }, "lies in");
        Caught(sound with { Bbox = null }, "lies in");
        Caught(sound with { Occluders = sound.Occluders[1..] }, "does not say");
        Caught(sound with { Occluders = [sound.Occluders[0] with { Pixels = sound.Occluders[0].Pixels + 1 }, .. sound.Occluders[1..]] }, "hides");
        Caught(sound with { Occluders = [sound.Occluders[0] with { Number = at + 1 }, .. sound.Occluders[1..]] }, "hides");
        Caught(sound with { Mask = RunLength.Encode([counts[0] + 1, .. counts[1..^1], counts[^1] - 1]) }, "amodal mask");
        Caught(sound with { Mask = RunLength.Encode([counts[0], counts[1] - 1, counts[2] + 1, .. counts[3..]]) }, "covers");
        Caught(sound with { Mask = "" }, "does not decode");
        // A pixel that is seen and not covered; and one that is covered where nothing is seen.
        var pixel = Array.IndexOf(rendered.InstanceIds, (ushort)0);
        rendered.InstanceIds[pixel] = (ushort)(at + 1);
        var (x, y) = (pixel % Width, pixel / Width);
        var wrong = output with { Instances = [.. output.Instances] };
        image.Read(rendered, categories);
        if (!rendered.Amodal[at + 1][x, y])
            Assert.Contains("does not cover", Assert.Throws<RenderException>(() => new AmodalProof().Check(rendered, wrong)).Message, StringComparison.Ordinal);
        rendered.InstanceIds[pixel] = 0;
        var seen = Array.IndexOf(rendered.InstanceIds, (ushort)(at + 1));
        rendered.InstanceIds[seen] = 0;
        Assert.Contains("where nothing is seen", Assert.Throws<RenderException>(() => new AmodalProof().Check(rendered, wrong)).Message, StringComparison.Ordinal);
    }

    /// <summary>Whether an instance is labelled, seen, and hidden by two others.</summary>
    private static bool ShowsMuch(RenderedFrame rendered, int number)
    {
        var image = new LabelledImage();
        image.Read(rendered, TestImages.Categories.ToDictionary(category => category.Name));
        var annotator = new AmodalAnnotator(masks: true);
        annotator.Begin(image);
        var area = image.Visible.Area(number);
        return area > 0 && annotator.Annotate(image, new() { Number = number, Area = area }).Amodal is { Mask: not null, Occluders.Length: > 1 };
    }

    /// <summary>An image whose instances lie on each other in the order of their numbers, with masks that reach beyond it.</summary>
    private static RenderedFrame Render(int index)
    {
        var image = new RenderedFrame();
        var frame = TestImages.Frame(index);
        image.Reset(frame, new(index), Aov.Color | Aov.InstanceId | Aov.Amodal);
        for (var number = 1; number <= frame.Instances.Length; number++)
        {
            var (left, top, stride, words) = Mask(100 * index + number + 20_000);
            image.Amodal.Set(number, left, top, stride, words);
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++)
                    if (image.Amodal[number][x, y])
                        image.InstanceIds[y * Width + x] = (ushort)number;
        }
        return image;
    }

    /// <summary>A random place and kind of mask on the canvas.</summary>
    private static (int Left, int Top, int Stride, uint[] Words) Mask(int seed)
    {
        var random = new Random(seed);
        var left = -Width + 32 * random.Next(3 * Width / 32);
        var stride = random.Next(1, (2 * Width - left) / 32 + 1);
        var top = random.Next(-Height, 2 * Height - 1);
        var words = new uint[stride * random.Next(1, Math.Min(70, 2 * Height - top) + 1)];
        var kind = random.Next(7);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = kind switch
            {
                0 => 0,
                1 => uint.MaxValue,
                2 => 1u << 13,
                3 => i / stride % 3 == 0 ? uint.MaxValue : 0,
                4 => (uint)random.NextInt64(1L << 32),
                5 => (uint)random.NextInt64(1L << 32) & (uint)random.NextInt64(1L << 32) & (uint)random.NextInt64(1L << 32),
                _ => 0,
            };
        }
        if (kind == 6)
            words[random.Next(words.Length)] = 1u << random.Next(32);
        return (left, top, stride, words);
    }
}
