using System.Numerics;

namespace Render.Core.Frames;

/// <summary>Which colour each photosite of a 2 x 2 block sees: upper left, upper right, lower left, lower right.</summary>
public enum BayerPattern
{
    /// <summary>No mosaic: every pixel measures all three colours.</summary>
    None,
    Rggb,
    Bggr,
    Grbg,
    Gbrg,
}

/// <summary>How the colours that a photosite does not see are made up from its neighbours.</summary>
public enum DemosaicMethod
{
    /// <summary>The 5 x 5 filters of Malvar, He and Cutler, ICASSP 2004.</summary>
    Malvar,

    /// <summary>The mean of the nearest photosites of the colour.</summary>
    Bilinear,
}

/// <summary>How a JPEG file stores colour.</summary>
public enum JpegChroma
{
    /// <summary>Half resolution in both directions (4:2:0), as cameras do.</summary>
    Half,

    /// <summary>Full resolution (4:4:4).</summary>
    Full,
}

/// <summary>
/// The camera's sensor and what is done with its signal, in the terms of EMVA 1288. "Light" is linear sRGB after exposure, in which 1 is white. A photosite
/// collects a Poisson number of electrons with the mean <c>light * Response * FullWellE * 100 / (Iso * Saturation) + DarkE</c>; the converter counts
/// them, with the read noise, in 2^Bits units. The noise is a pure function of the frame's seed and index and of the image's key.
/// </summary>
public sealed record FrameSensor
{
    /// <summary>The part of the natural fall-off that there is, 0..1: the light is multiplied by 1 - v (1 - cos^4 of the field angle).</summary>
    public float VignettingCos4 { get; init; }

    /// <summary>k1, k2, k3: the light is multiplied by 1 + k1 r^2 + k2 r^4 + k3 r^6; r is the distance from the principal point over half the diagonal.</summary>
    public Vector3 VignettingRadial { get; init; }

    /// <summary>Magnification of red and of blue relative to green, less 1.</summary>
    public Vector2 LateralChroma { get; init; }

    /// <summary>Standard deviation of the optics' Gaussian point spread, pixels.</summary>
    public float BlurPx { get; init; }

    /// <summary>Response of red, green and blue to white light, relative; above 0.</summary>
    public Vector3 Response { get; init; } = Vector3.One;

    /// <summary>The light that fills the well at ISO 100 where the response is 1; above 0.</summary>
    public float Saturation { get; init; } = 1;

    /// <summary>Electrons; above 0.</summary>
    public float FullWellE { get; init; } = 10500;

    /// <summary>At twice 100 the converter's range is used up by half the electrons of a full well; above 0.</summary>
    public float Iso { get; init; } = 100;

    /// <summary>Mean of the dark electrons of one exposure; the development subtracts it.</summary>
    public float DarkE { get; init; }

    /// <summary>Standard deviation of what reading adds, electrons.</summary>
    public float ReadNoiseE { get; init; }

    /// <summary>Standard deviation of the photosites' responses, as a part of 1; the same in all frames of a camera.</summary>
    public float Prnu { get; init; }

    /// <summary>Standard deviation of the photosites' dark signals, electrons; the same in all frames of a camera.</summary>
    public float DsnuE { get; init; }

    /// <summary>The part of all photosites whose dark signal is far too large: up to a full well, evenly; the same ones in all frames of a camera.</summary>
    public float HotPixels { get; init; }

    /// <summary>Of the converter; 6..16.</summary>
    public int Bits { get; init; } = 12;

    /// <summary>What the converter gives without any electron, as a part of its range; less than 1.</summary>
    public float BlackLevel { get; init; }

    public BayerPattern Bayer { get; init; }

    public DemosaicMethod Demosaic { get; init; }

    /// <summary>Gains of red, green and blue that make the light which the camera takes for white neutral; above 0.</summary>
    public Vector3 WhiteBalance { get; init; } = Vector3.One;

    /// <summary>What is added of the difference between the picture and its Gaussian blur.</summary>
    public float Sharpening { get; init; }

    /// <summary>Standard deviation of that blur, pixels; above 0.</summary>
    public float SharpeningRadiusPx { get; init; } = 1;

    /// <summary>1..100: the picture has gone through a JPEG file. Null: it has not.</summary>
    public int? JpegQuality { get; init; }

    public JpegChroma JpegChroma { get; init; }
}
