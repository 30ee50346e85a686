using Render.Core;
using Render.Core.Assets;
using Xunit;

namespace Render.Tests.Assets;

/// <summary>What the library keeps.</summary>
public sealed class BoundedCacheTests
{
    private readonly List<string> _loaded = [];

    private Sized Get(BoundedCache<string> cache, string key, long size) => cache.Get(key, () =>
    {
        _loaded.Add(key);
        return new Sized(size);
    });

    [Fact]
    public void What_was_not_asked_for_the_longest_goes_first()
    {
        var cache = new BoundedCache<string>(10, v => ((Sized)v).Size);
        var a = Get(cache, "a", 4);
        Get(cache, "b", 4);
        Assert.Same(a, Get(cache, "a", 4));
        Get(cache, "c", 4);
        Assert.Equal(8, cache.Held);
        Assert.Same(a, Get(cache, "a", 4));
        Get(cache, "b", 4);
        Assert.Equal(["a", "b", "c", "b"], _loaded);
        Get(cache, "huge", 50);
        Assert.Equal(50, cache.Held);
        Get(cache, "a", 4);
        Assert.Equal(4, cache.Held);
    }

    [Fact]
    public void A_bad_file_is_read_once_and_a_full_disk_is_tried_again()
    {
        var cache = new BoundedCache<string>(1, _ => 1);
        var asked = 0;
        void Fail(string key, Failure failure) => Assert.Throws<RenderException>(() => cache.Get<object>(key, () =>
        {
            asked++;
            throw new RenderException(failure, "no.");
        }));
        Fail("bad", Failure.InvalidInput);
        Get(cache, "a", 1);
        Get(cache, "b", 1);
        Fail("bad", Failure.InvalidInput);
        Assert.Equal(1, asked);
        Fail("disk", Failure.TryAgain);
        Fail("disk", Failure.TryAgain);
        Assert.Equal(3, asked);
    }

    [Fact]
    public void Many_threads_get_the_values_they_asked_for_and_the_bound_holds()
    {
        var cache = new BoundedCache<string>(40, v => ((Sized)v).Size);
        Parallel.For(0, 20_000, i =>
        {
            var size = 1 + i * 7919 % 23;
            Assert.Equal(size, cache.Get($"{size}", () => new Sized(size)).Size);
        });
        Assert.InRange(cache.Held, 1, 40);
    }

    private sealed record Sized(long Size);
}
