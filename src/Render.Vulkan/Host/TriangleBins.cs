using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>
/// What one thread has set up: triangles, and for each tile the list of the small ones that may touch it, for each row of tiles that of the others. Lists are chains of blocks.
/// Memory is kept from frame to frame and grows up to a bound; the bound holds the triangles, so that the lists are bounded too.
/// </summary>
internal sealed unsafe class TriangleBins : IDisposable
{
    /// <summary>16 MiB; a small triangle is in at most 12 lists.</summary>
    public const int MaxSmall = 1 << 18;

    /// <summary>4 MiB.</summary>
    public const int MaxLarge = 1 << 14;

    /// <summary>Words of a block: the place of the block before it, then entries.</summary>
    private const int Block = 32;

    private SmallTriangle* _small;
    private LargeTriangle* _large;
    private uint* _words;
    private uint[] _next = [];
    private int _smallRoom, _largeRoom, _wordRoom, _wordCount, _lists, _columns;

    public int SmallCount { get; private set; }

    public int LargeCount { get; private set; }

    public SmallTriangle* Small => _small;

    public LargeTriangle* Large => _large;

    /// <summary>Whether so many triangles still fit, whatever they are.</summary>
    public bool HasRoom(int triangles) => SmallCount <= MaxSmall - triangles && LargeCount <= MaxLarge - triangles;

    /// <summary>Empties all lists.</summary>
    public void Clear(int columns, int rows)
    {
        (_columns, _lists) = (columns, (columns + 1) * rows);
        if (_next.Length < _lists)
            _next = new uint[_lists];
        Array.Clear(_next, 0, _lists);
        // Place 0 is no entry's.
        (SmallCount, LargeCount, _wordCount) = (0, 0, Block);
    }

    /// <summary>Room for one more small triangle; it counts once it is in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SmallTriangle* AddSmall()
    {
        if (SmallCount == _smallRoom)
            GrowSmall();
        return _small + SmallCount++;
    }

    private void GrowSmall()
    {
        _smallRoom = Math.Max(4096, 2 * _smallRoom);
        _small = (SmallTriangle*)NativeMemory.AlignedRealloc(_small, (nuint)_smallRoom * (nuint)sizeof(SmallTriangle), (nuint)sizeof(SmallTriangle));
    }

    public LargeTriangle* AddLarge()
    {
        if (LargeCount == _largeRoom)
            _large = (LargeTriangle*)Grow(_large, ref _largeRoom, 64, sizeof(LargeTriangle));
        return _large + LargeCount++;
    }

    /// <summary>The list of a tile's small triangles.</summary>
    public int ListOf(int column, int row) => row * (_columns + 1) + column;

    /// <summary>The list of the other triangles of a row of tiles.</summary>
    public int LargeListOf(int row) => row * (_columns + 1) + _columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(int list, int triangle)
    {
        ref var next = ref _next[list];
        if ((next & (Block - 1)) == 0)
            next = NewBlock(next);
        _words[next++] = (uint)triangle;
    }

    private uint NewBlock(uint before)
    {
        if (_wordCount + Block > _wordRoom)
            _words = (uint*)Grow(_words, ref _wordRoom, 1 << 16, sizeof(uint));
        _words[_wordCount] = before;
        _wordCount += Block;
        return (uint)(_wordCount - Block + 1);
    }

    /// <summary>The entries of a list, last block first.</summary>
    public Entries EntriesOf(int list) => new(_words, _next[list]);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_small);
        NativeMemory.Free(_large);
        NativeMemory.Free(_words);
        _small = null;
        _large = null;
        _words = null;
    }

    private static void* Grow(void* memory, ref int room, int least, int size)
    {
        room = Math.Max(least, 2 * room);
        return NativeMemory.Realloc(memory, (nuint)room * (nuint)size);
    }

    /// <param name="words">Of all lists.</param>
    /// <param name="end">One past the list's last entry; 0: it is empty.</param>
    internal struct Entries(uint* words, uint end)
    {
        private uint _at = end;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Next(out int triangle)
        {
            triangle = 0;
            if (_at == 0)
                return false;
            if ((_at - 1 & (Block - 1)) == 0)
            {
                // Before a block's first entry is where the block before it ended.
                _at = words[_at - 1];
                if (_at == 0)
                    return false;
            }
            triangle = (int)words[--_at];
            return true;
        }

        /// <summary>Has a small triangle that comes a little later brought from memory.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Prefetch(SmallTriangle* small)
        {
            const uint ahead = 6;
            if ((_at & (Block - 1)) > ahead)
                Sse.Prefetch0(small + words[_at - ahead]);
        }
    }
}
