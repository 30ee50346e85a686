using Render.Core.Frames;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Visibility;

/// <summary>Snapping, coverage and depth against the CPU's, bit for bit.</summary>
public sealed class MirrorTests(DeviceFixture fixture) : IDisposable
{
    private readonly FrameRenderer _renderer = new(fixture.Device, TestScene.Assets);

    public void Dispose() => _renderer.Dispose();

    [Theory]
    [InlineData("Small")]
    [InlineData("Large")]
    [InlineData("Slivers")]
    [InlineData("Crossing")]
    [InlineData("OffRange")]
    public void Ids_and_depths_are_those_of_the_definition_to_the_bit(string kind)
    {
        var covered = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var scene = new TestScene { Width = 83, Height = 61, Focal = 71.3f };
            var positions = RandomTriangles.Of(Enum.Parse<RandomTriangles.Kind>(kind), 40, seed, scene);
            // A triangle an instance: the id image then says which triangle it was.
            for (var t = 0; t < 40; t++)
                scene.Add(positions[(3 * t)..(3 * t + 3)]);
            var image = Render(scene);
            var expected = new RasterMirror(scene).Render(positions);
            for (var i = 0; i < expected.Length; i++)
            {
                var where = $"{kind} {seed}, pixel ({i % scene.Width}, {i / scene.Width})";
                Assert.True(expected[i].Triangle + 1 == image.InstanceIds[i],
                    $"{where}: {image.InstanceIds[i]} at {image.Depth[i]:r}, expected {expected[i].Triangle + 1} at {1 / expected[i].Nearness:r}");
                var depth = expected[i].Triangle < 0 ? 0 : RasterMirror.Reciprocal(expected[i].Nearness);
                Assert.True(BitConverter.SingleToUInt32Bits(depth) == BitConverter.SingleToUInt32Bits(image.Depth[i]),
                    $"{where}: depth {image.Depth[i]:r}, expected {depth:r}");
                covered += image.InstanceIds[i] > 0 ? 1 : 0;
            }
        }
        Assert.True(covered > 500, $"only {covered} pixels were covered: the test shows nothing");
        fixture.Clean();
    }

    [Fact]
    public void The_reciprocal_is_right_to_about_one_unit_in_the_last_place()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var x = (float)Math.Exp(random.NextDouble() * 60 - 30);
            Assert.Equal(1, RasterMirror.Reciprocal(x) * (double)x, 1.6e-7);
            Assert.Equal(1, RasterMirror.Reciprocal((double)x) * x, 5e-16);
        }
    }

    private RenderedFrame Render(TestScene scene)
    {
        var image = new RenderedFrame();
        _renderer.Render(scene.Frame(), new ImageKey(0), Aov.InstanceId | Aov.Depth, image);
        return image;
    }
}
