using Render.Core;
using Render.Core.Scenes;
using Xunit;

namespace Render.Tests.Scenes;

/// <summary>The labels that are pictures: a list of names, or a map with settings.</summary>
public sealed class LabelLanguageTests
{
    private static readonly AssetRoots Roots = new([], Path.GetTempPath());

    private static LabelSettings Of(string labels) => Scene.Parse($"render: 1\nlabels: {labels}", Roots).Labels;

    [Fact]
    public void A_list_names_those_that_are_wanted_with_their_defaults()
    {
        var labels = Of("[coco, panoptic, range, normals, coordinates, albedo]");
        Assert.Equal(new() { Panoptic = true, Range = new(), Normals = true, Coordinates = true, Albedo = true }, labels);
        Assert.Equal(new(), Of("[coco]"));
    }

    [Fact]
    public void A_map_has_settings()
    {
        Assert.Equal(new DepthSettings(0.01, true), Of("{ range: { unit: 0.01, npy: true } }").Range);
        Assert.Equal(new DepthSettings(), Of("{ range: true }").Range);
        Assert.Null(Of("{ range: false, normals: true }").Range);
        Assert.Equal((true, false, true), (Of("{ normals: true }").Normals, Of("{ normals: true }").Coordinates, Of("{ coordinates: true, panoptic: true }").Panoptic));
    }

    [Theory]
    [InlineData("[normal]", "did you mean 'normals'?")]
    [InlineData("{ range: { units: 0.01 } }", "did you mean 'unit'?")]
    [InlineData("{ range: { unit: 0 } }", "out of range")]
    [InlineData("{ panoptik: true }", "did you mean 'panoptic'?")]
    public void What_is_misspelt_or_senseless_is_an_error(string labels, string expected)
    {
        var e = Assert.Throws<RenderException>(() => Of(labels));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("scene:2:", e.Where, StringComparison.Ordinal);
    }
}
