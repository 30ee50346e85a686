using System.Numerics;

namespace Render.Core.Frames;

/// <summary>The key of an image (CONVENTIONS): the last three are 0 where the scene has no variants, no sequence, one camera.</summary>
public readonly record struct ImageKey(long Frame, int Variant = 0, int Step = 0, int Camera = 0);

/// <summary>
/// Everything that was drawn for one frame: plain data, enough to render it again. It is the <c>input</c> part of the frame's record.
/// World: right-handed, Z up, metres. Matrices are row-major and act on column vectors.
/// </summary>
public sealed record Frame
{
    public required long Index { get; init; }

    /// <summary>The number under which it was drawn, which its sensor's noise follows; null: <see cref="Index"/>. A union of datasets numbers frames anew.</summary>
    public long? DrawnIndex { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>train, val, test or the user's own word.</summary>
    public string Split { get; init; } = "train";

    public required ImageSettings Image { get; init; }

    /// <summary>Null: pictures are what an ideal camera shows.</summary>
    public FrameSensor? Sensor { get; init; }

    public required FrameCamera[] Cameras { get; init; }

    public required FrameEnvironment Environment { get; init; }

    public FrameLight[] Lights { get; init; } = [];

    /// <summary>Null: there is none.</summary>
    public FrameFog? Fog { get; init; }

    /// <summary>A see-through surface is opaque to labels, and casts shadows, from this alpha up; 0..1.</summary>
    public float BlendCutoff { get; init; } = 0.5f;

    /// <summary>Number n is entry n - 1: scene order, surroundings first, labelled or not.</summary>
    public required FrameInstance[] Instances { get; init; }

    /// <summary>Objects that were drawn but found no place, where the scene lets them be left out.</summary>
    public FrameDrop[] Dropped { get; init; } = [];

    /// <summary>What the scene varies and its value here, as the scene writes both; null where it varies nothing.</summary>
    public SortedDictionary<string, string>? Varied { get; init; }

    /// <summary>What the named draws were with which the scene tags its images, by name; null where it tags none.</summary>
    public SortedDictionary<string, Tag>? Tags { get; init; }

    /// <summary>The same frame as the other variants have it: entry v - 1 is variant v, this is variant 0. Empty in those, and where nothing is varied.</summary>
    public Frame[] Variants { get; init; } = [];

    /// <summary>Content hash (sha256, lower-case hex) of every model, texture and environment that is referred to, by reference.</summary>
    public SortedDictionary<string, string> Assets { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The frame as a variant has it.</summary>
    /// <param name="variant">From 0.</param>
    public Frame Of(int variant) => variant == 0 ? this : Variants[variant - 1];
}

/// <param name="Name">The path in the scene, with the number in its group: <c>things[3]</c>.</param>
/// <param name="Reason">What stood in the way, and how often.</param>
public sealed record FrameDrop(string Name, string Reason)
{
    /// <summary>The stratum that it was to serve; null: none.</summary>
    public FrameStratum? Stratum { get; init; }
}

/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Samples">Colour sub-samples a pixel: 1, 4, 8 or 16. Labels are always read at the pixel's centre.</param>
/// <param name="ExposureEv">EV 0 shows a white Lambert surface under 1 W/m2 of white sun at normal incidence as linear 1/pi; times 2^EV.</param>
/// <param name="ToneCurve">How linear light becomes display light.</param>
public sealed record ImageSettings(int Width, int Height, int Samples = 4, float ExposureEv = 0, ToneCurve ToneCurve = ToneCurve.Filmic);

public enum ToneCurve
{
    /// <summary>A filmic curve with a soft shoulder (source named where it is implemented).</summary>
    Filmic,

    /// <summary>Linear, clipped to 0..1, then sRGB.</summary>
    None,
}

/// <summary>
/// A camera, OpenCV axes: x right, y down, z forward. Without a lens, a world point p is seen at pixel
/// (Fx X/Z + Cx, Fy Y/Z + Cy) with (X, Y, Z) = Rotation p + Translation; pixel centres are at +0.5.
/// </summary>
public sealed record FrameCamera
{
    public string Name { get; init; } = "camera";

    /// <summary>Pixels.</summary>
    public required float Fx { get; init; }

    public required float Fy { get; init; }

    /// <summary>Pixels; W/2 for a centred camera.</summary>
    public required float Cx { get; init; }

    public required float Cy { get; init; }

    /// <summary>World to camera, 3 x 4, row-major: [R | t], t in metres.</summary>
    public required float[] WorldToCamera { get; init; }

    /// <summary>Nothing nearer than this (metres; along the axis, through a lens along the ray) is seen.</summary>
    public float Near { get; init; } = 0.01f;

    /// <summary>Null: a pinhole.</summary>
    public FrameLens? Lens { get; init; }
}

public sealed record FrameEnvironment
{
    /// <summary>Reference of an equirectangular HDR map, or null for a sky or a uniform environment of <see cref="Color"/>.</summary>
    public string? Map { get; init; }

    /// <summary>A computed sky, without the light of its sun, which is one of the frame's lights; null: none.</summary>
    public FrameSky? Sky { get; init; }

    /// <summary>Linear RGB radiance of a uniform environment; multiplies the map or the sky where there is one.</summary>
    public Vector3 Color { get; init; } = Vector3.One;

    public float Strength { get; init; } = 1;

    /// <summary>Degrees about +Z, counter-clockwise seen from above: a light at azimuth a in the map stands at a + rotation in the world.</summary>
    public float RotationDeg { get; init; }

    /// <summary>Linear RGB shown behind everything instead of the environment, or null: the environment is seen.</summary>
    public Vector3? Background { get; init; }

    /// <summary>Reference of an image that is shown behind everything as it is, whatever the exposure and the tone curve; it gives no light. Null: none.</summary>
    public string? BackgroundImage { get; init; }

    /// <summary>How that image fills the picture.</summary>
    public ImageFit BackgroundFit { get; init; }
}

public enum ImageFit
{
    /// <summary>All of the picture is filled, in the image's own proportions; what is too much on two sides is cut off evenly.</summary>
    Cover,

    /// <summary>All of the image is seen, in its own proportions, with black on two sides.</summary>
    Contain,

    /// <summary>Exactly the picture, whatever the image's proportions.</summary>
    Stretch,
}

/// <summary>The sky of <see cref="Lighting.PreethamSky"/>.</summary>
public sealed record FrameSky
{
    /// <summary>Degrees above the horizon.</summary>
    public required float SunElevationDeg { get; init; }

    /// <summary>Degrees counter-clockwise from +X, before the environment's rotation.</summary>
    public float SunAzimuthDeg { get; init; }

    /// <summary>2 (very clear) to 10 (haze).</summary>
    public float Turbidity { get; init; } = 3;

    /// <summary>Of the ground below the horizon, 0..1.</summary>
    public float GroundAlbedo { get; init; } = 0.2f;
}

/// <summary>
/// Fog: of the light of a surface at distance d, exp(-density d) is left, and the rest of the way to <see cref="Color"/> is made up; with a falloff the
/// exponent is the integral of density exp(-falloff (z - base height)) along the ray. In linear light; labels know nothing of it.
/// </summary>
public sealed record FrameFog
{
    /// <summary>1/m.</summary>
    public required float Density { get; init; }

    /// <summary>Linear RGB radiance; null: the mean over all directions of the environment's.</summary>
    public Vector3? Color { get; init; }

    /// <summary>1/m; 0: the same density at every height.</summary>
    public float Falloff { get; init; }

    /// <summary>Height, metres, at which the density is the one given.</summary>
    public float BaseHeight { get; init; }
}

public enum LightKind
{
    Sun,
    Point,
    Spot,

    /// <summary>A rectangle that shines from its front alone, with the same radiance everywhere and in all directions.</summary>
    Area,
}

public sealed record FrameLight
{
    public required string Name { get; init; }

    public required LightKind Kind { get; init; }

    /// <summary>
    /// Linear RGB: sun, irradiance on a surface that faces it, W/m2; point and spot, radiant intensity on the axis, W/sr
    /// (irradiance at distance d is intensity / d^2); area, radiance, W/(m2 sr). Colour and strength are multiplied already.
    /// </summary>
    public required Vector3 Intensity { get; init; }

    /// <summary>The direction in which the light travels, unit length; sun and spot; area: the normal of its front.</summary>
    public Vector3 Direction { get; init; } = -Vector3.UnitZ;

    /// <summary>Metres; all but suns; area: its middle.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Spot: half angle, degrees, inside which the intensity is full.</summary>
    public float InnerConeDeg { get; init; }

    /// <summary>Spot: half angle, degrees, from which on there is no light.</summary>
    public float OuterConeDeg { get; init; } = 45;

    /// <summary>Sun: angular diameter in degrees; decides how soft the edge of its shadow is.</summary>
    public float AngularDiameterDeg { get; init; } = 0.53f;

    /// <summary>
    /// Point and spot: radius, metres, of the sphere that shines; decides how soft the edges of its shadows are, and what reaches into it casts none.
    /// </summary>
    public float Radius { get; init; }

    /// <summary>Area: width and height, metres.</summary>
    public Vector2 Size { get; init; }

    /// <summary>Area: the direction of its width, unit length, at right angles to <see cref="Direction"/>.</summary>
    public Vector3 Side { get; init; } = Vector3.UnitX;

    public bool CastsShadow { get; init; } = true;
}

public sealed record FrameInstance
{
    /// <summary>The path in the scene, with the number in its group: <c>things[3]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Reference of the model: a file, or one of the unit shapes of <see cref="Geometry.Shapes"/>.</summary>
    public required string Model { get; init; }

    /// <summary>Null: not labelled, but it occludes.</summary>
    public string? Category { get; init; }

    public string? Supercategory { get; init; }

    /// <summary>The user's own words about the model, by names of their own; its annotations carry them. Null: none.</summary>
    public SortedDictionary<string, string>? Attributes { get; init; }

    /// <summary>The stratum that it was made for; null: none.</summary>
    public FrameStratum? Stratum { get; init; }

    /// <summary>Object to world, 3 x 4, row-major, as uploaded.</summary>
    public required float[] ObjectToWorld { get; init; }

    /// <summary>Applied in order; a later one wins.</summary>
    public MaterialChange[] Materials { get; init; } = [];

    /// <summary>The points of its model that labels name; null: none.</summary>
    public FrameKeypoint[]? Keypoints { get; init; }
}
