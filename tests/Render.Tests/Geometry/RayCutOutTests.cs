using System.Numerics;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Materials;
using Xunit;

namespace Render.Tests.Geometry;

/// <summary>
/// The unit plane at depth 1 fills u = 0..1 with 150 pixels from x = 25; the contours of bilinear ramps are known by hand.
/// </summary>
public class RayCutOutTests
{
    private static readonly TextureReference Once = new(0, 0, Vector2.Zero, Vector2.One, 0, TextureWrap.Clamp, TextureWrap.Clamp);

    [Fact]
    public void A_ramp_is_cut_where_it_crosses_the_cut_off()
    {
        // Texel centres at u = 0.25 and 0.75: alpha is 0 up to 0.25, then rises to 1.
        var view = View(new Material { AlphaMode = AlphaMode.Mask, AlphaCutoff = 0.25f, BaseColorTexture = Once }, 0, 255);
        AssertContour(view, 25 + 150 * (0.25 + 0.5 * 0.25), hole: -1);
    }

    [Fact]
    public void A_blended_surface_is_solid_from_one_half_and_the_factor_multiplies()
    {
        var view = View(new Material { AlphaMode = AlphaMode.Blend, AlphaCutoff = 0.1f, BaseColorTexture = Once, BaseColor = new(1, 1, 1, 0.8f) }, 0, 255);
        AssertContour(view, 25 + 150 * (0.25 + 0.5 * 0.5 / (double)0.8f), hole: -1);
    }

    [Fact]
    public void An_opaque_surface_ignores_alpha() =>
        Assert.Equal(1, View(new Material { AlphaMode = AlphaMode.Opaque, BaseColorTexture = Once }, 0, 0).Cast(50, 50).Instance);

    [Fact]
    public void A_replaced_material_has_no_holes()
    {
        var frame = RayScene.Frame(RayScene.Forward, ("plane", RayScene.At(0, 0, 1)));
        var model = RayScene.Plane(new Material { AlphaMode = AlphaMode.Mask, BaseColorTexture = Once }, RayScene.AlphaRow(0));
        Assert.Equal(0, RayScene.View(frame, model).Cast(100.5, 50.5).Instance);
        frame.Instances[0] = frame.Instances[0] with { Materials = [new MaterialChange { Replace = true }] };
        Assert.Equal(1, RayScene.View(frame, model).Cast(100.5, 50.5).Instance);
    }

    // The scale 2 shows u = 0..2. Solid texel first: [1, 0]. Between texel centres alpha is linear, so it crosses 0.5 half way between them.
    [Theory]
    [InlineData(TextureWrap.Repeat, new[] { 0.0, 0.25, 0.5, 0.75 })]
    [InlineData(TextureWrap.Mirror, new[] { 0.25, 0.75 })]
    [InlineData(TextureWrap.Clamp, new[] { 0.25 })]
    public void Wrapping(TextureWrap wrap, double[] contours)
    {
        var view = View(new Material { AlphaMode = AlphaMode.Mask, BaseColorTexture = Once with { Scale = new(2, 1), WrapU = wrap } }, 255, 0);
        var found = new List<double>();
        for (var x = 25.5; x < 174; x++)
            if (view.Cast(x, 50).Instance != view.Cast(x + 1, 50).Instance)
                found.Add((x + 0.5 - 25) / 150);
        Assert.Equal(contours.Where(c => c > 0).Count(), found.Count);
        Assert.All(contours.Where(c => c > 0).Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.007));
    }

    // KHR_texture_transform: by a quarter turn, u runs along what was v: (u, v) -> (v, -u), plus the offset.
    [Fact]
    public void Rotation_turns_the_coordinates_counter_clockwise_in_the_image()
    {
        var material = new Material
        {
            AlphaMode = AlphaMode.Mask,
            AlphaCutoff = 0.25f,
            BaseColorTexture = Once with { Rotation = MathF.PI / 2, Offset = new(0, 1) },
        };
        var view = View(material, 0, 255);
        // The plane's v falls with y, and the camera's y points down: v = 1 at the top of the image, 0 at the bottom.
        var contour = 50 + 140 * (0.5 - (0.25 + 0.5 * 0.25));
        Assert.Equal(1, view.Cast(40, contour - 0.02).Instance);
        Assert.Equal(0, view.Cast(40, contour + 0.02).Instance);
        Assert.Equal(1, view.Cast(160, contour - 0.02).Instance);
    }

    [Fact]
    public void Vertex_alpha_counts_until_a_change_replaces_the_colour()
    {
        var plane = Shapes.TryGet("shape:plane")!.Mesh;
        var mesh = new Mesh
        {
            Clusters = plane.Clusters,
            Triangles = plane.Triangles,
            Positions = plane.Positions,
            Normals = plane.Normals,
            Tangents = plane.Tangents,
            TexCoords = plane.TexCoords,
            Bounds = plane.Bounds,
            Colors = [.. plane.Positions.Select(p => new Vector4(1, 1, 1, p.X + 0.5f))],
        };
        var model = new Model { Id = "plane", ContentHash = "", Mesh = mesh, Materials = [new Material { AlphaMode = AlphaMode.Mask }], Textures = [] };
        var frame = RayScene.Frame(RayScene.Forward, ("plane", RayScene.At(0, 0, 1)));
        AssertContour(RayScene.View(frame, model), 100, hole: -1);
        frame.Instances[0] = frame.Instances[0] with { Materials = [new MaterialChange { BaseColor = Vector3.One }] };
        Assert.Equal(1, RayScene.View(frame, model).Cast(60, 50).Instance);
    }

    private static RayView View(Material material, params byte[] alphas) =>
        RayScene.View(RayScene.Frame(RayScene.Forward, ("plane", RayScene.At(0, 0, 1))), RayScene.Plane(material, RayScene.AlphaRow(alphas)));

    /// <summary>Hole on one side (-1: left), solid on the other, both admitted within 1/100 px of the contour only.</summary>
    private static void AssertContour(RayView view, double x, int hole)
    {
        Assert.Equal(0, view.Cast(x + 0.005 * hole, 47).Instance);
        Assert.Equal(1, view.Cast(x - 0.005 * hole, 47).Instance);
        foreach (var offset in new[] { -0.005, 0.005 })
            Assert.True(view.Admits(x + offset, 47, 0) && view.Admits(x + offset, 47, 1));
        Assert.False(view.Admits(x + 0.015 * hole, 47, 1));
        Assert.False(view.Admits(x - 0.015 * hole, 47, 0));
    }
}
