namespace Render.Dataset.Check;

/// <summary>A label image of 16 bits a channel: the file as it will be written, and the numbers that were encoded. Both empty where there is none.</summary>
public readonly ref struct WordImage
{
    /// <summary>The PNG.</summary>
    public ReadOnlySpan<byte> File { get; init; }

    /// <summary>Width * height * channels, top row first.</summary>
    public ReadOnlySpan<ushort> Values { get; init; }
}
