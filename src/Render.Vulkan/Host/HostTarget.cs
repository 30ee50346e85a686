namespace Render.Vulkan.Host;

/// <summary>Where the samples go: layers, each row by row, in memory that the device shares.</summary>
/// <param name="memory">The first sample.</param>
/// <param name="width">Pixels.</param>
/// <param name="rowStart">First row of the image that the target holds.</param>
/// <param name="rowEnd">One past the last.</param>
/// <param name="samples">Layers.</param>
/// <param name="sampleBytes">4 or 8.</param>
internal readonly unsafe struct HostTarget(byte* memory, int width, int rowStart, int rowEnd, int samples, int sampleBytes)
{
    public byte* Memory { get; } = memory;

    public int Width { get; } = width;

    public int RowStart { get; } = rowStart;

    public int RowEnd { get; } = rowEnd;

    public int Samples { get; } = samples;

    public int SampleBytes { get; } = sampleBytes;

    /// <summary>Samples of a layer.</summary>
    public long LayerStride => (long)(RowEnd - RowStart) * Width;

    public int TileColumns => (Width + SampleTile.Width - 1) >> SampleTile.WidthShift;

    public int TileRows => (RowEnd - RowStart + SampleTile.Height - 1) >> SampleTile.HeightShift;
}
