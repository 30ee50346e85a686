namespace Render.Dataset.Writers;

/// <summary>
/// The colour map of PASCAL VOC (VOCdevkit, VOClabelcolormap.m): the bits of an id are dealt to red, green and blue in turn, from the highest bit of each
/// down.
/// </summary>
internal static class LabelColors
{
    /// <summary>Red, green, blue; black for 0. Ids that are equal in their lowest 24 bits have the same.</summary>
    public static byte[] Of(int id)
    {
        var color = new byte[3];
        for (var bit = 0; bit < 24; bit++)
            color[bit % 3] |= (byte)((id >> bit & 1) << 7 - bit / 3);
        return color;
    }

    /// <summary>The colours of 0, 1, ..., one after the other.</summary>
    public static byte[] Palette(int entries)
    {
        var palette = new byte[entries * 3];
        for (var id = 0; id < entries; id++)
            Of(id).CopyTo(palette, 3 * id);
        return palette;
    }
}
