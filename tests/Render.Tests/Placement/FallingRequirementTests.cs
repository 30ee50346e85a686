using System.Text.Json;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Placement.Physics;
using Render.Tests.Scenes;
using Xunit;

namespace Render.Tests.Placement;

/// <summary>What must hold of objects that fall: one of which it does not falls again, among the others, until it holds or the drops are used up.</summary>
public sealed class FallingRequirementTests : IDisposable
{
    private readonly SceneFolder _folder = new("box.glb");
    private readonly PhysicsWorkers _workers = new(PhysicsWorkers.Defaults with { TimeLimit = TimeSpan.FromMinutes(10) });

    public void Dispose()
    {
        _workers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Boxes_fall_again_until_they_lie_upright()
    {
        var (upright, free, leftOut) = (0, 0, 0);
        for (var seed = 0UL; seed < 6; seed++)
        {
            var frame = Draw("require: { upright_deg: 10 }", seed);
            foreach (var box in frame.Instances)
                Assert.True(Cosine(box) > Math.Cos(10 * Math.PI / 180), $"{box.Name} of seed {seed} is not upright");
            foreach (var left in frame.Dropped)
                Assert.Equal("no place was found in 12 drops: 12 times less upright than upright_deg allows", left.Reason);
            Assert.Equal(4, frame.Instances.Length + frame.Dropped.Length);
            (upright, leftOut) = (upright + frame.Instances.Length, leftOut + frame.Dropped.Length);
            free += Draw("", seed).Instances.Count(box => Cosine(box) > Math.Cos(10 * Math.PI / 180));
            // Nothing that lies on another one was left floating when that one fell again.
            foreach (var box in frame.Instances)
                Assert.True(box.ObjectToWorld[11] < 0.051 || frame.Instances.Any(other => other != box && IsNear(box, other)), $"{box.Name} of seed {seed} floats");
        }
        // One of six sides is the upper one: of 24 boxes 4 by chance; (5/6)^12 = 0.11 of them never.
        Assert.InRange(free, 1, 10);
        Assert.InRange(leftOut, 0, 9);
        Assert.Equal(24, upright + leftOut);
        Assert.Equal(JsonSerializer.Serialize(Draw("require: { upright_deg: 10 }", 3)), JsonSerializer.Serialize(Draw("require: { upright_deg: 10 }", 3)));
    }

    [Fact]
    public void What_falls_lies_in_view_and_not_too_far()
    {
        const string wishes = "require: { in_view: 1, distance: [0.9, 1.05], visible: 0.9 }";
        var outside = 0;
        for (var seed = 0UL; seed < 4; seed++)
        {
            foreach (var box in Draw(wishes, seed).Instances)
                Assert.True(IsFine(box), $"{box.Name} of seed {seed} is at {box.ObjectToWorld[3]}, {box.ObjectToWorld[7]}");
            outside += Draw("", seed).Instances.Count(box => !IsFine(box));
        }
        Assert.True(outside > 2);

        // The camera is 1 m over the origin and sees 0.4 m each way at the height of the boxes' tops.
        static bool IsFine(FrameInstance box)
        {
            var (x, y) = (box.ObjectToWorld[3], box.ObjectToWorld[7]);
            return Math.Abs(x) < 0.4 && Math.Abs(y) < 0.4 && Math.Sqrt(x * x + y * y + 0.95 * 0.95) < 1.06;
        }
    }

    [Fact]
    public void What_cannot_be_is_named_and_the_rotation_that_the_scene_gives_is_kept()
    {
        var error = Assert.Throws<RenderException>(() => Draw("on_infeasible: error, require: { distance: [5, 6] }", 2));
        Assert.Equal((Failure.InvalidInput, "frame 0"), (error.Failure, error.Where));
        Assert.Contains("12 times nearer to the camera than 'distance'", error.Message, StringComparison.Ordinal);
        var turned = Draw("rotation_deg: [180, 0, 0], require: { upright_deg: 10 }", 2);
        Assert.Empty(turned.Instances);
        Assert.Equal(4, turned.Dropped.Length);
    }

    [Fact]
    public void Clear_has_no_meaning_for_what_falls()
    {
        var error = Assert.Throws<RenderException>(() => _folder.Parse("{ render: 1, assets: { b: { file: box.glb } }, objects: { o: { place: { drop: { over: ground, within: [1, 1] } }, require: { clear: true } } } }"));
        Assert.StartsWith("test.yaml:1:", error.Where, StringComparison.Ordinal);
        Assert.Contains("keeps clear of everything by itself", error.Message, StringComparison.Ordinal);
    }

    private Frame Draw(string more, ulong seed) => _folder.Parse($$"""
        render: 1
        assets: { box: { file: box.glb } }
        image: { width: 100, height: 100 }
        camera: { position: [0, 0, 1], look_at: [0, 0, 0], up: [0, 1, 0], fov_deg: 48 }
        objects: { o: { count: 4, place: { drop: { over: ground, within: [1, 1], height: 0.1 } }{{(more.Length > 0 ? ", " + more : "")}} } }
        """).Resolve(SceneFolder.Library, physics: _workers).Draw(seed, 0);

    private static double Cosine(FrameInstance box) => box.ObjectToWorld[10] / Math.Sqrt(Math.Pow(box.ObjectToWorld[2], 2) + Math.Pow(box.ObjectToWorld[6], 2) + Math.Pow(box.ObjectToWorld[10], 2));

    private static bool IsNear(FrameInstance a, FrameInstance b) =>
        Math.Sqrt(Math.Pow(a.ObjectToWorld[3] - b.ObjectToWorld[3], 2) + Math.Pow(a.ObjectToWorld[7] - b.ObjectToWorld[7], 2) + Math.Pow(a.ObjectToWorld[11] - b.ObjectToWorld[11], 2)) < 0.18;
}
