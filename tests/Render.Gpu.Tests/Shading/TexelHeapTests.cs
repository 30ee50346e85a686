using Render.Core;
using Render.Gpu.Tests.Device;
using Render.Vulkan.Materials;
using Xunit;

namespace Render.Gpu.Tests.Shading;

public sealed class TexelHeapTests(DeviceFixture fixture)
{
    private static TexelBlock Block(string key, int length) =>
        new(key, key, length, words =>
        {
            for (var i = 0; i < words.Length; i++)
                words[i] = (uint)(i * 31 + key[0]);
        });

    [Fact]
    public void Growing_keeps_what_is_there()
    {
        using var heap = new TexelHeap(fixture.Device);
        TexelBlock a = Block("a", 150_001), b = Block("b", 300_000);
        heap.Prepare([a]);
        heap.Prepare([a, b, b]);
        Assert.Equal((0u, 150_004u), (heap.Offset(a), heap.Offset(b)));
        Assert.Equal(a.Words(), heap.Buffer.Map<uint>(0, 150_001).ToArray());
        Assert.Equal(b.Words(), heap.Buffer.Map<uint>(4 * 150_004, 300_000).ToArray());
        fixture.Clean();
    }

    [Fact]
    public void A_full_heap_makes_room_at_the_cost_of_what_was_used_the_longest_ago()
    {
        using var heap = new TexelHeap(fixture.Device, budget: 1 << 20);
        TexelBlock a = Block("a", 100_000), b = Block("b", 100_000), c = Block("c", 90_000), d = Block("d", 150_000);
        heap.Prepare([a]);
        heap.Prepare([b]);
        heap.Prepare([a]);
        heap.Prepare([c]);
        Assert.Equal((0u, 100_000u), (heap.Offset(a), heap.Offset(c)));
        Assert.Throws<KeyNotFoundException>(() => heap.Offset(b));
        Assert.Equal(a.Words(), heap.Buffer.Map<uint>(0, 100_000).ToArray());
        Assert.Equal(c.Words(), heap.Buffer.Map<uint>(400_000, 90_000).ToArray());
        // What is needed lies in the way of what is new: all starts anew.
        heap.Prepare([b, c]);
        heap.Prepare([d, c]);
        Assert.Equal((0u, 150_000u), (heap.Offset(d), heap.Offset(c)));
        Assert.Equal(c.Words(), heap.Buffer.Map<uint>(600_000, 90_000).ToArray());
    }

    [Fact]
    public void A_frame_that_does_not_fit_is_refused_with_numbers_and_harms_nothing()
    {
        using var heap = new TexelHeap(fixture.Device, budget: 1 << 20);
        TexelBlock a = Block("a", 100_000), b = Block("b", 300_000);
        var e = Assert.Throws<RenderException>(() => heap.Prepare([a, b]));
        Assert.Equal(Failure.Refused, e.Failure);
        Assert.Contains("1 MiB", e.Message, StringComparison.Ordinal);
        heap.Prepare([a]);
        Assert.Equal(a.Words(), heap.Buffer.Map<uint>(0, 100_000).ToArray());
    }
}
