using System.Numerics;
using SharpGLTF.Schema2;
using SharpGLTF.Validation;
using StbImageSharp;
using Xunit;

namespace Render.Tests.OwnAssets;

/// <summary>Own textures and environments, decoded by a library that shares no code with their writers.</summary>
public sealed class ImageTests
{
    public static TheoryData<string> Textures => Files("textures", "*.png");

    public static TheoryData<string> Materials => Files("materials", "*.glb");

    public static TheoryData<string> Environments => Files("environments", "*.hdr");

    [Theory]
    [MemberData(nameof(Textures))]
    public void A_texture_meets_itself_at_its_borders(string path)
    {
        MeetsItself(File.ReadAllBytes(Path.Combine(Repository.Assets, path)));
    }

    [Theory]
    [MemberData(nameof(Materials))]
    public void A_material_has_every_map_and_each_meets_itself_at_its_borders(string path)
    {
        ModelRoot model = ModelRoot.Load(Path.Combine(Repository.Assets, path), new ReadSettings { Validation = ValidationMode.Strict });
        Material material = Assert.Single(model.LogicalMaterials);
        foreach (string channel in new[] { "BaseColor", "Normal", "MetallicRoughness", "Occlusion" })
            Assert.NotNull(material.FindChannel(channel)?.Texture);
        Assert.Equal(3, model.LogicalImages.Count);
        foreach (SharpGLTF.Schema2.Image image in model.LogicalImages)
            MeetsItself(image.Content.Content.ToArray());
        // The board shows the whole tile once.
        Assert.Equal((Vector2.Zero, Vector2.One), Range(model.LogicalMeshes[0].Primitives[0].GetVertexAccessor("TEXCOORD_0").AsVector2Array()));
        // A normal map that is well made is blue on the whole: its mean is the surface's own normal.
        var normals = ImageResult.FromMemory(material.FindChannel("Normal")!.Value.Texture.PrimaryImage.Content.Content.ToArray(), ColorComponents.RedGreenBlue).Data;
        double Mean(int channel) => Enumerable.Range(0, normals.Length / 3).Average(i => normals[3 * i + channel] / 127.5 - 1);
        Assert.InRange(Mean(0), -0.02, 0.02);
        Assert.InRange(Mean(1), -0.02, 0.02);
        Assert.InRange(Mean(2), 0.6, 1);
    }

    private static (Vector2 Low, Vector2 High) Range(IEnumerable<Vector2> points) => (points.Aggregate(Vector2.Min), points.Aggregate(Vector2.Max));

    private static void MeetsItself(byte[] file)
    {
        var image = ImageResult.FromMemory(file, ColorComponents.RedGreenBlue);
        double Step(Func<int, int> first, Func<int, int> second, int length) =>
            Enumerable.Range(0, length).Average(i => Enumerable.Range(0, 3).Sum(c => Math.Abs(image.Data[first(i) + c] - image.Data[second(i) + c])));
        int w = image.Width, h = image.Height;
        double insideX = Enumerable.Range(0, w - 1).Max(x => Step(y => 3 * (y * w + x), y => 3 * (y * w + x + 1), h));
        double insideY = Enumerable.Range(0, h - 1).Max(y => Step(x => 3 * (y * w + x), x => 3 * ((y + 1) * w + x), w));
        // A seam would be a larger step than any between two neighbouring columns or rows inside.
        Assert.InRange(Step(y => 3 * (y * w + w - 1), y => 3 * y * w, h), 0, insideX * 1.05);
        Assert.InRange(Step(x => 3 * ((h - 1) * w + x), x => 3 * x, w), 0, insideY * 1.05);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void An_environment_lights_a_level_surface_moderately_and_has_no_spikes(string path)
    {
        var image = ImageResultFloat.FromMemory(File.ReadAllBytes(Path.Combine(Repository.Assets, path)), ColorComponents.RedGreenBlue);
        Assert.Equal(image.Width, 2 * image.Height);
        double up = 0, down = 0;
        for (int y = 0; y < image.Height; y++)
        {
            double polar = Math.PI * (y + 0.5) / image.Height;
            double weight = Math.Cos(polar) * Math.Sin(polar) * (Math.PI / image.Height) * (2 * Math.PI / image.Width);
            for (int x = 0; x < image.Width; x++)
            {
                int i = 3 * (y * image.Width + x);
                float r = image.Data[i], g = image.Data[i + 1], b = image.Data[i + 2];
                Assert.InRange(Math.Max(r, Math.Max(g, b)), 0, 100);
                double luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                if (weight > 0)
                    up += weight * luminance;
                else
                    down -= weight * luminance;
            }
        }
        Assert.InRange(up, 0.7, 3.5);
        Assert.InRange(down, 0.02 * up, 0.8 * up);
    }

    private static TheoryData<string> Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Assets, folder), pattern)
            .Select(f => Path.GetRelativePath(Repository.Assets, f)).Order(StringComparer.Ordinal)];
}
