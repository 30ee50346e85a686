using System.Text;
using Render.Core;
using Render.Core.Frames;
using Render.Dataset.Records;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Materials;

public sealed class MaterialRecordTests
{
    private static byte[] Written(MaterialChange change)
    {
        var frame = TestImages.Frame(0);
        frame.Instances[0] = frame.Instances[0] with { Materials = [change] };
        return RecordFile.Write(new() { Schema = FrameRecord.Version, Input = frame });
    }

    [Fact]
    public void All_of_a_change_comes_back()
    {
        var change = new MaterialChange
        {
            Procedural = "procedural:wood?seed=3",
            NormalMap = "n.png",
            TextureScale = new(2, 3),
            TextureRotationDeg = 30,
            TextureOffset = new(0.5f, 0),
            Alpha = 0.5f,
            Ior = 1.4f,
            Tint = new(1, 0.5f, 0),
            Saturation = 0.5f,
            Brightness = 2,
            Contrast = 1.5f,
            Adjusted = [new(MaterialParameter.ClearcoatRoughness, 0.5f, 0.1f)],
        };
        var read = RecordFile.Read(Written(change), "test").Input.Instances[0].Materials[0];
        Assert.Equal(change.Adjusted, read.Adjusted);
        Assert.Equal(change, read with { Adjusted = change.Adjusted });
    }

    [Theory]
    [InlineData("\"roughness\":1.5", "roughness must be from 0 to 1")]
    [InlineData("\"ior\":0.5", "ior must be from 1 to 4")]
    [InlineData("\"saturation\":-1", "saturation must be from 0 to 10")]
    [InlineData("\"emissive_strength\":-1", "emissive_strength must be from 0")]
    [InlineData("\"tint\":[1,-1,0]", "tint must be from 0")]
    [InlineData("\"texture_offset\":[1e9,0]", "texture_offset must be from")]
    [InlineData("\"procedural\":\"wood\"", "procedural must begin with 'procedural:'")]
    [InlineData("\"procedural\":\"procedural:wood?rings=1000000\"", "names a texture that cannot be made")]
    [InlineData("\"base_color_texture\":\"procedural:checker?size=65536\"", "names a texture that cannot be made")]
    [InlineData("\"adjusted\":[{\"parameter\":\"roughness\",\"scale\":-1}]", "adjusted[0].scale must be from 0")]
    [InlineData("\"adjusted\":[null]", "adjusted[0] must not be null")]
    public void What_no_renderer_could_use_is_refused_with_its_path(string json, string message)
    {
        var text = Encoding.UTF8.GetString(Written(new() { Metallic = 0.625f }));
        Assert.Contains("\"metallic\":0.625", text, StringComparison.Ordinal);
        var error = Assert.Throws<RenderException>(() => RecordFile.Read(Encoding.UTF8.GetBytes(text.Replace("\"metallic\":0.625", json, StringComparison.Ordinal)), "test"));
        Assert.Contains("$.input.instances[0].materials[0]", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
