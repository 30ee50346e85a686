using Render.Core.Sampling;
using Xunit;

namespace Render.Tests.Sampling;

/// <summary>Streams that differ in one thing alone, the path, the frame or the object, are independent: correlation, and chi-square over a grid of pairs.</summary>
public sealed class NeighbourTests
{
    private const int Draws = 100_000;
    private const int Cells = 16;

    private static readonly StratifiedSampler Stratified = new();

    [Theory]
    [InlineData("paths")]
    [InlineData("frames")]
    [InlineData("instances")]
    [InlineData("seeds")]
    [InlineData("dimensions")]
    [InlineData("paths, stratified")]
    [InlineData("instances, stratified")]
    [InlineData("dimensions, stratified")]
    [InlineData("blocks, stratified")]
    public void Neighbours_are_independent(string what)
    {
        static double First(RandomStream stream) => stream.NextUnit();
        static double Second(RandomStream stream) => (stream.NextUnit(), stream.NextUnit()).Item2;
        static RandomStream Of(long frame, string path = "lights.sun.azimuth_deg", int instance = 0, ulong seed = 7, Sampler? sampler = null) => new(new DrawKey(seed, frame), path, instance, sampler);
        Func<int, (double, double)> pair = what switch
        {
            "paths" => i => (First(Of(i)), First(Of(i, "lights.sum.azimuth_deg"))),
            "frames" => i => (First(Of(2L * i)), First(Of(2L * i + 1))),
            "instances" => i => (First(Of(i)), First(Of(i, instance: 1))),
            "seeds" => i => (First(Of(i)), First(Of(i, seed: 8))),
            "dimensions" => i => (First(Of(i)), Second(Of(i))),
            "paths, stratified" => i => (First(Of(i, sampler: Stratified)), First(Of(i, "lights.sum.azimuth_deg", sampler: Stratified))),
            "instances, stratified" => i => (First(Of(i, sampler: Stratified)), First(Of(i, instance: 1, sampler: Stratified))),
            "dimensions, stratified" => i => (First(Of(i, sampler: Stratified)), Second(Of(i, sampler: Stratified))),
            _ => i => (First(Of(i % 64 + i / 64 * 128, sampler: Stratified)), First(Of(i % 64 + i / 64 * 128 + 64, sampler: Stratified))),
        };
        var counts = new long[Cells * Cells];
        var sum = 0.0;
        for (var i = 0; i < Draws; i++)
        {
            var (x, y) = pair(i);
            counts[(int)(x * Cells) * Cells + (int)(y * Cells)]++;
            sum += (x - 0.5) * (y - 0.5) * 12;
        }
        // Of independent pairs the correlation has a standard deviation of 1 / sqrt(n); 3.3 of them are passed once in a thousand times.
        Assert.InRange(sum / Draws, -3.3 / Math.Sqrt(Draws), 3.3 / Math.Sqrt(Draws));
        Goodness.AssertCounts(counts, [.. Enumerable.Repeat(1.0 / counts.Length, counts.Length)]);
    }
}
