using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Render.Vulkan.Host;

/// <summary>What a sample is in memory, and how eight of them are combined with those that are there: the least key stays.</summary>
internal unsafe interface ISampleKeys
{
    /// <summary>Bytes of a key.</summary>
    static abstract int Bytes { get; }

    /// <param name="at">The eight keys.</param>
    /// <param name="value">Nearness or depth.</param>
    /// <param name="outside">All ones in the lanes that are not covered.</param>
    /// <param name="id">In all lanes.</param>
    static abstract void Combine(byte* at, Vector256<float> value, Vector256<uint> outside, Vector256<uint> id);
}

/// <summary>64 bits: ~bits of 1/w above the id.</summary>
internal readonly unsafe struct NearnessAndId : ISampleKeys
{
    public static int Bytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(byte* at, Vector256<float> value, Vector256<uint> outside, Vector256<uint> id)
    {
        var key = ~value.AsUInt32() | outside;
        id |= outside;
        var (low, high) = (Avx2.UnpackLow(id, key).AsUInt64(), Avx2.UnpackHigh(id, key).AsUInt64());
        Vector256.Min(Vector256.LoadAligned((ulong*)at), low).StoreAligned((ulong*)at);
        Vector256.Min(Vector256.LoadAligned((ulong*)at + 4), high).StoreAligned((ulong*)at + 4);
    }
}

/// <summary>64 bits: the bits of the depth, never below 0, above the id.</summary>
internal readonly unsafe struct DepthAndId : ISampleKeys
{
    public static int Bytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(byte* at, Vector256<float> value, Vector256<uint> outside, Vector256<uint> id)
    {
        var key = Avx.Max(value, Vector256<float>.Zero).AsUInt32() | outside;
        id |= outside;
        var (low, high) = (Avx2.UnpackLow(id, key).AsUInt64(), Avx2.UnpackHigh(id, key).AsUInt64());
        Vector256.Min(Vector256.LoadAligned((ulong*)at), low).StoreAligned((ulong*)at);
        Vector256.Min(Vector256.LoadAligned((ulong*)at + 4), high).StoreAligned((ulong*)at + 4);
    }
}

/// <summary>32 bits: ~bits of 1/w.</summary>
internal readonly unsafe struct Nearness : ISampleKeys
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(byte* at, Vector256<float> value, Vector256<uint> outside, Vector256<uint> id) =>
        Vector256.Min(Vector256.LoadAligned((uint*)at), ~value.AsUInt32() | outside).StoreAligned((uint*)at);
}

/// <summary>32 bits: the bits of the depth, never below 0.</summary>
internal readonly unsafe struct Depth : ISampleKeys
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Combine(byte* at, Vector256<float> value, Vector256<uint> outside, Vector256<uint> id) =>
        Vector256.Min(Vector256.LoadAligned((uint*)at), Avx.Max(value, Vector256<float>.Zero).AsUInt32() | outside).StoreAligned((uint*)at);
}
