using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Gpu.Tests.Device;
using Render.Gpu.Tests.Exactness;
using Render.Vulkan;
using Render.Vulkan.Passes;
using Xunit;

namespace Render.Gpu.Tests.Labels;

/// <summary>Amodal masks of random frames against rays in double precision that meet one instance alone, on the whole canvas.</summary>
public sealed class AmodalExactnessTests(DeviceFixture fixture, ITestOutputHelper output)
{
    private const Aov Aovs = Aov.InstanceId | Aov.Amodal;

    [Fact]
    public void What_an_instance_covers_is_what_rays_meet_of_it_alone() => Check(0, (frame, _) => frame, passes: true);

    [Fact]
    public void The_same_through_random_lenses() => Check(0, RandomLenses.Through, passes: true);

    /// <summary>The check itself: it must notice masks that are a tenth of a pixel off.</summary>
    [Fact]
    public void A_sampling_point_moved_by_a_tenth_of_a_pixel_does_not_pass() => Check(0.1, (frame, _) => frame, passes: false);

    [Fact]
    public void Neither_tuning_nor_rounds_change_a_bit()
    {
        var frames = Frames();
        List<uint>? expected = null;
        foreach (var (tuning, bytes) in new[]
        {
            (VisibilityTuning.Cpu, long.MaxValue), (VisibilityTuning.Cpu, 20_000), (new VisibilityTuning(4, 1, 1, true, 3), long.MaxValue), (new VisibilityTuning(16, 64, 4, false, 40), 100_000),
        })
        {
            using var renderer = new FrameRenderer(fixture.Device, frames.Assets, tuning, bytes);
            var (bits, image) = (new List<uint>(), new RenderedFrame());
            foreach (var number in Enumerable.Range(0, 8))
            {
                var frame = number == 5 ? RandomLenses.Through(frames.Frame(number), number) : frames.Frame(number);
                renderer.Render(frame, new ImageKey(number), Aovs, image);
                for (var i = 1; i <= frame.Instances.Length; i++)
                {
                    var mask = image.Amodal[i];
                    bits.AddRange([(uint)mask.Left, (uint)mask.Top, (uint)mask.Right, (uint)mask.Bottom]);
                    for (var y = mask.Top; y <= mask.Bottom; y++)
                        for (var x = mask.Left; x <= mask.Right; x += 32)
                            bits.Add(mask.Word(x, y));
                }
            }
            Assert.True(bits.Count > 10_000);
            Assert.Equal(expected ??= bits, bits);
        }
        fixture.Clean();
    }

    private static RandomFrames Frames() => new([], _ => throw new NotSupportedException());

    private void Check(double shift, Func<Frame, int, Frame> through, bool passes)
    {
        var frames = Frames();
        using var renderer = new FrameRenderer(fixture.Device, frames.Assets);
        var (caster, image, random) = (new RayCaster(frames.Assets), new RenderedFrame(), new Random(1));
        var (cast, covered, wrong) = (0, 0, new List<string>());
        foreach (var number in Enumerable.Range(0, passes ? 30 : 4))
        {
            var frame = through(frames.Frame(number), number);
            renderer.Render(frame, new ImageKey(number), Aovs, image);
            VisibleIsCovered(image);
            for (var i = 1; i <= frame.Instances.Length; i++)
            {
                var view = caster.View(frame with { Instances = [frame.Instances[i - 1]] });
                foreach (var (x, y) in Pixels(image.Amodal[i], image.Width, image.Height, random))
                {
                    var covers = image.Amodal[i][x, y];
                    (cast, covered) = (cast + 1, covered + (covers ? 1 : 0));
                    if (!view.Admits(x + 0.5 + shift, y + 0.5, covers ? 1 : 0, grantRounding: true))
                        wrong.Add($"frame {number}, instance {i} ({frame.Instances[i - 1].Name}), pixel ({x}, {y}): {(covers ? "covered" : "not covered")}");
                }
            }
        }
        output.WriteLine($"{cast} pixels of {covered} covered were cast, {wrong.Count} are wrong: {string.Join("; ", wrong.Take(20))}");
        Assert.True(covered > cast / 10 && cast > (passes ? 20_000 : 1000), $"{covered} of {cast}");
        Assert.True(passes ? wrong.Count == 0 : wrong.Count > cast / 1000, $"{wrong.Count} of {cast}: {string.Join("; ", wrong.Take(20))}");
        fixture.Clean();
    }

    private static void VisibleIsCovered(RenderedFrame image)
    {
        for (var pixel = 0; pixel < image.InstanceIds.Length; pixel++)
        {
            var (x, y, id) = (pixel % image.Width, pixel / image.Width, image.InstanceIds[pixel]);
            if (id > 0)
                Assert.True(image.Amodal[id][x, y], $"pixel ({x}, {y}) shows instance {id}, which does not cover it");
            for (var i = 1; id == 0 && i <= image.Frame.Instances.Length; i++)
                Assert.False(image.Amodal[i][x, y], $"pixel ({x}, {y}) shows nothing, and instance {i} covers it");
        }
    }

    /// <summary>Pixels anywhere on the canvas, anywhere in the box, and on both sides of the mask's edges.</summary>
    private static List<(int X, int Y)> Pixels(AmodalMask mask, int width, int height, Random random)
    {
        var pixels = new List<(int X, int Y)>();
        for (var i = 0; i < 15; i++)
            pixels.Add((random.Next(-width, 2 * width), random.Next(-height, 2 * height)));
        for (var i = 0; i < 40 && !mask.IsEmpty; i++)
        {
            var (x, y) = (random.Next(mask.Left, mask.Right + 1), random.Next(mask.Top, mask.Bottom + 1));
            pixels.Add((x, y));
            var here = mask[x, y];
            while (x < mask.Right && mask[x + 1, y] == here)
                x++;
            pixels.Add((x, y));
            if (x + 1 < 2 * width)
                pixels.Add((x + 1, y));
        }
        return pixels;
    }
}
