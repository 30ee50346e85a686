using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Dataset.Check;
using Render.Tests.Geometry;
using Xunit;

namespace Render.Tests.Dataset;

public class RayProofTests
{
    private static readonly RayCaster Caster = new(RayScene.Assets());
    private static readonly RayProof Proof = new(Caster);

    [Fact]
    public void Right_images_pass_with_and_without_depth()
    {
        for (var frame = 0; frame < 4; frame++)
        {
            Proof.Check(Image(frame));
            Proof.Check(Image(frame, aovs: Aov.InstanceId));
        }
    }

    [Fact]
    public void An_image_with_two_instances_exchanged_is_refused_with_pixel_and_both_answers()
    {
        var image = Image(3);
        for (var i = 0; i < image.InstanceIds.Length; i++)
            image.InstanceIds[i] = image.InstanceIds[i] is 1 or 2 ? (ushort)(3 - image.InstanceIds[i]) : image.InstanceIds[i];
        var error = Assert.Throws<RenderException>(() => Proof.Check(image));
        Assert.Equal(Failure.Refused, error.Failure);
        Assert.Matches(@"frame 3.*pixel \(\d+, \d+\) shows instance [12] at depth .*a ray meets [12]", error.Message);
    }

    // 32 of 20,000 pixels cannot show every shift in every image, but they show it in some, and nothing is ever wrong without one.
    [Theory]
    [InlineData(1.0, 13)]
    [InlineData(0.25, 4)]
    public void A_shifted_sampling_point_is_noticed(double shift, int least)
    {
        var refused = 0;
        for (var frame = 0; frame < 16; frame++)
            refused += Record.Exception(() => Proof.Check(Image(frame, shift, Aov.InstanceId))) is RenderException ? 1 : 0;
        Assert.InRange(refused, least, 16);
    }

    [Fact]
    public void A_wrong_depth_is_refused()
    {
        var image = Image(5);
        for (var i = 0; i < image.Depth.Length; i++)
            image.Depth[i] *= 1.00002f;
        Assert.Throws<RenderException>(() => Proof.Check(image));
    }

    /// <summary>What the caster sees, as if it had been rendered: spheres before a wall.</summary>
    private static RenderedFrame Image(int index, double shift = 0, Aov aovs = Aov.InstanceId | Aov.Depth)
    {
        var random = new Random(index);
        var spheres = Enumerable.Range(0, 15).Select(_ => ("shape:sphere", RayScene.At(
            (float)(4 * random.NextDouble() - 2), (float)(2 * random.NextDouble() - 1), (float)(2.5 + 2 * random.NextDouble()), 0.5f)));
        var frame = RayScene.Frame(RayScene.Forward, [("shape:plane", RayScene.At(0, 0, 5, 4)), .. spheres]) with { Index = index };
        var (image, view) = (new RenderedFrame(), Caster.View(frame));
        image.Reset(frame, new ImageKey(index), aovs);
        for (var i = 0; i < image.InstanceIds.Length; i++)
        {
            var hit = view.Cast(i % image.Width + 0.5 + shift, i / image.Width + 0.5);
            image.InstanceIds[i] = (ushort)hit.Instance;
            if (image.Depth.Length > 0)
                image.Depth[i] = (float)hit.Depth;
        }
        return image;
    }
}
