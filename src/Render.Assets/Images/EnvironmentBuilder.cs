using Render.Core.Materials;

namespace Render.Assets.Images;

/// <summary>An environment from an equirectangular image.</summary>
internal static class EnvironmentBuilder
{
    /// <param name="file">The encoded image.</param>
    /// <param name="name">For messages.</param>
    public static EnvironmentMap Build(byte[] file, string name)
    {
        var (width, height, pixels) = ImageDecoder.DecodeLinear(file, name);
        return new() { Id = name, ContentHash = ConfinedFiles.Hash(file), Width = width, Height = height, Pixels = pixels };
    }
}
