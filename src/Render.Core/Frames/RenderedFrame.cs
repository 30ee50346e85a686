namespace Render.Core.Frames;

/// <summary>Arbitrary output variables: what the renderer is asked to make besides visibility itself.</summary>
[Flags]
public enum Aov
{
    None = 0,

    /// <summary>8-bit sRGB.</summary>
    Color = 1,

    /// <summary>Instance numbers.</summary>
    InstanceId = 2,

    /// <summary>Metres along the optical axis.</summary>
    Depth = 4,

    /// <summary>What each instance covers, whatever stands before it.</summary>
    Amodal = 8,

    /// <summary>Metres along the ray. It comes of the depth, which is made too.</summary>
    Range = 16 | Depth,

    /// <summary>Normals in camera axes.</summary>
    Normals = 32,

    /// <summary>Points of the models in their own axes.</summary>
    Coordinates = 64,

    /// <summary>Base colours, 8-bit sRGB. They come of the materials that colour is made of, which is made too.</summary>
    Albedo = 128 | Color,
}

/// <summary>
/// What the renderer made of one image, in host memory. The arrays belong to this object and are filled anew by each render into it; all are
/// row-major, top row first, Width * Height pixels. An AOV that was not asked for has length 0.
/// </summary>
public sealed class RenderedFrame
{
    /// <summary>What is seen: the frame as the image's variant has it.</summary>
    public Frame Frame { get; private set; } = null!;

    /// <summary>The frame with all its variants.</summary>
    public Frame Whole { get; private set; } = null!;

    public ImageKey Key { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>RGB, 8 bits each, sRGB.</summary>
    public byte[] Color { get; private set; } = [];

    /// <summary>1..n: number of the instance that is seen at the pixel's centre; 0: none.</summary>
    public ushort[] InstanceIds { get; private set; } = [];

    /// <summary>Metres along the optical axis at the pixel's centre; 0: nothing seen, or 90 degrees and more from the axis.</summary>
    public float[] Depth { get; private set; } = [];

    /// <summary>Metres from the eye along the ray through the pixel's centre; 0: nothing seen.</summary>
    public float[] Range { get; private set; } = [];

    /// <summary>
    /// Three a pixel: the normal at its centre in camera axes (x right, y down, z forward), interpolated between the vertices, without normal maps, on the side of the triangle
    /// that is seen. Of any length; zeros where nothing is seen.
    /// </summary>
    public float[] Normals { get; private set; } = [];

    /// <summary>Three a pixel: the point of the model that is seen at its centre, in the model's own axes after the turn to Z up, metres before the instance's scale; zeros where nothing is seen.</summary>
    public float[] Coordinates { get; private set; } = [];

    /// <summary>Three a pixel, sRGB: the base colour of the surface at its centre, as shading takes it from the material, before any light; zeros where nothing is seen.</summary>
    public byte[] Albedo { get; private set; } = [];

    /// <summary>What each instance covers on the canvas, whatever stands before it; without instances where that was not asked for.</summary>
    public AmodalMasks Amodal { get; } = new();

    /// <summary>Points this object at another image and makes its arrays the right size, keeping those that are.</summary>
    public void Reset(Frame frame, ImageKey key, Aov aovs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        (Whole, Frame, Key) = (frame, frame.Of(key.Variant), key);
        (Width, Height) = (Frame.Image.Width, Frame.Image.Height);
        var pixels = checked(Width * Height);
        Color = Sized(Color, aovs.HasFlag(Aov.Color) ? checked(pixels * 3) : 0);
        InstanceIds = Sized(InstanceIds, aovs.HasFlag(Aov.InstanceId) ? pixels : 0);
        Depth = Sized(Depth, aovs.HasFlag(Aov.Depth) ? pixels : 0);
        Range = Sized(Range, aovs.HasFlag(Aov.Range) ? pixels : 0);
        Normals = Sized(Normals, aovs.HasFlag(Aov.Normals) ? checked(pixels * 3) : 0);
        Coordinates = Sized(Coordinates, aovs.HasFlag(Aov.Coordinates) ? checked(pixels * 3) : 0);
        Albedo = Sized(Albedo, aovs.HasFlag(Aov.Albedo) ? checked(pixels * 3) : 0);
        Amodal.Clear(aovs.HasFlag(Aov.Amodal) ? Frame.Instances.Length : 0, Width, Height);
    }

    private static T[] Sized<T>(T[] array, int length) => array.Length == length ? array : new T[length];
}
