using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>
/// The samples of a tile while one thread works at it, small enough for the processor's caches: row by row, pixel by pixel, with the samples of a pixel side by side, so that a
/// vector is a run of memory. In the target each sample has a layer of its own.
/// </summary>
internal sealed unsafe class SampleTile : IDisposable
{
    /// <summary>Pixels.</summary>
    public const int WidthShift = 6, HeightShift = 5, Width = 1 << WidthShift, Height = 1 << HeightShift;

    private const int MaxBytes = Width * Height * 16 * sizeof(ulong);

    /// <summary>The first sample; aligned to 64 bytes.</summary>
    public byte* Memory { get; private set; } = (byte*)NativeMemory.AlignedAlloc(MaxBytes, 64);

    /// <summary>The tile's pixels in the image: first and last of each axis.</summary>
    public int Left { get; private set; }

    public int Top { get; private set; }

    public int Right { get; private set; }

    public int Bottom { get; private set; }

    /// <summary>Bytes of a row.</summary>
    public int Pitch { get; private set; }

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes { get; private set; }

    /// <summary>Makes it a tile of the target.</summary>
    public void Place(in HostTarget target, int column, int row)
    {
        (Left, Top) = (column << WidthShift, target.RowStart + (row << HeightShift));
        (Right, Bottom) = (Math.Min(Left + Width, target.Width) - 1, Math.Min(Top + Height, target.RowEnd) - 1);
        PixelBytes = target.SampleBytes * target.Samples;
        Pitch = PixelBytes << WidthShift;
    }

    /// <summary>Every sample is this word, repeated.</summary>
    public void Clear(uint word) => new Span<uint>(Memory, Pitch * (Bottom - Top + 1) / sizeof(uint)).Fill(word);

    public void Store(in HostTarget target) => Move<ToTarget>(target);

    public void Load(in HostTarget target) => Move<ToTile>(target);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Memory);
        Memory = null;
    }

    private void Move<TWay>(in HostTarget target) where TWay : struct, IWay
    {
        var pixels = Right - Left + 1;
        for (var y = Top; y <= Bottom; y++)
        {
            byte* tile = Memory + (long)(y - Top) * Pitch, image = target.Memory + ((long)(y - target.RowStart) * target.Width + Left) * target.SampleBytes;
            if (target.Samples == 1)
            {
                TWay.Copy(tile, image, pixels * target.SampleBytes);
                continue;
            }
            for (var s = 0; s < target.Samples; s += 4)
                MoveLayers<TWay>((ulong*)tile + s, (ulong*)image + s * target.LayerStride, target.Samples, target.LayerStride, pixels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveLayers<TWay>(ulong* tile, ulong* image, int samples, long stride, int pixels) where TWay : struct, IWay
    {
        var x = 0;
        for (; x + 4 <= pixels; x += 4)
            TWay.Block(tile + x * samples, samples, image + x, stride);
        for (; x < pixels; x++)
            for (var s = 0; s < 4; s++)
                TWay.Copy((byte*)(tile + x * samples + s), (byte*)(image + s * stride + x), sizeof(ulong));
    }

    private interface IWay
    {
        static abstract void Copy(byte* tile, byte* image, int bytes);

        /// <summary>Four samples of four pixels.</summary>
        static abstract void Block(ulong* tile, long pixel, ulong* image, long layer);
    }

    private readonly struct ToTarget : IWay
    {
        public static void Copy(byte* tile, byte* image, int bytes) => Unsafe.CopyBlockUnaligned(image, tile, (uint)bytes);

        public static void Block(ulong* tile, long pixel, ulong* image, long layer) => Transpose(tile, pixel, image, layer);
    }

    private readonly struct ToTile : IWay
    {
        public static void Copy(byte* tile, byte* image, int bytes) => Unsafe.CopyBlockUnaligned(tile, image, (uint)bytes);

        public static void Block(ulong* tile, long pixel, ulong* image, long layer) => Transpose(image, layer, tile, pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ulong* from, long fromPitch, ulong* to, long toPitch)
    {
        Vector256<ulong> a = Vector256.Load(from), b = Vector256.Load(from + fromPitch), c = Vector256.Load(from + 2 * fromPitch), d = Vector256.Load(from + 3 * fromPitch);
        Vector256<ulong> ab0 = Avx2.UnpackLow(a, b), ab1 = Avx2.UnpackHigh(a, b), cd0 = Avx2.UnpackLow(c, d), cd1 = Avx2.UnpackHigh(c, d);
        Avx2.Permute2x128(ab0, cd0, 0x20).Store(to);
        Avx2.Permute2x128(ab1, cd1, 0x20).Store(to + toPitch);
        Avx2.Permute2x128(ab0, cd0, 0x31).Store(to + 2 * toPitch);
        Avx2.Permute2x128(ab1, cd1, 0x31).Store(to + 3 * toPitch);
    }
}
