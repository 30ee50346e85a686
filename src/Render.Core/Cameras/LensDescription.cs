using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The <c>lens:</c> of a camera.</summary>
/// <param name="Model">How it bends.</param>
/// <param name="K">Radial coefficients.</param>
/// <param name="P">Tangential ones.</param>
/// <param name="FovDeg">Fisheye: angle across the width of the image, where the camera does not say it otherwise.</param>
/// <param name="CircleDeg">Angle across the image circle.</param>
internal sealed record LensDescription(LensModel Model, Value<double>[] K, Value<double>[] P, Value<double>? FovDeg, double CircleDeg)
{
    /// <summary>Degrees.</summary>
    private const double AngleTolerance = 1e-6;

    private static readonly SampledType<double> Coefficient = new(new NumberType(null, -100, 100));

    private static readonly Key<Value<double>>[] BrownRadial = [.. Enumerable.Range(1, 6).Select(i => new Key<Value<double>>($"k{i}", Coefficient, "0",
        i <= 3 ? $"Radial: factor of r^{2 * i} (above the fraction's line)." : $"Radial: factor of r^{2 * (i - 3)} below the fraction's line (OpenCV's rational model).",
        i == 1 ? "{ normal: { mean: -0.2, std: 0.03 } }" : null))];

    private static readonly Key<Value<double>>[] Tangential =
    [
        new("p1", Coefficient, "0", "Tangential, mostly down: of a lens that is not parallel to the sensor."), new("p2", Coefficient, "0", "Tangential, mostly across."),
    ];

    private static readonly Section<LensDescription> BrownSection = new("brown_conrady",
        "What most lenses do (Brown, 1966), with the coefficients that OpenCV's calibrateCamera gives. The field of view is that of the camera without it.",
        [.. BrownRadial, .. Tangential],
        r => new(LensModel.BrownConrady, [.. BrownRadial.Select(key => r.Get(key))], [.. Tangential.Select(key => r.Get(key))], null, 2 * 85));

    private static readonly Key<Value<double>>[] FisheyeRadial = [.. Enumerable.Range(1, 4).Select(i => new Key<Value<double>>($"k{i}", Coefficient, "0",
        $"Factor of theta^{2 * i + 1}, theta the angle from the axis in radians.", i == 1 ? "{ normal: { mean: 0, std: 0.01 } }" : null))];

    private static readonly Key<Value<double>> FovKey = new("fov_deg", new SampledType<double>(new NumberType("degrees", 1, 220)), null,
        "Angle across the width of the image. Default: 180 where the camera has neither K nor focal_length_mm.", "[160, 200]");

    private static readonly Key<double> CircleKey = new("circle_deg", new NumberType("degrees", 1, 300), "220",
        "Angle across the image circle; pixels beyond are black with id 0.", "185");

    private static readonly Section<LensDescription> FisheyeSection = new("fisheye",
        "A fisheye (Kannala and Brandt, 2006), with the coefficients that OpenCV's fisheye::calibrate gives; none of them: equidistant.",
        [FovKey, .. FisheyeRadial, CircleKey],
        r => new(LensModel.KannalaBrandt, [.. FisheyeRadial.Select(key => r.Get(key))], [], r.Find(FovKey), r.Get(CircleKey)));

    private static readonly Key<LensDescription> BrownKey = new("brown_conrady", BrownSection, null, BrownSection.Doc, "{ k1: -0.28, k2: 0.07, p1: 0.001 }");

    private static readonly Key<LensDescription> FisheyeKey = new("fisheye", FisheyeSection, null, FisheyeSection.Doc, "{ fov_deg: 185 }");

    internal static readonly Section<LensDescription> Section = new("lens",
        "How the lens bends the picture; one of the two. Labels are exact through it: each is what the bent ray of its pixel's centre meets.", [BrownKey, FisheyeKey],
        r => (r.Find(BrownKey), r.Find(FisheyeKey)) switch
        {
            ({ } brown, null) => brown,
            (null, { } fisheye) => fisheye,
            _ => throw r.Node.Error("a lens is either 'brown_conrady' or 'fisheye'.", "Give one of them."),
        });

    public bool IsFisheye => Model == LensModel.KannalaBrandt;

    public FrameLens Draw(DrawKey key, int view) => new()
    {
        Model = Model,
        K = Array.ConvertAll(K, k => k.Draw(key, view)),
        P = Array.ConvertAll(P, p => p.Draw(key, view)),
        MaxAngleDeg = CircleDeg / 2,
    };

    /// <summary>Pixels for each radian on the axis, so that the width of an image shows the angle.</summary>
    /// <param name="lens">A fisheye, as it was drawn.</param>
    /// <param name="fovDeg">Across the width.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="key">The frame.</param>
    /// <exception cref="RenderException">Its coefficients are not those of a lens.</exception>
    public static double Focal(FrameLens lens, double fovDeg, int width, DrawKey key)
    {
        var angle = fovDeg / 2 * (Math.PI / 180);
        var s = angle * angle;
        var radius = angle * (1 + s * (lens.Radial(0) + s * (lens.Radial(1) + s * (lens.Radial(2) + s * lens.Radial(3)))));
        return radius > 1e-6 ? width / 2.0 / radius : throw Folds($"before {fovDeg / 2:0.#} degrees from the axis", key);
    }

    /// <summary>Refuses coefficients with which next to nothing would be seen: the image folds back (all beyond is black) before it reaches the angle that the scene asks for, or a quarter of the width from its middle.</summary>
    /// <param name="camera">As it was drawn, with its lens.</param>
    /// <param name="fovDeg">Across the width, where the scene says so.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="key">The frame.</param>
    /// <exception cref="RenderException">Its coefficients are not those of a lens.</exception>
    public static void CheckImage(FrameCamera camera, double? fovDeg, int width, DrawKey key)
    {
        var projection = new LensProjection(camera);
        var seen = projection.MaxAngle * (180 / Math.PI);
        if (fovDeg is { } fov && seen < Math.Min(fov / 2, camera.Lens!.MaxAngleDeg) - AngleTolerance)
            throw Folds($"at {seen:0.#} degrees from the axis, before the {fov / 2:0.#} of fov_deg", key);
        if (projection.ImageRadius * camera.Fx < width / 4.0 && seen < camera.Lens!.MaxAngleDeg - AngleTolerance)
            throw Folds($"at {seen:0.#} degrees from the axis, {projection.ImageRadius * camera.Fx:0.#} pixels from the middle", key);
    }

    private static RenderException Folds(string where, DrawKey key) => new(Failure.InvalidInput,
        $"the drawn coefficients of the lens fold its image back {where}.", $"frame {key.Frame}", "Use smaller coefficients.");
}
