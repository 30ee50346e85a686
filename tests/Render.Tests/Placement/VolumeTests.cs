using System.Numerics;
using Render.Core;
using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;
using Render.Tests.Sampling;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>Points and objects in boxes, balls and cylinders: every part of the volume as likely as it is large.</summary>
public sealed class VolumeTests : IDisposable
{
    private const int Draws = 100_000;

    private readonly SceneFolder _folder = new("mug.glb", "cloud.glb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_part_of_a_volume_is_as_likely_as_it_is_large()
    {
        Check("{ min: [0, 1, 2], max: [1, 3, 6] }", (p => p.X, x => x), (p => p.Y, y => (y - 1) / 2), (p => p.Z, z => (z - 2) / 4));
        var center = new Double3(1, -2, 3);
        Check("{ sphere: { center: [1, -2, 3], radius: 2 } }", (p => (p - center).Length, r => Math.Pow(r / 2, 3)),
            (p => (p.Z - 3) / (p - center).Length, s => (s + 1) / 2), (p => Math.Atan2(p.Y + 2, p.X - 1), Turn),
            // The height in a ball of radius 1, by the volume of its cap.
            (p => (p.Z - 3) / 2, h => (2 + 3 * h - h * h * h) / 4));
        Check("{ cylinder: { center: [1, -2, 3], radius: 0.5, height: 4 } }", (p => Across(p - center), r => 4 * r * r), (p => Math.Atan2(p.Y + 2, p.X - 1), Turn), (p => p.Z, z => (z - 1) / 4));
    }

    [Theory]
    [InlineData("{ sphere: { center: [0, 0, 1], radius: 0.8 } }")]
    [InlineData("{ cylinder: { center: [0, 0, 1], radius: 0.8, height: 0.5 } }")]
    public void The_centres_of_objects_lie_in_the_volume(string volume)
    {
        var yaml = $"{{ render: 1, assets: {{ mug: {{ file: mug.glb }}, cloud: {{ file: cloud.glb }} }}, objects: {{ o: {{ count: 400, place: {{ in: {volume}, overlap: true }} }} }} }}";
        var isBall = volume.Contains("sphere", StringComparison.Ordinal);
        foreach (var instance in _folder.Resolve(yaml).Draw(3, 0).Instances)
        {
            var points = StrategyTests.World(instance);
            var p = (points.Aggregate(Vector3.Min) + points.Aggregate(Vector3.Max)) / 2 - Vector3.UnitZ;
            Assert.True(isBall ? p.Length() <= 0.8001f : Across(new(p.X, p.Y, 0)) <= 0.8001 && Math.Abs(p.Z) <= 0.2501, $"{p}");
        }
        var apart = _folder.Resolve(yaml.Replace(", overlap: true", "", StringComparison.Ordinal).Replace("400", "12", StringComparison.Ordinal)).Draw(3, 0);
        Assert.True(apart.Instances.Length > 6);
        Assert.Equal(12, apart.Instances.Length + apart.Dropped.Length);
    }

    [Theory]
    [InlineData("{ sphere: { radius: -1 } }", "-1", "out of range")]
    [InlineData("{ sphere: { center: [0, 0, 0] } }", "{ center", "'radius' is missing")]
    [InlineData("{ cylinder: { radius: 1 } }", "{ radius", "'height' is missing")]
    [InlineData("{ cylinder: { radius: 1, height: 1, hight: 2 } }", "hight", "did you mean 'height'")]
    [InlineData("{ spere: { radius: 1 } }", "spere", "did you mean 'sphere'")]
    [InlineData("{ sphere: { radius: 1 }, cylinder: { radius: 1, height: 1 } }", "cylinder", "'cylinder'")]
    [InlineData("{ min: [0, 0, 0] }", "{ min", "'max' is missing")]
    [InlineData("{ min: [0, 0, 2], max: [1, 1, 1] }", "{ min", "inside out")]
    [InlineData("{}", "{}", "expected map with min and max, or sphere, or cylinder")]
    [InlineData("[0, 1]", "[0", "expected map with min and max, or sphere, or cylinder")]
    public void A_wrong_volume_is_an_error_with_its_place(string volume, string at, string said)
    {
        const string before = "{ render: 1, assets: { m: { file: mug.glb } }, objects: { o: { place: { in: ";
        var error = Assert.Throws<RenderException>(() => _folder.Parse($"{before}{volume} }} }} }} }}"));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal($"test.yaml:1:{before.Length + volume.IndexOf(at, StringComparison.Ordinal) + 1}", error.Where);
    }

    private static double Turn(double radians) => (radians + Math.PI) / (2 * Math.PI);

    private static double Across(Double3 p) => Math.Sqrt(p.X * p.X + p.Y * p.Y);

    private void Check(string yaml, params (Func<Double3, double> Of, Func<double, double> Cdf)[] laws)
    {
        var volume = new VolumeType().Read(SceneFile.Parse(yaml).Root, new ReadContext { Roots = _folder.Roots });
        var draws = Enumerable.Range(0, Draws).Select(i => volume.Draw(new RandomStream(1, "place", i))).ToArray();
        foreach (var (of, cdf) in laws)
            Goodness.AssertDistribution([.. draws.Select(of)], cdf);
    }
}
