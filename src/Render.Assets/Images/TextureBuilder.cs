using System.Security.Cryptography;
using Render.Core.Materials;

namespace Render.Assets.Images;

/// <summary>An image with its mipmaps, as <see cref="TextureImage"/> describes them.</summary>
internal static class TextureBuilder
{
    /// <param name="file">The encoded image.</param>
    /// <param name="name">For messages.</param>
    /// <param name="colorSpace">How its numbers are meant.</param>
    public static TextureImage Build(byte[] file, string name, ColorSpace colorSpace) =>
        Build(ImageDecoder.Decode(file, name, colorSpace), name, SHA256.HashData(file), ConfinedFiles.Hash(file), colorSpace);

    /// <summary>A texture that was never a file.</summary>
    /// <param name="pixels">RGBA.</param>
    /// <param name="name">For messages.</param>
    /// <param name="recipeHash">sha256, lower-case hex, over what the texels were made of.</param>
    /// <param name="colorSpace">How its numbers are meant.</param>
    public static TextureImage Build(DecodedImage pixels, string name, string recipeHash, ColorSpace colorSpace) =>
        Build(pixels, name, Convert.FromHexString(recipeHash), "", colorSpace);

    private static TextureImage Build(DecodedImage image, string name, byte[] hash, string sourceHash, ColorSpace colorSpace) => new()
    {
        Name = name,
        SourceHash = sourceHash,
        ContentHash = ConfinedFiles.Hash([.. hash, (byte)colorSpace]),
        Width = image.Width,
        Height = image.Height,
        ColorSpace = colorSpace,
        Levels = MipmapChain.Of(image.Width, image.Height, image.Pixels, colorSpace),
    };
}
