namespace Render.Dataset.Coco;

/// <summary>
/// A box of whole pixels, tight around a mask: COCO's <c>bbox</c>. (X, Y) is the top left pixel; width and height are at least 1.
/// </summary>
public readonly record struct PixelBox(int X, int Y, int Width, int Height);
