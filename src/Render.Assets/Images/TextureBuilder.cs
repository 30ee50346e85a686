using Render.Core.Materials;

namespace Render.Assets.Images;

/// <summary>An image file with its mipmaps, as <see cref="TextureImage"/> describes them.</summary>
internal static class TextureBuilder
{
    /// <param name="file">The encoded image.</param>
    /// <param name="name">For messages.</param>
    /// <param name="colorSpace">How its numbers are meant.</param>
    public static TextureImage Build(byte[] file, string name, ColorSpace colorSpace)
    {
        var image = ImageDecoder.Decode(file, name);
        return new()
        {
            Name = name,
            SourceHash = ConfinedFiles.Hash(file),
            ContentHash = ConfinedFiles.Hash([.. System.Security.Cryptography.SHA256.HashData(file), (byte)colorSpace]),
            Width = image.Width,
            Height = image.Height,
            ColorSpace = colorSpace,
            Levels = MipmapChain.Of(image.Width, image.Height, image.Pixels, colorSpace),
        };
    }
}
